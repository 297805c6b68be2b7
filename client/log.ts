// Events into a room's state, in the order of the log and no other (R3).
import {
  isInRoom,
  type LogEvent,
  type Membership,
  type Message,
  type MessageEvent,
  type Room,
  type SessionRoom,
  type UnreadCount,
} from '@parley/protocol';
import { followsAfter, isUnheard } from './follows.ts';
import { deletes, indexOfSeq } from './messages.ts';
import type { RoomState } from './state.ts';
import { applyToItems, threadAfter } from './threads.ts';
import { isLater, keeping, markOf, readTo, startTally, tallyDeletion, tallyMessage } from './unread.ts';
import { emptyWindow, isAtEnd } from './window.ts';

const RECENT = 200;

/** A room as a session tells of it: everything up to `settledAt` counts as known, and is read as history. */
export const startRoom = (entry: SessionRoom): RoomState => {
  const { room, membership, head, unreadAt, settledAt = unreadAt } = entry;
  return {
    room,
    membership,
    cursor: settledAt,
    head: Math.max(head, room.head, unreadAt),
    ...startTally(entry),
    window: emptyWindow,
    threads: {},
    threadMarks: {},
    waiting: new Map(),
    voids: new Set(),
    recent: { after: settledAt, events: [] },
    pending: [],
    changes: [],
    typing: {},
    receipts: {},
    loading: 'none',
  };
};

const changesOf = (room: Room, { sentAt, ...event }: Extract<LogEvent, { kind: 'room' }>): Partial<Room> => {
  const { name = room.name, topic = room.topic, archived = room.archived, visibility: kind = room.kind } = event;
  const { avatar, announcement, slowModeSeconds } = event;
  return {
    name,
    topic,
    archived,
    kind,
    ...(avatar !== undefined && { avatar }),
    ...(announcement !== undefined && { announcement }),
    ...(slowModeSeconds !== undefined && { slowModeSeconds }),
    ...(event.archived === false && { restoredAt: sentAt }),
  };
};

/** What the room's own record says after the event. A record fetched later than the event says it already. */
const roomAfter = (room: Room, event: LogEvent): Room => {
  if (event.seq <= room.head) return room;
  const next = { ...room, head: event.seq, activeAt: Math.max(room.activeAt, event.sentAt) };
  if (event.kind === 'room') return { ...next, ...changesOf(room, event) };
  if (event.kind !== 'member' || event.change === 'role') return next;
  const step = event.change === 'joined' || event.change === 'added' ? 1 : -1;
  return { ...next, memberCount: Math.max(0, room.memberCount + step) };
};

/** Somebody's place in the room after the event. One that was fetched later than the event may say it already, or not yet. */
export const membershipAfter = <Place extends Pick<Membership, 'userId' | 'role' | 'mutedUntil'>>(
  membership: Place,
  event: LogEvent,
): Place => {
  if (event.kind !== 'member' || event.userId !== membership.userId) return membership;
  const { role = membership.role, mutedUntil } = event;
  return { ...membership, role, ...(mutedUntil !== undefined && { mutedUntil }) };
};

type DeleteEvent = Extract<LogEvent, { kind: 'delete' }>;

/** What the events of one run work on: the window's messages, copied once, and the events applied so far. */
interface Run {
  items: Message[];
  applied: LogEvent[];
  /** Whose messages do not count. */
  blocked: ReadonlySet<string>;
}

/** Who wrote the message at `seq`, if it is at hand. */
const authorOf = (seq: number, { recent }: RoomState, { items, applied }: Run): string | undefined =>
  (items[indexOfSeq(items, seq)] ?? [...recent.events, ...applied].find((event) => event.seq === seq))?.senderId;

/** Its author deletes a message, or a moderator. Of one that is not at hand the server has made sure. */
const mayDelete = (event: DeleteEvent, room: RoomState, run: Run): boolean =>
  deletes(event, authorOf(event.target, room, run) ?? event.senderId);

const NOBODY: ReadonlySet<string> = new Set();

const tallyAfter = (room: RoomState, event: LogEvent, run: Run): Pick<RoomState, 'tally' | 'unread' | 'mentions'> => {
  const { tally, membership } = room;
  const counts = (message: MessageEvent) =>
    isInRoom(message) && message.senderId !== membership.userId && !run.blocked.has(message.senderId) && message.seq > membership.readSeq;
  if (event.kind === 'message' && counts(event)) return tallyMessage(tally, event, membership.userId);
  if (event.kind !== 'delete' || !tally.seqs.includes(event.target)) return room;
  return mayDelete(event, room, run) ? tallyDeletion(tally, event.target) : room;
};

const receiptsAfter = (receipts: RoomState['receipts'], event: LogEvent): RoomState['receipts'] => {
  if (event.kind !== 'member' || (event.change !== 'left' && event.change !== 'removed')) return receipts;
  const { [event.userId]: _, ...others } = receipts;
  return others;
};

const tallyOf = ({ tally, unread, mentions }: Pick<RoomState, 'tally' | 'unread' | 'mentions'>) => ({ tally, unread, mentions });

