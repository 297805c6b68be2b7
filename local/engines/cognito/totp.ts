// Time-based one-time passwords (RFC 6238): SHA-1, 6 digits, 30 seconds, as authenticator apps expect them.
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const STEP_MS = 30_000;
const DIGITS = 6;
/** Steps by which a phone's clock may be off. */
const DRIFT = 1;
const SECRET_BYTES = 32;

const base32 = (bytes: Buffer): string => {
  let bits = '';
  for (const byte of bytes) bits += byte.toString(2).padStart(8, '0');
  return (bits.match(/.{1,5}/g) ?? []).map((five) => ALPHABET.charAt(Number.parseInt(five.padEnd(5, '0'), 2))).join('');
};

const fromBase32 = (text: string): Buffer => {
  const bits = [...text].map((letter) => ALPHABET.indexOf(letter).toString(2).padStart(5, '0')).join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((eight) => Number.parseInt(eight, 2)));
};

/** A secret to share with an authenticator app, in base 32. */
export const newSecret = (): string => base32(randomBytes(SECRET_BYTES));

/** The code of a step: RFC 4226's truncation of the HMAC of the step's number. */
export const codeOf = (secret: string, step: number): string => {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const digest = createHmac('sha1', fromBase32(secret)).update(counter).digest();
  const offset = digest.readUInt8(digest.length - 1) & 0xf;
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 10 ** DIGITS).padStart(DIGITS, '0');
};

export const stepAt = (now: number): number => Math.floor(now / STEP_MS);

/** The step whose code this is, of those near `now`; undefined if it is none of them. */
export const stepOf = (secret: string, code: string, now: number): number | undefined => {
  if (!/^[0-9]{6}$/.test(code)) return undefined;
  for (let step = stepAt(now) - DRIFT; step <= stepAt(now) + DRIFT; step += 1)
    if (timingSafeEqual(Buffer.from(codeOf(secret, step)), Buffer.from(code))) return step;
  return undefined;
};
