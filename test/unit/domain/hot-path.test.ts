import { closeConnection } from '../../../lambdas/domain/connections.ts';
import { ulid } from '../../../lambdas/domain/ids.ts';
import { muteMember } from '../../../lambdas/domain/members.ts';
import { postCommand } from '../../../lambdas/domain/messages.ts';
import { aSend } from '../../support/builders.ts';
import { recorded } from '../../support/memory/observed.ts';
import { connect, freshId, introduce, persistAll, roomOf, say, stage } from '../../support/memory/stage.ts';

const eventsTo = (world: Awaited<ReturnType<typeof stage>>['world'], connectionId: string) =>
  world.gateway.framesTo(connectionId).filter(({ type }) => type === 'event');

describe('the hot path', () => {
  test('an accepted send costs exactly 3 writes, 1 query, 1 message to the queue, N-1 posts and no read', async () => {
    const { world, roomId } = await stage('ada', 'ben', 'cleo', 'dan');
    await introduce(world, 'eve');
    await connect(world, 'eve');
    world.gateway.clear();
    const { deps, calls } = recorded(world);

    await postCommand(deps, 'ada-phone', aSend({ id: freshId(world), roomId }));

    const posts = calls.filter((call) => call === 'gateway.post');
    const others = calls.filter((call) => call !== 'gateway.post');
    expect(others).toEqual([
      'connections.gate',
      'rooms.number',
      'messages.claim',
      'persistQueue.keep',
      'connections.roster',
      'rooms.forget',
    ]);
    expect(posts).toHaveLength(3);
    expect(world.gateway.posts.toSorted()).toEqual(['ben-phone', 'cleo-phone', 'dan-phone']);
  });

  test('[C20] calls for each person once, and for everyone only in the name of more than a guest', async () => {
    const { world, roomId } = await stage('ada', 'ben');
    await world.memberships.add({ roomId, userId: 'guest', role: 'guest', joinedAt: world.clock(), readSeq: 0 });
    await introduce(world, 'guest');
    await connect(world, 'guest');

    await say(world, 'ada-phone', roomId, '@ben', { mentions: ['ben', 'ben'], audience: 'here' });
    await expect(say(world, 'guest-phone', roomId, '@room', { audience: 'room' })).rejects.toMatchObject({ code: 'forbidden' });

    expect(eventsTo(world, 'ben-phone')).toMatchObject([{ mentions: ['ben'], audience: 'here' }]);
  });

  test('nobody sees an event before the queue has accepted it', async () => {
    const { world, roomId } = await stage('ada', 'ben');
    const { deps } = recorded(world);
    const refusing = { ...deps, persistQueue: { keep: () => Promise.reject(new Error('the queue is away')) } };

    await expect(postCommand(refusing, 'ada-phone', aSend({ id: freshId(world), roomId }))).rejects.toThrow('the queue is away');

    expect(world.gateway.posts).toEqual([]);
  });

  test('[R1] seq starts at 1 and counts up, over members and messages alike', async () => {
    const { world, roomId } = await stage('ada', 'ben');

    const first = await say(world, 'ada-phone', roomId);
    const second = await say(world, 'ben-phone', roomId);
    await persistAll(world);

    const { items } = await world.messages.after(roomId, 0, 10);
    expect(items.map(({ kind, seq }) => [kind, seq])).toEqual([
      ['member', 1],
      ['message', 2],
      ['message', 3],
    ]);
    expect([first.seq, second.seq]).toEqual([2, 3]);
  });

  test('[R2] the sender’s other devices get the event, the sending connection the ack instead', async () => {
    const { world, roomId } = await stage('ada', 'ben');
    await connect(world, 'ada', 'desktop');
    world.gateway.clear();

    const ack = await say(world, 'ada-phone', roomId, 'Hi.');

    expect(ack).toMatchObject({ type: 'ack', roomId, seq: 2, sentAt: world.clock() });
    expect(eventsTo(world, 'ada-phone')).toEqual([]);
    expect(eventsTo(world, 'ada-desktop')).toEqual([
      expect.objectContaining({ kind: 'message', seq: 2, text: 'Hi.', senderId: 'ada', id: ack.id }),
    ]);
    expect(eventsTo(world, 'ben-phone')).toEqual(eventsTo(world, 'ada-desktop'));
  });

  test('the sender is who the seat says, whatever the frame says', async () => {
    const { world, roomId } = await stage('ada', 'ben');

    await say(world, 'ada-phone', roomId);

    expect(world.persistQueue.waiting).toEqual([expect.objectContaining({ senderId: 'ada', sentAt: world.clock() })]);
  });

  test('a message that grows over the frame limit by what the server adds is too_large, and nothing is numbered', async () => {
    const { world, roomId } = await stage('ada', 'ben');
    const text = '😀'.repeat(7_660);

    await expect(say(world, 'ada-phone', roomId, text)).rejects.toMatchObject({ code: 'too_large' });

    expect((await world.rooms.get(roomId))?.head).toBe(1);
  });

  test('an archived room refuses with forbidden, and the seq that it cost is void', async () => {
    const { world, roomId } = await stage('ada', 'ben');
    await world.rooms.number(roomId, world.clock(), { changes: { archived: true } });

    await expect(say(world, 'ada-phone', roomId)).rejects.toMatchObject({ code: 'forbidden' });

    expect(world.persistQueue.waiting).toEqual([{ kind: 'void', roomId, seq: 3, sentAt: world.clock() }]);
    expect(world.gateway.posts).toEqual([]);
  });
});

