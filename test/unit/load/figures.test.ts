import { median, percentile, table } from '../../../load/figures.ts';

describe('figures', () => {
  test('percentiles are values that were measured', () => {
    const values = [5, 1, 4, 2, 3];

    expect([median(values), percentile(values, 0.95), percentile(values, 0)]).toEqual([3, 5, 1]);
    expect(median([])).toBe(0);
  });

  test('a table shows the median, the spread and the goal', () => {
    const lines = table([
      { name: 'fast', unit: 'ms', rounds: [3, 1, 2], atMost: 2 },
      { name: 'slow', unit: 'ms', rounds: [123.4], atMost: 100 },
      { name: 'free', unit: '/s', rounds: [1, 1] },
    ]).split('\n');

    expect(lines.map((line) => line.split(/ {2,}/))).toEqual([
      ['', 'median', 'spread', 'goal'],
      ['fast', '2.0 ms', '1.0 – 3.0', '≤ 2 ✓'],
      ['slow', '123 ms', '≤ 100 ✗'],
      ['free', '1.0 /s', '1.0 – 1.0'],
    ]);
  });
});
