import { blockPerson, listBlocks, unblockPerson } from '../../../lambdas/domain/blocks.ts';
import { listMembers, putMember } from '../../../lambdas/domain/members.ts';
import { postCommand } from '../../../lambdas/domain/messages.ts';
import { getProfile, presences } from '../../../lambdas/domain/people.ts';
import { listReceipts } from '../../../lambdas/domain/receipts.ts';
import { openDirect } from '../../../lambdas/domain/rooms.ts';
import { listScheduled, putScheduled } from '../../../lambdas/domain/scheduled.ts';
import { startSession } from '../../../lambdas/domain/session.ts';
import { signal } from '../../../lambdas/domain/signals.ts';
import { killEverywhere } from '../../support/kill-matrix.ts';
import type { World } from '../../support/memory/index.ts';
import { recorded } from '../../support/memory/observed.ts';
import { freshId, persistAll, roomOf, say, stage } from '../../support/memory/stage.ts';

const framesOf = (world: World, connectionId: string, type: string) =>
  world.gateway.framesTo(connectionId).filter((frame) => frame.type === type);

/** Ada and Ben, both connected, with a room and a conversation of their own, in which Ben has said something. */
const conversation = async () => {
  const { world, roomId } = await stage('ada', 'ben');
  const direct = (await openDirect(world, 'ada', { userIds: ['ben'] })).roomId;
  const { seq } = await say(world, 'ben-phone', direct, 'Hey.');
  await persistAll(world);
  world.gateway.clear();
  return { world, roomId, direct, seq };
};

