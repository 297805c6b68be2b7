import { readLoadOptions, requireLoopback } from '../../../load/load-options.ts';

const asked = { clients: '200', minutes: '2', rate: '10' };

test('a load is what was asked for, within what one machine bears', () => {
  expect(readLoadOptions({ ...asked, outputs: 'outputs.json' })).toEqual({ clients: 200, minutes: 2, rate: 10, outputs: 'outputs.json' });
});

test.each([
  ['clients', '1'],
  ['clients', '1001'],
  ['minutes', '61'],
  ['minutes', 'long'],
  ['rate', '0'],
])('--%s %s is refused with a sentence', (name, value) => {
  expect(() => readLoadOptions({ ...asked, [name]: value })).toThrow(`--${name} must be a number from`);
});

test('nothing but this machine is loaded', () => {
  const here = {
    httpUrl: 'http://127.0.0.1:1',
    websocketUrl: 'ws://127.0.0.1:2',
    cognitoEndpoint: 'http://127.0.0.1:3',
    usageUrl: 'http://127.0.0.1:4',
  };

  expect(() => requireLoopback(here)).not.toThrow();
  for (const name of Object.keys(here))
    expect(() => requireLoopback({ ...here, [name]: 'wss://127.0.0.1.example.com' })).toThrow('example.com');
});
