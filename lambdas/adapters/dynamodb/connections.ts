import { Role } from '@parley/protocol';
import { ChatError } from '../../domain/errors.ts';
import { inPool } from '../../domain/pool.ts';
import type { Clock, Connections, Gate, NewSeat, Page, PageRequest, Presence, Seat, Sitter, Subscriber } from '../../domain/ports.ts';
import { ROWS_LIVE_MS, shardOf } from '../../domain/shards.ts';
import { openPasses } from '../passes.ts';
import { cursorOf, sortKeyOf } from './cursors.ts';
import {
  BY_CHANNEL,
  type ConnectionsKey,
  channelShard,
  isConnection,
  PRESENCE,
  presenceKey,
  roomChannel,
  roomOfChannel,
  SAMPLE_KEY,
  ticketKey,
  USERS,
  userChannel,
  userOfPresence,
} from './keys.ts';
import { decode, numberOf, textOf } from './rows.ts';
import type { Item, Table } from './table.ts';

const IS_LIVE = '#expiresAt > :now';
const IS_SEATED = 'attribute_exists(connectionId)';
/** A seat stands as it was seen, or there is still none. */
const IS_AS_SEEN = `${IS_SEATED} AND #role = :seenRole AND #mutedUntil = :seenMutedUntil`;
const IS_FREE = 'attribute_not_exists(connectionId)';
const TO_SWEEP_OR_COUNT = '#expiresAt <= :now OR #sampled = :sampled';
/** The gate's two ways through: the connection has rested, or still has frames saved up. */
const HAS_RESTED = `${IS_LIVE} AND (attribute_not_exists(#tat) OR #tat <= :at)`;
const HAS_SAVED = `${IS_LIVE} AND #tat > :at AND #tat <= :latest`;

/** A presence that is on record: who was never here is not put there by leaving. */
const HAS_BEEN_HERE = 'attribute_exists(connectionId)';
const HAS_NOT_EXPIRED = `attribute_not_exists(connectionId) OR ${IS_LIVE}`;
const ARRIVE = 'SET #connection = :until, #expiresAt = :until';
const TELL = 'SET #told = :told, #expiresAt = if_not_exists(#expiresAt, :until)';
/** What the attributes of a presence begin with that hold a connection each, and when it ends. */
const HERE = 'here:';
/** How long a presence stands of which nothing is known but what was told. */
const TOLD_MS = 60_000;

