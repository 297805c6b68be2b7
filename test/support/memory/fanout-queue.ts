import type { Clock, FanoutJob, FanoutQueue } from '../../../lambdas/domain/ports.ts';

export interface MemoryFanoutQueue extends FanoutQueue {
  /** Every job that was rung for and not taken yet, in the order it came. */
  readonly waiting: readonly FanoutJob[];
  /** Takes out the jobs whose delay is over. */
  take(): FanoutJob[];
}

export const memoryFanoutQueue = (clock: Clock): MemoryFanoutQueue => {
  let jobs: { job: FanoutJob; from: number }[] = [];
  return {
    get waiting() {
      return jobs.map(({ job }) => job);
    },
    ring: async (rung, { delaySeconds = 0 } = {}) => {
      jobs.push(...rung.map((job) => ({ job, from: clock() + delaySeconds * 1_000 })));
    },
    take: () => {
      const due = jobs.filter(({ from }) => from <= clock());
      jobs = jobs.filter(({ from }) => from > clock());
      return due.map(({ job }) => job);
    },
  };
};
