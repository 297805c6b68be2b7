import { performance } from 'node:perf_hooks';
import { createDice } from '../../../local/faults/dice.ts';
import { createLatency, quantile } from '../../../local/faults/latency.ts';
import type { AwsCall, CarryOut } from '../../../local/ports.ts';
import { answering } from '../../support/lambda-functions.ts';

const figures = [10, 16, 34, 105, 250] as const;

const aCall = (service: string, action: string): AwsCall => ({
  service,
  action,
  region: '',
  method: 'POST',
  path: '/',
  headers: {},
  body: Buffer.alloc(0),
});

test.each([
  [0, 10],
  [0.5, 16],
  [0.9, 34],
  [0.99, 105],
  [1, 250],
])('the quantile of %p is the figure itself', (share, ms) => {
  expect(quantile(figures, share)).toBeCloseTo(ms);
});

test('draws have the percentiles that they are drawn from', () => {
  const dice = createDice(1);
  const drawn = Array.from({ length: 20_000 }, () => quantile(figures, dice.roll('any'))).sort((a, b) => a - b);

  for (const [share, ms] of [
    [0.5, 16],
    [0.9, 34],
    [0.99, 105],
  ] as const) {
    const found = drawn[Math.floor(share * drawn.length)] ?? 0;
    expect(Math.abs(found - ms) / ms).toBeLessThan(0.1);
  }
});

test('the same seed draws the same', () => {
  const drawn = (): number[] => {
    const latency = createLatency(createDice(5));
    return Array.from({ length: 50 }, () => latency.coldStartMs('send'));
  };

  expect(drawn()).toEqual(drawn());
});

describe('a call', () => {
  const { interference } = createLatency(createDice(1));
  const done = { status: 200, headers: {}, body: '' };

  test('takes effect at once, and its answer is late', async () => {
    const startedAt = performance.now();
    let effects = 0;
    const carryOut: CarryOut = async () => {
      effects += 1;
      return done;
    };

    const answer = interference(aCall('dynamodb', 'UpdateItem'), carryOut);

    expect(effects).toBe(1);
    expect(await answer).toBe(done);
    expect(performance.now() - startedAt).toBeGreaterThan(1.5);
  });

  test('to @connections takes effect late', async () => {
    const startedAt = performance.now();
    let effectAt = startedAt;

    await interference(aCall('execute-api', 'ManageConnections'), async () => {
      effectAt = performance.now();
      return done;
    });

    expect(effectAt - startedAt).toBeGreaterThan(1.5);
  });

  test('is not made to wait for what the engine took already', async () => {
    const order: string[] = [];
    const longerThanAnyWrite: CarryOut = async () => {
      const end = performance.now() + 40;
      while (performance.now() < end);
      return done;
    };

    setImmediate(() => order.push('next turn'));
    await interference(aCall('dynamodb', 'UpdateItem'), longerThanAnyWrite);
    order.push('answer');

    expect(order).toEqual(['answer']);
  });
});

test('an invocation begins late', async () => {
  const functions = answering(() => 'done');
  const startedAt = performance.now();

  const result = await createLatency(createDice(1)).delayed(functions, 'invocation').invoke('send', {});

  expect(result).toMatchObject({ ok: true, payload: 'done' });
  expect(performance.now() - startedAt).toBeGreaterThan(5);
});
