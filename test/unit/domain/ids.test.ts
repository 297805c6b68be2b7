import { ClientId, Id } from '@parley/protocol';
import * as fc from 'fast-check';
import { directRoomId, newRoomId, newTicket, ulid, ulidTime } from '../../../lambdas/domain/ids.ts';

describe('ids', () => {
  test('a ULID is one by the protocol, tells its time, and sorts by it', () => {
    const time = fc.integer({ min: 0, max: 2 ** 48 - 1 });

    fc.assert(
      fc.property(time, time, (one, other) => {
        expect(ClientId.safeParse(ulid(one)).success).toBe(true);
        expect(ulidTime(ulid(one))).toBe(one);
        expect(ulid(one) < ulid(other) || one >= other).toBe(true);
      }),
    );
  });

  test('rooms and tickets are ids by the protocol, and never twice the same', () => {
    const made = Array.from({ length: 1_000 }, () => [newRoomId(1), newTicket()]).flat();

    expect(new Set(made).size).toBe(2_000);
    for (const id of made) expect(Id.safeParse(id).success).toBe(true);
  });

  test('[H9] the same people give the same room, in any order and however often named; others another', async () => {
    const people = fc.uniqueArray(fc.uuid(), { minLength: 2, maxLength: 9 });

    await fc.assert(
      fc.asyncProperty(people, async (userIds) => {
        const roomId = await directRoomId(userIds);
        expect(Id.safeParse(roomId).success).toBe(true);
        expect(await directRoomId([...userIds, ...userIds].reverse())).toBe(roomId);
        expect(await directRoomId(userIds.slice(1))).not.toBe(roomId);
      }),
      { numRuns: 50 },
    );
  });
});