describe('[H61] who is blocked', () => {
  test('is listed, and known to the other devices and to the next session, until that is lifted', async () => {
    const { world } = await conversation();

    await blockPerson(world, 'ada', 'ben');

    expect((await listBlocks(world, 'ada')).items).toMatchObject([{ userId: 'ben', name: 'ben', blockedAt: world.clock() }]);
    expect(framesOf(world, 'ada-phone', 'block')).toEqual([{ type: 'block', userId: 'ben', on: true }]);
    expect((await startSession(world, { userId: 'ada', deviceId: 'd' })).blocked).toEqual(['ben']);
    expect((await startSession(world, { userId: 'ben', deviceId: 'd' })).blocked).toEqual([]);
    await unblockPerson(world, 'ada', 'ben');
    expect(await listBlocks(world, 'ada')).toEqual({ items: [] });
    expect(framesOf(world, 'ada-phone', 'block')).toHaveLength(2);
  });

  test('cannot write, edit, react or vote where only the two are, nor can the other; deleting is still possible', async () => {
    const { world, direct, seq } = await conversation();
    await blockPerson(world, 'ada', 'ben');
    const act = (connectionId: string, command: object) =>
      postCommand(world, connectionId, { id: freshId(world), roomId: direct, ...command } as Parameters<typeof postCommand>[2]);
    const refused = { code: 'forbidden', message: 'You cannot write to this person.' };

    for (const command of [
      { action: 'send', text: 'Please.' },
      { action: 'edit', target: seq, text: 'Please.' },
      { action: 'react', target: seq, emoji: '👍', on: true },
      { action: 'pin', target: seq, on: true },
    ])
      await expect(act('ben-phone', command)).rejects.toMatchObject(refused);
    await expect(act('ada-phone', { action: 'send', text: 'No.' })).rejects.toMatchObject(refused);

    const { head } = (await world.rooms.get(direct)) ?? {};
    await expect(act('ben-phone', { action: 'delete', target: seq })).resolves.toMatchObject({ seq: (head ?? 0) + 1 });
    await unblockPerson(world, 'ada', 'ben');
    await expect(act('ben-phone', { action: 'send', text: 'Thanks.' })).resolves.toMatchObject({ type: 'ack' });
  });

  test('is refused by the room itself where the seat does not know yet, and no seq is told of', async () => {
    const { world, direct } = await conversation();
    await blockPerson(world, 'ada', 'ben');
    await world.connections.rule('ben-phone', direct, false);
    world.gateway.clear();

    await expect(say(world, 'ben-phone', direct, 'Please.')).rejects.toMatchObject({ code: 'forbidden' });

    expect(world.gateway.posts).toEqual([]);
    expect(world.persistQueue.waiting).toMatchObject([{ kind: 'void' }]);
  });

  test('costs nobody else’s message a call', async () => {
    const { world, roomId } = await conversation();
    await blockPerson(world, 'ada', 'ben');
    const { deps, calls } = recorded(world);

    await postCommand(deps, 'ben-phone', { action: 'send', id: freshId(world), roomId, text: 'Hello.' });

    expect(calls.filter((call) => call.startsWith('blocks.') || call === 'rooms.isBlocked' || call === 'rooms.get')).toEqual([]);
  });

  test('has what was scheduled refused when its time comes', async () => {
    const { world, direct } = await conversation();
    const sendAt = world.clock() + 60_000;
    await putScheduled(world, 'ben', freshId(world), { roomId: direct, text: 'Later.', sendAt });
    await blockPerson(world, 'ada', 'ben');
    world.pass(60_000);

    const { items } = await listScheduled(world, 'ben');

    expect(items).toMatchObject([{ text: 'Later.', failure: 'forbidden' }]);
  });

  test('can open no conversation with the other and add them to no room, and neither can open one from the other side', async () => {
    const { world } = await stage('ada', 'ben', 'cleo');
    const secret = await roomOf(world, ['ben'], { kind: 'private' });
    await blockPerson(world, 'ada', 'ben');

    for (const userIds of [['ada'], ['ada', 'cleo']])
      await expect(openDirect(world, 'ben', { userIds })).rejects.toMatchObject({ code: 'forbidden' });
    await expect(openDirect(world, 'ada', { userIds: ['ben'] })).rejects.toMatchObject({ code: 'forbidden' });
    await expect(putMember(world, 'ben', secret, 'ada', 'member')).rejects.toMatchObject({ code: 'forbidden' });

    expect((await startSession(world, { userId: 'ada', deviceId: 'd' })).rooms.map(({ room }) => room.roomId)).not.toContain(secret);
    await expect(putMember(world, 'ben', secret, 'cleo', 'member')).resolves.toMatchObject({ userId: 'cleo' });
    await expect(openDirect(world, 'cleo', { userIds: ['ada', 'ben'] })).resolves.toMatchObject({ kind: 'direct' });
  });

  test('sees a conversation that there was, as everybody does that they are in', async () => {
    const { world, direct } = await conversation();
    await blockPerson(world, 'ada', 'ben');

    expect((await openDirect(world, 'ben', { userIds: ['ada'] })).roomId).toBe(direct);
  });

  test('learns nothing of the other’s presence, live or in any call, and the other way round all is as before', async () => {
    const { world, roomId } = await conversation();
    const seenBy = async (viewer: string, userId: string) => [
      (await getProfile(world, viewer, userId)).presence,
      (await presences(world, viewer, { userIds: [userId] })).items.length,
      (await listMembers(world, viewer, roomId, {})).items.find((member) => member.userId === userId)?.presence,
    ];
    const before = await seenBy('ben', 'ada');

    await blockPerson(world, 'ada', 'ben');

    expect(before).toEqual(['online', 1, 'online']);
    expect(framesOf(world, 'ben-phone', 'presence')).toEqual([{ type: 'presence', userId: 'ada', state: 'offline' }]);
    expect(await seenBy('ben', 'ada')).toEqual(['offline', 0, 'offline']);
    expect(await seenBy('ada', 'ben')).toEqual(['online', 1, 'online']);
    world.gateway.clear();
    await signal(world, 'ada-phone', { action: 'presence', id: freshId(world), state: 'away' });
    await signal(world, 'ada-phone', { action: 'typing', id: freshId(world), roomId, on: true });
    expect(world.gateway.posts).toEqual([]);
    await unblockPerson(world, 'ada', 'ben');
    expect(framesOf(world, 'ben-phone', 'presence')).toEqual([{ type: 'presence', userId: 'ada', state: 'away' }]);
  });

  test('learns nothing of how far the other has read', async () => {
    const { world, roomId, direct, seq } = await conversation();
    await signal(world, 'ada-phone', { action: 'read', id: freshId(world), roomId: direct, seq });
    const before = await listReceipts(world, 'ben', direct);
    await blockPerson(world, 'ada', 'ben');
    const gone = framesOf(world, 'ben-phone', 'receipts');
    world.gateway.clear();
    const { seq: second } = await say(world, 'ben-phone', roomId);

    await signal(world, 'ada-phone', { action: 'read', id: freshId(world), roomId, seq: second });

    expect(before.items).toHaveLength(1);
    expect(gone).toEqual([{ type: 'receipts', userId: 'ada', shown: false }]);
    expect(await listReceipts(world, 'ben', direct)).toEqual({ items: [] });
    expect(framesOf(world, 'ben-phone', 'receipt')).toEqual([]);
    expect(await listReceipts(world, 'ben', roomId)).toEqual({ items: [] });
  });

  test('is told nothing at all if they share no room', async () => {
    const { world } = await stage('ada');
    const { world: other } = await stage('ben');
    await world.people.ensure({ ...(await other.people.get('ben')), userId: 'ben' } as Parameters<typeof world.people.ensure>[0]);

    await blockPerson(world, 'ada', 'ben');

    expect(world.gateway.posts).toEqual(['ada-phone']);
  });

  test('is not unread, nor are their mentions', async () => {
    const { world, roomId } = await stage('ada', 'ben', 'cleo');
    await say(world, 'ben-phone', roomId, '@ada', { mentions: ['ada'] });
    await say(world, 'cleo-phone', roomId, '@ada', { mentions: ['ada'] });
    await persistAll(world);
    const unreadOf = async () => {
      const { rooms } = await startSession(world, { userId: 'ada', deviceId: 'd' });
      const { unread, mentionSeqs } = rooms.find(({ room }) => room.roomId === roomId) ?? {};
      return [unread, mentionSeqs?.length];
    };
    const before = await unreadOf();

    await blockPerson(world, 'ada', 'ben');

    expect([before, await unreadOf()]).toEqual([
      [2, 2],
      [1, 1],
    ]);
  });

  test('must be somebody else, who exists, and one of not too many', async () => {
    const { world } = await stage('ada', 'ben');
    for (let index = 0; index < 200; index += 1) await world.blocks.put('ada', { userId: `u${index}`, blockedAt: 1 });

    await expect(blockPerson(world, 'ada', 'ada')).rejects.toMatchObject({ code: 'bad_request' });
    await expect(blockPerson(world, 'ada', 'nobody')).rejects.toMatchObject({ code: 'not_found' });
    await expect(blockPerson(world, 'ada', 'ben')).rejects.toMatchObject({ code: 'conflict' });
  });
});

