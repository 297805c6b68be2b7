// Keeps a socket open: session, ticket, socket, and again after every loss; and the next one before the old one's time is up (0043).
import { type Command, limits, type Session } from '@parley/protocol';
import { returnDelay } from './backoff.ts';
import type { Incoming } from './frames.ts';
import { SignedOutError } from './session-tokens.ts';
import { ANSWER_MS, openSocket, QUICK_ANSWER_MS, type Socket, type WebSocketConstructor } from './socket.ts';
import type { ConnectionState } from './state.ts';
import type { Clock, Random, Timers } from './timers.ts';

/** A socket that held this long was a good one: the next loss starts the back-off from the beginning. */
const SETTLED_MS = 5_000;
/** How long a replaced socket is still listened to, for what was on its way over it, milliseconds. */
export const LINGER_MS = 5_000;
/** Sockets are replaced at between four fifths of their life and all of it, so that those opened together do not all end together. */
const LIFE_SPREAD = 0.2;
/** The next access token is to be had in the last minute of the one before: sockets are replaced in its first half. */
const TOKEN_END_MS = 60_000;
/** No socket is replaced sooner, however short-lived the tokens are, milliseconds. */
const SHORTEST_LIFE_MS = 5 * 60_000;
/** How soon to try again when the next socket could not be opened, at the earliest, milliseconds. */
const HANDOVER_RETRY_MS = 30_000;
/** API Gateway itself gives up an opening after 29 s. */
const SLOWEST_OPENING_MS = 30_000;
/** How soon after a try the person's own doing may cause another, milliseconds. */
const HURRY_MS = 1_000;

export interface Connection {
  start(): void;
  stop(): void;
  /** Gives false if there is no open socket; then the frame has not left. */
  send(command: Command): boolean;
  /** Tries at once if it is waiting to try; asks the peer for a sign of life if it is open. */
  wake(): void;
  /** The person is waiting for something: tries at once, unless it has tried within a second or within the session's spread. */
  hurry(): void;
  /** Something is overdue: a peer that does not answer within 2.5 s is given up. Longer on a line that has been silent before. */
  doubt(): void;
  setNetwork(online: boolean): void;
  /** The peer does not answer: gives this socket up and opens another. */
  renew(): void;
  /** The sign-in has ended. */
  end(): void;
}

