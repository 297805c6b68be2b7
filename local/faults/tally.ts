/** How often each kind of fault has struck. */
export interface Tally {
  count(fault: string): void;
  counts(): { fault: string; count: number }[];
}

export const createTally = (): Tally => {
  const counts = new Map<string, number>();
  return {
    count: (fault) => void counts.set(fault, (counts.get(fault) ?? 0) + 1),
    counts: () => [...counts].map(([fault, count]) => ({ fault, count })),
  };
};
