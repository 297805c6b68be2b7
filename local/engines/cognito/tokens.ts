// JSON Web Tokens as Cognito's, signed by a key that is made once for each data folder.
import { createHash, createPrivateKey, createPublicKey, generateKeyPair, type KeyObject, sign, verify } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { isRecord } from '../aws-json.ts';
import type { Place } from '../store.ts';

export type Claims = Record<string, unknown>;

export interface Tokens {
  sign(claims: Claims): string;
  /** The claims of a token that this key signed, whatever its age; undefined for anything else. */
  read(token: string): Claims | undefined;
  /** JWKS, as JSON. */
  jwks(): string;
}

/** Opens the folder's key, making it the first time: a file that only its owner may read. */
export const openTokens = async (place: Place): Promise<Tokens> => {
  const privateKey = await openKey(place);
  const publicKey = createPublicKey(privateKey);
  const jwk = publicKey.export({ format: 'jwk' });
  const kid = createHash('sha256').update(String(jwk.n)).digest('base64url');
  const header = encode({ kid, alg: 'RS256' });

  return {
    sign(claims) {
      const content = `${header}.${encode(claims)}`;
      return `${content}.${sign('RSA-SHA256', Buffer.from(content), privateKey).toString('base64url')}`;
    },
    read(token) {
      const [head = '', body = '', signature = '', ...rest] = token.split('.');
      if (rest.length > 0 || head !== header) return undefined;
      const isSigned = verify('RSA-SHA256', Buffer.from(`${head}.${body}`), publicKey, Buffer.from(signature, 'base64url'));
      return isSigned ? decode(body) : undefined;
    },
    jwks: () => JSON.stringify({ keys: [{ ...jwk, kid, alg: 'RS256', use: 'sig' }] }),
  };
};

const encode = (content: Claims): string => Buffer.from(JSON.stringify(content)).toString('base64url');

const decode = (part: string): Claims | undefined => {
  const content: unknown = JSON.parse(Buffer.from(part, 'base64url').toString());
  return isRecord(content) ? content : undefined;
};

const openKey = async (place: Place): Promise<KeyObject> => {
  if ('inMemory' in place) return makeKey();
  const file = join(place.folder, 'signing-key.pem');
  const known = await readFile(file, 'utf8').catch(() => undefined);
  if (known !== undefined) return createPrivateKey(known);
  const key = await makeKey();
  await writeFile(`${file}.new`, key.export({ format: 'pem', type: 'pkcs8' }), { mode: 0o600 });
  await rename(`${file}.new`, file);
  return key;
};

const makeKey = async (): Promise<KeyObject> => (await promisify(generateKeyPair)('rsa', { modulusLength: 2048 })).privateKey;
