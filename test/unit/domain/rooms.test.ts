import * as fc from 'fast-check';
import { receive, startRoom } from '../../../client/log.ts';
import { browseRooms, createRoom, getRoom, joinRoom, leaveRoom, openDirect } from '../../../lambdas/domain/rooms.ts';
import { archiveRoom, updateRoom } from '../../../lambdas/domain/settings.ts';
import { memoryWorld } from '../../support/memory/index.ts';
import { mortal, oneOfMany } from '../../support/memory/observed.ts';
import { connect, introduce, persistAll, roomOf, say, stage } from '../../support/memory/stage.ts';

const logOf = async (world: Awaited<ReturnType<typeof stage>>['world'], roomId: string) =>
  (await world.messages.after(roomId, 0, 100)).items;

describe('[H4] creating a room', () => {
  test('makes the caller its owner, seats their devices and tells them', async () => {
    const world = memoryWorld();
    await introduce(world, 'ada');
    await connect(world, 'ada');

    const room = await createRoom(world, 'ada', { kind: 'private', name: 'Plans' });

    expect(room).toMatchObject({
      kind: 'private',
      name: 'Plans',
      topic: '',
      head: 0,
      memberCount: 1,
      membership: { role: 'owner', readSeq: 0 },
    });
    expect(await world.connections.seated('ada-phone', room.roomId)).toMatchObject({ role: 'owner' });
    expect(world.gateway.framesTo('ada-phone')).toEqual([{ type: 'room', roomId: room.roomId, change: 'added' }]);
  });

  test('[R1] appends nothing: the first event has seq 1', async () => {
    const world = memoryWorld();
    await introduce(world, 'ada');
    await connect(world, 'ada');

    const { roomId } = await createRoom(world, 'ada', { kind: 'public', name: 'General' });

    await expect(say(world, 'ada-phone', roomId)).resolves.toMatchObject({ seq: 1 });
  });
});

describe('[H5] looking at rooms', () => {
  test('[H16] a private room is not found by who is not in it, on every call about it', async () => {
    const { world } = await stage('ada', 'ben');
    const roomId = await roomOf(world, ['ada'], { kind: 'private' });

    for (const call of [getRoom, joinRoom, leaveRoom, archiveRoom])
      await expect(call(world, 'ben', roomId)).rejects.toMatchObject({ code: 'not_found' });
    await expect(updateRoom(world, 'ben', roomId, { name: 'Mine' })).rejects.toMatchObject({ code: 'not_found' });
  });

  test('a public room is seen by everyone', async () => {
    const { world, roomId } = await stage('ada');

    await expect(getRoom(world, 'stranger', roomId)).resolves.toMatchObject({ roomId, name: 'General' });
  });

  test('browsing gives public rooms by name, and which of them one is in', async () => {
    const { world } = await stage('ada');
    await roomOf(world, ['ada'], { name: 'Élan' });
    await roomOf(world, ['ben'], { name: 'élevator' });
    await roomOf(world, ['ada'], { name: 'Elsewhere', kind: 'private' });

    const { items } = await browseRooms(world, 'ada', { query: 'EL' });

    expect(items.map(({ name, joined }) => [name, joined])).toEqual([
      ['Élan', true],
      ['élevator', false],
    ]);
  });

  test('browsing goes on from a cursor', async () => {
    const world = memoryWorld();
    await introduce(world, 'ada');
    for (const name of ['One', 'Two', 'Three']) await roomOf(world, ['ada'], { name });

    const first = await browseRooms(world, 'ada', { limit: 2 });
    const second = await browseRooms(world, 'ada', { limit: 2, cursor: first.cursor ?? '' });

    expect([...first.items, ...second.items].map(({ name }) => name)).toEqual(['One', 'Three', 'Two']);
    expect(second.cursor).toBeUndefined();
  });
});

