import { banPerson, liftBan, listBans } from '../../../lambdas/domain/bans.ts';
import { muteMember, putMember, removeMember } from '../../../lambdas/domain/members.ts';
import { postCommand } from '../../../lambdas/domain/messages.ts';
import { joinRoom, returnToRoom } from '../../../lambdas/domain/rooms.ts';
import { settleRoster } from '../../../lambdas/domain/rosters.ts';
import { connect, freshId, introduce, persistAll, say, stage } from '../../support/memory/stage.ts';

const club = async () => {
  const { world, roomId } = await stage('ada', 'ben', 'cleo');
  await world.memberships.setRole(roomId, 'ben', 'moderator');
  await introduce(world, 'dan');
  return { world, roomId };
};

describe('[H21] a ban', () => {
  test('[R8] stops the room at once on all their connections, and is told in the log', async () => {
    const { world, roomId } = await club();

    await banPerson(world, 'ben', roomId, 'cleo');
    await say(world, 'ada-phone', roomId);
    await persistAll(world);

    expect(world.gateway.framesTo('cleo-phone')).toEqual([{ type: 'room', roomId, change: 'removed', why: 'banned' }]);
    await expect(say(world, 'cleo-phone', roomId)).rejects.toMatchObject({ code: 'forbidden' });
    expect((await world.messages.after(roomId, 0, 10)).items).toContainEqual(
      expect.objectContaining({ change: 'removed', userId: 'cleo', senderId: 'ben', banned: true }),
    );
  });

  test('[R8] stops it on every connection, however many they have opened', async () => {
    const { world, roomId } = await club();
    for (let device = 0; device < 250; device += 1) await connect(world, 'cleo', `device-${device}`);
    const seated = async () =>
      (await world.connections.shard({ roomId, shard: 0 }, { limit: 1_000 })).items.filter(({ userId }) => userId === 'cleo').length;
    const before = await seated();

    await banPerson(world, 'ben', roomId, 'cleo');

    expect([before, await seated()]).toEqual([251, 0]);
  });

  test('keeps them out, however they come, until it is lifted', async () => {
    const { world, roomId } = await club();
    await banPerson(world, 'ben', roomId, 'cleo');

    await expect(joinRoom(world, 'cleo', roomId)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(returnToRoom(world, 'cleo', roomId)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(putMember(world, 'ada', roomId, 'cleo', 'member')).rejects.toMatchObject({ code: 'forbidden' });
    await liftBan(world, 'ben', roomId, 'cleo');
    await liftBan(world, 'ben', roomId, 'cleo');

    await expect(joinRoom(world, 'cleo', roomId)).resolves.toMatchObject({ membership: { role: 'member' } });
  });

  test('that comes while they join keeps them out too', async () => {
    const { world, roomId } = await club();
    const racing: typeof world = {
      ...world,
      memberships: {
        ...world.memberships,
        add: async (membership) => {
          await world.bans.put({ roomId, userId: 'dan', bannedBy: 'ben', bannedAt: world.clock(), evicts: false });
          return world.memberships.add(membership);
        },
      },
    };

    await expect(joinRoom(racing, 'dan', roomId)).rejects.toMatchObject({ code: 'forbidden' });

    expect(await world.memberships.get(roomId, 'dan')).toBeUndefined();
    expect(world.persistQueue.waiting).toEqual([]);
  });

  test('[R8] that comes while they take their seats leaves them none', async () => {
    const { world, roomId } = await club();
    const { find } = world.connections;
    let banning: Promise<unknown> | undefined;
    const slow: typeof find = async (connectionId) => {
      banning ??= banPerson(world, 'ben', roomId, 'dan');
      await banning;
      return find(connectionId);
    };
    await connect(world, 'dan');

    await joinRoom({ ...world, connections: { ...world.connections, find: slow } }, 'dan', roomId);

    expect(await world.connections.seated('dan-phone', roomId)).toBeUndefined();
  });

  test('is listed with who did it, also of somebody who was never there', async () => {
    const { world, roomId } = await club();

    await banPerson(world, 'ben', roomId, 'dan');
    await banPerson(world, 'ada', roomId, 'dan');

    expect((await listBans(world, 'ada', roomId, {})).items).toEqual([
      { userId: 'dan', name: 'dan', handle: 'dan', bannedBy: 'ben', bannedAt: world.clock() },
    ]);
    await expect(banPerson(world, 'ada', roomId, 'nobody')).rejects.toMatchObject({ code: 'not_found' });
  });

  test('of a stranger is not told to them', async () => {
    const { world, roomId } = await club();
    await connect(world, 'dan');

    await banPerson(world, 'ben', roomId, 'dan');
    await banPerson(world, 'ben', roomId, 'dan');

    expect(world.gateway.framesTo('dan-phone')).toEqual([]);
  });

  test('of an equal, of a higher one or of oneself is forbidden', async () => {
    const { world, roomId } = await club();

    for (const userId of ['ada', 'ben']) await expect(banPerson(world, 'ben', roomId, userId)).rejects.toMatchObject({ code: 'forbidden' });

    expect((await listBans(world, 'ada', roomId, {})).items).toEqual([]);
  });
});

describe('[H22] a mute', () => {
  test('keeps a member from sending, editing and reacting on all their connections, but not from deleting', async () => {
    const { world, roomId } = await club();
    await connect(world, 'cleo', 'tablet');
    world.pass(60_000);
    const { seq: target } = await say(world, 'cleo-phone', roomId, 'Mine');
    await persistAll(world);
    const cleo = (command: object) => postCommand(world, 'cleo-tablet', { id: freshId(world), roomId, target, ...command } as never);

    await muteMember(world, 'ben', roomId, 'cleo', 10);

    await expect(say(world, 'cleo-phone', roomId)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(cleo({ action: 'edit', text: 'x' })).rejects.toMatchObject({ code: 'forbidden' });
    await expect(cleo({ action: 'react', emoji: '👍', on: true })).rejects.toMatchObject({ code: 'forbidden' });
    await expect(cleo({ action: 'delete' })).resolves.toBeDefined();
  });

  test('is not undone for a moment by a look at the roster that began before it', async () => {
    const { world, roomId } = await club();
    const { reseat, seated } = world.connections;
    const seats: unknown[] = [];
    let muting: Promise<unknown> | undefined;
    const slow: typeof reseat = async (...seating) => {
      muting ??= muteMember(world, 'ben', roomId, 'cleo', 10);
      await muting;
      const taken = await reseat(...seating);
      seats.push((await seated('cleo-phone', roomId))?.mutedUntil);
      return taken;
    };

    await settleRoster({ ...world, connections: { ...world.connections, reseat: slow } }, roomId, 'cleo');

    const mutedUntil = world.clock() + 600_000;
    expect(seats).toEqual([mutedUntil, mutedUntil]);
    await expect(say(world, 'cleo-phone', roomId)).rejects.toMatchObject({ code: 'forbidden' });
  });

  test('is not undone for who is put out while the roster is settled', async () => {
    const { world, roomId } = await club();
    await world.connections.unseat('cleo-phone', roomId);
    const { reseat } = world.connections;
    let leaving: Promise<unknown> | undefined;
    const slow: typeof reseat = async (...seating) => {
      leaving ??= removeMember(world, 'ben', roomId, 'cleo');
      await leaving;
      return reseat(...seating);
    };

    await settleRoster({ ...world, connections: { ...world.connections, reseat: slow } }, roomId, 'cleo');

    expect(await world.connections.seated('cleo-phone', roomId)).toBeUndefined();
  });

  test('is over at its time, or when it is taken back', async () => {
    const { world, roomId } = await club();

    await muteMember(world, 'ben', roomId, 'cleo', 10);
    world.pass(10 * 60_000);
    await expect(say(world, 'cleo-phone', roomId)).resolves.toBeDefined();
    await muteMember(world, 'ben', roomId, 'cleo', 10);
    await muteMember(world, 'ben', roomId, 'cleo', 0);

    await expect(say(world, 'cleo-phone', roomId)).resolves.toBeDefined();
  });

  test('holds for a connection that opens later, and is told to everyone in the room', async () => {
    const { world, roomId } = await club();

    const muted = await muteMember(world, 'ben', roomId, 'cleo', 10);
    await connect(world, 'cleo', 'late');

    expect(muted).toMatchObject({ userId: 'cleo', mutedUntil: world.clock() + 10 * 60_000 });
    await expect(say(world, 'cleo-late', roomId)).rejects.toMatchObject({ code: 'forbidden' });
    expect(world.gateway.framesTo('ada-phone')).toContainEqual(
      expect.objectContaining({ kind: 'member', change: 'role', role: 'member', userId: 'cleo', mutedUntil: muted.mutedUntil }),
    );
  });

  test('of an equal is forbidden, and of somebody outside not found', async () => {
    const { world, roomId } = await club();

    await expect(muteMember(world, 'ben', roomId, 'ada', 10)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(muteMember(world, 'ben', roomId, 'dan', 10)).rejects.toMatchObject({ code: 'not_found' });
  });
});
