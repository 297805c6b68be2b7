import { isDisguise, sourceOf } from '../../../web/src/room/link-host.ts';

test.each([
  ['https://evil.example/login', 'Your Bank', 'Your Bank (evil.example)'],
  ['https://evil.example/login', 'bank.example', 'bank.example (evil.example)'],
  ['https://harbour.example/', 'harbour.example', 'harbour.example'],
  ['https://harbour.example/tides', undefined, 'harbour.example'],
])('a preview of %s that calls itself %s says where it stands', (url, site, said) => {
  expect(sourceOf({ url, site })).toBe(said);
});

test.each([
  ['https://bank.example/', 'https://evil.example/', true],
  ['bank.example', 'https://evil.example/', true],
  ['https://bank.example/?evil.example', 'https://evil.example/', true],
  ['\u200bhttps://bank.example/', 'https://evil.example/', true],
  ['See https://bank.example/', 'https://evil.example/', true],
  ['bank.example/evil.example', 'https://evil.example/', true],
  ['https://bank.example@evil.example/', 'https://bank.example@evil.example/', true],
  ['https://bank.example', 'https://bank.example/login', false],
  ['Bank.example', 'https://bank.example/', false],
  ['www.bank.example/a', 'https://www.bank.example/a', false],
  ['my bank', 'https://evil.example/', false],
])('the words %s that lead to %s are a disguise: %s', (text, href, disguised) => {
  expect(isDisguise({ text, href })).toBe(disguised);
});
