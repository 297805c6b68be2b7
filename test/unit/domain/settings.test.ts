import type { UpdateRoom } from '@parley/protocol';
import { arrangeRoom } from '../../../lambdas/domain/arrangements.ts';
import { removeMember } from '../../../lambdas/domain/members.ts';
import { readEvents } from '../../../lambdas/domain/messages.ts';
import { browseRooms, getRoom, leaveRoom, openDirect, returnToRoom } from '../../../lambdas/domain/rooms.ts';
import { archiveRoom, restoreRoom, updateRoom } from '../../../lambdas/domain/settings.ts';
import { connect, freshId, introduce, persistAll, roomOf, say, stage } from '../../support/memory/stage.ts';

const eventsOf = async (world: Awaited<ReturnType<typeof stage>>['world'], roomId: string) =>
  (await world.messages.after(roomId, 0, 100)).items;

describe('[H5] settings', () => {
  test.each<[UpdateRoom, object]>([
    [{ avatar: { emoji: '🌹', hue: 2 } }, { avatar: { emoji: '🌹', hue: 2 } }],
    [{ announcement: true }, { announcement: true }],
    [{ slowModeSeconds: 30 }, { slowModeSeconds: 30 }],
    [{ visibility: 'private' }, { kind: 'private' }],
  ])('%j is an event of the log, and again it is none', async (request, after) => {
    const { world, roomId } = await stage('ada', 'ben');

    const room = await updateRoom(world, 'ada', roomId, request);
    await updateRoom(world, 'ada', roomId, request);
    await persistAll(world);

    expect(room).toMatchObject(after);
    expect((await eventsOf(world, roomId)).filter(({ kind }) => kind === 'room')).toMatchObject([{ senderId: 'ada', ...request }]);
  });

  test('[H16] a room that becomes private is gone for who is not in it, and stays for who is', async () => {
    const { world, roomId } = await stage('ada', 'ben');

    await updateRoom(world, 'ada', roomId, { visibility: 'private' });

    await expect(getRoom(world, 'cleo', roomId)).rejects.toMatchObject({ code: 'not_found' });
    expect((await browseRooms(world, 'cleo', {})).items).toEqual([]);
    await expect(say(world, 'ben-phone', roomId)).resolves.toBeDefined();
    await updateRoom(world, 'ada', roomId, { visibility: 'public' });
    await expect(getRoom(world, 'cleo', roomId)).resolves.toMatchObject({ kind: 'public' });
  });
});

