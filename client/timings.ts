// Tells the server now and then how long events took to come here (C40): what people notice, which no server can measure by itself.
import { limits, type Timings as TimingsCommand } from '@parley/protocol';
import type { Clock, Random, Timers } from './timers.ts';

export interface Timings {
  /** Sets the clock right: the server's time was `serverTime` between `askedAt` and `answeredAt` of this client's clock. */
  correct(serverTime: number, askedAt: number, answeredAt: number): void;
  /** An event that nobody here knew has come over the socket. Times are the server's. */
  received(roomId: string, sentAt: number): void;
  /** The socket is gone, and with it what would have gone over it. */
  reset(): void;
}

/** A clock that is off by more than this tells nothing of use, milliseconds: the error is at most half the time that the answer took. */
const WORST_ERROR_MS = 250;

/** `send` gives false where another tab has the socket: that one tells. */
export const createTimings = (deps: {
  send(command: TimingsCommand): boolean;
  nextId(): string;
  clock: Clock;
  random: Random;
  timers: Timers;
}): Timings => {
  let offset = 0;
  let error = Number.POSITIVE_INFINITY;

  let seen = 0;
  let sample: number[] = [];
  let lastRoomId = '';
  let cancel: (() => void) | undefined;

  const clear = () => {
    cancel?.();
    cancel = undefined;
    seen = 0;
    sample = [];
  };

  const tell = () => {
    deps.send({ action: 'timings', id: deps.nextId(), roomId: lastRoomId, tookMs: sample });
    clear();
  };

  /** Each of all that have come is as likely to be told as any other. */
  const take = (took: number) => {
    seen += 1;
    if (sample.length < limits.timings) sample.push(took);
    else {
      const place = Math.floor(deps.random() * seen);
      if (place < limits.timings) sample[place] = took;
    }
  };

  return {
    correct(serverTime, askedAt, answeredAt) {
      const mayBeOff = (answeredAt - askedAt) / 2;
      // The quickest answer knows best; a clock that has been set since knows nothing, so a fresh answer that is good enough is taken as well.
      if (mayBeOff > error && mayBeOff > WORST_ERROR_MS) return;
      error = mayBeOff;
      offset = serverTime - (askedAt + answeredAt) / 2;
    },
    received(roomId, sentAt) {
      if (error > WORST_ERROR_MS) return;
      lastRoomId = roomId;
      take(Math.min(limits.timingMs, Math.max(0, Math.round(deps.clock() + offset - sentAt))));
      // Clients that came together do not tell together.
      cancel ??= deps.timers.after(limits.timingsEveryMs * (0.5 + deps.random() / 2), tell);
    },
    reset: clear,
  };
};
