import { limits } from '@parley/protocol';
import { catchUp } from '../../../lambdas/domain/catch-up.ts';
import { readEvents } from '../../../lambdas/domain/messages.ts';
import { recorded } from '../../support/memory/observed.ts';
import { fanOut, persistAll, roomOf, say, stage } from '../../support/memory/stage.ts';

/** Ada and Ben in as many rooms, in each of which the log holds Ben's coming. */
const house = async (rooms: number) => {
  const { world } = await stage('ada', 'ben');
  const roomIds: string[] = [];
  for (let count = 0; count < rooms; count += 1) roomIds.push(await roomOf(world, ['ada', 'ben'], { name: `Room ${count}` }));
  await fanOut(world);
  return { world, roomIds };
};
const shownTo = (roomIds: readonly string[], seq: number) => ({ shown: roomIds.map((roomId) => ({ roomId, seq })) });

describe('[H11] catching up in many rooms', () => {
  test('brings what each room’s own page would', async () => {
    const { world, roomIds } = await house(3);
    const [first = '', second = ''] = roomIds;
    for (const text of ['One.', 'Two.']) await say(world, 'ben-phone', first, text);
    await say(world, 'ben-phone', second, 'Three.');
    await persistAll(world);

    const { rooms } = await catchUp(world, 'ada', shownTo(roomIds, 1));

    for (const { roomId, more, ...page } of rooms) {
      expect(page).toEqual(await readEvents(world, 'ada', roomId, { after: 1 }));
      expect(more).toBe(false);
    }
    expect(rooms.map(({ roomId }) => roomId).toSorted()).toEqual(roomIds.toSorted());
    expect(rooms.flatMap(({ items }) => items)).toHaveLength(3);
  });

  test('tells which rooms one has come into since a session, and in the minute before it', async () => {
    const { world, roomIds } = await house(1);
    world.pass(10 * 60_000);
    const lately = await roomOf(world, ['ben', 'ada'], { name: 'Lately' });
    world.pass(30_000);
    const since = world.clock();
    const unasked = await catchUp(world, 'ada', { shown: [] });
    const none = await catchUp(world, 'ada', { shown: [], since: since + 60 * 60_000 });
    world.pass(1);
    const secret = await roomOf(world, ['ben', 'ada'], { kind: 'private' });
    const { rooms, joined } = await catchUp(world, 'ada', { ...shownTo(roomIds, 1), since });

    expect(unasked).toEqual({ rooms: [] });
    expect(none).toEqual({ rooms: [], joined: [] });
    expect(joined?.toSorted()).toEqual([lately, secret].toSorted());
    expect(rooms.map(({ roomId }) => roomId)).toEqual(roomIds);
  });

  test('costs a query more to be told of the rooms that one has come into', async () => {
    const { world } = await house(1);
    const { deps, calls } = recorded(world);

    await catchUp({ ...world, ...deps }, 'ada', { shown: [], since: 1 });

    expect(calls.toSorted()).toEqual(['memberships.getMany', 'memberships.ofUser', 'rooms.getMany']);
  });

  test('costs two reads, and a query for each room in which something is new', async () => {
    const { world, roomIds } = await house(4);
    await say(world, 'ben-phone', roomIds[2] ?? '', 'News.');
    await persistAll(world);
    const { deps, calls } = recorded(world);

    await catchUp({ ...world, ...deps }, 'ada', shownTo(roomIds, 1));

    expect(calls.toSorted()).toEqual(['memberships.getMany', 'messages.after', 'rooms.getMany']);
  });

  test('[H16] leaves out what the caller may not see, as it does what does not exist', async () => {
    const { world, roomIds } = await house(1);
    const secret = await roomOf(world, ['ben'], { kind: 'private' });

    const { rooms } = await catchUp(world, 'ada', shownTo([...roomIds, secret, 'room_none'], 0));

    expect(rooms.map(({ roomId }) => roomId)).toEqual(roomIds);
  });

  test('reads twenty rooms, in the order asked, and says of the others that there is more', async () => {
    const { world, roomIds } = await house(22);

    const { rooms } = await catchUp(world, 'ada', shownTo(roomIds, 0));

    const more = rooms.filter((room) => room.more);
    expect(more.map(({ roomId }) => roomId).toSorted()).toEqual(roomIds.slice(20).toSorted());
    expect(more.every(({ items, head }) => items.length === 0 && head === 1)).toBe(true);
    expect(rooms.flatMap(({ items }) => items)).toHaveLength(20);
  });

  test('gives a page’s worth of events at most, and says where there is more', async () => {
    const { world, roomIds } = await house(2);
    for (const roomId of roomIds)
      for (let count = 0; count < limits.eventsPage; count += 1) {
        world.pass(1_000);
        await say(world, 'ben-phone', roomId);
      }
    await persistAll(world);

    const { rooms } = await catchUp(world, 'ada', shownTo(roomIds, 0));

    expect(rooms.map(({ items, more }) => [items.length, more])).toEqual([
      [limits.eventsPage / 2, true],
      [limits.eventsPage / 2, true],
    ]);
  });
});
