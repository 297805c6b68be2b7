// The rosters follow the memberships: who is a member sits on the room's roster with every connection, and nobody else does.
import type { Membership } from '@parley/protocol';
import { connectionsOf } from './delivery.ts';
import type { Ports, Seating } from './deps.ts';
import { pagesOf } from './pages.ts';
import { inPool } from './pool.ts';
import type { NewSeat, Seat, Sharding, Sitter, Subscriber } from './ports.ts';
import { divideAnew, shardsOf } from './shards.ts';

const AT_A_TIME = 10;

type Rostering = Pick<Ports, 'rooms' | 'connections' | 'clock'>;

type Seated = Pick<Membership, 'roomId' | 'role' | 'mutedUntil'>;

const newSeatFor = ({ roomId, role, mutedUntil = 0 }: Seated, { seats: shards = 1, ruled = false }: Partial<Sharding> = {}): NewSeat => ({
  roomId,
  role,
  mutedUntil,
  ruled,
  shards,
});

/**
 * Puts an open connection, perhaps a `new` one, on the rosters of rooms, each with the role given, and divides those rooms anew that are full or
 * nearly empty. Idempotent.
 */
export const takeSeats = async (
  deps: Rostering,
  connection: Sitter,
  memberships: readonly Seated[],
  options?: { new?: boolean },
): Promise<void> => {
  if (memberships.length === 0) return;
  const sharding = await deps.rooms.shardsOf(memberships.map(({ roomId }) => roomId));
  const seats = memberships.map((membership) => newSeatFor(membership, sharding.get(membership.roomId)));
  await deps.connections.seat(connection, seats, options);
  await inPool(memberships, AT_A_TIME, ({ roomId }) => divideAnew(deps, connection.connectionId, roomId, sharding.get(roomId)));
};

const SEATS_AT_ONCE = 500;

/** Everyone on a room's roster, a page at a time. */
export async function* seatsOf(deps: Rostering, roomId: string): AsyncGenerator<Subscriber[]> {
  const shards = await shardsOf(deps, roomId);
  for (let shard = 0; shard < shards; shard += 1)
    yield* pagesOf(SEATS_AT_ONCE, (request) => deps.connections.shard({ roomId, shard }, request));
}

/** Puts one connection on the roster, if it is still open. Idempotent. */
export const seatConnection = async (deps: Rostering, connectionId: string, membership: Membership): Promise<void> => {
  const connection = await deps.connections.find(connectionId);
  if (connection !== undefined) await takeSeats(deps, { connectionId, ...connection }, [membership]);
};

/** [R8] Takes all of a user's connections off the roster. Idempotent. */
export const unseatUser = async (deps: Pick<Ports, 'connections'>, roomId: string, userId: string): Promise<void> => {
  for await (const connections of connectionsOf(deps, userId))
    await inPool(connections, AT_A_TIME, ({ connectionId }) => deps.connections.unseat(connectionId, roomId));
};

/** What a seat holds of a membership. */
const likeness = (membership: Membership | undefined): string => JSON.stringify([membership?.role, membership?.mutedUntil ?? 0]);

/** Changes of one membership that may follow each other so fast that a look misses the last; each looks by itself. */
const LOOKS = 5;

/** Puts a connection on the roster, if its seat is still as it was `seen`. Gives false if it is not. */
const takeSeatAsSeen = async (deps: Rostering, connectionId: string, membership: Membership, seen: Seat | undefined): Promise<boolean> => {
  const connection = await deps.connections.find(connectionId);
  if (connection === undefined) return true;
  const { roomId } = membership;
  const sharding = (await deps.rooms.shardsOf([roomId])).get(roomId);
  const taken = await deps.connections.reseat({ connectionId, ...connection }, newSeatFor(membership, sharding), seen);
  if (taken) await divideAnew(deps, connectionId, roomId, sharding);
  return taken;
};

/**
 * The seat is looked at before the membership, and written if nobody has written it since: of several who settle it, whoever read the membership
 * too early writes nothing, and looks again. So from the moment that a change of a membership has been settled, no seat says otherwise. The
 * membership is looked at once more behind the write, as it may have ended in between.
 */
const settleSeat = async (deps: Seating, roomId: string, userId: string, connectionId: string): Promise<void> => {
  for (let look = 0; look < LOOKS; look += 1) {
    const seen = await deps.connections.seated(connectionId, roomId);
    const membership = await deps.memberships.get(roomId, userId);
    if (membership === undefined) await deps.connections.unseat(connectionId, roomId);
    else if (!(await takeSeatAsSeen(deps, connectionId, membership, seen))) continue;
    if (likeness(await deps.memberships.get(roomId, userId)) === likeness(membership)) return;
  }
};

/** Memberships that are looked at with one call. */
const CHECKED_AT_ONCE = 100;

/**
 * Settles those seats of a connection whose membership is another by now than the one they were taken from: who changed it may have settled the
 * roster before the seat was written, or not have found the connection yet.
 */
export const confirmSeats = async (deps: Seating, { connectionId, userId }: Sitter, from: readonly Membership[]): Promise<void> => {
  for (let start = 0; start < from.length; start += CHECKED_AT_ONCE) {
    const checked = from.slice(start, start + CHECKED_AT_ONCE);
    const standing = await deps.memberships.getMany(
      userId,
      checked.map(({ roomId }) => roomId),
    );
    const byRoom = new Map(standing.map((membership) => [membership.roomId, membership]));
    const changed = checked.filter((membership) => likeness(byRoom.get(membership.roomId)) !== likeness(membership));
    await inPool(changed, AT_A_TIME, ({ roomId }) => settleSeat(deps, roomId, userId, connectionId));
  }
};

/**
 * Makes the roster agree with the membership as it stands now. Joining and connecting at the same moment can each miss the other's write, as the
 * indexes they read lag by some milliseconds; done again later, this finds what they missed.
 */
export const settleRoster = async (deps: Seating, roomId: string, userId: string): Promise<void> => {
  for await (const connections of connectionsOf(deps, userId))
    await inPool(connections, AT_A_TIME, ({ connectionId }) => settleSeat(deps, roomId, userId, connectionId));
};
