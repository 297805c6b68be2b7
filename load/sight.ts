// What one socket has seen of a room's log, in the least memory: ten thousand of these stand in one process.

/** The events of a room above the seq at which looking began, in the order in which a socket got them. */
export interface Sight {
  /** Every seq below this one is accounted for. */
  next: number;
  /** Seqs above a gap that are. */
  early: Set<number>;
  /** The highest seq of an event. */
  highest: number;
  /** Events that came after one with a higher seq. */
  late: number;
  /** Events that had come before. */
  repeated: number;
}

/** Begins with everything up to `seq` counted as seen. */
export const lookFrom = (seq: number): Sight => ({ next: seq + 1, early: new Set(), highest: seq, late: 0, repeated: 0 });

/** Takes in a seq that holds no event for this socket: it is void, or the answer to what the socket said stands for it (R2). */
export const skip = (sight: Sight, seq: number): void => {
  if (seq >= sight.next) sight.early.add(seq);
  while (sight.early.delete(sight.next)) sight.next += 1;
};

/** Takes one event in. Gives whether it is new. */
export const see = (sight: Sight, seq: number): boolean => {
  if (seq < sight.next || sight.early.has(seq)) {
    sight.repeated += 1;
    return false;
  }
  if (seq < sight.highest) sight.late += 1;
  sight.highest = Math.max(sight.highest, seq);
  skip(sight, seq);
  return true;
};

/** How many of the seqs up to `seq` have not been seen. */
export const missingUpTo = (sight: Sight, seq: number): number => {
  const above = [...sight.early].filter((early) => early <= seq).length;
  return Math.max(0, seq + 1 - sight.next - above);
};
