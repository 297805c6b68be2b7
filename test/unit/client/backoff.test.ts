import { limits, type Session } from '@parley/protocol';
import { RETRY_FLOOR_MS, returnDelay } from '../../../client/backoff.ts';
import { createConnection } from '../../../client/connection.ts';
import type { WebSocketLike } from '../../../client/socket.ts';
import { seededRandom } from '../../support/seeded-random.ts';

describe('the wait before coming back', () => {
  test('is a random moment of the spread at first', () => {
    const delays = [0, 0.5, 0.999].map((drawn) => returnDelay({ attempts: 0, lasted: 0, spreadMs: 10_000 }, () => drawn));

    expect(delays).toEqual([0, 5_000, 9_990]);
  });

  test('is a quarter of a second at most where the server knows of no spread', () => {
    expect(returnDelay({ attempts: 0, lasted: 0, spreadMs: 0 }, () => 0.999)).toBe(249);
    expect(returnDelay({ attempts: 3, lasted: 2_000, spreadMs: 0 }, () => 0.999)).toBe(249);
  });

  test('is the whole spread after a failure, so that everybody keeps the place they drew', () => {
    const delays = [0, 0.5, 0.999].map((drawn) => returnDelay({ attempts: 1, lasted: 100, spreadMs: 10_000 }, () => drawn));

    expect(delays).toEqual([10_000, 10_000, 10_000]);
  });

  test('is never so short that few clients together exceed the quota', () => {
    expect(returnDelay({ attempts: 1, lasted: 0, spreadMs: 0 }, () => 0)).toBe(RETRY_FLOOR_MS);
  });

  test('grows with the absence up to 30 s', () => {
    const delays = [8_000, 80_000, 8_000_000].map((lasted) => returnDelay({ attempts: 9, lasted, spreadMs: 0 }, () => 0.999));

    expect(delays).toEqual([999, 9_990, 29_970]);
  });
});

/** Time in steps of 10 ms, for so many clients that looking through all their timers at every step would take minutes. */
const createSteppedTime = () => {
  const STEP_MS = 10;
  const due = new Map<number, Set<() => void>>();
  let step = 0;

  return {
    clock: () => step * STEP_MS,
    timers: {
      after(ms: number, callback: () => void) {
        const at = step + Math.max(1, Math.ceil(ms / STEP_MS));
        const callbacks = due.get(at) ?? new Set();
        due.set(at, callbacks.add(callback));
        return () => callbacks.delete(callback);
      },
    },
    async pass(ms: number) {
      for (const end = step + ms / STEP_MS; step < end; ) {
        step += 1;
        for (const callback of due.get(step) ?? []) callback();
        due.delete(step);
        await new Promise<void>((resolve) => setImmediate(resolve));
      }
    },
  };
};

/** The most that fall into any one second; `times` ascend. */
const mostInASecond = (times: readonly number[]): number => {
  let most = 0;
  let first = 0;
  for (const [index, time] of times.entries()) {
    while ((times[first] ?? time) <= time - 1_000) first += 1;
    most = Math.max(most, index - first + 1);
  }
  return most;
};

describe('10,000 clients that lose their server for 10 s', () => {
  const CLIENTS = 10_000;
  const OUTAGE_MS = 10_000;
  const RECONNECT_MS = Math.ceil(CLIENTS / 385) * 1_000;

  test('[H1] never make more than 500 attempts in a second, and are all back within 1.5 times the least', async () => {
    const time = createSteppedTime();
    const attempts: number[] = [];
    const sockets = new Set<WebSocketLike>();
    let up = true;
    let online = 0;
    const session: Session = {
      ticket: 't',
      ticketExpiresAt: 1,
      websocketUrl: 'wss://socket.test',
      me: { userId: 'me', name: 'Me', handle: 'me', email: 'me@example.com', createdAt: 1 },
      rooms: [],
      serverTime: 1,
      reconnectMs: RECONNECT_MS,
    };
    class InstantSocket implements WebSocketLike {
      onopen: WebSocketLike['onopen'] = null;
      onmessage: WebSocketLike['onmessage'] = null;
      onclose: WebSocketLike['onclose'] = null;
      onerror: WebSocketLike['onerror'] = null;
      constructor() {
        sockets.add(this);
        queueMicrotask(() => this.onopen?.({} as never));
      }
      send() {}
      close() {
        sockets.delete(this);
      }
    }
    const random = seededRandom(7);
    for (let count = 0; count < CLIENTS; count += 1)
      createConnection({
        async openSession() {
          attempts.push(time.clock());
          if (!up) throw new Error('down');
          return session;
        },
        WebSocket: InstantSocket,
        clock: time.clock,
        timers: time.timers,
        random,
        opened: () => {
          online += 1;
        },
        lost: () => {
          online -= 1;
        },
        replaced() {},
        received() {},
        changed() {},
      }).start();
    await time.pass(6_000);
    const before = online;
    attempts.length = 0;
    up = false;
    for (const socket of [...sockets]) socket.onclose?.({} as never);
    await time.pass(OUTAGE_MS);
    up = true;
    await time.pass((1.5 * 1_000 * CLIENTS) / limits.connectsPerSecond);

    expect(before).toBe(CLIENTS);
    expect(mostInASecond(attempts)).toBeLessThanOrEqual(limits.connectsPerSecond);
    expect(online).toBe(CLIENTS);
  });
});
