import { createDice } from '../../../local/faults/dice.ts';

const rolls = (seed: number, stream: string, count = 1_000): number[] => {
  const dice = createDice(seed);
  return Array.from({ length: count }, () => dice.roll(stream));
};

test('the same seed decides the same, another seed something else', () => {
  expect(rolls(7, 'call/0/send')).toEqual(rolls(7, 'call/0/send'));
  expect(rolls(7, 'call/0/send')).not.toEqual(rolls(8, 'call/0/send'));
});

test('the n-th decision of a stream does not depend on what happens in others', () => {
  const dice = createDice(7);
  const between = Array.from({ length: 100 }, (_, n) => {
    for (let others = 0; others < n % 5; others += 1) dice.roll('another');
    return dice.roll('call/0/send');
  });

  expect(between).toEqual(rolls(7, 'call/0/send', 100));
});

test.each([0.005, 0.05, 0.5])('a rate of %p strikes about as often as it says', (rate) => {
  const count = 100_000;
  for (const stream of ['call/0/send/dynamodb/PutItem', 'call/1/send/dynamodb/PutItem', 'cut']) {
    const struck = rolls(1, stream, count).filter((value) => value < rate).length;

    // Five standard deviations: a fair dice passes, and the seed is fixed.
    expect(Math.abs(struck - rate * count)).toBeLessThan(5 * Math.sqrt(count * rate * (1 - rate)));
  }
});

test('neither neighbours of a stream nor similar streams are alike', () => {
  const [one, two] = [rolls(1, 'cut', 10_000), rolls(1, 'cuu', 10_000)];
  const correlation = (a: readonly number[], b: readonly number[]): number =>
    a.reduce((sum, value, index) => sum + (value - 0.5) * ((b[index] ?? 0.5) - 0.5), 0) / (a.length / 12);

  expect(Math.abs(correlation(one, two))).toBeLessThan(0.05);
  expect(Math.abs(correlation(one, one.slice(1)))).toBeLessThan(0.05);
});
