// What a client knows. Plain data, changed only by `reduce`; an interface renders it and nothing else.
import type {
  CustomEmoji,
  FollowedThread,
  LogCommand,
  LogEvent,
  Me,
  Membership,
  Message,
  Person,
  PresenceState,
  Receipt,
  Room,
  RoomFrame,
  Send,
} from '@parley/protocol';

/** How the socket is. An interface stays silent while `since` is younger than 5 s. */
export interface ConnectionState {
  status:
    | 'idle'
    | 'connecting'
    | 'online'
    /** Lost; the next attempt is at `retryAt`. */
    | 'reconnecting'
    /** The device says that it has no network. */
    | 'waiting-for-network'
    /** The session ended: signed out elsewhere, or the refresh token expired. */
    | 'signed-out';
  /** When it became so, milliseconds since the epoch. */
  since: number;
  retryAt?: number;
}

/** Why something did not work: what programs and translations go by, and what can be read to people. */
export interface Failure {
  /** Stable: one of the protocol's. */
  code: string;
  /** A sentence in English. */
  message: string;
}

/** A message of mine that the server has not acknowledged yet, or has refused. */
export interface PendingMessage extends Omit<Send, 'action'> {
  /** When it was written. */
  createdAt: number;
  /** `waiting`: in the outbox; `sent`: acknowledged but not shown yet, because a lower seq is missing; `failed`: refused, see `error`. */
  status: 'waiting' | 'sent' | 'failed';
  /** Once acknowledged. */
  seq?: number;
  error?: Failure;
}

/** A change of mine to a message that the server has not acknowledged yet; shown at once. */
export interface PendingChange {
  id: string;
  command: Exclude<LogCommand, { action: 'send' }>;
}

/** A contiguous stretch of a room's messages, ascending. */
export interface MessageWindow {
  items: readonly Message[];
  /** Everything of the log from here… */
  from: number;
  /** …to here is in `items` (messages) or has been applied to them. `from > to`: nothing is loaded. */
  to: number;
  /** Set on a window from before an absence too long to follow: it stands until the page around this seq takes its place. */
  staleAround?: number;
}

/** [C21] A message and the replies to it. */
export interface ThreadState {
  root: number;
  /** The root and its newest replies, ascending; empty until the first page has come. */
  items: readonly Message[];
  /** Whether there are older replies. */
  more: boolean;
  loading: boolean;
  /** Why the last fetch failed. */
  error?: Failure;
}

/** What `unread` and `mentions` are made of: the seqs of messages of others above the read mark, ascending; the newest 100. */
export interface UnreadTally {
  seqs: readonly number[];
  /** Those that mention me. */
  mentions: readonly number[];
  /** What lies at or below has been counted by the server. */
  countedTo: number;
}

/** The newest events applied: what a page of history lacks if it was read before they were persisted. */
export interface RecentLog {
  /** Every event above this seq, up to the room's cursor, is in `events`. */
  after: number;
  /** Ascending; the newest 200. */
  events: readonly LogEvent[];
}

export interface RoomState {
  room: Room;
  membership: Membership;
  /** Every event at or below has been applied, or is void (R3). Events above wait in `waiting`. */
  cursor: number;
  /** The highest seq heard of. */
  head: number;
  /** Messages of others above the read mark; 100 stands for 100 or more. Derived from `tally`. */
  unread: number;
  /** How many of them mention me. Derived from `tally`. */
  mentions: number;
  tally: UnreadTally;
  window: MessageWindow;
  /** The thread on screen, if one is. */
  thread?: ThreadState;
  /** [H33] The threads that I follow, or do not want to, by the seq of their beginning. */
  threads: Readonly<Record<number, FollowedThread>>;
  /** How far I have read threads, those as well that I do not follow yet. */
  threadMarks: Readonly<Record<number, number>>;
  /** Events that came before a lower seq of theirs, by seq. */
  waiting: ReadonlyMap<number, LogEvent>;
  /** Seqs above the cursor that will never hold an event. */
  voids: ReadonlySet<number>;
  recent: RecentLog;
  pending: readonly PendingMessage[];
  changes: readonly PendingChange[];
  /** Who is typing, and until when if nothing more is heard. */
  typing: Readonly<Record<string, number>>;
  /** [H60] How far others have read, as far as they let me know: by user id. */
  receipts: Readonly<Record<string, Receipt>>;
  /** Which history is being fetched now. */
  loading: 'none' | 'initial' | 'older' | 'newer';
  /** Why the last fetch failed, until the next succeeds. */
  loadError?: Failure;
  /** [H36] The read mark has moved back past what was counted: what is unread is known once the server has counted anew. */
  uncounted?: true;
  /** [H36] The room was marked unread while it was on screen: looking at it reads nothing until it is opened again. */
  held?: true;
  /**
   * The room is shown as it was kept from the last run (0091). `whole`: with its messages, which are about to be brought up to date; looking at it
   * reads nothing yet. `outline`: its name and counts, until the session tells of it or its messages have been fetched.
   */
  kept?: 'whole' | 'outline';
  /** The read mark when the room was opened: where the unread divider stands. */
  dividerSeq?: number;
}

export interface KnownPerson extends Person {
  presence: PresenceState;
  /** As they were kept from the last run: whoever shows them has them fetched. */
  kept?: true;
}

/** A room that is mine no more. */
export interface LostRoom {
  room: Room;
  /** Undefined if I was away when it happened. */
  why: RoomFrame['why'];
}

export interface ChatState {
  me?: Me;
  connection: ConnectionState;
  /** By room id; order them with `roomsByActivity`. */
  rooms: Readonly<Record<string, RoomState>>;
  /** Everyone seen so far, by user id. */
  people: Readonly<Record<string, KnownPerson>>;
  /** [H70] The emoji that people have added, by name; none before the list has come. */
  emoji: Readonly<Record<string, CustomEmoji>>;
  /** [H61] Whom I have blocked: what they say is folded away, and not unread. */
  blocked: ReadonlySet<string>;
  /** The room on screen, which keeps its window at the log's end and is marked read. */
  openRoomId?: string;
  /** [R8] What was on screen when I lost it, until another room is opened. */
  lost?: LostRoom;
  /** Set once the first session has arrived. */
  ready: boolean;
  /** Set while what is shown was kept from the last run, and no session has arrived in this one. */
  kept?: true;
}

/** What a client knows before it has heard anything. */
export const initialState = (at: number): ChatState => ({
  connection: { status: 'idle', since: at },
  rooms: {},
  people: {},
  emoji: {},
  blocked: new Set(),
  ready: false,
});
