import type { Clock, Timers } from '@parley/client';

/** Time that passes only when told to. */
export interface ManualTime {
  clock: Clock;
  timers: Timers;
  /** Lets `ms` milliseconds pass: calls back what falls due, in order, and lets promises settle in between. */
  pass(ms: number): Promise<void>;
  /** How many callbacks are waiting. */
  waiting(): number;
}

/** Lets every promise that can settle do so. */
export const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn += 1) await new Promise<void>((resolve) => setImmediate(resolve));
};

export const createManualTime = (start = 1_700_000_000_000): ManualTime => {
  let now = start;
  const due = new Set<{ at: number; callback: () => void }>();

  return {
    clock: () => now,
    timers: {
      after(ms, callback) {
        const entry = { at: now + ms, callback };
        due.add(entry);
        return () => due.delete(entry);
      },
    },
    async pass(ms) {
      const until = now + ms;
      for (;;) {
        await settle();
        const next = [...due].filter((entry) => entry.at <= until).sort((a, b) => a.at - b.at)[0];
        if (next === undefined) break;
        due.delete(next);
        now = next.at;
        next.callback();
      }
      now = until;
      await settle();
    },
    waiting: () => due.size,
  };
};
