import type { Clock, Timers } from './timers.ts';

export interface NudgedTimers extends Timers {
  /** Calls back what is overdue. */
  nudge(): void;
}

/**
 * Timers that others can hold to their time. A browser lets those of a page in the background fire once a second, after five minutes once a
 * minute; but what another tab says reaches it at once.
 */
export const createNudgedTimers = (timers: Timers, clock: Clock): NudgedTimers => {
  const waiting = new Set<{ at: number; fire(): void }>();
  return {
    after(ms, callback) {
      const timer = {
        at: clock() + ms,
        fire() {
          cancel();
          callback();
        },
      };
      const stop = timers.after(ms, timer.fire);
      const cancel = () => {
        waiting.delete(timer);
        stop();
      };
      waiting.add(timer);
      return cancel;
    },
    nudge() {
      const now = clock();
      // One may call off another.
      for (const timer of [...waiting]) if (timer.at <= now && waiting.has(timer)) timer.fire();
    },
  };
};
