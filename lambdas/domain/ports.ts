// What the domain needs from the world. Each port has two implementations, on AWS (`adapters/`) and in memory (`test/support/memory/`), and
// one contract suite that both pass (`test/contracts/`). Methods throw `ChatError('unavailable')` when the service behind them does not answer.
import type {
  ActivityStep,
  Availability,
  Device,
  Draft,
  EmojiImage,
  ErrorCode,
  Invite,
  LogEvent,
  Me,
  Membership,
  Message,
  OwnReport,
  OwnVote,
  Person,
  Receipt,
  Reply,
  Report,
  Role,
  Room,
  Saved as SavedItem,
  Scheduled as ScheduledItem,
  Tally,
  Wording,
} from '@parley/protocol';

/** A page of a list, and where the next one begins. No cursor: that was all. */
export interface Page<T> {
  items: T[];
  cursor?: string;
}

export interface PageRequest {
  /** Most items to return. */
  limit: number;
  /** What the last page returned; opaque. A cursor that no page returned is `bad_request`. */
  cursor?: string;
}

/** Now, in milliseconds since the epoch. */
export type Clock = () => number;

/** A short name for what is said: nobody can find something else that has the same (SHA-256). */
export type Fingerprint = (said: string) => string;

/** A room as it is stored: its people are not part of it. */
export type StoredRoom = Omit<Room, 'people'>;

/** The answer to `Rooms.number`: the seq given, and the room's settings as of that moment, so that the hot path reads nothing more. */
export interface Numbered {
  seq: number;
  /** When it was taken. */
  sentAt: number;
  kind: Room['kind'];
  archived: boolean;
  announcement: boolean;
  slowModeSeconds: number;
  /** [H61] One of its two people has blocked the other. */
  blocked: boolean;
  /** Into how many roster shards the room's connections are divided; at least 1. */
  shards: number;
  memberCount: number;
  /**
   * When the tenth of the room's latest seqs was taken, the one given included, milliseconds since the epoch: how much is being said. The room's
   * creation counts as seq 0; 0 while there are fewer.
   */
  tenthAt: number;
}

/** How a room's roster is divided. */
export interface Division {
  /** Into how many shards; at least 1. Readers read them all. */
  shards: number;
  /** In how many of them new connections sit: all, or fewer while the others empty. */
  seats: number;
  /** When that was decided, milliseconds since the epoch; 0 for a room that has always been one. */
  dividedAt: number;
}

/** How a room's roster is divided, and what else who takes a seat there needs to know. */
export interface Sharding extends Division {
  memberCount: number;
  /** Whether being on the roster is not all that it takes to send (`Seat.ruled`). */
  ruled: boolean;
}

type Changeable = 'kind' | 'name' | 'topic' | 'archived' | 'avatar' | 'announcement' | 'slowModeSeconds' | 'restoredAt';
/** What of a room is to change; what is undefined stays. */
export type RoomChanges = { [Field in Changeable]?: StoredRoom[Field] | undefined };

/** What else happens as a seq is taken. */
export interface Taking {
  /** By how much `memberCount` moves. Default: 0. */
  members?: -1 | 0 | 1;
  /** In whose name the seq is taken. Default: nobody's, who cannot ask again. */
  taker?: string;
  changes?: RoomChanges | undefined;
}

/** Rooms and their counters. */
export interface Rooms {
  /** Creates the room if its id is free. Gives false, and changes nothing, if it exists: safe to repeat. */
  create(room: StoredRoom): Promise<boolean>;
  /** The room, or undefined. Eventually consistent unless `consistent`. */
  get(roomId: string, options?: { consistent?: boolean }): Promise<StoredRoom | undefined>;
  /** Many at once, in no order; those that don't exist are left out. At most 100 ids a call. Eventually consistent unless `consistent`. */
  getMany(roomIds: readonly string[], options?: { consistent?: boolean }): Promise<StoredRoom[]>;
  /**
   * Takes the room's next seq: 1, 2, 3, … each exactly once, in the order of the calls (R1). Also moves `activeAt`, and `memberCount` by
   * `members`. Whoever takes a seq must use it or void it. `not_found` if the room does not exist.
   *
   * A `taker` who asks again within two minutes gets the same seq, and nothing moves: an answer that was lost costs no seq, nor does a crash
   * before the claim. The room remembers 100 takers, and those who are not needed any more (`forget`) do not count.
   *
   * `changes` take effect with the seq, atomically: a room with this `head` or a higher one has them, and of two who change the same, the higher
   * seq wins. `forbidden`, and no seq is taken, where an archived room's log is closed to them: only `archived` itself may change there.
   */
  number(roomId: string, at: number, taking?: Taking): Promise<Numbered>;
  /** [H61] Notes whether one of the two people of a direct room has blocked the other. Gives false if there is no such room. Idempotent. */
  setBlocked(roomId: string, blocked: boolean): Promise<boolean>;
  /** [H61] Strongly consistent. */
  isBlocked(roomId: string): Promise<boolean>;
  /** The event at `seq`, with which the room changed, is in the persist queue. */
  announced(roomId: string, seq: number): Promise<void>;
  /** Whether the room's last change may have been cut short before its event was in the persist queue. Strongly consistent. */
  isUnannounced(roomId: string): Promise<boolean>;
  /** What the taker took its seq for is claimed, or the seq is void: the room need not remember it. Costs no call, as the next seq takes it along. */
  forget(roomId: string, taker: string): Promise<void>;
  /** By room, of many at once; those that don't exist are left out. At most 1,000 ids a call. Eventually consistent unless `consistent`. */
  shardsOf(roomIds: readonly string[], options?: { consistent?: boolean }): Promise<Map<string, Sharding>>;
  /** Divides the room anew, if it still is divided as the caller knew it: of several who do that at once one succeeds. Idempotent. */
  divide(roomId: string, from: Division, to: Division): Promise<void>;
  /** Public rooms that are not archived, by name; with `query`, those whose name contains it (case and accents folded). Eventually consistent. */
  browse(request: PageRequest & { query?: string }): Promise<Page<StoredRoom>>;
}

