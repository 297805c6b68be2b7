import type { PreviewJob, PreviewQueue } from '../../../lambdas/domain/ports.ts';

export interface MemoryPreviewQueue extends PreviewQueue {
  /** What waits, which it gives away. */
  take(): PreviewJob[];
}

export const memoryPreviewQueue = (): MemoryPreviewQueue => {
  const jobs: PreviewJob[] = [];
  return {
    ask: async (job) => {
      jobs.push(job);
    },
    take: () => jobs.splice(0),
  };
};