describe('blocks that change at once, or are cut short', () => {
  test('whoever blocks last is heard, in whatever order the two change their minds', async () => {
    for (const lifts of [true, false]) {
      const { world, direct } = await conversation();
      await blockPerson(world, 'ben', 'ada');

      await Promise.all([blockPerson(world, 'ada', 'ben'), unblockPerson(world, 'ben', 'ada')]);
      if (lifts) await unblockPerson(world, 'ada', 'ben');

      expect(await world.rooms.isBlocked(direct)).toBe(!lifts);
    }
  });

  test.each([true, false])('killed anywhere, it is completed by asking again (on: %s)', async (on) => {
    const act = (deps: Parameters<typeof blockPerson>[0]) => (on ? blockPerson : unblockPerson)(deps, 'ada', 'ben');
    const { deaths } = await killEverywhere({
      open: async () => {
        const scene = await conversation();
        if (!on) await blockPerson(scene.world, 'ada', 'ben');
        return scene;
      },
      act,
      judge: async ({ world, direct }) => {
        await act(world);

        expect((await world.blocks.ofUser('ada')).length).toBe(on ? 1 : 0);
        expect(await world.rooms.isBlocked(direct)).toBe(on);
        const said = say(world, 'ben-phone', direct, 'Hello?');
        if (on) await expect(said).rejects.toMatchObject({ code: 'forbidden' });
        else await expect(said).resolves.toMatchObject({ type: 'ack' });
      },
    });

    expect(deaths.length).toBeGreaterThan(10);
  });
});
