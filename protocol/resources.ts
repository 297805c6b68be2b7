// What travels over HTTP: rules H1 to H11. Requests refuse unknown fields, responses may grow.
import * as z from 'zod/mini';
import { UnicodeEmoji } from './commands.ts';
import { LogEvent, Message } from './events.ts';
import { Head, Id, Seq, Time } from './ids.ts';
import { Saved } from './keepsakes.ts';
import { limits } from './limits.ts';
import { Me, Person, PresenceState } from './people.ts';
import { Report } from './reports.ts';
import { Membership, Role, Room, RoomAvatar } from './rooms.ts';
import { label, text } from './text.ts';

/** [H7] A member of a room, with who they are and whether they are here now. */
export const Member = z.extend(Person, { role: Role, joinedAt: Time, presence: PresenceState, mutedUntil: z.optional(Time) });
export type Member = z.infer<typeof Member>;

/** One room of the caller's, in the session. */
export const SessionRoom = z.object({
  room: Room,
  membership: Membership,
  /** The seq of the room's newest event. */
  head: Head,
  /** Messages of others above the read mark and at or below `unreadAt`; 100 stands for 100 or more. */
  unread: z.number(),
  /** The seqs of those messages, ascending; the newest 100. */
  unreadSeqs: z.array(Seq),
  /** Those of `unreadSeqs` that mention the caller, by name or with everyone (C20). */
  mentionSeqs: z.array(Seq),
  /** The seq up to which `unread` was counted: `head`, or less while the newest events are still being persisted. Catch up from here. */
  unreadAt: Head,
  /**
   * Missing where it is `unreadAt`. Above it an event may be in the log, and the history not yet show what it did to the message that it is about:
   * where it is there, catch up from here, and count nothing up to `unreadAt` again.
   */
  settledAt: z.optional(Head),
});
export type SessionRoom = z.infer<typeof SessionRoom>;

/** [H36] The read mark moves back: the message at `seq` and what follows is unread. */
export const MarkUnread = z.strictObject({ seq: Seq });
export type MarkUnread = z.infer<typeof MarkUnread>;

/** [H36] My read mark in a room, and what is unread above it, as in a session. */
export const UnreadCount = z.extend(z.pick(SessionRoom, { unread: true, unreadSeqs: true, mentionSeqs: true, unreadAt: true }), {
  readSeq: Head,
  readTurn: Head,
});
export type UnreadCount = z.infer<typeof UnreadCount>;

/** [H1] Everything a client needs to begin: who I am, my rooms, and a ticket for the socket (single use, 30 s). */
export const Session = z.object({
  ticket: z.string(),
  ticketExpiresAt: Time,
  websocketUrl: z.string(),
  me: Me,
  rooms: z.array(SessionRoom),
  /** [H61] Whom the caller has blocked; what they say is not among what is unread. */
  blocked: z.optional(z.array(Id)),
  serverTime: Time,
  /**
   * How clients that lose their sockets at the same moment keep out of each other's way: the first attempt comes at a random moment of so many
   * milliseconds, and the next ones no sooner than that apart. It grows with the number of sockets, so that all clients together stay below
   * `limits.connectsPerSecond`. 0, the default, for a server of few.
   */
  reconnectMs: z.optional(z.number()),
});
export type Session = z.infer<typeof Session>;

/** How far a client shows each of some rooms' logs. */
const Shown = z.array(z.strictObject({ roomId: Id, seq: Head })).check(z.maxLength(limits.catchUpRooms));

/** [H1] `shown`: how far the client shows rooms already. What is unread there is not counted again: the client goes on counting from there. */
export const StartSession = z.strictObject({ shown: z.optional(Shown) });
export type StartSession = z.infer<typeof StartSession>;

/** [H4] */
export const CreateRoom = z.strictObject({
  kind: z.enum(['public', 'private']),
  name: label(limits.roomNameChars),
  topic: z.optional(z.union([z.literal(''), label(limits.topicChars)])),
  encrypted: z.optional(z.boolean()),
});
export type CreateRoom = z.infer<typeof CreateRoom>;

/** [H5] Only the fields given change. */
export const UpdateRoom = z.strictObject({
  name: z.optional(label(limits.roomNameChars)),
  topic: z.optional(z.union([z.literal(''), label(limits.topicChars)])),
  avatar: z.optional(
    z.strictObject({ emoji: z.union([z.literal(''), UnicodeEmoji]), hue: z.int().check(z.minimum(0), z.maximum(limits.avatarHues - 1)) }),
  ),
  announcement: z.optional(z.boolean()),
  slowModeSeconds: z.optional(z.int().check(z.minimum(0), z.maximum(limits.slowModeSeconds))),
  /** What `kind` is to become. */
  visibility: z.optional(z.enum(['public', 'private'])),
});
export type UpdateRoom = z.infer<typeof UpdateRoom>;

/** [H7] Adds a person to a room, or changes their role. */
export const PutMember = z.strictObject({ role: Role });
export type PutMember = z.infer<typeof PutMember>;

