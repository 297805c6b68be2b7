import type { EventKind, FollowedThread, LogEvent, Message, MessageEvent, Session } from '@parley/protocol';
import * as fc from 'fast-check';
import { receive, startRoom } from '../../../client/log.ts';
import { reduce } from '../../../client/reduce.ts';
import { type ChatState, initialState, type RoomState } from '../../../client/state.ts';
import { threadNow } from '../../../client/threads.ts';
import { joinPage } from '../../../client/window.ts';
import { eventsAfter, type LogEntry, messagesAt, messagesOf, type ThreadDeeds, threadsIn, unreadIn } from '../../support/room-log.ts';

const ROOM = 'room_1';
const ME = 'me';

const message = (seq: number, senderId = 'ann', text = `text ${seq}`): MessageEvent => ({
  roomId: ROOM,
  seq,
  id: `id-${seq}`,
  senderId,
  sentAt: 1_000 + seq,
  kind: 'message',
  text,
});
const edit = (seq: number, target: number, text: string, senderId = 'ann'): LogEvent => ({
  ...message(seq, senderId),
  kind: 'edit',
  target,
  text,
});
const remove = (seq: number, target: number, senderId = 'ann'): LogEvent => ({ ...message(seq, senderId), kind: 'delete', target });

const entryOf = (head: number, unread = 0, readSeq = 0, unreadAt = head): Session['rooms'][number] => ({
  room: {
    roomId: ROOM,
    kind: 'public',
    name: 'Room',
    topic: '',
    encrypted: false,
    archived: false,
    createdBy: 'ann',
    createdAt: 1,
    memberCount: 2,
    head,
    activeAt: 1,
  },
  membership: { roomId: ROOM, userId: ME, role: 'member', joinedAt: 1, readSeq },
  head,
  unread,
  unreadSeqs: Array.from({ length: unread }, (_, index) => unreadAt - unread + 1 + index),
  mentionSeqs: [],
  unreadAt,
});

const sessionOf = (entry: Session['rooms'][number]): Session => ({
  ticket: 't',
  ticketExpiresAt: 1,
  websocketUrl: 'ws://x',
  me: { userId: ME, name: 'Me', handle: 'me', email: 'me@example.com', createdAt: 1 },
  rooms: [entry],
  serverTime: 1,
});

const texts = (room: RoomState) => room.window.items.map((item) => (item.deletedAt === undefined ? item.text : '(deleted)'));

