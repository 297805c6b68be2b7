import { openLoadGauge } from '../../lambdas/adapters/load-gauge.ts';

const gaugeAt = (postsPerSecond: number) => {
  let now = 1_000_000;
  const gauge = openLoadGauge(postsPerSecond, () => now);
  const pass = (milliseconds: number) => {
    now += milliseconds;
  };
  const post = (times: number) => {
    for (let count = 0; count < times; count += 1) gauge.posted();
  };
  return { gauge, pass, post };
};

describe('the load of a gateway', () => {
  test('is nothing at first', () => {
    expect(gaugeAt(10).gauge.load()).toBe(0);
  });

  test('is the share of the quota that went into the last second', () => {
    const { gauge, pass, post } = gaugeAt(100);
    post(50);
    const during = gauge.load();
    pass(1_000);
    const after = gauge.load();
    pass(1_000);

    expect([during, after, gauge.load()]).toEqual([0.5, 0.5, 0]);
  });

  test('is full when a post is throttled, and wears off within 10 seconds', () => {
    const { gauge, pass } = gaugeAt(10_000);
    gauge.throttled();
    const loads = [0, 2_000, 3_000, 5_000].map((milliseconds) => {
      pass(milliseconds);
      return gauge.load();
    });

    expect(loads).toEqual([1, 0.8, 0.5, 0]);
  });
});
