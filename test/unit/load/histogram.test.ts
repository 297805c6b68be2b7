import { createHistogram } from '../../../load/histogram.ts';

describe('a histogram', () => {
  test('gives percentiles that are right to 5 %', () => {
    const histogram = createHistogram();
    for (let ms = 1; ms <= 1_000; ms += 1) histogram.add(ms);

    expect(histogram.count()).toBe(1_000);
    for (const part of [0.5, 0.95, 0.99]) expect(Math.abs(histogram.percentile(part) / (part * 1_000) - 1)).toBeLessThan(0.06);
  });

  test('leaves out the empty buckets before the first', () => {
    const histogram = createHistogram();
    histogram.add(100);
    histogram.add(100);

    const buckets = histogram.buckets();

    expect(buckets).toHaveLength(1);
    expect(buckets[0]).toMatchObject({ count: 2 });
  });

  test('is empty at first', () => {
    const histogram = createHistogram();

    expect([histogram.count(), histogram.percentile(0.5), histogram.buckets()]).toEqual([0, 0, []]);
  });
});
