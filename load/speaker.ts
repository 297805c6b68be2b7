// A bare socket that speaks: no library between the wire and the clock.
import { setTimeout as delay } from 'node:timers/promises';
import { limits } from '@parley/protocol';
import { WebSocket } from 'ws';
import { lookFrom, missingUpTo, see, skip } from './sight.ts';
import type { View } from './view.ts';

export interface Speaker {
  /**
   * Sends a text when those before it are answered, as clients do, and under the same id again as long as it is refused or not answered itself.
   * Gives the seq of its ack; undefined after five minutes of trying.
   */
  say(text: string): Promise<number | undefined>;
  /** Tells how long the latest events took (C40), where any have come since it did so last. */
  tell(): void;
  /** Forgets what was seen: from now on events above `seq` count. */
  look(seq: number): void;
  /** What has been seen of the events up to `seq`. What this socket said itself is not missing once it is acknowledged (R2). */
  view(seq: number): View;
  close(): void;
}

/** The gateway gives up after 29 s, and to ask again before that would add to what keeps it busy. */
const ANSWER_MS = 30_000;
const PATIENCE_MS = 300_000;

/** Opens a socket with an access token. `nextId` makes client ids. */
export const openSpeaker = async (url: string, token: string, roomId: string, nextId: () => string): Promise<Speaker> => {
  const socket = new WebSocket(url, {
    perMessageDeflate: false,
    handshakeTimeout: ANSWER_MS,
    headers: { authorization: `Bearer ${token}` },
  });
  const answered = new Map<string, (seq: number | undefined) => void>();
  let sight = lookFrom(0);
  let frames = 0;
  /** How long events took, whole milliseconds to how many took so long. */
  let lags = new Map<number, number>();
  let untold: number[] = [];
  socket.on('message', (data) => {
    const frame = JSON.parse(String(data));
    const events: { roomId: string; seq: number; sentAt: number }[] =
      frame.type === 'event' ? [frame] : frame.type === 'events' ? frame.events : [];
    const own = events.filter((event) => event.roomId === roomId);
    if (own.length > 0) frames += 1;
    for (const { seq, sentAt } of own) {
      if (!see(sight, seq)) continue;
      const lag = Math.max(0, Date.now() - sentAt);
      lags.set(lag, (lags.get(lag) ?? 0) + 1);
      untold = [...untold, Math.min(limits.timingMs, lag)].slice(-limits.timings);
    }
    if (frame.type === 'void' && frame.roomId === roomId) for (const seq of frame.seqs) skip(sight, seq);
    if (frame.type === 'ack') skip(sight, frame.seq);
    answered.get(frame.id)?.(frame.seq);
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve).once('error', reject);
  });
  socket.on('error', () => {});
  const sayNow = async (text: string): Promise<number | undefined> => {
    const id = nextId();
    for (const deadline = performance.now() + PATIENCE_MS; performance.now() < deadline; ) {
      const answer = new Promise<number | undefined>((resolve) => answered.set(id, resolve));
      if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify({ action: 'send', id, roomId, text }));
      const seq = await Promise.race([answer, delay(ANSWER_MS, undefined)]);
      answered.delete(id);
      if (seq !== undefined) return seq;
      await delay(1_000);
    }
    return undefined;
  };
  let last: Promise<number | undefined> = Promise.resolve(undefined);
  return {
    look(seq) {
      sight = lookFrom(seq);
      frames = 0;
      lags = new Map();
    },
    view(upTo) {
      const isOpen = socket.readyState === WebSocket.OPEN;
      const { late, repeated } = sight;
      return { sockets: isOpen ? 1 : 0, lost: isOpen ? 0 : 1, frames, missing: missingUpTo(sight, upTo), late, repeated, lags: [...lags] };
    },
    tell() {
      if (untold.length === 0 || socket.readyState !== WebSocket.OPEN) return;
      socket.send(JSON.stringify({ action: 'timings', id: nextId(), roomId, tookMs: untold }));
      untold = [];
    },
    say(text) {
      last = last.then(() => sayNow(text));
      return last;
    },
    close: () => socket.terminate(),
  };
};
