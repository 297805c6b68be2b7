import type { Bans, StoredBan } from '../../../lambdas/domain/ports.ts';
import { pageByKey } from './paging.ts';

const keyOf = (roomId: string, userId: string): string => `${roomId} ${userId}`;

export const memoryBans = (): Bans => {
  const bans = new Map<string, StoredBan>();
  return {
    put: async (ban) => {
      const key = keyOf(ban.roomId, ban.userId);
      bans.set(key, bans.get(key) ?? ban);
    },
    get: async (roomId, userId) => bans.get(keyOf(roomId, userId)),
    lift: async (roomId, userId) => {
      bans.delete(keyOf(roomId, userId));
    },
    ofRoom: async (roomId, request) =>
      pageByKey(
        [...bans.values()].filter((ban) => ban.roomId === roomId),
        ({ userId }) => userId,
        request,
      ),
  };
};
