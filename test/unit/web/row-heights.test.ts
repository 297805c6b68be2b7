import type { Entry, MessageEntry } from '../../../web/src/room/entries.ts';
import { createGuesses } from '../../../web/src/room/row-heights.ts';

const message = (key: string, text: string, grouped = true): MessageEntry => ({
  kind: 'message',
  key,
  senderId: 'ada',
  at: 0,
  text,
  grouped,
  edited: false,
  deleted: false,
});

test('a longer message is guessed to be higher, and one with a name above it', () => {
  const guess = createGuesses();

  const [short, long, headed] = [message('1', 'Hi'), message('2', 'Hi! '.repeat(100)), message('3', 'Hi', false)].map(guess);

  expect(long).toBeGreaterThan(short ?? 0);
  expect(headed).toBeGreaterThan(short ?? 0);
});

test('the first guess of a row stands when its message is edited: what is read below would move otherwise', () => {
  const guess = createGuesses();
  const before = guess(message('1', 'Hi'));

  const after = guess(message('1', 'Hi! '.repeat(100)));

  expect(after).toBe(before);
  expect(createGuesses()(message('1', 'Hi! '.repeat(100)))).not.toBe(before);
});

test('a row that is not there any more is guessed as a line', () => {
  const day: Entry = { kind: 'day', key: 'day:1', at: 0 };

  expect(createGuesses()(undefined)).toBe(createGuesses()(day));
});
