// The rooms for which the cost of a message is told, and what it may be.
import { eventsAFrameAt, type Occasion, shardsFor } from './model.ts';

export interface Profile {
  receivers: number;
  /** Messages a second in the room, for the column of what is coalesced. */
  perSecond: number;
  /** The most that a million delivered may cost on the message's way, dollars, in one of the columns. */
  target: { column: Column; dollars: number };
}

/** `plain`: every message by itself. `coalesced`: a busy room, and queues that fill their batches of ten, as they do in a backlog. */
export type Column = 'plain' | 'coalesced';

/** As many a second as a room of 10,000 is proved to take (docs/scale.md). */
const BUSY = 50;

export const profiles = {
  '1:10': { receivers: 10, perSecond: BUSY, target: { column: 'plain', dollars: 1.6 } },
  '1:100': { receivers: 100, perSecond: BUSY, target: { column: 'plain', dollars: 1.15 } },
  '1:10000': { receivers: 10_000, perSecond: BUSY, target: { column: 'plain', dollars: 1.05 } },
  burst: { receivers: 100, perSecond: BUSY, target: { column: 'coalesced', dollars: 0.3 } },
} as const satisfies Record<string, Profile>;

export type ProfileName = keyof typeof profiles;

export const occasionOf = ({ receivers, perSecond }: Profile, column: Column): Occasion => {
  const shards = shardsFor(receivers + 1);
  return column === 'plain'
    ? { receivers, shards, eventsAFrame: 1, itemsABatch: 1 }
    : { receivers, shards, eventsAFrame: eventsAFrameAt(perSecond, { receivers, shards }), itemsABatch: 10 };
};
