// A server that speaks the protocol over real HTTP and real sockets, keeps everything in memory, and misbehaves as it is told.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import {
  type AckFrame,
  CatchUp,
  CreateRoom,
  type ErrorCode,
  LogCommand,
  type LogEvent,
  type Membership,
  parse,
  type Room,
  type ServerFrame,
  type SessionRoom,
  SignalCommand,
  statusOf,
} from '@parley/protocol';
import { WebSocket, WebSocketServer } from 'ws';
import { eventsAfter, type LogEntry, messagesAt, messagesOf, unreadIn } from './room-log.ts';

/** What becomes of a frame that a client sent: served; lost before it took effect; or only its ack lost; or refused. */
export type Fate = 'serve' | 'lose' | 'lose-ack' | { code: ErrorCode; retryAfterMs?: number };

export interface FakeRoom {
  room: Room;
  members: Map<string, Membership>;
  log: LogEntry[];
  /** Entries above this seq are numbered but not in history yet. */
  persistedTo: number;
  /** Entries above this seq may be in the log and not have taken effect yet. */
  settledTo: number;
}

type Entry<T = LogEvent> = T extends LogEvent ? Omit<T, 'roomId' | 'seq' | 'id' | 'senderId' | 'sentAt'> : never;

const entryOf = (command: LogCommand): Entry => {
  switch (command.action) {
    case 'send': {
      const { action, id, roomId, ...body } = command;
      return { kind: 'message', ...body };
    }
    case 'edit':
      return { kind: 'edit', target: command.target, text: command.text };
    case 'delete':
      return { kind: 'delete', target: command.target };
    case 'react':
      return { kind: 'reaction', target: command.target, emoji: command.emoji, on: command.on };
    case 'pin':
      return { kind: 'pin', target: command.target, on: command.on };
    case 'vote':
      return { kind: 'vote', target: command.target, choices: command.choices };
    case 'close':
      return { kind: 'close', target: command.target };
  }
};

interface Peer {
  userId: string;
  socket: WebSocket;
}

const toPeople = (userId: string) => ({ userId, name: userId.toUpperCase(), handle: userId });

const placeOf = ({ readSeq = 0, favourite = false, section = '' }: Partial<Membership> = {}) => ({ readSeq, favourite, section });

export class FakeServer {
  readonly rooms = new Map<string, FakeRoom>();
  /** Every request as `METHOD /path?query`, in order. */
  readonly requests: string[] = [];
  /** Every frame that clients sent, in order. */
  readonly frames: { userId: string; frame: Record<string, unknown> }[] = [];
  /** How many sockets have been opened. */
  opened = 0;
  fate: (frame: LogCommand, userId: string) => Fate = () => 'serve';
  /** How often an event reaches a subscriber. */
  copies: (event: LogEvent, userId: string) => number = () => 1;
  /** A status to answer a request with in place of its answer. */
  refuse: (method: string, path: string) => number | undefined = () => undefined;
  httpUrl = '';

  readonly #peers = new Set<Peer>();
  readonly #tickets = new Map<string, string>();
  readonly #claims = new Map<string, AckFrame>();
  readonly #http = createServer((request, response) => void this.#answer(request, response));
  readonly #sockets = new WebSocketServer({ noServer: true });
  #count = 0;

