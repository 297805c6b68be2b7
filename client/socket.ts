import { type Command, limits } from '@parley/protocol';
import { type Incoming, readFrame } from './frames.ts';
import type { Timers } from './timers.ts';

/** As much of a WebSocket as is needed: the browser's, Node's and `ws`'s all fit. */
export interface WebSocketLike {
  send(data: string): void;
  close(code?: number, reason?: string): void;
  onopen: ((event: never) => void) | null;
  onmessage: ((event: never) => void) | null;
  onclose: ((event: never) => void) | null;
  onerror: ((event: never) => void) | null;
}
export type WebSocketConstructor = new (url: string) => WebSocketLike;

/** How long the server may take to open a socket at the first try, or to answer, milliseconds. */
export const ANSWER_MS = 10_000;
/** How long it may take to answer a ping when something is overdue anyway. Pings are answered by the gateway itself, in one round trip. */
export const QUICK_ANSWER_MS = 2_500;

/** One socket, from its opening to its end. */
export interface Socket {
  /** Gives false if the socket is not open; then the frame has not left. */
  send(command: Command): boolean;
  /** Asks whether the other side is still there: a dead peer ends the socket after `patience` milliseconds. One question at a time. */
  probe(patience: number): void;
  /** Ends it without a word to `closed`. */
  close(): void;
}

export const openSocket = (deps: {
  url: string;
  WebSocket: WebSocketConstructor;
  timers: Timers;
  /** How long it may take to open, milliseconds. */
  openWithin: number;
  opened(): void;
  received(frame: Incoming): void;
  /** Called once, unless `close` came first: the socket was refused, lost, closed by the server, or its peer is dead (`silent`). */
  closed(silent: boolean): void;
}): Socket => {
  const { timers } = deps;
  const socket = new deps.WebSocket(deps.url);
  let state: 'opening' | 'open' | 'ended' = 'opening';
  let cancelPing = () => {};
  let cancelDeadline: (() => void) | undefined;

  const calm = () => {
    cancelDeadline?.();
    cancelDeadline = undefined;
  };

  const end = () => {
    if (state === 'ended') return false;
    state = 'ended';
    cancelPing();
    calm();
    // Listeners stay, deaf: a socket closed while it opens still reports an error, which must have somebody to go to.
    socket.close();
    return true;
  };
  const lose = (silent: boolean) => {
    if (end()) deps.closed(silent);
  };

  /** Whatever comes in the time allowed shows that the peer lives. */
  const expectSign = (patience: number) => {
    cancelDeadline = timers.after(patience, () => lose(true));
  };

  const send = (command: Command): boolean => {
    if (state !== 'open') return false;
    socket.send(JSON.stringify(command));
    return true;
  };

  const probe = (patience: number) => {
    if (cancelDeadline === undefined && send({ action: 'ping' })) expectSign(patience);
  };

  const pingLater = () => {
    cancelPing = timers.after(limits.pingMs, () => {
      probe(ANSWER_MS);
      pingLater();
    });
  };

  expectSign(deps.openWithin);
  socket.onopen = () => {
    if (state !== 'opening') return;
    calm();
    state = 'open';
    pingLater();
    deps.opened();
  };
  socket.onmessage = (event: { data: unknown }) => {
    if (state !== 'open') return;
    calm();
    const frame = typeof event.data === 'string' ? readFrame(event.data) : undefined;
    if (frame !== undefined) deps.received(frame);
  };
  socket.onclose = () => lose(false);
  socket.onerror = () => lose(false);

  return {
    send,
    probe,
    close() {
      end();
    },
  };
};
