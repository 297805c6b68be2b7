import { limits } from '@parley/protocol';
import { openConnection } from '../../../lambdas/domain/connections.ts';
import { INLINE_LIMIT } from '../../../lambdas/domain/delivery.ts';
import { ChatError } from '../../../lambdas/domain/errors.ts';
import { workOff } from '../../../lambdas/domain/fanout.ts';
import { postCommand } from '../../../lambdas/domain/messages.ts';
import { pump } from '../../../lambdas/domain/pumps.ts';
import { shardOf } from '../../../lambdas/domain/shards.ts';
import { aSend } from '../../support/builders.ts';
import type { World } from '../../support/memory/index.ts';
import { divideInto, framesTo, largeRoom, seatStrangers } from '../../support/memory/large-room.ts';
import { mortal, recorded } from '../../support/memory/observed.ts';
import { connect, fanOut, freshId, introduce, persistAll, say, stage } from '../../support/memory/stage.ts';

const SHARDS = 4;
/** Two connections of the last shard but one, so that what a shard gets is seen on more than one. */
const SHARD = 2;

/** A room of four shards, and a connection of one of them to look at. */
const large = async () => {
  const room = await largeRoom(SHARDS);
  const { world, roomId, connectionIds } = room;
  const [watched = ''] = connectionIds.filter((connectionId) => shardOf(connectionId, SHARDS) === SHARD);
  const ring = (seq: number) => pump(world, { roomId, shard: SHARD, seq }, world.clock() + 5_000);
  return { ...room, watched, ring };
};

describe('a large room', () => {
  test('is served whole, each connection once, but for the one that has the answer', async () => {
    const { world, roomId, connectionIds } = await large();
    await connect(world, 'ada', 'desktop');
    world.gateway.clear();

    const { seq } = await say(world, 'ada-phone', roomId);
    const posted = world.gateway.posts.length;
    await fanOut(world);

    expect(posted).toBe(0);
    expect(world.gateway.posts.toSorted()).toEqual([...connectionIds, 'ada-desktop'].toSorted());
    expect(world.gateway.framesTo('c3')).toEqual([expect.objectContaining({ type: 'event', seq, text: 'Hello.' })]);
    expect(JSON.stringify(world.gateway.framesTo('c3'))).not.toContain('ada-phone');
  });

  test('costs the sender no roster: the log, a bell a shard, and the answer', async () => {
    const { world, roomId } = await large();
    const { deps, calls } = recorded(world);

    await postCommand(deps, 'ada-phone', aSend({ id: freshId(world), roomId }));

    expect(calls).toEqual([
      'connections.gate',
      'rooms.number',
      'messages.claim',
      'rooms.forget',
      'persistQueue.keep',
      'messages.append',
      'fanoutQueue.ring',
    ]);
    expect(world.fanoutQueue.waiting).toEqual(Array.from({ length: SHARDS }, (_, shard) => ({ kind: 'shard', roomId, shard, seq: 2 })));
  });

  test('a bell costs two writes, a look at the log and one at the roster, and a post each', async () => {
    const { world, roomId } = await large();
    await say(world, 'ada-phone', roomId);
    await fanOut(world);
    const { seq } = await say(world, 'ada-phone', roomId);
    const { deps, calls } = recorded(world);

    await pump(deps, { roomId, shard: SHARD, seq }, world.clock() + 5_000);

    expect(calls.filter((call) => call !== 'gateway.post')).toEqual([
      'pumps.take',
      'messages.deliverable',
      'connections.shard',
      'pumps.release',
    ]);
  });

  test('becomes one when it outgrows the sender, and is divided then', async () => {
    const { world, roomId } = await stage('ada');
    const connectionIds = await seatStrangers(world, roomId, INLINE_LIMIT, 1);

    const { seq } = await say(world, 'ada-phone', roomId);
    await fanOut(world);

    expect((await world.rooms.shardsOf([roomId])).get(roomId)?.shards).toBe(4);
    for (const connectionId of connectionIds) expect(framesTo(world, connectionId)).toEqual([[seq]]);
  });

  test('nobody is rung for what is not in the log', async () => {
    const { world, roomId } = await large();
    const full: World = { ...world, messages: { ...world.messages, append: async (entries) => [...entries] } };

    await expect(say(full, 'ada-phone', roomId)).rejects.toMatchObject({ code: 'unavailable' });

    expect(world.fanoutQueue.waiting).toEqual([]);
  });

  test('what an edit did stands before anyone is told of it', async () => {
    const { world, roomId } = await large();
    const { seq: target } = await say(world, 'ada-phone', roomId);

    await postCommand(world, 'ada-phone', { action: 'edit', id: freshId(world), roomId, target, text: 'Better.' });

    expect(await world.messages.get(roomId, target)).toMatchObject({ text: 'Better.' });
  });

  test('a seq burnt by a retry is told as void, so that nobody asks for it', async () => {
    const { world, roomId, watched } = await large();
    const frame = aSend({ id: freshId(world), roomId });
    await postCommand(world, 'ada-phone', frame);
    await fanOut(world);
    for (let other = 0; other < 40; other += 1) await world.rooms.number(roomId, world.clock(), { taker: `other-${other}` });
    world.pass(130_000);

    await postCommand(world, 'ada-phone', frame);
    await fanOut(world);
    // What the forty others have taken may still come, for as long as a pump waits for it.
    world.pass(2_000);
    await fanOut(world);

    expect(framesTo(world, watched).flat()).toContain(-43);
  });

  test('[C4] hears no typing and no presence', async () => {
    const { world, roomId, connectionIds } = await large();
    await introduce(world, 'ben');
    await world.memberships.add({ roomId, userId: 'ben', role: 'member', joinedAt: world.clock(), readSeq: 0 });

    await connect(world, 'ben');

    expect(connectionIds.flatMap((connectionId) => world.gateway.framesTo(connectionId))).toEqual([]);
  });
});