/** [H36] What the server has counted anew, for its own read mark, and what has come since. */
export const recount = (room: RoomState, count: UnreadCount, blocked: ReadonlySet<string> = NOBODY): RoomState => {
  const own = markOf(room.membership);
  const counted = { seq: count.readSeq, turn: count.readTurn };
  // An answer from before the last turn says nothing of this one.
  if (counted.turn < own.turn) return room;
  const { uncounted: _, ...rest } = readTo(room, counted);
  let after: RoomState = { ...rest, ...startTally(count) };
  const run: Run = { items: [...room.window.items], applied: [], blocked };
  for (const event of room.recent.events) after = { ...after, ...tallyOf(tallyAfter(after, event, run)) };
  // My own mark may be further on in the same turn.
  return isLater(own, counted) ? { ...after, ...keeping(after.tally, (seq) => seq > own.seq) } : after;
};

const withoutTyping = (typing: RoomState['typing'], userId: string): RoomState['typing'] => {
  if (typing[userId] === undefined) return typing;
  const { [userId]: _, ...others } = typing;
  return others;
};

/** The next event of the log takes effect. */
const apply = (room: RoomState, event: LogEvent, run: Run): RoomState => {
  const mine = event.senderId === room.membership.userId;
  const atEnd = isAtEnd(room);
  applyToItems(run.items, event, () => atEnd);
  return {
    ...room,
    ...tallyAfter(room, event, run),
    ...(room.thread && { thread: threadAfter(room.thread, event) }),
    threads: isUnheard(event, run.blocked)
      ? room.threads
      : followsAfter(room, event, room.membership.userId, run.items, (deletion) => mayDelete(deletion, room, run)),
    room: roomAfter(room.room, event),
    membership: membershipAfter(room.membership, event),
    receipts: receiptsAfter(room.receipts, event),
    typing: event.kind === 'message' ? withoutTyping(room.typing, event.senderId) : room.typing,
    pending: mine ? room.pending.filter((message) => message.id !== event.id) : room.pending,
    changes: mine ? room.changes.filter((change) => change.id !== event.id) : room.changes,
  };
};

/** Past the seq, which held an event or is void. */
const step = (room: RoomState, seq: number): RoomState => ({
  ...room,
  cursor: seq,
  window: isAtEnd(room) ? { ...room.window, to: seq } : room.window,
});

/** Applies what has come to its turn. Works on a copy of what waits. */
const advance = (start: RoomState, blocked: ReadonlySet<string>): RoomState => {
  const waiting = new Map(start.waiting);
  const voids = new Set(start.voids);
  const run: Run = { items: [...start.window.items], applied: [], blocked };
  let room = start;
  for (let seq = start.cursor + 1; ; seq += 1) {
    const event = waiting.get(seq);
    if (event === undefined && !voids.has(seq)) break;
    if (event !== undefined) {
      room = apply(room, event, run);
      run.applied.push(event);
    }
    waiting.delete(seq);
    voids.delete(seq);
    room = step(room, seq);
  }
  if (room === start) return room;
  const events = [...start.recent.events, ...run.applied];
  const dropped = events.length > RECENT ? events.at(-RECENT - 1) : undefined;
  const recent = { after: dropped?.seq ?? start.recent.after, events: events.slice(-RECENT) };
  return { ...room, waiting, voids, recent, window: { ...room.window, items: run.items } };
};

/** My own message is in the log, but its turn has not come: it stays where it is, as sent. */
const markSent = (pending: RoomState['pending'], events: readonly LogEvent[], me: string): RoomState['pending'] => {
  const mine = new Map(events.filter((event) => event.senderId === me).map((event) => [event.id, event.seq]));
  if (!pending.some((message) => mine.has(message.id))) return pending;
  return pending.map((message) => {
    const seq = mine.get(message.id);
    if (seq === undefined) return message;
    const { error: _, ...rest } = message;
    return { ...rest, status: 'sent', seq };
  });
};

/**
 * My own entries behind the cursor wait here no more. They were known before the outbox was shown, which had them still: another tab has sent them.
 */
const withoutKnown = (room: RoomState, events: readonly LogEvent[]): RoomState => {
  if (room.pending.length + room.changes.length === 0) return room;
  const me = room.membership.userId;
  const known = new Set(events.filter(({ seq, senderId }) => seq <= room.cursor && senderId === me).map(({ id }) => id));
  if (![...room.pending, ...room.changes].some(({ id }) => known.has(id))) return room;
  return {
    ...room,
    pending: room.pending.filter(({ id }) => !known.has(id)),
    changes: room.changes.filter(({ id }) => !known.has(id)),
  };
};

/** Takes in entries of the room's log, in any order and any number of times, and the seqs that hold none. */
export const receive = (
  before: RoomState,
  events: readonly LogEvent[],
  voids: readonly number[],
  head = 0,
  blocked: ReadonlySet<string> = NOBODY,
): RoomState => {
  const room = withoutKnown(before, events);
  const news = events.filter((event) => event.seq > room.cursor && !room.waiting.has(event.seq));
  const gone = voids.filter((seq) => seq > room.cursor && !room.voids.has(seq));
  const highest = [...news.map((event) => event.seq), ...gone, head].reduce((a, b) => Math.max(a, b), room.head);
  if (news.length === 0 && gone.length === 0) return highest === room.head ? room : { ...room, head: highest };
  const start = {
    ...room,
    head: highest,
    waiting: new Map([...room.waiting, ...news.map((event) => [event.seq, event] as const)]),
    voids: new Set([...room.voids, ...gone]),
    pending: markSent(room.pending, news, room.membership.userId),
  };
  return advance(start, blocked);
};
