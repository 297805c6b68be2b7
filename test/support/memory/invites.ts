import type { Invite } from '@parley/protocol';
import type { Invites } from '../../../lambdas/domain/ports.ts';
import { pageByKey } from './paging.ts';

export const memoryInvites = (): Invites => {
  const invites = new Map<string, Invite>();
  const usedBy = new Set<string>();

  const standing = (code: string, at: number): Invite | undefined => {
    const invite = invites.get(code);
    return invite === undefined || invite.expiresAt <= at ? undefined : invite;
  };

  return {
    create: async (invite) => {
      invites.set(invite.code, invite);
    },
    get: async (code, at) => standing(code, at),
    use: async (code, userId, at) => {
      const invite = standing(code, at);
      if (invite === undefined) return false;
      const { maxUses = Number.POSITIVE_INFINITY, uses } = invite;
      const use = `${code} ${userId}`;
      if (invite.maxUses !== undefined && usedBy.has(use)) return true;
      if (uses >= maxUses) return false;
      usedBy.add(use);
      invites.set(code, { ...invite, uses: uses + 1 });
      return true;
    },
    revoke: async (roomId, code) => {
      if (invites.get(code)?.roomId === roomId) invites.delete(code);
    },
    ofRoom: async (roomId, at, request) =>
      pageByKey(
        [...invites.values()].filter((invite) => invite.roomId === roomId && invite.expiresAt > at),
        ({ code }) => code,
        request,
      ),
  };
};