describe('[H5] changing a room', () => {
  test('a new name is an event of the log, and only what changed is in it', async () => {
    const { world, roomId } = await stage('ada', 'ben');

    const room = await updateRoom(world, 'ada', roomId, { name: 'Lobby', topic: '' });
    await persistAll(world);

    expect(room).toMatchObject({ name: 'Lobby', topic: '' });
    const [event] = (await logOf(world, roomId)).slice(-1);
    expect(event).toMatchObject({ kind: 'room', senderId: 'ada', name: 'Lobby' });
    expect(event).not.toHaveProperty('topic');
    expect(world.gateway.framesTo('ben-phone')).toEqual([expect.objectContaining({ type: 'event', kind: 'room', name: 'Lobby' })]);
  });

  test('the same name again changes nothing', async () => {
    const { world, roomId } = await stage('ada', 'ben');

    await updateRoom(world, 'ada', roomId, { name: 'General' });

    expect(world.persistQueue.waiting).toEqual([]);
  });

  test('a member may not rename; a moderator may; nobody renames a direct room', async () => {
    const { world, roomId } = await stage('ada', 'ben', 'cleo');
    await world.memberships.setRole(roomId, 'ben', 'moderator');
    const direct = await openDirect(world, 'ada', { userIds: ['ben'] });

    await expect(updateRoom(world, 'cleo', roomId, { name: 'Mine' })).rejects.toMatchObject({ code: 'forbidden' });
    await expect(updateRoom(world, 'ben', roomId, { name: 'Ours' })).resolves.toMatchObject({ name: 'Ours' });
    await expect(updateRoom(world, 'ada', direct.roomId, { name: 'Us' })).rejects.toMatchObject({ code: 'forbidden' });
  });

  test('[R3] of two who rename at once, the later in the log has its way, in the record and on every screen', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.constantFrom('General', 'Roses', 'Tulips'), async (scheduler, name) => {
        const { world, roomId } = await stage('ada', 'ben', 'cleo');
        await world.memberships.setRole(roomId, 'ben', 'moderator');
        const [membership, before] = [await world.memberships.get(roomId, 'cleo'), await world.rooms.get(roomId)];
        const through = () => oneOfMany(world, { turn: (call) => scheduler.schedule(Promise.resolve(), call), skew: 0 });

        const renames = [updateRoom(through(), 'ada', roomId, { name: 'Roses' }), updateRoom(through(), 'ben', roomId, { name })];
        await scheduler.waitFor(Promise.all(renames));

        if (membership === undefined || before === undefined) throw new Error('cleo is in the room');
        const frames = world.gateway.framesTo('cleo-phone').flatMap((frame) => (frame.type === 'event' ? [frame] : []));
        const start = startRoom({
          room: before,
          membership,
          head: before.head,
          unread: 0,
          unreadSeqs: [],
          mentionSeqs: [],
          unreadAt: before.head,
        });
        const shown = frames.reduce((room, { type: _, ...event }) => receive(room, [event], []), start);
        expect([shown.room.name, shown.waiting.size]).toEqual([(await world.rooms.get(roomId))?.name, 0]);
      }),
      { numRuns: 100 },
    );
  });

  test('an owner archives: the log ends with that, stays readable and takes nothing more', async () => {
    const { world, roomId } = await stage('ada', 'ben');

    await expect(archiveRoom(world, 'ben', roomId)).rejects.toMatchObject({ code: 'forbidden' });
    await archiveRoom(world, 'ada', roomId);
    await archiveRoom(world, 'ada', roomId);
    await persistAll(world);

    expect((await logOf(world, roomId)).at(-1)).toMatchObject({ kind: 'room', archived: true });
    await expect(say(world, 'ada-phone', roomId)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(updateRoom(world, 'ada', roomId, { name: 'Late' })).rejects.toMatchObject({ code: 'forbidden' });
    await expect(joinRoom(world, 'cleo', roomId)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(getRoom(world, 'ben', roomId)).resolves.toMatchObject({ archived: true });
  });
});

