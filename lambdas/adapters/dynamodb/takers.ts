// Who took a room's latest seqs, in attributes of the room's row: whoever asks again, because an answer was lost or a function died, gets the seq
// of the first try. Beyond some, those who need it no more are removed with the next seq that this instance takes in the room, which costs nothing;
// those who may still need it stay.
import { createHash } from 'node:crypto';
import { numberOf } from './rows.ts';
import type { Item } from './table.ts';

const REMEMBERED_MS = 2 * 60_000;
/** Takers that may stand in a row before any is removed, at 40 bytes each: the row stays under 1 KB, which is one write unit. */
const KEPT = 8;
/** Takers beyond which the oldest are removed, though they may still need their seq. */
const MOST_TAKERS = 100;
/** Takers removed at a time, and rooms in which some can be. What is more, time removes. */
const MOST_REMOVED = 50;
const MOST_ROOMS = 1_000;

const TAKEN = 'taken:';
const TAKEN_AT = 'takenAt:';

/** A taker's name in the row: 66 bits of a hash, so that no two meet. */
const nameOf = (taker: string): string => createHash('sha256').update(taker).digest('base64url').slice(0, 11);

const takersIn = (row: Item): string[] => Object.keys(row).filter((attribute) => attribute.startsWith(TAKEN_AT));

/** Who is remembered to no use: too long, or the oldest of too many. */
const needlessIn = (row: Item, at: number): string[] => {
  const latest = takersIn(row).toSorted((one, other) => numberOf(row, other) - numberOf(row, one));
  const needless = latest.filter((attribute, index) => index >= MOST_TAKERS || numberOf(row, attribute) < at - REMEMBERED_MS);
  return needless.map((attribute) => attribute.slice(TAKEN_AT.length));
};

/** What is known of the takers in one room's row. */
interface Memory {
  /** Who needs it no more, oldest first. */
  needless: Set<string>;
  /** How many takers the row has above `KEPT`. */
  surplus: number;
}

export const openTakers = () => {
  const memories = new Map<string, Memory>();

  const memoryOf = (roomId: string): Memory => {
    const memory = memories.get(roomId) ?? { needless: new Set(), surplus: 0 };
    memories.set(roomId, memory);
    const [oldest] = memories.keys();
    if (memories.size > MOST_ROOMS && oldest !== undefined) memories.delete(oldest);
    return memory;
  };

  return {
    /**
     * What the update that takes a seq as `#head + :one` says besides: it remembers the taker, unless it knows them, and removes some of who is
     * needless. `taken` and `takenAt` are where the taker's seq stands.
     */
    remember: (roomId: string, at: number, taker: string) => {
      const name = nameOf(taker);
      const memory = memoryOf(roomId);
      const [taken, takenAt] = [`${TAKEN}${name}`, `${TAKEN_AT}${name}`];
      const removed = [...memory.needless].filter((each) => each !== name).slice(0, Math.min(memory.surplus, MOST_REMOVED));
      const old = removed
        .flatMap((each) => [`${TAKEN}${each}`, `${TAKEN_AT}${each}`])
        .map((attribute, index) => [`old${index}`, attribute]);
      return {
        taken,
        takenAt,
        set: `#taken = #head + :one, #takenAt = :at${old.length === 0 ? '' : ` REMOVE ${old.map(([alias]) => `#${alias}`).join(', ')}`}`,
        condition: '(attribute_not_exists(#taken) OR #takenAt < :forgotten)',
        names: { ...Object.fromEntries(old), taken, takenAt },
        values: { forgotten: at - REMEMBERED_MS },
        /** Whether the row that stood against the update has the taker's seq. */
        knows: (row: Item): boolean => row[taken] !== undefined && numberOf(row, takenAt) >= at - REMEMBERED_MS,
        /** To be called with the row that the update has left. */
        done: (row: Item): void => {
          for (const each of removed) memory.needless.delete(each);
          for (const each of needlessIn(row, at)) memory.needless.add(each);
          memory.surplus = Math.max(0, takersIn(row).length - KEPT);
        },
      };
    },

    forget: (roomId: string, taker: string): void => {
      memoryOf(roomId).needless.add(nameOf(taker));
    },
  };
};
