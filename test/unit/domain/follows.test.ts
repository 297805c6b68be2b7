import type { FollowedThread } from '@parley/protocol';
import * as fc from 'fast-check';
import { followThread, listThreads, readThreads } from '../../../lambdas/domain/follows.ts';
import { postCommand } from '../../../lambdas/domain/messages.ts';
import { leaveRoom } from '../../../lambdas/domain/rooms.ts';
import type { World } from '../../support/memory/index.ts';
import { connect, freshId, persistAll, persistEach, say, stage } from '../../support/memory/stage.ts';

/** Ada has asked something, and Cleo and Ben are there. */
const asked = async () => {
  const { world, roomId } = await stage('ada', 'ben', 'cleo');
  const { seq: root } = await say(world, 'ada-phone', roomId, 'Cake?');
  await persistAll(world);
  world.gateway.clear();
  const reply = (device: string, text = 'Yes', changes: Parameters<typeof say>[4] = {}) =>
    say(world, device, roomId, text, { replyTo: root, ...changes });
  return { world, roomId, root, reply };
};

const threadsOf = async (world: World, userId: string): Promise<FollowedThread[]> => (await listThreads(world, userId)).items;
const threadFrames = (world: World, connectionId: string) =>
  world.gateway.framesTo(connectionId).filter(({ type }) => type === 'threads' || type === 'threads-read');

describe('[H33] threads that one follows', () => {
  test('whoever began a thread, replies, or is mentioned by name follows it, and nobody else', async () => {
    const { world, roomId, root, reply } = await asked();
    const { seq, sentAt } = await reply('ben-phone', 'Yes, @cleo', { mentions: ['cleo', 'nobody'] });
    const { seq: last, sentAt: lastAt } = await reply('ben-phone', 'And tea');
    await persistAll(world);

    const thread = { roomId, root, following: true, activeAt: lastAt };
    expect(sentAt).toBeLessThanOrEqual(lastAt);
    expect(await threadsOf(world, 'ada')).toEqual([{ ...thread, readSeq: root, unreadSeqs: [seq, last], mentionSeqs: [] }]);
    expect(await threadsOf(world, 'ben')).toEqual([{ ...thread, readSeq: seq, unreadSeqs: [], mentionSeqs: [] }]);
    expect(await threadsOf(world, 'cleo')).toEqual([{ ...thread, readSeq: seq - 1, unreadSeqs: [seq, last], mentionSeqs: [seq] }]);
    expect(await threadsOf(world, 'nobody')).toEqual([]);
  });

  test('whom the message mentions that began the thread, follows it', async () => {
    const { world, roomId } = await asked();
    const { seq: root } = await say(world, 'ada-phone', roomId, '@cleo?', { mentions: ['cleo'] });
    const { seq } = await say(world, 'ben-phone', roomId, 'She is out', { replyTo: root });
    await persistAll(world);

    expect(await threadsOf(world, 'cleo')).toMatchObject([{ root, following: true, unreadSeqs: [seq], mentionSeqs: [] }]);
  });

  test('[C20] a reply that mentions everyone mentions who follows its thread, and nobody else', async () => {
    const { world, reply } = await asked();
    const { seq } = await reply('ben-phone', '@room', { audience: 'room' });
    await persistAll(world);

    expect(await threadsOf(world, 'ada')).toMatchObject([{ unreadSeqs: [seq], mentionSeqs: [seq] }]);
    expect(await threadsOf(world, 'cleo')).toEqual([]);
  });

  test('a reply that is deleted is not unread, nor a mention', async () => {
    const { world, roomId, reply } = await asked();
    const { seq } = await reply('ben-phone', 'Yes, @cleo', { mentions: ['cleo'] });
    await postCommand(world, 'ben-phone', { action: 'delete', id: freshId(world), roomId, target: seq });
    await persistAll(world);

    expect(await threadsOf(world, 'cleo')).toMatchObject([{ following: true, unreadSeqs: [], mentionSeqs: [] }]);
  });

  test('[S33] devices are told of a thread that they follow now, once', async () => {
    const { world, roomId, root, reply } = await asked();
    await connect(world, 'ada', 'laptop');
    const { seq } = await reply('ben-phone');
    await persistAll(world);
    await reply('ben-phone');
    await persistAll(world);

    const told = { type: 'threads', threads: [expect.objectContaining({ roomId, root, following: true, unreadSeqs: [seq] })] };
    expect(threadFrames(world, 'ada-phone')).toEqual([told]);
    expect(threadFrames(world, 'ada-laptop')).toEqual([told]);
    expect(threadFrames(world, 'cleo-phone')).toEqual([]);
  });

  test('[H16] a thread of a room that one has left is not listed', async () => {
    const { world, roomId, reply } = await asked();
    await reply('ben-phone', '@cleo', { mentions: ['cleo'] });
    await persistAll(world);
    await leaveRoom(world, 'cleo', roomId);

    expect(await threadsOf(world, 'cleo')).toEqual([]);
  });

  test('replies that are persisted in any order, twice, and by halves give the same', async () => {
    const { world: model, reply, roomId, root } = await asked();
    await reply('ben-phone', 'One');
    await reply('cleo-phone', 'Two, @ada', { mentions: ['ada'] });
    const { seq } = await reply('ben-phone', 'Three');
    await postCommand(model, 'ben-phone', { action: 'delete', id: freshId(model), roomId, target: seq });
    const entries = model.persistQueue.take();
    const plain = ({ activeAt: _, ...thread }: FollowedThread) => thread;
    const everyone = async (world: World) =>
      Promise.all(['ada', 'ben', 'cleo'].map(async (who) => (await threadsOf(world, who)).map(plain)));
    await persistEach(model, entries);
    const expected = await everyone(model);

    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(entries, { minLength: entries.length }), fc.subarray(entries), async (order, again) => {
        const { world, roomId: room } = await asked();
        const moved = [...order, ...again].map((entry) => ({ ...entry, roomId: room }));
        for (const entry of moved)
          for (let tries = 0; tries < 5 && (await persistEach(world, [entry])).length > 0; tries += 1) await persistEach(world, moved);

        expect((await everyone(world)).flat().map((thread) => ({ ...thread, roomId, root }))).toEqual(expected.flat());
      }),
      { numRuns: 30 },
    );
  });
});

