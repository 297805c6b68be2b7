import { fitting, likeness } from '../../../web/src/keyboard/likeness.ts';

describe('likeness', () => {
  test.each([
    ['Garden', ''],
    ['Garden', ' garden '],
    ['Zoë', 'zoe'],
  ])('%j is all of %j', (name, typed) => {
    expect(likeness(name, typed)).toBe(6);
  });

  test('the beginning is more than that of a word, that more than the first letters, those more than a part, that more than letters in order', () => {
    const fits = ['Garden of roses', 'The garden', 'Good and really dear', 'Botgard', 'Great artisans dine', 'Dragon'].map((name) =>
      likeness(name, 'gard'),
    );

    expect(fits).toEqual([5, 4, 3, 2, 1, 0]);
  });

  test('words may be typed without what stands between them', () => {
    expect(likeness('release-notes', 'relnot')).toBe(1);
    expect(likeness('release-notes', 'release notes')).toBe(1);
    expect(likeness('release notes', 'release notes')).toBe(6);
  });

  test('nothing is like a name that is empty or of signs only', () => {
    expect(likeness('', 'a')).toBe(0);
    expect(likeness('🌹', 'a')).toBe(0);
    expect(likeness('🌹 garden', '🌹')).toBe(5);
  });
});

test('among those that fit equally the order stays, and a second name counts as well', () => {
  const people = [
    ['Ben Adams', 'ben'],
    ['Ada', 'lovelace'],
    ['Adam', 'first'],
    ['Cleo', 'ada2'],
    ['Dan', 'dan'],
  ] as const;

  expect(fitting(people, 'ada', (names) => names).map(([name]) => name)).toEqual(['Ada', 'Adam', 'Cleo', 'Ben Adams']);
});