describe('a seq that is taken while the gate is asked', () => {
  /** Ada has just spoken, and each of her devices. */
  const spoken = async () => {
    const scene = await stage('ada', 'ben');
    await say(scene.world, 'ada-phone', scene.roomId);
    scene.world.pass(1_000);
    await persistAll(scene.world);
    scene.world.gateway.clear();
    return scene;
  };

  const logOf = async ({ world, roomId }: Awaited<ReturnType<typeof stage>>) => {
    await persistAll(world);
    const { items, voids } = await world.messages.after(roomId, 2, 10);
    return { seqs: items.map(({ seq }) => seq), voids };
  };

  test('is asked for before the gate answers, if the connection has passed it lately', async () => {
    const { world, roomId } = await spoken();
    const asked: string[] = [];
    const answered = Promise.withResolvers<void>();
    const { gate } = world.connections;
    jest.spyOn(world.connections, 'gate').mockImplementation(async (...args) => {
      asked.push('gate');
      await answered.promise;
      return gate(...args);
    });
    const { number } = world.rooms;
    jest.spyOn(world.rooms, 'number').mockImplementation((...args) => {
      asked.push('number');
      answered.resolve();
      return number(...args);
    });

    await expect(say(world, 'ada-phone', roomId)).resolves.toMatchObject({ seq: 3 });

    expect(asked).toEqual(['gate', 'number']);
  });

  test.each<[string, Partial<Parameters<typeof aSend>[0]>]>([
    ['what only some may say', { audience: 'room' }],
    ['what is too large', { text: '😀'.repeat(7_660) }],
    ['what is older than the connection', { id: ulid(0) }],
  ])('is not asked for before for %s', async (_what, said) => {
    const { world, roomId } = await spoken();
    jest.spyOn(world.connections, 'gate').mockRejectedValue(new Error('the gate is away'));

    await expect(postCommand(world, 'ada-phone', aSend({ id: freshId(world), roomId, ...said }))).rejects.toThrow('the gate is away');

    expect((await world.rooms.get(roomId))?.head).toBe(2);
  });

  test('is not asked for before within a burst, which the gate may refuse', async () => {
    const { world, roomId } = await spoken();
    for (let frame = 0; frame < 20; frame += 1) await say(world, 'ada-phone', roomId);

    await expect(say(world, 'ada-phone', roomId)).rejects.toMatchObject({ code: 'rate_limited' });

    expect((await world.rooms.get(roomId))?.head).toBe(22);
  });

  test('is void if the gate refuses, which costs one seq and no more', async () => {
    const scene = await spoken();
    const { world, roomId } = scene;
    await world.memberships.remove(roomId, 'ada');
    await world.connections.unseat('ada-phone', roomId);

    for (const text of ['Still?', 'And now?'])
      await expect(say(world, 'ada-phone', roomId, text)).rejects.toMatchObject({ code: 'forbidden' });

    expect(await logOf(scene)).toEqual({ seqs: [], voids: [3] });
    expect(world.gateway.posts).toEqual([]);
  });

  test('is void if the gate cannot be asked, and a retry gets another', async () => {
    const scene = await spoken();
    const { world, roomId } = scene;
    const frame = aSend({ id: freshId(world), roomId });
    const gate = jest.spyOn(world.connections, 'gate').mockRejectedValueOnce(new Error('the gate is away'));
    await expect(postCommand(world, 'ada-phone', frame)).rejects.toThrow('the gate is away');
    gate.mockRestore();

    await expect(postCommand(world, 'ada-phone', frame)).resolves.toMatchObject({ seq: 4 });
    await expect(postCommand(world, 'ada-phone', frame)).resolves.toMatchObject({ seq: 4 });

    expect(await logOf(scene)).toEqual({ seqs: [4], voids: [3] });
  });

  test('is void in the end if the queue cannot be asked as it is given up: who tries again sees to it', async () => {
    const scene = await spoken();
    const { world, roomId } = scene;
    const frame = aSend({ id: freshId(world), roomId });
    jest.spyOn(world.connections, 'gate').mockRejectedValueOnce(new Error('the gate is away'));
    jest.spyOn(world.persistQueue, 'keep').mockRejectedValueOnce(new Error('the queue is away'));
    await expect(postCommand(world, 'ada-phone', frame)).rejects.toThrow('the gate is away');
    world.pass(1_000);
    await connect(world, 'ada', 'laptop');

    await expect(postCommand(world, 'ada-laptop', frame)).resolves.toMatchObject({ seq: 4 });

    expect(await logOf(scene)).toEqual({ seqs: [4], voids: [3] });
  });

  test('a refusal is told as it is when the seq cannot be given up', async () => {
    const { world, roomId } = await spoken();
    await world.memberships.remove(roomId, 'ada');
    await world.connections.unseat('ada-phone', roomId);
    jest.spyOn(world.messages, 'claim').mockRejectedValue(new Error('the table is away'));

    await expect(say(world, 'ada-phone', roomId)).rejects.toMatchObject({ code: 'forbidden' });
  });

  test('a try that is refused takes nothing from one that is not: of two at once, over two connections', async () => {
    const scene = await spoken();
    const { world, roomId } = scene;
    await connect(world, 'ada', 'laptop');
    await say(world, 'ada-laptop', roomId);
    world.pass(1_000);
    await world.connections.unseat('ada-phone', roomId);
    const attends = jest.spyOn(world.memberships, 'get').mockResolvedValueOnce(undefined);
    const frame = aSend({ id: freshId(world), roomId });

    const tries = await Promise.allSettled([postCommand(world, 'ada-phone', frame), postCommand(world, 'ada-laptop', frame)]);
    attends.mockRestore();

    expect(tries).toMatchObject([
      { status: 'rejected', reason: { code: 'forbidden' } },
      { status: 'fulfilled', value: { id: frame.id } },
    ]);
    const [, said] = tries;
    const seq = said.status === 'fulfilled' ? said.value.seq : 0;
    const { seqs, voids } = await logOf(scene);
    expect(seqs).toContain(seq);
    expect(voids).not.toContain(seq);
  });
});

