// Voids are for ever: what comes after its seq was declared void gets a new one, once.
import { type LogEvent, limits } from '@parley/protocol';
import { muteMember, putMember } from '../../../lambdas/domain/members.ts';
import { readEvents, readMessages } from '../../../lambdas/domain/messages.ts';
import { startSession } from '../../../lambdas/domain/session.ts';
import { archiveRoom, restoreRoom } from '../../../lambdas/domain/settings.ts';
import type { World } from '../../support/memory/index.ts';
import { connect, freshId, introduce, persistAll, persistEach, say, stage } from '../../support/memory/stage.ts';

const MINUTE = 60_000;

/** Ada says something that waits in the queue, and something more that is persisted; the first then stands for a gap at its seq. */
const waiting = async () => {
  const { world, roomId } = await stage('ada', 'ben');
  const ack = await say(world, 'ada-phone', roomId, 'Late.');
  const late = world.persistQueue.take();
  await say(world, 'ada-phone', roomId, 'In time.');
  await persistAll(world);
  world.gateway.clear();
  return { world, roomId, ack, late };
};

const eventsOf = async (world: World, roomId: string) => readEvents(world, 'ben', roomId, { after: 0 });

const texts = (events: readonly LogEvent[]) => events.flatMap((event) => (event.kind === 'message' ? [[event.seq, event.text]] : []));

describe('a void', () => {
  test('[I1] is declared once, and stands whatever comes later', async () => {
    const { world, roomId, ack, late } = await waiting();
    world.pass(limits.voidAfterMs + 1);

    const first = await eventsOf(world, roomId);
    const again = await readMessages(world, 'ben', roomId, {});
    await persistEach(world, late);

    expect([first.voids, again.voids]).toEqual([[ack.seq], [ack.seq]]);
    expect((await eventsOf(world, roomId)).voids).toEqual([ack.seq]);
    expect(world.meter.counted('Voided')).toBe(1);
  });

  test('is not declared where the event comes between the reading and the declaring', async () => {
    const { world, roomId, ack, late } = await waiting();
    world.pass(limits.voidAfterMs + 1);
    const after: World['messages']['after'] = async (...args) => {
      const slice = await world.messages.after(...args);
      await persistEach(world, late);
      return slice;
    };

    const page = await readEvents({ ...world, messages: { ...world.messages, after } }, 'ben', roomId, { after: 0 });

    expect(page.voids).toEqual([]);
    expect(texts((await eventsOf(world, roomId)).items)).toEqual([
      [ack.seq, 'Late.'],
      [ack.seq + 1, 'In time.'],
    ]);
  });

  test('[H1] is declared before a session counts it as known', async () => {
    const { world, roomId, ack } = await waiting();
    world.pass(limits.voidAfterMs + 1);

    const session = await startSession(world, { userId: 'ben' });

    expect(session.rooms).toMatchObject([{ head: ack.seq + 1, unreadAt: ack.seq + 1 }]);
    expect((await world.messages.after(roomId, 0, 10)).voids).toEqual([ack.seq]);
  });

  test('does not make the gaps below it any younger', async () => {
    const { world, roomId, ack } = await waiting();
    await world.rooms.number(roomId, world.clock());
    await world.rooms.number(roomId, world.clock());
    world.pass(limits.voidAfterMs + 1);
    await readEvents(world, 'ben', roomId, { after: ack.seq + 2 });

    expect((await eventsOf(world, roomId)).voids).toEqual([ack.seq, ack.seq + 2, ack.seq + 3]);
  });

  test('a read declares a hundred at most, and the next one goes on', async () => {
    const { world, roomId } = await waiting();
    for (let count = 0; count < 149; count += 1) await world.rooms.number(roomId, world.clock());
    world.pass(limits.voidAfterMs + 1);

    const counts = [(await eventsOf(world, roomId)).voids.length, (await eventsOf(world, roomId)).voids.length];

    expect(counts).toEqual([100, 150]);
  });
});

