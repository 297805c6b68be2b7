import { createPool, type FunctionPool, type PoolOptions } from '../../../local/functions/pool.ts';
import { functionOf } from '../../support/lambda-functions.ts';

const pools: FunctionPool[] = [];
let printed = '';

const pool = (options: Partial<PoolOptions> = {}): FunctionPool => {
  const created = createPool({
    write: (_, text) => {
      printed += text;
    },
    ...options,
  });
  pools.push(created);
  return created;
};

beforeEach(() => {
  printed = '';
});
afterEach(async () => {
  await Promise.all(pools.splice(0).map((created) => created.close(0)));
});

describe('an invocation', () => {
  test('gets the event as JSON, a context, and the environment', async () => {
    const functions = pool();
    functions.deploy([
      functionOf(
        `export const handler = async (event, context) => ({
          event, secret: process.env.SECRET, home: process.env.HOME, name: context.functionName, id: context.awsRequestId,
          left: context.getRemainingTimeInMillis(), trace: process.env._X_AMZN_TRACE_ID,
        });`,
        { environment: { SECRET: 's' }, timeoutMs: 9_000 },
      ),
    ]);

    const result = await functions.invoke('fn', { a: 1, nothing: undefined });

    expect(result).toMatchObject({ ok: true, cold: true });
    expect(result.ok && result.payload).toEqual({
      event: { a: 1 },
      secret: 's',
      name: 'fn',
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      left: expect.any(Number),
      trace: expect.stringMatching(/^Root=1-/),
    });
    expect(await functions.invoke('fn', {})).toMatchObject({ ok: true, cold: false });
  });

  test('has the instance for itself', async () => {
    const functions = pool({ maxPerFunction: 2 });
    functions.deploy([
      functionOf(`let running = 0;
        export const handler = async () => {
          running += 1;
          const seen = running;
          await new Promise((resolve) => setTimeout(resolve, 5));
          running -= 1;
          return seen;
        };`),
    ]);

    const results = await Promise.all(Array.from({ length: 40 }, () => functions.invoke('fn', {})));

    expect(results.map((result) => result.ok && result.payload)).toEqual(results.map(() => 1));
    expect(functions.instanceCount()).toBeLessThanOrEqual(2);
  });

  test('that throws fails with the error, and the instance lives on', async () => {
    const functions = pool();
    functions.deploy([functionOf("export const handler = async ({ fail }) => { if (fail) throw new TypeError('no'); return 'fine'; };")]);

    expect(await functions.invoke('fn', { fail: true })).toMatchObject({ ok: false, errorType: 'TypeError', errorMessage: 'no' });
    expect(await functions.invoke('fn', {})).toMatchObject({ ok: true, payload: 'fine', cold: false });
    expect(printed).toContain('TypeError: no');
  });

  test('that takes too long is ended, and the next one gets a new instance', async () => {
    const functions = pool();
    functions.deploy([
      functionOf("export const handler = async ({ hang }) => { if (hang) for (;;) ; return 'fine'; };", { timeoutMs: 1_000 }),
    ]);

    const late = await functions.invoke('fn', { hang: true });

    expect(late).toMatchObject({
      ok: false,
      errorType: 'Sandbox.Timedout',
      errorMessage: expect.stringMatching(/Task timed out after 1.00 seconds$/),
    });
    expect(await functions.invoke('fn', {})).toMatchObject({ ok: true, payload: 'fine', cold: true });
  });

  test('that ends the process fails, and only that one', async () => {
    const functions = pool();
    functions.deploy([functionOf("export const handler = async ({ exit }) => { if (exit) process.exit(3); return 'fine'; };")]);

    expect(await functions.invoke('fn', { exit: true })).toMatchObject({ ok: false, errorType: 'Runtime.ExitError' });
    expect(await functions.invoke('fn', {})).toMatchObject({ ok: true, payload: 'fine' });
  });

  test('of code that cannot be loaded fails with the reason', async () => {
    const functions = pool();
    functions.deploy([functionOf("throw new Error('DIRECTORY_TABLE is missing');")]);

    expect(await functions.invoke('fn', {})).toMatchObject({ ok: false, errorMessage: 'DIRECTORY_TABLE is missing' });
  });

  test('of a function that is not there is refused', async () => {
    expect(await pool().invoke('nobody', {})).toMatchObject({ ok: false, errorType: 'ResourceNotFoundException' });
  });

  test('above the bound is throttled', async () => {
    const functions = pool({ maxWaiting: 3, maxPerFunction: 1 });
    functions.deploy([functionOf('export const handler = async () => 1;')]);

    const results = await Promise.all(Array.from({ length: 10 }, () => functions.invoke('fn', {})));

    expect(results.filter((result) => result.ok)).toHaveLength(3);
    expect(results.filter((result) => !result.ok && result.errorType === 'TooManyRequestsException')).toHaveLength(7);
  });
});

