/** Now, in milliseconds since the epoch. */
export type Clock = () => number;

/** A number from 0 up to but not 1. */
export type Random = () => number;

/** The passing of time, injected so that tests can move it. */
export interface Timers {
  /** Calls back once, `ms` milliseconds from now at the earliest. Gives the function that calls it off. */
  after(ms: number, callback: () => void): () => void;
}

export const realTimers: Timers = {
  after(ms, callback) {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};
