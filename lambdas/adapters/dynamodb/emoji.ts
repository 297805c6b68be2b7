// An emoji is a small row by its name, and its picture another one by its id: the list of all carries no pictures.
import { EmojiImage, Id, limits, Time } from '@parley/protocol';
import type { EmojiNames, Emojis, StoredEmoji } from '../../domain/ports.ts';
import { emojiImageKey, emojiKey } from './keys.ts';
import { decode, textOf } from './rows.ts';
import type { Item, Table } from './table.ts';

const IS_NEW = 'attribute_not_exists(pk)';
const IS_THIS = '#emojiId = :emojiId';

const emojiOf = (row: Item): StoredEmoji => ({
  name: textOf(row, 'name'),
  emojiId: decode(Id, row.emojiId),
  createdBy: decode(Id, row.createdBy),
  createdAt: decode(Time, row.createdAt),
});

/** What the hot path needs. */
export const openEmojiNames = (directory: Table): EmojiNames => ({
  /** AP150 */
  get: async (name) => {
    const row = await directory.get(emojiKey(name), { consistent: true });
    return row && emojiOf(row);
  },
});

export const openEmoji = (directory: Table): Emojis => ({
  ...openEmojiNames(directory),

  /** AP151: the picture first, so that there is none without; who comes second takes theirs back. */
  add: async (emoji, { emojiId, type, image }) => {
    await directory.put({ ...emojiImageKey(emojiId), emojiId, type, image });
    const { done } = await directory.put({ ...emojiKey(emoji.name), ...emoji }, { condition: IS_NEW });
    if (!done) await directory.delete(emojiImageKey(emojiId));
    return done;
  },

  /** AP151 */
  remove: async ({ name, emojiId }) => {
    await directory.delete(emojiKey(name), { condition: IS_THIS, values: { emojiId } });
    await directory.delete(emojiImageKey(emojiId));
  },

  /** AP152 */
  all: async () => {
    const { pk } = emojiKey('');
    // Of those who add at once some may come in above the limit.
    const { items } = await directory.query({ where: '#pk = :pk', values: { pk }, limit: 2 * limits.customEmoji, consistent: true });
    return items.map(emojiOf);
  },

  /** AP153 */
  images: async (ids) => {
    const keys = [...new Set(ids)].map(emojiImageKey);
    return (await directory.getMany(keys)).map((row) => decode(EmojiImage, row));
  },
});