/** A connection's rows: its own, and one for each of at most 1,000 rooms. */
const ROWS_PER_QUERY = 1_001;
const SEATS_AT_ONCE = 25;
const SEAT_KEY = /^[^#]{1,200}$/;
/** One connection in so many is counted: what counting costs, and how well the sum is known (within a quarter at 200 connections). */
const SAMPLE = 16;
/** What is left of the most connections at each recount, of which there are four an hour: nearly two fifths after a day. */
const REMEMBERED = 0.99;
const SWEPT_KEY = /^\{"connectionId":".{1,200}","channel":".{1,200}"\}$/;

const isSampled = (connectionId: string): boolean => shardOf(connectionId, SAMPLE) === 0;

/** DynamoDB's time to live counts in seconds. Rounded down: no other row outlives what it was promised. */
const seconds = (ms: number): number => Math.floor(ms / 1000);

const keyOf = (row: Item): ConnectionsKey => ({ connectionId: textOf(row, 'connectionId'), channel: textOf(row, 'channel') });
const roomSeatKey = (connectionId: string, roomId: string): ConnectionsKey => ({ connectionId, channel: roomChannel(roomId) });

const seatOf = (row: Item): Seat => ({
  connectionId: textOf(row, 'connectionId'),
  userId: textOf(row, 'userId'),
  role: decode(Role, row.role),
  connectedAt: numberOf(row, 'connectedAt'),
  ...(row.mutedUntil ? { mutedUntil: numberOf(row, 'mutedUntil') } : {}),
  ...(row.ruled ? { ruled: true } : {}),
});
const callerOf = (row: Item) => ({
  userId: textOf(row, 'userId'),
  ...(row.deviceId !== undefined && { deviceId: textOf(row, 'deviceId') }),
});
const countsOf = (row: Item | undefined) => ({
  open: row?.open === undefined ? 0 : numberOf(row, 'open'),
  most: row?.most === undefined ? 0 : numberOf(row, 'most'),
});
/** The index has the end of a row, which follows from the connection's beginning. */
const subscriberOf = (row: Item): Subscriber => ({
  connectionId: textOf(row, 'connectionId'),
  userId: textOf(row, 'userId'),
  connectedAt: numberOf(row, 'expiresAt') * 1000 - ROWS_LIVE_MS,
});

export const openConnections = (table: Table, clock: Clock): Connections => {
  const passes = openPasses();
  const now = () => seconds(clock());
  const isLive = (row: Item, at = clock()): boolean => numberOf(row, 'expiresAt') > seconds(at);

  const rowsOf = async (connectionId: string): Promise<Item[]> => {
    const items: Item[] = [];
    let from: Item | undefined;
    do {
      const where = '#connectionId = :connectionId';
      const rows = await table.query({ where, values: { connectionId }, limit: ROWS_PER_QUERY, consistent: true, from });
      items.push(...rows.items);
      from = rows.last;
    } while (from !== undefined);
    return items;
  };

  /** Live connections of one shard of a channel, one more than `limit` if there are more. */
  const subscribers = async (shard: string, limit: number): Promise<Subscriber[]> => {
    const found: Subscriber[] = [];
    let from: Item | undefined;
    do {
      const rows = await table.query({
        index: BY_CHANNEL,
        where: '#channelShard = :shard',
        filter: IS_LIVE,
        values: { shard, now: now() },
        limit: limit + 1,
        from,
      });
      found.push(...rows.items.map(subscriberOf));
      from = rows.last;
    } while (from !== undefined && found.length <= limit);
    return found;
  };

  /** Live connections of one shard of a channel, of as many rows as a page has. */
  const page = async (channel: string, shard: number, { limit, cursor }: PageRequest): Promise<Page<Subscriber>> => {
    const key = channelShard(channel, shard);
    const { items, last } = await table.query({
      index: BY_CHANNEL,
      where: '#channelShard = :shard',
      filter: IS_LIVE,
      values: { shard: key, now: now() },
      limit,
      from: cursor === undefined ? undefined : { channelShard: key, channel, connectionId: sortKeyOf(cursor, SEAT_KEY) },
    });
    return { items: items.map(subscriberOf), ...(last !== undefined && { cursor: cursorOf(textOf(last, 'connectionId')) }) };
  };

  const seatRow = (
    { connectionId, userId, connectedAt, expiresAt }: Sitter,
    { roomId, role, mutedUntil = 0, ruled = false, shards }: NewSeat,
  ) => {
    const shard = channelShard(roomChannel(roomId), shardOf(connectionId, shards));
    const values = { userId, role, mutedUntil, ruled, connectedAt, expiresAt: seconds(expiresAt), channelShard: shard };
    return { key: roomSeatKey(connectionId, roomId), values };
  };

  const takeSeat = ({ key, values }: ReturnType<typeof seatRow>, condition: { condition?: string; values?: object } = {}) => {
    const assignments = Object.keys(values).map((name) => `#${name} = :${name}`);
    return table.update(key, `SET ${assignments.join(', ')}`, { ...condition, values: { ...values, ...condition.values } });
  };

  const presenceOf = (row: Item | undefined): Presence => {
    const connections = Object.entries(row ?? {}).filter(([name]) => name.startsWith(HERE));
    return { here: connections.some(([, until]) => typeof until === 'number' && until > now()), told: row?.told === true };
  };

  /** AP39 */
  const countSampled = async (connectionId: string, change: 1 | -1): Promise<void> => {
    if (isSampled(connectionId)) await table.update(SAMPLE_KEY, 'ADD #open :change', { values: { change } });
  };

  return {
    /** AP25 */
    putTicket: async ({ ticket, userId, deviceId, expiresAt }) => {
      // Rounded up: a client goes by the end that it was told.
      await table.put({ ...ticketKey(ticket), userId, deviceId, expiresAt: Math.ceil(expiresAt / 1000) });
    },

    /** AP26 */
    takeTicket: async (ticket, at) => {
      const { done, item } = await table.delete(ticketKey(ticket), { condition: IS_LIVE, values: { now: seconds(at) } });
      return done && item !== undefined ? callerOf(item) : undefined;
    },

    /** AP27 */
    open: async ({ connectionId, userId, deviceId, connectedAt, expiresAt }) => {
      const channel = userChannel(userId);
      const times = { connectedAt, expiresAt: seconds(expiresAt) };
      const row = { connectionId, channel, channelShard: channelShard(channel, 0), userId, deviceId, ...times };
      await table.put(isSampled(connectionId) ? { ...row, sampled: true } : row);
      await countSampled(connectionId, 1);
    },

    /** AP28 */
    seat: async (connection, seats, options) => {
      const rows = seats.map((seat) => seatRow(connection, seat));
      if (options?.new) {
        const left = await table.write(rows.map(({ key, values }) => ({ put: { ...key, ...values } })));
        if (left.length > 0) throw new ChatError('unavailable', 'The service is busy. Try again.');
        return;
      }
      await inPool(rows, SEATS_AT_ONCE, (row) => takeSeat(row));
    },

    /** AP28 */
    reseat: async (connection, seat, seen) => {
      const condition =
        seen === undefined
          ? { condition: IS_FREE }
          : { condition: IS_AS_SEEN, values: { seenRole: seen.role, seenMutedUntil: seen.mutedUntil ?? 0 } };
      return (await takeSeat(seatRow(connection, seat), condition)).done;
    },

    /** AP64 */
    rule: async (connectionId, roomId, ruled) => {
      await table.update(roomSeatKey(connectionId, roomId), 'SET #ruled = :ruled', { condition: IS_SEATED, values: { ruled } });
    },

    /** AP29 */
    unseat: async (connectionId, roomId) => {
      await table.delete(roomSeatKey(connectionId, roomId));
    },

    /** AP30 */
    find: async (connectionId) => {
      const { items } = await table.query({
        where: '#connectionId = :connectionId AND begins_with(#channel, :users)',
        values: { connectionId, users: USERS },
        limit: 1,
        consistent: true,
      });
      const [row] = items;
      if (row === undefined || !isLive(row)) return undefined;
      return { ...callerOf(row), connectedAt: numberOf(row, 'connectedAt'), expiresAt: numberOf(row, 'expiresAt') * 1000 };
    },

    /** AP48 */
    arrive: async ({ connectionId, userId, expiresAt }) => {
      const names = { connection: HERE + connectionId };
      const values = { until: seconds(expiresAt) };
      const standing = await table.update(presenceKey(userId), ARRIVE, {
        condition: HAS_NOT_EXPIRED,
        values: { ...values, now: now() },
        names,
      });
      // One that has expired is nobody's any more, and neither is what others were told of it.
      const { item } = standing.done ? standing : await table.update(presenceKey(userId), `${ARRIVE} REMOVE #told`, { values, names });
      return presenceOf(item);
    },

    /** AP31, AP48 */
    leave: async (connectionId) => {
      const rows = await rowsOf(connectionId);
      const [row] = rows;
      if (row === undefined) return undefined;
      const userId = textOf(row, 'userId');
      const { item } = await table.update(presenceKey(userId), 'REMOVE #connection', {
        condition: HAS_BEEN_HERE,
        names: { connection: HERE + connectionId },
      });
      const roomIds = rows.flatMap((each) => roomOfChannel(textOf(each, 'channel')) ?? []);
      return { connectionId, userId, roomIds, presence: presenceOf(item) };
    },

    /** AP31 */
    close: async ({ connectionId, userId, roomIds }) => {
      const channels = [userChannel(userId), ...roomIds.map(roomChannel)];
      await table.write(channels.map((channel) => ({ delete: { connectionId, channel } })));
      await countSampled(connectionId, -1);
    },

    /** AP49 */
    presence: async (userId) => presenceOf(await table.get(presenceKey(userId), { consistent: true })),

    /** AP49 */
    present: async (userIds) => {
      const rows = await table.getMany([...new Set(userIds)].map(presenceKey), { consistent: true });
      return new Set(rows.filter((row) => isLive(row) && presenceOf(row).told).map((row) => userOfPresence(keyOf(row))));
    },

    /** AP48 */
    tell: async (userId, told) => {
      await table.update(presenceKey(userId), TELL, { values: { told, until: seconds(clock() + TOLD_MS) } });
    },

    /** AP32 */
    seated: async (connectionId, roomId) => {
      const row = await table.get(roomSeatKey(connectionId, roomId), { consistent: true });
      return row !== undefined && isLive(row) ? seatOf(row) : undefined;
    },

    /** AP33 */
    gate: async (connectionId, roomId, at, { perSecond, burst }): Promise<Gate> => {
      const key = roomSeatKey(connectionId, roomId);
      const cost = 1000 / perSecond;
      const latest = at + (burst - 1) * cost;
      const times = { at, now: seconds(at) };
      const pass = (row: Item): Gate => {
        const seat = seatOf(row);
        passes.passed(roomId, { seat, at, restedAt: numberOf(row, 'tat') });
        return { pass: true, seat };
      };
      const rested = await table.update(key, 'SET #tat = :next', { condition: HAS_RESTED, values: { ...times, next: at + cost } });
      if (rested.done && rested.item !== undefined) return pass(rested.item);
      const saved = await table.update(key, 'SET #tat = #tat + :cost', { condition: HAS_SAVED, values: { ...times, cost, latest } });
      if (saved.done && saved.item !== undefined) return pass(saved.item);
      passes.refused(connectionId, roomId);
      const row = saved.item ?? (await table.get(key, { consistent: true }));
      if (row === undefined || !isLive(row, at)) return { pass: false, reason: 'absent' };
      return { pass: false, reason: 'rate', retryAfterMs: Math.max(1, Math.ceil(numberOf(row, 'tat') - latest)) };
    },

    passedLately: passes.passedLately,

    /** AP34 */
    roster: async (roomId, shards, limit) => {
      const items: Subscriber[] = [];
      for (let shard = 0; shard < shards && items.length <= limit; shard += 1) {
        items.push(...(await subscribers(channelShard(roomChannel(roomId), shard), limit - items.length)));
      }
      return { items: items.slice(0, limit), more: items.length > limit };
    },

    /** AP35 */
    ofUser: (userId, request) => page(userChannel(userId), 0, request),

    /** AP36 */
    sweep: async (at, limit, cursor) => {
      const from = cursor === undefined ? undefined : { ...keyOf(JSON.parse(sortKeyOf(cursor, SWEPT_KEY))) };
      const { items, last } = await table.scan(TO_SWEEP_OR_COUNT, { now: seconds(at), sampled: true }, limit, from);
      const ended = items.filter((row) => !isLive(row, at)).map(keyOf);
      // A presence may be taken up again at any moment; the table's own expiry looks before it removes.
      const spent = ended.filter((key) => !isConnection(key) && key.channel !== PRESENCE);
      const left = await table.write(spent.map((key) => ({ delete: key })));
      return {
        removed: spent.length - left.length,
        expired: [...new Set(ended.filter(isConnection).map(({ connectionId }) => connectionId))],
        sampled: items.length - ended.length,
        ...(last !== undefined && { cursor: cursorOf(JSON.stringify(keyOf(last))) }),
      };
    },

    /** AP38 */
    shard: ({ roomId, shard }, request) => page(roomChannel(roomId), shard, request),

    /** AP40 */
    estimate: async () => {
      const { open, most } = countsOf(await table.get(SAMPLE_KEY));
      return Math.max(0, open, most) * SAMPLE;
    },

    /** AP41 */
    recount: async (sampled) => {
      const { most } = countsOf(await table.get(SAMPLE_KEY));
      await table.put({ ...SAMPLE_KEY, open: sampled, most: Math.max(sampled, Math.floor(most * REMEMBERED)) });
      return sampled * SAMPLE;
    },
  };
};
