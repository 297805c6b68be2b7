import { ClientId, parse } from '@parley/protocol';
import * as fc from 'fast-check';
import { decodeTime } from 'ulid';
import { BACKOFF_CAP_MS, backoff } from '../../../client/backoff.ts';
import { createUlids } from '../../../client/ulid.ts';

describe('ids', () => {
  test('are ULIDs that only grow, whatever the clock does', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 3 }), { minLength: 2, maxLength: 50 }), fc.integer(), (times, seed) => {
        let at = 0;
        let draw = seed;
        const ulids = createUlids({
          clock: () => 1_700_000_000_000 + (times[at++] ?? 0),
          random: () => {
            draw = (draw * 1_103_515_245 + 12_345) & 0x7fffffff;
            return draw / 0x80000000;
          },
        });
        const ids = times.map(() => ulids.next());

        expect(ids.every((id) => parse(ClientId, id).ok)).toBe(true);
        expect(ids).toEqual([...new Set(ids)].sort());
      }),
    );
  });

  test("carry the time, by the server's clock once it is known", () => {
    const ulids = createUlids({ clock: () => 1_000_000, random: () => 0 });
    const before = decodeTime(ulids.next());
    ulids.correct(5_000_000, 999_900, 1_000_100);

    expect(before).toBe(1_000_000);
    expect(decodeTime(ulids.next())).toBe(5_000_000);
  });

  test('go on above what an earlier run made', () => {
    const earlier = createUlids({ clock: () => 9_000_000, random: () => 0.99 }).next();
    const ulids = createUlids({ clock: () => 1_000, random: () => 0 });
    ulids.follow(earlier);

    expect(ulids.next() > earlier).toBe(true);
  });

  test('of two tabs are never the same, though one goes on above the other in the same millisecond', () => {
    const clock = () => 1_000;
    const [one, other] = [createUlids({ clock, random: () => 0.3 }), createUlids({ clock, random: () => 0.6 })];
    other.follow(one.next());

    expect(other.next()).not.toBe(one.next());
  });

  test('move to the next millisecond when one has no more of them', () => {
    const ulids = createUlids({ clock: () => 1_000, random: () => 0.999999 });
    const [first, second] = [ulids.next(), ulids.next()];

    expect([decodeTime(first), decodeTime(second)]).toEqual([1_000, 1_001]);
  });
});

test('the back-off is anything up to a bound that doubles from 500 ms to 30 s', () => {
  const most = Array.from({ length: 9 }, (_, attempt) => backoff(attempt, () => 0.999999));

  expect(most).toEqual([499, 999, 1_999, 3_999, 7_999, 15_999, 29_999, 29_999, 29_999]);
  expect(backoff(1_000, () => 0)).toBe(0);
  expect(backoff(1_000, () => 0.5)).toBe(BACKOFF_CAP_MS / 2);
});