describe('[H6] joining', () => {
  test('seats every device, counts the member, tells the room, and takes what was said before as read', async () => {
    const { world, roomId } = await stage('ada', 'ben');
    await introduce(world, 'cleo');
    await connect(world, 'cleo');
    await say(world, 'ada-phone', roomId);
    world.gateway.clear();

    const joined = await joinRoom(world, 'cleo', roomId);

    expect(joined).toMatchObject({ memberCount: 3, head: 3, membership: { userId: 'cleo', role: 'member', readSeq: 2 } });
    expect(world.gateway.framesTo('ada-phone')).toContainEqual(
      expect.objectContaining({ type: 'event', kind: 'member', userId: 'cleo', change: 'joined', role: 'member' }),
    );
    expect(world.gateway.framesTo('cleo-phone')).toContainEqual({ type: 'room', roomId, change: 'added' });
    await expect(say(world, 'cleo-phone', roomId)).resolves.toMatchObject({ seq: 4 });
  });

  test('twice is once', async () => {
    const { world, roomId } = await stage('ada', 'ben');
    const first = await joinRoom(world, 'cleo', roomId);
    world.pass(1_000);
    await persistAll(world);

    const second = await joinRoom(world, 'cleo', roomId);
    await persistAll(world);

    expect(second.membership).toEqual(first.membership);
    expect(second.memberCount).toBe(3);
    expect((await logOf(world, roomId)).filter((event) => event.kind === 'member' && event.userId === 'cleo')).toHaveLength(1);
  });

  test('the creator who joins their own room is announced no more than when they made it', async () => {
    const { world, roomId } = await stage('ada');

    await joinRoom(world, 'ada', roomId);

    expect(world.persistQueue.waiting).toEqual([]);
  });

  test('whoever enters a public room that everybody has left owns it', async () => {
    const { world, roomId } = await stage('ada');
    await leaveRoom(world, 'ada', roomId);

    await expect(joinRoom(world, 'ben', roomId)).resolves.toMatchObject({ memberCount: 1, membership: { role: 'owner' } });
  });
});

describe('[H6] leaving', () => {
  test('[R8] ends the room’s events on all devices, tells them and the room', async () => {
    const { world, roomId } = await stage('ada', 'ben');
    await connect(world, 'ben', 'desktop');
    world.gateway.clear();

    await leaveRoom(world, 'ben', roomId);
    await say(world, 'ada-phone', roomId);

    for (const connectionId of ['ben-phone', 'ben-desktop'])
      expect(world.gateway.framesTo(connectionId)).toEqual([{ type: 'room', roomId, change: 'removed', why: 'left' }]);
    expect(world.gateway.framesTo('ada-phone')).toEqual([expect.objectContaining({ kind: 'member', userId: 'ben', change: 'left' })]);
    expect((await world.rooms.get(roomId))?.memberCount).toBe(1);
    await expect(say(world, 'ben-phone', roomId)).rejects.toMatchObject({ code: 'forbidden' });
  });

  test('twice is once, and joining again later is a new arrival', async () => {
    const { world, roomId } = await stage('ada', 'ben');

    await leaveRoom(world, 'ben', roomId);
    await leaveRoom(world, 'ben', roomId);
    world.pass(1);
    await joinRoom(world, 'ben', roomId);
    await persistAll(world);

    const changes = (await logOf(world, roomId)).flatMap((event) =>
      event.kind === 'member' && event.userId === 'ben' ? event.change : [],
    );
    expect(changes).toEqual(['joined', 'left', 'joined']);
    expect((await world.rooms.get(roomId))?.memberCount).toBe(2);
  });

  test('the last owner’s place goes to the longest-standing moderator', async () => {
    const { world, roomId } = await stage('ada', 'ben', 'cleo', 'dan');
    await world.memberships.setRole(roomId, 'cleo', 'moderator');

    await leaveRoom(world, 'ada', roomId);
    await persistAll(world);

    expect(await world.memberships.get(roomId, 'cleo')).toMatchObject({ role: 'owner' });
    expect((await world.connections.seated('cleo-phone', roomId))?.role).toBe('owner');
    const [handedOver, left] = (await logOf(world, roomId)).slice(-2);
    expect(handedOver).toMatchObject({ kind: 'member', userId: 'cleo', change: 'role', role: 'owner', senderId: 'ada' });
    expect(left).toMatchObject({ kind: 'member', userId: 'ada', change: 'left' });
  });

  test('without moderators it goes to the longest-standing member', async () => {
    const { world, roomId } = await stage('ada', 'ben');
    world.pass(1);
    await joinRoom(world, 'aaron', roomId);

    await leaveRoom(world, 'ada', roomId);

    expect(await world.memberships.get(roomId, 'ben')).toMatchObject({ role: 'owner' });
    expect(await world.memberships.get(roomId, 'aaron')).toMatchObject({ role: 'member' });
  });

  test('an owner among owners leaves without handing over', async () => {
    const { world, roomId } = await stage('ada', 'ben', 'cleo');
    await world.memberships.setRole(roomId, 'ben', 'owner');

    await leaveRoom(world, 'ada', roomId);

    expect(await world.memberships.get(roomId, 'cleo')).toMatchObject({ role: 'member' });
  });

  test('a private room that nobody is left in is archived', async () => {
    const world = memoryWorld();
    const roomId = await roomOf(world, ['ada'], { kind: 'private' });

    await leaveRoom(world, 'ada', roomId);

    expect(await world.rooms.get(roomId)).toMatchObject({ archived: true });
    expect(await world.memberships.get(roomId, 'ada')).toBeUndefined();
  });

  test('an archived room can be left, without a word in its log', async () => {
    const { world, roomId } = await stage('ada', 'ben');
    await archiveRoom(world, 'ada', roomId);
    const head = (await world.rooms.get(roomId))?.head;

    await leaveRoom(world, 'ben', roomId);

    expect(await world.memberships.get(roomId, 'ben')).toBeUndefined();
    expect((await world.rooms.get(roomId))?.head).toBe(head);
  });

  test('a direct room cannot be left', async () => {
    const { world } = await stage('ada', 'ben');
    const { roomId } = await openDirect(world, 'ada', { userIds: ['ben'] });

    await expect(leaveRoom(world, 'ada', roomId)).rejects.toMatchObject({ code: 'forbidden' });
  });
});