describe('the room log', () => {
  test('of the room on screen the newest 500 messages stay once there are a thousand, but only for whoever is at its end', () => {
    const open = reduce(initialState(0), { type: 'session', session: sessionOf(entryOf(0)), keep: new Set() });
    const events = Array.from({ length: 1_001 }, (_, index) => message(index + 1));
    const long = [{ type: 'opened', roomId: ROOM } as const, { type: 'log', roomId: ROOM, events, voids: [] } as const].reduce(
      reduce,
      open,
    );
    const short = reduce(long, { type: 'at-end', roomId: ROOM });

    expect(long.rooms[ROOM]?.window.items).toHaveLength(1_001);
    expect(short.rooms[ROOM]?.window).toMatchObject({ from: 502, to: 1_001 });
    expect(short.rooms[ROOM]?.window.items).toHaveLength(500);
    expect(reduce(short, { type: 'at-end', roomId: ROOM })).toBe(short);
  });

  test('[R3] shows an event only when every lower seq is shown', () => {
    const early = receive(startRoom(entryOf(0)), [message(2), message(3)], []);
    const complete = receive(early, [message(1)], []);

    expect(texts(early)).toEqual([]);
    expect(early).toMatchObject({ cursor: 0, head: 3 });
    expect(texts(complete)).toEqual(['text 1', 'text 2', 'text 3']);
    expect(complete).toMatchObject({ cursor: 3, head: 3, waiting: new Map() });
  });

  test('[R4] what the session had waits no more once it is heard of, though the outbox was shown after it', () => {
    const send = { action: 'send' as const, id: 'id-2', roomId: ROOM, text: 'text 2' };
    const react = { action: 'react' as const, id: 'id-3', roomId: ROOM, target: 1, emoji: '👍', on: true };
    const waiting = [send, react].reduce(
      (state, command) => reduce(state, { type: 'queued', item: { id: command.id, command, createdAt: 1 } }),
      reduce(initialState(1), { type: 'session', session: sessionOf(entryOf(3)), keep: new Set() }),
    );
    const reaction: LogEvent = { ...message(3, ME), kind: 'reaction', target: 1, emoji: '👍', on: true };
    const heard = reduce(waiting, { type: 'log', roomId: ROOM, events: [message(2, ME), reaction], voids: [] }).rooms[ROOM];

    expect(waiting.rooms[ROOM]).toMatchObject({ cursor: 3, pending: [{ id: 'id-2' }], changes: [{ id: 'id-3' }] });
    expect(heard).toMatchObject({ cursor: 3, pending: [], changes: [] });
  });

  test('[R3] goes past void seqs, whether they come before or after their turn', () => {
    const room = receive(receive(startRoom(entryOf(0)), [message(1), message(4)], [3]), [], [2]);

    expect(texts(room)).toEqual(['text 1', 'text 4']);
    expect(room).toMatchObject({ cursor: 4, voids: new Set() });
  });

  test('shows nothing twice', () => {
    const once = receive(startRoom(entryOf(0)), [message(1)], []);

    expect(receive(once, [message(1)], [])).toBe(once);
  });

  test('an edit by somebody else than the author changes nothing', () => {
    const room = receive(startRoom(entryOf(0)), [message(1), edit(2, 1, 'forged', 'bob'), remove(3, 1, 'bob')], []);

    expect(texts(room)).toEqual(['text 1']);
  });

  test('a window elsewhere takes edits but no new messages', () => {
    const log = [message(1), message(2), message(3)];
    const room = startRoom(entryOf(3));
    const elsewhere = { ...room, window: joinPage(room, { ...messagesAt(log, { before: 2 }, 50), head: 3 }) };
    const after = receive(elsewhere, [message(4), edit(5, 1, 'changed')], []);

    expect(texts(after)).toEqual(['changed']);
    expect(after.window).toMatchObject({ from: 1, to: 1 });
  });

  test('member and room events change the room, once', () => {
    const joined: LogEvent = { ...message(4, 'bob'), kind: 'member', userId: 'bob', change: 'joined' };
    const renamed: LogEvent = { ...message(5), kind: 'room', name: 'New name' };
    const behind = startRoom(entryOf(4, 0, 0, 3));
    const room = receive(behind, [joined, renamed], []);

    expect(room.room).toMatchObject({ memberCount: 2, name: 'New name', activeAt: 1_005 });
  });

  test('[H10] a page read before the newest events were persisted is brought up to date', () => {
    const log = [message(1), message(2), edit(3, 1, 'edited'), message(4)];
    const live = receive(startRoom(entryOf(2)), log.slice(2), []);
    const window = joinPage(live, messagesAt(log.slice(0, 2), {}, 50));

    expect(texts({ ...live, window })).toEqual(['edited', 'text 2', 'text 4']);
    expect(window).toMatchObject({ from: 1, to: 4 });
  });

  test('[R3] a page that reaches past a gap is shown up to the gap', () => {
    const log = [message(1), message(2), message(3)];
    const behind = receive(startRoom(entryOf(1)), [message(3)], []);
    const window = joinPage(behind, messagesAt(log, {}, 50));

    expect(texts({ ...behind, window })).toEqual(['text 1']);
    expect(window.to).toBe(1);
  });

  test('[H1] an edit that a page was read ahead of is applied to it, and nothing is counted twice', () => {
    const log = [message(1), message(2), edit(3, 1, 'edited')];
    const room = startRoom({ ...entryOf(3, 2), settledAt: 1, unreadSeqs: [1, 2] });
    const early = joinPage(room, messagesAt(log.slice(0, 2), {}, 50));
    const caughtUp = receive({ ...room, window: early }, log.slice(1), []);

    expect(room).toMatchObject({ cursor: 1, unread: 2 });
    expect(texts(caughtUp)).toEqual(['edited', 'text 2']);
    expect(caughtUp).toMatchObject({ cursor: 3, unread: 2 });
  });

  test('a page that does not touch the window takes its place', () => {
    const log = Array.from({ length: 300 }, (_, index) => message(index + 1));
    const room = startRoom(entryOf(300));
    const latest = { ...room, window: joinPage(room, messagesAt(log, {}, 50)) };
    const around = joinPage(latest, messagesAt(log, { around: 100 }, 50));

    expect(latest.window).toMatchObject({ from: 251, to: 300 });
    expect(around).toMatchObject({ from: 76, to: 125 });
  });
});

