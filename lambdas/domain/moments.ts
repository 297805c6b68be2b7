import type { Edits, Moment, MomentQuery } from '@parley/protocol';
import type { Ports } from './deps.ts';
import { ChatError } from './errors.ts';
import type { Reading } from './messages.ts';
import { permitted } from './permissions.ts';

/** The first entry of the log at or above `seq`. */
const nextEntry = async (deps: Pick<Ports, 'messages'>, roomId: string, seq: number): Promise<{ seq: number; at: number } | undefined> => {
  const { at } = await deps.messages.deliverable(roomId, seq - 1, 1);
  const first = Math.min(...at.keys());
  const sentAt = at.get(first);
  return sentAt === undefined ? undefined : { seq: first, at: sentAt };
};

/**
 * [H32] Where the log stood at a time: looked for by halves, at the price of a query or two each, some 40 in a room of a million events. Clocks
 * of servers differ a little, so that the place may be off by as much. Throws `not_found` where the caller may not see the room (H16).
 */
export const findMoment = async (deps: Reading, userId: string, roomId: string, { at }: MomentQuery): Promise<Moment> => {
  const { room } = await permitted(deps, userId, roomId, 'see');
  let found = room.head;
  let from = 1;
  let to = room.head;
  while (from <= to) {
    const middle = Math.floor((from + to) / 2);
    const entry = await nextEntry(deps, roomId, middle);
    if (entry !== undefined && entry.at < at) from = entry.seq + 1;
    else {
      found = entry?.seq ?? found;
      to = middle - 1;
    }
  }
  return { seq: found };
};

/** [H31] Throws `not_found` where the caller may not see the room (H16), and without a message or when it is deleted. */
export const readEdits = async (deps: Reading, userId: string, roomId: string, seq: number): Promise<Edits> => {
  await permitted(deps, userId, roomId, 'see');
  const items = await deps.messages.edits(roomId, seq);
  if (items === undefined) throw new ChatError('not_found', 'There is no such message.');
  return { items };
};
