// [H35] Read marks of threads on their way to the server: many at once, and the last of each.
import { limits, type ReadThreads } from '@parley/protocol';
import type { Timers } from './timers.ts';

type Mark = ReadThreads['threads'][number];

/** How often at most marks are sent, milliseconds. */
const SEND_EVERY_MS = 1_000;

export interface ThreadMarks {
  /** Sends these marks, soon. One that does not arrive is forgotten: the next list of threads shows that the server has not got it. */
  send(marks: readonly Mark[]): void;
  /** Forgets what is under way. */
  reset(): void;
}

export const createThreadMarks = (deps: { send(marks: Mark[]): Promise<void>; key(mark: Mark): string; timers: Timers }): ThreadMarks => {
  const waiting = new Map<string, Mark>();
  let cancel: (() => void) | undefined;

  const flush = () => {
    cancel = undefined;
    const next = [...waiting].slice(0, limits.followedThreads);
    if (next.length === 0) return;
    for (const [key] of next) waiting.delete(key);
    cancel = deps.timers.after(SEND_EVERY_MS, flush);
    deps.send(next.map(([, mark]) => mark)).catch(() => undefined);
  };

  return {
    send(marks) {
      for (const mark of marks) waiting.set(deps.key(mark), mark);
      if (cancel === undefined) flush();
    },
    reset() {
      cancel?.();
      cancel = undefined;
      waiting.clear();
    },
  };
};
