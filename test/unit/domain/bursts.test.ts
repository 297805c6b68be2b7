import { isInBurst } from '../../../lambdas/domain/bursts.ts';
import { INLINE_LIMIT } from '../../../lambdas/domain/delivery.ts';
import { ChatError } from '../../../lambdas/domain/errors.ts';
import { workOff } from '../../../lambdas/domain/fanout.ts';
import { postCommand } from '../../../lambdas/domain/messages.ts';
import type { FanoutJob, Numbered } from '../../../lambdas/domain/ports.ts';
import { BURST_PACE_MS, pumpBurst } from '../../../lambdas/domain/pumps.ts';
import { aSend } from '../../support/builders.ts';
import type { World } from '../../support/memory/index.ts';
import { divideInto, framesTo, seatStrangers } from '../../support/memory/large-room.ts';
import { mortal, recorded } from '../../support/memory/observed.ts';
import { connect, fanOut, freshId, persistAll, say, stage } from '../../support/memory/stage.ts';

const PEOPLE = ['ada', 'ben'];
/** So many members have bursts. */
const CROWD = 16;
/** Seqs of the room before anything is said: one for each who came after its owner. */
const BEFORE = CROWD - 1;

const numbersUpTo = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, index) => from + index);

const queuedOf = (jobs: readonly FanoutJob[]) => jobs.map((job, index) => ({ itemId: String(index), job }));

/** A room of so many members, of whom two are connected, and four strangers' connections. */
const crowd = async (members = CROWD) => {
  const { world, roomId } = await stage(...PEOPLE);
  for (let more = PEOPLE.length; more < members; more += 1) {
    const { seq, sentAt } = await world.rooms.number(roomId, world.clock(), { members: 1 });
    await world.messages.append([{ kind: 'void', roomId, seq, sentAt }]);
  }
  const connectionIds = await seatStrangers(world, roomId, 4, 1);
  world.pass(60_000);
  world.gateway.clear();
  return { world, roomId, connectionIds };
};

/** The same, where ten have just said something, and everybody has it; the next word is of the burst. */
const burst = async () => {
  const room = await crowd();
  const { world, roomId } = room;
  for (let count = 0; count < 10; count += 1) await say(world, count % 2 === 0 ? 'ada-phone' : 'ben-phone', roomId, `No. ${count}`);
  await fanOut(world);
  await persistAll(world);
  world.pass(BURST_PACE_MS);
  world.gateway.clear();
  const first = BEFORE + 11;
  const ring = (seq: number) => pumpBurst(world, { roomId, seq }, world.clock() + 5_000);
  return { ...room, first, ring };
};

/** Each seq once, in the order in which it came first. */
const seenOn = (world: World, connectionId: string): number[] => [...new Set(framesTo(world, connectionId).flat())];
const bells = (world: World) => world.fanoutQueue.waiting.filter(({ kind }) => kind === 'burst');

