/** The most times that lie within any one second. `times` ascend, milliseconds. */
export const mostInASecond = (times: readonly number[]): number => {
  let first = 0;
  let most = 0;
  for (const [index, time] of times.entries()) {
    while (time - (times[first] ?? time) >= 1_000) first += 1;
    most = Math.max(most, index - first + 1);
  }
  return most;
};

/** How many times lie in each second from `start` on, up to the last one. */
export const bySecond = (times: readonly number[], start: number): number[] => {
  const counts: number[] = [];
  for (const time of times) {
    const second = Math.floor((time - start) / 1_000);
    while (counts.length <= second) counts.push(0);
    counts[second] = (counts[second] ?? 0) + 1;
  }
  return counts;
};
