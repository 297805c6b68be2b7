// AWS Signature Version 4 for the plain calls that are made without the SDK, whose signer takes half of a post's time (docs/decisions/0126).
import { createHmac, createSecretKey, hash, type KeyObject } from 'node:crypto';
import type { Platform } from './clients.ts';

export interface Unsigned {
  method: string;
  /** Encoded as it is sent; without a query, and without parts that are empty, `.` or `..`. */
  path: string;
  /** By lower-case names, `host` among them; values without a space at either end, or two in a row. All are signed. */
  headers: Record<string, string>;
  body: string;
}

/** Gives the headers to send. Rejects as the credentials' provider does. */
export type Sign = (call: Unsigned) => Promise<Record<string, string>>;

const ALGORITHM = 'AWS4-HMAC-SHA256';

const hmac = (key: string | Buffer | KeyObject, text: string) => createHmac('sha256', key).update(text);

/** Every service but S3 signs the path encoded once more. */
const encodedAgain = (path: string): string =>
  encodeURIComponent(path)
    .replaceAll('%2F', '/')
    .replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

export const openSigner = (service: string, { region, credentials }: Platform, clock: () => Date = () => new Date()): Sign => {
  let kept: { from: string; key: KeyObject } | undefined;

  /** The key of a day, which takes four signatures to make. As a key object: given bytes, Node would make one for each call. */
  const keyOf = (secret: string, date: string): KeyObject => {
    const from = `${date}/${secret}`;
    if (kept?.from !== from) {
      const bytes = [date, region, service, 'aws4_request'].reduce<string | Buffer>(
        (key, part) => hmac(key, part).digest(),
        `AWS4${secret}`,
      );
      kept = { from, key: createSecretKey(Buffer.from(bytes)) };
    }
    return kept.key;
  };

  return async ({ method, path, headers, body }) => {
    const { accessKeyId, secretAccessKey, sessionToken } = await credentials();
    const time = clock()
      .toISOString()
      .replace(/[-:]|\.\d+/g, '');
    const date = time.slice(0, 8);
    const bodyHash = hash('sha256', body);
    const signed: Record<string, string> = { ...headers, 'x-amz-content-sha256': bodyHash, 'x-amz-date': time };
    if (sessionToken !== undefined) signed['x-amz-security-token'] = sessionToken;
    const names = Object.keys(signed).sort();
    const lines = names.map((name) => `${name}:${signed[name]}\n`).join('');
    const canonical = [method, encodedAgain(path), '', lines, names.join(';'), bodyHash].join('\n');
    const scope = `${date}/${region}/${service}/aws4_request`;
    const signature = hmac(keyOf(secretAccessKey, date), [ALGORITHM, time, scope, hash('sha256', canonical)].join('\n')).digest('hex');
    signed.authorization = `${ALGORITHM} Credential=${accessKeyId}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
    return signed;
  };
};
