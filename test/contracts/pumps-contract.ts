import type { Progress, PumpId, RoomShard } from '../../lambdas/domain/ports.ts';
import type { Store } from '../support/dynamodb-store.ts';
import { times, word } from './support.ts';

const LEASE_MS = 10_000;

/** What every implementation of `Pumps` guarantees. */
export const pumpsContract = (open: () => Promise<Store>): void => {
  let store: Store;
  beforeAll(async () => {
    store = await open();
  });
  afterAll(() => store.close());

  const aShard = (): RoomShard => ({ roomId: word(), shard: 3 });
  const take = (pump: PumpId, holder: string) => store.pumps.take(pump, { holder, at: store.clock(), until: store.clock() + LEASE_MS });
  const release = (pump: PumpId, holder: string, progress: Progress | undefined, words?: number) =>
    store.pumps.release(pump, { holder, at: store.clock() }, progress, words);
  const progress: Progress = { sent: 7, skipped: [3, 5], bellAt: 0 };

  test('has no past the first time, and then that of its last worker', async () => {
    const shard = aShard();
    const first = await take(shard, 'one');
    await release(shard, 'one', progress, 0);
    const releasedAt = store.clock();
    store.pass(1_000);

    expect(first).toEqual({ progress: undefined, usedAt: 0, words: 0 });
    expect(await take(shard, 'two')).toEqual({ progress, usedAt: releasedAt, words: 0 });
  });

  test('is one worker’s at a time; others leave word, and the worker learns of it before letting go', async () => {
    const shard = aShard();
    await take(shard, 'one');

    const others = await Promise.all(times(3, (index) => take(shard, `other-${index}`)));
    const kept = await release(shard, 'one', progress, 0);
    const free = await release(shard, 'one', progress, 3);

    expect(others).toEqual(['held', 'held', 'held']);
    expect(kept).toBe(3);
    expect(free).toBeUndefined();
    expect(await take(shard, 'two')).toMatchObject({ progress, words: 3 });
  });

  test('may have a past without progress, and keeps what progress it has', async () => {
    const shard = aShard();
    await take(shard, 'one');
    await release(shard, 'one', undefined, 0);
    const releasedAt = store.clock();
    const second = await take(shard, 'two');
    await release(shard, 'two', progress, 0);
    await take(shard, 'three');
    await release(shard, 'three', undefined, 0);

    expect(second).toEqual({ progress: undefined, usedAt: releasedAt, words: 0 });
    expect(await take(shard, 'four')).toMatchObject({ progress });
  });

  test('goes to one of those who reach for it at once', async () => {
    const shard = aShard();

    const taken = await Promise.all(times(8, (index) => take(shard, `worker-${index}`)));

    expect(taken.filter((held) => held !== 'held')).toHaveLength(1);
  });

  test('passes to another when the lease ends, and who had it changes nothing any more', async () => {
    const shard = aShard();
    await take(shard, 'slow');
    store.pass(LEASE_MS);
    await take(shard, 'next');

    const lost = await release(shard, 'slow', { ...progress, sent: 1_000 }, 0);
    await release(shard, 'next', progress, 0);

    expect(lost).toBeUndefined();
    expect(await take(shard, 'last')).toMatchObject({ progress });
  });

  test('can be let go whatever word was left', async () => {
    const shard = aShard();
    await take(shard, 'one');
    await take(shard, 'two');

    await release(shard, 'one', progress);

    expect(await take(shard, 'three')).toMatchObject({ progress });
  });

  test('is the shard’s own, the room’s, or that of its bursts', async () => {
    const { roomId } = aShard();

    const taken = await Promise.all([0, 1, 2, 'all' as const, 'burst' as const].map((shard) => take({ roomId, shard }, 'one')));

    expect(taken.every((held) => typeof held === 'object')).toBe(true);
  });

  test('of no use for two days, is swept', async () => {
    const shard = aShard();
    await take(shard, 'one');
    await release(shard, 'one', progress, 0);
    store.pass(2 * 24 * 60 * 60_000);

    let cursor: string | undefined;
    do ({ cursor } = await store.connections.sweep(store.clock(), 100, cursor));
    while (cursor !== undefined);

    expect(await take(shard, 'two')).toMatchObject({ progress: undefined });
  });
};
