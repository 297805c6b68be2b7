import type { Membership, Receipt } from '@parley/protocol';
import type { Memberships } from '../../../lambdas/domain/ports.ts';
import { pageByKey } from './paging.ts';

type Row = Membership & { activeAt: number; spokeAt?: number; spokeFor?: string; receipt?: Receipt };

const keyOf = (roomId: string, userId: string): string => `${roomId} ${userId}`;

/** Sorts the newest first. */
const newestFirst = ({ activeAt, roomId }: Row): string => `${String(Number.MAX_SAFE_INTEGER - activeAt).padStart(16, '0')}#${roomId}`;

const membershipOf = ({ activeAt, spokeAt, spokeFor, receipt, ...membership }: Row): Membership => membership;

export const memoryMemberships = (): Memberships => {
  const rows = new Map<string, Row>();
  const guests = new Set<string>();
  const leavers = new Map<string, { membership: Membership; until: number }>();

  const change = (roomId: string, userId: string, changes: Partial<Row>): boolean => {
    const row = rows.get(keyOf(roomId, userId));
    if (row === undefined) return false;
    rows.set(keyOf(roomId, userId), { ...row, ...changes });
    return true;
  };

  return {
    add: async (membership) => {
      const key = keyOf(membership.roomId, membership.userId);
      if (rows.has(key)) return false;
      rows.set(key, { ...membership, activeAt: membership.joinedAt });
      return true;
    },
    get: async (roomId, userId) => {
      const row = rows.get(keyOf(roomId, userId));
      return row && membershipOf(row);
    },
    getMany: async (userId, roomIds) =>
      [...new Set(roomIds)].flatMap((roomId) => {
        const row = rows.get(keyOf(roomId, userId));
        return row === undefined ? [] : [membershipOf(row)];
      }),
    setRole: async (roomId, userId, role) => change(roomId, userId, { role }),
    mute: async (roomId, userId, until) => change(roomId, userId, { mutedUntil: until }),
    arrange: async (roomId, userId, place) => {
      change(roomId, userId, place);
      const row = rows.get(keyOf(roomId, userId));
      return row && membershipOf(row);
    },
    takeTurn: async (roomId, userId, clientId, at, everyMs) => {
      const row = rows.get(keyOf(roomId, userId));
      if (row === undefined) return undefined;
      const { spokeAt = 0, spokeFor } = row;
      if (spokeAt > at - everyMs && spokeFor !== clientId) return { waitMs: spokeAt + everyMs - at };
      change(roomId, userId, { spokeAt: at, spokeFor: clientId });
      return { waitMs: 0 };
    },
    setGuest: async (userId, guest) => {
      if (guest) guests.add(userId);
      else guests.delete(userId);
    },
    isGuest: async (userId) => guests.has(userId),
    remember: async (membership, until) => {
      leavers.set(keyOf(membership.roomId, membership.userId), { membership, until });
    },
    remembered: async (roomId, userId, at) => {
      const leaver = leavers.get(keyOf(roomId, userId));
      return leaver !== undefined && leaver.until > at ? leaver.membership : undefined;
    },
    remove: async (roomId, userId) => rows.delete(keyOf(roomId, userId)),
    read: async (roomId, userId, seq, at, { shown = false, turn } = {}) => {
      const row = rows.get(keyOf(roomId, userId));
      if (row === undefined || row.readSeq >= seq || (turn ?? row.readTurn ?? 0) !== (row.readTurn ?? 0)) return false;
      return change(roomId, userId, { readSeq: seq, activeAt: at, ...(shown && { receipt: { userId, seq, at } }) });
    },
    unread: async (roomId, userId, seq) => {
      const { readSeq = 0, readTurn = 0 } = rows.get(keyOf(roomId, userId)) ?? {};
      if (readSeq >= seq) change(roomId, userId, { readSeq: seq - 1, readTurn: readTurn + 1 });
      const after = rows.get(keyOf(roomId, userId));
      return after && membershipOf(after);
    },
    receipts: async (roomId, limit) =>
      [...rows.values()]
        .filter((row) => row.roomId === roomId)
        .sort((a, b) => (a.userId < b.userId ? -1 : 1))
        .slice(0, limit)
        .flatMap(({ receipt }) => (receipt === undefined ? [] : [receipt])),
    moderators: async (roomId) =>
      [...rows.values()]
        .filter((row) => row.roomId === roomId && (row.role === 'owner' || row.role === 'moderator'))
        .map(({ userId }) => userId)
        .sort(),
    ofRoom: async (roomId, request) => {
      const members = [...rows.values()].filter((row) => row.roomId === roomId);
      const page = pageByKey(members, ({ userId }) => userId, request);
      return { ...page, items: page.items.map(membershipOf) };
    },
    ofUser: async (userId, request) => {
      const theirs = [...rows.values()].filter((row) => row.userId === userId);
      const page = pageByKey(theirs, newestFirst, request);
      return { ...page, items: page.items.map(membershipOf) };
    },
  };
};
