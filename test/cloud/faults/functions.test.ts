// Function instances that die at a call to AWS, or whose clock is off.
import { createServer, type Server } from 'node:http';
import { createFaults, type Faults } from '../../../local/faults/faults.ts';
import type { Kill } from '../../../local/faults/plan.ts';
import { createPool, type FunctionPool } from '../../../local/functions/pool.ts';
import { type Listener, listen } from '../../../local/listener.ts';
import { aFaultPlan } from '../../support/fault-plans.ts';
import { functionOf } from '../../support/lambda-functions.ts';

/** Makes three calls, as an SDK would as far as the faults see it. */
const threeCalls = `export const handler = async ({ edge }) => {
  for (const call of [1, 2, 3]) await fetch(edge + '/' + call, { headers: { 'x-amz-security-token': process.env.AWS_SESSION_TOKEN } });
  return 'done';
};`;

let functions: FunctionPool;
let edge: Listener;
/** Calls that had an effect, by their number. */
let carriedOut: number[];
let faults: Faults;

afterEach(async () => {
  await functions.close(1_000);
  await edge?.close();
});

const start = async (plan: Parameters<typeof aFaultPlan>[0]): Promise<{ edge: string }> => {
  faults = createFaults(aFaultPlan(plan), (name) => `label of ${name}`);
  functions = createPool({ write: () => {}, watch: faults.watch, clockSkewMs: faults.clockSkewMs, maxPerFunction: 1 });
  carriedOut = [];
  const server: Server = createServer(async ({ url = '/', headers }, response) => {
    const call = { service: 'dynamodb', region: '', action: 'PutItem', method: 'POST', path: url, headers: {}, body: Buffer.alloc(0) };
    const carryOut = async () => {
      carriedOut.push(Number(url.slice(1)));
      return { status: 200, headers: {}, body: '' };
    };
    const token = { 'x-amz-security-token': String(headers['x-amz-security-token']) };
    const { status } = await faults.interference({ ...call, headers: token }, carryOut);
    response.writeHead(status).end();
  });
  edge = await listen(server, 0);
  return { edge: `http://${edge.address}` };
};

const aKill = (changes: Partial<Kill>): Kill => ({ function: 'label of fn', call: 2, when: 'before', rate: 1, ...changes });

test.each([
  ['before', [1]],
  ['after', [1, 2]],
] as const)('a function killed %s its second call ends there, and the next invocation is a cold start', async (when, effects) => {
  const event = await start({ kills: [aKill({ when })] });
  functions.deploy([functionOf(threeCalls)]);

  const killed = await functions.invoke('fn', event);
  const seen = [...carriedOut];
  const next = await functions.invoke('fn', event);

  expect(killed).toMatchObject({ ok: false, errorType: 'Runtime.ExitError' });
  expect(seen).toEqual(effects);
  expect(next).toMatchObject({ cold: true });
  expect(faults.counts()).toEqual([{ fault: 'kill', count: 2 }]);
});

test('a kill strikes its share of the invocations of its function, and no other', async () => {
  const event = await start({ seed: 5, kills: [aKill({ rate: 0.5 }), aKill({ function: 'label of other' })] });
  functions.deploy([functionOf(threeCalls)]);

  const results = [];
  for (let n = 0; n < 8; n += 1) results.push(await functions.invoke('fn', event));

  const killed = results.filter(({ ok }) => !ok).length;
  expect(killed).toBeGreaterThan(0);
  expect(killed).toBeLessThan(8);
  expect(carriedOut).toHaveLength(killed + 3 * (8 - killed));
});

test('the clock of an instance is off by its own amount, and times that are given are what they are', async () => {
  await start({ seed: 3, clockSkewMs: 60_000 });
  functions.deploy([
    functionOf(`export const handler = async (_, context) => ({
      now: Date.now(), made: new Date().getTime(), given: new Date(5).getTime(), text: Date.parse(Date()), isDate: new Date() instanceof Date,
      left: context.getRemainingTimeInMillis(), iso: new Date(0).toISOString(),
    });`),
  ]);
  const skewOf = async (): Promise<{ skew: number; rest: Record<string, unknown> }> => {
    await functions.invoke('fn', {});
    const before = Date.now();
    const result = await functions.invoke('fn', {});
    const { now, made, text, ...rest } = (result.ok ? result.payload : {}) as Record<string, number>;
    // By this seed the clocks are off by 47 s and by 18 s: far more than a busy machine takes from one of these to the next.
    for (const time of [made, text]) expect(Math.abs(Number(time) - Number(now))).toBeLessThan(10_000);
    return { skew: Number(now) - before, rest };
  };

  const first = await skewOf();
  functions.renew();
  const second = await skewOf();

  expect(Math.abs(first.skew)).toBeLessThan(61_000);
  expect(Math.abs(first.skew - second.skew)).toBeGreaterThan(1_000);
  expect(first.rest).toEqual({ given: 5, isDate: true, left: expect.any(Number), iso: '1970-01-01T00:00:00.000Z' });
  expect(Number(first.rest.left)).toBeLessThanOrEqual(10_000);
});
