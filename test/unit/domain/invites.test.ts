import { limits } from '@parley/protocol';
import { banPerson } from '../../../lambdas/domain/bans.ts';
import { acceptInvite, createInvite, listInvites, previewInvite, revokeInvite } from '../../../lambdas/domain/invites.ts';
import { removeMember } from '../../../lambdas/domain/members.ts';
import { archiveRoom, updateRoom } from '../../../lambdas/domain/settings.ts';
import type { World } from '../../support/memory/index.ts';
import { connect, introduce, persistAll, roomOf, stage } from '../../support/memory/stage.ts';

const HOUR = 60 * 60_000;

/** A private room of Ada's and Ben's; Cleo and Dan are outside. */
const club = async (): Promise<{ world: World; roomId: string }> => {
  const { world } = await stage('ada', 'ben');
  await introduce(world, 'cleo', 'dan');
  const roomId = await roomOf(world, ['ada', 'ben'], { kind: 'private', name: 'Club' });
  await connect(world, 'cleo');
  world.gateway.clear();
  return { world, roomId };
};

const isOver = { code: 'not_found', message: 'This invitation is not valid any more.' };

describe('[H8] an invitation', () => {
  test('lets somebody into a private room, who is in the log, on the roster and told', async () => {
    const { world, roomId } = await club();
    const { code } = await createInvite(world, 'ben', roomId, {});

    const joined = await acceptInvite(world, 'cleo', code);
    await persistAll(world);

    expect(joined).toMatchObject({ roomId, name: 'Club', membership: { role: 'member', userId: 'cleo' } });
    expect((await world.messages.after(roomId, 0, 10)).items.at(-1)).toMatchObject({ change: 'joined', userId: 'cleo', senderId: 'cleo' });
    expect(await world.connections.seated('cleo-phone', roomId)).toMatchObject({ role: 'member' });
    expect(world.gateway.framesTo('cleo-phone')).toContainEqual({ type: 'room', roomId, change: 'added' });
  });

  test('for a guest makes a guest', async () => {
    const { world, roomId } = await club();
    const { code } = await createInvite(world, 'ada', roomId, { role: 'guest' });

    expect((await acceptInvite(world, 'cleo', code)).membership.role).toBe('guest');
  });

  test('is good for a week unless told otherwise, and over to the millisecond', async () => {
    const { world, roomId } = await club();
    const long = await createInvite(world, 'ada', roomId, {});
    const short = await createInvite(world, 'ada', roomId, { expiresAt: world.clock() + HOUR });

    world.pass(HOUR - 1);
    await acceptInvite(world, 'cleo', short.code);
    world.pass(1);
    const refused = acceptInvite(world, 'dan', short.code);

    await expect(refused).rejects.toMatchObject(isOver);
    expect(long.expiresAt - long.createdAt).toBe(limits.inviteMs);
    await expect(createInvite(world, 'ada', roomId, { expiresAt: world.clock() })).rejects.toMatchObject({ code: 'bad_request' });
  });

  test('accepted twice is accepted once, and costs one use', async () => {
    const { world, roomId } = await club();
    const { code } = await createInvite(world, 'ada', roomId, { maxUses: 1 });

    await acceptInvite(world, 'cleo', code);
    const again = await acceptInvite(world, 'cleo', code);

    expect(again.membership.userId).toBe('cleo');
    expect(await world.invites.get(code, world.clock())).toMatchObject({ uses: 1 });
    expect((await world.rooms.get(roomId))?.memberCount).toBe((await world.memberships.ofRoom(roomId, { limit: 10 })).items.length - 1);
    await expect(acceptInvite(world, 'dan', code)).rejects.toMatchObject(isOver);
  });

  test('ends when it is revoked, by its maker or a moderator; members leave those of others alone', async () => {
    const { world, roomId } = await club();
    const hers = await createInvite(world, 'ada', roomId, {});
    const his = await createInvite(world, 'ben', roomId, {});

    await expect(revokeInvite(world, 'ben', roomId, hers.code)).rejects.toMatchObject({ code: 'forbidden' });
    expect((await listInvites(world, 'ben', roomId, {})).items).toEqual([his]);
    expect((await listInvites(world, 'ada', roomId, {})).items).toHaveLength(2);
    await revokeInvite(world, 'ada', roomId, his.code);
    await revokeInvite(world, 'ada', roomId, his.code);

    await expect(acceptInvite(world, 'cleo', his.code)).rejects.toMatchObject(isOver);
    expect((await listInvites(world, 'ada', roomId, {})).items).toEqual([hers]);
  });

  test('is not revoked by way of another room', async () => {
    const { world, roomId } = await club();
    const { code } = await createInvite(world, 'ada', roomId, {});
    const other = await roomOf(world, ['dan']);

    await revokeInvite(world, 'dan', other, code);

    await expect(previewInvite(world, code)).resolves.toBeDefined();
  });

  test.each<[string, (world: World, roomId: string) => Promise<unknown>]>([
    ['its maker has been removed', (world, roomId) => removeMember(world, 'ada', roomId, 'ben')],
    ['its maker has become a guest', (world, roomId) => world.memberships.setRole(roomId, 'ben', 'guest')],
    ['the room has been archived', (world, roomId) => archiveRoom(world, 'ada', roomId)],
  ])('is worth nothing once %s', async (_when, happens) => {
    const { world, roomId } = await club();
    const { code } = await createInvite(world, 'ben', roomId, {});

    await happens(world, roomId);

    await expect(acceptInvite(world, 'cleo', code)).rejects.toMatchObject(isOver);
    await expect(previewInvite(world, code)).rejects.toMatchObject(isOver);
  });

  test('does not bring back who has been banned', async () => {
    const { world, roomId } = await club();
    const { code } = await createInvite(world, 'ada', roomId, { maxUses: 1 });
    await banPerson(world, 'ada', roomId, 'cleo');

    await expect(acceptInvite(world, 'cleo', code)).rejects.toMatchObject({ code: 'forbidden' });

    expect(await world.invites.get(code, world.clock())).toMatchObject({ uses: 0 });
  });
});

describe('[H8] a preview', () => {
  test('tells where the link leads and who asks, and nothing else', async () => {
    const { world, roomId } = await club();
    await updateRoom(world, 'ada', roomId, { topic: 'The plan', avatar: { emoji: '🌹', hue: 3 } });
    const { code, expiresAt } = await createInvite(world, 'ben', roomId, { maxUses: 5 });

    expect(await previewInvite(world, code)).toEqual({
      room: { kind: 'private', name: 'Club', memberCount: 1, avatar: { emoji: '🌹', hue: 3 } },
      invitedBy: 'ben',
      expiresAt,
    });
  });

  test('of a link that has been used up, or never was, is the same refusal', async () => {
    const { world, roomId } = await club();
    const { code } = await createInvite(world, 'ada', roomId, { maxUses: 1 });
    await acceptInvite(world, 'cleo', code);

    await expect(previewInvite(world, code)).rejects.toMatchObject(isOver);
    await expect(previewInvite(world, 'never')).rejects.toMatchObject(isOver);
  });
});
