import type { Throttle } from '../assembly/definition.ts';

/** Says whether one more may pass now. */
export const tokenBucket = ({ ratePerSecond, burst }: Throttle, now: () => number = Date.now): (() => boolean) => {
  let tokens = burst;
  let countedAt = now();
  return () => {
    const at = now();
    tokens = Math.min(burst, tokens + ((at - countedAt) / 1000) * ratePerSecond);
    countedAt = at;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
};
