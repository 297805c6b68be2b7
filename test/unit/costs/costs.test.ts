import { eventsAFrameAt, memoryGb, shardsFor, usageOfMessage } from '../../../costs/model.ts';
import { others } from '../../../costs/others.ts';
import { prices } from '../../../costs/prices.ts';
import { profiles } from '../../../costs/profiles.ts';
import { costTable, isMet, perMillion } from '../../../costs/table.ts';
import { costLines, noUsage } from '../../../costs/usage.ts';
import { BURST_PACE_MS } from '../../../lambdas/domain/pumps.ts';
import { functions } from '../../../lib/functions.ts';

const plain = { shards: 1, eventsAFrame: 1, eventsABatch: 1, jobsABatch: 1 };

describe('the cost of a message', () => {
  test('follows the units that it uses', () => {
    const usage = { ...noUsage(), socketMessages: 2_000_000, writeUnits: 1_000_000, gigabyteSeconds: 3 };

    const costs = costLines(usage).filter(({ cost }) => cost > 0);

    expect(costs.map(({ service, cost }) => [service, cost])).toEqual([
      ['API Gateway', 2],
      ['DynamoDB', 0.625],
      ['Lambda', expect.closeTo(0.00004)],
    ]);
  });

  test('is that of the hot path in a small room', () => {
    const usage = usageOfMessage({ ...plain, receivers: 10 });

    expect(usage).toMatchObject({ socketMessages: 12, writeUnits: 4, readUnits: 1, queueRequests: 3, invocations: 2, socketMinutes: 0 });
  });

  // docs/scale.md: a room of 1,000 sockets took 76 calls beside the posts, one of 10,000 took 274. Those are calls, and of a query with its units
  // only writes and requests can be compared.
  test.each([
    [1_000, 16, 76],
    [10_000, 64, 274],
  ])('is that of a large room: %i sockets in %i shards', (sockets, shards, calls) => {
    const { writeUnits, queueRequests, invocations } = usageOfMessage({ ...plain, receivers: sockets - 1, shards });

    expect(shardsFor(sockets)).toBe(shards);
    // Two reads a shard, one a round; and what Lambda asks of the queues itself is no call of a function.
    const counted = writeUnits + queueRequests - 2 * (invocations - 1) + 2 * shards + 1;
    expect(Math.abs(counted / calls - 1)).toBeLessThan(0.02);
  });

  test('falls where frames hold many events, as many as were counted', () => {
    const { receivers, perSecond } = profiles['1:10000'];

    // docs/scale.md: 49 events a frame in a burst of 50 a second.
    expect(eventsAFrameAt(perSecond, { receivers, shards: 64 })).toBeCloseTo(48);
    expect(perMillion(profiles['1:10000'], 'coalesced')).toBeLessThan(0.05);
    expect(eventsAFrameAt(1_000_000, { receivers, shards: 64 })).toBeLessThan(110);
    expect(eventsAFrameAt(perSecond, { receivers: 100, shards: 1 })).toBe((perSecond * BURST_PACE_MS) / 1_000);
    expect(eventsAFrameAt(9, { receivers: 100, shards: 1 })).toBe(1);
    expect(eventsAFrameAt(perSecond, { receivers: 10, shards: 1 })).toBe(1);
  });

  test('is that of the memory that the functions have', () => {
    for (const name of ['send', 'persist', 'fanout'] as const) expect(memoryGb[name]).toBe(functions[name].memoryMb / 1_024);
  });

  test('tells whether its target is met, by the figure itself', () => {
    const { receivers, perSecond } = profiles['1:100'];
    const cost = perMillion(profiles['1:100'], 'plain');
    const dear = { receivers, perSecond, target: { column: 'plain', dollars: cost * 0.99 } } as const;
    const cheap = { receivers, perSecond, target: { column: 'plain', dollars: cost } } as const;

    expect([isMet(dear), isMet(cheap)]).toEqual([false, true]);
    expect(costTable('room', dear, 1)).toContain('MISSED by 1 %');
    expect(costTable('room', cheap, 1)).toContain(`met at $${cost.toFixed(3)}.`);
  });

  test('is below its target among ten others once history is written ten events at a time', () => {
    expect(isMet(profiles['1:10'])).toBe(false);
    expect(perMillion(profiles['1:10'], 'batched')).toBeLessThan(1.6);
    expect(costTable('1:10', profiles['1:10'], 1)).toContain('MISSED by 5 % at $1.683; batched: met at $1.583.');
  });
});

test('every price has a source', () => {
  for (const { source, dollars } of Object.values(prices)) {
    expect(source).toMatch(/^https:\/\/aws\.amazon\.com\//);
    expect(dollars).toBeGreaterThan(0);
  }
  for (const { source } of others) expect(source).toMatch(/^https:\/\//);
});

test('others ask for what comes in, what goes out, and the time', () => {
  const million = { receivers: 10, minutes: 2 };

  expect(others.map(({ cost }) => cost(million))).toEqual([
    { messages: 1.1, minutes: 0.16 },
    { messages: 1.1, minutes: 0.16 },
    { messages: 2.75, minutes: expect.closeTo(2.18, 2) },
    { messages: expect.closeTo(1.797, 3), minutes: 0 },
    { messages: expect.closeTo(0.488, 3), minutes: 0 },
  ]);
});