/** Who is in which room. */
export interface Memberships {
  /** Adds the member unless they are one already (then false, and nothing changes). */
  add(membership: Membership): Promise<boolean>;
  get(roomId: string, userId: string): Promise<Membership | undefined>;
  /** A user's memberships in these rooms, at most 100, in no order. Strongly consistent. */
  getMany(userId: string, roomIds: readonly string[]): Promise<Membership[]>;
  /** Gives false, and changes nothing, if they are no member. */
  setRole(roomId: string, userId: string, role: Role): Promise<boolean>;
  /** [H22] Mutes the member until then; 0 lets them speak again. Gives false, and changes nothing, if they are no member. */
  mute(roomId: string, userId: string, until: number): Promise<boolean>;
  /** [H25] Puts the room elsewhere in the user's list. Gives the membership after, or undefined if there is none. */
  arrange(roomId: string, userId: string, place: { favourite?: boolean; section?: string }): Promise<Membership | undefined>;
  /**
   * Slow mode: takes the member's turn to send the message `clientId`, if their last one is `everyMs` old or is this one. Gives how long they
   * have to wait otherwise, milliseconds; undefined if they are no member. Atomic: of several at once, one.
   */
  takeTurn(roomId: string, userId: string, clientId: string, at: number, everyMs: number): Promise<{ waitMs: number } | undefined>;
  /**
   * [H20] Makes the user a guest of the workspace, who knows of the rooms they are in and of the people there and of nothing else; or ends that.
   * Idempotent.
   */
  setGuest(userId: string, guest: boolean): Promise<void>;
  /** [H20] Strongly consistent. */
  isGuest(userId: string): Promise<boolean>;
  /** [H24] Remembers what a member was who leaves, until then. */
  remember(membership: Membership, until: number): Promise<void>;
  /** [H24] What somebody was who has left, if it is still remembered at `at`. */
  remembered(roomId: string, userId: string, at: number): Promise<Membership | undefined>;
  /** Gives false if they were no member. */
  remove(roomId: string, userId: string): Promise<boolean>;
  /**
   * Moves the read mark forward, and with `shown` what others are told of it (H60). Gives false, and changes nothing, if it stands there or
   * further already, or there is no membership (C3); or if there has been a later turn than `turn` (H36), where that is given.
   */
  read(roomId: string, userId: string, seq: number, at: number, options?: { shown?: boolean; turn?: number | undefined }): Promise<boolean>;
  /**
   * [H36] Moves the read mark back to below `seq`, and counts a turn; changes nothing if it stands below already. Gives the membership after, or
   * undefined if there is none.
   */
  unread(roomId: string, userId: string, seq: number): Promise<Membership | undefined>;
  /** [H60] How far the members have let others know that they have read, at most `limit`, by user id. Who never did is left out. Strongly consistent. */
  receipts(roomId: string, limit: number): Promise<Receipt[]>;
  /** [H62] Who owns or moderates the room, of its first 20,000 members by user id. Strongly consistent. */
  moderators(roomId: string): Promise<string[]>;
  /** A room's members, by user id. */
  ofRoom(roomId: string, request: PageRequest): Promise<Page<Membership>>;
  /** A user's memberships, newest activity first. Eventually consistent. */
  ofUser(userId: string, request: PageRequest): Promise<Page<Membership>>;
}

/** A person and how they want to be seen, which is theirs to know: `presenceOf` makes of it what others see. */
export interface StoredPerson extends Person {
  availability?: Availability | undefined;
  /** Their devices are connected, and nobody looks at them. */
  away?: boolean | undefined;
  /** [H60] Whether they let others see how far they have read; they do unless it is false. */
  receipts?: boolean | undefined;
}

/** What of a profile may change; `null` takes it away. */
export type ProfileChanges = Partial<Pick<Me, 'name' | 'handle'>> & {
  [Field in 'bio' | 'pronouns' | 'timeZone' | 'status' | 'availability' | 'receipts' | 'notifications']?: Me[Field] | null;
};
/** Who is kept out of a room. */
export interface StoredBan {
  roomId: string;
  userId: string;
  bannedBy: string;
  bannedAt: number;
  /** They were in the room, and are put out by it. */
  evicts: boolean;
}

/** Who is kept out of which room, until the ban is lifted. */
export interface Bans {
  /** Puts the ban, or keeps the one that stands. */
  put(ban: StoredBan): Promise<void>;
  /** Strongly consistent. */
  get(roomId: string, userId: string): Promise<StoredBan | undefined>;
  /** Idempotent. */
  lift(roomId: string, userId: string): Promise<void>;
  /** A room's bans, by user id. */
  ofRoom(roomId: string, request: PageRequest): Promise<Page<StoredBan>>;
}

/** Somebody whom a person has blocked. */
export interface StoredBlock {
  userId: string;
  blockedAt: number;
}

/** [H61] Whom people do not want to hear. */
export interface Blocks {
  /** Puts the block, or keeps the one that stands. */
  put(userId: string, blocked: StoredBlock): Promise<void>;
  /** Idempotent. */
  lift(userId: string, blockedId: string): Promise<void>;
  /** Whom the user has blocked, at most `limits.blocks`, in no order. Strongly consistent. */
  ofUser(userId: string): Promise<StoredBlock[]>;
  /** Those of these people, at most 100, who have blocked the user. Strongly consistent. */
  against(userId: string, userIds: readonly string[]): Promise<Set<string>>;
}