describe('the pool', () => {
  test('begins nothing for whoever has hung up while it waited', async () => {
    const functions = pool({ maxPerFunction: 1 });
    functions.deploy([functionOf('let begun = 0; export const handler = async () => { begun += 1; return begun; };')]);

    const first = functions.invoke('fn', {});
    const abandoned = functions.invoke('fn', {}, () => false);
    const last = functions.invoke('fn', {}, () => true);

    expect(await first).toMatchObject({ ok: true, payload: 1 });
    expect(await abandoned).toMatchObject({ ok: false, errorType: 'Abandoned' });
    expect(await last).toMatchObject({ ok: true, payload: 2 });
  });

  test('serves the newest first where the oldest has waited long, of those whose callers may hang up alone', async () => {
    const functions = pool({ maxPerFunction: 1 });
    const code = 'export const handler = ({ ms, name }) => new Promise((resolve) => setTimeout(resolve, ms, name));';
    functions.deploy(['calls', 'frames'].map((name) => functionOf(code, { name })));
    const answered: string[] = [];
    const invoke = async (functionName: string, name: string, ms: number, isWanted?: () => boolean) => {
      const result = await functions.invoke(functionName, { ms, name }, isWanted);
      answered.push(result.ok ? String(result.payload) : result.errorType);
    };
    const wanted = () => true;

    await Promise.all([
      ...['first', 'second', 'third'].map((name, index) => invoke('frames', `${name} frame`, index === 0 ? 600 : 0)),
      ...['first', 'second', 'third'].map((name, index) => invoke('calls', `${name} call`, index === 0 ? 600 : 0, wanted)),
    ]);

    const of = (what: string) => answered.filter((name) => name.endsWith(what));
    expect(of('frame')).toEqual(['first frame', 'second frame', 'third frame']);
    expect(of('call')).toEqual(['first call', 'third call', 'second call']);
  });

  test('takes no instance that has just been used from one function for a further one of another', async () => {
    const functions = pool({ maxInstances: 2, maxPerFunction: 2 });
    const slow = 'export const handler = async () => { await new Promise((resolve) => setTimeout(resolve, 300)); return born; };';
    functions.deploy(['a', 'b'].map((name) => functionOf(`const born = Math.random(); ${slow}`, { name })));
    const born = await functions.invoke('a', {});
    await functions.invoke('b', {});

    await Promise.all(Array.from({ length: 6 }, () => functions.invoke('b', {})));

    expect(await functions.invoke('a', {})).toMatchObject({ ok: true, payload: born.ok && born.payload });
  });

  test('never has more instances than it may: the longest idle makes room', async () => {
    const functions = pool({ maxInstances: 2 });
    const names = ['a', 'b', 'c', 'd'];
    functions.deploy(names.map((name) => functionOf(`export const handler = async () => '${name}';`, { name })));

    const results = await Promise.all(names.map((name) => functions.invoke(name, {})));

    expect(results.map((result) => result.ok && result.payload)).toEqual(names);
    expect(functions.instanceCount()).toBeLessThanOrEqual(2);
  });

  test('swaps code without losing an invocation', async () => {
    const functions = pool();
    const slow = (answer: string) =>
      functionOf(`export const handler = async () => { await new Promise((resolve) => setTimeout(resolve, 50)); return '${answer}'; };`);
    functions.deploy([slow('old')]);
    await functions.invoke('fn', {});

    const running = functions.invoke('fn', {});
    functions.deploy([slow('new')]);
    const after = functions.invoke('fn', {});

    expect(await running).toMatchObject({ ok: true, payload: 'old' });
    expect(await after).toMatchObject({ ok: true, payload: 'new' });
  });

  test('renews every instance without losing an invocation', async () => {
    const functions = pool();
    functions.deploy([
      functionOf(`const born = Math.random();
        export const handler = async () => { await new Promise((resolve) => setTimeout(resolve, 50)); return born; };`),
    ]);
    const first = await functions.invoke('fn', {});

    const running = functions.invoke('fn', {});
    functions.renew();
    const after = await functions.invoke('fn', {});

    expect(await running).toMatchObject({ ok: true, payload: first.ok && first.payload, cold: false });
    expect(after).toMatchObject({ ok: true, cold: true });
    expect(after.ok && after.payload).not.toBe(first.ok && first.payload);
  });

  test('answers what still waits when it closes', async () => {
    const functions = pool({ maxPerFunction: 1 });
    functions.deploy([functionOf('export const handler = () => new Promise(() => setInterval(() => {}, 1_000));')]);
    const invocations = [functions.invoke('fn', {}), functions.invoke('fn', {})];

    await functions.close(0);

    expect(await Promise.all(invocations)).toEqual([
      expect.objectContaining({ ok: false }),
      expect.objectContaining({ ok: false, errorType: 'ServiceException' }),
    ]);
    expect(functions.instanceCount()).toBe(0);
  });

  test('lets what runs end when it closes', async () => {
    const functions = pool();
    functions.deploy([
      functionOf("export const handler = async () => { await new Promise((resolve) => setTimeout(resolve, 100)); return 'done'; };"),
    ]);

    const running = functions.invoke('fn', {});
    await functions.close(10_000);

    expect(await running).toMatchObject({ ok: true, payload: 'done' });
    expect(functions.instanceCount()).toBe(0);
    expect(await functions.invoke('fn', {})).toMatchObject({ ok: false });
  });
});
