import {
  type CreateRoom,
  type JoinedRoom,
  type ListQuery,
  limits,
  type Membership,
  type OpenDirect,
  type Room,
  type Rooms,
} from '@parley/protocol';
import { isBetween, refuseBlocked, settleConversation } from './blocks.ts';
import { tellUser } from './delivery.ts';
import type { Ports } from './deps.ts';
import { ChatError } from './errors.ts';
import { refuseGuest, refuseStrangers } from './guests.ts';
import { directRoomId, newRoomId } from './ids.ts';
import { bringIn, type ChangingMembers, changeRole, membersOf, takeOut } from './memberships.ts';
import { pageOf, pageRequest } from './pages.ts';
import { peopleById } from './people.ts';
import { outranks, permitted, refuseArchived } from './permissions.ts';
import { inPool } from './pool.ts';
import type { StoredRoom } from './ports.ts';
import { settleRoster } from './rosters.ts';
import { closeRoom } from './settings.ts';

export type ReadingRooms = Pick<Ports, 'rooms' | 'memberships' | 'people'>;
export type ChangingRooms = ChangingMembers & ReadingRooms;

const AT_A_TIME = 20;

/** Rooms as the wire has them: direct ones with their people, by name. */
export const describeRooms = async (deps: Pick<Ports, 'memberships' | 'people'>, rooms: readonly StoredRoom[]): Promise<Room[]> => {
  const directs = rooms.filter(({ kind }) => kind === 'direct');
  const members = new Map(
    await inPool(directs, AT_A_TIME, async ({ roomId }) => {
      const { items } = await deps.memberships.ofRoom(roomId, { limit: limits.directPeople });
      return [roomId, items.map(({ userId }) => userId)] as const;
    }),
  );
  const people = await peopleById(deps, [...members.values()].flat());
  const describe = (room: StoredRoom): Room => {
    const userIds = members.get(room.roomId);
    if (userIds === undefined) return room;
    const present = userIds.map((userId) => people.get(userId)).filter((person) => person !== undefined);
    return { ...room, people: present.sort((a, b) => a.name.localeCompare(b.name)) };
  };
  return rooms.map(describe);
};

const describeRoom = async (deps: Pick<Ports, 'memberships' | 'people'>, room: StoredRoom): Promise<Room> => {
  const [described = room] = await describeRooms(deps, [room]);
  return described;
};

const newRoom = (
  room: Pick<StoredRoom, 'roomId' | 'kind' | 'name' | 'topic' | 'encrypted' | 'createdBy' | 'createdAt' | 'memberCount'>,
): StoredRoom => ({
  ...room,
  archived: false,
  head: 0,
  activeAt: room.createdAt,
});

/** [H4] Creates a room; the caller is its owner. Throws `forbidden` for a guest of the workspace (H20). */
export const createRoom = async (deps: ChangingRooms, userId: string, request: CreateRoom): Promise<JoinedRoom> => {
  await refuseGuest(deps, userId);
  const now = deps.clock();
  const { kind, name, topic = '', encrypted = false } = request;
  const roomId = newRoomId(now);
  const room = newRoom({ roomId, kind, name, topic, encrypted, createdBy: userId, createdAt: now, memberCount: 1 });
  const membership: Membership = { roomId, userId, role: 'owner', joinedAt: now, readSeq: 0 };
  // The membership first: a crash in between leaves one of a room that nobody can see, and not a room that nobody owns.
  await deps.memberships.add(membership);
  await deps.rooms.create(room);
  await settleRoster(deps, roomId, userId);
  await tellUser(deps, userId, { type: 'room', roomId, change: 'added' });
  return { ...room, membership };
};

/** [H5] Throws `not_found` where the caller may not see the room (H16). */
export const getRoom = async (deps: ReadingRooms, userId: string, roomId: string): Promise<Room> => {
  const { room } = await permitted(deps, userId, roomId, 'see');
  return describeRoom(deps, room);
};

