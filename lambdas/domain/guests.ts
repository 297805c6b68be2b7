// [H20] Guests of the workspace: who came by a guest's invitation and has been made nothing more since. They know of the rooms they are in, and of
// the people there.
import type { Membership, Role } from '@parley/protocol';
import type { Ports } from './deps.ts';
import { ChatError } from './errors.ts';
import { inPool } from './pool.ts';

/** Rooms of a guest in which people are looked for, and people of each: guests are in few. */
const ROOMS = 100;
const MEMBERS = 100;
const AT_A_TIME = 10;

const roomIdsOf = async ({ memberships }: Pick<Ports, 'memberships'>, userId: string): Promise<string[]> =>
  (await memberships.ofUser(userId, { limit: ROOMS })).items.map(({ roomId }) => roomId);

/** Makes a guest of who enters the workspace as one: somebody in no room yet, who comes as a guest. */
export const greet = async (deps: Pick<Ports, 'memberships'>, userId: string, role: Role): Promise<void> => {
  if (role === 'guest' && (await roomIdsOf(deps, userId)).length === 0) await deps.memberships.setGuest(userId, true);
};

/** Whoever is made more than a guest anywhere is a guest of the workspace no more. */
export const promote = async (deps: Pick<Ports, 'memberships'>, { userId, role }: Pick<Membership, 'userId' | 'role'>): Promise<void> => {
  if (role !== 'guest' && (await deps.memberships.isGuest(userId))) await deps.memberships.setGuest(userId, false);
};

/** Throws `forbidden` for a guest of the workspace. */
export const refuseGuest = async (deps: Pick<Ports, 'memberships'>, userId: string): Promise<void> => {
  if (await deps.memberships.isGuest(userId)) throw new ChatError('forbidden', 'Guests stay in the rooms they were invited to.');
};

/** Throws `not_found` where a guest asks about people with whom they share none of their 100 most recent rooms. */
export const refuseStrangers = async (deps: Pick<Ports, 'memberships'>, userId: string, others: readonly string[]): Promise<void> => {
  if (!(await deps.memberships.isGuest(userId))) return;
  const roomIds = await roomIdsOf(deps, userId);
  const strangers = others.filter((other) => other !== userId);
  const shared = await inPool(strangers, AT_A_TIME, (other) => deps.memberships.getMany(other, roomIds));
  if (shared.some((rooms) => rooms.length === 0)) throw new ChatError('not_found', 'There is no such person.');
};

/** The ids of the people whom a guest meets, in their 100 most recent rooms, 100 of each. */
export const metBy = async (deps: Pick<Ports, 'memberships'>, userId: string): Promise<string[]> => {
  const roomIds = await roomIdsOf(deps, userId);
  const pages = await inPool(roomIds, AT_A_TIME, (roomId) => deps.memberships.ofRoom(roomId, { limit: MEMBERS }));
  return pages.flatMap(({ items }) => items.map((member) => member.userId));
};
