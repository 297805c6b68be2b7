// The rooms for which the cost of a message is told, and what it may be.
import { eventsAFrameAt, type Occasion, shardsFor } from './model.ts';

export interface Profile {
  receivers: number;
  /** Messages a second in the room, for the column of what is coalesced. */
  perSecond: number;
  /** The most that a million delivered may cost on the message's way, dollars, in one of the columns. */
  target: { column: Column; dollars: number };
}

/**
 * `plain`: every message by itself. `batched`: so too, but written to the history ten at a time, as where events wait for each other
 * (`persistWindow`). `coalesced`: a busy room, and queues that fill their batches of ten, as they do in a backlog.
 */
export type Column = 'plain' | 'batched' | 'coalesced';

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
  const byItself = { receivers, shards, eventsAFrame: 1, eventsABatch: 1, jobsABatch: 1 };
  if (column === 'plain') return byItself;
  if (column === 'batched') return { ...byItself, eventsABatch: 10 };
  return { receivers, shards, eventsAFrame: eventsAFrameAt(perSecond, { receivers, shards }), eventsABatch: 10, jobsABatch: 10 };
};