describe('retries', () => {
  test('[S1] the same id again gives the same seq and time, and leaves one message', async () => {
    const { world, roomId } = await stage('ada', 'ben');
    const frame = aSend({ id: freshId(world), roomId });
    const first = await postCommand(world, 'ada-phone', frame);
    world.pass(5_000);

    const second = await postCommand(world, 'ada-phone', frame);
    await persistAll(world);

    expect(second).toEqual(first);
    const { items } = await world.messages.before(roomId, 100, 10);
    expect(items).toHaveLength(1);
  });

  test('a retry on the same connection takes no seq', async () => {
    const { world, roomId } = await stage('ada', 'ben');
    const frame = aSend({ id: freshId(world), roomId });
    const first = await postCommand(world, 'ada-phone', frame);
    world.pass(1_000);

    const second = await postCommand(world, 'ada-phone', frame);

    expect(second).toEqual(first);
    expect((await world.rooms.get(roomId))?.head).toBe(2);
  });

  test.each([
    ['on the same connection', 'ada-phone', 0],
    ['on another one, later', 'ada-laptop', 30_000],
    ['after its seq could have been declared void', 'ada-laptop', 20 * 60_000],
  ])('[S1] something else under the same id changes nothing, and is acknowledged as what was said first: %s', async (_when, via, later) => {
    const { world, roomId } = await stage('ada', 'ben');
    const frame = aSend({ id: freshId(world), roomId, text: 'first' });
    const first = await postCommand(world, 'ada-phone', frame);
    await persistAll(world);
    world.pass(later);
    if (via !== 'ada-phone') await connect(world, 'ada', 'laptop');
    world.gateway.clear();

    const second = await postCommand(world, via, { ...frame, text: 'something else' });
    await persistAll(world);

    expect(second).toEqual(first);
    expect((await world.messages.before(roomId, 100, 10)).items.map(({ text }) => text)).toEqual(['first']);
    expect(JSON.stringify(world.gateway.posts)).not.toContain('something else');
  });

  test('[S1] of two things said at once under one id, over two connections, one is said', async () => {
    const { world, roomId } = await stage('ada', 'ben');
    await connect(world, 'ada', 'laptop');
    const id = freshId(world);

    const acks = await Promise.all([
      postCommand(world, 'ada-phone', aSend({ id, roomId, text: 'left' })),
      postCommand(world, 'ada-laptop', aSend({ id, roomId, text: 'right' })),
    ]);
    await persistAll(world);

    expect(acks[0]).toEqual(acks[1]);
    const [stood] = (await world.messages.before(roomId, 100, 10)).items;
    const heard = world.gateway.framesTo('ben-phone').filter((told) => told.type === 'event' && told.kind === 'message');
    expect(heard).toMatchObject([{ text: stood?.text }]);
  });

  test('an id that was good for something else lets nobody say what the room does not take from them', async () => {
    const { world, roomId } = await stage('ada', 'ben');
    const { seq: target } = await say(world, 'ada-phone', roomId);
    await persistAll(world);
    const id = ulid(world.clock() - 3_600_000);
    await postCommand(world, 'ben-phone', { action: 'react', id, roomId, target, emoji: '👍', on: true });
    await muteMember(world, 'ada', roomId, 'ben', 10);

    await expect(postCommand(world, 'ben-phone', aSend({ id, roomId }))).rejects.toMatchObject({ code: 'forbidden' });
  });

  test('one id deletes one message', async () => {
    const { world, roomId } = await stage('ada', 'ben');
    const targets = [await say(world, 'ada-phone', roomId), await say(world, 'ada-phone', roomId, 'And.')].map(({ seq }) => seq);
    await persistAll(world);
    const id = freshId(world);

    for (const target of targets) await postCommand(world, 'ada-phone', { action: 'delete', id, roomId, target });
    await persistAll(world);

    const { items } = await world.messages.before(roomId, 100, 10);
    expect(items.map(({ deletedAt }) => deletedAt !== undefined)).toEqual([true, false]);
  });

  test.each(['ada-phone', 'ada-laptop'])('what has been deleted is not told again to who asks by a retry, on %s', async (via) => {
    const { world, roomId } = await stage('ada', 'ben');
    const frame = aSend({ id: freshId(world), roomId, text: 'my secret' });
    const first = await postCommand(world, 'ada-phone', frame);
    const edit = { action: 'edit', id: freshId(world), roomId, target: first.seq, text: 'my old secret' } as const;
    await persistAll(world);
    const changed = await postCommand(world, 'ada-phone', edit);
    await postCommand(world, 'ada-phone', { action: 'delete', id: freshId(world), roomId, target: first.seq });
    await persistAll(world);
    world.pass(1_000);
    if (via !== 'ada-phone') await connect(world, 'ada', 'laptop');
    world.gateway.clear();

    const again = [await postCommand(world, via, frame), await postCommand(world, via, edit)];

    expect(again).toEqual([first, changed]);
    expect(JSON.stringify(world.gateway.posts)).not.toContain('secret');
  });

  test('a retry after a crash between number and claim goes on with its seq', async () => {
    const { world, roomId } = await stage('ada', 'ben');
    const frame = aSend({ id: freshId(world), roomId });
    const claim = jest.spyOn(world.messages, 'claim').mockRejectedValueOnce(new Error('killed'));
    await expect(postCommand(world, 'ada-phone', frame)).rejects.toThrow('killed');
    claim.mockRestore();
    world.pass(30_000);

    const ack = await postCommand(world, 'ada-phone', frame);

    expect(ack).toMatchObject({ seq: 2, sentAt: world.clock() - 30_000 });
  });

  test('a retry that the room no longer remembers burns a seq, which is kept as void and told to the room', async () => {
    const { world, roomId } = await stage('ada', 'ben');
    const frame = aSend({ id: freshId(world), roomId });
    await postCommand(world, 'ada-phone', frame);
    world.pass(3 * 60_000);
    world.gateway.clear();

    await postCommand(world, 'ada-phone', frame);

    expect(world.gateway.framesTo('ben-phone')).toEqual([
      expect.objectContaining({ type: 'event', seq: 2 }),
      { type: 'void', roomId, seqs: [3] },
    ]);
    expect(world.gateway.framesTo('ada-phone')).toEqual([{ type: 'void', roomId, seqs: [3] }]);
    await persistAll(world);
    expect((await world.messages.after(roomId, 0, 10)).voids).toEqual([3]);
    expect(world.meter.counted('Voided')).toBe(1);
  });

  test('a frame older than its connection is looked up first and burns nothing', async () => {
    const { world, roomId } = await stage('ada', 'ben');
    const frame = aSend({ id: freshId(world), roomId });
    const first = await postCommand(world, 'ada-phone', frame);
    world.pass(1_000);
    await connect(world, 'ada', 'later');

    const second = await postCommand(world, 'ada-later', frame);

    expect(second).toEqual(first);
    expect((await world.rooms.get(roomId))?.head).toBe(2);
  });

  test('a frame written offline and never sent before is numbered as any other', async () => {
    const { world, roomId } = await stage('ada', 'ben');
    const frame = aSend({ id: freshId(world), roomId });
    world.pass(1_000);
    await connect(world, 'ada', 'later');

    await expect(postCommand(world, 'ada-later', frame)).resolves.toMatchObject({ seq: 2 });
  });

  test('two people may use the same id: a claim is the sender’s own', async () => {
    const { world, roomId } = await stage('ada', 'ben');
    const id = freshId(world);

    const [one, other] = [
      await postCommand(world, 'ada-phone', aSend({ id, roomId })),
      await postCommand(world, 'ben-phone', aSend({ id, roomId })),
    ];

    expect([one.seq, other.seq]).toEqual([2, 3]);
  });
});

