import { limits, type Session } from '@parley/protocol';
import { createConnection, LINGER_MS } from '../../../client/connection.ts';
import type { Incoming } from '../../../client/frames.ts';
import { SignedOutError } from '../../../client/session-tokens.ts';
import { ANSWER_MS, QUICK_ANSWER_MS, type WebSocketLike } from '../../../client/socket.ts';
import type { ConnectionState } from '../../../client/state.ts';
import { createManualTime } from '../../support/manual-time.ts';

/** A socket whose other side is the test. */
class PlainSocket implements WebSocketLike {
  readonly url: string;
  readonly sent: string[] = [];
  closed = false;
  /** Whether it answers pings by itself. */
  alive = false;
  onopen: WebSocketLike['onopen'] = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: (() => void) | null = null;
  onerror: WebSocketLike['onerror'] = null;

  constructor(url: string) {
    this.url = url;
  }
  send(data: string) {
    this.sent.push(data);
    if (this.alive && data === '{"action":"ping"}') queueMicrotask(() => this.onmessage?.({ data: '{"type":"pong"}' }));
  }
  close() {
    this.closed = true;
  }
}

const session = (ticket: string, reconnectMs?: number): Session => ({
  ...(reconnectMs === undefined ? {} : { reconnectMs }),
  ticket,
  ticketExpiresAt: 1,
  websocketUrl: 'wss://socket.test/prod',
  me: { userId: 'me', name: 'Me', handle: 'me', email: 'me@example.com', createdAt: 1 },
  rooms: [],
  serverTime: 1,
});

const setUp = (
  openSession: (attempt: number) => Promise<Session> = async (attempt) => session(`t${attempt}`),
  tokenEndsAt: (now: number) => number | undefined = () => undefined,
) => {
  const time = createManualTime();
  const sockets: PlainSocket[] = [];
  const states: ConnectionState['status'][] = [];
  const received: Incoming[] = [];
  const calls = { sessions: 0, opened: 0, lost: 0 };
  const replaced: number[] = [];
  const connection = createConnection({
    openSession: () => {
      calls.sessions += 1;
      return openSession(calls.sessions);
    },
    tokenEndsAt: () => tokenEndsAt(time.clock()),
    WebSocket: class extends PlainSocket {
      constructor(url: string) {
        super(url);
        if (url.startsWith('ws://refused')) throw new Error('SecurityError');
        sockets.push(this);
      }
    },
    clock: time.clock,
    timers: time.timers,
    random: () => 0.5,
    opened: () => {
      calls.opened += 1;
    },
    replaced: (at) => replaced.push(at),
    received: (frame) => received.push(frame),
    lost: () => {
      calls.lost += 1;
    },
    changed: ({ status }) => states.push(status),
  });
  const last = () => {
    const socket = sockets.at(-1);
    if (socket === undefined) throw new Error('no socket was opened');
    return socket;
  };
  const open = async () => {
    await time.pass(0);
    last().onopen?.({} as never);
  };
  return { ...time, connection, sockets, states, received, calls, replaced, last, open };
};

