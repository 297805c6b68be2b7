import type { Logins } from '../../../lambdas/domain/ports.ts';

export interface MemoryLogins extends Logins {
  /** Tokens whose logins have been removed. */
  readonly removed: string[];
}

export const memoryLogins = (): MemoryLogins => {
  const removed: string[] = [];
  return {
    removed,
    remove: async (accessToken) => {
      removed.push(accessToken);
    },
  };
};
