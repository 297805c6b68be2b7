import { catchUp } from '../../../lambdas/domain/catch-up.ts';
import { acceptInvite, createInvite } from '../../../lambdas/domain/invites.ts';
import { putMember } from '../../../lambdas/domain/members.ts';
import { getProfile, searchPeople } from '../../../lambdas/domain/people.ts';
import { browseRooms, createRoom, getRoom, joinRoom, openDirect } from '../../../lambdas/domain/rooms.ts';
import { introduce, roomOf, say, stage } from '../../support/memory/stage.ts';

/** Gwen has come by a guest's invitation to a private room of Ada and Ben; Cleo is elsewhere, and the stage's room is public. */
const visited = async () => {
  const { world, roomId: open } = await stage('ada', 'ben', 'cleo');
  await introduce(world, 'gwen');
  const club = await roomOf(world, ['ada', 'ben'], { kind: 'private' });
  const { code } = await createInvite(world, 'ada', club, { role: 'guest' });
  await acceptInvite(world, 'gwen', code);
  return { world, open, club };
};

describe('[H20] a guest of the workspace', () => {
  test('knows of no room but their own', async () => {
    const { world, open, club } = await visited();
    await say(world, 'ada-phone', open);

    expect((await browseRooms(world, 'gwen', {})).items).toEqual([]);
    for (const call of [getRoom, joinRoom]) await expect(call(world, 'gwen', open)).rejects.toMatchObject({ code: 'not_found' });
    const { rooms } = await catchUp(world, 'gwen', {
      shown: [
        { roomId: open, seq: 0 },
        { roomId: club, seq: 0 },
      ],
    });
    expect(rooms.map(({ roomId }) => roomId)).toEqual([club]);
    await expect(getRoom(world, 'gwen', club)).resolves.toMatchObject({ roomId: club });
  });

  test('opens no room, and direct ones with people they meet only', async () => {
    const { world } = await visited();

    await expect(createRoom(world, 'gwen', { kind: 'private', name: 'Mine' })).rejects.toMatchObject({ code: 'forbidden' });
    await expect(openDirect(world, 'gwen', { userIds: ['ben', 'cleo'] })).rejects.toMatchObject({ code: 'not_found' });
    await expect(openDirect(world, 'gwen', { userIds: ['ben'] })).resolves.toMatchObject({ kind: 'direct' });
  });

  test('finds and sees people they meet, and nobody else', async () => {
    const { world } = await visited();

    expect((await searchPeople(world, 'gwen', {})).items.map(({ userId }) => userId)).toEqual(['ada', 'ben', 'gwen']);
    expect((await searchPeople(world, 'gwen', { query: 'BE' })).items.map(({ userId }) => userId)).toEqual(['ben']);
    await expect(getProfile(world, 'gwen', 'cleo')).rejects.toMatchObject({ code: 'not_found' });
    await expect(getProfile(world, 'gwen', 'ada')).resolves.toMatchObject({ userId: 'ada' });
  });

  test('is found and written to by everybody', async () => {
    const { world } = await visited();

    expect((await searchPeople(world, 'cleo', { query: 'gwen' })).items).toHaveLength(1);
    await expect(openDirect(world, 'cleo', { userIds: ['gwen'] })).resolves.toMatchObject({ kind: 'direct' });
  });

  test.each<[string, (world: Awaited<ReturnType<typeof visited>>['world'], club: string) => Promise<unknown>]>([
    ['is made a member', (world, club) => putMember(world, 'ada', club, 'gwen', 'member')],
    [
      'accepts a member’s invitation',
      async (world) => {
        const other = await roomOf(world, ['ada']);
        return acceptInvite(world, 'gwen', (await createInvite(world, 'ada', other, {})).code);
      },
    ],
  ])('is one no more once one %s', async (_what, happens) => {
    const { world, open, club } = await visited();

    await happens(world, club);

    await expect(joinRoom(world, 'gwen', open)).resolves.toMatchObject({ roomId: open });
  });

  test('is nobody who was in a room before', async () => {
    const { world, open, club } = await visited();
    const { code } = await createInvite(world, 'ada', club, { role: 'guest' });

    await acceptInvite(world, 'cleo', code);

    expect((await browseRooms(world, 'cleo', {})).items.map(({ roomId }) => roomId)).toEqual([open]);
  });
});
