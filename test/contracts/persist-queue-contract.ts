import type { LogEntry, PersistQueue } from '../../lambdas/domain/ports.ts';
import { AT, aMessage } from '../support/builders.ts';
import { times } from './support.ts';

export interface QueueUnderTest {
  queue: PersistQueue;
  /** Takes out what waits. */
  take(): Promise<LogEntry[]>;
  close(): Promise<void>;
}

/** What every implementation of `PersistQueue` guarantees. */
export const persistQueueContract = (open: () => Promise<QueueUnderTest>): void => {
  let queue: QueueUnderTest;
  beforeAll(async () => {
    queue = await open();
  });
  afterAll(() => queue.close());

  const bySeq = (a: LogEntry, b: LogEntry) => a.seq - b.seq;

  test('whatever was kept arrives, as it was', async () => {
    const entries: LogEntry[] = [
      aMessage({ seq: 1, text: 'Zoë 👋 <b>&amp;\u2028\t“x”' }),
      { ...aMessage({ seq: 2 }), kind: 'edit', target: 1, text: 'x'.repeat(10_000) },
      { kind: 'void', roomId: 'room_1', seq: 3, sentAt: AT },
    ];

    for (const entry of entries) await queue.queue.keep(entry);

    expect((await queue.take()).toSorted(bySeq)).toEqual(entries);
  });

  test('what is kept at once arrives, all of it', async () => {
    const entries = times(40, (index) => aMessage({ seq: index + 1 }));

    await Promise.all(entries.map((entry) => queue.queue.keep(entry)));

    expect((await queue.take()).toSorted(bySeq)).toEqual(entries);
  });
};
