import { randomUUID } from 'node:crypto';
import { Room } from '@parley/protocol';
import { ChatError } from '../../domain/errors.ts';
import { refuseArchived } from '../../domain/permissions.ts';
import type { RoomChanges, Rooms, Sharding, StoredRoom } from '../../domain/ports.ts';
import { roomKey } from './keys.ts';
import { openListing, type Sign } from './listings.ts';
import { decode, numberOf, textOf } from './rows.ts';
import type { Item, Table } from './table.ts';
import { openTakers } from './takers.ts';

const EXISTS = 'attribute_exists(pk)';
/** A room that was never divided has nothing of it in its row: it is one. */
const IS_UNDIVIDED = `${EXISTS} AND attribute_not_exists(#dividedAt)`;
const IS_AS_KNOWN = '#dividedAt = :knownAt';
const IS_NEW = 'attribute_not_exists(pk)';

/** When the latest seqs were taken: `activeAt` the latest of them, `ago1` the one before, … Each moves one place on, the oldest first. */
const OLDEST = 'ago9';
const MOVE_ON = [9, 8, 7, 6, 5, 4, 3, 2].map((place) => `#ago${place} = if_not_exists(#ago${place - 1}, :never)`).join(', ');

const TAKE = `SET ${MOVE_ON}, #ago1 = #activeAt, #activeAt = :at, #memberCount = #memberCount + :members, #head = #head + :one`;

const roomOf = (row: Item): StoredRoom => decode(Room, row);
const signOf = (room: StoredRoom): Sign => ({ id: room.roomId, name: room.name });
const isListed = (room: StoredRoom): boolean => room.kind === 'public' && !room.archived;
const shardsIn = (row: Item): number => (row.shards === undefined ? 1 : numberOf(row, 'shards'));
const shardingOf = (row: Item): Sharding => ({
  shards: shardsIn(row),
  seats: row.seats === undefined ? shardsIn(row) : numberOf(row, 'seats'),
  dividedAt: row.dividedAt === undefined ? 0 : numberOf(row, 'dividedAt'),
  memberCount: numberOf(row, 'memberCount'),
  ruled: row.announcement === true || (row.slowModeSeconds ?? 0) !== 0 || row.blocked === true,
});
const isSign = ({ name, kind, archived }: RoomChanges): boolean => [name, kind, archived].some((value) => value !== undefined);
const missing = () => new ChatError('not_found', 'There is no such room.');

export const openRooms = (directory: Table): Rooms => {
  const listing = openListing(directory, 'public');
  const takers = openTakers();

  /** AP1 */
  const get: Rooms['get'] = async (roomId, options) => {
    const row = await directory.get(roomKey(roomId), options);
    return row && roomOf(row);
  };

  /** AP2 */
  const getMany: Rooms['getMany'] = async (roomIds, options) =>
    (await directory.getMany([...new Set(roomIds)].map(roomKey), options)).map(roomOf);

  /** Lists the room as it will be. Gives it as it is. */
  const signUp = async (roomId: string, changes: RoomChanges): Promise<StoredRoom> => {
    const before = await get(roomId, { consistent: true });
    if (before === undefined) throw missing();
    const expected = { ...before, ...changes } as StoredRoom;
    if (isListed(expected)) await listing.put(signOf(expected));
    return before;
  };

  /** The sign of the room as it is by now. */
  const standing = async (roomId: string): Promise<Sign | undefined> => {
    const room = await get(roomId, { consistent: true });
    return room !== undefined && isListed(room) ? signOf(room) : undefined;
  };

  return {
    get,
    getMany,

    /** AP3 */
    create: async (room) => {
      if (isListed(room)) await listing.put(signOf(room));
      const created = await directory.put({ ...roomKey(room.roomId), ...room }, { condition: IS_NEW });
      return created.done;
    },

    /** AP5 */
    number: async (roomId, at, { members = 0, taker = randomUUID(), changes = {} } = {}) => {
      const changed = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
      const before = isSign(changed) ? await signUp(roomId, changed) : undefined;
      const memory = takers.remember(roomId, at, taker);
      const sets = [TAKE, ...Object.keys(changed).map((field) => `#${field} = :${field}`)];
      if (sets.length > 1) sets.push('#unannounced = #head + :one');
      const isClosed = sets.length > 1 && changed.archived === undefined;
      const { done, item } = await directory.update(roomKey(roomId), `${sets.join(', ')}, ${memory.set}`, {
        condition: `${EXISTS} AND ${memory.condition}${isClosed ? ' AND #archived = :open' : ''}`,
        values: { at, one: 1, never: 0, members, ...changed, ...(isClosed && { open: false }), ...memory.values },
        names: memory.names,
      });
      if (item === undefined) throw missing();
      const after = roomOf(item);
      if (done) memory.done(item);
      else if (!memory.knows(item)) refuseArchived(after);
      if (before !== undefined && (isListed(before) || isListed(after)))
        await listing.replace(signOf(before), isListed(after) ? signOf(after) : undefined, () => standing(roomId));
      const { kind, archived, announcement = false, slowModeSeconds = 0, memberCount } = after;
      return {
        seq: numberOf(item, memory.taken),
        sentAt: numberOf(item, memory.takenAt),
        kind,
        archived,
        announcement,
        slowModeSeconds,
        memberCount,
        blocked: item.blocked === true,
        shards: shardsIn(item),
        tenthAt: item[OLDEST] === undefined ? 0 : numberOf(item, OLDEST),
      };
    },

    /** AP144 */
    setBlocked: async (roomId, blocked) =>
      (await directory.update(roomKey(roomId), 'SET #blocked = :blocked', { condition: EXISTS, values: { blocked } })).done,

    /** AP1 */
    isBlocked: async (roomId) => (await directory.get(roomKey(roomId), { consistent: true }))?.blocked === true,

    /** AP4 */
    announced: async (roomId, seq) => {
      await directory.update(roomKey(roomId), 'REMOVE #unannounced', { condition: '#unannounced = :seq', values: { seq } });
    },

    /** AP1 */
    isUnannounced: async (roomId) => (await directory.get(roomKey(roomId), { consistent: true }))?.unannounced !== undefined,

    forget: async (roomId, taker) => takers.forget(roomId, taker),

    /** AP2 */
    shardsOf: async (roomIds, options) => {
      const rows = await directory.getMany([...new Set(roomIds)].map(roomKey), options);
      return new Map(rows.map((row) => [textOf(row, 'roomId'), shardingOf(row)]));
    },

    /** AP44 */
    divide: async (roomId, { dividedAt: knownAt }, { shards, seats, dividedAt }) => {
      const values = { shards, seats, dividedAt };
      await directory.update(roomKey(roomId), 'SET #shards = :shards, #seats = :seats, #dividedAt = :dividedAt', {
        ...(knownAt === 0 ? { condition: IS_UNDIVIDED, values } : { condition: IS_AS_KNOWN, values: { ...values, knownAt } }),
      });
    },

    /** AP6 */
    browse: async (request) => {
      const { items: rows, ...rest } = await listing.page(request);
      const rooms = new Map((await getMany(rows.map((row) => textOf(row, 'id')))).map((room) => [room.roomId, room]));
      const items = rows.flatMap((row) => {
        const room = rooms.get(textOf(row, 'id'));
        return room !== undefined && isListed(room) && listing.isTrue(row, signOf(room)) ? [room] : [];
      });
      return { items, ...rest };
    },
  };
};
