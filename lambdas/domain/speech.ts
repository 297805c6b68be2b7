// What besides a seat it takes to speak: not being muted, and in some rooms a role or one's turn.
import type { LogCommand } from '@parley/protocol';
import type { Ports } from './deps.ts';
import { ChatError } from './errors.ts';
import { noSuchRoom, outranks, permitted } from './permissions.ts';
import type { Seat } from './ports.ts';

type Listening = Pick<Ports, 'rooms' | 'memberships' | 'clock'>;

const refuseMuted = ({ mutedUntil = 0 }: { mutedUntil?: number | undefined } = {}, now: number): void => {
  if (mutedUntil > now) throw new ChatError('forbidden', 'You have been muted in this room for a while.');
};

/**
 * Whether the user may send the message `clientId` in the room now; takes their turn where the room is in slow mode. 2 reads, and there a write.
 * Throws `forbidden` for who is muted, or is no moderator of an announcement room; `rate_limited` for who has to wait in slow mode; `not_found`
 * (H16). Asking again for the same message changes nothing.
 */
export const takeTurn = async (
  deps: Listening,
  { userId, roomId, clientId }: { userId: string; roomId: string; clientId: string },
): Promise<void> => {
  const { room, membership } = await permitted(deps, userId, roomId, 'speak');
  const now = deps.clock();
  refuseMuted(membership, now);
  const everyMs = (room.slowModeSeconds ?? 0) * 1_000;
  if (membership === undefined || everyMs === 0 || outranks(membership.role, 'member')) return;
  const turn = await deps.memberships.takeTurn(roomId, userId, clientId, now, everyMs);
  if (turn === undefined) throw noSuchRoom();
  if (turn.waitMs > 0) throw new ChatError('rate_limited', 'This room is in slow mode. Wait a little.', { retryAfterMs: turn.waitMs });
};

/** Throws `forbidden`, the same to both, in a room of two people of whom one has blocked the other. */
export const refuseSilenced = ({ blocked }: { blocked: boolean }): void => {
  if (blocked) throw new ChatError('forbidden', 'You cannot write to this person.');
};

/**
 * Whether whoever sits there may give this command now. No call at all, but in a room that is known to have rules of its own. Throws as `takeTurn`
 * does. Who is muted, or is blocked (H61), may still delete.
 */
export const heedRules = async (deps: Listening, seat: Seat, command: LogCommand): Promise<void> => {
  if (command.action === 'delete') return;
  refuseMuted(seat, deps.clock());
  if (!seat.ruled || outranks(seat.role, 'member')) return;
  refuseSilenced({ blocked: await deps.rooms.isBlocked(command.roomId) });
  if (command.action !== 'send') return;
  await takeTurn(deps, { userId: seat.userId, roomId: command.roomId, clientId: command.id });
};
