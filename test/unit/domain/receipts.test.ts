import { limits } from '@parley/protocol';
import { updateMe } from '../../../lambdas/domain/people.ts';
import { listReceipts } from '../../../lambdas/domain/receipts.ts';
import { signal } from '../../../lambdas/domain/signals.ts';
import type { World } from '../../support/memory/index.ts';
import { recorded } from '../../support/memory/observed.ts';
import { freshId, introduce, roomOf, say, stage } from '../../support/memory/stage.ts';

const read = (world: World, connectionId: string, roomId: string, seq: number): Promise<void> =>
  signal(world, connectionId, { action: 'read', id: freshId(world), roomId, seq });

/** A room in which Ada has said something, at the seq given. */
const spoken = async (...userIds: string[]): Promise<{ world: World; roomId: string; seq: number }> => {
  const { world, roomId } = await stage(...userIds);
  const { seq } = await say(world, 'ada-phone', roomId);
  world.gateway.clear();
  return { world, roomId, seq };
};

const framesOf = (world: World, connectionId: string, type: string) =>
  world.gateway.framesTo(connectionId).filter((frame) => frame.type === type);

describe('[H60, S60] receipts', () => {
  test('tell the others in the room how far somebody has read, and when, live and when asked', async () => {
    const { world, roomId, seq } = await spoken('ada', 'ben', 'cleo');
    const at = world.clock();

    await read(world, 'ben-phone', roomId, seq);

    const receipt = { userId: 'ben', seq, at };
    expect(framesOf(world, 'ada-phone', 'receipt')).toEqual([{ type: 'receipt', roomId, ...receipt }]);
    expect(framesOf(world, 'cleo-phone', 'receipt')).toHaveLength(1);
    expect(framesOf(world, 'ben-phone', 'receipt')).toEqual([]);
    expect(await listReceipts(world, 'ada', roomId)).toEqual({ items: [receipt] });
    expect(await listReceipts(world, 'ben', roomId)).toEqual({ items: [] });
  });

  test('say nothing twice', async () => {
    const { world, roomId, seq } = await spoken('ada', 'ben');
    await read(world, 'ben-phone', roomId, seq);
    world.gateway.clear();

    await read(world, 'ben-phone', roomId, seq);

    expect(world.gateway.posts).toEqual([]);
  });

  test('of who has switched them off are nobody’s: not live, not when asked, and not later', async () => {
    const { world, roomId, seq } = await spoken('ada', 'ben');
    await updateMe(world, 'ben', { receipts: false });
    await read(world, 'ben-phone', roomId, seq);
    const live = framesOf(world, 'ada-phone', 'receipt');
    const asked = await listReceipts(world, 'ada', roomId);

    await updateMe(world, 'ben', { receipts: true });

    expect([live, asked.items, (await listReceipts(world, 'ada', roomId)).items]).toEqual([[], [], []]);
    expect((await world.memberships.get(roomId, 'ben'))?.readSeq).toBe(seq);
  });

  test('that were given before are taken back with the switch', async () => {
    const { world, roomId, seq } = await spoken('ada', 'ben');
    await read(world, 'ben-phone', roomId, seq);

    await updateMe(world, 'ben', { receipts: false });

    expect(framesOf(world, 'ada-phone', 'receipts')).toEqual([{ type: 'receipts', userId: 'ben', shown: false }]);
    expect(await listReceipts(world, 'ada', roomId)).toEqual({ items: [] });
  });

  test('are not for who gives none: neither live nor when asked', async () => {
    const { world, roomId, seq } = await spoken('ada', 'ben', 'cleo');
    await updateMe(world, 'ada', { receipts: false });
    world.gateway.clear();

    await read(world, 'ben-phone', roomId, seq);

    expect(framesOf(world, 'ada-phone', 'receipt')).toEqual([]);
    expect(framesOf(world, 'cleo-phone', 'receipt')).toHaveLength(1);
    expect(await listReceipts(world, 'ada', roomId)).toEqual({ items: [] });
    expect((await listReceipts(world, 'cleo', roomId)).items).toHaveLength(1);
  });

  test('are told in a room of as many as can be named, and in no larger one, where a read mark costs no read more', async () => {
    const crowd = Array.from({ length: limits.receiptPeople - 1 }, (_, index) => `user${index}`);
    const { world, roomId, seq } = await spoken('ada', ...crowd);
    await read(world, 'user0-phone', roomId, seq);
    const named = await listReceipts(world, 'ada', roomId);
    await introduce(world, 'late');
    const larger = await roomOf(world, ['ada', ...crowd, 'late']);
    const { deps, calls } = recorded(world);
    world.gateway.clear();

    await signal(deps, 'user0-phone', { action: 'read', id: freshId(world), roomId: larger, seq: 1 });

    expect(named.items).toHaveLength(1);
    expect(await listReceipts(world, 'ada', larger)).toEqual({ items: [] });
    expect(world.gateway.posts).toEqual([]);
    expect(calls.filter((call) => call.startsWith('people.') || call === 'connections.roster')).toEqual([]);
  });

  test('[H16, R7] are for members: a stranger gets forbidden in a public room, not_found in a private one', async () => {
    const { world, roomId } = await stage('ada', 'ben');
    const secret = await roomOf(world, ['ada'], { kind: 'private' });
    await introduce(world, 'eve');

    await expect(listReceipts(world, 'eve', roomId)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(listReceipts(world, 'eve', secret)).rejects.toMatchObject({ code: 'not_found' });
  });

  test('give way when posts near the account’s quota, and are there when asked', async () => {
    const { world, roomId, seq } = await spoken('ada', 'ben');
    world.gateway.pressure = 0.8;

    await read(world, 'ben-phone', roomId, seq);

    expect(framesOf(world, 'ada-phone', 'receipt')).toEqual([]);
    expect((await listReceipts(world, 'ada', roomId)).items).toHaveLength(1);
  });
});
