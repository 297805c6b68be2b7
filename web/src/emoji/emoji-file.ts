// From any picture that somebody chooses to one that is small enough to be an emoji.
import { limits } from '@parley/protocol';
import { t } from '../languages/language.ts';

/** As large as an emoji is ever shown, on a fine screen. */
const SIZES = [128, 96, 64, 48];

const base64Of = (bytes: Uint8Array): string => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));

const asItIs = async (file: File): Promise<string> => base64Of(new Uint8Array(await file.arrayBuffer()));

const drawn = (bitmap: ImageBitmap, size: number): Promise<Blob | null> => {
  const scale = Math.min(1, size / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/png'));
};

const MOVING = new Set(['image/gif', 'image/webp']);

/**
 * The picture in base64. A GIF or WebP may move and stays as it is; others are drawn smaller until they fit. Throws with the reason where that is
 * not possible.
 */
export const emojiFrom = async (file: File): Promise<string> => {
  const bitmap = await createImageBitmap(file).catch(() => {
    throw new Error(t.emoji.unreadable);
  });
  const fits = bitmap.width <= limits.emojiPixels && bitmap.height <= limits.emojiPixels && file.size <= limits.emojiBytes;
  if (MOVING.has(file.type) && fits) return asItIs(file);
  if (file.type === 'image/gif') throw new Error(t.emoji.largeGif(limits.emojiBytes / 1024, limits.emojiPixels));
  for (const size of SIZES) {
    const blob = await drawn(bitmap, size);
    if (blob !== null && blob.size <= limits.emojiBytes) return base64Of(new Uint8Array(await blob.arrayBuffer()));
  }
  throw new Error(t.emoji.tooMuch);
};

/** What an emoji of this file may be called. */
export const nameFrom = (file: File): string =>
  file.name
    .replace(/\.[^.]*$/, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, 32);
