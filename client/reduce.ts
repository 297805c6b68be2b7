// Every change of what a client knows, as one pure function of what happened.
import type {
  AckFrame,
  ArrangeRoom,
  CustomEmoji,
  FollowedThread,
  JoinedRoom,
  LogCommand,
  LogEvent,
  Me,
  Member,
  MessagesPage,
  Person,
  PresenceState,
  Profile,
  ReadThreads,
  Receipt,
  Room,
  RoomFrame,
  Send,
  Session,
  Thread,
  UnreadCount,
} from '@parley/protocol';
import { limits } from '@parley/protocol';
import { readThreadTo, withThreadList, withThreads } from './follows.ts';
import type { Kept } from './kept.ts';
import { membershipAfter, receive, recount, startRoom } from './log.ts';
import type { OutboxItem } from './outbox.ts';
import type { ChatState, ConnectionState, Failure, KnownPerson, PendingMessage, RoomState } from './state.ts';
import { withThreadPage } from './threads.ts';
import type { Newer } from './tidings.ts';
import { isLater, markOf, readTo, startTally } from './unread.ts';
import { emptyWindow, isAtEnd, joinPage, outdate, shrink } from './window.ts';

export type Action =
  | { type: 'connection'; connection: ConnectionState }
  /** What the last run kept. Only before the first session. */
  | { type: 'restored'; kept: Kept }
  /** [H11] The log has been fetched to its end. */
  | { type: 'caught-up'; roomId: string }
  /**
   * [H1] `keep`: rooms that became known after the session was asked for, and so may be missing from it. `recount`: what is unread is counted anew,
   * since I have blocked somebody, or do so no more.
   */
  | { type: 'session'; session: Session; keep: ReadonlySet<string>; recount?: boolean }
  /** [H61, S62] */
  | { type: 'blocked'; userId: string; on: boolean }
  /** Something in the outbox: a message appears as pending, a change shows at once. Safe to repeat. */
  | { type: 'queued'; item: OutboxItem }
  /** [S1] `command` is what was acknowledged, if it came from here. */
  | { type: 'acked'; ack: AckFrame; command: LogCommand | undefined }
  /** Taken out of the outbox by its author. */
  | { type: 'discarded'; roomId: string; id: string }
  /** [S2, S3, H11, S4 void] */
  | { type: 'log'; roomId: string; events: readonly LogEvent[]; voids: readonly number[]; head?: number }
  /** [C3, S4] `turn`: the current one unless told (H36). */
  | { type: 'read'; roomId: string; seq: number; turn?: number | undefined }
  /** [H36] */
  | { type: 'counted'; roomId: string; count: UnreadCount }
  | { type: 'typing'; roomId: string; userId: string; on: boolean; at: number }
  /** Typing signs that stood until `at` are over. */
  | { type: 'time'; at: number }
  /** [S60] */
  | { type: 'receipt'; roomId: string; receipt: Receipt }
  /** [H60] All that there are. */
  | { type: 'receipts'; roomId: string; receipts: readonly Receipt[] }
  /** [S61] */
  | { type: 'receipts-ended'; userId: string }
  | { type: 'presence'; userId: string; state: PresenceState }
  | { type: 'people'; people: readonly (Person | Profile | Member)[] }
  | { type: 'me'; me: Me }
  /** [H4, H6, H9] */
  | { type: 'joined'; room: JoinedRoom }
  | { type: 'room'; room: Room }
  /** [H25, S10] */
  | { type: 'arranged'; roomId: string; place: ArrangeRoom }
  /** [H6, R8] */
  | { type: 'left'; roomId: string; why?: RoomFrame['why'] }
  | { type: 'opened'; roomId: string | undefined }
  | { type: 'loading'; roomId: string; loading: RoomState['loading'] }
  /** [H10] `replace`: the page takes the window's place even where the two touch. */
  | { type: 'page'; roomId: string; page: MessagesPage; replace?: boolean }
  | { type: 'load-failed'; roomId: string; error: Failure }
  /** Whoever has the room on screen is at the log's end. */
  | { type: 'at-end'; roomId: string }
  /** [C21] Shows a thread, or none. */
  | { type: 'thread'; roomId: string; root: number | undefined }
  /** [H30] */
  | { type: 'thread-page'; roomId: string; page: Thread }
  | { type: 'thread-failed'; roomId: string; error: Failure }
  /** [S33, H34] */
  | { type: 'threads'; threads: readonly FollowedThread[] }
  /** [H33] `newer`: those of which more was heard since the list was asked for, by `threadKey`. */
  | { type: 'thread-list'; threads: readonly FollowedThread[]; newer: Newer }
  /** [H70] All that there are. */
  | { type: 'emoji-list'; emoji: readonly CustomEmoji[] }
  /** [S70] */
  | { type: 'emoji'; name: string; emoji: CustomEmoji | undefined }
  /** [H35, S33] */
  | { type: 'threads-read'; threads: ReadThreads['threads'] };

