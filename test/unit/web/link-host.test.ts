import { sourceOf } from '../../../web/src/room/link-host.ts';

test.each([
  ['https://evil.example/login', 'Your Bank', 'Your Bank (evil.example)'],
  ['https://evil.example/login', 'bank.example', 'bank.example (evil.example)'],
  ['https://harbour.example/', 'harbour.example', 'harbour.example'],
  ['https://harbour.example/tides', undefined, 'harbour.example'],
])('a preview of %s that calls itself %s says where it stands', (url, site, said) => {
  expect(sourceOf({ url, site })).toBe(said);
});