describe('a burst', () => {
  const numbered = (changes: Partial<Numbered>): Numbered => ({
    seq: 20,
    sentAt: 10_000,
    kind: 'public',
    archived: false,
    announcement: false,
    slowModeSeconds: 0,
    blocked: false,
    shards: 1,
    memberCount: CROWD,
    tenthAt: 9_001,
    ...changes,
  });

  test.each<[string, Partial<Numbered>, boolean]>([
    ['ten events in less than a second among sixteen', {}, true],
    ['ten events in a second', { tenthAt: 9_000 }, false],
    ['fewer than ten', { tenthAt: 0 }, false],
    ['fifteen members', { memberCount: CROWD - 1 }, false],
    ['a divided room', { shards: 4 }, false],
    ['a colleague’s clock that is ahead', { tenthAt: 10_500 }, true],
  ])('%s: %j is %s', (_what, changes, expected) => {
    expect(isInBurst(numbered(changes), 10_000)).toBe(expected);
  });

  test('begins with the tenth event within a second; up to there each sender delivers by itself', async () => {
    const { world, roomId, connectionIds } = await crowd();
    const [watched = ''] = connectionIds;

    for (let count = 0; count < 9; count += 1) await say(world, 'ada-phone', roomId);
    const byThemselves = framesTo(world, watched);
    world.pass(999);
    await say(world, 'ben-phone', roomId);

    expect(byThemselves).toEqual(numbersUpTo(BEFORE + 1, BEFORE + 9).map((seq) => [seq]));
    expect(framesTo(world, watched)).toHaveLength(9);
    expect(bells(world)).toEqual([{ kind: 'burst', roomId, seq: BEFORE + 10 }]);
  });

  test('two messages within a second are delivered by their senders, at the price of ever', async () => {
    const { world, roomId } = await crowd();
    await say(world, 'ben-phone', roomId);
    const { deps, calls } = recorded(world);

    await postCommand(deps, 'ada-phone', aSend({ id: freshId(world), roomId }));

    expect(calls.filter((call) => call !== 'gateway.post')).toEqual([
      'connections.gate',
      'rooms.number',
      'messages.claim',
      'persistQueue.keep',
      'connections.roster',
      'rooms.forget',
    ]);
    expect(world.fanoutQueue.waiting).toEqual([]);
  });

  test('costs the sender the log and a bell instead of the roster and the posts', async () => {
    const { world, roomId, first } = await burst();
    const { deps, calls } = recorded(world);

    const ack = await postCommand(deps, 'ada-phone', aSend({ id: freshId(world), roomId }));

    expect(ack).toMatchObject({ type: 'ack', seq: first });
    expect(calls).toEqual([
      'connections.gate',
      'rooms.number',
      'messages.claim',
      'rooms.forget',
      'persistQueue.keep',
      'messages.append',
      'fanoutQueue.ring',
    ]);
  });

  test('is over when fewer than ten are said in a second', async () => {
    const { world, roomId, connectionIds, first } = await burst();
    const [watched = ''] = connectionIds;
    world.pass(1_000);

    await say(world, 'ada-phone', roomId);

    expect(framesTo(world, watched)).toEqual([[first]]);
    expect(bells(world)).toEqual([]);
  });

  test('is none of a room of few, however much they say', async () => {
    const { world, roomId, connectionIds } = await crowd(CROWD - 1);
    const [watched = ''] = connectionIds;

    for (let count = 0; count < 20; count += 1) await say(world, count % 2 === 0 ? 'ada-phone' : 'ben-phone', roomId);

    expect(framesTo(world, watched)).toHaveLength(20);
    expect(bells(world)).toEqual([]);
  });

  test('comes as frames of all that was said, in order, to each but who said it', async () => {
    const { world, roomId, connectionIds, first } = await burst();
    for (const who of ['ada', 'ben', 'ada', 'ada', 'ben']) await say(world, `${who}-phone`, roomId);
    const posted = world.gateway.posts.length;

    await fanOut(world);

    expect(posted).toBe(0);
    const all = numbersUpTo(first, first + 4);
    for (const connectionId of connectionIds) expect(framesTo(world, connectionId)).toEqual([all]);
    expect(framesTo(world, 'ada-phone')).toEqual([[first + 1, first + 4]]);
    expect(framesTo(world, 'ben-phone')).toEqual([[first, first + 2, first + 3]]);
    expect(world.gateway.posts).toHaveLength(connectionIds.length + PEOPLE.length);
  });

  test('a whole crowd of connections has it, whatever the roster’s page', async () => {
    const { world, roomId } = await burst();
    const connectionIds = await seatStrangers(world, roomId, INLINE_LIMIT - 10, 1);

    const { seq } = await say(world, 'ada-phone', roomId);
    await fanOut(world);

    for (const connectionId of connectionIds) expect(framesTo(world, connectionId)).toEqual([[seq]]);
  });

  test('what an edit did stands before anyone is told of it', async () => {
    const { world, roomId } = await burst();
    const { seq: target } = await say(world, 'ada-phone', roomId);

    await postCommand(world, 'ada-phone', { action: 'edit', id: freshId(world), roomId, target, text: 'Better.' });

    expect(await world.messages.get(roomId, target)).toMatchObject({ text: 'Better.' });
  });
});