/** [H5] Public rooms by name, and whether the caller is in them. A guest of the workspace finds none (H20). */
export const browseRooms = async (deps: ReadingRooms, userId: string, query: ListQuery): Promise<Rooms> => {
  if (await deps.memberships.isGuest(userId)) return { items: [] };
  const page = await deps.rooms.browse(pageRequest(query));
  const items = await inPool(page.items, AT_A_TIME, async (room) => ({
    ...room,
    joined: (await deps.memberships.get(room.roomId, userId)) !== undefined,
  }));
  return pageOf(items, page);
};

/**
 * [H6] Joins a public room. Idempotent. What was said before counts as read. Whoever enters a room that everybody has left owns it. Throws
 * `forbidden` for an archived room.
 */
export const joinRoom = async (deps: ChangingRooms, userId: string, roomId: string): Promise<JoinedRoom> => {
  const { room, membership } = await permitted(deps, userId, roomId, 'join');
  if (membership !== undefined && (room.kind !== 'public' || room.archived)) return { ...(await describeRoom(deps, room)), membership };
  const { items } = await deps.memberships.ofRoom(roomId, { limit: 1 });
  return enterRoom(deps, room, { userId, role: items.length === 0 ? 'owner' : 'member', readSeq: room.head });
};

/** Lets somebody in of their own will, who may come in. Idempotent. Throws `forbidden` for who is banned. */
export const enterRoom = async (
  deps: ChangingRooms,
  room: StoredRoom,
  place: Pick<Membership, 'userId' | 'role' | 'readSeq'>,
): Promise<JoinedRoom> => {
  const candidate: Membership = { ...place, roomId: room.roomId, joinedAt: deps.clock() };
  const membership = await bringIn(deps, room, candidate, { senderId: place.userId, change: 'joined' });
  const after = await deps.rooms.get(room.roomId, { consistent: true });
  return { ...(after ?? room), membership };
};

/**
 * [H24] Takes back that one has left, within `limits.returnMs`: the same role, and read as far as before. Later, and for who has not left, it is
 * joining. Throws `forbidden` for an archived room and for who has been banned since.
 */
export const returnToRoom = async (deps: ChangingRooms, userId: string, roomId: string): Promise<JoinedRoom> => {
  const [room, membership, left] = await Promise.all([
    deps.rooms.get(roomId, { consistent: true }),
    deps.memberships.get(roomId, userId),
    deps.memberships.remembered(roomId, userId, deps.clock()),
  ]);
  if (room === undefined || left === undefined) return joinRoom(deps, userId, roomId);
  refuseArchived(room);
  return enterRoom(deps, room, membership ?? left);
};

// The highest in rank, and among equals who has been there longest.
const successorOf = (others: readonly Membership[]): Membership | undefined =>
  others.toSorted((a, b) => (a.role === b.role ? a.joinedAt - b.joinedAt : outranks(a.role, b.role) ? -1 : 1))[0];

// Before the last owner goes, somebody else becomes one; a private room that nobody is left in is archived, since nobody can enter it again.
const handOver = async (deps: ChangingRooms, room: StoredRoom, leaving: Membership): Promise<StoredRoom> => {
  const others: Membership[] = [];
  for await (const member of membersOf(deps, room.roomId)) if (member.userId !== leaving.userId) others.push(member);
  const successor = successorOf(others);
  if (successor === undefined) {
    if (room.kind !== 'private') return room;
    await closeRoom(deps, leaving.userId, room);
    return { ...room, archived: true };
  }
  if (successor.role !== 'owner' && !room.archived) await changeRole(deps, successor, 'owner', leaving.userId);
  return room;
};

/**
 * [H6] Leaves a room, which must not be a direct one. The last owner's place goes to the longest-standing moderator, else member. Idempotent
 * for a room that one can still see.
 */