describe('a pump', () => {
  test('[S3] sends all that waits as one frame, in order, and leaves the other bells nothing', async () => {
    const { world, roomId, watched } = await large();
    await say(world, 'ada-phone', roomId);
    await fanOut(world);
    world.gateway.clear();
    for (let count = 0; count < 10; count += 1) await say(world, 'ada-phone', roomId, `No. ${count}`);

    await fanOut(world);

    expect(framesTo(world, watched)).toEqual([[3, 4, 5, 6, 7, 8, 9, 10, 11, 12]]);
    expect(world.gateway.posts).toHaveLength(20);
  });

  test('sends no frame above the limit, and begins another where one is full', async () => {
    const { world, roomId, watched, log, ring } = await large();
    await say(world, 'ada-phone', roomId);
    await fanOut(world);
    world.gateway.clear();
    for (let seq = 3; seq <= 12; seq += 1) await log(seq, { text: 'ä'.repeat(5_000) });
    const sizes: number[] = [];
    const { post } = world.gateway;
    world.gateway.post = (connectionId, frame) => {
      sizes.push(new TextEncoder().encode(frame).length);
      return post(connectionId, frame);
    };

    await ring(12);

    expect(framesTo(world, watched)).toEqual([[3, 4, 5], [6, 7, 8], [9, 10, 11], [12]]);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(limits.frameBytes);
  });

  test('[R2] leaves out of a connection’s frame what that connection said itself', async () => {
    const { world, watched, log, ring } = await large();
    await log(2);
    await log(3, { except: watched });
    await log(4);

    await ring(2);

    expect(framesTo(world, watched)).toEqual([[2, 4]]);
    const others = new Set(world.gateway.posts).size;
    expect(others).toBeGreaterThan(1);
    expect(world.gateway.posts).toHaveLength(others);
  });

  test('a connection that said all of it gets no frame', async () => {
    const { world, watched, log, ring } = await large();
    await log(2, { except: watched });

    await ring(2);

    expect(world.gateway.posts).not.toContain(watched);
  });

  test('a bell that comes twice, or behind its event, changes nothing', async () => {
    const { world, watched, log, ring } = await large();
    await log(2);
    await log(3);
    await ring(3);

    await ring(2);
    await ring(3);

    expect(framesTo(world, watched)).toEqual([[2, 3]]);
  });

  test('the first bell brings along what was sent just before it, whose bells it overtook, and nothing older', async () => {
    const { world, watched, log, ring } = await large();
    await log(2);
    world.pass(3_000);
    await log(3);
    await log(4);

    await ring(4);
    await ring(3);

    expect(framesTo(world, watched)).toEqual([[3, 4]]);
  });

  test('at rest for a minute and far behind, it begins anew at the bell; not so far behind, it goes on', async () => {
    const { world, watched, log, ring } = await large();
    await log(2);
    await ring(2);
    for (let seq = 3; seq <= 10; seq += 1) await log(seq);
    world.pass(61_000);
    await ring(10);
    for (let seq = 11; seq <= 200; seq += 1) await log(seq);
    world.pass(61_000);

    await ring(200);

    expect(framesTo(world, watched)).toEqual([[2], [3, 4, 5, 6, 7, 8, 9, 10], [200]]);
  });

  test('delivers more than one look brings', async () => {
    const { world, watched, log, ring } = await large();
    await log(2);
    await ring(2);
    for (let seq = 3; seq <= 450; seq += 1) await log(seq);

    await ring(3);

    expect(framesTo(world, watched).flat()).toEqual(Array.from({ length: 449 }, (_, index) => index + 2));
  });

  test('out of time it lets go behind the frame it has begun, and rings for what is left', async () => {
    const { world, roomId, watched, log } = await large();
    const long = 'x'.repeat(limits.frameBytes / 2);
    for (const seq of [2, 3, 4]) await log(seq, { text: long });

    await pump(world, { roomId, shard: SHARD, seq: 4 }, world.clock());

    expect(framesTo(world, watched)).toEqual([[2]]);
    expect(world.fanoutQueue.waiting).toEqual([{ kind: 'shard', roomId, shard: SHARD, seq: 4 }]);
    expect(await world.pumps.take({ roomId, shard: SHARD }, { holder: 'next', at: world.clock(), until: world.clock() })).toMatchObject({
      progress: { sent: 2 },
    });
  });
});