/** What a report is about: a message, or somebody in the room. */
export type Subject = { roomId: string; seq: number } | { roomId: string; userId: string };

/** What is reported of one message, or of one person. */
export interface StoredCase {
  roomId: string;
  /** The message; undefined where the person is reported. */
  seq?: number | undefined;
  /** Who said it, or is reported. */
  userId: string;
  /** What the message said when it was reported, each wording once, the first one first. */
  wordings: string[];
  /** The first one first. */
  reports: Report[];
  /** Who closed it before the last of the reports came. */
  closed?: { userId: string; at: number } | undefined;
}

/** [H62] What members tell the moderators of a room. */
export interface Reports {
  /**
   * Adds a person's report to what is reported of the same, and opens the case if it is closed. Gives false, and changes nothing, if they have
   * reported it before, or `limits.reportsNamed` people have. `about` is who is reported, and what they said. Atomic.
   */
  add(subject: Subject, report: Report, about: { userId: string; text?: string | undefined }): Promise<boolean>;
  /** A room's open cases, but those about `except`: messages by their place, then people. A page may come out short. Strongly consistent. */
  ofRoom(roomId: string, except: string, request: PageRequest): Promise<Page<StoredCase>>;
  /**
   * Closes the case, and has it end `limits.reportMs` later unless it is opened again. Gives whom it is about, also if it was closed before;
   * undefined, and changes nothing, if there is none or it is about `by`.
   */
  close(subject: Subject, by: string, at: number): Promise<string | undefined>;
  /** Notes what a person has reported, for `limits.reportMs`. */
  keep(userId: string, report: OwnReport): Promise<void>;
  /** What a person has reported and is noted at `at`, in no order. Strongly consistent. */
  ofUser(userId: string, at: number): Promise<OwnReport[]>;
}

/** Links into rooms. An invitation that is over, by its time, is as good as none. */
export interface Invites {
  create(invite: Invite): Promise<void>;
  /** The invitation, also one that has been used up, unless it is over at `at`. Strongly consistent. */
  get(code: string, at: number): Promise<Invite | undefined>;
  /**
   * Counts a person in. Gives false, and changes nothing, if as many have come as may, or the invitation is over at `at` or revoked. Where uses are
   * limited a person counts once, however often they come, and of several at once no more get in than may.
   */
  use(code: string, userId: string, at: number): Promise<boolean>;
  /** Idempotent. */
  revoke(roomId: string, code: string): Promise<void>;
  /** A room's invitations that are not over at `at`, by code. */
  ofRoom(roomId: string, at: number, request: PageRequest): Promise<Page<Invite>>;
}

/** The people of the workspace. */
export interface People {
  /**
   * Creates the profile with its handle, unless the user has one (then that one comes back). A handle that is taken gets a number behind it.
   * Safe to repeat and to run twice at once.
   */
  ensure(me: Me): Promise<Me>;
  get(userId: string): Promise<Me | undefined>;
  /** Many at once, in no order; those that don't exist are left out. At most 100 ids a call. Eventually consistent unless `consistent`. */
  getMany(userIds: readonly string[], options?: { consistent?: boolean }): Promise<StoredPerson[]>;
  /** Changes what is given. `conflict` if somebody else has the handle, and then nothing changes; `not_found` without a profile. */
  update(userId: string, changes: ProfileChanges): Promise<Me>;
  /**
   * Makes a tombstone of the profile: a name that says so, nothing else, the handle free for others; and notes in the same write that a farewell
   * is due. Idempotent, and completes what a failure cut short. Does nothing without a profile.
   */
  bury(userId: string, at: number): Promise<void>;
  /** Users whose farewell is due and has not come to its end. May lag. */
  buried(at: number, limit: number): Promise<string[]>;
  /** Removes what is kept under the user besides the tombstone and the marks of ended sign-ins; the farewell is over. Idempotent. */
  rest(userId: string): Promise<void>;
  /** Notes whether somebody looks at the user's devices. Gives undefined without a profile. */
  setAway(userId: string, away: boolean): Promise<Me | undefined>;
  /** People by name; with `query`, those whose name or handle contains it (case and accents folded). Eventually consistent. */
  search(request: PageRequest & { query?: string }): Promise<Page<Person>>;
}

/** An emoji that somebody added to the deployment. */
export interface StoredEmoji {
  name: string;
  /** Of its picture. */
  emojiId: string;
  createdBy: string;
  createdAt: number;
}

/** [H70] What there are of custom emoji, by name. */
export interface EmojiNames {
  /** Strongly consistent. */
  get(name: string): Promise<StoredEmoji | undefined>;
}

/** [H70] Custom emoji and their pictures, for everybody in the deployment. */
export interface Emojis extends EmojiNames {
  /** Adds it if the name is free. Gives false, and changes nothing, if it is taken: of several who add one of a name at once one succeeds. */
  add(emoji: StoredEmoji, image: EmojiImage): Promise<boolean>;
  /** Takes it away, unless there is another one of that name by now; and its picture. Idempotent. */
  remove(emoji: Pick<StoredEmoji, 'name' | 'emojiId'>): Promise<void>;
  /** All of them, by name. Strongly consistent. */
  all(): Promise<StoredEmoji[]>;
  /** Their pictures, in no order; those that there are not are left out. At most 100. Eventually consistent. */
  images(emojiIds: readonly string[]): Promise<EmojiImage[]>;
}

