import type { EmojiImage } from '@parley/protocol';
import type { Emojis, StoredEmoji } from '../../../lambdas/domain/ports.ts';

export const memoryEmoji = (): Emojis => {
  const emoji = new Map<string, StoredEmoji>();
  const images = new Map<string, EmojiImage>();
  return {
    get: async (name) => emoji.get(name),
    add: async (added, image) => {
      if (emoji.has(added.name)) return false;
      emoji.set(added.name, added);
      images.set(image.emojiId, image);
      return true;
    },
    remove: async ({ name, emojiId }) => {
      if (emoji.get(name)?.emojiId === emojiId) emoji.delete(name);
      images.delete(emojiId);
    },
    all: async () => [...emoji.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
    images: async (ids) => [...new Set(ids)].flatMap((id) => images.get(id) ?? []),
  };
};
