/** Asks at the first call, and gives the same answer for so many milliseconds: what may be a little old need not be asked for each time. */
export const lately = <T>(ask: () => Promise<T>, forMs: number, clock: () => number = Date.now): (() => Promise<T>) => {
  let last: { answer: T; at: number } | undefined;
  return async () => {
    if (last === undefined || clock() - last.at >= forMs) last = { answer: await ask(), at: clock() };
    return last.answer;
  };
};