/** A row and whose it is. */
export type Owned<T> = T & { userId: string };

/** What people have written and not sent, one text a room. */
export interface Drafts {
  /** Replaces the one that there was. */
  put(userId: string, draft: Draft): Promise<void>;
  /** Gives false if there was none. */
  remove(userId: string, roomId: string): Promise<boolean>;
  /** All of them, in no order. At most `limits.drafts`. Strongly consistent. */
  ofUser(userId: string): Promise<Draft[]>;
}

/** What people want to find again, and to be reminded of. */
export interface Saved {
  /** Replaces the one that there was, its reminder included. */
  put(userId: string, saved: SavedItem): Promise<void>;
  /** Gives false if there was none. */
  remove(userId: string, place: Pick<SavedItem, 'roomId' | 'seq'>): Promise<boolean>;
  /** All of them, in no order. At most `limits.saved`. Strongly consistent. */
  ofUser(userId: string): Promise<SavedItem[]>;
  /** Those of everybody whose reminder is due at `at` and has not come. May lag: `settle` decides. */
  due(at: number, limit: number): Promise<Owned<SavedItem>[]>;
  /** The reminder has come: gives true once, and only if it still is for that time. */
  settle(userId: string, saved: Pick<SavedItem, 'roomId' | 'seq' | 'remindAt'>, at: number): Promise<boolean>;
}

/** What people want to be sent at a time to come. */
export interface Scheduled {
  /** Replaces the one that there was, its failure included. Gives false, and changes nothing, once it is being sent. */
  put(userId: string, item: ScheduledItem): Promise<boolean>;
  cancel(userId: string, id: string): Promise<'cancelled' | 'under way' | 'none'>;
  /** All of them, in no order. At most `limits.scheduled`. Strongly consistent. */
  ofUser(userId: string): Promise<ScheduledItem[]>;
  /** Those of everybody that are due at `at`, those that are being sent included. May lag: `begin` decides. */
  due(at: number, limit: number): Promise<Owned<ScheduledItem>[]>;
  /** It is being sent: gives it as it stands, as often as it is asked for; or undefined if it is for another time, has failed, or is gone. */
  begin(userId: string, item: Pick<ScheduledItem, 'id' | 'sendAt'>, at: number): Promise<ScheduledItem | undefined>;
  /** It could not be sent, and is due no more. */
  fail(userId: string, id: string, failure: ErrorCode): Promise<void>;
  /** It has been sent. Idempotent. */
  finish(userId: string, id: string): Promise<void>;
}

/** Somebody's part in a thread. */
export interface Follow {
  userId: string;
  roomId: string;
  /** The seq of the message that the thread began with. */
  root: number;
  following: boolean;
  /** Everything at or below has been read, or was said before they followed. */
  readSeq: number;
  /** Replies above `readSeq` that mention them by name, deleted ones too, ascending; at most 100. */
  mentionSeqs: number[];
  /** When they last began to follow it, were mentioned in it or read it. */
  touchedAt: number;
}

export type ThreadOf = Pick<Follow, 'userId' | 'roomId' | 'root'>;

/** Who follows which thread, and how far they have read it. */
export interface Follows {
  /**
   * Somebody has a reason to follow the thread, and what is above `since` is new to them: of several reasons the lowest counts, whatever the order
   * they come in. Changes nothing for who has decided for themselves, and then `began` is false.
   */
  begin(thread: ThreadOf, since: number, at: number): Promise<{ follow: Follow; began: boolean }>;
  /** The reply at `seq` mentions them by name, whether or not they follow the thread. Idempotent. */
  mention(thread: ThreadOf, seq: number, at: number): Promise<Follow>;
  /** They decide whether they follow the thread, for good; up to `seq` all is read. */
  decide(thread: ThreadOf, following: boolean, seq: number, at: number): Promise<Follow>;
  /** Moves the read mark forward, also of a thread that they are yet to follow. Gives false, and changes nothing, if it stands there or further. */
  read(thread: ThreadOf, seq: number, at: number): Promise<boolean>;
  /** Strongly consistent. */
  get(thread: ThreadOf): Promise<Follow | undefined>;
  /** Those that they follow, have followed or were mentioned in, the last touched first. At most `limits.followedThreads`. Eventually consistent. */
  ofUser(userId: string): Promise<Follow[]>;
}

/** A sign-in as it is stored. */
export type StoredDevice = Omit<Device, 'current'>;

/** One sign-in, and when it began, milliseconds since the epoch, to the second. */
export interface SignIn {
  deviceId: string;
  /** Default: long ago. */
  signedInAt?: number | undefined;
}

/** Where people are signed in. What nobody has used for longer than a refresh token lives ends by itself. */
export interface Devices {
  /** Writes down that a sign-in, new or known, is in use at `at`. Gives false if it has been signed out; then it does not stand. */
  seen(userId: string, device: SignIn & { userAgent: string; at: number }): Promise<boolean>;
  /** Strongly consistent. */
  isSignedOut(userId: string, signIn: SignIn): Promise<boolean>;
  /** Those that stand, in no order. */
  ofUser(userId: string): Promise<StoredDevice[]>;
  /** Marks it as signed out, also one that was never seen, until the last of its tokens has ended. Idempotent. */
  signOut(userId: string, deviceId: string, at: number): Promise<void>;
  /** Does so with every sign-in that began before the second of `at` and was never seen. */
  signOutUnseen(userId: string, at: number): Promise<void>;
}

/** What people log in with, which Cognito keeps. */
export interface Logins {
  /** Removes the login that the token belongs to, also if it is gone already. Throws `unavailable`. */
  remove(accessToken: string): Promise<void>;
}

