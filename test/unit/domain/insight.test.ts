import { readActivity } from '../../../lambdas/domain/insight.ts';
import { BEGINNING, memoryWorld } from '../../support/memory/index.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const price = { accepted: 0.000_007, delivered: 0.000_001 };
const operator = { groups: ['operators'] };

test.each([
  ['hour', 60, MINUTE],
  ['day', 24, HOUR],
  ['week', 28, 6 * HOUR],
] as const)('[H15] a look over the %s ends with the step that is under way', async (over, count, stepMs) => {
  const world = { ...memoryWorld(), price };
  world.pass(stepMs / 2);
  world.meter.count('Accepted', 3);

  const { from, steps, ...others } = await readActivity(world, operator, { over });

  expect(others.stepMs).toBe(stepMs);
  expect(from).toBe(BEGINNING - (count - 1) * stepMs);
  expect(steps).toHaveLength(count);
  expect(steps.at(-1)?.accepted).toBe(3);
});

test('[H15] the cost is that of what was accepted and of what was delivered', async () => {
  const world = { ...memoryWorld(), price };
  world.meter.count('Accepted', 1_000);
  world.meter.count('Delivered', 10_000);

  const { dollars } = await readActivity(world, operator, { over: 'hour' });

  expect(dollars.all).toBeCloseTo(0.017, 10);
  expect(dollars.perMillionDelivered).toBeCloseTo(1.7, 10);
});

test('[H15] where nothing was delivered, nothing is said of a million', async () => {
  const { dollars } = await readActivity({ ...memoryWorld(), price }, operator, { over: 'day' });

  expect(dollars).toEqual({ all: 0 });
});

test.each([[[]], [['others', 'operator']]])('[H15] for groups %j it is forbidden, and nothing is asked', async (groups) => {
  const asked: unknown[] = [];
  const measurements = {
    activity: async (steps: unknown) => {
      asked.push(steps);
      return [];
    },
  };

  await expect(readActivity({ ...memoryWorld(), measurements, price }, { groups }, { over: 'day' })).rejects.toMatchObject({
    code: 'forbidden',
  });
  expect(asked).toEqual([]);
});
