import type { KeptEntry, PersistQueue } from '../../../lambdas/domain/ports.ts';

export interface MemoryQueue extends PersistQueue {
  /** What was kept and not taken yet, in the order it came. */
  readonly waiting: readonly KeptEntry[];
  /** Empties the queue. */
  take(): KeptEntry[];
}

export const memoryQueue = (): MemoryQueue => {
  const waiting: KeptEntry[] = [];
  return {
    waiting,
    keep: async (entry) => {
      waiting.push(entry);
    },
    take: () => waiting.splice(0),
  };
};
