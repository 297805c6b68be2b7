// A person's client under observation: real library, real sockets, and every frame and every sight in the ledger.
import { type Chat, createChat } from '@parley/client';
import { createHistogram, type Histogram } from './histogram.ts';
import { emptyLedger, type Ledger, type View } from './ledger.ts';
import { createNetwork } from './network.ts';
import type { Actor } from './people.ts';
import type { Saying } from './scenario.ts';

/** A device that lost its socket, and how it came back. Times in milliseconds since the epoch. */
export interface Return {
  lostAt: number;
  /** When its network was whole again. Undefined: that was never cut. */
  mendedAt?: number;
  openedAt: number;
  /** Everything that was in its rooms at `openedAt` is shown. */
  caughtUpAt: number;
}

/** What all devices of a run share. */
export interface Observation {
  ledger: Ledger;
  /** The highest seq of each room that anybody knows to be taken: acknowledged or delivered. */
  heads: Map<string, number>;
  /** When each command first left, by its id. */
  sentAt: Map<string, number>;
  /** From a command's leaving to its being shown on a device that was online all the time, milliseconds. */
  latency: Histogram;
  returns: Return[];
  /** Entries shown so far, all devices together. */
  shown: number;
  /** When the last ack came. */
  lastAckAt: number;
  /** Sockets lost though nobody cut the device's network. */
  strays: number;
  /** Frames that left a device and that came to one, over sockets. */
  frames: { sent: number; heard: number; repeated: number };
}

export const newObservation = (): Observation => ({
  ledger: emptyLedger(),
  heads: new Map(),
  sentAt: new Map(),
  latency: createHistogram(),
  returns: [],
  shown: 0,
  lastAckAt: 0,
  strays: 0,
  frames: { sent: 0, heard: 0, repeated: 0 },
});

export interface Device {
  name: string;
  actor: Actor;
  chat: Chat;
  /** The room on its screen. */
  openRoomId: string;
  cut(): void;
  mend(): void;
  /** Says something in the room, or changes something said there. Gives what it came to: without anything to change, a message. */
  say(roomId: string, what: Saying, text: string): Saying;
  isOnline(): boolean;
  /** What it does not show of all that anybody knows of, and what it has under way; nothing once it is complete. */
  lacks(): Ledger['late'];
}

/** A socket that is open; until `caughtUp`, with what has to be shown first. */
interface Session {
  lostAt: number | undefined;
  openedAt: number;
  targets: Map<string, number>;
}

const EMOJI = ['👍', '❤️', '🎉'];
/** Targets of changes are taken from so many of the newest entries. */
const RECENT = 20;

/** Errors after which the library sends the same command again. */
const PASSING = new Set(['rate_limited', 'unavailable', 'internal', 'unauthorized']);

const raise = (heads: Map<string, number>, roomId: string, seq: number) => {
  if (seq > (heads.get(roomId) ?? 0)) heads.set(roomId, seq);
};

