import type { ListQuery, Member, Members, Membership, Role } from '@parley/protocol';
import type { Ports } from './deps.ts';
import { ChatError } from './errors.ts';
import { promote } from './guests.ts';
import { announceChange, bringIn, changeRole, membersOf, shutOut, takeOut } from './memberships.ts';
import { pageOf, pageRequest } from './pages.ts';
import { presentTo, publicly, storedPeopleById } from './people.ts';
import { outranks, permit, permitted } from './permissions.ts';
import type { StoredRoom } from './ports.ts';
import { presenceOf } from './presence.ts';
import { type ChangingRooms, leaveRoom, type ReadingRooms } from './rooms.ts';
import { settleRoster } from './rosters.ts';
import { fold } from './text.ts';

type ReadingMembers = ReadingRooms & Pick<Ports, 'connections' | 'clock' | 'blocks'>;

const describeMembers = async (deps: ReadingMembers, callerId: string, memberships: readonly Membership[]): Promise<Member[]> => {
  const userIds = memberships.map(({ userId }) => userId);
  const [people, present] = await Promise.all([storedPeopleById(deps, userIds), presentTo(deps, callerId, userIds)]);
  const now = deps.clock();
  return memberships.flatMap(({ userId, role, joinedAt, mutedUntil = 0 }): Member[] => {
    const person = people.get(userId);
    const muted = mutedUntil > now ? { mutedUntil } : {};
    return person === undefined
      ? []
      : [{ ...publicly(person), role, joinedAt, presence: presenceOf(person, present.has(userId)), ...muted }];
  });
};

/** [H7] A room's members and who of them is there now. With `query`, those of each page whose name or handle contains it. */
export const listMembers = async (deps: ReadingMembers, userId: string, roomId: string, query: ListQuery): Promise<Members> => {
  await permitted(deps, userId, roomId, 'see');
  const { query: wanted = '', ...request } = pageRequest(query);
  const page = await deps.memberships.ofRoom(roomId, request);
  const members = await describeMembers(deps, userId, page.items);
  const folded = fold(wanted);
  return pageOf(
    members.filter(({ name, handle }) => fold(name).includes(folded) || handle.includes(folded)),
    page,
  );
};

const add = async (
  deps: ChangingRooms,
  room: StoredRoom,
  actor: Membership | undefined,
  userId: string,
  role: Role,
): Promise<Membership> => {
  permit('add', room, actor);
  if (outranks(role, 'member')) permit('setRole', room, actor);
  const person = await deps.people.get(userId);
  if (person === undefined || person.deleted) throw new ChatError('not_found', 'There is no such person.');
  if (actor !== undefined && (await deps.blocks.against(actor.userId, [userId])).size > 0)
    throw new ChatError('forbidden', 'You cannot add this person.');
  const candidate: Membership = { roomId: room.roomId, userId, role, joinedAt: deps.clock(), readSeq: room.head };
  return bringIn(deps, room, candidate, { senderId: actor?.userId ?? userId, change: 'added' });
};

const refuseLastOwner = async (deps: ChangingRooms, membership: Membership): Promise<void> => {
  if (membership.role !== 'owner') return;
  for await (const member of membersOf(deps, membership.roomId)) if (member.role === 'owner' && member.userId !== membership.userId) return;
  throw new ChatError('conflict', 'A room needs an owner: make somebody else one first.');
};

const giveRole = async (
  deps: ChangingRooms,
  room: StoredRoom,
  actor: Membership | undefined,
  membership: Membership,
  role: Role,
): Promise<Membership> => {
  permit('setRole', room, actor);
  await refuseLastOwner(deps, membership);
  return changeRole(deps, membership, role, actor?.userId ?? membership.userId);
};

/**
 * [H7] Adds a person to a room, or changes a member's role. Any member adds members and guests, an owner also higher roles; only owners change
 * roles. Idempotent. Throws `conflict` for the last owner's role, `forbidden` in direct and archived rooms and for who has blocked the caller.
 */
export const putMember = async (deps: ChangingRooms, actorId: string, roomId: string, userId: string, role: Role): Promise<Member> => {
  const { room, membership: actor } = await permitted(deps, actorId, roomId, 'add');
  const standing = await deps.memberships.get(roomId, userId);
  const membership =
    standing === undefined || standing.role === role
      ? await add(deps, room, actor, userId, role)
      : await giveRole(deps, room, actor, standing, role);
  await promote(deps, membership);
  const [member] = await describeMembers(deps, actorId, [membership]);
  if (member === undefined) throw new ChatError('not_found', 'There is no such person.');
  return member;
};

/** Throws `forbidden` where nobody stands above the other. */
export const refuseEquals = (actor: Membership | undefined, { role }: Membership): void => {
  if (actor === undefined || !outranks(actor.role, role))
    throw new ChatError('forbidden', 'You may do this only to members of a lower role than yours.');
};

/**
 * [H22] Mutes a member of a lower role for so many minutes, or with 0 lets them speak again. The event goes first: a crash behind it is mended by
 * asking again.
 */
export const muteMember = async (
  deps: ChangingRooms,
  actorId: string,
  roomId: string,
  userId: string,
  minutes: number,
): Promise<Member> => {
  const { membership: actor } = await permitted(deps, actorId, roomId, 'mute');
  const membership = await deps.memberships.get(roomId, userId);
  if (membership === undefined) throw new ChatError('not_found', 'There is no such member.');
  refuseEquals(actor, membership);
  const mutedUntil = minutes === 0 ? 0 : deps.clock() + minutes * 60_000;
  const muted = { ...membership, mutedUntil };
  await announceChange(deps, membership, actorId, { mutedUntil });
  await deps.memberships.mute(roomId, userId, mutedUntil);
  await settleRoster(deps, roomId, userId);
  const [member] = await describeMembers(deps, actorId, [muted]);
  if (member === undefined) throw new ChatError('not_found', 'There is no such member.');
  return member;
};

/**
 * [H7, R8] Removes a member of a lower role; moderators and owners. Removing oneself is leaving. Idempotent: who is no member already is made
 * sure to be off the roster, and cannot take back that they left.
 */
export const removeMember = async (deps: ChangingRooms, actorId: string, roomId: string, userId: string): Promise<void> => {
  if (actorId === userId) return leaveRoom(deps, userId, roomId);
  const { room, membership: actor } = await permitted(deps, actorId, roomId, 'remove');
  const membership = await deps.memberships.get(roomId, userId);
  if (membership === undefined) {
    // Whoever has just left by themselves could come back so.
    const left = await deps.memberships.remembered(roomId, userId, deps.clock());
    if (left !== undefined && actor !== undefined && outranks(actor.role, left.role)) await deps.memberships.remember(left, 0);
    return shutOut(deps, roomId, userId);
  }
  refuseEquals(actor, membership);
  await takeOut(deps, room, membership, { senderId: actorId, change: 'removed' });
};
