import { closeConnection } from '../../../lambdas/domain/connections.ts';
import { listMembers, putMember, removeMember } from '../../../lambdas/domain/members.ts';
import { openDirect } from '../../../lambdas/domain/rooms.ts';
import { archiveRoom } from '../../../lambdas/domain/settings.ts';
import { connect, fanOut, persistAll, roomOf, say, stage } from '../../support/memory/stage.ts';

const club = async () => {
  const { world } = await stage('ada', 'ben', 'cleo');
  const roomId = await roomOf(world, ['ada', 'ben'], { kind: 'private', name: 'Club' });
  for (const [userId, role] of [
    ['ada', 'owner'],
    ['ben', 'member'],
  ] as const)
    await world.connections.seat(
      { connectionId: `${userId}-phone`, userId, connectedAt: world.clock() - 60_000, expiresAt: world.clock() + 1e7 },
      [{ roomId, role, shards: 1 }],
    );
  world.gateway.clear();
  return { world, roomId };
};

describe('[H7] members', () => {
  test('are listed with who they are, their role and whether they are there: who may be on their way back still is', async () => {
    const { world, roomId } = await club();
    await closeConnection(world, 'ada-phone');
    await closeConnection(world, 'ben-phone');
    world.pass(3_000);
    await connect(world, 'ada');
    const returning = await listMembers(world, 'ada', roomId, {});
    world.pass(1_000);
    await fanOut(world);

    const { items } = await listMembers(world, 'ada', roomId, {});

    expect(returning.items).toMatchObject([{ presence: 'online' }, { presence: 'online' }]);
    expect(items).toMatchObject([
      { userId: 'ada', name: 'ada', role: 'owner', presence: 'online' },
      { userId: 'ben', role: 'member', presence: 'offline' },
    ]);
  });

  test('are filtered by name, and paged', async () => {
    const { world, roomId } = await stage('ada', 'ben', 'cleo');

    expect((await listMembers(world, 'ada', roomId, { query: 'CLÉ' })).items).toMatchObject([{ userId: 'cleo' }]);
    const first = await listMembers(world, 'ada', roomId, { limit: 2 });
    expect((await listMembers(world, 'ada', roomId, { limit: 2, cursor: first.cursor ?? '' })).items).toMatchObject([{ userId: 'cleo' }]);
  });

  test('[H16] of a private room are not found by who is not in it', async () => {
    const { world, roomId } = await club();

    await expect(listMembers(world, 'cleo', roomId, {})).rejects.toMatchObject({ code: 'not_found' });
    await expect(putMember(world, 'cleo', roomId, 'cleo', 'member')).rejects.toMatchObject({ code: 'not_found' });
    await expect(removeMember(world, 'cleo', roomId, 'ben')).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('[H7] adding', () => {
  test('any member adds a member: seated, told, and announced', async () => {
    const { world, roomId } = await club();

    const member = await putMember(world, 'ben', roomId, 'cleo', 'member');

    expect(member).toMatchObject({ userId: 'cleo', role: 'member', presence: 'online' });
    expect(world.gateway.framesTo('cleo-phone')).toContainEqual({ type: 'room', roomId, change: 'added' });
    expect(world.gateway.framesTo('ada-phone')).toEqual([
      expect.objectContaining({ kind: 'member', change: 'added', userId: 'cleo', senderId: 'ben', role: 'member' }),
    ]);
    await expect(say(world, 'cleo-phone', roomId)).resolves.toBeDefined();
  });

  test('a guest adds nobody, and only an owner adds moderators', async () => {
    const { world, roomId } = await club();

    await expect(putMember(world, 'ben', roomId, 'cleo', 'moderator')).rejects.toMatchObject({ code: 'forbidden' });
    await world.memberships.setRole(roomId, 'ben', 'guest');
    await expect(putMember(world, 'ben', roomId, 'cleo', 'member')).rejects.toMatchObject({ code: 'forbidden' });
    await expect(putMember(world, 'ada', roomId, 'cleo', 'moderator')).resolves.toMatchObject({ role: 'moderator' });
  });

  test('refuses people who do not exist, direct rooms and archived ones', async () => {
    const { world, roomId } = await club();
    const direct = await openDirect(world, 'ada', { userIds: ['ben'] });

    await expect(putMember(world, 'ada', roomId, 'nobody', 'member')).rejects.toMatchObject({ code: 'not_found' });
    await expect(putMember(world, 'ada', direct.roomId, 'cleo', 'member')).rejects.toMatchObject({ code: 'forbidden' });
    await archiveRoom(world, 'ada', roomId);
    await expect(putMember(world, 'ada', roomId, 'cleo', 'member')).rejects.toMatchObject({ code: 'forbidden' });
  });

  test('twice, also by another, is once', async () => {
    const { world, roomId } = await club();
    await putMember(world, 'ben', roomId, 'cleo', 'member');
    await persistAll(world);

    await putMember(world, 'ada', roomId, 'cleo', 'member');
    await persistAll(world);

    expect((await world.messages.after(roomId, 0, 10)).items).toMatchObject([{ change: 'added', senderId: 'ben' }]);
    expect((await world.rooms.get(roomId))?.memberCount).toBe(2);
  });
});

describe('[H7] roles', () => {
  test('an owner gives them, in the log and on the seats', async () => {
    const { world, roomId } = await club();

    await putMember(world, 'ada', roomId, 'ben', 'moderator');

    expect(await world.memberships.get(roomId, 'ben')).toMatchObject({ role: 'moderator' });
    expect(await world.connections.seated('ben-phone', roomId)).toMatchObject({ role: 'moderator' });
    expect(world.gateway.framesTo('ben-phone')).toEqual([
      expect.objectContaining({ kind: 'member', change: 'role', role: 'moderator', userId: 'ben' }),
    ]);
  });

  test.each(['member', 'moderator'] as const)('a %s gives none, not even to themselves', async (role) => {
    const { world, roomId } = await club();
    await world.memberships.setRole(roomId, 'ben', role);

    await expect(putMember(world, 'ben', roomId, 'ben', 'owner')).rejects.toMatchObject({ code: 'forbidden' });
    await expect(putMember(world, 'ben', roomId, 'ada', 'member')).rejects.toMatchObject({ code: 'forbidden' });
  });

  test('nobody demotes the last owner: conflict', async () => {
    const { world, roomId } = await club();

    await expect(putMember(world, 'ada', roomId, 'ada', 'member')).rejects.toMatchObject({ code: 'conflict' });
    await putMember(world, 'ada', roomId, 'ben', 'owner');
    await expect(putMember(world, 'ada', roomId, 'ada', 'member')).resolves.toMatchObject({ role: 'member' });
  });
});

describe('[R8] removing', () => {
  test('stops the room at once on all their connections and tells them', async () => {
    const { world, roomId } = await club();

    await removeMember(world, 'ada', roomId, 'ben');
    await say(world, 'ada-phone', roomId);

    expect(world.gateway.framesTo('ben-phone')).toEqual([{ type: 'room', roomId, change: 'removed', why: 'removed' }]);
    await expect(say(world, 'ben-phone', roomId)).rejects.toMatchObject({ code: 'not_found' });
    await persistAll(world);
    expect((await world.messages.after(roomId, 0, 10)).items[0]).toMatchObject({ change: 'removed', userId: 'ben', senderId: 'ada' });
  });

  test('a connection that opens in the middle of it keeps no seat', async () => {
    const { world, roomId } = await club();
    const racing: typeof world = {
      ...world,
      memberships: {
        ...world.memberships,
        remove: async (...membership) => {
          await connect(world, 'ben', 'late');
          return world.memberships.remove(...membership);
        },
      },
    };

    await removeMember(racing, 'ada', roomId, 'ben');

    expect(await world.connections.seated('ben-late', roomId)).toBeUndefined();
  });

  test('moderators remove those below them, and nobody their equals', async () => {
    const { world, roomId } = await stage('ada', 'ben', 'cleo', 'dan');
    await world.memberships.setRole(roomId, 'ben', 'moderator');
    await world.memberships.setRole(roomId, 'cleo', 'moderator');

    await expect(removeMember(world, 'dan', roomId, 'ben')).rejects.toMatchObject({ code: 'forbidden' });
    await expect(removeMember(world, 'ben', roomId, 'cleo')).rejects.toMatchObject({ code: 'forbidden' });
    await expect(removeMember(world, 'ben', roomId, 'ada')).rejects.toMatchObject({ code: 'forbidden' });
    await removeMember(world, 'ben', roomId, 'dan');
    expect(await world.memberships.get(roomId, 'dan')).toBeUndefined();
  });

  test('oneself is leaving', async () => {
    const { world, roomId } = await stage('ada', 'ben');

    await removeMember(world, 'ben', roomId, 'ben');
    await persistAll(world);

    expect((await world.messages.after(roomId, 0, 10)).items.at(-1)).toMatchObject({ change: 'left', userId: 'ben' });
  });
});
