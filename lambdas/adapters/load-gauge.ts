// How near the posts of this process are to the account's quota of calls to @connections.

/** How long a throttled post is remembered. */
const WEARS_OFF_MS = 10_000;
const WINDOW_MS = 1_000;

export interface LoadGauge {
  /** A call is made. */
  posted(): void;
  /** A call was refused for there being too many. */
  throttled(): void;
  /** As `Gateway.load`. */
  load(): number;
}

/** `postsPerSecond`: the quota of the account and Region. */
export const openLoadGauge = (postsPerSecond: number, clock: () => number = Date.now): LoadGauge => {
  let window = 0;
  let posts = 0;
  let postsBefore = 0;
  let throttledAt = Number.NEGATIVE_INFINITY;

  const turn = (now: number): void => {
    const current = Math.floor(now / WINDOW_MS);
    if (current === window) return;
    postsBefore = current === window + 1 ? posts : 0;
    posts = 0;
    window = current;
  };

  return {
    posted: () => {
      turn(clock());
      posts += 1;
    },
    throttled: () => {
      throttledAt = clock();
    },
    load: () => {
      const now = clock();
      turn(now);
      return Math.max(Math.max(posts, postsBefore) / postsPerSecond, 1 - (now - throttledAt) / WEARS_OFF_MS, 0);
    },
  };
};
