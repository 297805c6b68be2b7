// What people keep for themselves, in memory.
import type { Draft, Saved as SavedItem, Scheduled as ScheduledItem } from '@parley/protocol';
import type { Drafts, Saved, Scheduled } from '../../../lambdas/domain/ports.ts';

export const memoryDrafts = (): Drafts => {
  const rows = new Map<string, Draft>();
  return {
    put: async (userId, draft) => {
      rows.set(`${userId} ${draft.roomId}`, draft);
    },
    remove: async (userId, roomId) => rows.delete(`${userId} ${roomId}`),
    ofUser: async (userId) => [...rows].flatMap(([key, draft]) => (key.startsWith(`${userId} `) ? [draft] : [])),
  };
};

export const memorySaved = (): Saved => {
  const rows = new Map<string, SavedItem & { userId: string }>();
  const keyOf = (userId: string, { roomId, seq }: { roomId: string; seq: number }) => `${userId} ${roomId} ${seq}`;
  return {
    put: async (userId, saved) => {
      rows.set(keyOf(userId, saved), { ...saved, userId });
    },
    remove: async (userId, place) => rows.delete(keyOf(userId, place)),
    ofUser: async (userId) => [...rows.values()].filter((row) => row.userId === userId).map(({ userId: _, ...saved }) => saved),
    due: async (at, limit) =>
      [...rows.values()].filter((row) => row.remindedAt === undefined && (row.remindAt ?? Number.POSITIVE_INFINITY) <= at).slice(0, limit),
    settle: async (userId, saved, at) => {
      const row = rows.get(keyOf(userId, saved));
      if (row === undefined || row.remindAt !== saved.remindAt || row.remindedAt !== undefined) return false;
      rows.set(keyOf(userId, saved), { ...row, remindedAt: at });
      return true;
    },
  };
};

export const memoryScheduled = (): Scheduled => {
  const rows = new Map<string, { userId: string; item: ScheduledItem; begun: boolean }>();
  const keyOf = (userId: string, id: string) => `${userId} ${id}`;
  return {
    put: async (userId, item) => {
      if (rows.get(keyOf(userId, item.id))?.begun) return false;
      rows.set(keyOf(userId, item.id), { userId, item, begun: false });
      return true;
    },
    cancel: async (userId, id) => {
      const row = rows.get(keyOf(userId, id));
      if (row?.begun) return 'under way';
      return rows.delete(keyOf(userId, id)) ? 'cancelled' : 'none';
    },
    ofUser: async (userId) => [...rows.values()].filter((row) => row.userId === userId).map(({ item }) => item),
    due: async (at, limit) =>
      [...rows.values()]
        .filter(({ item }) => item.sendAt <= at && item.failure === undefined)
        .map(({ userId, item }) => ({ ...item, userId }))
        .slice(0, limit),
    begin: async (userId, { id, sendAt }) => {
      const row = rows.get(keyOf(userId, id));
      if (row === undefined || row.item.sendAt !== sendAt || row.item.failure !== undefined) return undefined;
      row.begun = true;
      return row.item;
    },
    fail: async (userId, id, failure) => {
      const row = rows.get(keyOf(userId, id));
      if (row !== undefined) rows.set(keyOf(userId, id), { ...row, item: { ...row.item, failure }, begun: false });
    },
    finish: async (userId, id) => {
      rows.delete(keyOf(userId, id));
    },
  };
};
