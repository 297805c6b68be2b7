import { openConnection } from '../../../lambdas/domain/connections.ts';
import { putDraft } from '../../../lambdas/domain/drafts.ts';
import { exportAccount, exportMessages } from '../../../lambdas/domain/export.ts';
import { deleteAccount, finishFarewells } from '../../../lambdas/domain/farewell.ts';
import { getProfile, searchPeople } from '../../../lambdas/domain/people.ts';
import { openDirect } from '../../../lambdas/domain/rooms.ts';
import { putSaved } from '../../../lambdas/domain/saved.ts';
import { putScheduled } from '../../../lambdas/domain/scheduled.ts';
import { startSession } from '../../../lambdas/domain/session.ts';
import { killEverywhere } from '../../support/kill-matrix.ts';
import { memoryWorld, type World } from '../../support/memory/index.ts';
import { connect, freshId, introduce, persistAll, roomOf, say } from '../../support/memory/stage.ts';

const leaver = { userId: 'ada', deviceId: 'laptop', accessToken: 'token of ada' };

/** Ada owns a room that Ben is in, is alone in a private one, and talks with Ben directly. */
const scene = async () => {
  const world = memoryWorld();
  await introduce(world, 'ada', 'ben');
  const shared = await roomOf(world, ['ada', 'ben']);
  const secret = await roomOf(world, ['ada'], { kind: 'private', name: 'Secret' });
  const { roomId: direct } = await openDirect(world, 'ada', { userIds: ['ben'] });
  await startSession(world, leaver);
  await openConnection(world, { connectionId: 'ada-laptop', userId: 'ada', deviceId: 'laptop' });
  await connect(world, 'ben');
  await say(world, 'ada-laptop', shared, 'I was here.');
  await persistAll(world);
  world.pass(60_000);
  world.gateway.clear();
  return { world, shared, secret, direct };
};
type Scene = Awaited<ReturnType<typeof scene>>;

/** What must be so in the end, however it came about. */
const expectGone = async ({ world, shared, secret, direct }: Scene) => {
  await persistAll(world);
  expect(await getProfile(world, 'ben', 'ada')).toEqual({
    userId: 'ada',
    name: 'Deleted account',
    handle: '',
    deleted: true,
    presence: 'offline',
  });
  expect((await searchPeople(world, 'ben', {})).items.map(({ userId }) => userId)).toEqual(['ben']);
  expect((await world.people.update('ben', { handle: 'ada' })).handle).toBe('ada');
  expect(await world.memberships.get(shared, 'ada')).toBeUndefined();
  expect(await world.memberships.get(shared, 'ben')).toMatchObject({ role: 'owner' });
  expect(await world.rooms.get(shared)).toMatchObject({ memberCount: 1 });
  expect(await world.rooms.get(secret)).toMatchObject({ archived: true });
  expect(await world.memberships.get(direct, 'ada')).toBeDefined();
  expect(world.gateway.disconnected.has('ada-laptop')).toBe(true);
  expect(await world.devices.isSignedOut('ada', { deviceId: 'laptop' })).toBe(true);
  expect(await world.people.buried(world.clock(), 10)).toEqual([]);
  await expect(startSession(world, leaver)).rejects.toMatchObject({ code: 'unauthorized' });
};