describe('an event that comes late from the queue', () => {
  test('[I1] takes its own seq while that is free', async () => {
    const { world, roomId, ack, late } = await waiting();
    world.pass(60 * MINUTE);

    await persistEach(world, late);

    expect(texts((await eventsOf(world, roomId)).items)).toContainEqual([ack.seq, 'Late.']);
  });

  test('[I1, I2] moves to a new seq if its own is void, and is delivered there', async () => {
    const { world, roomId, ack, late } = await waiting();
    world.pass(60 * MINUTE);
    await eventsOf(world, roomId);

    await persistEach(world, late);
    await persistAll(world);

    const page = await eventsOf(world, roomId);
    expect(page.voids).toEqual([ack.seq]);
    expect(texts(page.items)).toEqual([
      [ack.seq + 1, 'In time.'],
      [ack.seq + 2, 'Late.'],
    ]);
    const frame = { type: 'event', seq: ack.seq + 2, text: 'Late.', sentAt: world.clock() };
    expect(world.gateway.framesTo('ben-phone')).toMatchObject([frame]);
    expect(world.gateway.framesTo('ada-phone')).toMatchObject([frame]);
  });

  test('[I1] moves once, however often it comes', async () => {
    const { world, roomId, ack, late } = await waiting();
    world.pass(60 * MINUTE);
    await eventsOf(world, roomId);

    for (let time = 0; time < 3; time += 1) {
      await persistEach(world, [...late, ...late]);
      await persistAll(world);
      world.pass(20 * MINUTE);
    }

    expect(texts((await eventsOf(world, roomId)).items)).toEqual([
      [ack.seq + 1, 'In time.'],
      [ack.seq + 2, 'Late.'],
    ]);
  });

  test('[I4] and a retry of its sender meet at one seq', async () => {
    const { world, roomId, ack, late } = await waiting();
    world.pass(60 * MINUTE);
    await eventsOf(world, roomId);

    const retried = await say(world, 'ada-phone', roomId, 'Late.', { id: ack.id });
    await persistEach(world, late);
    await persistAll(world);

    expect(texts((await eventsOf(world, roomId)).items)).toEqual([
      [ack.seq + 1, 'In time.'],
      [retried.seq, 'Late.'],
    ]);
  });

  test('is not refused because its room has been archived since', async () => {
    const { world, roomId, late } = await waiting();
    await archiveRoom(world, 'ada', roomId);
    await persistAll(world);
    world.pass(60 * MINUTE);
    await eventsOf(world, roomId);

    await persistEach(world, late);
    await persistAll(world);

    expect(texts((await eventsOf(world, roomId)).items).map(([, text]) => text)).toEqual(['In time.', 'Late.']);
  });

  test('[I4] finds the claim of a member whom somebody else added, who is counted once', async () => {
    const { world, roomId } = await stage('ada');
    await introduce(world, 'ben');
    const add = () => putMember(world, 'ada', roomId, 'ben', 'member');
    await add();
    const late = world.persistQueue.take();
    world.pass(60 * MINUTE);
    await eventsOf(world, roomId);

    await persistEach(world, late);
    await add();
    await persistAll(world);

    expect((await eventsOf(world, roomId)).items).toMatchObject([{ kind: 'member', userId: 'ben', change: 'added' }]);
    expect(await world.rooms.get(roomId)).toMatchObject({ memberCount: 2 });
  });
});

describe('a retry that comes after days', () => {
  const tried = async () => {
    const { world, roomId } = await stage('ada', 'ben');
    const id = freshId(world);
    const post = async () => say(world, await connect(world, 'ada'), roomId, 'Once.', { id });
    return { world, roomId, post, first: await post() };
  };

  test('[S1] gets the seq of the first try where the event stands', async () => {
    const { world, roomId, post, first } = await tried();
    await persistAll(world);
    world.pass(3 * 24 * 60 * MINUTE);

    const again = await post();
    await persistAll(world);

    expect(again).toEqual(first);
    expect((await eventsOf(world, roomId)).items.filter(({ id }) => id === first.id)).toHaveLength(1);
  });

  test.each(['declared void', 'still free'])('[I4] gets a new seq where the old one is %s, and the old one is void', async (state) => {
    const { world, roomId, post, first } = await tried();
    world.persistQueue.take();
    world.pass(state === 'still free' ? 11 * MINUTE : 60 * MINUTE);
    if (state === 'declared void') await eventsOf(world, roomId);

    const again = await post();
    await persistAll(world);

    expect(again.seq).toBeGreaterThan(first.seq);
    const page = await eventsOf(world, roomId);
    expect(texts(page.items)).toEqual([[again.seq, 'Once.']]);
    expect(page.voids).toEqual([first.seq]);
  });

  test('[I4] finds the old claim also where its id says that it is new', async () => {
    const { world, roomId, first } = await tried();
    world.persistQueue.take();
    world.pass(60 * MINUTE);
    const claimed: World['messages']['claimed'] = async () => undefined;

    const again = await say({ ...world, messages: { ...world.messages, claimed } }, 'ada-phone', roomId, 'Once.', { id: first.id });
    await persistAll(world);

    const page = await eventsOf(world, roomId);
    expect(texts(page.items)).toEqual([[again.seq, 'Once.']]);
    expect(page.voids).toContain(first.seq);
  });

  test('[I4] never uses a seq that a try before it gave up', async () => {
    const { world, roomId, first } = await tried();
    world.persistQueue.take();
    const claimed: World['messages']['claimed'] = async () => undefined;
    const hurry = () => say({ ...world, messages: { ...world.messages, claimed } }, 'ada-phone', roomId, 'Once.', { id: first.id });
    world.pass(9.5 * MINUTE);
    await hurry();
    world.persistQueue.take();
    world.pass(MINUTE);

    const again = await hurry();

    const voids = world.persistQueue.take().flatMap((entry) => (entry.kind === 'void' ? [entry.seq] : []));
    expect(voids).toHaveLength(1);
    expect(voids).not.toContain(again.seq);
  });

  test('[I4] is what was accepted before, even if a try in between was refused', async () => {
    const { world, roomId } = await stage('ada', 'ben');
    const id = freshId(world);
    const post = async () => say(world, await connect(world, 'ben'), roomId, 'Once.', { id });
    await post();
    world.pass(11 * MINUTE);
    await archiveRoom(world, 'ada', roomId);
    await expect(post()).rejects.toMatchObject({ code: 'forbidden' });
    await restoreRoom(world, 'ada', roomId);
    await muteMember(world, 'ada', roomId, 'ben', 60);

    const { seq } = await post();
    await persistAll(world);

    expect(texts((await eventsOf(world, roomId)).items)).toEqual([[seq, 'Once.']]);
  });
});