/** `roomIds`: those that the person is in. */
export const openDevice = (
  actor: Actor,
  roomIds: readonly string[],
  openRoomId: string,
  httpUrl: string,
  observation: Observation,
): Device => {
  const { ledger, heads, sentAt, latency, returns, frames } = observation;
  const { name } = actor;
  const received: Record<string, number> = {};
  ledger.received[name] = received;
  const views = new Map<string, View>();
  /** What this device said, by what is known of it: nothing yet, or that it is settled. */
  let said = 0;
  const settled = new Set<string>();
  /** Its own messages that stand, by room. */
  const mine = new Map<string, number[]>();
  let lostAt: number | undefined;
  let mendedAt: number | undefined;
  let isCut = false;
  let openSockets = 0;
  let session: Session | undefined;

  const hear = (text: string) => {
    frames.heard += 1;
    const frame = JSON.parse(text);
    if (frame.type === 'ack') {
      ledger.acks.push({ person: name, roomId: frame.roomId, id: frame.id, seq: frame.seq });
      settled.add(frame.id);
      observation.lastAckAt = Date.now();
      raise(heads, frame.roomId, frame.seq);
    }
    if (frame.type === 'error' && sentAt.has(frame.id) && !PASSING.has(frame.code)) {
      const roomId = ledger.sends.findLast((send) => send.id === frame.id)?.roomId ?? '';
      ledger.refusals.push({ person: name, roomId, id: frame.id, code: frame.code });
      settled.add(frame.id);
    }
    const events = frame.type === 'event' ? [frame] : frame.type === 'events' ? frame.events : [];
    for (const { roomId, seq } of events) {
      received[roomId] = (received[roomId] ?? 0) + 1;
      raise(heads, roomId, seq);
    }
  };

  const noteSent = (text: string) => {
    frames.sent += 1;
    const { id, action, roomId } = JSON.parse(text);
    if (action !== 'send' && action !== 'edit' && action !== 'delete' && action !== 'react') return;
    if (sentAt.has(id)) {
      frames.repeated += 1;
      return;
    }
    sentAt.set(id, Date.now());
    ledger.sends.push({ person: name, roomId, id });
  };

  const network = createNetwork({
    opened() {
      openSockets += 1;
      if (openSockets > 1) return;
      const behind = roomIds.filter((roomId) => (heads.get(roomId) ?? 0) > (chat.getState().rooms[roomId]?.cursor ?? 0));
      session = { lostAt, openedAt: Date.now(), targets: new Map(behind.map((roomId) => [roomId, heads.get(roomId) ?? 0])) };
      noteCatchUp();
    },
    closed() {
      openSockets -= 1;
      if (openSockets > 0 || session === undefined) return;
      lostAt = Date.now();
      session = undefined;
      if (!isCut) observation.strays += 1;
    },
    sent: noteSent,
    heard: hear,
  });

  const noteCatchUp = () => {
    if (session === undefined || session.lostAt === undefined) return;
    for (const [roomId, target] of session.targets)
      if ((chat.getState().rooms[roomId]?.cursor ?? 0) >= target) session.targets.delete(roomId);
    if (session.targets.size > 0) return;
    const mended = mendedAt !== undefined && mendedAt >= session.lostAt ? { mendedAt } : {};
    returns.push({ lostAt: session.lostAt, ...mended, openedAt: session.openedAt, caughtUpAt: Date.now() });
    session.lostAt = undefined;
  };

  const viewOf = (roomId: string): View => {
    const known = views.get(roomId);
    if (known !== undefined) return known;
    const view: View = { device: name, roomId, seqs: [], ids: [] };
    views.set(roomId, view);
    ledger.views.push(view);
    return view;
  };

  /** Notes each entry as it takes effect. The state holds the newest 200; one that went past unseen counts as not shown. */
  const noteShown = (roomId: string) => {
    const room = chat.getState().rooms[roomId];
    if (room === undefined) return;
    const view = viewOf(roomId);
    const last = view.seqs.at(-1) ?? 0;
    if (room.cursor <= last) return;
    const { events } = room.recent;
    const fresh = events.slice(events.findLastIndex((event) => event.seq <= last) + 1);
    const now = Date.now();
    for (const { seq, id, senderId, kind } of fresh) {
      view.seqs.push(seq);
      view.ids.push(id);
      observation.shown += 1;
      raise(heads, roomId, seq);
      const began = sentAt.get(id);
      if (senderId === actor.userId) settled.add(id);
      else if (began !== undefined && session !== undefined && session.openedAt <= began) latency.add(now - began);
      if (senderId === actor.userId && kind === 'message') mine.set(roomId, [...(mine.get(roomId) ?? []), seq].slice(-RECENT));
    }
  };

  const chat = createChat({ deployment: { httpUrl }, tokens: actor.tokens, WebSocket: network.WebSocket, fetch: network.fetch });
  const known = new Map<string, unknown>();
  chat.subscribe(() => {
    const { rooms } = chat.getState();
    for (const roomId of roomIds) {
      if (known.get(roomId) === rooms[roomId]) continue;
      known.set(roomId, rooms[roomId]);
      noteShown(roomId);
    }
    noteCatchUp();
  });

  const change = (roomId: string, what: Saying, text: string): boolean => {
    const own = mine.get(roomId) ?? [];
    if (what === 'react') {
      const target = chat.getState().rooms[roomId]?.recent.events.findLast((event) => event.kind === 'message')?.seq;
      if (target !== undefined) chat.react(roomId, target, EMOJI[said % EMOJI.length] ?? '👍', true);
      return target !== undefined;
    }
    const target = what === 'delete' ? own.shift() : own.at(-1);
    if (target === undefined) return false;
    if (what === 'delete') chat.remove(roomId, target);
    else chat.edit(roomId, target, text);
    return true;
  };

  return {
    name,
    actor,
    chat,
    openRoomId,
    cut() {
      isCut = true;
      network.cut();
    },
    mend() {
      isCut = false;
      mendedAt = Date.now();
      network.mend();
    },
    say(roomId, what, text) {
      const changed = what !== 'message' && change(roomId, what, text);
      if (!changed) chat.send(roomId, text);
      said += 1;
      return changed ? what : 'message';
    },
    isOnline: () => chat.getState().connection.status === 'online',
    lacks() {
      const behind = roomIds.flatMap((roomId): Ledger['late'] => {
        const [cursor, head] = [chat.getState().rooms[roomId]?.cursor ?? 0, heads.get(roomId) ?? 0];
        return cursor >= head ? [] : [{ roomId, detail: `shows ${cursor} of ${head}` }];
      });
      return settled.size >= said ? behind : [...behind, { roomId: 'all', detail: `${said - settled.size} of its own under way` }];
    },
  };
};