describe('the pump of a burst', () => {
  test('begins at once, then keeps its pace, and never waits longer whatever the clock of the last worker said', async () => {
    const { world, roomId, ring, first } = await burst();
    world.pass(10_000);
    const began = world.clock();

    await ring(first);
    const atOnce = world.clock() - began;
    world.pass(50);
    await ring(first);
    const paced = world.clock() - began;
    await pumpBurst({ ...world, clock: () => world.clock() + 60_000 }, { roomId, seq: first }, world.clock() + 90_000);
    world.pass(20_000);
    const later = world.clock();
    await ring(first);

    expect([atOnce, paced, world.clock() - later]).toEqual([0, BURST_PACE_MS, BURST_PACE_MS]);
  });

  test('brings what came while it waited in the same frame, and the last word a pace later at most', async () => {
    const { world, roomId, connectionIds, first } = await burst();
    const [watched = ''] = connectionIds;
    await say(world, 'ada-phone', roomId);
    await fanOut(world);
    const began = world.clock();
    await say(world, 'ada-phone', roomId);
    let said = 0;
    const busy: World = {
      ...world,
      pause: async (milliseconds) => {
        world.pass(milliseconds);
        if (said++ === 0) for (let count = 0; count < 3; count += 1) await say(world, 'ben-phone', roomId);
      },
    };

    await workOff(busy, queuedOf(world.fanoutQueue.take()));

    expect(framesTo(world, watched)).toEqual([[first], numbersUpTo(first + 1, first + 4)]);
    expect(world.clock() - began).toBe(BURST_PACE_MS);
    await fanOut(world);
    expect(seenOn(world, watched)).toEqual(numbersUpTo(first, first + 4));
  });

  test('looks again where word was left, a pace later', async () => {
    const { world, roomId, connectionIds, ring, first } = await burst();
    const [watched = ''] = connectionIds;
    await say(world, 'ada-phone', roomId);
    const { post } = world.gateway;
    let other: Promise<unknown> | undefined;
    world.gateway.post = async (connectionId, frame) => {
      other ??= say(world, 'ben-phone', roomId).then(({ seq }) => ring(seq));
      await other;
      return post(connectionId, frame);
    };
    const began = world.clock();

    await ring(first);

    expect(framesTo(world, watched)).toEqual([[first], [first + 1]]);
    expect(world.clock() - began).toBe(BURST_PACE_MS);
  });

  test('does not wait for what its sender delivers, and may bring that too', async () => {
    const { world, roomId, connectionIds, first } = await burst();
    const [watched = ''] = connectionIds;
    await say(world, 'ada-phone', roomId);
    // Delivered by its sender and not persisted yet: the log has a gap there.
    const { number } = world.rooms;
    world.rooms.number = async (...args) => ({ ...(await number(...args)), tenthAt: 0 });
    await say(world, 'ben-phone', roomId);
    world.rooms.number = number;
    await say(world, 'ada-phone', roomId);

    await fanOut(world);
    const early = framesTo(world, watched);
    await persistAll(world);
    await say(world, 'ada-phone', roomId);
    await fanOut(world);

    expect(early).toEqual([[first + 1], [first, first + 2]]);
    expect(seenOn(world, watched).toSorted((a, b) => a - b)).toEqual(numbersUpTo(first, first + 3));
    expect(world.fanoutQueue.waiting).toEqual([]);
  });

  test('delivers an event whose bell came after later ones', async () => {
    const { world, roomId, connectionIds, first } = await burst();
    const [watched = ''] = connectionIds;
    for (let count = 0; count < 3; count += 1) await say(world, 'ada-phone', roomId);
    const [one, two, three] = queuedOf(world.fanoutQueue.take());

    for (const bell of [three, one, two]) await workOff(world, bell === undefined ? [] : [bell]);

    expect(framesTo(world, watched)).toEqual([numbersUpTo(first, first + 2)]);
  });

  test('of another burst does not bring what was said in between', async () => {
    const { world, roomId, connectionIds, first } = await burst();
    const [watched = ''] = connectionIds;
    await say(world, 'ada-phone', roomId);
    await fanOut(world);
    for (let count = 0; count < 5; count += 1) {
      world.pass(5_000);
      await say(world, 'ben-phone', roomId);
    }
    await persistAll(world);
    world.pass(5_000);
    world.gateway.clear();
    for (let count = 0; count < 11; count += 1) await say(world, 'ada-phone', roomId);

    await fanOut(world);

    expect(Math.min(...framesTo(world, watched).flat())).toBe(first + 6);
    expect(seenOn(world, watched)).toEqual(numbersUpTo(first + 6, first + 16));
  });

  test('out of time lets go, and leaves a bell for what is left', async () => {
    const { world, roomId, ring, first } = await burst();
    await say(world, 'ada-phone', roomId);
    world.fanoutQueue.take();

    await pumpBurst(world, { roomId, seq: first }, world.clock());

    expect(bells(world)).toEqual([{ kind: 'burst', roomId, seq: first }]);
    await ring(first);
    expect(await world.pumps.take({ roomId, shard: 'burst' }, { holder: 'next', at: world.clock(), until: world.clock() })).not.toBe(
      'held',
    );
  });

  test('holds up no other job while it waits', async () => {
    const { world, roomId, ring, first, connectionIds } = await burst();
    const [watched = ''] = connectionIds;
    await ring(first);
    world.gateway.clear();
    const patient: World = {
      ...world,
      pause: async () => {
        while (world.gateway.framesTo(watched).length === 0) await new Promise(setImmediate);
      },
    };
    const pong: FanoutJob = { kind: 'resend', connectionIds: [watched], frame: '{"type":"pong"}', attempt: 1 };

    const failed = await workOff(patient, queuedOf([{ kind: 'burst', roomId, seq: first }, pong]));

    expect(failed).toEqual([]);
  });

  test('goes on where the room is divided meanwhile', async () => {
    const { world, roomId, connectionIds, first } = await burst();
    await say(world, 'ada-phone', roomId);
    await divideInto(world, roomId, 4);
    await say(world, 'ben-phone', roomId);

    await fanOut(world);

    for (const connectionId of connectionIds) expect(seenOn(world, connectionId)).toEqual(expect.arrayContaining([first, first + 1]));
  });
});

