// What a room's log has come to when nothing is under way any more, and what must be true of any.
import { type EventsPage, type LogEvent, limits, type Message } from '@parley/protocol';
import { readEvents } from '../../lambdas/domain/messages.ts';
import { forAll } from '../../lambdas/domain/polls.ts';
import type { World } from './memory/index.ts';
import { fanOut, persistEach } from './memory/stage.ts';
import { messagesOf } from './room-log.ts';

const ROUNDS = 20;

export interface SettledLog {
  events: LogEvent[];
  voids: number[];
}

/** Persists what waits, each entry twice, and what fails again, and does the fan-out's jobs, until nothing waits. */
const drain = async (world: World): Promise<void> => {
  for (let round = 0; world.persistQueue.waiting.length > 0 || (await fanOut(world)) > 0; round += 1) {
    if (round === ROUNDS) throw new Error(`Of the queue is left ${JSON.stringify(world.persistQueue.waiting)}`);
    const batch = world.persistQueue.take();
    const failed = new Set(await persistEach(world, [...batch, ...batch]));
    for (const entry of batch.filter((_, index) => failed.has(String(index)))) await world.persistQueue.keep(entry);
  }
};

/** The whole log by H11, with whatever is not there yet given up. */
const readAll = async (world: World, readerId: string, roomId: string): Promise<SettledLog> => {
  const log: SettledLog = { events: [], voids: [] };
  let page: EventsPage;
  let after = 0;
  do {
    page = await readEvents(world, readerId, roomId, { after });
    log.events.push(...page.items);
    log.voids.push(...page.voids);
    after = Math.max(after, ...page.items.map(({ seq }) => seq), ...page.voids);
  } while (after < page.head);
  return log;
};

/** What each seq of the room was delivered as to one connection; fails if that was ever two things. */
export const seenBy = (world: World, connectionId: string): Map<number, string> => {
  const seen = new Map<number, string>();
  const events = world.gateway.framesTo(connectionId).flatMap((frame) => {
    if (frame.type === 'events') return frame.events;
    return frame.type === 'event' ? [frame] : [];
  });
  for (const { seq, id } of events) {
    expect([seq, seen.get(seq) ?? id]).toEqual([seq, id]);
    seen.set(seq, id);
  }
  return seen;
};

/**
 * Lets everything come to its end, and fails unless each seq is an event or void, for good; no id of a sender is there twice; what was
 * delivered agrees with the log; and messages stand as the log says.
 */
export const settle = async (world: World, readerId: string, roomId: string): Promise<SettledLog> => {
  await drain(world);
  world.pass(limits.voidAfterMs + 1);
  const log = await readAll(world, readerId, roomId);
  const { head = 0 } = (await world.rooms.get(roomId, { consistent: true })) ?? {};

  const seqs = [...log.events.map(({ seq }) => seq), ...log.voids].sort((a, b) => a - b);
  expect(seqs).toEqual(Array.from({ length: head }, (_, index) => index + 1));
  const ids = log.events.map(({ senderId, id }) => `${senderId} ${id}`);
  expect(ids).toEqual([...new Set(ids)]);
  const { items } = await world.messages.before(roomId, head + 1, head + 1);
  // A deletion in a large room takes effect before it is in the log, and keeps that time if its seq becomes void and it moves.
  const stands = ({ deletedAt, ...message }: Message) => ({ ...message, isDeleted: deletedAt !== undefined });
  expect(items.map(stands)).toEqual(messagesOf(log.events.map(forAll)).map(stands));
  return log;
};