describe('[H9] direct rooms', () => {
  test('the same people, in any order and from any of them, share one room', async () => {
    const { world } = await stage('ada', 'ben', 'cleo');

    const one = await openDirect(world, 'ada', { userIds: ['ben', 'cleo'] });
    const other = await openDirect(world, 'cleo', { userIds: ['ben', 'ada', 'cleo'] });

    expect(other.roomId).toBe(one.roomId);
    expect(one).toMatchObject({
      kind: 'direct',
      name: '',
      memberCount: 3,
      people: [{ userId: 'ada' }, { userId: 'ben' }, { userId: 'cleo' }],
    });
    expect(other.membership).toMatchObject({ userId: 'cleo', role: 'member' });
  });

  test('other people, another room', async () => {
    const { world } = await stage('ada', 'ben', 'cleo');

    const rooms = [await openDirect(world, 'ada', { userIds: ['ben'] }), await openDirect(world, 'ada', { userIds: ['ben', 'cleo'] })];

    expect(new Set(rooms.map(({ roomId }) => roomId)).size).toBe(2);
  });

  test('everyone is seated and told, and may speak at once', async () => {
    const { world } = await stage('ada', 'ben');

    const { roomId } = await openDirect(world, 'ada', { userIds: ['ben'] });

    expect(world.gateway.framesTo('ben-phone')).toEqual([{ type: 'room', roomId, change: 'added' }]);
    await expect(say(world, 'ben-phone', roomId)).resolves.toMatchObject({ seq: 1 });
  });

  test('refuses oneself alone, too many, and people who do not exist', async () => {
    const { world } = await stage('ada');
    const many = Array.from({ length: 9 }, (_, index) => `user-${index}`);

    await expect(openDirect(world, 'ada', { userIds: ['ada'] })).rejects.toMatchObject({ code: 'bad_request' });
    await expect(openDirect(world, 'ada', { userIds: many })).rejects.toMatchObject({ code: 'bad_request' });
    await expect(openDirect(world, 'ada', { userIds: ['nobody'] })).rejects.toMatchObject({ code: 'not_found' });
  });

  test.each(Array.from({ length: 24 }, (_, step) => step))('killed at step %i, opening again completes it for everyone', async (step) => {
    const { world } = await stage('ada', 'ben');
    const { deps } = mortal(world, step);
    await openDirect(deps, 'ada', { userIds: ['ben'] }).catch(() => undefined);

    const { roomId } = await openDirect(world, 'ben', { userIds: ['ada'] });

    for (const connectionId of ['ada-phone', 'ben-phone']) expect(await world.connections.seated(connectionId, roomId)).toBeDefined();
    expect((await world.rooms.get(roomId))?.memberCount).toBe(2);
  });
});