describe('the connection', () => {
  test("[H1] opens a socket with the session's ticket", async () => {
    const { connection, last, open, states, calls } = setUp();
    connection.start();
    await open();

    expect(last().url).toBe('wss://socket.test/prod?ticket=t1');
    expect(states).toEqual(['connecting', 'online']);
    expect(calls.opened).toBe(1);
  });

  test('comes back after a loss with a session of its own, later after each failure', async () => {
    const { connection, last, open, states, calls, pass } = setUp();
    connection.start();
    await open();
    last().onclose?.();
    await pass(124);
    const early = calls.sessions;
    await pass(1);
    last().onclose?.();
    await pass(199);
    const stillEarly = calls.sessions;
    await pass(1);

    expect([early, stillEarly, calls.sessions]).toEqual([1, 2, 3]);
    expect(states).toEqual(['connecting', 'online', 'reconnecting', 'reconnecting', 'reconnecting', 'reconnecting']);
    expect(calls.lost).toBe(1);
  });

  test('a socket that held starts the back-off anew', async () => {
    const { connection, last, open, calls, pass } = setUp();
    connection.start();
    await open();
    for (let round = 0; round < 4; round += 1) {
      await pass(6_000);
      last().onclose?.();
      await pass(250);
      await open();
    }

    expect(calls.opened).toBe(5);
  });

  test('hears nothing more of a socket it has given up', async () => {
    const { connection, sockets, received, open, pass } = setUp();
    connection.start();
    await open();
    connection.renew();
    await pass(250);
    await open();
    sockets[0]?.onmessage?.({ data: '{"type":"pong"}' });
    sockets[0]?.onclose?.();
    sockets[1]?.onmessage?.({ data: '{"type":"pong"}' });

    expect(sockets.map((socket) => socket.closed)).toEqual([true, false]);
    expect(received).toEqual([{ type: 'pong' }]);
  });

  test('[C6] pings every 9 minutes, and gives up a peer that does not answer', async () => {
    const { connection, sockets, last, open, pass, calls } = setUp();
    connection.start();
    await open();
    await pass(limits.pingMs);
    last().onmessage?.({ data: '{"type":"pong"}' });
    await pass(limits.pingMs);
    const beforeDeadline = calls.lost;
    await pass(ANSWER_MS);

    expect(sockets[0]?.sent).toEqual(['{"action":"ping"}', '{"action":"ping"}']);
    expect([beforeDeadline, calls.lost]).toEqual([0, 1]);
  });

  test('gives up an opening that takes too long', async () => {
    const { connection, sockets, pass } = setUp();
    connection.start();
    await pass(ANSWER_MS + 500);

    expect(sockets).toHaveLength(2);
    expect(sockets[0]?.closed).toBe(true);
  });

  test('goes on trying when no socket can even be made', async () => {
    const { connection, calls, states, open, pass } = setUp(async (attempt) =>
      attempt === 1 ? { ...session('t1'), websocketUrl: 'ws://refused.test' } : session('t2'),
    );
    connection.start();
    await pass(1_000);
    await open();

    expect(calls.sessions).toBe(2);
    expect(states.at(-1)).toBe('online');
  });

  test('gives the next opening more time', async () => {
    const { connection, sockets, pass } = setUp();
    connection.start();
    await pass(ANSWER_MS + 500);
    await pass(2 * ANSWER_MS - 1_000);
    const patient = sockets.length;
    await pass(2_000);

    expect([patient, sockets.length]).toEqual([2, 3]);
  });

  test('waking tries at once, or asks for a sign of life', async () => {
    const { connection, last, open, calls, pass } = setUp();
    connection.start();
    await open();
    last().onclose?.();
    connection.wake();
    await open();
    connection.wake();
    await pass(0);

    expect(calls.sessions).toBe(2);
    expect(last().sent).toEqual(['{"action":"ping"}']);
  });

  test('waits for the network without trying', async () => {
    const { connection, open, states, calls, pass } = setUp();
    connection.start();
    await open();
    connection.setNetwork(false);
    connection.wake();
    await pass(600_000);
    const offline = calls.sessions;
    connection.setNetwork(true);
    await open();

    expect(offline).toBe(1);
    expect(states).toEqual(['connecting', 'online', 'waiting-for-network', 'reconnecting', 'online']);
  });

  test('ends when the sign-in has ended, and goes on trying for any other reason', async () => {
    const { connection, states, waiting, pass } = setUp(async (attempt) => {
      throw attempt < 3 ? new Error('offline') : new SignedOutError();
    });
    connection.start();
    await pass(60_000);

    expect(states.at(-1)).toBe('signed-out');
    expect(waiting()).toBe(0);
  });

  test('[H1] spreads its return as the session told', async () => {
    const { connection, last, open, calls, pass } = setUp(async (attempt) => session(`t${attempt}`, 20_000));
    connection.start();
    await open();
    last().onclose?.();
    await pass(9_999);
    const first = calls.sessions;
    await pass(1);
    last().onclose?.();
    await pass(19_999);
    const second = calls.sessions;
    await pass(1);

    expect([first, second, calls.sessions]).toEqual([1, 2, 3]);
  });

  test('the person who waits for something has it tried at once, but not twice in the spread', async () => {
    const { connection, last, open, calls, pass } = setUp(async (attempt) => session(`t${attempt}`, 20_000));
    connection.start();
    await open();
    await pass(20_000);
    last().onclose?.();
    connection.hurry();
    await pass(0);
    const hurried = calls.sessions;
    last().onclose?.();
    connection.hurry();
    await pass(0);

    expect([hurried, calls.sessions]).toEqual([2, 2]);
  });

  test('is back quickly when the network is, however long it was gone', async () => {
    let failing = true;
    const { connection, calls, pass } = setUp(async (attempt) => {
      if (failing) throw new Error('offline');
      return session(`t${attempt}`);
    });
    connection.start();
    await pass(600_000);
    connection.setNetwork(false);
    connection.setNetwork(true);
    await pass(0);
    failing = false;
    const tried = calls.sessions;
    await pass(250);

    expect(calls.sessions).toBe(tried + 1);
  });

  test('when something is overdue, a peer that has gone dead is found in 2.5 s', async () => {
    const { connection, open, calls, pass } = setUp();
    connection.start();
    await open();
    connection.doubt();
    await pass(QUICK_ANSWER_MS - 1);
    const early = calls.lost;
    await pass(1);

    expect([early, calls.lost]).toEqual([0, 1]);
  });

  test('is more patient with a peer that has been slow', async () => {
    const { connection, last, open, calls, pass } = setUp();
    connection.start();
    await open();
    connection.doubt();
    await pass(2_000);
    last().onmessage?.({ data: '{"type":"pong"}' });
    connection.doubt();
    await pass(3_999);
    const early = calls.lost;
    await pass(1);

    expect([early, calls.lost]).toEqual([0, 1]);
  });

  test('stopping leaves nothing running', async () => {
    const { connection, last, open, states, waiting, pass } = setUp();
    connection.start();
    await open();
    connection.stop();
    await pass(600_000);

    expect(last().closed).toBe(true);
    expect(states.at(-1)).toBe('idle');
    expect(waiting()).toBe(0);
  });
});

