import { ChatError } from '../../../lambdas/domain/errors.ts';
import { workOff } from '../../../lambdas/domain/fanout.ts';
import { postCommand } from '../../../lambdas/domain/messages.ts';
import type { FanoutJob } from '../../../lambdas/domain/ports.ts';
import { LEASE_MS } from '../../../lambdas/domain/pumps.ts';
import { ringShards } from '../../../lambdas/domain/rounds.ts';
import { aSend } from '../../support/builders.ts';
import type { World } from '../../support/memory/index.ts';
import { divideInto, framesTo, largeRoom } from '../../support/memory/large-room.ts';
import { mortal, recorded } from '../../support/memory/observed.ts';
import { fanOut, freshId, say } from '../../support/memory/stage.ts';

const SHARDS = 16;
/** From one round to the next in a room of so many shards. */
const PACE_MS = 240;

const queuedOf = (jobs: readonly FanoutJob[]) => jobs.map((job, index) => ({ itemId: String(index), job }));

const shardsIn = (jobs: readonly FanoutJob[]): number[] => jobs.flatMap((job) => (job.kind === 'shard' ? [job.shard] : []));

const numbersBelow = (count: number): number[] => Array.from({ length: count }, (_, number) => number);

/** A very large room, where something has been said and delivered already. */
const veryLarge = async () => {
  const room = await largeRoom(SHARDS);
  const { world, roomId } = room;
  await say(world, 'ada-phone', roomId);
  await fanOut(world);
  world.pass(10_000);
  world.gateway.clear();
  const answer = (seq: number) => ringShards(world, { roomId, seq }, world.clock() + 5_000);
  return { ...room, answer };
};

describe('a very large room', () => {
  test('costs the sender one bell, however many its shards are', async () => {
    const { world, roomId } = await veryLarge();
    const { deps, calls } = recorded(world);

    await postCommand(deps, 'ada-phone', aSend({ id: freshId(world), roomId }));

    expect(calls.filter((call) => call === 'fanoutQueue.ring')).toHaveLength(1);
    expect(world.fanoutQueue.waiting).toEqual([{ kind: 'room', roomId, seq: 3 }]);
  });

  test('is served whole, each connection once', async () => {
    const { world, roomId, connectionIds } = await veryLarge();

    await say(world, 'ada-phone', roomId);
    await fanOut(world);

    expect(world.gateway.posts.toSorted()).toEqual(connectionIds.toSorted());
    expect(framesTo(world, 'c3')).toEqual([[3]]);
  });

  test('a seq that comes behind later ones is delivered by its own bell', async () => {
    const { world, answer, log } = await veryLarge();
    await log(4, { sentAt: world.clock() - 10_000 });
    await answer(4);
    await fanOut(world);
    await log(3);

    await answer(3);
    await fanOut(world);

    expect(framesTo(world, 'c3')).toEqual([[4], [3]]);
  });
});