describe('gaps', () => {
  const beginning = async () => {
    const room = await large();
    await room.log(2);
    await room.ring(2);
    room.world.gateway.clear();
    return room;
  };

  test('a young one is waited for: its own bell brings it, and what came after it', async () => {
    const { world, watched, log, ring } = await beginning();
    await log(4);
    await ring(4);
    const early = world.gateway.posts.length;
    await log(3);

    await ring(3);

    expect(early).toBe(0);
    expect(framesTo(world, watched)).toEqual([[3, 4]]);
  });

  test('what stands before a young one is not held back', async () => {
    const { world, watched, log, ring } = await beginning();
    await log(3);
    await log(5);

    await ring(5);

    expect(framesTo(world, watched)).toEqual([[3]]);
  });

  test('a young one has one delayed bell rung, however many bells come meanwhile', async () => {
    const { world, log, ring } = await beginning();
    await log(4);
    await log(5);

    await ring(4);
    await ring(5);
    await ring(5);

    expect(world.fanoutQueue.waiting).toHaveLength(1);
    expect(world.fanoutQueue.take()).toEqual([]);
  });

  test('a delayed bell that comes early by the clock of whoever answers it has another one rung', async () => {
    const { world, watched, log, ring } = await beginning();
    await log(4);
    await ring(4);
    world.pass(1_900);
    await ring(4);

    world.pass(2_000);
    await fanOut(world);

    expect(framesTo(world, watched)).toEqual([[4]]);
    expect(world.fanoutQueue.waiting).toEqual([]);
  });

  test('an old one is passed over, by the delayed bell at the latest', async () => {
    const { world, watched, log, ring } = await beginning();
    await log(4);
    await ring(4);
    world.pass(2_000);

    await fanOut(world);

    expect(framesTo(world, watched)).toEqual([[4]]);
    expect(world.fanoutQueue.waiting).toEqual([]);
  });

  test('what was passed over is delivered when it comes after all', async () => {
    const { world, watched, log, ring } = await beginning();
    await log(4);
    world.pass(2_000);
    await ring(4);
    await log(3);
    await log(5);

    await ring(3);
    await ring(3);
    await ring(5);

    expect(framesTo(world, watched)).toEqual([[4], [3, 5]]);
  });

  test('what turns out to be void is told so', async () => {
    const { world, roomId, watched, log, ring } = await beginning();
    await log(4);
    world.pass(2_000);
    await ring(4);
    await world.messages.append([{ kind: 'void', roomId, seq: 3, sentAt: world.clock() }]);
    await log(5);

    await ring(5);

    expect(framesTo(world, watched)).toEqual([[4], [-3], [5]]);
  });

  test('what comes a hundred events too late is left to catch-up, so that the row stays small', async () => {
    const { world, roomId, watched, log, ring } = await beginning();
    for (let seq = 4; seq <= 150; seq += 1) await log(seq);
    world.pass(2_000);
    await ring(150);
    await log(3);

    await ring(3);

    expect(framesTo(world, watched).flat()).not.toContain(3);
    const held = await world.pumps.take({ roomId, shard: SHARD }, { holder: 'x', at: world.clock(), until: world.clock() });
    expect(held).toMatchObject({ progress: { sent: 150, skipped: [], bellAt: 0 } });
  });
});

