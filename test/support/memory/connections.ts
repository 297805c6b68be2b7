import type { Role } from '@parley/protocol';
import { openPasses } from '../../../lambdas/adapters/passes.ts';
import type {
  Clock,
  Connections,
  NewSeat,
  PageRequest,
  Presence,
  Seat,
  Sitter,
  Subscriber,
  Ticket,
} from '../../../lambdas/domain/ports.ts';
import { ROWS_LIVE_MS, shardOf } from '../../../lambdas/domain/shards.ts';
import { pageByKey } from './paging.ts';

interface Row {
  connectionId: string;
  userId: string;
  deviceId?: string | undefined;
  connectedAt: number;
  expiresAt: number;
  /** By room. `tat`: when the connection will have earned back every frame that it has spent. */
  seats: Map<string, { role: Role; mutedUntil: number; ruled: boolean; expiresAt: number; shard: number; tat?: number }>;
}

const callerOf = ({ userId, deviceId }: Pick<Ticket, 'userId' | 'deviceId'>) => ({
  userId,
  ...(deviceId !== undefined && { deviceId }),
});

const SAMPLE = 16;
const isSampled = (connectionId: string): boolean => shardOf(connectionId, SAMPLE) === 0;

export const memoryConnections = (clock: Clock): Connections => {
  const tickets = new Map<string, Ticket>();
  const rows = new Map<string, Row>();
  const passes = openPasses();
  const presences = new Map<string, { until: Map<string, number>; expiresAt: number; told: boolean }>();
  let open = 0;
  let most = 0;

  const live = (): Row[] => [...rows.values()].filter(({ expiresAt }) => expiresAt > clock());
  const subscriberOf = ({ connectionId, userId, expiresAt }: Row): Subscriber => ({
    connectionId,
    userId,
    connectedAt: Math.floor(expiresAt / 1_000) * 1_000 - ROWS_LIVE_MS,
  });
  const page = (found: Row[], request: PageRequest) => {
    const { items, ...rest } = pageByKey(found, ({ connectionId }) => connectionId, request);
    return { items: items.map(subscriberOf), ...rest };
  };

  const standing = (userId: string) => {
    const presence = presences.get(userId) ?? { until: new Map<string, number>(), expiresAt: Number.POSITIVE_INFINITY, told: false };
    presences.set(userId, presence);
    return presence;
  };
  const presenceOf = (userId: string): Presence => {
    const { until, told } = standing(userId);
    return { here: [...until.values()].some((end) => end > clock()), told };
  };

  const seatOf = (connectionId: string, roomId: string): Seat | undefined => {
    const row = live().find((each) => each.connectionId === connectionId);
    const seat = row?.seats.get(roomId);
    if (row === undefined || seat === undefined) return undefined;
    const { role, mutedUntil, ruled } = seat;
    const { userId, connectedAt } = row;
    return { connectionId, userId, role, connectedAt, ...(mutedUntil > 0 && { mutedUntil }), ...(ruled && { ruled }) };
  };

  const sit = (
    { connectionId, userId, connectedAt, expiresAt }: Sitter,
    { roomId, role, mutedUntil = 0, ruled = false, shards }: NewSeat,
  ): void => {
    const row = rows.get(connectionId) ?? { connectionId, userId, connectedAt, expiresAt, seats: new Map() };
    row.seats.set(roomId, { ...row.seats.get(roomId), role, mutedUntil, ruled, expiresAt, shard: shardOf(connectionId, shards) });
    rows.set(connectionId, row);
  };

  return {
    putTicket: async (ticket) => {
      tickets.set(ticket.ticket, ticket);
    },
    takeTicket: async (ticket, at) => {
      const taken = tickets.get(ticket);
      tickets.delete(ticket);
      return taken !== undefined && taken.expiresAt > at ? callerOf(taken) : undefined;
    },
    open: async (connection) => {
      const seats = rows.get(connection.connectionId)?.seats ?? new Map();
      rows.set(connection.connectionId, { ...connection, seats });
      if (isSampled(connection.connectionId)) open += 1;
    },
    seat: async (connection, seats) => {
      for (const seat of seats) sit(connection, seat);
    },
    reseat: async (connection, seat, seen) => {
      const standing = rows.get(connection.connectionId)?.seats.get(seat.roomId);
      if (standing?.role !== seen?.role || (standing?.mutedUntil ?? 0) !== (seen?.mutedUntil ?? 0)) return false;
      sit(connection, seat);
      return true;
    },
    rule: async (connectionId, roomId, ruled) => {
      const seat = rows.get(connectionId)?.seats.get(roomId);
      if (seat !== undefined) seat.ruled = ruled;
    },
    unseat: async (connectionId, roomId) => {
      rows.get(connectionId)?.seats.delete(roomId);
    },
    find: async (connectionId) => {
      const row = live().find((each) => each.connectionId === connectionId);
      return row && { ...callerOf(row), connectedAt: row.connectedAt, expiresAt: row.expiresAt };
    },
    arrive: async ({ connectionId, userId, expiresAt }) => {
      const presence = standing(userId);
      if (presence.expiresAt <= clock()) presence.told = false;
      presence.expiresAt = expiresAt;
      presence.until.set(connectionId, expiresAt);
      return presenceOf(userId);
    },
    leave: async (connectionId) => {
      const row = rows.get(connectionId);
      if (row === undefined) return undefined;
      const { userId, seats } = row;
      standing(userId).until.delete(connectionId);
      return { connectionId, userId, roomIds: [...seats.keys()], presence: presenceOf(userId) };
    },
    close: async ({ connectionId }) => {
      if (rows.delete(connectionId) && isSampled(connectionId)) open -= 1;
    },
    presence: async (userId) => presenceOf(userId),
    present: async (userIds) =>
      new Set(
        userIds.filter((userId) => {
          const { expiresAt, told } = standing(userId);
          return told && expiresAt > clock();
        }),
      ),
    tell: async (userId, told) => {
      standing(userId).told = told;
    },
    seated: async (connectionId, roomId) => seatOf(connectionId, roomId),
    gate: async (connectionId, roomId, at, { perSecond, burst }) => {
      const seat = seatOf(connectionId, roomId);
      const state = rows.get(connectionId)?.seats.get(roomId);
      if (seat === undefined || state === undefined) {
        passes.refused(connectionId, roomId);
        return { pass: false, reason: 'absent' };
      }
      const cost = 1000 / perSecond;
      const next = Math.max(state.tat ?? 0, at) + cost;
      const excess = next - at - burst * cost;
      if (excess > 0) {
        passes.refused(connectionId, roomId);
        return { pass: false, reason: 'rate', retryAfterMs: Math.max(1, Math.ceil(excess)) };
      }
      state.tat = next;
      passes.passed(roomId, { seat, at, restedAt: next });
      return { pass: true, seat };
    },
    passedLately: (connectionId, roomId, at) => {
      const seat = passes.passedLately(connectionId, roomId, at);
      // Tests give an id again, which API Gateway never does.
      const { connectedAt } = rows.get(connectionId) ?? seat ?? {};
      return seat?.connectedAt === connectedAt ? seat : undefined;
    },
    roster: async (roomId, shards, limit) => {
      const items = live()
        .filter(({ seats }) => (seats.get(roomId)?.shard ?? shards) < shards)
        .map(subscriberOf);
      return { items: items.slice(0, limit), more: items.length > limit };
    },
    ofUser: async (userId, request) =>
      page(
        live().filter((row) => row.userId === userId),
        request,
      ),
    shard: async ({ roomId, shard }, request) =>
      page(
        live().filter(({ seats }) => seats.get(roomId)?.shard === shard),
        request,
      ),
    sweep: async (at) => {
      const stale = [...tickets.values()].filter(({ expiresAt }) => expiresAt < at);
      for (const { ticket } of stale) tickets.delete(ticket);
      const expired = [...rows.values()].filter(({ expiresAt }) => expiresAt < at).map(({ connectionId }) => connectionId);
      return { removed: stale.length, expired, sampled: [...rows.keys()].filter(isSampled).length - expired.filter(isSampled).length };
    },
    estimate: async () => Math.max(0, open, most) * SAMPLE,
    recount: async (sampled) => {
      open = sampled;
      most = Math.max(sampled, Math.floor(most * 0.99));
      return sampled * SAMPLE;
    },
  };
};
