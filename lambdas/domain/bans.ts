// Who is kept out of a room, until somebody lets them in again.
import type { Bans, ListQuery } from '@parley/protocol';
import { ChatError } from './errors.ts';
import { refuseEquals } from './members.ts';
import { shutOut, takeOut } from './memberships.ts';
import { pageOf, pageRequest } from './pages.ts';
import { peopleById } from './people.ts';
import { permitted } from './permissions.ts';
import type { ChangingRooms } from './rooms.ts';

/** [H21] Who is banned from the room, by user id; moderators and owners. */
export const listBans = async (deps: ChangingRooms, actorId: string, roomId: string, query: ListQuery): Promise<Bans> => {
  await permitted(deps, actorId, roomId, 'ban');
  const page = await deps.bans.ofRoom(roomId, pageRequest(query));
  const people = await peopleById(
    deps,
    page.items.map(({ userId }) => userId),
  );
  const items = page.items.flatMap(({ userId, bannedBy, bannedAt }) => {
    const person = people.get(userId);
    return person === undefined ? [] : [{ ...person, bannedBy, bannedAt }];
  });
  return pageOf(items, page);
};

/**
 * [H21, R8] Keeps a person of a lower role, or one who is not in the room, out of it: a member is removed at once, and nothing lets them in until
 * the ban is lifted. The ban goes first, so that nobody comes back in between. Idempotent.
 */
export const banPerson = async (deps: ChangingRooms, actorId: string, roomId: string, userId: string): Promise<void> => {
  const { room, membership: actor } = await permitted(deps, actorId, roomId, 'ban');
  const membership = await deps.memberships.get(roomId, userId);
  if (membership !== undefined) refuseEquals(actor, membership);
  else if ((await deps.people.get(userId)) === undefined) throw new ChatError('not_found', 'There is no such person.');
  const evicts = membership !== undefined;
  await deps.bans.put({ roomId, userId, bannedBy: actorId, bannedAt: deps.clock(), evicts });
  if (evicts) return takeOut(deps, room, membership, { senderId: actorId, change: 'removed', banned: true });
  // A stranger hears nothing; whoever was put out is made sure to have heard.
  if ((await deps.bans.get(roomId, userId))?.evicts) await shutOut(deps, roomId, userId, 'banned');
};

/** [H21] Lets a person come back, if somebody or something lets them in. Idempotent. */
export const liftBan = async (deps: ChangingRooms, actorId: string, roomId: string, userId: string): Promise<void> => {
  await permitted(deps, actorId, roomId, 'ban');
  await deps.bans.lift(roomId, userId);
};