/** [H22] How long a member may not send, edit or react. */
export const MuteMember = z.strictObject({ minutes: z.int().check(z.minimum(1), z.maximum(limits.muteMinutes)) });
export type MuteMember = z.infer<typeof MuteMember>;

/** [H21] Somebody who is kept out of a room, by whom, and since when. */
export const Ban = z.extend(Person, { bannedBy: Id, bannedAt: Time });
export type Ban = z.infer<typeof Ban>;

/** [H62] What is reported of one message, or of one person, and waits for a moderator. */
export const Case = z.object({
  /** The message; missing where the person is reported. */
  seq: z.optional(Seq),
  /** Who said it, or is reported. */
  person: Person,
  /** Their role, if they are in the room. */
  role: z.optional(Role),
  /** What the message said when it was reported, each wording once, the first one first. */
  wordings: z.array(z.string()),
  /** What the message says now; missing while it is not persisted yet. */
  message: z.optional(z.pick(Message, { text: true, sentAt: true, editedAt: true, deletedAt: true })),
  /** Who reported it, the first one first; 10 stand for 10 or more. */
  reports: z.array(z.extend(Report, { name: z.string() })),
  /** Who closed it before the last of the reports came, and when, if somebody has. */
  closed: z.optional(z.object({ userId: Id, at: Time })),
});
export type Case = z.infer<typeof Case>;

/** [H8] Until when the link is good, and for how many people: 7 days and any number unless told. A guest's link makes guests. */
export const CreateInvite = z.strictObject({
  expiresAt: z.optional(Time),
  maxUses: z.optional(z.int().check(z.minimum(1), z.maximum(limits.inviteUses))),
  role: z.optional(z.enum(['member', 'guest'])),
});
export type CreateInvite = z.infer<typeof CreateInvite>;

/** [H8] A link into a room, as those see it who may invite. */
export const Invite = z.object({
  code: Id,
  roomId: Id,
  role: z.enum(['member', 'guest']),
  createdBy: Id,
  createdAt: Time,
  expiresAt: Time,
  /** How many people may use it; any number without. */
  maxUses: z.optional(z.number()),
  /** How many have. */
  uses: z.number(),
});
export type Invite = z.infer<typeof Invite>;

/** [H8] What whoever has a good link may know before they are anybody: where it leads, and who asks them in. */
export const InvitePreview = z.object({
  room: z.object({ kind: z.enum(['public', 'private']), name: z.string(), memberCount: z.number(), avatar: z.optional(RoomAvatar) }),
  invitedBy: z.string(),
  expiresAt: Time,
});
export type InvitePreview = z.infer<typeof InvitePreview>;

/** [H25] Where I keep a room in my list. Only the fields given change. */
export const ArrangeRoom = z.strictObject({
  favourite: z.optional(z.boolean()),
  section: z.optional(z.union([z.literal(''), label(limits.sectionChars)])),
});
export type ArrangeRoom = z.infer<typeof ArrangeRoom>;

/** [H9] The people besides the caller, whose own id may be among them. */
export const OpenDirect = z.strictObject({
  userIds: z.array(Id).check(z.minLength(1), z.maxLength(limits.directPeople)),
});
export type OpenDirect = z.infer<typeof OpenDirect>;

// A query string is text: digits only, so that 1e3, 0x10, -1 and 2^53+1 are refused and not guessed at.
const decimal = (minimum: number, maximum: number) =>
  z.pipe(
    z.string().check(z.regex(/^[0-9]{1,16}$/, 'must be a whole number')),
    z.pipe(z.transform(Number), z.int().check(z.minimum(minimum), z.maximum(maximum))),
  );

/** `limit` and `cursor` of every list. */
const page = { limit: z.optional(decimal(1, limits.listPage)), cursor: z.optional(z.string().check(z.minLength(1), z.maxLength(512))) };

/** [H40] */
export const PageQuery = z.strictObject(page);
export type PageQuery = z.infer<typeof PageQuery>;

/** [H3, H5, H7] */
export const ListQuery = z.strictObject({ query: z.optional(z.union([z.literal(''), text(limits.queryChars)])), ...page });
export type ListQuery = z.infer<typeof ListQuery>;

/** [H10] At most one of `before`, `after` and `around`; none means the newest. */
export const MessagesQuery = z
  .strictObject({
    before: z.optional(decimal(1, Number.MAX_SAFE_INTEGER)),
    after: z.optional(decimal(0, Number.MAX_SAFE_INTEGER)),
    around: z.optional(decimal(0, Number.MAX_SAFE_INTEGER)),
    limit: z.optional(decimal(1, limits.messagesPage)),
  })
  .check(
    z.refine(
      (query) => [query.before, query.after, query.around].filter((edge) => edge !== undefined).length <= 1,
      'takes only one of before, after and around',
    ),
  );
export type MessagesQuery = z.infer<typeof MessagesQuery>;

