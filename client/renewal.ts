// What frames keep up to date, and is asked for again after a time without them.
import type { Clock, Timers } from './timers.ts';

/** An answer is good for so long. Whoever loses the network every few seconds does not ask for everything each time. */
const FRESH_MS = 60_000;
/** What a return brings first is what was said meanwhile. */
const LATER_MS = 1_000;

export interface Renewal {
  /** Frames may have been missed: asks at once the first time, then a second later, or when the last answer is a minute old. */
  due(): void;
  /** Asks no more until it is due again. */
  reset(): void;
}

/** `load` gives whether there was an answer. Rejects never. */
export const createRenewal = (load: () => Promise<boolean>, { clock, timers }: { clock: Clock; timers: Timers }): Renewal => {
  let answeredAt = Number.NEGATIVE_INFINITY;
  let isFirst = true;
  let cancel = () => {};

  const renew = async () => {
    const askedAt = clock();
    if (await load()) answeredAt = askedAt;
  };

  return {
    due() {
      cancel();
      if (isFirst) void renew();
      else cancel = timers.after(Math.max(LATER_MS, answeredAt + FRESH_MS - clock()), () => void renew());
      isFirst = false;
    },
    reset: () => cancel(),
  };
};
