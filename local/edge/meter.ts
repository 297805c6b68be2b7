// Counts every call to AWS: the cost meter, and what tests assert about the hot path.
import type { MeteredCall } from '../ports.ts';

export type Verdict = MeteredCall['verdict'];

/** One call as it was answered. */
export interface RecentCall {
  /** Milliseconds since the epoch. */
  at: number;
  functionName: string;
  service: string;
  action: string;
  resources: string[];
  verdict: Verdict;
  status: number;
  /** What the service bills for it. */
  units: number;
  durationMs: number;
}

type Filter = Partial<Omit<MeteredCall, 'count' | 'units'>>;

export interface Meter {
  /** Counts since the start or the last reset, by function, service, action and verdict. */
  totals(): MeteredCall[];
  /** How many calls match; a field that is left out matches any. */
  count(filter?: Filter): number;
  /** The latest calls, newest last, at most `recentCalls` of them. */
  recent(): RecentCall[];
  reset(): void;
}

/** How many calls `recent` keeps. */
export const recentCalls = 1_000;

export interface RecordingMeter extends Meter {
  record(call: RecentCall): void;
}

export const createMeter = (): RecordingMeter => {
  const totals = new Map<string, MeteredCall>();
  let ring: RecentCall[] = [];
  let next = 0;

  return {
    record(call) {
      ring[next] = call;
      next = (next + 1) % recentCalls;
      const { functionName, service, action, verdict, units } = call;
      const key = `${functionName}\n${service}\n${action}\n${verdict}`;
      const total = totals.get(key);
      if (total) {
        total.count += 1;
        total.units += units;
      } else totals.set(key, { functionName, service, action, verdict, count: 1, units });
    },
    totals: () => [...totals.values()].map((total) => ({ ...total })),
    count: (filter = {}) => [...totals.values()].filter((total) => matches(total, filter)).reduce((sum, { count }) => sum + count, 0),
    recent: () => (ring.length < recentCalls ? [...ring] : [...ring.slice(next), ...ring.slice(0, next)]),
    reset() {
      totals.clear();
      ring = [];
      next = 0;
    },
  };
};

const matches = (total: MeteredCall, { functionName, service, action, verdict }: Filter): boolean =>
  (functionName ?? total.functionName) === total.functionName &&
  (service ?? total.service) === total.service &&
  (action ?? total.action) === total.action &&
  (verdict ?? total.verdict) === total.verdict;
