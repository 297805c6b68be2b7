import { SignatureV4 } from '@smithy/signature-v4';
import fc from 'fast-check';
import { Sha256 } from '../../lambdas/adapters/sha256.ts';
import { openSigner } from '../../lambdas/adapters/signature.ts';

const host = 'abc123.execute-api.eu-central-1.amazonaws.com';

/** What the SDK's signer makes of the same call. */
const signedBySdk = async (service: string, credentials: object, now: Date, call: Parameters<ReturnType<typeof openSigner>>[0]) => {
  const signer = new SignatureV4({ service, region: 'eu-central-1', credentials: async () => credentials as never, sha256: Sha256 });
  const { headers } = await signer.sign({ ...call, protocol: 'https:', hostname: host, query: {} }, { signingDate: now });
  return headers;
};

const word = fc.string({ unit: fc.constantFrom(..."abXY09-_.~!'()*=+@,;&"), minLength: 1, maxLength: 12 });
const calls = fc.record({
  method: fc.constantFrom('POST', 'DELETE'),
  path: fc
    .array(
      fc.oneof(word, fc.string({ minLength: 1 })).filter((part) => !/^\.\.?$/.test(part)),
      { maxLength: 4 },
    )
    .map((parts) => `/${parts.map(encodeURIComponent).join('/')}`),
  headers: fc.record({ host: fc.constant(host), 'content-type': word, 'x-amz-target': word }, { requiredKeys: ['host'] }),
  body: fc.string({ unit: 'binary' }),
});
const credentials = fc.record(
  { accessKeyId: word, secretAccessKey: word, sessionToken: word },
  { requiredKeys: ['accessKeyId', 'secretAccessKey'] },
);

describe('the signer', () => {
  test('signs as the SDK does, whoever signs, and whenever', () =>
    fc.assert(
      fc.asyncProperty(
        fc.constantFrom('execute-api', 'cognito-idp', 'monitoring'),
        fc.array(
          fc.record({ by: credentials, now: fc.date({ min: new Date(0), max: new Date('9999-12-31'), noInvalidDate: true }), call: calls }),
          {
            minLength: 1,
            maxLength: 4,
          },
        ),
        async (service, asked) => {
          let [turn] = asked;
          const sign = openSigner(
            service,
            { region: 'eu-central-1', credentials: async () => turn?.by as never },
            () => turn?.now ?? new Date(),
          );
          for (turn of asked) expect(await sign(turn.call)).toEqual(await signedBySdk(service, turn.by, turn.now, turn.call));
        },
      ),
    ));

  test('leaves the headers it is given as they are', async () => {
    const headers = { host };
    const sign = openSigner('execute-api', {
      region: 'eu-central-1',
      credentials: async () => ({ accessKeyId: 'key', secretAccessKey: 'secret' }),
    });

    await sign({ method: 'POST', path: '/', headers, body: '' });

    expect(headers).toEqual({ host });
  });

  test('fails where there are no credentials', async () => {
    const sign = openSigner('execute-api', { region: 'eu-central-1', credentials: () => Promise.reject(new Error('no credentials')) });

    await expect(sign({ method: 'POST', path: '/', headers: { host }, body: '' })).rejects.toThrow('no credentials');
  });
});
