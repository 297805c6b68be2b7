// One socket for all tabs of a browser: the leading tab has it, the others see and send through the leader (0044).
import type { Command } from '@parley/protocol';
import { returnDelay } from './backoff.ts';
import { type Connection, createConnection } from './connection.ts';
import type { Incoming } from './frames.ts';
import { SignedOutError } from './session-tokens.ts';
import type { ConnectionState } from './state.ts';
import type { SharedChange, Tab, TabMessage, Tabs } from './tabs.ts';

/** A leader that has been silent for so long is asked for a sign of life, milliseconds. */
export const SILENCE_MS = 500;
/** How long the leader may take to answer before another tab takes its place, milliseconds; up to a quarter longer, so that not all do. */
export const PATIENCE_MS = 1_000;

type ConnectionDeps = Parameters<typeof createConnection>[0];

export interface SharedConnection extends Connection {
  /** Tells the other tabs. */
  tell(change: SharedChange): void;
}

/** How a follower stands to the leader's socket. */
interface Following {
  socket: string;
  /** Whether everything from here on arrives, and what came before is fetched. */
  opened: boolean;
}

const same = (one: ConnectionState | undefined, other: ConnectionState): boolean =>
  one !== undefined && one.status === other.status && one.since === other.since && one.retryAt === other.retryAt;

/**
 * A connection that the tabs of a browser share. In the leading tab it is a connection like any other, whose frames are passed on. In the
 * others `opened`, `received` and `lost` mean the same, but commands of the log do not leave (`send` gives false): they wait in the common
 * outbox, which the leader empties. A tab that comes to lead has lost what it followed and opens a socket of its own.
 */
export const createSharedConnection = (
  deps: ConnectionDeps & {
    tabs: Tabs;
    /** Another tab has told something. */
    told(change: SharedChange): void;
    /** Another tab has said something, whatever it is. */
    heard(): void;
  },
): SharedConnection => {
  const { clock, timers, random } = deps;
  const name = Math.floor(random() * 2 ** 48).toString(36);
  let tab: Tab | undefined;
  let leading = false;
  let shown: ConnectionState | undefined;

  const show = (connection: ConnectionState) => {
    if (same(shown, connection)) return;
    shown = connection;
    deps.changed(connection);
  };

  // Leading

  let sockets = 0;
  let ownState: ConnectionState = { status: 'idle', since: 0 };

  const declare = () => tab?.post({ kind: 'lead', connection: ownState, socket: `${name}/${sockets}` });

  const own = createConnection({
    ...deps,
    received(frame) {
      // An error is about the leader's sending; what becomes of the command is told.
      if (frame.type !== 'error' && frame.type !== 'pong') tab?.post({ kind: 'frame', frame });
      deps.received(frame);
    },
    changed(connection) {
      ownState = connection;
      if (connection.status !== 'online') sockets += 1;
      if (!leading) return;
      show(connection);
      declare();
    },
  });

  // Following

  let following: Following | undefined;
  let attempt: symbol | undefined;
  let failures = 0;
  let failingSince = 0;
  /** What came before the first session has. Undefined once it has. */
  let early: Incoming[] | undefined = [];
  let cancelRetry = () => {};
  let cancelWatch = () => {};

  const unfollow = () => {
    cancelRetry();
    attempt = undefined;
    const wasOpened = following?.opened ?? false;
    following = undefined;
    if (wasOpened) deps.lost();
  };

  /** Subscribed already, so: fetch. */
  const open = (socket: string) => {
    const mine = Symbol('attempt');
    attempt = mine;
    following = { socket, opened: false };
    if (early !== undefined) early = [];
    deps.openSession().then(
      () => {
        if (attempt !== mine) return;
        following = { socket, opened: true };
        failures = 0;
        for (const frame of early ?? []) deps.received(frame);
        early = undefined;
        deps.opened();
      },
      (error: unknown) => {
        if (attempt !== mine) return;
        if (error instanceof SignedOutError) end();
        else openLater(socket);
      },
    );
  };

  const openLater = (socket: string) => {
    if (failures === 0) failingSince = clock();
    const wait = returnDelay({ attempts: failures, lasted: clock() - failingSince, spreadMs: 0 }, random);
    failures += 1;
    cancelRetry = timers.after(wait, () => open(socket));
  };

  const follow = ({ connection, socket }: Extract<TabMessage, { kind: 'lead' }>) => {
    show(connection);
    if (connection.status !== 'online') return unfollow();
    if (following?.socket === socket) return;
    unfollow();
    open(socket);
  };

  const watch = () => {
    cancelWatch();
    cancelWatch = timers.after(SILENCE_MS, ask);
  };

  const ask = () => {
    const askedAt = clock();
    const patience = PATIENCE_MS + Math.floor((random() * PATIENCE_MS) / 4);
    tab?.post({ kind: 'ask' });
    cancelWatch();
    cancelWatch = timers.after(patience, () => {
      // Whoever slept himself has not heard the answer.
      if (clock() - askedAt > 2 * patience) return ask();
      tab?.seize();
      watch();
    });
  };

  const receive = (message: TabMessage) => {
    switch (message.kind) {
      case 'ask':
        return leading ? declare() : undefined;
      case 'wake':
        return leading ? own.wake() : undefined;
      case 'lead':
        if (leading) return;
        watch();
        return follow(message);
      case 'frame':
        if (leading) return;
        watch();
        return early === undefined ? deps.received(message.frame) : void early.push(message.frame);
      case 'signal':
        if (leading) own.send(message.command);
        return deps.told(message);
      case 'queued':
      case 'refused':
      case 'removed':
        return deps.told(message);
    }
  };

  const halt = () => {
    cancelWatch();
    leading = false;
    const left = tab;
    tab = undefined;
    left?.leave();
    own.stop();
    unfollow();
  };

  const end = () => {
    halt();
    show({ status: 'signed-out', since: clock() });
  };

  return {
    start() {
      if (tab !== undefined) return;
      show({ status: 'connecting', since: clock() });
      tab = deps.tabs.join({
        received(message) {
          deps.heard();
          receive(message);
        },
        elected() {
          leading = true;
          cancelWatch();
          unfollow();
          own.start();
        },
        deposed() {
          leading = false;
          own.stop();
          show({ status: 'reconnecting', since: clock() });
          ask();
        },
        resumed() {
          unfollow();
          ask();
        },
      });
      if (!leading) ask();
    },
    stop() {
      halt();
      show({ status: 'idle', since: clock() });
    },
    send: (command: Command) => leading && own.send(command),
    wake() {
      if (leading) own.wake();
      else tab?.post({ kind: 'wake' });
    },
    hurry: own.hurry,
    doubt: own.doubt,
    setNetwork: own.setNetwork,
    renew() {
      if (leading) return own.renew();
      if (following === undefined) return;
      const { socket } = following;
      unfollow();
      following = { socket, opened: false };
      openLater(socket);
    },
    end,
    tell: (change) => tab?.post(change),
  };
};