describe('a round', () => {
  test('rings every shard once, at the price of two writes and a read', async () => {
    const { world, roomId } = await veryLarge();
    const { deps, calls } = recorded(world);

    await ringShards(deps, { roomId, seq: 3 }, world.clock() + 5_000);

    expect(calls).toEqual(['pumps.take', 'rooms.shardsOf', 'fanoutQueue.ring', 'pumps.release']);
    expect(shardsIn(world.fanoutQueue.waiting)).toEqual(numbersBelow(SHARDS));
  });

  test('answers all bells of a batch', async () => {
    const { world, roomId } = await veryLarge();
    for (let count = 0; count < 10; count += 1) await say(world, 'ada-phone', roomId);

    await workOff(world, queuedOf(world.fanoutQueue.take()));

    expect(shardsIn(world.fanoutQueue.waiting)).toEqual(numbersBelow(SHARDS));
  });

  test('begins at once in a quiet room, and at the room’s pace in a busy one', async () => {
    const { world, answer } = await veryLarge();
    const began = world.clock();

    await answer(3);
    const first = world.clock() - began;
    world.pass(100);
    await answer(4);
    const second = world.clock() - began;

    expect([first, second]).toEqual([0, PACE_MS]);
  });

  test('waits no longer than that, whatever the clock of the last worker said', async () => {
    const { world, roomId, answer } = await veryLarge();
    await ringShards({ ...world, clock: () => world.clock() + 60_000 }, { roomId, seq: 3 }, world.clock() + 90_000);
    const began = world.clock();
    world.pass(LEASE_MS);

    await answer(4);

    expect(world.clock() - began).toBe(LEASE_MS + PACE_MS);
  });

  test('is followed by another one where a bell came meanwhile, which is done', async () => {
    const { world, roomId, answer } = await veryLarge();
    const { ring } = world.fanoutQueue;
    const rung: number[] = [];
    let other: Promise<void> | undefined;
    world.fanoutQueue.ring = async (jobs) => {
      rung.push(jobs.length);
      other ??= ringShards(world, { roomId, seq: 4 }, world.clock() + 5_000);
      await other;
      return ring(jobs);
    };

    await answer(3);

    expect(rung).toEqual([SHARDS, SHARDS]);
  });

  test('rings the shards too that there are since then', async () => {
    const { world, roomId, answer } = await veryLarge();
    const { ring } = world.fanoutQueue;
    let other: Promise<void> | undefined;
    world.fanoutQueue.ring = async (jobs) => {
      other ??= divideInto(world, roomId, 64).then(() => ringShards(world, { roomId, seq: 4 }, world.clock() + 5_000));
      await other;
      return ring(jobs);
    };

    await answer(3);

    expect(new Set(shardsIn(world.fanoutQueue.waiting))).toEqual(new Set(numbersBelow(64)));
  });

  test('out of time leaves those who came meanwhile a bell of their own', async () => {
    const { world, roomId } = await veryLarge();
    const { release } = world.pumps;
    world.pumps.release = async (pump, lease, progress, words) => {
      if (words === 0) await world.pumps.take(pump, { holder: 'other', at: world.clock(), until: world.clock() });
      world.pass(5_000);
      return release(pump, lease, progress, words);
    };

    await ringShards(world, { roomId, seq: 3 }, world.clock() + 4_000);

    expect(world.fanoutQueue.waiting.filter(({ kind }) => kind === 'room')).toEqual([{ kind: 'room', roomId, seq: 3 }]);
    const free = await world.pumps.take({ roomId, shard: 'all' }, { holder: 'next', at: world.clock(), until: world.clock() });
    expect(free).not.toBe('held');
  });

  test('holds up no other job while it waits', async () => {
    const { world, roomId, answer } = await veryLarge();
    await answer(3);
    const patient: World = {
      ...world,
      pause: async () => {
        while (world.gateway.framesTo('c3').length === 0) await new Promise(setImmediate);
      },
    };
    const pong: FanoutJob = { kind: 'resend', connectionIds: ['c3'], frame: '{"type":"pong"}', attempt: 1 };

    const failed = await workOff(patient, queuedOf([{ kind: 'room', roomId, seq: 4 }, pong]));

    expect(failed).toEqual([]);
  });
});

describe('faults', () => {
  // Take, read, pause, ring, release: two steps each, just before it and just after.
  test.each(numbersBelow(8))(
    '[I3] killed at step %i of a round, the bell comes again and everyone has every event, in order',
    async (step) => {
      const { world, roomId, connectionIds } = await veryLarge();
      await say(world, 'ada-phone', roomId);
      await say(world, 'ada-phone', roomId);
      const queued = queuedOf(world.fanoutQueue.take());
      const { deps, isDead } = mortal(world, step);
      await workOff(deps, queued).catch(() => undefined);
      expect(isDead()).toBe(true);
      // These leave word with the dead, and are done.
      await say(world, 'ada-phone', roomId);
      await fanOut(world);
      world.pass(20_000);

      await workOff(world, queued);
      await fanOut(world);

      for (const connectionId of connectionIds) expect([...new Set(framesTo(world, connectionId).flat())]).toEqual([3, 4, 5]);
    },
  );

  test('a round that is not taken has its bells come again', async () => {
    const { world, roomId, connectionIds } = await veryLarge();
    await say(world, 'ada-phone', roomId);
    const queued = queuedOf(world.fanoutQueue.take());
    const ring = () => Promise.reject(new ChatError('unavailable', 'away'));

    const failed = await workOff({ ...world, fanoutQueue: { ...world.fanoutQueue, ring } }, queued);
    world.pass(20_000);
    await workOff(world, queued);
    await fanOut(world);

    expect(failed).toEqual(['0']);
    for (const connectionId of connectionIds) expect(framesTo(world, connectionId)).toEqual([[3]]);
  });

  test('bells that come twice, late and in any order bring nothing twice', async () => {
    const { world, roomId, connectionIds } = await veryLarge();
    for (let count = 0; count < 4; count += 1) await say(world, 'ada-phone', roomId);
    const queued = queuedOf(world.fanoutQueue.take());

    for (const item of [...queued, ...queued].toReversed()) {
      await workOff(world, [item]);
      await fanOut(world);
    }

    for (const connectionId of connectionIds) expect(framesTo(world, connectionId)).toEqual([[3, 4, 5, 6]]);
  });
});
