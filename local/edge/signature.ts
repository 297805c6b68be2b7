// AWS Signature Version 4, in the Authorization header: who signed this request, and is the signature theirs?
import { createHmac, createSecretKey, hash, type KeyObject, timingSafeEqual } from 'node:crypto';

const algorithm = 'AWS4-HMAC-SHA256';
/** How far a request's date may lie from ours, either way. */
const skewMs = 5 * 60_000;
/** Signing keys kept: one a caller, day and service. */
const cachedKeys = 1_000;

export interface SignedRequest {
  method: string;
  /** As it stands in the request line, with its query. */
  url: string;
  headers: Record<string, string>;
  body: Buffer;
}

/** What the Authorization header says, not yet believed. */
export interface Authorization {
  accessKeyId: string;
  date: string;
  region: string;
  service: string;
  signedHeaders: string[];
  signature: string;
}

export type SignatureFault = 'mismatch' | 'expired' | 'not-yet';

/** Reads the header; undefined if it is not complete. */
export const parseAuthorization = (header: string): Authorization | undefined => {
  if (!header.startsWith(`${algorithm} `)) return undefined;
  const fields = new Map(
    header
      .slice(algorithm.length + 1)
      .split(',')
      .map((field) => {
        const [name = '', ...value] = field.trim().split('=');
        return [name, value.join('=')];
      }),
  );
  const [accessKeyId, date, region, service, terminator] = (fields.get('Credential') ?? '').split('/');
  const signature = fields.get('Signature');
  const signedHeaders = fields.get('SignedHeaders')?.split(';');
  if (!accessKeyId || !date || !region || !service || terminator !== 'aws4_request' || !signature || !signedHeaders?.includes('host'))
    return undefined;
  return { accessKeyId, date, region, service, signedHeaders, signature };
};

export type VerifySignature = (
  request: SignedRequest,
  authorization: Authorization,
  secretAccessKey: string,
  now: number,
) => SignatureFault | undefined;

/** Verifies signatures; remembers signing keys, whose derivation costs four HMACs. */
export const createSignatureVerifier = (): VerifySignature => {
  // As a key object: making one anew for each call costs more than the signature itself.
  const keys = new Map<string, KeyObject>();

  const signingKey = (secret: string, { date, region, service }: Authorization): KeyObject => {
    const id = `${secret}/${date}/${region}/${service}`;
    const known = keys.get(id);
    if (known) return known;
    if (keys.size >= cachedKeys) keys.clear();
    const key = [date, region, service, 'aws4_request'].reduce<string | Buffer>((parent, part) => hmac(parent, part), `AWS4${secret}`);
    const derived = createSecretKey(Buffer.from(key));
    keys.set(id, derived);
    return derived;
  };

  return (request, authorization, secret, now) => {
    const timestamp = request.headers['x-amz-date'] ?? '';
    const signedAt = parseTimestamp(timestamp);
    if (signedAt === undefined || !timestamp.startsWith(authorization.date)) return 'mismatch';
    const bodyHash = sha256(request.body);
    if ((request.headers['x-amz-content-sha256'] ?? bodyHash) !== bodyHash) return 'mismatch';
    const scope = `${authorization.date}/${authorization.region}/${authorization.service}/aws4_request`;
    const toSign = [algorithm, timestamp, scope, sha256(canonicalRequest(request, authorization.signedHeaders, bodyHash))].join('\n');
    const expected = hmac(signingKey(secret, authorization), toSign).toString('hex');
    if (!equal(expected, authorization.signature)) return 'mismatch';
    if (signedAt < now - skewMs) return 'expired';
    if (signedAt > now + skewMs) return 'not-yet';
    return undefined;
  };
};

const canonicalRequest = ({ method, url, headers }: SignedRequest, signedHeaders: string[], bodyHash: string): string => {
  const [path = '/', query = ''] = splitOnce(url, '?');
  return [
    method,
    canonicalPath(path),
    canonicalQuery(query),
    ...signedHeaders.map((name) => `${name}:${(headers[name] ?? '').trim().replace(/\s+/g, ' ')}`),
    '',
    signedHeaders.join(';'),
    bodyHash,
  ].join('\n');
};

/** Every service but S3 signs the path encoded once more. */
const canonicalPath = (path: string): string => encode(path).replaceAll('%2F', '/');

const canonicalQuery = (query: string): string => {
  if (query === '') return '';
  return [...new URLSearchParams(query)]
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join('&');
};

const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);

const splitOnce = (text: string, separator: string): [string, string?] => {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
};

/** `20260102T030405Z` in milliseconds. */
const parseTimestamp = (timestamp: string): number | undefined => {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(timestamp);
  if (!parts) return undefined;
  const [, year, month, day, hour, minute, second] = parts;
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
};

const hmac = (key: string | Buffer | KeyObject, data: string): Buffer => createHmac('sha256', key).update(data).digest();
const sha256 = (data: string | Buffer): string => hash('sha256', data);

const equal = (a: string, b: string): boolean => a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b.padEnd(a.length)));