/** The way into the stage from outside, as anybody takes it. */
export interface Visitors {
  /** Makes a person of this name whom nobody knew, and signs in as them. Rejects with what went wrong. */
  arrive(name: string): Promise<Visitor>;
}

/** Somebody who has signed in, and knows of the stage what clients are told. Whatever has no answer within seconds rejects. */
export interface Visitor {
  /** Calls the HTTP API; gives the answer's JSON. Rejects with a refusal. */
  call(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object): Promise<unknown>;
  /** Opens a socket by a ticket. Rejects if it is refused. */
  connect(websocketUrl: string, ticket: string): Promise<VisitorSocket>;
}

export interface VisitorSocket {
  say(frame: object): void;
  /** What `pick` gives of the first frame of which it gives something, those included that have come already. */
  hear<T>(pick: (frame: unknown) => T | undefined): Promise<T>;
  close(): void;
}

/** A stretch of a room's log. */
export interface LogSlice<T> {
  items: T[];
  /** The seqs inside the span whose entry is void, ascending. */
  voids: number[];
  /** When each entry inside the span was sent, by seq, of whatever kind and void ones included: a seq of the span that is not here is a gap. */
  at: Map<number, number>;
  /**
   * The span that was looked at, inclusive; `from > to` when there was none. Where nothing was left to find it reaches past the last entry, to
   * the edge of what the queries covered.
   */
  from: number;
  to: number;
}

/**
 * The room log. Entries are immutable and may be written any number of times in any order; what a later entry did to a message (edit, delete,
 * reaction, pin, vote) is kept in a revision beside it, guarded so that the entry with the highest seq wins,
 * and of deletions and ends of polls the first, whatever the order of arrival.
 */
export interface Log {
  /**
   * Claims `(roomId, senderId, clientId)` for `seq`, if nobody has; with `instead`, also if the claim that stands is for that seq. Gives the claim
   * that stands, the very object that was offered if it is that: another seq than the one offered means that the command was numbered before,
   * another print that something else was said under its id. Kept as long as the message.
   */
  claim(claim: Claim, instead?: Claim): Promise<Claim>;
  /** The claim that stands, or undefined. Strongly consistent. */
  claimed(roomId: string, senderId: string, clientId: string): Promise<Claim | undefined>;
  /** The claims that stand, of those that are named, in any order, each once. Eventually consistent: one may be missing, or be what it was before. */
  claims(names: readonly Pick<Claim, 'roomId' | 'senderId' | 'clientId'>[]): Promise<Claim[]>;
  /**
   * Writes entries. Idempotent. Gives the entries that the store did not take, to be tried again; throws only if it took none. Any number
   * of entries, of any rooms. It does not look at what stands at their seqs: only for entries that nobody can have settled otherwise (`isFresh`).
   */
  append(entries: readonly LogEntry[]): Promise<LogEntry[]>;
  /**
   * Decides for good what stands at the entry's seq: the entry, unless something stands there already. Gives what stood there, or undefined if
   * the entry took its place. A repetition, the service's own included, may find the entry itself.
   */
  settle(entry: LogEntry): Promise<LogEntry | undefined>;
  /** Applies what changes a message (an edit, a pin, a vote) to its target's revision. Idempotent, and independent of the order of arrival. */
  revise(event: RevisingEvent): Promise<void>;
  /** The message at `seq` as it stands now. Strongly consistent; undefined also while it is not persisted yet. */
  get(roomId: string, seq: number): Promise<Message | undefined>;
  /** The raw log above `seq`, ascending, which is what fan-out delivers. At most 2 queries. Strongly consistent. */
  deliverable(roomId: string, seq: number, limit: number): Promise<LogSlice<Deliverable>>;
  /**
   * Notes a reply in the thread of its root, or that it was deleted: what has the higher `by` stands. Idempotent, and independent of the order of
   * arrival. Whether there is a message at `root` is not checked.
   */
  noteReply(reply: NotedReply): Promise<void>;
}

/** What people read of the room log. */
export interface History {
  /**
   * The log above `seq`, ascending (H11), as it was written, but that what a deleted message said is gone, from it and from its edits. At most 2
   * queries, and a batch of gets where there are edits. Strongly consistent, save for deletions of messages that are not on the page.
   */
  after(roomId: string, seq: number, limit: number): Promise<LogSlice<LogEvent>>;
  /** Messages as they stand now below `seq`, newest last (H10). At most 2 queries. A page may be short: go on from `from`. */
  before(roomId: string, seq: number, limit: number): Promise<LogSlice<Message>>;
  /** Messages as they stand now above `seq`, ascending (H10). At most 2 queries. A page may be short: go on from `to`. */
  messagesAfter(roomId: string, seq: number, limit: number): Promise<LogSlice<Message>>;
  /** What the message at `seq` said, the first wording first (H31): at most 200 edits. Undefined if there is none, or it is deleted. */
  edits(roomId: string, seq: number): Promise<Wording[] | undefined>;
  /** Replies of a thread below `before` as they stand now, ascending, deleted ones as tombstones. May be short: `more` tells whether there are older ones. Eventually consistent. */
  thread(roomId: string, root: number, before: number, limit: number): Promise<{ items: Message[]; more: boolean }>;
  /** The replies that each of these messages names, in the same order (C21). Any number of messages, of any rooms. Strongly consistent. */
  replies(roots: readonly { roomId: string; seq: number }[]): Promise<Reply[][]>;
  /** The pinned messages as they stand now, newest message first (H40). At most 100 a page, which may be short. Strongly consistent. */
  pins(roomId: string, request: PageRequest): Promise<Page<Message>>;
}

