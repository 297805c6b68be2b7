import { type Profile, planScenario } from '../../../load/scenario.ts';

const profile: Profile = {
  clients: 12,
  rooms: 4,
  messages: 900,
  rate: 30,
  cutEveryMs: 15_000,
  cutForMs: 2_000,
  restarts: 2,
  rolls: 1,
  timed: true,
};

describe('a scenario', () => {
  test('is the same for the same seed, and another for another', () => {
    expect(planScenario(profile, 7)).toEqual(planScenario(profile, 7));
    expect(planScenario(profile, 7)).not.toEqual(planScenario(profile, 8));
  });

  test('gives each room to one of the groups', () => {
    const { members } = planScenario(profile, 1);

    expect(members).toEqual([
      [0, 2, 4, 6, 8, 10],
      [1, 3, 5, 7, 9, 11],
      [0, 2, 4, 6, 8, 10],
      [1, 3, 5, 7, 9, 11],
    ]);
  });

  test('makes at most four groups, and none of a few', () => {
    const sizes = (clients: number, rooms: number) => planScenario({ ...profile, clients, rooms }, 1).members.map(({ length }) => length);

    expect(sizes(200, 20)).toEqual(Array.from({ length: 20 }, () => 50));
    expect(sizes(5, 2)).toEqual([5, 5]);
    expect(sizes(30, 2)).toEqual([15, 15]);
  });

  test('lets only members speak, as often as told, in order of time', () => {
    const { members, steps, durationMs } = planScenario(profile, 1);
    const said = steps.filter((step) => step.kind === 'say');

    expect(said).toHaveLength(900);
    expect(said.every(({ room, client }) => members[room]?.includes(client))).toBe(true);
    expect(steps.map(({ at }) => at)).toEqual(steps.map(({ at }) => at).toSorted((a, b) => a - b));
    expect(durationMs).toBe(30_000);
  });

  test('cuts each client every 15 s for 2 s, and none near the end', () => {
    const { steps } = planScenario(profile, 1);
    const ofFirst = steps.filter((step) => 'client' in step && step.client === 0 && step.kind !== 'say');
    const [cut, mended, next] = ofFirst.map(({ at }) => at);

    expect(ofFirst.map(({ kind }) => kind).slice(0, 2)).toEqual(['cut', 'mend']);
    expect((mended ?? 0) - (cut ?? 0)).toBeCloseTo(2_000);
    if (next !== undefined) expect(next - (cut ?? 0)).toBeCloseTo(15_000);
    expect(steps.filter(({ kind }) => kind === 'mend').every(({ at }) => at < 25_000)).toBe(true);
  });

  test('spreads restarts and replacements evenly', () => {
    const { steps } = planScenario(profile, 1);

    expect(steps.filter(({ kind }) => kind === 'restart').map(({ at }) => at)).toEqual([10_000, 20_000]);
    expect(steps.filter(({ kind }) => kind === 'roll').map(({ at }) => at)).toEqual([15_000]);
  });
});
