// The list of custom emoji (H70): fetched when a connection begins, once a minute at most, and again for a name that is on screen and not in it.
import type { CustomEmoji, CustomEmojis } from '@parley/protocol';
import { ApiError } from './api.ts';
import type { Clock, Timers } from './timers.ts';

/** A list that did not come is asked for again after so long, milliseconds. */
const AGAIN_MS = 5_000;
/** For names that it lacks the list is asked for no more often than this, and for each of them once. */
const MISSED_MS = 10_000;
/** Names whose absence is remembered. */
const MOST_MISSED = 1_000;

export interface EmojiList {
  /** Gives whether there was an answer. */
  load(): Promise<boolean>;
  /** Something was told of one emoji: a list that is on its way may be older. */
  heard(): void;
  /** A name is shown that is not known. */
  miss(name: string): void;
  /** The connection has ended. */
  reset(): void;
}

export const createEmojiList = (deps: {
  list: () => Promise<CustomEmojis>;
  known: (name: string) => boolean;
  received: (emoji: readonly CustomEmoji[]) => void;
  clock: Clock;
  timers: Timers;
}): EmojiList => {
  const { list, known, received, clock, timers } = deps;
  const missed = new Set<string>();
  let tidings = 0;
  let loads = 0;
  let loadedAt = Number.NEGATIVE_INFINITY;
  let cancel: (() => void) | undefined;

  const later = (ms: number) => {
    cancel ??= timers.after(ms, () => {
      cancel = undefined;
      void load();
    });
  };

  const load = async (): Promise<boolean> => {
    loads += 1;
    const [turn, asked] = [loads, tidings];
    loadedAt = clock();
    try {
      const { items } = await list();
      // A later one is on its way.
      if (turn !== loads) return false;
      if (asked !== tidings) return await load();
      received(items);
      return true;
    } catch (error) {
      const passing = error instanceof ApiError && (error.status === 0 || error.status >= 500);
      if (turn === loads && passing) later(AGAIN_MS);
      return false;
    }
  };

  return {
    load,
    heard() {
      tidings += 1;
    },
    miss(name) {
      if (known(name) || missed.has(name) || missed.size >= MOST_MISSED) return;
      missed.add(name);
      later(Math.max(0, loadedAt + MISSED_MS - clock()));
    },
    reset() {
      loads += 1;
      cancel?.();
      cancel = undefined;
      missed.clear();
    },
  };
};