describe('[H34] following, and not', () => {
  test('whoever does not want to follow a thread is left alone, but for what mentions them by name', async () => {
    const { world, roomId, root, reply } = await asked();
    await reply('ben-phone');
    await persistAll(world);
    await followThread(world, 'ada', { roomId, root }, { following: false });
    await reply('ben-phone');
    await reply('ben-phone', '@room', { audience: 'room' });
    const { seq } = await reply('ben-phone', '@ada', { mentions: ['ada'] });
    await reply('ada-phone', 'Stop it');
    await persistAll(world);

    expect(await threadsOf(world, 'ada')).toMatchObject([{ root, following: false, unreadSeqs: [seq], mentionSeqs: [seq] }]);
  });

  test('whoever follows of their own will has read what was said before; to follow twice changes nothing', async () => {
    const { world, roomId, root, reply } = await asked();
    await reply('ben-phone');
    await persistAll(world);
    const first = await followThread(world, 'cleo', { roomId, root }, { following: true });
    const { seq } = await reply('ben-phone');
    await persistAll(world);

    const second = await followThread(world, 'cleo', { roomId, root }, { following: true });

    expect(first).toMatchObject({ following: true, unreadSeqs: [] });
    expect(second).toMatchObject({ following: true, unreadSeqs: [seq], readSeq: first.readSeq });
    expect(threadFrames(world, 'cleo-phone')).toEqual([{ type: 'threads', threads: [first] }]);
  });

  test('[H16] not without a message there, nor in a room that one is not in', async () => {
    const { world, roomId, root } = await asked();
    await leaveRoom(world, 'cleo', roomId);

    await expect(followThread(world, 'ben', { roomId, root: root + 50 }, { following: true })).rejects.toMatchObject({ code: 'not_found' });
    await expect(followThread(world, 'cleo', { roomId, root }, { following: true })).rejects.toMatchObject({ code: 'forbidden' });
  });
});

describe('[H35] reading threads', () => {
  test('marks move forward only, and every device hears of those that did', async () => {
    const { world, roomId, root, reply } = await asked();
    await connect(world, 'ada', 'laptop');
    const [first, second] = [await reply('ben-phone'), await reply('ben-phone')];
    await persistAll(world);
    world.gateway.clear();

    await readThreads(world, 'ada', { threads: [{ roomId, root, seq: first.seq }] });
    await readThreads(world, 'ada', { threads: [{ roomId, root, seq: root }] });

    expect(await threadsOf(world, 'ada')).toMatchObject([{ readSeq: first.seq, unreadSeqs: [second.seq] }]);
    const told = [{ type: 'threads-read', threads: [{ roomId, root, seq: first.seq }] }];
    expect([threadFrames(world, 'ada-phone'), threadFrames(world, 'ada-laptop')]).toEqual([told, told]);
  });

  test('a mark above the head is refused, and one in a room of others passed by', async () => {
    const { world, roomId, root } = await asked();
    await leaveRoom(world, 'cleo', roomId);

    await expect(readThreads(world, 'ada', { threads: [{ roomId, root, seq: 999 }] })).rejects.toMatchObject({ code: 'bad_request' });
    await readThreads(world, 'cleo', { threads: [{ roomId, root, seq: root }] });

    expect(await world.follows.get({ userId: 'cleo', roomId, root })).toBeUndefined();
  });

  test('what is read before it is persisted stays read', async () => {
    const { world, roomId, root, reply } = await asked();
    const { seq } = await reply('ben-phone');
    await readThreads(world, 'ada', { threads: [{ roomId, root, seq }] });
    await persistAll(world);

    expect(await threadsOf(world, 'ada')).toMatchObject([{ following: true, unreadSeqs: [] }]);
  });
});
