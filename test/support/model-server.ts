// A server in the same process and on the same manual time as its clients. A list of numbers decides all that goes wrong: once it is used up,
// everything goes well, so that a failing case shrinks to the few faults that matter.
import {
  type AckFrame,
  type CatchUp,
  LogCommand,
  type LogEvent,
  limits,
  type Membership,
  type Message,
  type OwnVote,
  parse,
  type Room,
  type SessionRoom,
} from '@parley/protocol';
import type { WebSocketConstructor, WebSocketLike } from '../../client/socket.ts';
import type { ManualTime } from './manual-time.ts';
import { eventsAfter, type LogEntry, messagesAt, unreadIn } from './room-log.ts';

/** An acknowledged event can be read from the log after this, milliseconds. */
const PERSIST_MS = 1_500;
const EVENTS_MS = 10;

/** Numbers below this are delays; each above is a fault. */
export const FIRST_FAULT = 14;
export const LAST_FAULT = 19;
type Fault = 'none' | 'lost' | 'answer lost' | 'refused' | 'twice' | 'cut' | 'frozen';
const FAULTS: readonly Fault[] = ['lost', 'answer lost', 'refused', 'twice', 'cut', 'frozen'];

type WithoutPlace<Event> = Event extends LogEvent ? Omit<Event, 'roomId' | 'seq' | 'sentAt'> : never;
type Saying = WithoutPlace<Extract<LogEvent, { kind: 'message' | 'edit' | 'tally' }>>;

interface ModelRoom {
  log: LogEntry[];
  marks: Map<string, number>;
}

interface Peer {
  userId: string;
  socket: WebSocketLike & { onmessage: ((event: { data: string }) => void) | null; onclose: (() => void) | null };
  /** Neither side hears of the other any more, and neither knows. */
  frozen: boolean;
  open: boolean;
}

export interface ModelServer {
  fetch: typeof fetch;
  WebSocket: WebSocketConstructor;
  log(roomId: string): LogEntry[];
  /** Messages as somebody sees them, with their own votes in polls, which are all anonymous here. */
  seenBy(userId: string, messages: readonly Message[]): Message[];
  /** Somebody who is not one of the clients says something. */
  say(roomId: string, text: string): void;
  /** Somebody says so much, and every frame of it is lost. */
  fill(roomId: string, messages: number): void;
  /** A number is taken and never used. */
  burn(roomId: string): void;
  /** Ends a user's sockets. */
  cut(userId: string): void;
  /** The most fetches of one room's log that one client had under way at a time. */
  fetchesAtOnce(): number;
}