describe('two workers', () => {
  test('at once, one delivers; the other’s event is delivered too, by whichever comes to it', async () => {
    const { world, roomId, watched, log, ring } = await large();
    await log(2);
    await ring(2);
    world.gateway.clear();
    await log(3);
    const { post } = world.gateway;
    let second: Promise<unknown> | undefined;
    world.gateway.post = async (connectionId, frame) => {
      second ??= log(4).then(() => pump(world, { roomId, shard: SHARD, seq: 4 }, world.clock() + 5_000));
      await second;
      return post(connectionId, frame);
    };

    await ring(3);

    expect(framesTo(world, watched)).toEqual([[3], [4]]);
  });

  test('a worker whose lease ended finds the pump in other hands and stops', async () => {
    const { world, roomId, watched, log, ring } = await large();
    await log(2);
    const slow = { ...world, gateway: { ...world.gateway, post: async () => 'failed' as const } };
    const { deps } = recorded(slow);
    const taken: World['pumps'] = {
      ...world.pumps,
      release: async (...args) => {
        world.pass(13_000);
        await world.pumps.take({ roomId, shard: SHARD }, { holder: 'next', at: world.clock(), until: world.clock() + 1_000 });
        return world.pumps.release(...args);
      },
    };

    await pump({ ...deps, pumps: taken }, { roomId, shard: SHARD, seq: 2 }, world.clock() + 5_000);
    world.pass(1_000);
    await ring(2);

    expect(framesTo(world, watched)).toEqual([[2]]);
  });
});