export interface Messages extends Log, History {}

/** An anonymous poll that takes votes. */
export interface BallotBox {
  roomId: string;
  /** The seq of the poll's message. */
  poll: number;
  /** The poll's author. */
  authorId: string;
  /** How many answers there are to choose from. */
  answers: number;
  multiple: boolean;
}

/** An anonymous poll after somebody's vote. */
export interface Counted {
  authorId: string;
  tally: Tally;
  /** Which vote of theirs is counted; undefined where they are one too many. */
  own: OwnVote | undefined;
}

/** [C31] The votes of anonymous polls. They are kept apart from the rooms' logs, which everybody in a room reads. */
export interface Ballots {
  /** From now on the poll takes votes. Idempotent: what was cast stands. */
  open(box: BallotBox): Promise<void>;
  /**
   * Counts somebody's vote, unless a later one of theirs by `seq` is counted, and gives how the poll stands then. Atomic and idempotent. Undefined,
   * and nothing is kept, for whatever is no anonymous poll. Of more than 2,000 people the votes are not counted.
   */
  cast(place: Pick<BallotBox, 'roomId' | 'poll'>, userId: string, vote: OwnVote): Promise<Counted | undefined>;
  /** What the user voted last in each of these polls, in the same order. Strongly consistent. */
  ownVotes(userId: string, polls: readonly Pick<BallotBox, 'roomId' | 'poll'>[]): Promise<(OwnVote | undefined)[]>;
}

/** What `Messages.noteReply` records: a reply, and whether it stands since the event with the seq `by`. */
export interface NotedReply {
  roomId: string;
  root: number;
  reply: Reply;
  on: boolean;
  by: number;
}

/** What `Messages.claim` records. `sentAt` comes back with the claim, so that a retry acknowledges the time of the first try. */
export interface Claim {
  roomId: string;
  senderId: string;
  clientId: string;
  seq: number;
  sentAt: number;
  /** What it was claimed for, as `Fingerprint` names it; empty for what only the server claims. */
  print: string;
  /** The seq is void: it was taken for what was then refused. No event stands there, or is under way to it. */
  void?: boolean;
}

/** A seq that will never hold an event: it was taken for a command that had one already, or what it was taken for did not come in time. */
export interface VoidEntry {
  kind: 'void';
  roomId: string;
  seq: number;
  sentAt: number;
}

/** Who needs no event, since they have been told already: a connection by its answer (R2), or a user, on all devices, more than others are. */
export interface Excepted {
  except?: string | undefined;
  exceptUser?: string | undefined;
}

/** What the log stores. Whom it excepts no reader is told. */
export type LogEntry = (LogEvent & Excepted) | VoidEntry;

/** An event of the log, and who needs it no more. */
export interface Deliverable extends Excepted {
  event: LogEvent;
}

/**
 * What the persist queue carries: an entry, and in whose name its id is claimed if not in the sender's. With a `print` it is kept while its claim is being
 * put for that (`Claim.print`), and is written as the claim has it.
 */
export type KeptEntry = LogEntry & { claimant?: string | undefined; print?: string | undefined };

export type RevisingEvent = Extract<LogEvent, { target: number }>;

/** A connection's place on a room's roster: the right to speak there, and who is speaking. */
export interface Seat {
  connectionId: string;
  userId: string;
  role: Role;
  /** When the connection began. */
  connectedAt: number;
  /** Until when the member is muted, if they are. */
  mutedUntil?: number;
  /**
   * Whether the room was, when last heard of, one where a seat is not enough to send: an announcement room, or one in slow mode. So the hot path
   * reads the room's rules only where there are some.
   */
  ruled?: boolean;
}

/** A connection that takes seats. */
export interface Sitter {
  connectionId: string;
  userId: string;
  connectedAt: number;
  expiresAt: number;
}

/** What a connection needs of a room, and of its user's membership there, to take a seat. */
export interface NewSeat extends Pick<Seat, 'role' | 'mutedUntil' | 'ruled'> {
  roomId: string;
  /** In how many shards connections sit. */
  shards: number;
}

/** The answer to `Connections.gate`. */
export type Gate =
  | { pass: true; seat: Seat }
  /** The connection is not on the room's roster. */
  | { pass: false; reason: 'absent' }
  | { pass: false; reason: 'rate'; retryAfterMs: number };

/** One connection on a channel. */
export interface Subscriber {
  connectionId: string;
  userId: string;
  /** Milliseconds since the epoch, up to a second too early: reckoned from when its rows end. */
  connectedAt: number;
}

/** Whether somebody is here, and what others know of it. */
export interface Presence {
  /** They have a connection that has not ended. */
  here: boolean;
  /** What others were told last: false as long as nothing was. */
  told: boolean;
}

/** A connection that has ended, and whose rows still stand. */
export interface Departure {
  connectionId: string;
  userId: string;
  /** Where it sits. */
  roomIds: string[];
  /** Whether its user is still here by another connection, and what others know. */
  presence: Presence;
}

/** A single-use right to open a socket. */
export interface Ticket {
  ticket: string;
  userId: string;
  /** The sign-in that it was issued to, where that is known. */
  deviceId?: string | undefined;
  expiresAt: number;
}

/**
 * Live connections and the channels they listen to: `user#<id>` and `room#<id>`. Every row ends by itself at `expiresAt`; readers ignore rows
 * past it. Lists by channel come from an index and may lag behind writes by some milliseconds.
 */
