// CloudFront compresses what a browser accepts compressed: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/ServingCompressedFiles.html
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

/** Of the types that the site has. */
const compressible: ReadonlySet<string> = new Set([
  'application/json',
  'application/wasm',
  'image/svg+xml',
  'text/css',
  'text/html',
  'text/javascript',
  'text/plain',
]);

/** Smaller and larger objects are sent as they are, bytes. */
const SIZES = { from: 1_000, to: 10_000_000 };

const brotli = promisify(brotliCompress);

const encodings = {
  // Better for text than gzip at the same price; the best quality would take seconds.
  br: (body: Uint8Array) => brotli(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }),
  gzip: promisify(gzip),
} as const;

export type Encoding = keyof typeof encodings;

/** How an object is sent to somebody who accepts these encodings (the header of the request); undefined: as it is. */
export const encodingFor = (accepted: string | undefined, type: string, bytes: number): Encoding | undefined => {
  if (!compressible.has(type.split(';')[0] ?? '') || bytes < SIZES.from || bytes > SIZES.to) return undefined;
  const names = (accepted ?? '').split(',').map((each) => each.trim().split(';')[0]);
  return names.includes('br') ? 'br' : names.includes('gzip') ? 'gzip' : undefined;
};

/** Keeps what has been compressed once, as the edge does. `key`: another one for every content. */
export const createCompressor = () => {
  const kept = new Map<string, Promise<Buffer>>();
  return (key: string, body: () => Promise<Uint8Array>, encoding: Encoding): Promise<Buffer> => {
    const place = `${encoding} ${key}`;
    const known = kept.get(place);
    if (known !== undefined) return known;
    const made = body().then(encodings[encoding]);
    kept.set(place, made);
    made.catch(() => kept.delete(place));
    return made;
  };
};