describe('unread', () => {
  test('counts messages of others above the read mark', () => {
    const room = receive(startRoom(entryOf(10, 3, 5)), [message(11), message(12, ME), message(13, 'bob')], []);

    expect(room.unread).toBe(5);
  });

  test('is 0 after reading to the end, and never rises by reading', () => {
    const state = reduce(initialState(0), { type: 'session', session: sessionOf(entryOf(10, 3, 5)), keep: new Set() });
    const later = reduce(state, { type: 'log', roomId: ROOM, events: [message(11)], voids: [] });
    const half = reduce(later, { type: 'read', roomId: ROOM, seq: 10 });
    const all = reduce(half, { type: 'read', roomId: ROOM, seq: 11 });
    const back = reduce(all, { type: 'read', roomId: ROOM, seq: 2 });

    expect([state, later, half, all, back].map((at) => at.rooms[ROOM]?.unread)).toEqual([3, 4, 1, 0, 0]);
  });

  test('[H36] a later turn moves the mark back, holds the room on screen, and has it counted; marks of an earlier one change nothing', () => {
    const began = reduce(initialState(0), { type: 'session', session: sessionOf(entryOf(10, 0, 10)), keep: new Set() });
    const opened = reduce(began, { type: 'opened', roomId: ROOM });
    const back = reduce(opened, { type: 'read', roomId: ROOM, seq: 7, turn: 1 });
    const stale = reduce(back, { type: 'read', roomId: ROOM, seq: 10, turn: 0 });
    const count = { readSeq: 7, readTurn: 1, unread: 3, unreadSeqs: [8, 9, 10], mentionSeqs: [9], unreadAt: 10 };
    const counted = reduce(stale, { type: 'counted', roomId: ROOM, count });
    const later = reduce(counted, { type: 'log', roomId: ROOM, events: [message(11)], voids: [] });
    const closed = reduce(later, { type: 'opened', roomId: undefined });

    expect(back.rooms[ROOM]).toMatchObject({ uncounted: true, held: true, dividerSeq: 7, membership: { readSeq: 7, readTurn: 1 } });
    expect(stale.rooms[ROOM]).toBe(back.rooms[ROOM]);
    expect(later.rooms[ROOM]).toMatchObject({ unread: 4, mentions: 1, held: true });
    expect(counted.rooms[ROOM]?.uncounted).toBeUndefined();
    expect(closed.rooms[ROOM]?.held).toBeUndefined();
  });

  test('an unread message that is deleted no longer counts', () => {
    const room = receive(startRoom(entryOf(10, 2, 5)), [message(11), remove(12, 11), remove(13, 9)], []);

    expect(room.unread).toBe(1);
  });

  test('a deletion by somebody else than the author changes no count, as it changes no message', () => {
    const room = receive(startRoom(entryOf(10)), [message(11), remove(12, 11, 'bob')], []);

    expect(room.unread).toBe(1);
  });

  test('[C2] a moderator’s deletion takes effect on what anyone wrote, and says who did it', () => {
    const moderated: LogEvent = { ...message(12, 'mod'), kind: 'delete', target: 11, moderator: true };
    const start = startRoom(entryOf(10));
    const atEnd = { ...start, window: { items: [], from: 1, to: start.cursor } };

    const room = receive(atEnd, [message(11), moderated], []);

    expect(room.unread).toBe(0);
    expect(room.window.items.find(({ seq }) => seq === 11)).toMatchObject({ text: '', deletedBy: 'mod' });
    expect(receive(atEnd, [message(11), remove(12, 11)], []).window.items[0]).not.toHaveProperty('deletedBy');
  });

  test('[C20] counts beside them those that mention me, by name or with everyone', () => {
    const said = [
      { ...message(1), mentions: [ME, 'bob'] },
      { ...message(2), mentions: ['bob'] },
      { ...message(3), audience: 'here' as const },
      { ...message(4, ME), audience: 'room' as const },
    ];
    const room = receive(startRoom(entryOf(0)), said, []);

    expect(room).toMatchObject({ unread: 3, mentions: 2 });
  });

  test('stops at 100', () => {
    const events = Array.from({ length: 250 }, (_, index) => message(index + 1));

    expect(receive(startRoom(entryOf(0)), events, []).unread).toBe(100);
  });

  test('is taken from the session after an absence, and what it counted is not counted again', () => {
    const log = [message(1), message(2), message(3), message(4)];
    const before = receive(startRoom(entryOf(0)), log.slice(0, 2), []);
    const state: ChatState = { ...initialState(0), rooms: { [ROOM]: before } };
    const resumed = reduce(state, { type: 'session', session: sessionOf(entryOf(4, 3, 1)), keep: new Set() });
    const caughtUp = reduce(resumed, { type: 'log', roomId: ROOM, events: log.slice(2), voids: [] });

    expect(resumed.rooms[ROOM]?.unread).toBe(3);
    expect(caughtUp.rooms[ROOM]).toMatchObject({ unread: 3, cursor: 4 });
  });
});

