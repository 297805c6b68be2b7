// AWS Signature Version 4 for calls with a body and no query, which are all that functions make: a tenth of the SDK's work for one.
import { createHmac, createSecretKey, hash, type KeyObject } from 'node:crypto';
import type { Platform } from './clients.ts';

const ALGORITHM = 'AWS4-HMAC-SHA256';

export interface Unsigned {
  method: string;
  /** As it goes over the wire. */
  path: string;
  /** Lower-case names, `host` among them; all of them are signed. */
  headers: Readonly<Record<string, string>>;
  body: string;
}

/** Gives the headers of a call, with those that say who makes it and when. */
export type Sign = (call: Unsigned) => Promise<Record<string, string>>;

const hmac = (key: string | Buffer | KeyObject, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/** `20260102T030405Z` */
const timestampOf = (at: Date): string => at.toISOString().replace(/[-:]|\.\d+/g, '');

/** The path is encoded once more than on the wire, its slashes excepted: so do all services but S3. */
const canonicalPath = (path: string): string =>
  path === '/'
    ? path
    : encodeURIComponent(path)
        .replaceAll('%2F', '/')
        .replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

export const openSigner = ({ region, credentials }: Platform, service: string): Sign => {
  let derived: { from: string; key: KeyObject } | undefined;

  /** The key of a day. Its derivation takes longer than the signature: it is kept while day and secret stay. */
  const keyOf = (secret: string, day: string): KeyObject => {
    const from = `${day} ${secret}`;
    if (derived?.from !== from) {
      const bytes = [day, region, service, 'aws4_request'].reduce<string | Buffer>(hmac, `AWS4${secret}`);
      derived = { from, key: createSecretKey(Buffer.from(bytes)) };
    }
    return derived.key;
  };

  return async ({ method, path, headers, body }) => {
    const { accessKeyId, secretAccessKey, sessionToken } = await credentials();
    const timestamp = timestampOf(new Date());
    const day = timestamp.slice(0, 8);
    const dated = { ...headers, 'x-amz-date': timestamp, ...(sessionToken !== undefined && { 'x-amz-security-token': sessionToken }) };
    const sorted = Object.entries(dated).sort(([a], [b]) => (a < b ? -1 : 1));
    const names = sorted.map(([name]) => name).join(';');
    const lines = sorted.map(([name, value]) => `${name}:${value.trim().replace(/\s+/g, ' ')}\n`).join('');
    const canonical = `${method}\n${canonicalPath(path)}\n\n${lines}\n${names}\n${hash('sha256', body)}`;
    const scope = `${day}/${region}/${service}/aws4_request`;
    const signature = hmac(keyOf(secretAccessKey, day), `${ALGORITHM}\n${timestamp}\n${scope}\n${hash('sha256', canonical)}`);
    const authorization = `${ALGORITHM} Credential=${accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${signature.toString('hex')}`;
    return { ...dated, authorization };
  };
};
