import type { Clock, Timers } from './timers.ts';

/** Those who want to know when something has changed. They hear of many changes at once. */
export interface Listeners {
  /** Gives the function that takes it off the list. */
  add(listener: () => void): () => void;
  /** Something has changed: they are told as soon as the code that runs is through. */
  tell(): void;
  /**
   * What changes while `work` runs came by itself, and so may come in floods: it is told as soon, but not until `everyMs` after they were told last.
   * What is told at once meanwhile tells of it too.
   */
  withoutHurry(work: () => void): void;
}

/** `everyMs`: 0 tells everything at once. */
export const createListeners = ({ everyMs, clock, timers }: { everyMs: number; clock: Clock; timers: Timers }): Listeners => {
  const listeners = new Set<() => void>();
  let toldAt = Number.NEGATIVE_INFINITY;
  let telling = false;
  let hurried = true;
  let cancel: (() => void) | undefined;

  const tellAll = () => {
    telling = false;
    cancel?.();
    cancel = undefined;
    toldAt = clock();
    for (const listener of [...listeners]) listener();
  };

  const tellSoon = () => {
    if (telling) return;
    telling = true;
    queueMicrotask(tellAll);
  };

  return {
    add(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    tell() {
      // A clock that was set back must not silence anything.
      const wait = hurried ? 0 : Math.min(everyMs, toldAt + everyMs - clock());
      if (wait <= 0) tellSoon();
      else if (!telling) cancel ??= timers.after(wait, tellSoon);
    },
    withoutHurry(work) {
      hurried = false;
      try {
        work();
      } finally {
        hurried = true;
      }
    },
  };
};