describe('the handover', () => {
  /** Sockets are replaced at nine tenths of their life where `random` gives a half. */
  const LIFE_MS = limits.socketLifeMs * 0.9;
  const TYPING = '{"type":"typing","roomId":"r","userId":"u","on":true}';

  const setUpAlive = (...options: Parameters<typeof setUp>) => {
    const connected = setUp(...options);
    const open = async () => {
      await connected.pass(0);
      connected.last().alive = true;
      await connected.open();
    };
    return { ...connected, open };
  };

  test('opens the next socket while the old one serves, and commands go over the new one', async () => {
    const { connection, sockets, states, calls, open, pass } = setUpAlive();
    connection.start();
    await open();
    await pass(LIFE_MS);
    connection.send({ action: 'typing', id: '1', roomId: 'r', on: true });
    await open();
    connection.send({ action: 'typing', id: '2', roomId: 'r', on: true });

    expect(sockets.map(({ url }) => url.split('=')[1])).toEqual(['t1', 't2']);
    expect(sockets.map(({ sent }) => sent.at(-1)?.includes('"id":"1"'))).toEqual([true, false]);
    expect(states).toEqual(['connecting', 'online']);
    expect(calls).toEqual({ sessions: 2, opened: 1, lost: 0 });
  });

  test('still hears the old socket for some seconds, then closes it and says so', async () => {
    const { connection, sockets, received, replaced, clock, open, pass } = setUpAlive();
    connection.start();
    await open();
    await pass(LIFE_MS);
    await open();
    const at = clock();
    await pass(LINGER_MS - 1);
    sockets[0]?.onmessage?.({ data: TYPING });
    const before = [...replaced];
    await pass(1);
    sockets[0]?.onmessage?.({ data: TYPING });

    expect(received.filter(({ type }) => type === 'typing')).toHaveLength(1);
    expect([before, replaced]).toEqual([[], [at]]);
    expect(sockets.map(({ closed }) => closed)).toEqual([true, false]);
  });

  test('the old socket ending early is the same', async () => {
    const { connection, sockets, states, replaced, open, pass } = setUpAlive();
    connection.start();
    await open();
    await pass(LIFE_MS);
    await open();
    sockets[0]?.onclose?.();
    await pass(LINGER_MS);

    expect(replaced).toHaveLength(1);
    expect(states.at(-1)).toBe('online');
  });

  test('goes on with the old socket where the next one cannot be had, and tries again', async () => {
    const { connection, states, calls, open, pass } = setUpAlive(async (attempt) => {
      if (attempt === 2) throw new Error('busy');
      return session(`t${attempt}`);
    });
    connection.start();
    await open();
    await pass(LIFE_MS);
    const served = connection.send({ action: 'ping' });
    await pass(60_000);
    await open();

    expect(served).toBe(true);
    expect(calls).toEqual({ sessions: 3, opened: 1, lost: 0 });
    expect(states).toEqual(['connecting', 'online']);
  });

  test('becomes the way back when the old socket is lost meanwhile', async () => {
    const { connection, sockets, states, calls, open, pass } = setUpAlive();
    connection.start();
    await open();
    await pass(LIFE_MS);
    sockets[0]?.onclose?.();
    await open();

    expect(states).toEqual(['connecting', 'online', 'reconnecting', 'online']);
    expect(calls).toEqual({ sessions: 2, opened: 2, lost: 1 });
  });

  test('comes in the last minute of the token, when the next one is to be had', async () => {
    const { connection, calls, open, pass } = setUpAlive(undefined, (now) => now + 60 * 60_000);
    connection.start();
    await open();
    await pass(59 * 60_000);
    const early = calls.sessions;
    await pass(30_000);

    expect([early, calls.sessions]).toEqual([1, 2]);
  });

  test('comes no sooner than after five minutes, however short-lived the tokens', async () => {
    const { connection, calls, open, pass } = setUpAlive(undefined, (now) => now + 60_000);
    connection.start();
    await open();
    await pass(5 * 60_000 - 1);
    const early = calls.sessions;
    await pass(1);

    expect([early, calls.sessions]).toEqual([1, 2]);
  });

  test('stopping in the middle of it leaves nothing running', async () => {
    const { connection, sockets, waiting, open, pass } = setUpAlive();
    connection.start();
    await open();
    await pass(LIFE_MS);
    await open();
    connection.stop();

    expect(sockets.map(({ closed }) => closed)).toEqual([true, true]);
    expect(waiting()).toBe(0);
  });
});