describe('crashes', () => {
  const steps = Array.from({ length: 20 }, (_, step) => step);

  // Take the pump, look back, look, a page, the posts, release: at least ten calls, and two steps each, just before it and just after.
  test.each(steps)('[I3] killed at step %i, the bell comes again and everyone has every event, in order', async (step) => {
    const { world, roomId, connectionIds } = await large();
    const ofShard = connectionIds.filter((connectionId) => shardOf(connectionId, SHARDS) === SHARD);
    await say(world, 'ada-phone', roomId);
    await say(world, 'ada-phone', roomId);
    const bells = world.fanoutQueue.take().filter((job) => job.kind === 'shard' && job.shard === SHARD);
    const queued = bells.map((job, index) => ({ itemId: String(index), job }));
    const { deps, isDead } = mortal(world, step);
    await workOff(deps, queued).catch(() => undefined);
    expect(isDead()).toBe(true);
    await say(world, 'ada-phone', roomId);
    world.pass(20_000);

    await workOff(world, queued);
    await fanOut(world);

    for (const connectionId of ofShard) {
      const seqs = framesTo(world, connectionId).flat();
      expect([...new Set(seqs)]).toEqual([2, 3, 4]);
    }
  });

  test.each(Array.from({ length: 12 }, (_, step) => step))(
    '[I4] the sender killed at step %i, a retry completes the message in a large room',
    async (step) => {
      const { world, roomId, watched } = await large();
      const frame = aSend({ id: freshId(world), roomId });
      const { deps, isDead } = mortal(world, step);
      await postCommand(deps, 'ada-phone', frame).catch(() => undefined);
      expect(isDead()).toBe(true);
      world.pass(1_000);
      await connect(world, 'ada', 'again');

      const { seq } = await postCommand(world, 'ada-again', frame);
      await persistAll(world);
      for (let second = 0; second < 5; second += 1) {
        await fanOut(world);
        world.pass(1_000);
      }

      const seqs = framesTo(world, watched).flat();
      expect(seqs).toContain(seq);
      expect(seqs.filter((each) => each > 0)).toEqual([seq]);
      expect((await world.messages.before(roomId, 1_000, 10)).items.map(({ id }) => id)).toEqual([frame.id]);
    },
  );

  test('a service that does not answer has the bell come again, and holds up no other job', async () => {
    const { world, roomId, connectionIds } = await large();
    const [first = '', second = ''] = connectionIds;
    await say(world, 'ada-phone', roomId);
    const jobs = world.fanoutQueue.take().map((job, index) => ({ itemId: String(index), job }));
    const broken: World = {
      ...world,
      pumps: {
        ...world.pumps,
        take: async (shard, lease) => {
          if (shard.shard !== SHARD) return world.pumps.take(shard, lease);
          throw new ChatError('unavailable', 'away');
        },
      },
    };

    const failed = await workOff(broken, [
      ...jobs,
      { itemId: 'resend', job: { kind: 'resend', connectionIds: [first, second], frame: '{"type":"pong"}', attempt: 1 } },
    ]);

    expect(failed).toEqual([String(SHARD)]);
    expect(world.gateway.framesTo(first)).toContainEqual({ type: 'pong' });
  });

  test('connections that there is no time to forget are left for the next', async () => {
    const { world, connectionIds } = await large();
    const { connections } = world;
    const slow: World = {
      ...world,
      connections: {
        ...connections,
        close: async (departure) => {
          world.pass(3_000);
          return connections.close(departure);
        },
      },
    };

    await workOff(slow, [{ itemId: 'gone', job: { kind: 'gone', connectionIds } }]);
    const left = world.fanoutQueue.waiting.flatMap((job) => (job.kind === 'gone' ? job.connectionIds : []));
    await fanOut(world);

    expect(left.length).toBeGreaterThan(0);
    expect(left.length).toBeLessThan(connectionIds.length);
    for (const connectionId of connectionIds) expect(await connections.find(connectionId)).toBeUndefined();
  });

  test('bells of one shard in a batch are one bell', async () => {
    const { world, roomId } = await large();
    await say(world, 'ada-phone', roomId);
    await say(world, 'ada-phone', roomId);
    const jobs = world.fanoutQueue.take().map((job, index) => ({ itemId: String(index), job }));
    const { deps, calls } = recorded(world);

    expect(await workOff(deps, jobs)).toEqual([]);

    expect(calls.filter((call) => call === 'pumps.take')).toHaveLength(SHARDS);
    expect(framesTo(world, 'c3')).toEqual([[2, 3]]);
  });

  test.each([
    ['behind', [2, 3]],
    ['before', [3, 2]],
  ])('a bell for what was delivered, in a batch %s a new one, does not silence it', async (_where, seqs) => {
    const { world, roomId, watched, ring, log } = await large();
    await log(2);
    await ring(2);
    await log(3);

    await workOff(
      world,
      seqs.map((seq) => ({ itemId: String(seq), job: { kind: 'shard', roomId, shard: SHARD, seq } })),
    );

    expect(framesTo(world, watched)).toEqual([[2], [3]]);
  });

  test('nor does one for what was passed over', async () => {
    const { world, roomId, watched, ring, log } = await large();
    await log(2);
    await ring(2);
    await log(4, { sentAt: world.clock() - 10_000 });
    await ring(4);
    await log(3);

    await workOff(
      world,
      [4, 3].map((seq) => ({ itemId: String(seq), job: { kind: 'shard', roomId, shard: SHARD, seq } })),
    );

    expect(framesTo(world, watched)).toEqual([[2], [4], [3]]);
  });

  test('what a batch has no time for is rung on as it is, and holds no pump', async () => {
    const { world, roomId } = await large();
    await say(world, 'ada-phone', roomId);
    const jobs = world.fanoutQueue.take();
    const slow = {
      ...world,
      gateway: {
        ...world.gateway,
        post: (connectionId: string, frame: string) => {
          world.pass(1_000);
          return world.gateway.post(connectionId, frame);
        },
      },
    };
    const { deps, calls } = recorded(slow);

    const failed = await workOff(
      deps,
      jobs.map((job, index) => ({ itemId: String(index), job })),
    );

    expect(failed).toEqual([]);
    expect(calls.filter((call) => call === 'pumps.take')).toHaveLength(2);
    expect(new Set(world.fanoutQueue.waiting.map((job) => job.kind === 'shard' && job.shard))).toEqual(new Set([0, 1, 2, 3]));
    expect(world.fanoutQueue.waiting.filter(({ kind }) => kind === 'resend')).toEqual([]);
  });
});

