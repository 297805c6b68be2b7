import { lookFrom, missingUpTo, see, skip } from '../../../load/sight.ts';

const sightOf = (seqs: readonly number[]) => {
  const sight = lookFrom(10);
  const fresh = seqs.filter((seq) => see(sight, seq));
  return { fresh, late: sight.late, repeated: sight.repeated, missing: missingUpTo(sight, 14) };
};

describe('what a socket has seen', () => {
  test.each([
    ['everything in order', [11, 12, 13, 14], { fresh: [11, 12, 13, 14], late: 0, repeated: 0, missing: 0 }],
    ['nothing', [], { fresh: [], late: 0, repeated: 0, missing: 4 }],
    ['an event twice', [11, 12, 11, 12, 13, 14], { fresh: [11, 12, 13, 14], late: 0, repeated: 2, missing: 0 }],
    ['an event too late', [11, 13, 14, 12], { fresh: [11, 13, 14, 12], late: 1, repeated: 0, missing: 0 }],
    ['events out of order above a gap', [12, 14, 13], { fresh: [12, 14, 13], late: 1, repeated: 0, missing: 1 }],
    ['a gap', [11, 14], { fresh: [11, 14], late: 0, repeated: 0, missing: 2 }],
    ['what was there before', [9, 10, 11], { fresh: [11], late: 0, repeated: 2, missing: 3 }],
    ['more than was asked about', [11, 12, 13, 14, 16], { fresh: [11, 12, 13, 14, 16], late: 0, repeated: 0, missing: 0 }],
  ])('tells %s', (_, seqs, expected) => {
    const sight = sightOf(seqs);

    expect(sight).toEqual(expected);
  });

  test('lacks nothing that is void or its own, whenever it learns that', () => {
    const sight = lookFrom(10);

    skip(sight, 12);
    see(sight, 11);
    see(sight, 14);
    skip(sight, 13);

    expect(sight).toMatchObject({ late: 0, repeated: 0 });
    expect([missingUpTo(sight, 14), missingUpTo(sight, 15)]).toEqual([0, 1]);
  });
});
