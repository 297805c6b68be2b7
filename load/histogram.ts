// Durations in buckets that grow by a tenth each: a million of them take no more room than ten, and a percentile is right to 5 %.

const FIRST_MS = 0.5;
/** By how much a bucket's bound is greater than the last one's. */
export const BUCKET_GROWTH = 1.1;

const bucketOf = (ms: number): number => (ms <= FIRST_MS ? 0 : Math.ceil(Math.log(ms / FIRST_MS) / Math.log(BUCKET_GROWTH)));
/** The middle of a bucket, by ratio. */
const middleOf = (bucket: number): number => FIRST_MS * BUCKET_GROWTH ** (bucket - 0.5);

export interface Histogram {
  /** Counts a duration, milliseconds. */
  add(ms: number): void;
  count(): number;
  /** The duration below which the share `part` (0 to 1) of them lies, milliseconds; 0 if there are none. */
  percentile(part: number): number;
  /** Upper bounds, milliseconds, and counts, ascending, from the first bucket that holds something to the last. */
  buckets(): { upTo: number; count: number }[];
}

export const createHistogram = (): Histogram => {
  const counts: number[] = [];
  let total = 0;

  return {
    add(ms) {
      const bucket = bucketOf(ms);
      while (counts.length <= bucket) counts.push(0);
      counts[bucket] = (counts[bucket] ?? 0) + 1;
      total += 1;
    },
    count: () => total,
    percentile(part) {
      let below = 0;
      for (const [bucket, count] of counts.entries()) {
        below += count;
        if (count > 0 && below > total * part) return middleOf(bucket);
      }
      return total === 0 ? 0 : middleOf(counts.length - 1);
    },
    buckets() {
      const first = counts.findIndex((count) => count > 0);
      return first < 0 ? [] : counts.map((count, bucket) => ({ upTo: FIRST_MS * BUCKET_GROWTH ** bucket, count })).slice(first);
    },
  };
};
