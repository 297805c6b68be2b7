// How somebody becomes a member and stops being one. Both may be cut short at any line, and are completed by doing them again.
import type { Membership, RoomFrame } from '@parley/protocol';
import { tellUser } from './delivery.ts';
import type { Appending, Ports } from './deps.ts';
import { ChatError } from './errors.ts';
import { ulid } from './ids.ts';
import { appendEvent } from './log.ts';
import { pagesOf } from './pages.ts';
import type { Claim, StoredRoom } from './ports.ts';
import { settleRoster, unseatUser } from './rosters.ts';

export type ChangingMembers = Appending & Pick<Ports, 'memberships' | 'bans' | 'blocks'>;

const PAGE = 100;

/** Rooms of one person that are served; API and rosters leave out the least recently active above it. */
const ROOMS_OF_A_PERSON = 1_000;

/** A user's memberships, newest activity first, at most 1,000. */
export const membershipsOf = async (deps: Pick<Ports, 'memberships'>, userId: string): Promise<Membership[]> => {
  const memberships: Membership[] = [];
  let cursor: string | undefined;
  do {
    const page = await deps.memberships.ofUser(userId, { limit: PAGE, ...(cursor === undefined ? {} : { cursor }) });
    memberships.push(...page.items);
    cursor = page.cursor;
  } while (cursor !== undefined && memberships.length < ROOMS_OF_A_PERSON);
  return memberships;
};

/** A room's members, a page at a time. */
export async function* membersOf(deps: Pick<Ports, 'memberships'>, roomId: string): AsyncGenerator<Membership> {
  for await (const members of pagesOf(PAGE, (request) => deps.memberships.ofRoom(roomId, request))) yield* members;
}

const isLogged = async (deps: Pick<Ports, 'messages'>, { roomId, seq }: Claim): Promise<boolean> =>
  (await deps.messages.deliverable(roomId, seq - 1, 1)).items.some(({ event }) => event.seq === seq);

const cameWithTheRoom = (room: StoredRoom, { userId, joinedAt }: Membership): boolean =>
  userId === room.createdBy && joinedAt === room.createdAt;

// The event's id is made of the membership it announces, and claimed in the name of the person it is about: whoever repeats it, and however
// often, it has one seq.
const announceArrival = async (
  deps: ChangingMembers,
  membership: Membership,
  by: { senderId: string; change: 'joined' | 'added' },
  isNew: boolean,
): Promise<void> => {
  const { roomId, userId, role } = membership;
  const id = `join-${membership.joinedAt}`;
  const claim = isNew ? undefined : await deps.messages.claimed(roomId, userId, id);
  if (claim !== undefined && (await isLogged(deps, claim))) return;
  await appendEvent(deps, { kind: 'member', roomId, id, ...by, userId, role }, { members: 1, claimant: userId, claim });
};

const refuseBanned = async (deps: Pick<Ports, 'bans'>, roomId: string, userId: string): Promise<void> => {
  if ((await deps.bans.get(roomId, userId)) !== undefined)
    throw new ChatError('forbidden', 'Whoever has been banned from a room stays out until the ban is lifted.');
};

/** Adds the membership, unless a ban stands against it or comes in between. Gives whether it is new. */
const admitMember = async (deps: ChangingMembers, candidate: Membership): Promise<boolean> => {
  const { roomId, userId } = candidate;
  await refuseBanned(deps, roomId, userId);
  const isNew = await deps.memberships.add(candidate);
  if (!isNew) return false;
  try {
    await refuseBanned(deps, roomId, userId);
  } catch (refusal) {
    await deps.memberships.remove(roomId, userId);
    throw refusal;
  }
  return true;
};

/**
 * Makes somebody a member: membership, seats, event, and word to their devices. Gives the membership that stands, which is the old one if they
 * were a member before; nothing is announced twice then. Throws `forbidden` for who is banned.
 */
export const bringIn = async (
  deps: ChangingMembers,
  room: StoredRoom,
  candidate: Membership,
  by: { senderId: string; change: 'joined' | 'added' },
): Promise<Membership> => {
  const { roomId, userId } = candidate;
  const isNew = await admitMember(deps, candidate);
  const membership = isNew ? candidate : ((await deps.memberships.get(roomId, userId)) ?? candidate);
  await settleRoster(deps, roomId, userId);
  if (!cameWithTheRoom(room, membership)) await announceArrival(deps, membership, by, isNew);
  await tellUser(deps, userId, { type: 'room', roomId, change: 'added' });
  return membership;
};

/**
 * Ends a membership. The seats go first, so that nothing more is delivered (R8); then the event, while the membership still stands and a
 * repetition can find out what to complete; then the membership; and the seats once more, for a connection that began in between and took its
 * seat from the membership. An archived room's log is closed: one leaves it without a word.
 */
export const takeOut = async (
  deps: ChangingMembers,
  room: StoredRoom,
  membership: Membership,
  by: { senderId: string; change: 'left' | 'removed'; banned?: true },
): Promise<void> => {
  const { roomId, userId } = membership;
  await unseatUser(deps, roomId, userId);
  // Whoever is put out has no place to come back to, also if they had left before.
  if (by.change === 'removed') await deps.memberships.remember(membership, 0);
  if (!room.archived) {
    const id = `leave-${membership.joinedAt}`;
    const claim = await deps.messages.claimed(roomId, userId, id);
    await appendEvent(deps, { kind: 'member', roomId, id, ...by, userId }, { members: -1, claimant: userId, claim });
  }
  await deps.memberships.remove(roomId, userId);
  await shutOut(deps, roomId, userId, by.banned ? 'banned' : by.change);
};

/** [R8, S4] Takes somebody who is no member off the roster, and lets their devices know. */
export const shutOut = async (deps: ChangingMembers, roomId: string, userId: string, why?: RoomFrame['why']): Promise<void> => {
  await unseatUser(deps, roomId, userId);
  await tellUser(deps, userId, { type: 'room', roomId, change: 'removed', ...(why !== undefined && { why }) });
};

/** Tells the room that a member's role, or whether they may speak, is another from now on. */
export const announceChange = async (
  deps: Appending,
  { roomId, userId, role }: Membership,
  senderId: string,
  change: { role?: Membership['role']; mutedUntil?: number },
): Promise<void> => {
  await appendEvent(deps, { kind: 'member', roomId, id: ulid(deps.clock()), senderId, userId, change: 'role', role, ...change });
};

/** Gives a member another role. The event goes first: a crash behind it is mended by asking for the role again. */
export const changeRole = async (
  deps: ChangingMembers,
  membership: Membership,
  role: Membership['role'],
  senderId: string,
): Promise<Membership> => {
  const { roomId, userId } = membership;
  await announceChange(deps, membership, senderId, { role });
  await deps.memberships.setRole(roomId, userId, role);
  await settleRoster(deps, roomId, userId);
  return { ...membership, role };
};
