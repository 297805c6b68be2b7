// Access tokens as Cognito makes them, checked against keys that a real server gives out.
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { createServer } from 'node:http';
import { openTokens, type Tokens } from '../../lambdas/adapters/tokens.ts';

const pool = 'us-east-1_pool';
const issuer = `https://cognito-idp.us-east-1.amazonaws.com/${pool}`;

const newPair = () => generateKeyPairSync('rsa', { modulusLength: 2048 });
const pair = newPair();
let keysEndpoint: string;
let keys = '';
let tokens: Tokens;
const requests: string[] = [];

const server = createServer((request, response) => {
  requests.push(request.url ?? '');
  if (keys === '') response.writeHead(503).end();
  else response.writeHead(200, { 'content-type': 'application/json' }).end(keys);
});

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  keysEndpoint = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  keys = JSON.stringify({ keys: [{ ...pair.publicKey.export({ format: 'jwk' }), kid: 'key-1', alg: 'RS256', use: 'sig' }] });
  tokens = openTokens({ userPoolId: pool, clientId: 'client', keysEndpoint });
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

const signed = (
  claims: Record<string, unknown> = {},
  { key = pair.privateKey, kid = 'key-1' }: { key?: KeyObject; kid?: string } = {},
): string => {
  const now = Math.floor(Date.now() / 1000);
  const payload = { sub: 'ada', token_use: 'access', client_id: 'client', iss: issuer, iat: now, exp: now + 300, ...claims };
  const signedPart = `${encoded({ alg: 'RS256', kid })}.${encoded(payload)}`;
  return `${signedPart}.${sign('RSA-SHA256', Buffer.from(signedPart), key).toString('base64url')}`;
};

test('an access token of this pool and client speaks for its user', async () => {
  expect(await tokens.callerOf(signed())).toEqual({ userId: 'ada' });
  expect(await tokens.callerOf(signed({ origin_jti: 'phone', auth_time: 1_700_000_000 }))).toEqual({
    userId: 'ada',
    deviceId: 'phone',
    signedInAt: 1_700_000_000_000,
  });
  expect(requests[0]).toBe(`/${pool}/.well-known/jwks.json`);
});

test('the keys are fetched once', async () => {
  await tokens.callerOf(signed());
  await tokens.callerOf(signed({ sub: 'ben' }));

  expect(requests).toHaveLength(1);
});

test.each<[string, () => string]>([
  ['an ID token', () => signed({ token_use: 'id' })],
  ['of another client', () => signed({ client_id: 'other' })],
  ['of another pool', () => signed({ iss: `${issuer}2` })],
  ['of nobody', () => signed({ sub: undefined })],
  ['that has expired', () => signed({ exp: 1_700_000_000 })],
  ['signed by somebody else', () => signed({}, { key: newPair().privateKey })],
  ['that names another key', () => signed({}, { kid: 'key-2' })],
  ['whose signature was changed', () => `${signed().slice(0, -8)}AAAAAAAA`],
  ['without a signature', () => `${encoded({ alg: 'none' })}.${signed().split('.')[1]}.`],
  ['that is none', () => 'nonsense'],
  ['that is empty', () => ''],
])('a token %s is unauthorized', async (_what, make) => {
  await expect(tokens.callerOf(make())).rejects.toMatchObject({ code: 'unauthorized' });
});

test('without the keys nobody can be checked: unavailable, not unauthorized, and well again when they are back', async () => {
  const fresh = openTokens({ userPoolId: pool, clientId: 'client', keysEndpoint });
  const token = signed();
  const saved = keys;
  keys = '';

  await expect(fresh.callerOf(token)).rejects.toMatchObject({ code: 'unavailable' });
  keys = saved;

  expect(await fresh.callerOf(token)).toEqual({ userId: 'ada' });
});
