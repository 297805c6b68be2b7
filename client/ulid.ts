// The ids of what a client sends. The time inside follows the server's clock, by which the server tells a retry from a new frame.
import type { Clock, Random } from './timers.ts';

const DIGITS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const TIME_DIGITS = 10;
const RANDOM_DIGITS = 16;
/** From which nothing is counted on. */
const NONE = '';

export interface Ulids {
  /** A new id, greater than every id before it. */
  next(): string;
  /** Sets the clock right: the server's time was `serverTime` between `sentAt` and `receivedAt` of this client's clock. */
  correct(serverTime: number, sentAt: number, receivedAt: number): void;
  /** Goes on above an id that was made before, by an earlier run or another tab. */
  follow(id: string): void;
}

const encodeTime = (time: number): string => {
  let text = '';
  for (let rest = time; text.length < TIME_DIGITS; rest = Math.floor(rest / 32)) text = `${DIGITS[rest % 32]}${text}`;
  return text;
};

const decodeTime = (text: string): number => [...text].reduce((time, digit) => time * 32 + DIGITS.indexOf(digit), 0);

/** The next text of the same length, or undefined after the last one. */
const increment = (text: string): string | undefined => {
  const digits = [...text];
  for (let place = digits.length - 1; place >= 0; place -= 1) {
    const value = DIGITS.indexOf(digits[place] ?? '0');
    digits[place] = DIGITS[(value + 1) % 32] ?? '0';
    if (value < 31) return digits.join('');
  }
  return undefined;
};

/** Makes ULIDs that only ever grow, even when the clock steps back or many are made in a millisecond. */
export const createUlids = (deps: { clock: Clock; random: Random }): Ulids => {
  let offset = 0;
  let lastTime = 0;
  let lastRandom = NONE;

  const fresh = (): string => Array.from({ length: RANDOM_DIGITS }, () => DIGITS[Math.floor(deps.random() * 32)]).join('');

  return {
    next() {
      const now = Math.max(0, Math.floor(deps.clock() + offset));
      const incremented = now > lastTime ? undefined : increment(lastRandom);
      lastTime = incremented === undefined ? Math.max(now, lastTime + 1) : lastTime;
      lastRandom = incremented ?? fresh();
      return encodeTime(lastTime) + lastRandom;
    },
    correct(serverTime, sentAt, receivedAt) {
      offset = serverTime - (sentAt + receivedAt) / 2;
    },
    follow(id) {
      const time = decodeTime(id.slice(0, TIME_DIGITS));
      const random = id.slice(TIME_DIGITS);
      if (time < lastTime || (time === lastTime && random <= lastRandom)) return;
      lastTime = time;
      // In the next millisecond, anew: whoever made that id, or follows it too, counts on from there.
      lastRandom = NONE;
    },
  };
};