/** Messages kept of a room that is not on screen. */
const CLOSED_WINDOW = 100;
/** Messages kept of the room on screen while one is at its end; those above are fetched again when one goes there. */
const OPEN_WINDOW = 500;
/** A joined room's last events are fetched as events, since they may not be in its history yet. */
const JOIN_OVERLAP = 50;

type Rooms = ChatState['rooms'];

/** Names a thread among those of all rooms. */
export const threadKey = ({ roomId, root }: Pick<FollowedThread, 'roomId' | 'root'>): string => `${roomId} ${root}`;

const inRoom = (state: ChatState, roomId: string, change: (room: RoomState) => RoomState): ChatState => {
  const room = state.rooms[roomId];
  if (room === undefined) return state;
  const next = change(room);
  return next === room ? state : { ...state, rooms: { ...state.rooms, [roomId]: next } };
};

/** What is public of a person, with their presence if that is told, else as it was. */
const knownAs = (person: Person | Profile | Member, before: PresenceState = 'offline'): KnownPerson => {
  const { userId, name, handle, status, deleted } = person;
  return {
    userId,
    name,
    handle,
    ...(status !== undefined && { status }),
    ...(deleted !== undefined && { deleted }),
    presence: ('presence' in person ? person.presence : undefined) ?? before,
  };
};

/** What a list tells once more changes nothing, and whoever shows it has nothing to do. */
const isSamePerson = (one: KnownPerson, other: KnownPerson): boolean =>
  one.name === other.name &&
  one.handle === other.handle &&
  one.presence === other.presence &&
  one.deleted === other.deleted &&
  one.kept === other.kept &&
  one.status?.emoji === other.status?.emoji &&
  one.status?.text === other.status?.text &&
  one.status?.expiresAt === other.status?.expiresAt;

const withPeople = (state: ChatState, people: readonly (Person | Profile | Member)[]): ChatState => {
  if (people.length === 0) return state;
  const known: Record<string, KnownPerson> = { ...state.people };
  for (const person of people) {
    const { userId } = person;
    const before = known[userId];
    const next = knownAs(person, before?.presence);
    // How I am seen I know myself; a list may be older.
    const seen = userId === state.me?.userId && before !== undefined ? { ...next, presence: before.presence } : next;
    known[userId] = before !== undefined && isSamePerson(before, seen) ? before : seen;
  }
  return { ...state, people: known };
};

/** Of two receipts of a person the one that says more, in whatever order they come. */
const furthest = (old: Receipt | undefined, receipt: Receipt): Receipt => (old !== undefined && old.seq >= receipt.seq ? old : receipt);

const withReceipt = (room: RoomState, receipt: Receipt): RoomState => {
  const old = room.receipts[receipt.userId];
  const next = furthest(old, receipt);
  return next === old ? room : { ...room, receipts: { ...room.receipts, [receipt.userId]: next } };
};

const withReceipts = (room: RoomState, receipts: readonly Receipt[]): RoomState => ({
  ...room,
  receipts: Object.fromEntries(receipts.map((receipt) => [receipt.userId, furthest(room.receipts[receipt.userId], receipt)])),
});

