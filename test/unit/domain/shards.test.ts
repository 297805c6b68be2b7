// A room's roster grows with those who come, and becomes narrower again when they have gone. Whoever is there must be found all the while.
import * as fc from 'fast-check';
import { smallAudience } from '../../../lambdas/domain/delivery.ts';
import { takeSeats } from '../../../lambdas/domain/rosters.ts';
import { ROWS_LIVE_MS, shardOf } from '../../../lambdas/domain/shards.ts';
import type { World } from '../../support/memory/index.ts';
import { divideInto, framesTo } from '../../support/memory/large-room.ts';
import { connect, fanOut, say, stage } from '../../support/memory/stage.ts';

const MEMBERS = 200;
const MINUTE = 60_000;
const OUTLIVED_MS = ROWS_LIVE_MS + 10 * MINUTE;

const open = async () => {
  const { world, roomId } = await stage('ada');
  for (let members = 1; members < MEMBERS; members += 1) await world.rooms.number(roomId, world.clock(), { members: 1 });
  return { world, roomId };
};

const come = async (deps: World, roomId: string, connectionId: string): Promise<void> => {
  const connectedAt = deps.clock();
  const connection = { connectionId, userId: `user-${connectionId}`, connectedAt, expiresAt: connectedAt + ROWS_LIVE_MS };
  await deps.connections.open(connection);
  await takeSeats(deps, connection, [{ roomId, role: 'member' }]);
};

/** Ids of connections that sit in one of so many shards. */
const idsIn = (shard: number, shards: number, count: number): string[] => {
  const ids: string[] = [];
  for (let number = 0; ids.length < count; number += 1) if (shardOf(`c${number}`, shards) === shard) ids.push(`c${number}`);
  return ids;
};

const seatIn = async (world: World, roomId: string, connectionId: string, shards: number): Promise<void> => {
  const connection = { connectionId, userId: `user-${connectionId}`, connectedAt: world.clock(), expiresAt: world.clock() + ROWS_LIVE_MS };
  await world.connections.seat(connection, [{ roomId, role: 'member', shards, mutedUntil: 0, ruled: false }]);
};

const divisionOf = async (world: World, roomId: string) => (await world.rooms.shardsOf([roomId])).get(roomId);

describe('a room that was large once', () => {
  const large = async () => {
    const room = await open();
    await divideInto(room.world, room.roomId, 4);
    room.world.pass(OUTLIVED_MS + 1);
    return room;
  };

  test('has who comes sit closer when few are there, and goes on reading where others may sit', async () => {
    const { world, roomId } = await large();
    const [last = ''] = idsIn(3, 4, 1);

    await come(world, roomId, last);
    const division = await divisionOf(world, roomId);

    await connect(world, 'ada');
    const { seq } = await say(world, 'ada-phone', roomId);
    await fanOut(world);

    expect(division).toMatchObject({ shards: 4, seats: 1 });
    expect(framesTo(world, last)).toEqual([[seq]]);
  });

  test('is one again when those who sat apart have gone: the sender posts, and typing is seen', async () => {
    const { world, roomId } = await large();
    const [last = '', ...others] = idsIn(3, 4, 3);
    await come(world, roomId, last);
    world.pass(OUTLIVED_MS + 1);

    for (const other of others) await come(world, roomId, other);

    expect(await divisionOf(world, roomId)).toMatchObject({ shards: 1, seats: 1 });
    expect((await smallAudience(world, roomId)).map(({ connectionId }) => connectionId).toSorted()).toEqual(others.toSorted());
  });

  test('keeps its shards while they are used', async () => {
    const { world, roomId } = await large();
    const [last = '', ...others] = idsIn(3, 4, 19);
    for (const other of others) await seatIn(world, roomId, other, 4);

    await come(world, roomId, last);

    expect(await divisionOf(world, roomId)).toMatchObject({ shards: 4, seats: 4 });
  });

  test('keeps them for hours after it has grown, when the new ones are empty still', async () => {
    const { world, roomId } = await open();
    await divideInto(world, roomId, 4);
    world.pass(OUTLIVED_MS - 1);

    await come(world, roomId, idsIn(3, 4, 1)[0] ?? '');

    expect(await divisionOf(world, roomId)).toMatchObject({ shards: 4, seats: 4 });
  });
});

const step = fc.oneof(
  fc.record({ minutes: fc.integer({ min: 10, max: 140 }) }),
  // The last ones read how the room was divided before the first came.
  fc.record({
    count: fc.oneof({ weight: 15, arbitrary: fc.integer({ min: 1, max: 8 }) }, { weight: 1, arbitrary: fc.constant(160) }),
    late: fc.nat(3),
  }),
);

test('[I3] whoever comes whenever, readers find everyone who is there', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12, size: 'max' }), async (steps) => {
      const { world, roomId } = await open();
      await divideInto(world, roomId, 4);
      const there = new Map<string, number>();
      let number = 0;
      for (const each of steps) {
        if ('minutes' in each) world.pass(each.minutes * MINUTE);
        else {
          const before = await world.rooms.shardsOf([roomId]);
          const stale: World = { ...world, rooms: { ...world.rooms, shardsOf: async () => before } };
          for (let index = 0; index < each.count; index += 1) {
            number += 1;
            await come(index >= each.count - each.late ? stale : world, roomId, `c${number}`);
            there.set(`c${number}`, world.clock() + ROWS_LIVE_MS);
          }
        }
        const { shards = 1 } = (await divisionOf(world, roomId)) ?? {};
        const { items } = await world.connections.roster(roomId, shards, 10_000);
        const found = new Set(items.map(({ connectionId }) => connectionId));
        for (const [connectionId, until] of there) if (until > world.clock()) expect(found).toContain(connectionId);
      }
    }),
    { numRuns: 100, interruptAfterTimeLimit: 5_000 },
  );
});