// A log in which anything may happen: each step makes an entry that may refer to earlier ones.
const PEOPLE = [ME, 'ann', 'bob'] as const;
const EMOJI = ['👍', '🎉'] as const;
const step = fc.record({
  kind: fc.constantFrom(
    'message',
    'message',
    'message',
    'edit',
    'delete',
    'reaction',
    'reaction',
    'poll',
    'secret poll',
    'pin',
    'vote',
    'tally',
    'tally',
    'preview',
    'vote',
    'close',
    'member',
    'room',
    'void',
  ),
  sender: fc.constantFrom(...PEOPLE),
  target: fc.nat(),
  emoji: fc.constantFrom(...EMOJI),
  on: fc.boolean(),
  /** Whether a message answers another one, and where it is shown. */
  thread: fc.constantFrom('no', 'no', 'in it', 'in both'),
  calls: fc.constantFrom<Pick<MessageEvent, 'mentions' | 'audience'>>(
    {},
    {},
    { mentions: [ME] },
    { mentions: ['bob'] },
    { audience: 'here' as const },
    { audience: 'room' as const },
  ),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

type Maker = (base: MessageEvent, aimed: MessageEvent, step: Step) => LogEvent;

/** How an event of each kind comes about. A kind that the protocol gets and that is missing here does not compile. */
const makers: Record<EventKind, Maker> = {
  message: (base, aimed, { calls, thread }) => ({
    ...base,
    ...calls,
    ...(aimed.seq < base.seq && thread !== 'no' && { replyTo: aimed.seq, ...(thread === 'in both' && { alsoToRoom: true }) }),
  }),
  preview: (base, { seq: target, senderId }) => ({
    ...base,
    kind: 'preview',
    target,
    senderId,
    previews: [{ url: 'https://a.example/', title: `at ${base.seq}` }],
  }),
  edit: (base, { seq: target }) => ({ ...base, kind: 'edit', target, text: `edited at ${base.seq}` }),
  // Two devices may delete one message. Of a deletion by somebody else there is a test above.
  delete: (base, { seq: target, senderId }) => ({ ...base, kind: 'delete', target, senderId }),
  reaction: (base, { seq: target }, { emoji, on }) => ({ ...base, kind: 'reaction', target, emoji, on }),
  pin: (base, { seq: target }, { on }) => ({ ...base, kind: 'pin', target, on }),
  vote: (base, { seq: target }, { on, target: choice }) => ({ ...base, kind: 'vote', target, choices: on ? [choice % 2] : [] }),
  // Of two tallies the newer one may have the lower seq. My own votes are told to me alone.
  tally: (base, { seq: target }, { on, target: choice }) => ({
    ...base,
    kind: 'tally',
    target,
    tally: { counts: [choice % 3, base.seq], voters: base.seq, cast: base.seq % 2 === 0 ? base.seq + 2 : base.seq },
    ...(on && { own: { choices: [choice % 2], seq: base.seq } }),
  }),
  close: (base, { seq: target }) => ({ ...base, kind: 'close', target }),
  member: (base, _aimed, { on, target }) =>
    target % 2 === 0
      ? { ...base, kind: 'member', userId: base.senderId, change: 'role', role: on ? 'guest' : 'moderator' }
      : { ...base, kind: 'member', userId: `guest-${target}`, change: on ? 'joined' : 'left' },
  room: (base, _aimed, { on, target }) => ({
    ...base,
    kind: 'room',
    ...(on ? { name: `Room ${base.seq}` } : { topic: `Topic ${target}` }),
  }),
};

const entryAt = (seq: number, step: Step, log: readonly LogEntry[]): LogEntry => {
  const { kind, sender, target, on } = step;
  const messages = log.filter((entry) => entry.kind === 'message');
  const base = message(seq, sender);
  const aimed = messages[target % Math.max(1, messages.length)];
  if (kind === 'void') return { kind, roomId: ROOM, seq, sentAt: base.sentAt };
  if (kind === 'secret poll') return { ...base, text: 'Which?', poll: { options: ['this', 'that'], multiple: on, anonymous: true } };
  if (kind === 'poll') return { ...base, text: 'Which?', poll: { options: ['this', 'that'], multiple: on } };
  return makers[aimed === undefined && kind !== 'member' && kind !== 'room' ? 'message' : kind](base, aimed ?? base, step);
};

/** The room's own record and my role there, as the log has made them. */
const recordAt = (log: readonly LogEntry[]) => {
  const { room, membership } = entryOf(0);
  for (const entry of log) {
    room.head = entry.seq;
    room.activeAt = Math.max(room.activeAt, entry.sentAt);
    if (entry.kind === 'room') Object.assign(room, { name: entry.name ?? room.name, topic: entry.topic ?? room.topic });
    if (entry.kind === 'member' && entry.change !== 'role')
      room.memberCount = Math.max(0, room.memberCount + (entry.change === 'joined' ? 1 : -1));
    if (entry.kind === 'member' && entry.userId === ME) membership.role = entry.role ?? membership.role;
  }
  return { room, role: membership.role };
};

const logs = fc.array(step, { minLength: 1, maxLength: 40 }).map((steps) => {
  const log: LogEntry[] = [];
  for (const current of steps) log.push(entryAt(log.length + 1, current, log));
  return log;
});

/** What reaches a client: a live entry, a page of history, a page of the log, a read mark, a new session. Any order, any number of times. */
const happening = fc.oneof(
  { weight: 6, arbitrary: fc.record({ type: fc.constant('live' as const), at: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('history' as const), at: fc.nat(), end: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('log' as const), end: fc.nat(), limit: fc.integer({ min: 1, max: 10 }) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('session' as const), end: fc.nat(), head: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('read' as const), at: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('thread' as const), at: fc.nat(), end: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('unread' as const), at: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('counted' as const), end: fc.nat(), turn: fc.nat() }) },
);
type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never;

/** A session whose server has read the log up to `end` and the room's record when its head was `head`, and has this read mark of mine. */
const sessionAt = (log: readonly LogEntry[], end: number, { readSeq = 0, readTurn = 0, head = log.length } = {}) => {
  const { room, role } = recordAt(log.slice(0, Math.max(end, head)));
  const entry = entryOf(room.head, 0, readSeq, end);
  const membership = { ...entry.membership, role, ...(readTurn > 0 && { readTurn }) };
  return sessionOf({ ...entry, room, membership, ...unreadIn(log.slice(0, end), membership) });
};

const threadIn = (messages: readonly Message[], root: number) => ({
  items: messages.filter(({ replyTo }) => replyTo === root),
  more: false,
});

const happen = (state: ChatState, log: readonly LogEntry[], what: Happening): ChatState => {
  const room = state.rooms[ROOM];
  if (room === undefined) throw new Error('the room is gone');
  switch (what.type) {
    case 'live': {
      const entry = log[what.at % log.length];
      if (entry === undefined) return state;
      return entry.kind === 'void'
        ? reduce(state, { type: 'log', roomId: ROOM, events: [], voids: [entry.seq] })
        : reduce(state, { type: 'log', roomId: ROOM, events: [entry], voids: [] });
    }
    case 'history': {
      // The store may be ahead of the client or, by what is still being persisted, behind it; never behind where the client began.
      const stored = log.slice(0, Math.max(room.recent.after, what.end % (log.length + 1)));
      const page = { ...messagesAt(stored, { around: what.at % log.length }, 10), head: log.length };
      return reduce(state, { type: 'page', roomId: ROOM, page });
    }
    case 'log': {
      const page = eventsAfter(log.slice(0, what.end % (log.length + 1)), room.cursor, what.limit, log.length);
      return reduce(state, { type: 'log', roomId: ROOM, events: page.items, voids: page.voids, head: page.head });
    }
    case 'session':
      return reduce(state, {
        type: 'session',
        // My mark may be on its way to the server still.
        session: sessionAt(log, what.end % (log.length + 1), {
          readSeq: what.end % (room.membership.readSeq + 1),
          ...(room.membership.readTurn !== undefined && { readTurn: room.membership.readTurn - (what.head % 2) }),
          head: what.head % (log.length + 1),
        }),
        keep: new Set(),
      });
    case 'thread': {
      const stored = messagesOf(log.slice(0, Math.max(room.recent.after, what.end % (log.length + 1))));
      const root = stored[what.at % Math.max(1, stored.length)];
      if (root === undefined) return state;
      const opened = room.thread?.root === root.seq ? state : reduce(state, { type: 'thread', roomId: ROOM, root: root.seq });
      return reduce(opened, { type: 'thread-page', roomId: ROOM, page: { root, ...threadIn(stored, root.seq) } });
    }
    case 'unread': {
      // On this device or another one: the server makes a turn of it.
      const { readSeq, readTurn = 0 } = room.membership;
      return reduce(state, { type: 'read', roomId: ROOM, seq: what.at % (readSeq + 1), turn: readTurn + 1 });
    }
    case 'counted': {
      // An answer may be older than the mark, by a turn or within it; and be counted from a store that is ahead of the client or behind it.
      const { readSeq, readTurn = 0 } = room.membership;
      const mark = { readSeq: what.end % (readSeq + 1), readTurn: Math.max(0, readTurn - (what.turn % 2)) };
      const stored = log.slice(0, Math.max(room.recent.after, what.end % (log.length + 1)));
      const count = { ...mark, ...unreadIn(stored, { userId: ME, readSeq: mark.readSeq }), unreadAt: stored.length };
      return reduce(state, { type: 'counted', roomId: ROOM, count });
    }
    case 'read':
      // Another device may have read what has not arrived here.
      return reduce(state, { type: 'read', roomId: ROOM, seq: what.at % (log.length + 1) });
  }
};

/** Emoji in a fixed order: theirs among each other is not part of the contract. */
const normal = (items: readonly Message[]) =>
  items.map((item) => ({
    ...item,
    ...(item.reactions && { reactions: item.reactions.toSorted((a, b) => a.emoji.localeCompare(b.emoji)) }),
  }));

describe('any interleaving of messages, edits, deletions, reactions, members, reads on any device, pages and sessions', () => {
  test('[R3] [C20] comes to the same as a fresh fetch, once everything has been caught up', () => {
    fc.assert(
      fc.property(logs, fc.nat(), fc.array(happening, { maxLength: 60 }), (log, start, happenings) => {
        const begun = reduce(initialState(0), {
          type: 'session',
          session: sessionAt(log, start % (log.length + 1), { head: start % (log.length + 1) }),
          keep: new Set(),
        });
        const after = happenings.reduce((state, what) => happen(state, log, what), begun);
        const cursor = after.rooms[ROOM]?.cursor ?? 0;
        const rest = eventsAfter(log, cursor, log.length);
        const caughtUp = reduce(after, { type: 'log', roomId: ROOM, events: rest.items, voids: rest.voids, head: rest.head });
        const shown = reduce(caughtUp, { type: 'page', roomId: ROOM, page: messagesAt(log, {}, 100) });
        const room = shown.rooms[ROOM];

        expect(room).toMatchObject({ cursor: log.length, head: log.length, waiting: new Map(), voids: new Set() });
        expect(normal(room?.window.items ?? [])).toEqual(normal(messagesOf(log)));
        expect(room?.window).toMatchObject({ from: 1, to: log.length });
        const record = recordAt(log);
        // Of a void nobody is told more than that it is one.
        expect(room?.room).toEqual({ ...record.room, head: room?.room.head, activeAt: room?.room.activeAt });
        expect(room?.membership.role).toBe(record.role);
        const root = room?.thread?.root;
        const thread = messagesOf(log).filter(({ seq, replyTo }) => root !== undefined && (seq === root || replyTo === root));
        expect(normal(room?.thread?.items ?? [])).toEqual(normal(thread));
        const { readSeq = 0, readTurn = 0 } = room?.membership ?? {};
        // A mark that has moved back past what was counted has the server count (H36).
        const count = { readSeq, readTurn, ...unreadIn(log, { userId: ME, readSeq }), unreadAt: log.length };
        const counted = room?.uncounted ? reduce(shown, { type: 'counted', roomId: ROOM, count }).rooms[ROOM] : room;
        expect(counted?.uncounted).toBeUndefined();
        const { unread, unreadSeqs: seqs, mentionSeqs: mentions } = unreadIn(log, { userId: ME, readSeq });
        expect(counted).toMatchObject({ unread, mentions: mentions.length, tally: { seqs, mentions } });
      }),
      { numRuns: 1_000 },
    );
  });

  test('[R3] the window never shows a message past a gap, nor two of one seq, nor any out of order', () => {
    fc.assert(
      fc.property(logs, fc.array(happening, { maxLength: 60 }), (log, happenings) => {
        let state = reduce(initialState(0), { type: 'session', session: sessionAt(log, 0), keep: new Set() });
        for (const what of happenings) {
          state = happen(state, log, what);
          const { cursor = 0, window } = state.rooms[ROOM] ?? {};
          const seqs = window?.items.map((item) => item.seq) ?? [];
          const expected = log.filter(
            (entry) => entry.kind === 'message' && entry.seq >= (window?.from ?? 1) && entry.seq <= (window?.to ?? 0),
          );

          expect(seqs).toEqual(expected.map((entry) => entry.seq));
          expect(window?.to).toBeLessThanOrEqual(cursor);
        }
      }),
      { numRuns: 300 },
    );
  });
});

test('[C21] a page of a thread is brought up to date: with replies that were told before they were in the store, in the order of the log', () => {
  const reply = (seq: number) => ({ ...message(seq), replyTo: 1 });
  const room = receive(startRoom(entryOf(0)), [message(1), reply(2), reply(3), edit(4, 2, 'reworded'), reply(5), remove(6, 5)], []);

  const now = threadNow({ root: message(1), items: [reply(3)], more: false }, room);

  expect(now.map(({ seq, text, deletedAt }) => (deletedAt === undefined ? `${seq} ${text}` : `${seq} (deleted)`))).toEqual([
    '1 text 1',
    '2 reworded',
    '3 text 3',
    '5 (deleted)',
  ]);
  expect(now[0]?.replies?.map(({ seq }) => seq)).toEqual([2, 3]);
});

/** What happens to threads beside: a list of them, word of one, a decision and a read mark, on this device or another one. */
const threadHappening = fc.oneof(
  { weight: 3, arbitrary: happening },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('list' as const), end: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('told' as const), at: fc.nat(), end: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('decide' as const), at: fc.nat(), end: fc.nat(), following: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('read thread' as const), at: fc.nat(), end: fc.nat() }) },
);
type ThreadHappening = typeof threadHappening extends fc.Arbitrary<infer T> ? T : never;

