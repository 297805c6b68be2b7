// The library that the SDK signs with says what a signature has to be.
import { SignatureV4 } from '@smithy/signature-v4';
import { Sha256 } from '../../lambdas/adapters/sha256.ts';
import { openSigner, type Unsigned } from '../../lambdas/adapters/signature.ts';
import { credentials as nobody } from '../support/aws-server.ts';

const region = 'eu-central-1';
const service = 'execute-api';

/** As the library signs the same call at the same time. */
const expected = async ({ method, path, headers, body }: Unsigned, credentials: typeof nobody, date: string): Promise<unknown> => {
  const signer = new SignatureV4({ service, region, credentials, sha256: Sha256, applyChecksum: false });
  const request = { method, protocol: 'https:', hostname: headers.host ?? '', path, query: {}, headers: { ...headers }, body };
  const at = date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z');
  return (await signer.sign(request, { signingDate: new Date(at) })).headers.authorization;
};

const headers = { host: 'service.example.com', 'content-type': 'application/x-amz-json-1.0' };

test.each<[string, Unsigned]>([
  ['a call', { method: 'POST', path: '/', headers, body: '{"TableName":"Rooms"}' }],
  ['one without a body', { method: 'DELETE', path: '/', headers, body: '' }],
  ['a path with signs in it', { method: 'POST', path: '/v1/@connections/L0SM9cOFvHcCIhw%3D', headers, body: 'x' }],
  ['text of all the world', { method: 'POST', path: '/', headers, body: 'Zoë 👋 “x” مرحبا' }],
  ['a header with spaces', { method: 'POST', path: '/', headers: { ...headers, 'x-amz-target': '  a   b ' }, body: 'x' }],
])("%s is signed as the SDK's library signs it", async (_what, call) => {
  const sign = openSigner({ region, credentials: async () => nobody }, service);

  const signed = await sign(call);

  expect(signed).toMatchObject(call.headers);
  expect(signed.authorization).toBe(await expected(call, nobody, signed['x-amz-date'] ?? ''));
});

test('credentials that change are used from the next call on, with their session', async () => {
  const given = [nobody, { accessKeyId: 'ASIANEXT', secretAccessKey: 'another', sessionToken: 'session' }];
  let calls = 0;
  const sign = openSigner({ region, credentials: async () => given[calls++] ?? nobody }, service);
  const call = { method: 'POST', path: '/', headers, body: '{}' };

  const [first, second] = [await sign(call), await sign(call)];

  expect(first.authorization).toContain('Credential=AKIDEXAMPLE/');
  expect(first).not.toHaveProperty('x-amz-security-token');
  expect(second).toMatchObject({ 'x-amz-security-token': 'session' });
  expect(second.authorization).toBe(await expected(call, given[1] ?? nobody, second['x-amz-date'] ?? ''));
});