  async listen(): Promise<this> {
    this.#http.on('upgrade', (request, socket, head) => {
      const ticket = new URL(request.url ?? '', 'http://fake').searchParams.get('ticket') ?? '';
      const userId = this.#tickets.get(ticket);
      this.#tickets.delete(ticket);
      if (userId === undefined) socket.end('HTTP/1.1 401 Unauthorized\r\n\r\n');
      else this.#sockets.handleUpgrade(request, socket, head, (webSocket) => this.#accept({ userId, socket: webSocket }));
    });
    await new Promise<void>((resolve) => this.#http.listen(0, '127.0.0.1', resolve));
    const address = this.#http.address();
    this.httpUrl = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
    return this;
  }

  async close(): Promise<void> {
    this.cut();
    this.#http.closeAllConnections();
    await new Promise((resolve) => this.#http.close(resolve));
  }

  /** The access token of a user; whoever has one exists. */
  static token = (userId: string): string => `token-${userId}`;

  addRoom(roomId: string, userIds: readonly string[], kind: Room['kind'] = 'public'): FakeRoom {
    const room: Room = {
      roomId,
      kind,
      name: kind === 'direct' ? '' : roomId,
      topic: '',
      encrypted: false,
      archived: false,
      createdBy: userIds[0] ?? 'nobody',
      createdAt: 1,
      memberCount: userIds.length,
      head: 0,
      activeAt: 1,
    };
    const added: FakeRoom = { room, members: new Map(), log: [], persistedTo: Number.MAX_SAFE_INTEGER, settledTo: Number.MAX_SAFE_INTEGER };
    for (const userId of userIds) added.members.set(userId, { roomId, userId, role: 'member', joinedAt: 1, readSeq: 0 });
    this.rooms.set(roomId, added);
    return added;
  }

  room(roomId: string): FakeRoom {
    const room = this.rooms.get(roomId);
    if (room === undefined) throw new Error(`no room ${roomId}`);
    return room;
  }

  /** Appends an event and delivers it to everyone but the connection that sent it. */
  append(roomId: string, senderId: string, entry: Entry, id = `id-${++this.#count}`, except?: Peer): LogEvent {
    const { log, room, members } = this.room(roomId);
    const event: LogEvent = { ...entry, roomId, seq: log.length + 1, id, senderId, sentAt: Date.now() };
    log.push(event);
    room.head = event.seq;
    room.activeAt = event.sentAt;
    for (const peer of this.#peers) {
      if (peer === except || !members.has(peer.userId)) continue;
      for (let copy = this.copies(event, peer.userId); copy > 0; copy -= 1) this.post(peer, { type: 'event', ...event });
    }
    return event;
  }

  say(roomId: string, senderId: string, text: string): LogEvent {
    return this.append(roomId, senderId, { kind: 'message', text });
  }

  /** Burns a seq: numbered, and never used. */
  burn(roomId: string): void {
    const { log, room } = this.room(roomId);
    log.push({ kind: 'void', roomId, seq: log.length + 1, sentAt: Date.now() });
    room.head = log.length;
  }

  /** Sends a frame, or any object, to a user's sockets. */
  tell(userId: string, frame: object): void {
    for (const peer of this.#peers) if (peer.userId === userId) peer.socket.send(JSON.stringify(frame));
  }

  /** Destroys sockets without a word: all of them, or a user's. */
  cut(userId?: string): void {
    for (const peer of this.#peers) if (userId === undefined || peer.userId === userId) peer.socket.terminate();
  }

  online(userId: string): boolean {
    return [...this.#peers].some((peer) => peer.userId === userId);
  }

  post(peer: Peer, frame: ServerFrame): void {
    if (peer.socket.readyState === WebSocket.OPEN) peer.socket.send(JSON.stringify(frame));
  }

  #accept(peer: Peer): void {
    this.opened += 1;
    this.#peers.add(peer);
    peer.socket.on('close', () => this.#peers.delete(peer));
    peer.socket.on('message', (data) => this.#receive(peer, JSON.parse(data.toString())));
  }

  #receive(peer: Peer, frame: Record<string, unknown>): void {
    this.frames.push({ userId: peer.userId, frame });
    if (frame.action === 'ping') {
      this.post(peer, { type: 'pong' });
      return;
    }
    const command = parse(LogCommand, frame);
    if (command.ok) {
      this.#serve(peer, command.value);
      return;
    }
    const signal = parse(SignalCommand, frame);
    if (!signal.ok) {
      this.post(peer, { type: 'error', id: String(frame.id), code: 'bad_request', message: signal.path });
      return;
    }
    if (signal.value.action !== 'read') return;
    const { roomId, seq } = signal.value;
    const membership = this.room(roomId).members.get(peer.userId);
    if (membership !== undefined && membership.readSeq < seq) membership.readSeq = seq;
    for (const other of this.#peers)
      if (other !== peer && other.userId === peer.userId) this.post(other, { type: 'read', roomId, userId: peer.userId, seq });
  }

  #serve(peer: Peer, command: LogCommand): void {
    const fate = this.fate(command, peer.userId);
    if (fate === 'lose') return;
    if (typeof fate === 'object') {
      this.post(peer, { type: 'error', id: command.id, message: `refused: ${fate.code}`, ...fate });
      return;
    }
    if (!this.room(command.roomId).members.has(peer.userId)) {
      this.post(peer, { type: 'error', id: command.id, code: 'forbidden', message: 'You are not in this room.' });
      return;
    }
    const claim = `${command.roomId} ${peer.userId} ${command.id}`;
    const ack = this.#claims.get(claim) ?? this.#number(peer, command);
    this.#claims.set(claim, ack);
    if (fate === 'serve') this.post(peer, ack);
  }

  #number(peer: Peer, command: LogCommand): AckFrame {
    const { id, roomId } = command;
    const { seq, sentAt } = this.append(roomId, peer.userId, entryOf(command), id, peer);
    return { type: 'ack', id, roomId, seq, sentAt };
  }

  #session(userId: string) {
    const ticket = `ticket-${++this.#count}`;
    this.#tickets.set(ticket, userId);
    const rooms = [...this.rooms.values()].flatMap(({ room, members, log, persistedTo, settledTo }): SessionRoom[] => {
      const membership = members.get(userId);
      if (membership === undefined) return [];
      const unreadAt = Math.min(log.length, persistedTo);
      const settledAt = Math.min(unreadAt, settledTo);
      return [{ room, membership, head: log.length, ...unreadIn(log.slice(0, unreadAt), membership), unreadAt, settledAt }];
    });
    return {
      ticket,
      ticketExpiresAt: Date.now() + 30_000,
      websocketUrl: this.httpUrl.replace('http', 'ws'),
      me: { ...toPeople(userId), email: `${userId}@example.com`, createdAt: 1 },
      rooms,
      serverTime: Date.now(),
    };
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString();
    const url = new URL(request.url ?? '', 'http://fake');
    const method = request.method ?? '';
    this.requests.push(`${method} ${url.pathname}${url.search}`);
    const userId = /^Bearer token-(.+)$/.exec(request.headers.authorization ?? '')?.[1];
    const refused = this.refuse(method, url.pathname) ?? (userId === undefined ? 401 : undefined);
    const [status, body] =
      refused === undefined
        ? this.#route(method, url.pathname.split('/').slice(2), url.searchParams, userId ?? '', text === '' ? undefined : JSON.parse(text))
        : this.#problem(refused);
    response.writeHead(status, { 'content-type': status < 400 ? 'application/json' : 'application/problem+json' });
    response.end(body === undefined ? undefined : JSON.stringify(body));
  }

  #problem(status: number): [number, unknown] {
    const code = Object.entries(statusOf).find(([, known]) => known === status)?.[0] ?? 'internal';
    return [
      status,
      { type: 'about:blank', title: code, status, detail: `refused: ${code}`, code, requestId: `request-${this.requests.length}` },
    ];
  }

  #catchUp(userId: string, body: unknown): [number, unknown] {
    const asked = parse(CatchUp, body);
    if (!asked.ok) return this.#problem(400);
    const rooms = asked.value.shown.flatMap(({ roomId, seq: after }) => {
      const found = this.rooms.get(roomId);
      const membership = found?.members.get(userId);
      if (found === undefined || (membership === undefined && found.room.kind !== 'public')) return [];
      const { log, persistedTo } = found;
      const page = eventsAfter(log.slice(0, persistedTo), after, 50, log.length);
      return [{ roomId, ...page, more: page.items.length === 50, ...(membership && placeOf(membership)) }];
    });
    const { since } = asked.value;
    if (since === undefined) return [200, { rooms }];
    const mine = [...this.rooms.values()].flatMap(({ members }) => members.get(userId) ?? []);
    const joined = mine.filter(({ joinedAt }) => joinedAt > since - 60_000).map(({ roomId }) => roomId);
    return [200, { rooms, joined }];
  }

  #route(method: string, path: string[], query: URLSearchParams, userId: string, body: unknown): [number, unknown] {
    const [resource, id = '', part] = path;
    const number = (name: string) => (query.has(name) ? Number(query.get(name)) : undefined);
    if (resource === 'session') return [200, this.#session(userId)];
    if (resource === 'users') return id === 'nobody' ? this.#problem(404) : [200, toPeople(id)];
    if (resource === 'rooms' && method === 'POST' && id === '') {
      const asked = parse(CreateRoom, body);
      if (!asked.ok) return this.#problem(400);
      const created = this.addRoom(`room-${++this.#count}`, [userId], asked.value.kind);
      created.room.name = asked.value.name;
      return [201, { ...created.room, membership: created.members.get(userId) }];
    }
    if (resource === 'threads' || resource === 'emoji') return [200, { items: [] }];
    if (resource === 'presence') {
      const here = (query.get('userIds') ?? '').split(',').filter((each) => this.online(each));
      return [200, { items: here.map((each) => ({ userId: each, presence: 'online' })) }];
    }
    if (resource === 'events') return this.#catchUp(userId, body);
    const found = this.rooms.get(id);
    if (resource !== 'rooms' || found === undefined) return this.#problem(404);
    const { room, members, log, persistedTo } = found;
    if (part === 'join') {
      const membership: Membership = { roomId: id, userId, role: 'member', joinedAt: Date.now(), readSeq: log.length };
      members.set(userId, membership);
      room.memberCount += 1;
      this.append(id, userId, { kind: 'member', userId, change: 'joined' });
      return [200, { ...room, membership }];
    }
    if (!members.has(userId)) return this.#problem(404);
    const persisted = log.slice(0, persistedTo);
    if (part === 'leave') {
      members.delete(userId);
      return [204, undefined];
    }
    if (part === 'members')
      return [
        200,
        {
          items: [...members.values()].map(({ role, joinedAt, userId: of }) => ({
            ...toPeople(of),
            role,
            joinedAt,
            presence: this.online(of) ? 'online' : 'offline',
          })),
        },
      ];
    if (part === 'events') {
      const page = eventsAfter(persisted, number('after') ?? 0, number('limit') ?? 200, log.length);
      return [200, { ...page, ...placeOf(members.get(userId)) }];
    }
    if (part === 'messages') {
      const [before, after, around] = [number('before'), number('after'), number('around')];
      const edge = {
        ...(before === undefined ? {} : { before }),
        ...(after === undefined ? {} : { after }),
        ...(around === undefined ? {} : { around }),
      };
      return [200, messagesAt(persisted, edge, number('limit') ?? 50, log.length)];
    }
    if (part === 'threads') {
      const messages = messagesOf(persisted);
      const root = messages.find(({ seq }) => seq === Number(path[3]));
      return root === undefined
        ? this.#problem(404)
        : [200, { root, items: messages.filter(({ replyTo }) => replyTo === root.seq), more: false }];
    }
    return [200, room];
  }
}
