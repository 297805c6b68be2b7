import { askedAt, complete, composed, insertEmoji, namedAt } from '../../../web/src/room/completing.ts';

const known = (userId: string, handle: string) => ({ userId, name: userId, handle, presence: 'online' as const });
const people = { u1: known('u1', 'ben'), u2: known('u2', 'ada.l') };

describe('askedAt', () => {
  test.each([
    ['hello @be', { sign: '@', term: 'be', at: 6 }],
    ['@', { sign: '@', term: '', at: 0 }],
    ['(#gen', { sign: '#', term: 'gen', at: 1 }],
    ['so :tad', { sign: ':', term: 'tad', at: 3 }],
    ['mail ben@be', undefined],
    ['at 10:30', undefined],
    ['well :)', undefined],
    ['a :b', undefined],
    ['@ben ', undefined],
  ])('%j', (text, asked) => {
    expect(askedAt(text, text.length)).toEqual(asked);
  });
});

describe('complete', () => {
  test('puts what was meant in the place of what was typed, and a space behind it', () => {
    expect(complete('hi @be there', { sign: '@', term: 'be', at: 3 }, '@ben')).toEqual({ from: 3, to: 6, insert: '@ben', cursor: 8 });
    expect(complete('@be', { sign: '@', term: 'be', at: 0 }, '@ben')).toEqual({ from: 0, to: 3, insert: '@ben ', cursor: 5 });
  });
});

describe('namedAt', () => {
  test.each([
    ['so :tada:', { name: 'tada', from: 3, to: 9 }],
    [':+1:', { name: '+1', from: 0, to: 4 }],
    [':Smile:', { name: 'smile', from: 0, to: 7 }],
    ['(**:tada:', { name: 'tada', from: 3, to: 9 }],
    ['> - `a` and :tada:', { name: 'tada', from: 12, to: 18 }],
    ['```\nlet a;\n```\n:tada:', { name: 'tada', from: 15, to: 21 }],
    ['| a |\n|---|\n| :tada:', { name: 'tada', from: 14, to: 20 }],
    ['at 10:30:', undefined],
    ['std::tada:', undefined],
    ['well :) and :', undefined],
    ['\\:tada:', undefined],
    ['https://example.org/:tada:', undefined],
    ['`:tada:', undefined],
    ['``a` :tada:', undefined],
    ['> - `a :tada:', undefined],
    ['```\n:tada:', undefined],
    ['```js\n\n`a` :tada:', undefined],
    ['~~~\n:tada:', undefined],
  ])('%j', (text, named) => {
    expect(namedAt(text, text.length)).toEqual(named);
  });
});

describe('insertEmoji', () => {
  test.each([
    ['hi', 2, '🎉', '🎉'],
    ['hi', 2, ':boat:', ' :boat:'],
    ['hi ', 3, ':boat:', ':boat:'],
    ['', 0, ':boat:', ':boat:'],
  ])('behind %j at %d, %s', (text, at, emoji, insert) => {
    expect(insertEmoji(text, at, at, emoji)).toEqual({ from: at, to: at, insert, cursor: at + insert.length });
  });
});

describe('composed', () => {
  test('[C20] calls for the people and the audience that the text names', () => {
    expect(composed('@Ben, @ada.l. and @nobody', [], people)).toEqual({ text: '@Ben, @ada.l. and @nobody', mentions: ['u1', 'u2'] });
    expect(composed('@here: lunch', [], people)).toEqual({ text: '@here: lunch', audience: 'here' });
    expect(composed('ben@ben.org', [], people)).toEqual({ text: 'ben@ben.org' });
  });

  test('links the rooms that were picked', () => {
    const picks = [
      { label: '#sea', address: 'https://x/rooms/1' },
      { label: '#sea side', address: 'https://x/rooms/2' },
    ];

    expect(composed('see #sea side, #sea', picks, people).text).toBe('see [#sea side](https://x/rooms/2), [#sea](https://x/rooms/1)');
  });
});