describe('[H53] an account that is deleted', () => {
  test('leaves its rooms in good hands, frees its handle, and opens nothing any more', async () => {
    const before = await scene();

    await deleteAccount(before.world, leaver);

    await expectGone(before);
    expect(before.world.logins.removed).toEqual(['token of ada']);
  });

  test('is told to those who knew it; what it said stays', async () => {
    const { world, shared } = await scene();

    await deleteAccount(world, leaver);

    const told = { userId: 'ada', name: 'Deleted account', handle: '', deleted: true };
    expect(world.gateway.framesTo('ben-phone')).toContainEqual({ type: 'person', person: told });
    const { items } = await world.messages.before(shared, Number.MAX_SAFE_INTEGER, 10);
    expect(items).toContainEqual(expect.objectContaining({ senderId: 'ada', text: 'I was here.' }));
  });

  test('[H9] nobody begins a conversation with it; the one that there was stays open', async () => {
    const { world, direct } = await scene();
    await introduce(world, 'cleo');

    await deleteAccount(world, leaver);

    await expect(openDirect(world, 'cleo', { userIds: ['ada'] })).rejects.toMatchObject({ code: 'not_found' });
    await expect(openDirect(world, 'ben', { userIds: ['ada'] })).resolves.toMatchObject({ roomId: direct });
  });

  test('cut short at any step, it is completed by asking again', async () => {
    const { deaths } = await killEverywhere({
      open: scene,
      act: (deps) => deleteAccount(deps, leaver),
      judge: async (left) => {
        await deleteAccount(left.world, leaver);
        await expectGone(left);
      },
    });

    expect(deaths).toContain('after people.bury');
  }, 60_000);

  test('cut short at any step behind the tombstone, it is completed by the schedule', async () => {
    const { deaths } = await killEverywhere({
      open: scene,
      act: (deps) => deleteAccount(deps, leaver),
      judge: async (left) => {
        if (!(await left.world.people.get('ada'))?.deleted) return;
        await finishFarewells(left.world, 10);
        await expectGone(left);
      },
    });

    expect(deaths).toContain('before people.rest');
  }, 60_000);

  test('a device that was signed out deletes nothing', async () => {
    const { world } = await scene();
    await world.devices.signOut('ada', 'laptop', world.clock());

    await expect(deleteAccount(world, leaver)).rejects.toMatchObject({ code: 'unauthorized' });

    expect(await world.people.get('ada')).toMatchObject({ name: 'ada' });
  });
});

describe('[H54] what somebody takes along', () => {
  const everything = async (world: World) => {
    const texts: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await exportMessages(world, 'ada', cursor);
      texts.push(...page.items.map(({ text }) => text));
      cursor = page.cursor;
    } while (cursor !== undefined);
    return texts;
  };

  test('is what is kept of them, and nothing of others', async () => {
    const { world, shared, secret, direct } = await scene();

    const kept = await exportAccount(world, 'ada');

    expect(kept.me).toMatchObject({ userId: 'ada', email: 'ada@example.com' });
    expect(kept.devices).toMatchObject([{ deviceId: 'laptop' }]);
    expect(kept.memberships.map(({ roomId }) => roomId).toSorted()).toEqual([shared, secret, direct].toSorted());
  });

  test('with what they wrote and did not send, what they saved, and what is still to be sent', async () => {
    const { world, shared, direct } = await scene();
    const { seq } = await say(world, 'ben-phone', shared, 'of Ben');
    await persistAll(world);
    const { seq: root } = await say(world, 'ada-laptop', shared, 'A thread.');
    await say(world, 'ben-phone', shared, 'of Ben too', { replyTo: root });
    await persistAll(world);
    const draft = await putDraft(world, 'ada', shared, { text: 'Dear all' });
    const saved = await putSaved(world, 'ada', { roomId: shared, seq }, { remindAt: world.clock() + 60_000 });
    const later = await putScheduled(world, 'ada', freshId(world), { roomId: direct, text: 'Soon', sendAt: world.clock() + 60_000 });
    await putDraft(world, 'ben', shared, { text: 'of Ben alone' });
    await world.blocks.put('ada', { userId: 'cleo', blockedAt: 7 });
    await world.blocks.put('ben', { userId: 'dan', blockedAt: 8 });

    const kept = await exportAccount(world, 'ada');

    expect(kept).toMatchObject({
      drafts: [draft],
      saved: [saved],
      scheduled: [later],
      blocks: [{ userId: 'cleo', blockedAt: 7 }],
      threads: [{ roomId: shared, root, following: true }],
    });
    expect(JSON.stringify(kept)).not.toContain('of Ben');
  });

  test('and every message of their own, of all rooms, once', async () => {
    const { world, shared, direct } = await scene();
    for (let count = 0; count < 120; count += 1) {
      await say(world, 'ben-phone', shared, `of Ben ${count}`);
      await say(world, 'ada-laptop', shared, `of Ada ${count}`);
      world.pass(1_000);
    }
    await say(world, 'ada-laptop', direct, 'between us');
    await persistAll(world);

    const texts = await everything(world);

    expect(texts).toHaveLength(122);
    expect(new Set(texts).size).toBe(122);
    expect(texts.filter((text) => text.startsWith('of Ben'))).toEqual([]);
  });

  test.each(['nonsense', 'room_1:x', 'a:1:2', ':'])('a cursor that no page returned is refused: %s', async (cursor) => {
    const { world } = await scene();

    await expect(exportMessages(world, 'ada', cursor)).rejects.toMatchObject({ code: 'bad_request' });
  });
});