export const leaveRoom = async (deps: ChangingRooms, userId: string, roomId: string): Promise<void> => {
  const { room, membership } = await permitted(deps, userId, roomId, 'leave');
  if (membership === undefined) return;
  await deps.memberships.remember(membership, deps.clock() + limits.returnMs);
  const left = membership.role === 'owner' ? await handOver(deps, room, membership) : room;
  await takeOut(deps, left, membership, { senderId: userId, change: 'left' });
};

const noSuchPerson = () => new ChatError('not_found', 'There is no such person.');

/** Who is to be in the room, and whether one of them has deleted their account: with them there may be a room, and none begins. */
const directPeople = async (deps: ChangingRooms, userId: string, request: OpenDirect) => {
  const userIds = [...new Set([userId, ...request.userIds])].sort();
  if (userIds.length < 2) throw new ChatError('bad_request', 'userIds must name somebody else');
  if (userIds.length > limits.directPeople) throw new ChatError('bad_request', `userIds must be at most ${limits.directPeople} people`);
  const known = await deps.people.getMany(userIds);
  if (known.length < userIds.length) throw noSuchPerson();
  await refuseStrangers(deps, userId, userIds);
  return { userIds, isOneGone: known.some(({ deleted }) => deleted) };
};

// The memberships first: once the room is there, everyone is in it.
const createDirect = async (deps: ChangingRooms, room: StoredRoom, memberships: readonly Membership[]): Promise<StoredRoom> => {
  await inPool(memberships, AT_A_TIME, (membership) => deps.memberships.add(membership));
  const isNew = await deps.rooms.create(room);
  return isNew ? room : ((await deps.rooms.get(room.roomId, { consistent: true })) ?? room);
};

const welcome = async (deps: ChangingRooms, membership: Membership): Promise<void> => {
  const { roomId, userId } = membership;
  await settleRoster(deps, roomId, userId);
  await tellUser(deps, userId, { type: 'room', roomId, change: 'added' });
};

const createUnblocked = async (deps: ChangingRooms, room: StoredRoom, memberships: readonly Membership[]): Promise<StoredRoom> => {
  const { createdBy } = room;
  const others = memberships.map(({ userId }) => userId).filter((userId) => userId !== createdBy);
  await refuseBlocked(deps, createdBy, others);
  const created = await createDirect(deps, room, memberships);
  // A block that came in between found no room.
  const [other = ''] = others;
  if (others.length === 1 && (await isBetween(deps, createdBy, other))) await settleConversation(deps, createdBy, other);
  return created;
};

/**
 * [H9] Opens the one room of exactly these people: created the first time, the same ever after. Where there is none yet, throws `forbidden` if the
 * caller has blocked one of them, or is blocked by one, and `not_found` if one of them has deleted their account.
 */
export const openDirect = async (deps: ChangingRooms, userId: string, request: OpenDirect): Promise<JoinedRoom> => {
  const { userIds, isOneGone } = await directPeople(deps, userId, request);
  const roomId = await directRoomId(userIds);
  const now = deps.clock();
  const memberships = userIds.map((each): Membership => ({ roomId, userId: each, role: 'member', joinedAt: now, readSeq: 0 }));
  const origin = { roomId, createdBy: userId, createdAt: now, memberCount: userIds.length };
  const fresh = newRoom({ ...origin, kind: 'direct', name: '', topic: '', encrypted: false });

  const standing = await deps.rooms.get(roomId, { consistent: true });
  if (standing === undefined && isOneGone) throw noSuchPerson();
  const room = standing ?? (await createUnblocked(deps, fresh, memberships));
  const membership = await deps.memberships.get(roomId, userId);
  if (membership === undefined) throw new ChatError('unavailable', 'The room could not be opened. Try again.');
  // Until the first word a crash may have left somebody without a seat.
  if (room.head === 0) await inPool(memberships, AT_A_TIME, (each) => welcome(deps, each));
  return { ...(await describeRoom(deps, room)), membership };
};