/** What somebody told, or everybody did, is forgotten. */
const withoutReceipts = (rooms: Rooms, userId?: string): Rooms =>
  mapRooms(rooms, (room) => {
    const kept = Object.entries(room.receipts).filter(([each]) => userId !== undefined && each !== userId);
    return kept.length === Object.keys(room.receipts).length ? room : { ...room, receipts: Object.fromEntries(kept) };
  });

const withMe = (state: ChatState, me: Me): ChatState => {
  const rooms = me.receipts === false ? withoutReceipts(state.rooms) : state.rooms;
  const presence = me.availability === 'invisible' ? 'offline' : me.availability === 'away' || me.away ? 'away' : 'online';
  return { ...state, rooms, me, people: { ...state.people, [me.userId]: knownAs(me, presence) } };
};

/** The newer of two records of a room. */
const newerRoom = (old: Room, room: Room): Room =>
  room.head < old.head ? old : { ...room, ...(room.people === undefined && old.people !== undefined ? { people: old.people } : {}) };

/** The room as the session tells of it, and what of it the session does not tell. */
const startAnew = (
  { pending, changes, threads, threadMarks, thread }: RoomState,
  entry: Session['rooms'][number],
  open: boolean,
): RoomState => ({
  ...startRoom(entry),
  pending,
  changes,
  threads,
  threadMarks,
  // It is fetched again.
  ...(thread && { thread: { ...thread, items: [] } }),
  ...(open && { dividerSeq: entry.membership.readSeq }),
});

const withoutDoubt = ({ uncounted: _, ...room }: RoomState): RoomState => room;

interface Resuming {
  /** The room is on screen. */
  open: boolean;
  recounts: boolean;
  blocked: ReadonlySet<string>;
}

const resumeRoom = (old: RoomState, entry: Session['rooms'][number], { open, recounts, blocked }: Resuming): RoomState => {
  const { room, membership, head, unreadAt } = entry;
  const fresh = startRoom(entry);
  if (unreadAt - old.cursor > limits.catchUpEvents) {
    const { dividerSeq, thread, threads, threadMarks } = old;
    const window = open ? outdate(old) : emptyWindow;
    // What was acknowledged is in the history by now, or will be fetched; what was not is in the outbox, which is shown again after a session.
    const pending = old.pending.filter(({ seq }) => seq === undefined || seq > unreadAt);
    return readTo(
      {
        ...fresh,
        window,
        pending,
        receipts: old.receipts,
        threads,
        threadMarks,
        ...(dividerSeq === undefined ? {} : { dividerSeq }),
        ...(thread && { thread: { ...thread, items: [] } }),
      },
      markOf(old.membership),
    );
  }
  const [mine, theirs] = [markOf(old.membership), markOf(membership)];
  const placed = (place: RoomState['membership'], { readSeq, readTurn = 0 }: RoomState['membership']) => {
    const { readTurn: _, ...others } = place;
    return { ...others, readSeq, ...(readTurn > 0 && { readTurn }) };
  };
  // A session that was read before an event that has come since takes nothing of it back.
  const standing = room.head < old.room.head ? old.membership : old.recent.events.reduce(membershipAfter, membership);
  const kept: RoomState = {
    ...old,
    room: newerRoom(old.room, room),
    membership: placed(standing, old.membership),
    head: Math.max(old.head, head, unreadAt),
  };
  // The server has counted at least as far as we have: go on from its count, which stands for its own read mark.
  const count = { ...entry, readSeq: theirs.seq, readTurn: theirs.turn };
  const counted: RoomState = recounts
    ? recount(kept, count, blocked)
    : old.cursor <= unreadAt
      ? withoutDoubt({ ...kept, membership: placed(standing, membership), ...startTally(entry) })
      : kept;
  const resumed = readTo(counted, isLater(mine, theirs) ? mine : theirs);
  return open && theirs.turn > mine.turn ? { ...resumed, held: true, dividerSeq: theirs.seq } : resumed;
};

