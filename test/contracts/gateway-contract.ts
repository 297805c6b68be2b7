import type { Gateway, PostResult } from '../../lambdas/domain/ports.ts';
import { type CallbackServer, startCallbackServer } from '../support/callback-server.ts';
import { times } from './support.ts';

/** The most that a gateway may have open at once. */
const SOCKETS = 100;

/** What every `Gateway` over HTTP guarantees. `open` gives one for an endpoint, and says what it reports. */
export const gatewayContract = (open: (endpoint: string, onFailure: (reason: unknown) => void) => Gateway): void => {
  let server: CallbackServer;
  let gateway: Gateway;
  const failures: unknown[] = [];

  beforeAll(async () => {
    server = await startCallbackServer();
    gateway = open(`${server.endpoint}/v1`, (reason) => failures.push(reason));
  });
  afterAll(() => server.close());
  beforeEach(() => {
    failures.length = 0;
  });

  test('a frame arrives as it was given, signed, at the connection of that id', async () => {
    const frame = JSON.stringify({ type: 'event', text: 'Zoë 👋 “x”' });

    expect(await gateway.post('L0SM9cOFvHcCIhw=', frame)).toBe('delivered');

    expect(server.requests.at(-1)).toMatchObject({ method: 'POST', path: '/v1/@connections/L0SM9cOFvHcCIhw%3D', body: frame });
    expect(server.requests.at(-1)?.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/us-east-1\/execute-api\/aws4_request, /,
    );
    expect(server.requests.at(-1)?.validSignature).toBe(true);
    expect(failures).toEqual([]);
  });

  test('a connection that is gone is gone, at once', async () => {
    expect(await gateway.post('410', 'x')).toBe('gone');

    expect(server.countOf('410')).toBe(1);
    expect(failures).toEqual([]);
  });

  test.each(['429,200', '500,200', '503,429,200', 'reset,200'])('what may pass is tried again: %s', async (script) => {
    expect(await gateway.post(script, 'x')).toBe('delivered');

    expect(server.countOf(script)).toBe(script.split(',').length);
  });

  test.each(['429', '500', 'reset', 'hang'])(
    'a gateway that goes on with %s fails the frame after a few tries, and says why',
    async (script) => {
      const startedAt = performance.now();

      expect(await gateway.post(script, 'x')).toBe('failed');

      expect(server.countOf(script)).toBeLessThanOrEqual(3);
      expect(failures).toHaveLength(1);
      // No more than three tries of 3 s each, on a machine that may be busy.
      expect(performance.now() - startedAt).toBeLessThan(20_000);
    },
    60_000,
  );

  test.each(['403', '413'])('a refusal for cause, %s, is not tried again', async (script) => {
    expect(await gateway.post(script, 'x')).toBe('failed');

    expect(server.countOf(script)).toBe(1);
    expect(failures).toHaveLength(1);
  });

  test('a post that is throttled shows in the load; one that is not hardly does', async () => {
    const own = await startCallbackServer();
    const fresh = open(`${own.endpoint}/v1`, () => undefined);
    await fresh.post('calm', 'x');
    const calm = fresh.load();

    await fresh.post('429,429,200', 'x');

    expect(calm).toBeLessThan(0.01);
    // It wears off within 10 seconds, of which a busy machine may take some.
    expect(fresh.load()).toBeGreaterThan(0.3);
    await own.close();
  });

  test('many frames at once use a bounded number of sockets, and all arrive', async () => {
    // No more than it takes: a busy machine has the time of one try for all of them.
    const results = await Promise.all(times(SOCKETS + 20, (index) => gateway.post(`many-${index}`, 'x')));

    expect(new Set<PostResult>(results)).toEqual(new Set(['delivered']));
    expect(server.mostSockets).toBeLessThanOrEqual(SOCKETS);
  });

  test('a connection is closed; one that is gone, or a gateway in trouble, makes no noise', async () => {
    await gateway.disconnect('abc=');
    await gateway.disconnect('410');
    await gateway.disconnect('500');

    expect(server.requests.filter(({ method }) => method === 'DELETE').map(({ path }) => path)).toContain('/v1/@connections/abc%3D');
    expect(failures).toHaveLength(1);
  });

  test('nobody there fails the frame', async () => {
    const closed = await startCallbackServer();
    await closed.close();

    expect(await open(`${closed.endpoint}/v1`, () => undefined).post('abc', 'x')).toBe('failed');
  });
};
