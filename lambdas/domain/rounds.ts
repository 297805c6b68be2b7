// How the shards of a very large room are rung: in rounds, however much is said. One bell a message waits for the room; who answers it holds the
// room's pump, and rings every shard once for all the bells that have come.
//
//   bell 7   ── take ──▶ held: rings 64 shards ────────── release ✗ (word!) ── pause ── rings 64 shards ── release ✓
//   bell 8                    └─ take ✗, leaves word ─────▲
//   bell 9                          └─ take ✗, leaves word┘
//
// A shard's bell has everything delivered that stands in the log, so none of them needs to know of 8 and 9.
import type { Ports } from './deps.ts';
import { ulid } from './ids.ts';
import type { FanoutJob, PumpId } from './ports.ts';
import { LEASE_MS } from './pumps.ts';
import { shardsOf } from './shards.ts';

export type Rounding = Pick<Ports, 'rooms' | 'pumps' | 'fanoutQueue' | 'clock' | 'pause'>;

type RoomBell = { roomId: string; seq: number };

/**
 * From one round to the next, for each shard. A shard holds some 150 connections and an account may post 10,000 times a second by default: more
 * rounds than this would only be throttled, and what they carry waits as well for the next.
 */
const PACE_MS = 15;
const SLOWEST_MS = 1_000;

const paceOf = (shards: number): number => Math.min(shards * PACE_MS, SLOWEST_MS);

/** A bell for each shard. */
export const bellsFor = ({ roomId, seq }: RoomBell, shards: number): FanoutJob[] =>
  Array.from({ length: shards }, (_, shard) => ({ kind: 'shard', roomId, shard, seq }));

/**
 * Answers a room's bell: rings all of its shards, at once in a quiet room, at its pace in a busy one, and again as long as other bells come; or
 * leaves that to the worker who is at it. Begins no round later than `until`; what came since then has a bell of its own.
 *
 * May be called any number of times: a round too many finds nothing to deliver. Throws `unavailable` when a service does not answer: the bell
 * must come again then.
 */
export const ringShards = async (deps: Rounding, bell: RoomBell, until: number): Promise<void> => {
  const pump: PumpId = { roomId: bell.roomId, shard: 'all' };
  const holder = ulid(deps.clock());
  const held = await deps.pumps.take(pump, { holder, at: deps.clock(), until: deps.clock() + LEASE_MS });
  if (held === 'held') return;
  let rungAt = held.usedAt;
  let words: number | undefined = held.words;
  while (words !== undefined) {
    if (deps.clock() >= until) return giveUp(deps, bell, pump, { holder, at: rungAt });
    // Read again each time: who left word may know of more shards than there were.
    const shards = await shardsOf(deps, bell.roomId, { consistent: true });
    const pace = paceOf(shards);
    // Never longer than the pace, whatever the clock of the last worker said.
    await deps.pause(Math.min(pace, Math.max(0, rungAt + pace - deps.clock())));
    rungAt = deps.clock();
    await deps.fanoutQueue.ring(bellsFor(bell, shards));
    words = await deps.pumps.release(pump, { holder, at: rungAt }, undefined, words);
  }
};

// The bell behind the release, as a shard's pump does it.
const giveUp = async (deps: Rounding, bell: RoomBell, pump: PumpId, lease: { holder: string; at: number }): Promise<void> => {
  await deps.pumps.release(pump, lease, undefined);
  await deps.fanoutQueue.ring([{ ...bell, kind: 'room' }]);
};