export interface Connections {
  putTicket(ticket: Ticket): Promise<void>;
  /** Consumes the ticket: gives whose it is once, and undefined ever after, or when it has expired at `at`, up to a second after its end. */
  takeTicket(ticket: string, at: number): Promise<Pick<Ticket, 'userId' | 'deviceId'> | undefined>;
  /** Records the connection on its user's channel. Idempotent. */
  open(connection: {
    connectionId: string;
    userId: string;
    deviceId?: string | undefined;
    connectedAt: number;
    expiresAt: number;
  }): Promise<void>;
  /**
   * Puts the connection on rooms' rosters, with its user's role in each. Idempotent; keeps the rate state of a seat that exists, unless the
   * connection is `new`: one that has just begun sits down in 25 rooms at the price of a call. At most 1,000 rooms.
   */
  seat(connection: Sitter, seats: readonly NewSeat[], options?: { new?: boolean }): Promise<void>;
  /**
   * Puts the connection on one room's roster as `seat` does, if its seat there is still as it was `seen`; undefined: if it has none. Gives
   * whether it was, and changes nothing otherwise. So nobody writes what they knew over what another has learnt since.
   */
  reseat(connection: Sitter, seat: NewSeat, seen: Seat | undefined): Promise<boolean>;
  /** Writes down on a seat whether the room is `ruled`, if the seat is there. */
  rule(connectionId: string, roomId: string, ruled: boolean): Promise<void>;
  /** Takes the connection off a room's roster. Idempotent. */
  unseat(connectionId: string, roomId: string): Promise<void>;
  /** Who this connection is, or undefined. */
  find(
    connectionId: string,
  ): Promise<{ userId: string; deviceId?: string | undefined; connectedAt: number; expiresAt: number } | undefined>;
  /** Counts an open connection as the presence of its user, and gives that as it is from then on. Idempotent. */
  arrive(connection: { connectionId: string; userId: string; expiresAt: number }): Promise<Presence>;
  /** Counts it no more. Gives what it was, or undefined if it has no rows. Idempotent: the rows stand until `close`. */
  leave(connectionId: string): Promise<Departure | undefined>;
  /** Removes every row of a connection that has left. Idempotent. */
  close(departure: Departure): Promise<void>;
  /** Strongly consistent, as all that gives a presence. */
  presence(userId: string): Promise<Presence>;
  /**
   * Those of these users, at most 100, of whom others were told that they are here: who has just lost their connection and may be on their way
   * back is among them. Strongly consistent.
   */
  present(userIds: readonly string[]): Promise<Set<string>>;
  /** Notes what others are told from now on. */
  tell(userId: string, told: boolean): Promise<void>;
  /** The connection's seat in the room, without spending anything. */
  seated(connectionId: string, roomId: string): Promise<Seat | undefined>;
  /**
   * Authorises, identifies and rate-limits in one conditional write, two in a burst: passes if and only if the connection is on the roster
   * and within its rate (generic cell rate algorithm: one frame costs `1000 / rate` ms, `burst` of them may be saved up).
   */
  gate(connectionId: string, roomId: string, at: number, rate: { perSecond: number; burst: number }): Promise<Gate>;
  /**
   * The seat with which the connection passed the gate last, if all that this instance knows speaks for it passing again: that was within ten minutes,
   * of the latest 10,000 who did, and it is within its rate. A guess that costs no call; only the gate says who may speak.
   */
  passedLately(connectionId: string, roomId: string, at: number): Seat | undefined;
  /** Connections on a room's roster, over all its shards. Stops after `limit`; `more` says that there were others. */
  roster(roomId: string, shards: number, limit: number): Promise<{ items: Subscriber[]; more: boolean }>;
  /** One shard of a room's roster, a page at a time. */
  shard(shard: RoomShard, request: PageRequest): Promise<Page<Subscriber>>;
  /** A user's connections, a page at a time, which may come out short. */
  ofUser(userId: string, request: PageRequest): Promise<Page<Subscriber>>;
  /**
   * Looks for what expired before `at`, at most `limit` rows a call: removes tickets and pumps, and gives the connections, which are for the
   * caller to close. `sampled` counts the live connections of the sample among the rows looked at. The one bounded scan of the system.
   */
  sweep(at: number, limit: number, cursor?: string): Promise<Swept>;
  /**
   * About how many connections are open, or were lately: a sample of one in 16, counted as they come and go, or the most that a recount has found,
   * of which a hundredth is forgotten at each recount.
   */
  estimate(): Promise<number>;
  /** Puts the counter of the sample right, and remembers the most. Gives about how many connections are open. */
  recount(sampled: number): Promise<number>;
}

export interface Swept {
  removed: number;
  /** Connections that have expired and still have rows. */
  expired: string[];
  /** Live connections of the sample. */
  sampled: number;
  cursor?: string;
}

/** One part of a large room's roster. */
export interface RoomShard {
  roomId: string;
  shard: number;
}

/**
 * A shard's pump; that of all of a room's shards together, which rings theirs; or that of the bursts of a room of one shard, where senders deliver the
 * rest by themselves.
 */
export type PumpId = RoomShard | { roomId: string; shard: 'all' | 'burst' };

/** How far a shard's connections have been served. */
export interface Progress {
  /** Every seq up to here was offered to the shard, those of `skipped` excepted. */
  sent: number;
  /** Seqs that were not in the log when their time came, ascending. */
  skipped: readonly number[];
  /** Until then a delayed bell that is on its way is enough, milliseconds since the epoch; 0 for none. */
  bellAt: number;
}

/** A pump in the hands of one worker. */
export interface HeldPump {
  /** Where the last worker left it; undefined if none has left any. */
  progress: Progress | undefined;
  /** When that was, milliseconds since the epoch; 0 the first time. */
  usedAt: number;
  /** How often word was left so far. */
  words: number;
}