const withSession = (state: ChatState, session: Session, keep: ReadonlySet<string>, recounts: boolean): ChatState => {
  const blocked = new Set(session.blocked);
  const rooms: Record<string, RoomState> = {};
  const { kept, ...known } = state;
  // An account that was made anew under the same address has nothing of the one before.
  const before = kept && state.me?.userId !== session.me.userId ? {} : state.rooms;
  for (const entry of session.rooms) {
    const { roomId } = entry.room;
    const old = before[roomId];
    const open = roomId === state.openRoomId;
    // What was kept may be from before the server was set back.
    const anew = old?.kept === 'outline' || (kept && old !== undefined && entry.head < old.cursor);
    if (old === undefined) rooms[roomId] = startRoom(entry);
    else rooms[roomId] = anew ? startAnew(old, entry, open) : resumeRoom(old, entry, { open, recounts, blocked });
  }
  for (const roomId of keep) {
    const room = state.rooms[roomId];
    if (room !== undefined) rooms[roomId] ??= room;
  }
  const people = session.rooms.flatMap((entry) => entry.room.people ?? []);
  const next = withMe(withPeople({ ...known, rooms, blocked, ready: true }, people), session.me);
  const { openRoomId = '' } = state;
  return openRoomId !== '' && rooms[openRoomId] === undefined ? withLost(next, before[openRoomId]) : next;
};

const isTrouble = ({ status }: ConnectionState): boolean => status === 'reconnecting' || status === 'waiting-for-network';

/** What was kept is all there is for now: it is shown, and read, like any room without a connection. */
const withoutHurry = (rooms: Rooms): Rooms =>
  mapRooms(rooms, (room) => {
    const { kept, ...rest } = room;
    return kept === 'whole' ? rest : room;
  });

const withKept = (state: ChatState, { session, rooms: whole, people }: Kept): ChatState => {
  if (state.ready || state.kept) return state;
  const rooms: Record<string, RoomState> = {};
  for (const entry of session.rooms) {
    const room = whole.get(entry.room.roomId);
    rooms[entry.room.roomId] = room === undefined ? { ...startRoom(entry), kept: 'outline' } : { ...room, kept: 'whole' };
  }
  const direct = session.rooms.flatMap((entry) => entry.room.people ?? []);
  const known = Object.fromEntries([...direct, ...people].map((person) => [person.userId, { ...knownAs(person), kept: true as const }]));
  const shown = isTrouble(state.connection) ? withoutHurry(rooms) : rooms;
  return withMe(
    { ...state, people: { ...known, ...state.people }, rooms: shown, blocked: new Set(session.blocked), kept: true },
    session.me,
  );
};

/** Whoever has opened the room meanwhile is led to what is new now. */
const withCaughtUp = (room: RoomState, open: boolean): RoomState => {
  if (room.kept === undefined) return room;
  const { kept: _, ...rest } = room;
  return open ? { ...rest, dividerSeq: room.membership.readSeq } : rest;
};

const withoutOpenRoom = (state: ChatState): ChatState => {
  const { openRoomId: _, ...rest } = state;
  return rest;
};

/** The room on screen is mine no more. */
const withLost = (state: ChatState, lost: RoomState | undefined, why?: RoomFrame['why']): ChatState => ({
  ...withoutOpenRoom(state),
  ...(lost && { lost: { room: lost.room, why } }),
});

const withJoined = (state: ChatState, { membership, ...room }: JoinedRoom): ChatState => {
  if (state.rooms[room.roomId] !== undefined) return state;
  const cursor = Math.max(0, room.head - JOIN_OVERLAP);
  const entry = { room, membership, head: room.head, unread: 0, unreadSeqs: [], mentionSeqs: [], unreadAt: cursor };
  return withPeople({ ...state, rooms: { ...state.rooms, [room.roomId]: startRoom(entry) } }, room.people ?? []);
};

const withoutRoom = (state: ChatState, roomId: string, why: RoomFrame['why']): ChatState => {
  const { [roomId]: lost, ...rooms } = state.rooms;
  if (lost === undefined) return state;
  const next = { ...state, rooms };
  return state.openRoomId === roomId ? withLost(next, lost, why) : next;
};

