import { ChatError } from '../../../lambdas/domain/errors.ts';
import { refuseArchived } from '../../../lambdas/domain/permissions.ts';
import type { Division, Numbered, Rooms, StoredRoom } from '../../../lambdas/domain/ports.ts';
import { fold } from '../../../lambdas/domain/text.ts';
import { pageByKey } from './paging.ts';

const REMEMBERED_MS = 2 * 60_000;
/** Seqs whose time is remembered. */
const LATEST = 10;
const UNDIVIDED: Division = { shards: 1, seats: 1, dividedAt: 0 };

export const memoryRooms = (): Rooms => {
  const rooms = new Map<string, StoredRoom>();
  const taken = new Map<string, Numbered>();
  /** The seqs with which rooms changed whose events are not known to be in the persist queue. */
  const unannounced = new Map<string, number>();
  /** When each room's latest seqs were taken, its creation first. */
  const times = new Map<string, number[]>();
  const tenthAt = (roomId: string): number => times.get(roomId)?.at(-LATEST) ?? 0;
  const divisions = new Map<string, Division>();
  /** Rooms of two of whom one has blocked the other. */
  const blocked = new Set<string>();
  const divisionOf = (roomId: string): Division => divisions.get(roomId) ?? UNDIVIDED;

  const existing = (roomId: string): StoredRoom => {
    const room = rooms.get(roomId);
    if (room === undefined) throw new ChatError('not_found', 'There is no such room.');
    return room;
  };

  const change = (roomId: string, changes: Partial<StoredRoom>): StoredRoom => {
    const changed = { ...existing(roomId), ...changes };
    rooms.set(roomId, changed);
    return changed;
  };

  const shardingOf = ({ roomId, memberCount, announcement = false, slowModeSeconds = 0 }: StoredRoom) => ({
    ...divisionOf(roomId),
    memberCount,
    ruled: announcement || slowModeSeconds > 0 || blocked.has(roomId),
  });

  return {
    create: async (room) => {
      if (rooms.has(room.roomId)) return false;
      rooms.set(room.roomId, room);
      times.set(room.roomId, [room.activeAt]);
      return true;
    },
    get: async (roomId) => rooms.get(roomId),
    getMany: async (roomIds) => [...new Set(roomIds)].flatMap((roomId) => rooms.get(roomId) ?? []),
    number: async (roomId, at, { members = 0, taker, changes = {} } = {}) => {
      const room = existing(roomId);
      const known = taken.get(`${roomId} ${taker}`);
      if (taker !== undefined && known !== undefined && known.sentAt >= at - REMEMBERED_MS)
        return { ...known, archived: room.archived, memberCount: room.memberCount, blocked: blocked.has(roomId), tenthAt: tenthAt(roomId) };
      const changed = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
      if (Object.keys(changed).length > 0) {
        if (changed.archived === undefined) refuseArchived(room);
        unannounced.set(roomId, room.head + 1);
      }
      const {
        head,
        kind,
        archived,
        announcement = false,
        slowModeSeconds = 0,
        memberCount,
      } = change(roomId, { ...changed, head: room.head + 1, activeAt: at, memberCount: room.memberCount + members });
      times.set(roomId, [...(times.get(roomId) ?? []), at].slice(-LATEST));
      const numbered = {
        seq: head,
        sentAt: at,
        kind,
        archived,
        announcement,
        slowModeSeconds,
        shards: divisionOf(roomId).shards,
        memberCount,
        blocked: blocked.has(roomId),
        tenthAt: tenthAt(roomId),
      };
      taken.set(`${roomId} ${taker}`, numbered);
      return numbered;
    },
    setBlocked: async (roomId, on) => {
      if (!rooms.has(roomId)) return false;
      if (on) blocked.add(roomId);
      else blocked.delete(roomId);
      return true;
    },
    isBlocked: async (roomId) => blocked.has(roomId),
    announced: async (roomId, seq) => {
      if (unannounced.get(roomId) === seq) unannounced.delete(roomId);
    },
    isUnannounced: async (roomId) => unannounced.has(roomId),
    forget: async () => {},
    shardsOf: async (roomIds) =>
      new Map(
        roomIds.flatMap((roomId) => {
          const room = rooms.get(roomId);
          return room === undefined ? [] : [[roomId, shardingOf(room)]];
        }),
      ),
    divide: async (roomId, { dividedAt }, to) => {
      if (rooms.has(roomId) && divisionOf(roomId).dividedAt === dividedAt) divisions.set(roomId, to);
    },
    browse: async ({ query = '', ...request }) => {
      const listed = [...rooms.values()].filter(
        ({ kind, archived, name }) => kind === 'public' && !archived && fold(name).includes(fold(query)),
      );
      return pageByKey(listed, ({ name, roomId }) => `${fold(name)}#${roomId}`, request);
    },
  };
};
