import type { FanoutJob, FanoutQueue } from '../../lambdas/domain/ports.ts';
import { times } from './support.ts';

export interface FanoutQueueUnderTest {
  queue: FanoutQueue;
  /** Takes out what is due. */
  take(): Promise<FanoutJob[]>;
  /** Moves the queue's clock, milliseconds. */
  pass(milliseconds: number): void;
  close(): Promise<void>;
}

const textOf = (job: FanoutJob): string => JSON.stringify(job);

/** What every implementation of `FanoutQueue` guarantees. */
export const fanoutQueueContract = (open: () => Promise<FanoutQueueUnderTest>): void => {
  let queue: FanoutQueueUnderTest;
  beforeAll(async () => {
    queue = await open();
  });
  afterAll(() => queue.close());

  test('every job arrives, as it was', async () => {
    const jobs: FanoutJob[] = [
      ...times(23, (shard): FanoutJob => ({ kind: 'shard', roomId: 'room_1', shard, seq: 7 })),
      { kind: 'room', roomId: 'room_1', seq: 7 },
      { kind: 'burst', roomId: 'room_1', seq: 7 },
      { kind: 'gone', connectionIds: ['L0SM9cOFvHcCIhw=', 'M0SM9cOFvHcCIhw='] },
      { kind: 'resend', connectionIds: ['L0SM9cOFvHcCIhw='], frame: JSON.stringify({ text: 'Zoë 👋 “x”' }), attempt: 1 },
    ];

    await queue.queue.ring(jobs);

    expect((await queue.take()).map(textOf).toSorted()).toEqual(jobs.map(textOf).toSorted());
  });

  test('ten jobs of the largest size go together', async () => {
    const jobs = times(10, (attempt): FanoutJob => ({ kind: 'resend', connectionIds: [], frame: 'ä'.repeat(15 * 1024), attempt }));

    await queue.queue.ring(jobs);

    expect(await queue.take()).toHaveLength(10);
  });

  test('a job that is delayed does not come before its time', async () => {
    const job: FanoutJob = { kind: 'shard', roomId: 'room_1', shard: 0, seq: 1 };

    await queue.queue.ring([job], { delaySeconds: 2 });
    const early = await queue.take();
    queue.pass(2_000);

    expect(early).toEqual([]);
    expect(await queue.take()).toEqual([job]);
  });

  test('no job is nothing', async () => {
    await queue.queue.ring([]);

    expect(await queue.take()).toEqual([]);
  });
};
