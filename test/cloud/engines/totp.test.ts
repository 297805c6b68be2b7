import { codeOf, newSecret, stepAt, stepOf } from '../../../local/engines/cognito/totp.ts';

// RFC 6238, appendix B: the secret `12345678901234567890`, the last six of its eight digits.
const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

test.each([
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_111_111_111, '050471'],
  [1_234_567_890, '005924'],
  [2_000_000_000, '279037'],
  [20_000_000_000, '353130'],
])('at %i s the code is %s', (seconds, code) => {
  expect(codeOf(SECRET, stepAt(seconds * 1000))).toBe(code);
});

test('a clock may be half a minute off, and no more', () => {
  const now = 1_234_567_890_000;
  const found = [-60_000, -30_000, 0, 30_000, 60_000].map((off) => stepOf(SECRET, codeOf(SECRET, stepAt(now + off)), now));

  expect(found.map((step) => step !== undefined)).toEqual([false, true, true, true, false]);
});

test.each(['', '12345', '1234567', 'abcdef', '١٢٣٤٥٦'])('%p is no code', (code) => {
  expect(stepOf(SECRET, code, 1_234_567_890_000)).toBeUndefined();
});

test('a secret is 256 bits in base 32, another each time', () => {
  const [one, other] = [newSecret(), newSecret()];

  expect(one).toMatch(/^[A-Z2-7]{52}$/);
  expect(one).not.toBe(other);
});
