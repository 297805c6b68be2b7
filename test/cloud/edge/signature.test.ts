import { createSignatureVerifier, parseAuthorization, type SignatureFault } from '../../../local/edge/signature.ts';

/** `get-vanilla` of the test suite that AWS publishes for Signature Version 4. */
const secret = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';
const signedAt = Date.UTC(2015, 7, 30, 12, 36);
const signature = '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31';
const credential = 'AKIDEXAMPLE/20150830/us-east-1/service/aws4_request';
const vanilla = {
  method: 'GET',
  url: '/',
  headers: { host: 'example.amazonaws.com', 'x-amz-date': '20150830T123600Z' },
  body: Buffer.alloc(0),
};

const headerWith = ({ names = 'host;x-amz-date', proof = signature } = {}): string =>
  `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${names}, Signature=${proof}`;

describe('signatures', () => {
  const verify = createSignatureVerifier();
  const faultOf = (request = {}, header = headerWith(), key = secret, now = signedAt): SignatureFault | 'incomplete' | undefined => {
    const authorization = parseAuthorization(header);
    return authorization ? verify({ ...vanilla, ...request }, authorization, key, now) : 'incomplete';
  };

  test('the one that AWS gives as an example is right, each time', () => {
    expect(faultOf()).toBeUndefined();
    expect(faultOf()).toBeUndefined();
  });

  test('what is right once lets nothing else through', () => {
    expect(faultOf()).toBeUndefined();

    expect(faultOf({ url: '/other' })).toBe('mismatch');
    expect(faultOf({ body: Buffer.from('other') })).toBe('mismatch');
    expect(faultOf({ headers: { ...vanilla.headers, host: 'elsewhere' } })).toBe('mismatch');
    expect(faultOf({ headers: { ...vanilla.headers, 'x-amz-date': '20150830T123601Z' } })).toBe('mismatch');
    expect(faultOf({}, headerWith(), 'another secret')).toBe('mismatch');
    expect(faultOf({}, headerWith({ names: 'host' }))).toBe('mismatch');
    expect(faultOf({}, headerWith(), secret, signedAt + 6 * 60_000)).toBe('expired');
    expect(faultOf({}, headerWith(), secret, signedAt - 6 * 60_000)).toBe('not-yet');
  });

  test.each([`${signature.slice(0, -1)}0`, signature.slice(0, -1), `${signature}00`, `${signature}zz`, '', 'x'.repeat(64)])(
    'the signature %p is refused',
    (proof) => {
      expect(faultOf({}, headerWith({ proof }))).toMatch(/mismatch|incomplete/);
    },
  );
});
