import type { Measurements } from '../../../lambdas/domain/ports.ts';
import type { MemoryMeter } from './meter.ts';

/** The smallest value that no more than this share of all is above. */
const percentile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.ceil(values.length * share) - 1] ?? 0;

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** What this one meter has counted. */
export const memoryMeasurements = (meter: MemoryMeter): Measurements => ({
  activity: async ({ from, stepMs, count }) =>
    Array.from({ length: count }, (_, index) => {
      const begins = from + index * stepMs;
      const within = (name: Parameters<MemoryMeter['between']>[0]) => meter.between(name, begins, begins + stepMs);
      const times = within('ReceiveTime');
      return {
        accepted: sum(within('Accepted')),
        delivered: sum(within('Delivered')),
        ...(times.length > 0 && { receiveMs: { p50: percentile(times, 0.5), p95: percentile(times, 0.95) } }),
      };
    }),
});