const pendingMessage = ({ id, command, createdAt, error, edit }: OutboxItem & { command: Send }): PendingMessage => {
  const { action: _, ...body } = command;
  return {
    ...body,
    ...(edit && { text: edit.text }),
    id,
    createdAt,
    ...(error === undefined ? { status: 'waiting' } : { status: 'failed', error }),
  };
};

/** The item with this id in place of the one there was, or at the end. */
const replacing = <T extends { id: string }>(items: readonly T[], item: T): T[] =>
  items.some((old) => old.id === item.id) ? items.map((old) => (old.id === item.id ? item : old)) : [...items, item];

const withQueued = (room: RoomState, item: OutboxItem): RoomState => {
  const { command, id } = item;
  switch (command.action) {
    case 'send': {
      const old = room.pending.find((message) => message.id === id);
      if (old?.status === 'sent') return room;
      return { ...room, pending: replacing(room.pending, pendingMessage({ ...item, command })) };
    }
    default:
      return { ...room, changes: replacing(room.changes, { id, command }) };
  }
};

const without = (room: RoomState, id: string): RoomState => ({
  ...room,
  pending: room.pending.filter((message) => message.id !== id),
  changes: room.changes.filter((change) => change.id !== id),
});

/** The event that the server made of a command: the sending connection gets the ack in its place (R2). */
const eventOf = (command: LogCommand, { id, roomId, seq, sentAt, moderator, tally, own }: AckFrame, senderId: string): LogEvent => {
  const entry = { roomId, seq, id, senderId, sentAt };
  switch (command.action) {
    case 'send': {
      const { action: _, ...body } = command;
      return { ...body, ...entry, kind: 'message' };
    }
    case 'edit':
      return { ...entry, kind: 'edit', target: command.target, text: command.text };
    case 'delete':
      return { ...entry, kind: 'delete', target: command.target, ...(moderator && { moderator }) };
    case 'react':
      return { ...entry, kind: 'reaction', target: command.target, emoji: command.emoji, on: command.on };
    case 'pin':
      return { ...entry, kind: 'pin', target: command.target, on: command.on };
    case 'vote':
      if (tally !== undefined) return { ...entry, kind: 'tally', target: command.target, tally, ...(own && { own }) };
      return { ...entry, kind: 'vote', target: command.target, choices: command.choices };
    case 'close':
      return { ...entry, kind: 'close', target: command.target };
  }
};

/** Their typing is over at once; what of theirs is unread, a new count tells. */
const withBlocked = (state: ChatState, userId: string, on: boolean): ChatState => {
  if (state.blocked.has(userId) === on) return state;
  const blocked = new Set(state.blocked);
  if (on) blocked.add(userId);
  else blocked.delete(userId);
  const rooms = on ? mapRooms(state.rooms, (room) => (userId in room.typing ? withTyping(room, userId, false, 0) : room)) : state.rooms;
  return { ...state, rooms, blocked };
};

const withAck = (room: RoomState, ack: AckFrame, command: LogCommand | undefined, blocked: ReadonlySet<string>): RoomState => {
  // Not ours to show, or shown already: it is enough to know how far the log goes.
  if (command === undefined) return receive(room, [], [], ack.seq, blocked);
  if (ack.seq <= room.cursor) return without(room, ack.id);
  return receive(room, [eventOf(command, ack, room.membership.userId)], [], 0, blocked);
};

/** A room that is not on screen does not keep everything that comes. */
const bounded = (state: ChatState, room: RoomState): RoomState =>
  room.room.roomId === state.openRoomId || room.window.items.length <= 2 * CLOSED_WINDOW
    ? room
    : { ...room, window: shrink(room, CLOSED_WINDOW) };

const withTyping = (room: RoomState, userId: string, on: boolean, at: number): RoomState => {
  const { [userId]: _, ...others } = room.typing;
  return { ...room, typing: on ? { ...others, [userId]: at + limits.typingMs } : others };
};

const withoutStaleTyping = (room: RoomState, at: number): RoomState => {
  const standing = Object.entries(room.typing).filter(([, until]) => until > at);
  return standing.length === Object.keys(room.typing).length ? room : { ...room, typing: Object.fromEntries(standing) };
};

