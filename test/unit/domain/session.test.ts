import { limits } from '@parley/protocol';
import { closeConnection, redeemTicket } from '../../../lambdas/domain/connections.ts';
import { postCommand } from '../../../lambdas/domain/messages.ts';
import { openDirect } from '../../../lambdas/domain/rooms.ts';
import { startSession } from '../../../lambdas/domain/session.ts';
import { signal } from '../../../lambdas/domain/signals.ts';
import { aMessage } from '../../support/builders.ts';
import { memoryWorld, type World } from '../../support/memory/index.ts';
import { recorded } from '../../support/memory/observed.ts';
import { freshId, persistAll, say, stage } from '../../support/memory/stage.ts';

const generalOf = async (world: World, userId: string) => {
  const { rooms } = await startSession(world, { userId });
  return rooms.find(({ room }) => room.name === 'General');
};

/** Fills a room's log without the rate limit's help. */
const fill = async (world: World, roomId: string, count: number, senderId: string) => {
  for (let index = 0; index < count; index += 1) {
    const { seq } = await world.rooms.number(roomId, world.clock());
    await world.messages.append([aMessage({ roomId, seq, senderId, sentAt: world.clock() })]);
  }
};

describe('[H1] the session', () => {
  test('says who I am, where to connect, and gives a ticket that works', async () => {
    const { world } = await stage('ada');

    const session = await startSession(world, { userId: 'ada' });

    expect(session).toMatchObject({
      me: { userId: 'ada', email: 'ada@example.com' },
      websocketUrl: 'wss://chat.example/live',
      serverTime: world.clock(),
      ticketExpiresAt: world.clock() + limits.ticketMs,
    });
    await expect(redeemTicket(world, session.ticket)).resolves.toEqual({ userId: 'ada' });
  });

  test.each([
    [0, 0],
    [96, 0],
    [112, 291],
    [10_000, 25_975],
  ])('with %d sockets open clients spread their return over %d ms', async (sockets, reconnectMs) => {
    const { world } = await stage('ada');
    await world.connections.recount(sockets / 16);

    expect((await startSession(world, { userId: 'ada' })).reconnectMs).toBe(reconnectMs);
  });

  test('without a profile is unauthorized: signing in again makes one', async () => {
    await expect(startSession(memoryWorld(), { userId: 'ghost' })).rejects.toMatchObject({ code: 'unauthorized' });
  });

  test('lists my rooms, direct ones with their people, and leaves out what is not there', async () => {
    const { world, roomId } = await stage('ada', 'ben');
    const direct = await openDirect(world, 'ben', { userIds: ['ada'] });
    await world.memberships.add({ roomId: 'room_half_made', userId: 'ada', role: 'owner', joinedAt: world.clock(), readSeq: 0 });

    const { rooms } = await startSession(world, { userId: 'ada' });

    expect(rooms.map(({ room }) => room.roomId).toSorted()).toEqual([direct.roomId, roomId].toSorted());
    expect(rooms.find(({ room }) => room.kind === 'direct')?.room.people?.map(({ userId }) => userId)).toEqual(['ada', 'ben']);
  });

  test('counts what others said above the read mark, and not what was deleted', async () => {
    const { world, roomId } = await stage('ada', 'ben');
    await say(world, 'ben-phone', roomId, 'One.');
    await signal(world, 'ada-phone', { action: 'read', id: freshId(world), roomId, seq: 2 });
    await say(world, 'ada-phone', roomId, 'Mine.');
    const { seq } = await say(world, 'ben-phone', roomId, 'Two.');
    await say(world, 'ben-phone', roomId, 'Three.');
    await persistAll(world);
    await postCommand(world, 'ben-phone', { action: 'delete', id: freshId(world), roomId, target: seq });
    await persistAll(world);

    await expect(generalOf(world, 'ada')).resolves.toMatchObject({ head: 6, unread: 1, unreadAt: 6 });
  });

  test('[C20] names what is unread, and what of it mentions the caller', async () => {
    const { world, roomId } = await stage('ada', 'ben');
    const { seq: plain } = await say(world, 'ben-phone', roomId, 'One.');
    const { seq: byName } = await say(world, 'ben-phone', roomId, '@ada two.', { mentions: ['ada', 'ada'] });
    const { seq: withAll } = await say(world, 'ben-phone', roomId, '@room three.', { audience: 'room' });
    await say(world, 'ada-phone', roomId, '@ada mine.', { mentions: ['ada'] });
    await persistAll(world);

    await expect(generalOf(world, 'ada')).resolves.toMatchObject({
      unreadSeqs: expect.arrayContaining([plain, byName, withAll]),
      mentionSeqs: [byName, withAll],
    });
  });

  test('counts only as far as everything is persisted, and says how far that is', async () => {
    const { world, roomId } = await stage('ada', 'ben');
    await say(world, 'ben-phone', roomId, 'Two.');
    await persistAll(world);
    await say(world, 'ben-phone', roomId, 'Three, late.');
    const late = world.persistQueue.take();
    await say(world, 'ben-phone', roomId, 'Four.');
    await persistAll(world);

    await expect(generalOf(world, 'ada')).resolves.toMatchObject({ head: 4, unread: 1, unreadAt: 2 });

    await world.persistQueue.keep(late[0] ?? aMessage());
    await persistAll(world);
    await expect(generalOf(world, 'ada')).resolves.toMatchObject({ head: 4, unread: 3, unreadAt: 4 });
  });

  test('tells from where to catch up while the newest events may not have taken effect on what they are about', async () => {
    const { world, roomId } = await stage('ada', 'ben');
    const { seq } = await say(world, 'ben-phone', roomId, 'Two.');
    await persistAll(world);
    world.pass(60_000);
    const settled = await generalOf(world, 'ada');
    await postCommand(world, 'ben-phone', { action: 'edit', id: freshId(world), roomId, target: seq, text: 'Two!' });
    await persistAll(world);

    const settling = await generalOf(world, 'ada');
    world.pass(10_000);

    expect(settled).not.toHaveProperty('settledAt');
    expect(settling).toMatchObject({ unreadAt: seq + 1, settledAt: seq });
    expect(await generalOf(world, 'ada')).not.toHaveProperty('settledAt');
  });

  test('does not take for known what has been read and is not persisted yet', async () => {
    const { world, roomId } = await stage('ada', 'ben');
    await persistAll(world);
    const { seq } = await say(world, 'ada-phone', roomId, 'My last words before a reload.');
    await world.memberships.read(roomId, 'ada', seq, world.clock());

    await expect(generalOf(world, 'ada')).resolves.toMatchObject({ head: seq, unread: 0, unreadAt: seq - 1 });

    await persistAll(world);
    await expect(generalOf(world, 'ada')).resolves.toMatchObject({ head: seq, unread: 0, unreadAt: seq });
  });

  test('looks for what is missing beyond the newest page, where that is still on its way', async () => {
    const { world, roomId } = await stage('ada', 'ben');
    await persistAll(world);
    const { seq: persisted } = await say(world, 'ada-phone', roomId, 'The last one persisted.');
    await persistAll(world);
    const head = persisted + 250;
    while ((await world.rooms.number(roomId, world.clock())).seq < head);
    await world.memberships.read(roomId, 'ada', head, world.clock());

    await expect(generalOf(world, 'ada')).resolves.toMatchObject({ head, unread: 0, unreadAt: persisted });
  });

  test('goes past a gap that nothing will fill any more', async () => {
    const { world, roomId } = await stage('ada', 'ben');
    await world.rooms.number(roomId, world.clock());
    await say(world, 'ben-phone', roomId);
    await persistAll(world);
    await expect(generalOf(world, 'ada')).resolves.toMatchObject({ unread: 0, unreadAt: 1 });

    world.pass(limits.voidAfterMs + 1);

    await expect(generalOf(world, 'ada')).resolves.toMatchObject({ unread: 1, unreadAt: 3 });
  });

  test('counts to 100 and no further', async () => {
    const { world, roomId } = await stage('ada', 'ben');
    await fill(world, roomId, 260, 'ben');

    await expect(generalOf(world, 'ada')).resolves.toMatchObject({ head: 261, unread: 100, unreadAt: 261 });
  });

  test('looks below my own messages for those of others', async () => {
    const { world, roomId } = await stage('ada', 'ben');
    await fill(world, roomId, 7, 'ben');
    await fill(world, roomId, 150, 'ada');

    await expect(generalOf(world, 'ada')).resolves.toMatchObject({ unread: 7 });
  });

  test('counts nothing in a room that the client shows, and leaves it to count from there', async () => {
    const { world, roomId } = await stage('ada', 'ben');
    await fill(world, roomId, 9, 'ben');
    const { deps, calls } = recorded(world);

    const session = async (shown: number) =>
      (await startSession({ ...world, ...deps }, { userId: 'ada' }, { shown: [{ roomId, seq: shown }] })).rooms;
    const unread = await session(4);
    await world.memberships.read(roomId, 'ada', 8, world.clock());
    const readElsewhere = await session(4);

    expect(unread).toMatchObject([{ head: 10, unread: 0, unreadAt: 0, unreadSeqs: [] }]);
    expect(readElsewhere).toMatchObject([{ head: 10, unread: 0, unreadAt: 4, membership: { readSeq: 8 } }]);
    expect(calls.filter((call) => call.startsWith('messages'))).toEqual([]);
  });

  test('counts where the client has fallen too far behind to catch up', async () => {
    const { world, roomId } = await stage('ada', 'ben');
    await fill(world, roomId, limits.catchUpEvents + 3, 'ben');

    const { rooms } = await startSession(world, { userId: 'ada' }, { shown: [{ roomId, seq: 2 }] });

    expect(rooms).toMatchObject([{ unread: 100, unreadAt: limits.catchUpEvents + 4 }]);
  });

  test('works for who is not connected', async () => {
    const { world } = await stage('ada', 'ben');
    await closeConnection(world, 'ada-phone');

    await expect(startSession(world, { userId: 'ada' })).resolves.toMatchObject({ rooms: [{ unread: 0 }] });
  });
});
