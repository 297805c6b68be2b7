// [H36] The read mark of a room, moved back. Each time is a turn: a mark that a device set before it heard of that belongs to an earlier one.
import type { Membership, UnreadCount } from '@parley/protocol';
import { tellUser } from './delivery.ts';
import type { Delivery, Ports, Readable } from './deps.ts';
import { ChatError } from './errors.ts';
import { noSuchRoom, permitted } from './permissions.ts';
import type { StoredRoom } from './ports.ts';
import { countUnread } from './unread.ts';

export type Marking = Delivery & Readable & Pick<Ports, 'rooms' | 'memberships' | 'blocks'>;

const count = async (deps: Marking, room: StoredRoom, membership: Membership): Promise<UnreadCount> => {
  const { readSeq, readTurn = 0 } = membership;
  const blocked = new Set((await deps.blocks.ofUser(membership.userId)).map((block) => block.userId));
  return { readSeq, readTurn, ...(await countUnread(deps, room, membership, blocked)) };
};

/** [H36] What the caller has not read in a room, counted anew. Throws `not_found` (H16) and `forbidden` for who is not in it. */
export const countRoom = async (deps: Marking, userId: string, roomId: string): Promise<UnreadCount> => {
  const { room, membership } = await permitted(deps, userId, roomId, 'attend');
  if (membership === undefined) throw noSuchRoom();
  return count(deps, room, membership);
};

/**
 * [H36] Moves the caller's read mark back, to below the message at `seq`, lets their devices know, and counts. Idempotent: where that is unread
 * already nothing moves. Throws `bad_request` for a seq above the room's head, `not_found` and `forbidden` as above.
 */
export const markUnread = async (deps: Marking, userId: string, roomId: string, seq: number): Promise<UnreadCount> => {
  const { room } = await permitted(deps, userId, roomId, 'attend');
  if (seq > room.head) throw new ChatError('bad_request', 'seq must not lie above the newest event of the room');
  const after = await deps.memberships.unread(roomId, userId, seq);
  if (after === undefined) throw noSuchRoom();
  await tellUser(deps, userId, { type: 'read', roomId, userId, seq: after.readSeq, turn: after.readTurn });
  return count(deps, room, after);
};