export const createModelServer = (deps: { time: ManualTime; rolls: readonly number[]; rooms: readonly string[] }): ModelServer => {
  const { clock, timers } = deps.time;
  const rolls = [...deps.rolls];
  const rooms = new Map<string, ModelRoom>(deps.rooms.map((roomId) => [roomId, { log: [], marks: new Map() }]));
  const peers = new Set<Peer>();
  const tickets = new Map<string, string>();
  const claims = new Map<string, AckFrame>();
  const fetching = new Map<string, number>();
  let mostFetching = 0;
  let count = 0;

  const roll = () => rolls.shift() ?? 0;
  const later = (callback: () => void) => timers.after(5 + roll() * EVENTS_MS, callback);
  const passing = () => new Promise<void>((resolve) => later(resolve));
  const fault = (): Fault => FAULTS[roll() - FIRST_FAULT] ?? 'none';

  const room = (roomId: string): ModelRoom => {
    const found = rooms.get(roomId);
    if (found === undefined) throw new Error(`no room ${roomId}`);
    return found;
  };

  const hangUp = (peer: Peer) => {
    if (!peers.delete(peer)) return;
    later(() => peer.socket.onclose?.());
  };

  const deliver = (peer: Peer, frame: object) =>
    later(() => {
      if (peers.has(peer) && peer.open && !peer.frozen) peer.socket.onmessage?.({ data: JSON.stringify(frame) });
    });

  const post = (peer: Peer, frame: object) => {
    const fate = fault();
    if (fate === 'cut') return hangUp(peer);
    if (fate === 'frozen') peer.frozen = true;
    if (fate === 'lost') return;
    deliver(peer, frame);
    if (fate === 'twice') deliver(peer, frame);
  };

  /** What each person voted last, by the poll. */
  const boxes = new Map<string, Map<string, OwnVote>>();
  const boxOf = (roomId: string, poll: number) => {
    const key = `${roomId} ${poll}`;
    const box = boxes.get(key) ?? new Map<string, OwnVote>();
    boxes.set(key, box);
    return box;
  };
  const ownOf = (userId: string, roomId: string, poll: number): { own?: OwnVote } => {
    const own = boxOf(roomId, poll).get(userId);
    return own === undefined ? {} : { own };
  };
  const eventFor = (userId: string, event: LogEvent): LogEvent =>
    event.kind === 'tally' ? { ...event, ...ownOf(userId, event.roomId, event.target) } : event;
  const seenBy = (userId: string, messages: readonly Message[]): Message[] =>
    messages.map((message) => (message.poll === undefined ? message : { ...message, ...ownOf(userId, message.roomId, message.seq) }));

  const append = (roomId: string, event: Saying, except?: Peer): LogEvent => {
    const { log } = room(roomId);
    const entry = { ...event, roomId, seq: log.length + 1, sentAt: clock() };
    log.push(entry);
    // Only the voter's devices are told what they chose.
    const isOwn = ({ userId }: Peer) => except === undefined || userId === except.userId;
    for (const peer of [...peers])
      if (peer !== except) post(peer, { type: 'event', ...(isOwn(peer) ? eventFor(peer.userId, entry) : entry) });
    return entry;
  };

  const vote = (peer: Peer, { roomId, target, choices, id }: Extract<LogCommand, { action: 'vote' }>): AckFrame => {
    const box = boxOf(roomId, target);
    box.set(peer.userId, { choices, seq: room(roomId).log.length + 1 });
    const counts = [0, 1].map((place) => [...box.values()].filter((each) => each.choices.includes(place)).length);
    const voters = [...box.values()].filter((each) => each.choices.length > 0).length;
    const tally = { counts, voters, cast: room(roomId).log.length };
    const { seq, sentAt } = append(roomId, { kind: 'tally', id: `tally-${tally.cast}`, senderId: 'eve', target, tally }, peer);
    return { type: 'ack', id, roomId, seq, sentAt, tally, ...ownOf(peer.userId, roomId, target) };
  };

  const burn = (roomId: string) => {
    const { log } = room(roomId);
    log.push({ kind: 'void', roomId, seq: log.length + 1, sentAt: clock() });
  };

  const number = (peer: Peer, command: LogCommand): AckFrame => {
    const { id, roomId } = command;
    const by = { id, senderId: peer.userId };
    if (command.action === 'vote') return vote(peer, command);
    if (command.action !== 'send' && command.action !== 'edit') throw new Error(`no ${command.action} here`);
    const { seq, sentAt } =
      command.action === 'send'
        ? append(roomId, { ...by, kind: 'message', text: command.text, ...(command.poll && { poll: command.poll }) }, peer)
        : append(roomId, { ...by, kind: 'edit', target: command.target, text: command.text }, peer);
    return { type: 'ack', id, roomId, seq, sentAt };
  };

  const serve = (peer: Peer, command: LogCommand) => {
    const fate = fault();
    if (fate === 'cut') hangUp(peer);
    if (fate === 'lost') return burn(command.roomId);
    if (fate === 'refused') return post(peer, { type: 'error', id: command.id, code: 'unavailable', message: 'Not now.' });
    const claim = `${command.roomId} ${peer.userId} ${command.id}`;
    const ack = claims.get(claim) ?? number(peer, command);
    claims.set(claim, ack);
    if (fate !== 'answer lost') post(peer, ack);
  };

  const receive = (peer: Peer, data: string) => {
    if (peer.frozen) return;
    const frame = JSON.parse(data);
    const command = parse(LogCommand, frame);
    if (command.ok) later(() => serve(peer, command.value));
    else if (frame.action === 'ping') deliver(peer, { type: 'pong' });
  };

  /** What the store has taken. */
  const persisted = (log: readonly LogEntry[]) => log.filter((entry) => entry.sentAt <= clock() - PERSIST_MS);
  /** A seq that was never used is told as void once it is old. */
  const told = (voids: readonly number[], log: readonly LogEntry[]) =>
    voids.filter((seq) => (log[seq - 1]?.sentAt ?? 0) <= clock() - limits.voidAfterMs);

  const session = (userId: string) => {
    count += 1;
    tickets.set(`ticket-${count}`, userId);
    const entries = [...rooms].map(([roomId, { log, marks }]): SessionRoom => {
      const known = persisted(log).length;
      const record: Room = {
        roomId,
        kind: 'public',
        name: roomId,
        topic: '',
        encrypted: false,
        archived: false,
        createdBy: 'eve',
        createdAt: 1,
        memberCount: 3,
        head: log.length,
        activeAt: 1,
      };
      const membership: Membership = { roomId, userId, role: 'member', joinedAt: 1, readSeq: marks.get(userId) ?? 0 };
      return { room: record, membership, head: log.length, ...unreadIn(persisted(log), membership), unreadAt: known };
    });
    const me = { userId, name: userId, handle: userId, email: 'me@example.com', createdAt: 1 };
    return { ticket: `ticket-${count}`, ticketExpiresAt: 1, websocketUrl: 'ws://model', me, rooms: entries, serverTime: clock() };
  };

  /** Of many rooms, the first for a part of a page, the others not at all. */
  const caughtUp = (userId: string, { shown }: CatchUp) => ({
    rooms: shown.map(({ roomId, seq: after }, place) => {
      const { log, marks } = room(roomId);
      const page = eventsAfter(persisted(log), after, place === 0 ? 20 : 0, log.length);
      const items = page.items.map((event) => eventFor(userId, event));
      return {
        roomId,
        ...page,
        items,
        voids: told(page.voids, log),
        readSeq: marks.get(userId) ?? 0,
        more: log.length > after + page.items.length,
      };
    }),
  });

  const answer = (userId: string, path: readonly string[], query: URLSearchParams, body: string): unknown => {
    const [resource = '', id = '', part = ''] = path;
    if (resource === 'session') return session(userId);
    if (resource === 'events') return caughtUp(userId, JSON.parse(body));
    if (resource === 'threads' || resource === 'emoji') return { items: [] };
    if (resource === 'users') return { userId: id, name: id, handle: id };
    if (part === 'members') return { items: [] };
    const { log, marks } = room(id);
    const number = (name: string) => (query.has(name) ? { [name]: Number(query.get(name)) } : {});
    if (part === 'events') {
      const page = eventsAfter(persisted(log), Number(query.get('after')), Number(query.get('limit')), log.length);
      return {
        ...page,
        items: page.items.map((event) => eventFor(userId, event)),
        voids: told(page.voids, log),
        readSeq: marks.get(userId) ?? 0,
      };
    }
    const edge = { ...number('before'), ...number('after'), ...number('around') };
    const page = messagesAt(persisted(log), edge, Number(query.get('limit')), log.length);
    return { ...page, items: seenBy(userId, page.items), voids: told(page.voids, log) };
  };

  /** Answers after a while, or never, or with an error; in any case the server may have acted. */
  const exchange = async (userId: string, url: URL, sent: string): Promise<Response> => {
    await passing();
    const fate = fault();
    const body = fate === 'lost' ? undefined : answer(userId, url.pathname.split('/').slice(2), url.searchParams, sent);
    await passing();
    // Longer than anybody waits for an answer.
    if (fate === 'frozen') await new Promise<void>((resolve) => timers.after(30_000, resolve));
    if (fate === 'lost' || fate === 'answer lost' || fate === 'cut') throw new TypeError('network');
    return fate === 'refused' ? new Response('{}', { status: 503 }) : new Response(JSON.stringify(body));
  };

  const calledOff = (signal: AbortSignal | null | undefined) =>
    new Promise<never>((_, reject) => {
      signal?.addEventListener('abort', () => reject(new TypeError('called off')), { once: true });
    });

  return {
    async fetch(input, init) {
      const url = new URL(String(input));
      const client = new Headers(init?.headers).get('authorization')?.replace('Bearer ', '') ?? '';
      const key = url.pathname.endsWith('/events') ? `${client} ${url.pathname}` : undefined;
      const change = (by: number) => {
        if (key === undefined) return;
        fetching.set(key, (fetching.get(key) ?? 0) + by);
        mostFetching = Math.max(mostFetching, fetching.get(key) ?? 0);
      };
      change(1);
      try {
        return await Promise.race([exchange(client.split('.')[0] ?? '', url, String(init?.body)), calledOff(init?.signal)]);
      } finally {
        change(-1);
      }
    },
    WebSocket: class implements WebSocketLike {
      onopen: WebSocketLike['onopen'] = null;
      onmessage: ((event: { data: string }) => void) | null = null;
      onclose: (() => void) | null = null;
      onerror: WebSocketLike['onerror'] = null;
      #peer: Peer | undefined;

      constructor(url: string) {
        const ticket = new URL(url).searchParams.get('ticket') ?? '';
        later(() => {
          const userId = tickets.get(ticket);
          tickets.delete(ticket);
          if (userId === undefined || fault() !== 'none') {
            this.onclose?.();
            return;
          }
          const peer: Peer = { userId, socket: this, frozen: false, open: false };
          this.#peer = peer;
          peers.add(peer);
          // What is posted to a connection before it is open is lost.
          later(() => {
            if (!peers.has(peer)) return;
            peer.open = true;
            this.onopen?.({} as never);
          });
        });
      }
      send(data: string) {
        if (this.#peer !== undefined) receive(this.#peer, data);
      }
      close() {
        if (this.#peer !== undefined) peers.delete(this.#peer);
      }
    },
    log: (roomId) => room(roomId).log,
    seenBy,
    say(roomId, text) {
      count += 1;
      append(roomId, { id: `id-${count}`, senderId: 'eve', kind: 'message', text });
    },
    fill(roomId, messages) {
      const { log } = room(roomId);
      for (let said = 0; said < messages; said += 1) {
        count += 1;
        log.push({ roomId, seq: log.length + 1, id: `id-${count}`, senderId: 'eve', sentAt: clock(), kind: 'message', text: `${said}` });
      }
    },
    burn,
    cut(userId) {
      for (const peer of [...peers]) if (peer.userId === userId) hangUp(peer);
    },
    fetchesAtOnce: () => mostFetching,
  };
};