export const createConnection = (deps: {
  openSession(): Promise<Session>;
  /** When the access token that opened the session ends, if that is known, milliseconds since the epoch. */
  tokenEndsAt?(): number | undefined;
  WebSocket: WebSocketConstructor;
  clock: Clock;
  timers: Timers;
  random: Random;
  /** The socket is open: everything sent from now on arrives, and what was sent before must be fetched. */
  opened(): void;
  /** A socket that gave way to the next one at `at` is closed: what was sent over it by then and is not answered yet never will be. */
  replaced(at: number): void;
  received(frame: Incoming): void;
  /** The socket is gone. */
  lost(): void;
  changed(connection: ConnectionState): void;
}): Connection => {
  let status: ConnectionState['status'] = 'idle';
  let since = 0;
  let network = true;
  let everOnline = false;

  /** The open socket: commands go over it. */
  let serving: Socket | undefined;
  let servingSince = 0;
  /** One attempt at a time opens the next; what an old attempt still brings is ignored. */
  let attempt: symbol | undefined;
  let opening: Socket | undefined;
  /** The socket before, deaf to commands. */
  let leaving: Socket | undefined;

  let spreadMs = 0;
  let absentSince: number | undefined;
  let attempts = 0;
  let triedAt = Number.NEGATIVE_INFINITY;
  /** What a probe is given: twice what the last one took, within limits. */
  let patience = QUICK_ANSWER_MS;
  let probedAt: number | undefined;
  let cancelRetry = () => {};
  let cancelHandover = () => {};
  let cancelLinger = () => {};

  const become = (next: ConnectionState['status'], retryAt?: number) => {
    if (next !== status) since = deps.clock();
    status = next;
    deps.changed({ status, since, ...(retryAt === undefined ? {} : { retryAt }) });
  };

  /** Ends the attempt under way, or the wait for one. */
  const abandon = () => {
    cancelRetry();
    attempt = undefined;
    opening?.close();
    opening = undefined;
  };

  const stopLingering = () => {
    cancelLinger();
    leaving?.close();
    leaving = undefined;
  };

  /** Gives up the socket that serves, and the one before it. An attempt under way goes on. */
  const hangUp = () => {
    cancelHandover();
    probedAt = undefined;
    stopLingering();
    if (serving === undefined) return;
    serving.close();
    serving = undefined;
    if (deps.clock() - servingSince >= SETTLED_MS) absentSince = undefined;
    deps.lost();
  };

  const drop = () => {
    abandon();
    hangUp();
  };

  const retryLater = () => {
    abandon();
    const now = deps.clock();
    if (absentSince === undefined) {
      absentSince = now;
      attempts = 0;
    }
    const wait = returnDelay({ attempts, lasted: now - absentSince, spreadMs }, deps.random);
    attempts += 1;
    become('reconnecting', now + wait);
    cancelRetry = deps.timers.after(wait, connect);
  };

  /** The socket that serves is lost. If the next one is being opened already, that is the way back. */
  const lose = () => {
    hangUp();
    if (attempt === undefined) retryLater();
    else become('reconnecting');
  };

  const end = () => {
    drop();
    become('signed-out');
  };

  /** The attempt came to nothing. What serves goes on serving. */
  const fail = () => {
    abandon();
    if (serving === undefined) retryLater();
    else handOverIn(HANDOVER_RETRY_MS * (1 + deps.random()));
  };

  const tryNow = () => {
    abandon();
    triedAt = deps.clock();
    const mine = Symbol('attempt');
    attempt = mine;
    deps
      .openSession()
      .then((session) => {
        // A browser may refuse an address, by throwing.
        if (attempt === mine) openWith(session);
      })
      .catch((error: unknown) => {
        if (attempt !== mine) return;
        if (error instanceof SignedOutError) end();
        else fail();
      });
  };

  const connect = () => {
    drop();
    become(everOnline ? 'reconnecting' : 'connecting');
    tryNow();
  };

  const openWith = (session: Session) => {
    spreadMs = session.reconnectMs ?? 0;
    const life = lifeOf(deps.tokenEndsAt?.());
    const socket = openSocket({
      url: `${session.websocketUrl}?ticket=${encodeURIComponent(session.ticket)}`,
      WebSocket: deps.WebSocket,
      timers: deps.timers,
      // A busy server that opens sockets late would open none at all if each were given up and asked for again.
      openWithin: Math.min(SLOWEST_OPENING_MS, ANSWER_MS * (1 + attempts)),
      opened: () => serveWith(socket, life),
      received,
      closed(silent) {
        // Perhaps it was only slow, and a server that is busy becomes busier by clients that hang up.
        if (silent) patience = Math.min(ANSWER_MS, 2 * patience);
        if (socket === serving) lose();
        else if (socket === opening) fail();
        else part();
      },
    });
    opening = socket;
  };

  const received = (frame: Incoming) => {
    if (frame.type === 'pong' && probedAt !== undefined) {
      patience = Math.min(ANSWER_MS, Math.max(QUICK_ANSWER_MS, 2 * (deps.clock() - probedAt)));
      probedAt = undefined;
    }
    deps.received(frame);
  };

  const probe = () => {
    probedAt ??= deps.clock();
    serving?.probe(patience);
  };

  const lifeOf = (tokenEndsAt = Number.POSITIVE_INFINITY): number => {
    const byAge = limits.socketLifeMs * (1 - LIFE_SPREAD * deps.random());
    const byToken = tokenEndsAt - deps.clock() - TOKEN_END_MS * (1 - deps.random() / 2);
    return Math.min(byAge, Math.max(byToken, SHORTEST_LIFE_MS));
  };

  const serveWith = (socket: Socket, life: number) => {
    attempt = undefined;
    opening = undefined;
    stopLingering();
    leaving = serving;
    serving = socket;
    servingSince = deps.clock();
    handOverIn(life);
    if (leaving !== undefined) {
      cancelLinger = deps.timers.after(LINGER_MS, part);
      return;
    }
    everOnline = true;
    become('online');
    deps.opened();
  };

  const handOverIn = (wait: number) => {
    cancelHandover();
    cancelHandover = deps.timers.after(wait, tryNow);
  };

  const part = () => {
    stopLingering();
    deps.replaced(servingSince);
  };

  const waitForNetwork = () => {
    drop();
    become('waiting-for-network');
  };

  /** Something has changed: what failed before says nothing about now. */
  const comeBack = () => {
    absentSince = undefined;
    connect();
  };

  const running = () => status !== 'idle' && status !== 'signed-out';
  const waiting = () => running() && network && serving === undefined && attempt === undefined;

  return {
    start() {
      if (status !== 'idle') return;
      if (network) connect();
      else waitForNetwork();
    },
    stop() {
      drop();
      become('idle');
    },
    send: (command) => serving?.send(command) ?? false,
    wake() {
      if (waiting()) comeBack();
      else probe();
    },
    hurry() {
      if (waiting() && deps.clock() - triedAt >= Math.max(HURRY_MS, spreadMs)) connect();
    },
    doubt: probe,
    setNetwork(online) {
      if (online === network) return;
      network = online;
      if (!running()) return;
      if (online) comeBack();
      else waitForNetwork();
    },
    renew() {
      if (serving !== undefined) lose();
    },
    end,
  };
};
