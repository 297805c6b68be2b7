// The pictures of custom emoji, fetched when they are first shown, several at once. They never change, so that each is fetched once.
import type { Api } from '@parley/client';
import { type EmojiImage, limits } from '@parley/protocol';

export interface EmojiImages {
  /** The picture's address, or undefined while it is not here. */
  get(emojiId: string): string | undefined;
  /** It is to be shown. */
  want(emojiId: string): void;
  subscribe(listener: () => void): () => void;
  close(): void;
}

/** Those that are wanted within this time are fetched together, milliseconds. */
const GATHER_MS = 20;
const AGAIN_MS = 10_000;

const bytesOf = (base64: string) => Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));

/** The first picture of what may move. */
const stillOf = async ({ type, image }: EmojiImage): Promise<string> => {
  const bitmap = await createImageBitmap(new Blob([bytesOf(image)], { type }));
  const canvas = document.createElement('canvas');
  canvas.width = bitmap.width;
  canvas.height = bitmap.height;
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0);
  return canvas.toDataURL();
};

export const openEmojiImages = (api: Pick<Api, 'emojiImages'>): EmojiImages => {
  const calm = matchMedia('(prefers-reduced-motion: reduce)');
  const sources = new Map<string, { moving: string; still: string }>();
  const asked = new Set<string>();
  const listeners = new Set<() => void>();
  let waiting: string[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;

  const notify = () => {
    for (const listener of listeners) listener();
  };
  calm.addEventListener('change', notify);

  const keep = async (picture: EmojiImage) => {
    const moving = `data:${picture.type};base64,${picture.image}`;
    // What cannot be drawn is not shown either.
    const still = await stillOf(picture).catch(() => moving);
    sources.set(picture.emojiId, { moving, still });
  };

  const fetchAll = async () => {
    const batch = waiting.slice(0, limits.emojiImages);
    waiting = waiting.slice(limits.emojiImages);
    timer = waiting.length > 0 ? setTimeout(fetchAll, GATHER_MS) : undefined;
    try {
      const { items } = await api.emojiImages(batch);
      await Promise.all(items.map(keep));
      notify();
    } catch {
      waiting = [...batch, ...waiting];
      timer ??= setTimeout(fetchAll, AGAIN_MS);
    }
  };

  return {
    get: (emojiId) => (calm.matches ? sources.get(emojiId)?.still : sources.get(emojiId)?.moving),
    want(emojiId) {
      if (asked.has(emojiId)) return;
      asked.add(emojiId);
      waiting.push(emojiId);
      timer ??= setTimeout(fetchAll, GATHER_MS);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      clearTimeout(timer);
      calm.removeEventListener('change', notify);
    },
  };
};