describe('crashes in a burst', () => {
  // Take the pump, look back, look, a page, six posts, release: two steps each, just before it and just after.
  test.each(numbersUpTo(0, 19))('[I3] the worker killed at step %i, the bell comes again and everyone has every event', async (step) => {
    const { world, roomId, connectionIds, first } = await burst();
    world.pass(5_000);
    for (let count = 0; count < 11; count += 1) await say(world, 'ada-phone', roomId);
    const queued = queuedOf(world.fanoutQueue.take());
    const { deps, isDead } = mortal(world, step);
    await workOff(deps, queued).catch(() => undefined);
    expect(isDead()).toBe(true);
    // This one leaves word with the dead, and is done.
    await say(world, 'ben-phone', roomId);
    await fanOut(world);
    world.pass(20_000);

    await workOff(world, queued);
    await fanOut(world);

    for (const connectionId of connectionIds)
      expect(seenOn(world, connectionId).toSorted((a, b) => a - b)).toEqual(numbersUpTo(first, first + 11));
  });

  test.each(numbersUpTo(0, 13))('[I4] the sender killed at step %i, a retry completes the message', async (step) => {
    const { world, roomId, connectionIds } = await burst();
    const frame = aSend({ id: freshId(world), roomId });
    const { deps, isDead } = mortal(world, step);
    await postCommand(deps, 'ada-phone', frame).catch(() => undefined);
    expect(isDead()).toBe(true);
    world.pass(300);
    await connect(world, 'ada', 'again');

    const { seq } = await postCommand(world, 'ada-again', frame);
    await persistAll(world);
    await fanOut(world);

    for (const connectionId of connectionIds) expect(seenOn(world, connectionId).filter((each) => each > 0)).toContain(seq);
    expect((await world.messages.before(roomId, 1_000, 100)).items.filter(({ id }) => id === frame.id)).toHaveLength(1);
  });

  test('a queue that takes no bell has the sender try again, and a store that does not answer has the bell come again', async () => {
    const { world, roomId, connectionIds, first } = await burst();
    const frame = aSend({ id: freshId(world), roomId });
    const away = () => Promise.reject(new ChatError('unavailable', 'away'));
    const refused = postCommand({ ...world, fanoutQueue: { ...world.fanoutQueue, ring: away } }, 'ada-phone', frame);
    await expect(refused).rejects.toMatchObject({ code: 'unavailable' });
    await postCommand(world, 'ada-phone', frame);
    const queued = queuedOf(world.fanoutQueue.take());

    const failed = await workOff({ ...world, pumps: { ...world.pumps, take: away } }, queued);
    await workOff(world, queued);

    expect(failed).toEqual(queued.map(({ itemId }) => itemId));
    for (const connectionId of connectionIds) expect(seenOn(world, connectionId)).toEqual([first]);
  });
});
