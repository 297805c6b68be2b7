// What bytes say of the picture that they hold. Nothing is decoded: only the first bytes are looked at, each read within its bounds.
import type { ImageType } from '@parley/protocol';

export interface ImageHead {
  type: ImageType;
  width: number;
  height: number;
}

const text = (bytes: Uint8Array, from: number, length: number): string => String.fromCharCode(...bytes.subarray(from, from + length));

const PNG_SIGNATURE = '\x89PNG\r\n\x1a\n';

const pngHead = (bytes: Uint8Array, view: DataView): ImageHead | undefined => {
  if (text(bytes, 0, 8) !== PNG_SIGNATURE || bytes.length < 33 || text(bytes, 12, 4) !== 'IHDR') return undefined;
  return { type: 'image/png', width: view.getUint32(16), height: view.getUint32(20) };
};

const gifHead = (bytes: Uint8Array, view: DataView): ImageHead | undefined => {
  if (!/^GIF8[79]a$/.test(text(bytes, 0, 6)) || bytes.length < 14) return undefined;
  return { type: 'image/gif', width: view.getUint16(6, true), height: view.getUint16(8, true) };
};

const uint24 = (view: DataView, at: number): number => view.getUint16(at, true) + view.getUint8(at + 2) * 0x1_00_00;

const webpHead = (bytes: Uint8Array, view: DataView): ImageHead | undefined => {
  if (text(bytes, 0, 4) !== 'RIFF' || text(bytes, 8, 4) !== 'WEBP' || bytes.length < 30) return undefined;
  const type = 'image/webp';
  switch (text(bytes, 12, 4)) {
    case 'VP8 ':
      return { type, width: view.getUint16(26, true) & 0x3f_ff, height: view.getUint16(28, true) & 0x3f_ff };
    case 'VP8L': {
      const packed = view.getUint32(21, true);
      return { type, width: (packed & 0x3f_ff) + 1, height: ((packed >>> 14) & 0x3f_ff) + 1 };
    }
    case 'VP8X':
      return { type, width: uint24(view, 24) + 1, height: uint24(view, 27) + 1 };
    default:
      return undefined;
  }
};

/** What kind of picture begins so, and how large it says it is; undefined for what is no PNG, GIF or WebP. */
export const imageHeadOf = (bytes: Uint8Array): ImageHead | undefined => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return pngHead(bytes, view) ?? gifHead(bytes, view) ?? webpHead(bytes, view);
};
