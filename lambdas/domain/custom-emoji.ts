// Emoji that people add to the deployment. Whoever is of the workspace may; whoever added one takes it away.
import { type CustomEmoji, type CustomEmojis, type EmojiFrame, type EmojiImages, limits, type PutEmoji } from '@parley/protocol';
import { acquaintances } from './acquaintances.ts';
import { deliver, tellUser } from './delivery.ts';
import type { Announcing, Ports } from './deps.ts';
import { ChatError } from './errors.ts';
import { metBy } from './guests.ts';
import { ulid } from './ids.ts';
import { imageHeadOf } from './images.ts';
import { membershipsOf } from './memberships.ts';
import type { EmojiNames, StoredEmoji } from './ports.ts';

export type Emojiing = Announcing & Pick<Ports, 'memberships' | 'people' | 'emoji'>;

const noSuchEmoji = () => new ChatError('not_found', 'There is no such emoji.');

const CUSTOM = /^:(.+):$/;

/** Throws `not_found` for a `:name:` that nobody has added. One read for those, none for an emoji of Unicode. */
export const refuseUnknownEmoji = async ({ emoji }: { emoji: EmojiNames }, given: string): Promise<void> => {
  const [, name] = CUSTOM.exec(given) ?? [];
  if (name !== undefined && (await emoji.get(name)) === undefined) throw noSuchEmoji();
};

const told = ({ name, emojiId, createdBy, createdAt }: StoredEmoji): CustomEmoji => ({ name, emojiId, createdBy, createdAt });

/** [H70] All of them. A guest is told only of people they meet who added one (H20). */
export const listEmoji = async (deps: Emojiing, userId: string): Promise<CustomEmojis> => {
  const [all, isGuest] = await Promise.all([deps.emoji.all(), deps.memberships.isGuest(userId)]);
  const items = all.map(told);
  if (!isGuest || items.length === 0) return { items };
  const met = new Set([userId, ...(await metBy(deps, userId))]);
  return { items: items.map(({ createdBy = '', ...emoji }) => ({ ...emoji, ...(met.has(createdBy) && { createdBy }) })) };
};

/** [H71] */
export const emojiImages = async (deps: Pick<Ports, 'emoji'>, ids: readonly string[]): Promise<EmojiImages> => ({
  items: await deps.emoji.images(ids),
});

const bytesOf = (base64: string): Uint8Array => Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));

const checkImage = (image: string) => {
  const bytes = bytesOf(image);
  if (bytes.length > limits.emojiBytes) throw new ChatError('bad_request', `image must be at most ${limits.emojiBytes} bytes`);
  const head = imageHeadOf(bytes);
  if (head === undefined) throw new ChatError('bad_request', 'image must be a PNG, GIF or WebP');
  const fits = (pixels: number) => pixels >= 1 && pixels <= limits.emojiPixels;
  if (!fits(head.width) || !fits(head.height))
    throw new ChatError('bad_request', `image must be at most ${limits.emojiPixels} by ${limits.emojiPixels} pixels`);
  return head.type;
};

/** Tells the user's own devices, and those who share a room with them. The others ask, when they begin or meet a name that they do not know. */
const tell = async (deps: Emojiing, userId: string, frame: EmojiFrame): Promise<void> => {
  const roomIds = (await membershipsOf(deps, userId)).map(({ roomId }) => roomId);
  const others = await acquaintances(deps, userId, roomIds);
  await Promise.all([tellUser(deps, userId, frame), deliver(deps, others, frame)]);
};

/**
 * [H70] Adds an emoji; the same picture again under its name changes nothing. Throws `bad_request` for what is no such picture, `conflict` for a
 * name that is taken and above `limits.customEmoji`, `forbidden` for guests of the workspace.
 */
export const addEmoji = async (deps: Emojiing, userId: string, name: string, { image }: PutEmoji): Promise<CustomEmoji> => {
  const type = checkImage(image);
  if (await deps.memberships.isGuest(userId)) throw new ChatError('forbidden', 'Guests cannot add emoji.');
  const before = await deps.emoji.get(name);
  if (before === undefined && (await deps.emoji.all()).length >= limits.customEmoji)
    throw new ChatError('conflict', `At most ${limits.customEmoji} emoji can be added.`);
  const emoji: StoredEmoji = { name, emojiId: `emoji_${ulid(deps.clock())}`, createdBy: userId, createdAt: deps.clock() };
  if (before === undefined && (await deps.emoji.add(emoji, { emojiId: emoji.emojiId, type, image }))) {
    await tell(deps, userId, { type: 'emoji', name, emoji: told(emoji) });
    return told(emoji);
  }
  const stands = before ?? (await deps.emoji.get(name));
  const [picture] = stands?.createdBy === userId ? await deps.emoji.images([stands.emojiId]) : [];
  if (stands === undefined || picture?.image !== image) throw new ChatError('conflict', 'There is an emoji of this name already.');
  await tell(deps, userId, { type: 'emoji', name, emoji: told(stands) });
  return told(stands);
};

/** [H70] Takes one's own emoji away, or one of somebody who has deleted their account. Idempotent. Throws `forbidden` for another one. */
export const removeEmoji = async (deps: Emojiing, userId: string, name: string): Promise<void> => {
  const emoji = await deps.emoji.get(name);
  if (emoji === undefined) return;
  if (emoji.createdBy !== userId) {
    const [author] = await deps.people.getMany([emoji.createdBy]);
    if ((author !== undefined && !author.deleted) || (await deps.memberships.isGuest(userId)))
      throw new ChatError('forbidden', 'Only who added an emoji may take it away.');
  }
  await deps.emoji.remove(emoji);
  await tell(deps, userId, { type: 'emoji', name });
};