const mapRooms = (rooms: Rooms, change: (room: RoomState) => RoomState): Rooms => {
  const entries = Object.entries(rooms).map(([roomId, room]) => [roomId, change(room)] as const);
  return entries.some(([roomId, room]) => rooms[roomId] !== room) ? Object.fromEntries(entries) : rooms;
};

const arranged = (room: RoomState, place: ArrangeRoom): RoomState => {
  const { favourite: isFavourite = false, section: standing = '' } = room.membership;
  const { favourite = isFavourite, section = standing } = place;
  return favourite === isFavourite && section === standing ? room : { ...room, membership: { ...room.membership, favourite, section } };
};

/** Moves the read mark. Whoever has moved it back wants to find the room so when they come again, wherever they did it. */
const marked = (room: RoomState, { seq, turn }: { seq: number; turn?: number | undefined }, open: boolean): RoomState => {
  const before = markOf(room.membership);
  const after = readTo(room, { seq, turn: turn ?? before.turn });
  return open && markOf(after.membership).turn > before.turn ? { ...after, held: true, dividerSeq: seq } : after;
};

const withOpened = (state: ChatState, roomId: string | undefined): ChatState => {
  if (roomId === state.openRoomId) return state;
  const closed =
    state.openRoomId === undefined
      ? state
      : inRoom(state, state.openRoomId, (room) => {
          const { dividerSeq: _d, thread: _t, held: _h, ...rest } = room;
          return { ...rest, window: shrink(room, CLOSED_WINDOW) };
        });
  if (roomId === undefined) return withoutOpenRoom(closed);
  const { lost: _, ...rest } = closed;
  return inRoom({ ...rest, openRoomId: roomId }, roomId, (room) => ({ ...room, dividerSeq: room.membership.readSeq }));
};

const withThread = (room: RoomState, root: number | undefined): RoomState => {
  const { thread: _, ...rest } = room;
  return root === undefined ? rest : { ...rest, thread: { root, items: [], more: false, loading: true } };
};

const withPage = (room: RoomState, page: MessagesPage, replace: boolean): RoomState => {
  const { loadError: _, ...rest } = room;
  // The messages of an outline are at hand now: who looks at them does not lose them to the session.
  const kept = room.kept === 'outline' && { kept: 'whole' as const };
  const base: RoomState = { ...rest, ...kept, loading: 'none', head: Math.max(room.head, page.head) };
  return { ...base, window: joinPage(replace ? { ...base, window: emptyWindow } : base, page) };
};

/** Each room after what was told of its threads. */
const withToldThreads = (state: ChatState, told: readonly FollowedThread[]): ChatState =>
  [...Map.groupBy(told, ({ roomId }) => roomId)].reduce(
    (next, [roomId, threads]) => inRoom(next, roomId, (room) => withThreads(room, threads, state.blocked)),
    state,
  );

const withListedThreads = (state: ChatState, listed: readonly FollowedThread[], newer: Newer): ChatState => {
  const byRoom = Map.groupBy(listed, ({ roomId }) => roomId);
  const listedIn = (room: RoomState) => {
    const { roomId } = room.room;
    return withThreadList(room, byRoom.get(roomId) ?? [], state.blocked, (root) => newer.has(threadKey({ roomId, root })));
  };
  return { ...state, rooms: mapRooms(state.rooms, listedIn) };
};

const withEmoji = (state: ChatState, name: string, emoji: CustomEmoji | undefined): ChatState => {
  const { [name]: before, ...others } = state.emoji;
  if (before?.emojiId === emoji?.emojiId) return state;
  return { ...state, emoji: emoji === undefined ? others : { ...others, [name]: emoji } };
};

