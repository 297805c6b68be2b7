import { limits, type Membership, type Room, type Session, type SessionRoom, type StartSession } from '@parley/protocol';
import type { Caller } from './caller.ts';
import { issueTicket } from './connections.ts';
import type { Ports, Readable } from './deps.ts';
import { noteDevice } from './devices.ts';
import { membershipsOf } from './memberships.ts';
import { getMe } from './people.ts';
import { inPool } from './pool.ts';
import { describeRooms } from './rooms.ts';
import { countNothing, countUnread } from './unread.ts';

export type Starting = Readable &
  Pick<Ports, 'rooms' | 'memberships' | 'people' | 'blocks' | 'devices' | 'connections' | 'meter' | 'clock' | 'websocketUrl'>;

const BATCH = 100;
const AT_A_TIME = 20;

const roomsById = async (deps: Starting, roomIds: readonly string[]): Promise<Map<string, Room>> => {
  const rooms: Room[] = [];
  for (let start = 0; start < roomIds.length; start += BATCH)
    rooms.push(...(await describeRooms(deps, await deps.rooms.getMany(roomIds.slice(start, start + BATCH)))));
  return new Map(rooms.map((room) => [room.roomId, room]));
};

const describe = async (
  deps: Starting,
  room: Room,
  membership: Membership,
  { shown, blocked }: { shown: number | undefined; blocked: ReadonlySet<string> },
): Promise<SessionRoom> => {
  const follows = shown !== undefined && room.head - shown <= limits.catchUpEvents;
  const counted = follows ? countNothing(membership, shown) : await countUnread(deps, room, membership, blocked);
  return { room, membership, head: room.head, ...counted };
};

/** Connections below which nobody need wait for others. */
const FEW = 100;
/** What is left of `limits.connectsPerSecond` for those who come anew while all others return. */
const RETURNS_PER_SECOND = 385;

/** Over how long clients spread their return, so that all of them together stay below `limits.connectsPerSecond`. */
const reconnectMs = async (deps: Starting): Promise<number> => {
  const connections = await deps.connections.estimate();
  return connections < FEW ? 0 : Math.ceil((connections / RETURNS_PER_SECOND) * 1_000);
};

/**
 * [H1] Everything that a client needs to begin: who the user is, their 1,000 most recently active rooms, and a ticket for the socket. Throws
 * `unauthorized` for an account whose profile is missing, and for a device that has been signed out. Of rooms that the client shows already,
 * nothing is counted.
 */
export const startSession = async (
  deps: Starting,
  caller: Caller & { userAgent?: string },
  { shown = [] }: StartSession = {},
): Promise<Session> => {
  const { userId } = caller;
  await noteDevice(deps, caller);
  const me = await getMe(deps, userId);
  const memberships = await membershipsOf(deps, userId);
  const blocked = new Set((await deps.blocks.ofUser(userId)).map((block) => block.userId));
  const rooms = await roomsById(
    deps,
    memberships.map(({ roomId }) => roomId),
  );
  const seqs = new Map(shown.map(({ roomId, seq }) => [roomId, seq]));
  const sessionRooms = await inPool(memberships, AT_A_TIME, async (membership): Promise<SessionRoom[]> => {
    const room = rooms.get(membership.roomId);
    return room === undefined ? [] : [await describe(deps, room, membership, { shown: seqs.get(room.roomId), blocked })];
  });
  const spread = await reconnectMs(deps);
  // The ticket last: it lives for seconds only.
  const { ticket, expiresAt } = await issueTicket(deps, caller);
  return {
    ticket,
    ticketExpiresAt: expiresAt,
    websocketUrl: deps.websocketUrl,
    me,
    rooms: sessionRooms.flat(),
    blocked: [...blocked],
    serverTime: deps.clock(),
    reconnectMs: spread,
  };
};
