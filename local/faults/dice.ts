// Decisions that a seed alone makes: whatever the interleaving, the n-th event of a stream meets the same fate in each run.

export interface Dice {
  /** The stream's next number, evenly from 0 to 1 (exclusive). Streams know nothing of each other. */
  roll(stream: string): number;
}

/** Dice whose streams are fixed by the seed. Keeps one counter a stream: name streams by kinds of things, not by single things. */
export const createDice = (seed: number): Dice => {
  const counters = new Map<string, { key: number; count: number }>();
  return {
    roll(stream) {
      const counter = counters.get(stream) ?? { key: keyOf(seed, stream), count: 0 };
      counters.set(stream, counter);
      counter.count += 1;
      // Murmur's golden-ratio steps: neighbours in a stream, and streams of neighbouring keys, have nothing in common after the mixing.
      return mixed(Math.imul(counter.count, 0x9e3779b1) ^ counter.key) / 2 ** 32;
    },
  };
};

/** FNV-1a over the name, begun with the seed, and mixed so that similar names lie far apart. */
const keyOf = (seed: number, stream: string): number => {
  let hash = mixed(seed ^ 0x811c9dc5);
  for (const byte of Buffer.from(stream)) hash = Math.imul(hash ^ byte, 0x01000193);
  return mixed(hash);
};

/** The finalizer of MurmurHash3: every bit of the input bears on every bit of the result, an unsigned 32-bit number. */
const mixed = (input: number): number => {
  let bits = input;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
};