describe('[H5] an announcement room', () => {
  test('takes messages of moderators and owners only, and what is refused costs no seq once the seats know', async () => {
    const { world, roomId } = await stage('ada', 'ben', 'cleo');
    await world.memberships.setRole(roomId, 'ben', 'moderator');
    await connect(world, 'ben', 'tablet');

    await updateRoom(world, 'ada', roomId, { announcement: true });
    const { head = 0 } = (await world.rooms.get(roomId)) ?? {};

    await expect(say(world, 'cleo-phone', roomId)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(say(world, 'ada-phone', roomId)).resolves.toMatchObject({ seq: head + 1 });
    await expect(say(world, 'ben-tablet', roomId)).resolves.toMatchObject({ seq: head + 2 });
  });

  test('refuses also who sits on a seat that has not heard of it', async () => {
    const { world, roomId } = await stage('ada', 'cleo');

    await world.rooms.number(roomId, world.clock(), { changes: { announcement: true } });

    await expect(say(world, 'cleo-phone', roomId)).rejects.toMatchObject({ code: 'forbidden' });
  });

  test('acknowledges again what it took before it became one', async () => {
    const { world, roomId } = await stage('ada', 'cleo');
    const id = freshId(world);
    const ack = await say(world, 'cleo-phone', roomId, 'Before', { id });
    await updateRoom(world, 'ada', roomId, { announcement: true });
    world.pass(60_000);
    await connect(world, 'cleo', 'again');

    await expect(say(world, 'cleo-again', roomId, 'Before', { id })).resolves.toEqual(ack);
  });
});

describe('[H5] slow mode', () => {
  test('has members wait between messages, on whichever device, and spares moderators', async () => {
    const { world, roomId } = await stage('ada', 'cleo');
    await updateRoom(world, 'ada', roomId, { slowModeSeconds: 30 });

    await say(world, 'cleo-phone', roomId);
    world.pass(10_000);
    await connect(world, 'cleo', 'other');
    const { head } = (await world.rooms.get(roomId)) ?? {};
    await expect(say(world, 'cleo-other', roomId)).rejects.toMatchObject({ code: 'rate_limited', retryAfterMs: 20_000 });
    await say(world, 'ada-phone', roomId);
    await expect(say(world, 'ada-phone', roomId)).resolves.toMatchObject({ seq: (head ?? 0) + 2 });
    world.pass(20_000);

    await expect(say(world, 'cleo-other', roomId)).resolves.toBeDefined();
  });

  test('lets the same message be sent again', async () => {
    const { world, roomId } = await stage('ada', 'cleo');
    await updateRoom(world, 'ada', roomId, { slowModeSeconds: 30 });
    const id = freshId(world);

    const ack = await say(world, 'cleo-phone', roomId, 'Once', { id });

    await expect(say(world, 'cleo-phone', roomId, 'Once', { id })).resolves.toEqual(ack);
  });

  test('that is over costs nothing any more', async () => {
    const { world, roomId } = await stage('ada', 'cleo');
    await updateRoom(world, 'ada', roomId, { slowModeSeconds: 30 });
    await updateRoom(world, 'ada', roomId, { slowModeSeconds: 0 });

    await say(world, 'cleo-phone', roomId);

    expect(await world.connections.seated('cleo-phone', roomId)).not.toHaveProperty('ruled');
    await expect(say(world, 'cleo-phone', roomId)).resolves.toBeDefined();
  });
});

describe('[H23] restoring', () => {
  test('opens an archived room again: it is told, listed and spoken in', async () => {
    const { world, roomId } = await stage('ada', 'ben');
    await archiveRoom(world, 'ada', roomId);

    await restoreRoom(world, 'ada', roomId);
    await restoreRoom(world, 'ada', roomId);
    await persistAll(world);

    expect((await eventsOf(world, roomId)).slice(-2)).toMatchObject([{ archived: true }, { archived: false, senderId: 'ada' }]);
    expect((await browseRooms(world, 'cleo', {})).items).toHaveLength(1);
    await expect(say(world, 'ben-phone', roomId)).resolves.toBeDefined();
  });

  test('and archiving again are events of their own', async () => {
    const { world, roomId } = await stage('ada');
    await archiveRoom(world, 'ada', roomId);
    await restoreRoom(world, 'ada', roomId);
    world.pass(60_000);

    await archiveRoom(world, 'ada', roomId);
    await persistAll(world);

    expect((await eventsOf(world, roomId)).map((event) => event.kind === 'room' && event.archived)).toEqual([true, false, true]);
    await expect(say(world, 'ada-phone', roomId)).rejects.toMatchObject({ code: 'forbidden' });
  });
});

describe('[H24] coming back', () => {
  test('soon after leaving gives the old role, and everything since is unread', async () => {
    const { world, roomId } = await stage('ada', 'ben');
    await world.memberships.setRole(roomId, 'ben', 'moderator');
    await say(world, 'ada-phone', roomId);
    const before = await world.memberships.get(roomId, 'ben');

    await leaveRoom(world, 'ben', roomId);
    world.pass(60_000);
    const back = await returnToRoom(world, 'ben', roomId);

    expect(back.membership).toMatchObject({ role: 'moderator', readSeq: before?.readSeq });
    expect(await world.connections.seated('ben-phone', roomId)).toMatchObject({ role: 'moderator' });
    expect((await world.rooms.get(roomId))?.memberCount).toBe(2);
  });

  test('to a private room works for the same time, and then is over', async () => {
    const { world } = await stage('ada', 'ben');
    const roomId = await roomOf(world, ['ada', 'ben'], { kind: 'private' });

    await leaveRoom(world, 'ben', roomId);
    await expect(returnToRoom(world, 'ben', roomId)).resolves.toMatchObject({ roomId });
    await leaveRoom(world, 'ben', roomId);
    world.pass(2 * 60_000);

    await expect(returnToRoom(world, 'ben', roomId)).rejects.toMatchObject({ code: 'not_found' });
  });

  test('later, to a public room, is joining', async () => {
    const { world, roomId } = await stage('ada', 'ben');
    await world.memberships.setRole(roomId, 'ben', 'moderator');

    await leaveRoom(world, 'ben', roomId);
    world.pass(2 * 60_000);

    expect((await returnToRoom(world, 'ben', roomId)).membership.role).toBe('member');
  });

  test('is not for who left in time to be removed, but by who stands below them', async () => {
    const { world } = await stage('ada', 'ben', 'cleo');
    const roomId = await roomOf(world, ['ada', 'ben', 'cleo'], { kind: 'private' });
    await world.memberships.setRole(roomId, 'cleo', 'moderator');
    for (const userId of ['ada', 'ben']) await leaveRoom(world, userId, roomId);
    await world.memberships.setRole(roomId, 'cleo', 'moderator');

    for (const userId of ['ada', 'ben']) await removeMember(world, 'cleo', roomId, userId);

    await expect(returnToRoom(world, 'ben', roomId)).rejects.toMatchObject({ code: 'not_found' });
    await expect(returnToRoom(world, 'ada', roomId)).resolves.toMatchObject({ membership: { role: 'owner' } });
  });

  test('is not for who has been removed, whatever they were when they last left', async () => {
    const { world, roomId } = await stage('ada', 'ben');
    await world.memberships.setRole(roomId, 'ben', 'moderator');
    await leaveRoom(world, 'ben', roomId);
    await returnToRoom(world, 'ben', roomId);

    await removeMember(world, 'ada', roomId, 'ben');

    expect((await returnToRoom(world, 'ben', roomId)).membership.role).toBe('member');
  });
});

describe('[H25] one’s own list', () => {
  test('is told to one’s own devices, and to nobody else', async () => {
    const { world, roomId } = await stage('ada', 'ben');

    await arrangeRoom(world, 'ada', roomId, { favourite: true });
    const membership = await arrangeRoom(world, 'ada', roomId, { section: 'Work' });

    expect(membership).toMatchObject({ favourite: true, section: 'Work' });
    expect(world.gateway.framesTo('ada-phone')).toEqual([
      { type: 'arranged', roomId, favourite: true, section: '' },
      { type: 'arranged', roomId, favourite: true, section: 'Work' },
    ]);
    expect(world.gateway.framesTo('ben-phone')).toEqual([]);
    expect(await world.memberships.get(roomId, 'ben')).not.toHaveProperty('favourite');
  });

  test('comes with the log, for a device that was not told', async () => {
    const { world, roomId } = await stage('ada', 'ben');
    await arrangeRoom(world, 'ada', roomId, { favourite: true });

    expect(await readEvents(world, 'ada', roomId, { after: 0 })).toMatchObject({ favourite: true, section: '' });
    expect(await readEvents(world, 'stranger', roomId, { after: 0 })).not.toHaveProperty('favourite');
  });

  test('has direct rooms too, and no room that one is not in', async () => {
    const { world, roomId } = await stage('ada', 'ben');
    await introduce(world, 'cleo');
    const direct = await openDirect(world, 'ada', { userIds: ['ben'] });

    await expect(arrangeRoom(world, 'ada', direct.roomId, { favourite: true })).resolves.toMatchObject({ favourite: true });
    await expect(arrangeRoom(world, 'cleo', roomId, { favourite: true })).rejects.toMatchObject({ code: 'forbidden' });
    await expect(arrangeRoom(world, 'cleo', direct.roomId, { favourite: true })).rejects.toMatchObject({ code: 'not_found' });
  });
});
