// The rosters follow the memberships: who is a member sits on the room's roster with every connection, and nobody else does.
import type { Membership } from '@parley/protocol';
import type { Ports, Seating } from './deps.ts';
import { inPool } from './pool.ts';
import type { Subscriber } from './ports.ts';
import { divideAnew, shardsOf } from './shards.ts';

const AT_A_TIME = 10;

type Rostering = Pick<Ports, 'rooms' | 'connections' | 'clock'>;

/**
 * Puts an open connection, perhaps a `new` one, on the rosters of rooms, each with the role given, and divides those rooms anew that are full or
 * nearly empty. Idempotent.
 */
export const takeSeats = async (
  deps: Rostering,
  connection: { connectionId: string; userId: string; connectedAt: number; expiresAt: number },
  memberships: readonly Pick<Membership, 'roomId' | 'role' | 'mutedUntil'>[],
  options?: { new?: boolean },
): Promise<void> => {
  if (memberships.length === 0) return;
  const sharding = await deps.rooms.shardsOf(memberships.map(({ roomId }) => roomId));
  const seats = memberships.map(({ roomId, role, mutedUntil = 0 }) => {
    const { seats: shards = 1, ruled = false } = sharding.get(roomId) ?? {};
    return { roomId, role, mutedUntil, ruled, shards };
  });
  await deps.connections.seat(connection, seats, options);
  await inPool(memberships, AT_A_TIME, ({ roomId }) => divideAnew(deps, connection.connectionId, roomId, sharding.get(roomId)));
};

const SEATS_AT_ONCE = 500;

/** Everyone on a room's roster, a page at a time. */
export async function* seatsOf(deps: Rostering, roomId: string): AsyncGenerator<Subscriber[]> {
  const shards = await shardsOf(deps, roomId);
  for (let shard = 0; shard < shards; shard += 1) {
    let cursor: string | undefined;
    do {
      const page = await deps.connections.shard({ roomId, shard }, { limit: SEATS_AT_ONCE, ...(cursor !== undefined && { cursor }) });
      yield page.items;
      cursor = page.cursor;
    } while (cursor !== undefined);
  }
}

/** Puts one connection on the roster, if it is still open. Idempotent. */
export const seatConnection = async (deps: Rostering, connectionId: string, membership: Membership): Promise<void> => {
  const connection = await deps.connections.find(connectionId);
  if (connection !== undefined) await takeSeats(deps, { connectionId, ...connection }, [membership]);
};

/** Puts all of a member's connections on the roster, with the role they have now. Idempotent. */
export const seatMember = async (deps: Rostering, membership: Membership): Promise<void> => {
  const connections = await deps.connections.ofUser(membership.userId);
  await inPool(connections, AT_A_TIME, ({ connectionId }) => seatConnection(deps, connectionId, membership));
};

/** [R8] Takes all of a user's connections off the roster. Idempotent. */
export const unseatUser = async (deps: Pick<Ports, 'connections'>, roomId: string, userId: string): Promise<void> => {
  const connections = await deps.connections.ofUser(userId);
  await inPool(connections, AT_A_TIME, ({ connectionId }) => deps.connections.unseat(connectionId, roomId));
};

/** What a seat holds of a membership. */
const likeness = (membership: Membership | undefined): string => JSON.stringify([membership?.role, membership?.mutedUntil ?? 0]);

/** Changes of one membership that may follow each other so fast that a look misses the last; each looks by itself. */
const LOOKS = 5;

/**
 * Makes the roster agree with the membership as it stands now. Joining and connecting at the same moment can each miss the other's write, as the
 * indexes they read lag by some milliseconds; done again later, this finds what they missed. The membership is looked at again behind the seat's
 * write, and the seat written once more if it has changed or gone in between.
 */
export const settleRoster = async (deps: Seating, roomId: string, userId: string): Promise<void> => {
  let membership = await deps.memberships.get(roomId, userId);
  for (let look = 0; look < LOOKS; look += 1) {
    if (membership === undefined) await unseatUser(deps, roomId, userId);
    else await seatMember(deps, membership);
    const seated = likeness(membership);
    membership = await deps.memberships.get(roomId, userId);
    if (likeness(membership) === seated) return;
  }
};