describe('who may speak', () => {
  test('[R7] a stranger to a public room gets forbidden', async () => {
    const { world } = await stage('ada', 'ben');
    await introduce(world, 'eve');
    const other = await roomOf(world, ['ada']);
    await connect(world, 'eve');

    await expect(say(world, 'eve-phone', other)).rejects.toMatchObject({ code: 'forbidden' });
    expect(world.persistQueue.waiting).toEqual([]);
  });

  test('[R7, H16] a stranger to a private room gets not_found, as for a room that does not exist', async () => {
    const { world } = await stage('ada', 'ben');
    const secret = await roomOf(world, ['ada'], { kind: 'private' });

    const refusals = await Promise.all([secret, 'room_none'].map((roomId) => say(world, 'ben-phone', roomId).catch((error) => error)));

    expect(refusals[0]).toMatchObject({ code: 'not_found' });
    expect(refusals[1]).toEqual(refusals[0]);
  });

  test('a connection without rows is closed, and told to come again', async () => {
    const { world, roomId } = await stage('ada', 'ben');
    await closeConnection(world, 'ada-phone');

    await expect(say(world, 'ada-phone', roomId)).rejects.toMatchObject({ code: 'unavailable' });

    expect(world.gateway.disconnected).toContain('ada-phone');
  });

  test('a member whose seat was missed while joining and connecting at once takes it on the first frame', async () => {
    const { world, roomId } = await stage('ada', 'ben');
    await world.connections.unseat('ben-phone', roomId);

    await expect(say(world, 'ben-phone', roomId)).resolves.toMatchObject({ seq: 2 });

    expect(await world.connections.seated('ben-phone', roomId)).toBeDefined();
  });

  test('who loses the room while taking a seat does not keep it', async () => {
    const { world, roomId } = await stage('ada', 'ben');
    await world.connections.unseat('ben-phone', roomId);
    const kicking: typeof world = {
      ...world,
      connections: {
        ...world.connections,
        seat: async (...seat) => {
          await world.memberships.remove(roomId, 'ben');
          await world.connections.seat(...seat);
        },
      },
    };

    await expect(say(kicking, 'ben-phone', roomId)).rejects.toMatchObject({ code: 'not_found' });

    expect(await world.connections.seated('ben-phone', roomId)).toBeUndefined();
  });

  test('[R6] beyond the burst a frame is rate_limited, says when to come again, and keeps nothing', async () => {
    const { world, roomId } = await stage('ada', 'ben');
    for (let count = 0; count < 20; count += 1) await say(world, 'ada-phone', roomId);
    const { deps, calls } = recorded(world);

    const refused = postCommand(deps, 'ada-phone', aSend({ id: freshId(world), roomId }));

    await expect(refused).rejects.toMatchObject({ code: 'rate_limited', retryAfterMs: 100 });
    expect(calls).toEqual(['connections.gate']);
    world.pass(100);
    await expect(say(world, 'ada-phone', roomId)).resolves.toMatchObject({ seq: 22 });
  });
});