export const reduce = (state: ChatState, action: Action): ChatState => {
  switch (action.type) {
    case 'connection':
      return {
        ...state,
        connection: action.connection,
        rooms: isTrouble(action.connection) ? withoutHurry(state.rooms) : state.rooms,
      };
    case 'restored':
      return withKept(state, action.kept);
    case 'caught-up':
      return inRoom(state, action.roomId, (room) => withCaughtUp(room, action.roomId === state.openRoomId));
    case 'session':
      return withSession(state, action.session, action.keep, action.recount ?? false);
    case 'blocked':
      return withBlocked(state, action.userId, action.on);
    case 'queued':
      return inRoom(state, action.item.command.roomId, (room) => withQueued(room, action.item));
    case 'acked':
      return inRoom(state, action.ack.roomId, (room) => bounded(state, withAck(room, action.ack, action.command, state.blocked)));
    case 'discarded':
      return inRoom(state, action.roomId, (room) => without(room, action.id));
    case 'log':
      return inRoom(state, action.roomId, (room) => bounded(state, receive(room, action.events, action.voids, action.head, state.blocked)));
    case 'read':
      return inRoom(state, action.roomId, (room) => marked(room, action, state.openRoomId === action.roomId));
    case 'counted':
      return inRoom(state, action.roomId, (room) => recount(room, action.count, state.blocked));
    case 'typing':
      if (action.userId === state.me?.userId || state.blocked.has(action.userId)) return state;
      return inRoom(state, action.roomId, (room) => withTyping(room, action.userId, action.on, action.at));
    case 'time': {
      const rooms = mapRooms(state.rooms, (room) => withoutStaleTyping(room, action.at));
      return rooms === state.rooms ? state : { ...state, rooms };
    }
    case 'receipt':
      if (action.receipt.userId === state.me?.userId || state.me?.receipts === false) return state;
      return inRoom(state, action.roomId, (room) => withReceipt(room, action.receipt));
    case 'receipts':
      if (state.me?.receipts === false) return state;
      return inRoom(state, action.roomId, (room) => withReceipts(room, action.receipts));
    case 'receipts-ended': {
      const rooms = withoutReceipts(state.rooms, action.userId);
      return rooms === state.rooms ? state : { ...state, rooms };
    }
    case 'presence': {
      const person = state.people[action.userId];
      if (person === undefined || person.presence === action.state) return state;
      return { ...state, people: { ...state.people, [action.userId]: { ...person, presence: action.state } } };
    }
    case 'people':
      return withPeople(state, action.people);
    case 'me':
      return withMe(state, action.me);
    case 'joined':
      return withJoined(state, action.room);
    case 'room':
      return inRoom(state, action.room.roomId, (room) => ({ ...room, room: newerRoom(room.room, action.room) }));
    case 'arranged':
      return inRoom(state, action.roomId, (room) => arranged(room, action.place));
    case 'left':
      return withoutRoom(state, action.roomId, action.why);
    case 'opened':
      return withOpened(state, action.roomId);
    case 'loading':
      return inRoom(state, action.roomId, (room) => ({ ...room, loading: action.loading }));
    case 'page':
      return inRoom(state, action.roomId, (room) => withPage(room, action.page, action.replace ?? false));
    case 'at-end':
      return inRoom(state, action.roomId, (room) =>
        isAtEnd(room) && room.window.items.length > 2 * OPEN_WINDOW ? { ...room, window: shrink(room, OPEN_WINDOW) } : room,
      );
    case 'thread':
      return inRoom(state, action.roomId, (room) => withThread(room, action.root));
    case 'thread-page':
      return inRoom(state, action.roomId, (room) => withThreadPage(room, action.page));
    case 'thread-failed':
      return inRoom(state, action.roomId, (room) =>
        room.thread === undefined ? room : { ...room, thread: { ...room.thread, loading: false, error: action.error } },
      );
    case 'threads':
      return withToldThreads(state, action.threads);
    case 'emoji-list':
      return { ...state, emoji: Object.fromEntries(action.emoji.map((each) => [each.name, each])) };
    case 'emoji':
      return withEmoji(state, action.name, action.emoji);
    case 'thread-list':
      return withListedThreads(state, action.threads, action.newer);
    case 'threads-read':
      return action.threads.reduce((next, { roomId, root, seq }) => inRoom(next, roomId, (room) => readThreadTo(room, root, seq)), state);
    case 'load-failed':
      return inRoom(state, action.roomId, (room) => ({ ...room, loading: 'none', loadError: action.error }));
  }
};
