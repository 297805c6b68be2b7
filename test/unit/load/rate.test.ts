import { bySecond, mostInASecond } from '../../../load/rate.ts';

describe('times', () => {
  test('the most in any one second slides', () => {
    expect(mostInASecond([0, 900, 950, 1_000, 1_100, 1_899, 1_950])).toBe(5);
  });

  test('that are a second apart do not share one', () => {
    expect([mostInASecond([0, 1_000, 2_000]), mostInASecond([])]).toEqual([1, 0]);
  });

  test('are counted second by second from a start', () => {
    expect(bySecond([100, 900, 1_000, 3_500], 100)).toEqual([3, 0, 0, 1]);
  });
});
