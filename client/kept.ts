// What a client keeps from one run to the next: enough to show the rooms at once, and to go on from there as after an absence (0091). It is
// written in the protocol's own words, and read with its schemas: what does not fit them is not there.
import { EventsPage, FollowedThreads, MessagesPage, People, type Person, parse, Session, SessionRoom } from '@parley/protocol';
import { startRoom } from './log.ts';
import type { ChatState, RoomState } from './state.ts';
import { isAtEnd, shrink } from './window.ts';

/** A piece of what is kept: a room's messages by the room's id, or the rest by names of its own. */
export interface KeptRecord {
  id: string;
  /** When the room was last open, milliseconds since the epoch. */
  usedAt: number;
  /** JSON. */
  text: string;
}

/** Where what is kept outlives the program; one account's. Calls are made one after another. */
export interface KeptStorage {
  load(): Promise<KeptRecord[]>;
  /** Stores these in place of those of the same id, and removes others: all of it, or nothing. */
  change(put: readonly KeptRecord[], remove: readonly string[]): Promise<void>;
}

/** What was kept, as far as it can be read. */
export interface Kept {
  /** As a session would have told it. */
  session: Session;
  /** The rooms whose messages are kept, by id. */
  rooms: ReadonlyMap<string, RoomState>;
  people: readonly Person[];
}

/** Another one whenever older programs could not read what is kept, or would misread it: what another version has kept is not there. */
export const KEPT_VERSION = 1;

export const SESSION_RECORD = '#session';
export const PEOPLE_RECORD = '#people';

/** Messages of a room that are kept; fewer if they are long. */
const MESSAGES = [100, 50, 20, 5];
/** Length of a room's record, UTF-16 units. */
export const ROOM_LENGTH = 256 * 1024;

const entryOf = ({ room, membership, head, tally, cursor }: RoomState): SessionRoom => ({
  room,
  membership,
  head,
  unread: tally.seqs.length,
  unreadSeqs: [...tally.seqs],
  mentionSeqs: [...tally.mentions],
  unreadAt: tally.countedTo,
  settledAt: cursor,
});

/** Whether the room can be gone on with later: its newest messages are at hand, and what is unread is known. */
export const isKeepable = (room: RoomState): boolean =>
  room.kept === undefined && room.uncounted === undefined && isAtEnd(room) && room.window.to >= room.window.from;

const textOf = (room: RoomState, size: number): string => {
  const { items, from, to } = shrink(room, size);
  const events = room.recent.events.slice(-2 * size);
  const dropped = room.recent.events.at(-2 * size - 1);
  const after = events.length < room.recent.events.length ? dropped?.seq : room.recent.after;
  const { cursor: head } = room;
  return JSON.stringify({
    entry: entryOf(room),
    window: { items, from, to, head, voids: [] },
    recent: { items: events, head, voids: [] },
    after,
    threads: { items: Object.values(room.threads) },
  });
};

/** A room with as many of its newest messages as there is space for. Undefined if there is none for the least. */
export const keepRoom = (room: RoomState): string | undefined => {
  for (const size of MESSAGES) {
    const text = textOf(room, size);
    if (text.length <= ROOM_LENGTH) return text;
  }
  return undefined;
};

/**
 * A room without its messages. What came over the socket may be in no page of its history yet: the log is gone on from where all of it surely is.
 * It has been counted all the same.
 */
const outlineOf = (room: RoomState): SessionRoom => ({
  ...entryOf(room),
  unreadAt: Math.max(room.tally.countedTo, room.cursor),
  settledAt: room.recent.after,
});

/** Who I am, and my rooms without their messages. Undefined before the first session. */
export const keepSession = ({ me, blocked, rooms }: ChatState): string | undefined => {
  if (me === undefined) return undefined;
  const entries = Object.values(rooms).map(outlineOf);
  const session: Session = { ticket: '', ticketExpiresAt: 0, websocketUrl: '', me, rooms: entries, blocked: [...blocked], serverTime: 0 };
  return JSON.stringify({ version: KEPT_VERSION, session });
};

/** Those who show in these rooms. */
export const keepPeople = (state: ChatState, rooms: readonly RoomState[]): string => {
  const shown = rooms.flatMap(({ window }) =>
    window.items.flatMap(({ senderId, reactions = [], replies = [] }) => [
      senderId,
      ...reactions.flatMap(({ userIds }) => userIds),
      ...replies.map(({ userId }) => userId),
    ]),
  );
  const items = [...new Set(shown)].flatMap((userId) => {
    const { presence: _, kept: __, ...person } = state.people[userId] ?? {};
    return 'userId' in person ? [person] : [];
  });
  return JSON.stringify({ items });
};

const readJson = (text: string | undefined): Record<string, unknown> => {
  try {
    const value: unknown = JSON.parse(text ?? 'null');
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
};

const readRoom = (text: string): RoomState | undefined => {
  const { entry, window, recent, threads, after } = readJson(text);
  const read = {
    entry: parse(SessionRoom, entry),
    window: parse(MessagesPage, window),
    recent: parse(EventsPage, recent),
    threads: parse(FollowedThreads, threads),
  };
  if (!read.entry.ok || !read.window.ok || !read.recent.ok || !read.threads.ok || typeof after !== 'number') return undefined;
  const { items, from, to } = read.window.value;
  const room = startRoom(read.entry.value);
  // It must be the newest messages, or the next ones would leave a gap behind them.
  if (to !== room.cursor || from > to) return undefined;
  return {
    ...room,
    window: { items, from, to },
    recent: { after, events: read.recent.value.items },
    threads: Object.fromEntries(read.threads.value.items.map((thread) => [thread.root, thread])),
  };
};

/** Reads what was kept. Undefined if there is nothing, or nothing that can be understood. */
export const readKept = (records: readonly KeptRecord[]): Kept | undefined => {
  const texts = new Map(records.map(({ id, text }) => [id, text]));
  const { version, session: kept } = readJson(texts.get(SESSION_RECORD));
  const session = parse(Session, kept);
  if (version !== KEPT_VERSION || !session.ok) return undefined;
  const people = parse(People, readJson(texts.get(PEOPLE_RECORD)));
  const rooms = session.value.rooms.flatMap(({ room: { roomId } }) => {
    const text = texts.get(roomId);
    const room = text === undefined ? undefined : readRoom(text);
    return room?.room.roomId === roomId ? [[roomId, room] as const] : [];
  });
  return { session: session.value, rooms: new Map(rooms), people: people.ok ? people.value.items : [] };
};