/**
 * Who delivers to a shard, and how far it has come, or who rings a room's shards: one worker at a time, as long as its lease lasts. A row that
 * nobody uses for a day ends by itself.
 */
export interface Pumps {
  /**
   * Takes the pump for `holder` until `until`. Gives `held` if it is in other hands at `at`: word is left there, and the holder will look again
   * before it lets go.
   */
  take(pump: PumpId, lease: { holder: string; at: number; until: number }): Promise<HeldPump | 'held'>;
  /**
   * Writes down the progress, if there is any, and lets go, unless word was left that the holder does not know of: then changes nothing, and gives how often word
   * was left by now. Without `words` lets go whatever was left. Gives undefined when the pump is out of the holder's hands, be it that the
   * lease ended before and somebody else has it.
   */
  release(pump: PumpId, lease: { holder: string; at: number }, progress: Progress | undefined, words?: number): Promise<number | undefined>;
}

/** What the fan-out function is asked to do. */
export type FanoutJob =
  /** Have all of a room's shards served. `seq` stands in the log. */
  | { kind: 'room'; roomId: string; seq: number }
  /** Deliver what waits for the shard. `seq` stands in the log. */
  | ({ kind: 'shard'; seq: number } & RoomShard)
  /** Deliver what waits in a room of one shard where much is said at once. `seq` stands in the log. */
  | { kind: 'burst'; roomId: string; seq: number }
  /** Post a frame again that could not be sent, for the `attempt`th time. */
  | { kind: 'resend'; connectionIds: string[]; frame: string; attempt: number }
  /** Forget connections that are gone, and let others know. */
  | { kind: 'gone'; connectionIds: string[] }
  /** Tell others whether somebody is here, unless they know. `again`: that was begun before, and may have been cut short. */
  | { kind: 'presence'; userId: string; again?: boolean | undefined };

/** Work off the hot path. */
export interface FanoutQueue {
  /**
   * Returns when the queue has accepted all jobs; each will then reach `fanout` at least once, in any order, no sooner than `delaySeconds`
   * (whole seconds, at most 900) from now. One large room cannot hold up the others: bells are fair by room.
   */
  ring(jobs: readonly FanoutJob[], options?: { delaySeconds?: number }): Promise<void>;
}

/** What the preview function is asked to do: read what the message at `target` links to, and tell it under this id. */
export interface PreviewJob {
  roomId: string;
  id: string;
  target: number;
  /** The message's author. */
  senderId: string;
  urls: string[];
}

/** Links that wait to be read. */
export interface PreviewQueue {
  /** Returns when the queue has accepted the job; it will then reach `preview` at least once, or never if that fails for minutes. */
  ask(job: PreviewJob): Promise<void>;
}

/** What a page says of itself. */
export interface PageSummary {
  title: string;
  description?: string;
  site?: string;
}

/** Pages of the public internet, and of nothing else. */
export interface Pages {
  /** What the page says of itself: text of one line each. Undefined for whatever cannot or must not be read. Takes seconds at most; never throws. */
  read(url: string): Promise<PageSummary | undefined>;
}

/** The queue that makes an event durable before it is acknowledged. */
export interface PersistQueue {
  /** Returns when the queue has accepted the entry; it will then reach `persist` at least once, in any order. */
  keep(entry: KeptEntry): Promise<void>;
}

/** What became of a frame: sent, or the connection is gone for good, or it could not be sent now and catch-up will bring it. */
export type PostResult = 'delivered' | 'gone' | 'failed';

/** The way back to a connected client. */
export interface Gateway {
  /** Sends one frame, at most `limits.frameBytes`. Never throws: delivery is best effort, the log is the truth. */
  post(connectionId: string, frame: string): Promise<PostResult>;
  /** Closes the connection from our side. Never throws; closing a connection that is gone is fine. */
  disconnect(connectionId: string): Promise<void>;
  /** Notes that these connections have ended for good. */
  markEnded(connectionIds: readonly string[]): void;
  /** Whether this instance has noted within the last minute that the connection has ended; of the latest 10,000. */
  hasEnded(connectionId: string): boolean;
  /**
   * How near the posts are to the account's quota, as far as this instance can tell: 0 idle, 1 at the limit. The greater of its own posts in
   * the last second over the whole quota, and of 1 after a post was throttled, wearing off within 10 seconds. It knows nothing of what other
   * instances post but that throttling hits them all.
   */
  load(): number;
}

/** What is counted, as CloudWatch metrics by way of the log (EMF). Never a room or a user as dimension: each combination would be billed. */
export interface Meter {
  count(
    name: 'Accepted' | 'Delivered' | 'Gone' | 'PostFailed' | 'HandoverFailed' | 'Shed' | 'Voided' | 'Persisted' | 'CanaryPassed',
    value: number,
  ): void;
  /** Milliseconds. */
  time(name: 'DeliveryTime' | 'FanoutTime' | 'PersistLag' | 'ReceiveTime' | 'CanaryTime', value: number): void;
  /** How many there are now. */
  level(name: 'Connections', value: number): void;
}

/** Stretches of time that follow each other from `from`, milliseconds since the epoch, which is a multiple of `stepMs`, as that is of a minute. */
export interface Steps {
  from: number;
  stepMs: number;
  count: number;
}

/**
 * What all functions' `Meter`s have counted, as CloudWatch gives it back: nothing is counted twice, and what was counted is there within some
 * minutes. Each question is billed.
 */
export interface Measurements {
  /** What was measured in each step, in their order; 0 where nothing was counted. Throws `unavailable` if it cannot be had now. */
  activity(steps: Steps): Promise<ActivityStep[]>;
}