describe('any interleaving of replies, mentions, deletions, decisions and reads on any device, lists and word of threads', () => {
  const plain = (threads: Readonly<Record<number, FollowedThread>>) =>
    Object.values(threads)
      .map(({ activeAt: _, ...thread }) => thread)
      .sort((a, b) => a.root - b.root);

  const play = (log: readonly LogEntry[], start: number, happenings: readonly ThreadHappening[]) => {
    const deeds = { decided: new Map<number, { following: boolean; seq: number }>(), read: new Map<number, number>() };
    const roots = messagesOf(log).map(({ seq }) => seq);
    const begun = reduce(initialState(0), { type: 'session', session: sessionAt(log, start, { head: start }), keep: new Set() });
    const list = (state: ChatState, stored: readonly LogEntry[]) =>
      reduce(state, { type: 'thread-list', threads: threadsIn(stored, ME, deeds), newer: new Set() });
    const tell = (state: ChatState, stored: readonly LogEntry[], root: number | undefined) =>
      reduce(state, { type: 'threads', threads: threadsIn(stored, ME, deeds).filter((thread) => thread.root === root) });
    const step = (state: ChatState, what: ThreadHappening): ChatState => {
      const after = state.rooms[ROOM]?.recent.after ?? 0;
      // As with pages of history the store may be ahead of the client or behind it.
      // But it has taken what somebody decided about.
      const taken = [...deeds.decided.values()].map(({ seq }) => seq);
      const storedTo = (end: number) => log.slice(0, Math.max(after, end % (log.length + 1), ...taken));
      const rootOf = (at: number, stored: readonly LogEntry[]) =>
        roots.filter((seq) => seq <= stored.length)[at % Math.max(1, roots.length)];
      switch (what.type) {
        case 'list':
          return list(state, storedTo(what.end));
        case 'told':
          return tell(state, storedTo(what.end), rootOf(what.at, log));
        case 'decide': {
          const stored = storedTo(what.end);
          const root = rootOf(what.at, stored);
          if (root === undefined) return state;
          const before = threadsIn(stored, ME, deeds).find((thread) => thread.root === root);
          if (!(what.following && before?.following)) deeds.decided.set(root, { following: what.following, seq: stored.length });
          return tell(state, stored, root);
        }
        case 'read thread': {
          const root = rootOf(what.at, log);
          if (root === undefined) return state;
          const seq = Math.max(root, what.end % (log.length + 1));
          deeds.read.set(root, Math.max(seq, deeds.read.get(root) ?? 0));
          return reduce(state, { type: 'threads-read', threads: [{ roomId: ROOM, root, seq }] });
        }
        default:
          return happen(state, log, what);
      }
    };
    const listed = list(begun, log.slice(0, start));
    const played = happenings.reduce(step, listed);
    const rest = eventsAfter(log, played.rooms[ROOM]?.cursor ?? 0, log.length);
    return { deeds, state: reduce(played, { type: 'log', roomId: ROOM, events: rest.items, voids: rest.voids, head: rest.head }), tell };
  };

  test('[H33] [S33] comes to the same as a fresh list, once everything has been caught up and told', () => {
    fc.assert(
      fc.property(logs, fc.nat(), fc.array(threadHappening, { maxLength: 60 }), (log, start, happenings) => {
        const { deeds, state, tell }: { deeds: ThreadDeeds } & ReturnType<typeof play> = play(log, start % (log.length + 1), happenings);
        const fresh = threadsIn(log, ME, deeds);
        // Of threads whose beginning was mine, and which were not at hand, the server tells as they are persisted.
        const mine = messagesOf(log).filter(({ senderId }) => senderId === ME);
        const told = mine.reduce((known, { seq }) => tell(known, log, seq), state);

        expect(plain(told.rooms[ROOM]?.threads ?? {})).toEqual(plain(Object.fromEntries(fresh.map((thread) => [thread.root, thread]))));
      }),
      { numRuns: 1_000 },
    );
  });
});