/** [H30] A page of a thread: the newest replies, or those below `before`. */
export const ThreadQuery = z.strictObject({
  before: z.optional(decimal(1, Number.MAX_SAFE_INTEGER)),
  limit: z.optional(decimal(1, limits.messagesPage)),
});
export type ThreadQuery = z.infer<typeof ThreadQuery>;

/** [H30] The message that a thread began with, and replies as they stand now, ascending. `more`: there are older ones. */
export const Thread = z.object({ root: Message, items: z.array(Message), more: z.boolean() });
export type Thread = z.infer<typeof Thread>;

/** [H31] What a message said, from the first wording on: `seq` is that of the message, then of each edit. */
export const Wording = z.object({ seq: Seq, text: z.string(), at: Time });
export type Wording = z.infer<typeof Wording>;
export const Edits = z.object({ items: z.array(Wording) });
export type Edits = z.infer<typeof Edits>;

/** [H32] */
export const MomentQuery = z.strictObject({ at: decimal(0, Number.MAX_SAFE_INTEGER) });
export type MomentQuery = z.infer<typeof MomentQuery>;
/** [H32] The seq of the first event at or after that time; the head if there is none; 0 in a room without events. */
export const Moment = z.object({ seq: Head });
export type Moment = z.infer<typeof Moment>;

/** [H11] */
export const EventsQuery = z.strictObject({
  after: decimal(0, Number.MAX_SAFE_INTEGER),
  limit: z.optional(decimal(1, limits.eventsPage)),
});
export type EventsQuery = z.infer<typeof EventsQuery>;

/**
 * [H10] Messages as they stand now, ascending. `from` and `to` are the span of the log that the page covers (inclusive; `from > to` when it
 * covers nothing): go on with `before=<from>` or `after=<to>`. `voids` are the seqs in it that will never hold an event.
 */
export const MessagesPage = z.object({
  items: z.array(Message),
  head: Head,
  voids: z.array(Seq),
  from: Seq,
  to: Head,
});
export type MessagesPage = z.infer<typeof MessagesPage>;

/**
 * [H11] The raw log, ascending. A seq that is in neither `items` nor `voids` is not there yet: ask again. `readSeq` is how far the caller has
 * read, in the turn `readTurn` (H36), `favourite` and `section` where they keep the room (H25), if they are a member: another device may have changed that between the session
 * and the socket.
 */
export const EventsPage = z.object({
  items: z.array(LogEvent),
  head: Head,
  voids: z.array(Seq),
  readSeq: z.optional(Head),
  readTurn: z.optional(Head),
  favourite: z.optional(z.boolean()),
  section: z.optional(z.string()),
});
export type EventsPage = z.infer<typeof EventsPage>;

/**
 * [H11] Many rooms at once. `since`: the `serverTime` of the session that the client has (H1), which may be older than a room of the caller's by
 * now.
 */
export const CatchUp = z.strictObject({ shown: Shown, since: z.optional(Time) });
export type CatchUp = z.infer<typeof CatchUp>;

/**
 * [H11] What each room's log holds above what is shown. `more`: there may be more at once; fetch the room's log from there. `joined`: the rooms
 * that the caller has come into after `since`, and those of the minute before it.
 */
export const CaughtUp = z.object({
  rooms: z.array(z.extend(EventsPage, { roomId: Id, more: z.boolean() })),
  joined: z.optional(z.array(Id)),
});
export type CaughtUp = z.infer<typeof CaughtUp>;

const list = <T extends z.ZodMiniType>(item: T) => z.object({ items: z.array(item), cursor: z.optional(z.string()) });

/** A room in a list to browse, and whether the caller is in it. */
export const BrowsedRoom = z.extend(Room, { joined: z.boolean() });
export type BrowsedRoom = z.infer<typeof BrowsedRoom>;

export const Rooms = list(BrowsedRoom);
export type Rooms = z.infer<typeof Rooms>;
export const People = list(Person);
export type People = z.infer<typeof People>;
export const Members = list(Member);
export type Members = z.infer<typeof Members>;
/** [H40] A room's pinned messages, the newest message first. */
export const Pins = list(Message);
export type Pins = z.infer<typeof Pins>;
export const Bans = list(Ban);
export type Bans = z.infer<typeof Bans>;
/** [H62] Messages by their place, then people. A page may come out short. */
export const Cases = list(Case);
export type Cases = z.infer<typeof Cases>;
export const Invites = list(Invite);
export type Invites = z.infer<typeof Invites>;

/** The answer to joining, creating or opening a room: the room and my place in it. */
export const JoinedRoom = z.extend(Room, { membership: Membership });
export type JoinedRoom = z.infer<typeof JoinedRoom>;

/** [H42] Newest first. `message` is missing where one may not see it any more, or it is not persisted yet. */
export const SavedList = z.object({ items: z.array(z.extend(Saved, { message: z.optional(Message) })) });
export type SavedList = z.infer<typeof SavedList>;