describe('growth', () => {
  const crowd = async (members: number) => {
    const { world, roomId } = await stage('ada');
    await world.rooms.number(roomId, world.clock(), { members: 1 });
    for (let more = 2; more < members; more += 1) await world.rooms.number(roomId, world.clock(), { members: 1 });
    return { world, roomId };
  };
  const shardsIn = async (world: World, roomId: string) => (await world.rooms.shardsOf([roomId])).get(roomId)?.shards;

  test('a room of 200 members is divided by the connection that fills its shard', async () => {
    const { world, roomId } = await crowd(200);
    await seatStrangers(world, roomId, 147, 1);
    await connect(world, 'ada', 'tablet');
    const before = await shardsIn(world, roomId);

    await connect(world, 'ada', 'laptop');

    expect(before).toBe(1);
    expect(await shardsIn(world, roomId)).toBe(4);
  });

  test('a room of fewer members is not counted', async () => {
    const { world, roomId } = await crowd(199);
    await seatStrangers(world, roomId, 180, 1);
    const { deps, calls } = recorded(world);

    await openConnection(deps, { connectionId: 'ada-tablet', userId: 'ada' });

    expect(await shardsIn(world, roomId)).toBe(1);
    expect(calls).not.toContain('connections.shard');
  });

  test('only who sits in the last shard counts', async () => {
    const { world, roomId } = await crowd(200);
    await divideInto(world, roomId, SHARDS);
    const { deps, calls } = recorded(world);
    const devices = Array.from({ length: 12 }, (_, index) => `device${index}`);

    for (const device of devices) await openConnection(deps, { connectionId: `ada-${device}`, userId: 'ada' });

    const last = devices.filter((device) => shardOf(`ada-${device}`, SHARDS) === SHARDS - 1);
    expect(last.length).toBeGreaterThan(0);
    expect(calls.filter((call) => call === 'connections.shard')).toHaveLength(last.length);
  });

  test('who sat down before goes on hearing everything', async () => {
    const { world, roomId } = await stage('ada');
    const early = await seatStrangers(world, roomId, 20, 1);
    await divideInto(world, roomId, 16);

    const { seq } = await say(world, 'ada-phone', roomId);
    await fanOut(world);

    for (const connectionId of early) expect(framesTo(world, connectionId)).toEqual([[seq]]);
  });
});
