// What the server sends over the socket: rules S1 to S5. Unknown fields are ignored.
import * as z from 'zod/mini';
import { BlockFrame } from './blocks.ts';
import { Audience } from './commands.ts';
import { ErrorCode } from './errors.ts';
import { ThreadsFrame, ThreadsReadFrame } from './follows.ts';
import { ClientId, Head, Id, Seq, Time } from './ids.ts';
import { DraftFrame, SavedFrame, ScheduledFrame } from './keepsakes.ts';
import { Me, Person, PresenceState } from './people.ts';
import { Preview } from './previews.ts';
import { ReceiptFrame, ReceiptsFrame } from './receipts.ts';
import { ReportsFrame } from './reports.ts';

/** What every entry of a room's log carries. `id` is the sender's client id, so that the sender knows its own. */
const entry = { roomId: Id, seq: Seq, id: z.string(), senderId: Id, sentAt: Time };

/** [C31] A question's answers, whether one may choose several, and whether nobody is told who chose what. */
const PollBody = z.object({ options: z.array(z.string()), multiple: z.boolean(), anonymous: z.optional(z.boolean()) });

/** [C31] How an anonymous poll stands. */
export const Tally = z.object({
  /** How often each answer was chosen. */
  counts: z.array(z.number()),
  /** How many people have chosen something. */
  voters: z.number(),
  /** How many votes were cast so far, changes of mind included: of two tallies the one with more is newer. */
  cast: z.number(),
});
export type Tally = z.infer<typeof Tally>;

/** [C31] What somebody chose in an anonymous poll, told to nobody else. Nothing: they took their vote back. `seq` orders two of them. */
export const OwnVote = z.object({ choices: z.array(z.number()), seq: Seq });
export type OwnVote = z.infer<typeof OwnVote>;

export const MessageEvent = z.object({
  ...entry,
  kind: z.literal('message'),
  text: z.string(),
  replyTo: z.optional(Seq),
  alsoToRoom: z.optional(z.boolean()),
  attachments: z.optional(z.array(Id)),
  mentions: z.optional(z.array(Id)),
  /** [C20] Everyone in the room is mentioned. */
  audience: z.optional(Audience),
  poll: z.optional(PollBody),
});
export type MessageEvent = z.infer<typeof MessageEvent>;
export const EditEvent = z.object({ ...entry, kind: z.literal('edit'), target: Seq, text: z.string() });
/** `moderator`: its sender moderates the room, and may delete what anyone said. */
export const DeleteEvent = z.object({ ...entry, kind: z.literal('delete'), target: Seq, moderator: z.optional(z.boolean()) });
export const ReactionEvent = z.object({ ...entry, kind: z.literal('reaction'), target: Seq, emoji: z.string(), on: z.boolean() });

/** [C30] `senderId` pinned the message at `target`, or took the pin away. */
export const PinEvent = z.object({ ...entry, kind: z.literal('pin'), target: Seq, on: z.boolean() });
/** [C31] `senderId` chose these answers of the poll at `target`, in the stead of those before. */
export const VoteEvent = z.object({ ...entry, kind: z.literal('vote'), target: Seq, choices: z.array(z.number()) });
/**
 * [C31] Somebody voted in the anonymous poll at `target`, which stands so now; told in the name of its author. `own` is there for who voted
 * themselves, and for them alone.
 */
export const TallyEvent = z.object({ ...entry, kind: z.literal('tally'), target: Seq, tally: Tally, own: z.optional(OwnVote) });
/** [C31] The author of the poll at `target` has closed it. */
export const CloseEvent = z.object({ ...entry, kind: z.literal('close'), target: Seq });

/** [S32] What the links of the message at `target` lead to, told by the server in the name of its author. */
export const PreviewEvent = z.object({ ...entry, kind: z.literal('preview'), target: Seq, previews: z.array(Preview) });

/** Somebody came, went or got another role. `senderId` is who did it: the person themselves, or who added or removed them. */
export const MemberEvent = z.object({
  ...entry,
  kind: z.literal('member'),
  userId: Id,
  change: z.enum(['joined', 'left', 'added', 'removed', 'role']),
  role: z.optional(z.enum(['owner', 'moderator', 'member', 'guest'])),
  /** [H21] With `removed`: and kept out from now on. */
  banned: z.optional(z.boolean()),
  /** [H22] With `role`, which is then the same as before: muted until this time, or free to speak with 0. */
  mutedUntil: z.optional(Time),
});

/** The room itself changed; only what changed is given. */
export const RoomEvent = z.object({
  ...entry,
  kind: z.literal('room'),
  name: z.optional(z.string()),
  topic: z.optional(z.string()),
  archived: z.optional(z.boolean()),
  avatar: z.optional(z.object({ emoji: z.string(), hue: z.number() })),
  announcement: z.optional(z.boolean()),
  slowModeSeconds: z.optional(z.number()),
  /** What the room's `kind` has become. */
  visibility: z.optional(z.enum(['public', 'private'])),
});

/** One entry of a room's log, as H11 gives it and as the socket delivers it. */
export const LogEvent = z.discriminatedUnion('kind', [
  MessageEvent,
  EditEvent,
  DeleteEvent,
  ReactionEvent,
  PinEvent,
  VoteEvent,
  TallyEvent,
  CloseEvent,
  PreviewEvent,
  MemberEvent,
  RoomEvent,
]);
export type LogEvent = z.infer<typeof LogEvent>;
export type EventKind = LogEvent['kind'];

/** One kind of reaction on a message: who put it there, in the order they did. */
export const Reaction = z.object({ emoji: z.string(), userIds: z.array(Id) });
export type Reaction = z.infer<typeof Reaction>;

/** [C21] An answer in a message's thread: who gave it, where it stands in the log, and when it was sent. */
export const Reply = z.object({
  userId: Id,
  seq: Seq,
  at: Time,
  /** [C20] It mentions everyone: in the thread, all who follow it. */
  audience: z.optional(z.boolean()),
});
export type Reply = z.infer<typeof Reply>;

/** What somebody chose in a poll. */
export const Ballot = z.object({ userId: Id, choices: z.array(z.number()) });
export type Ballot = z.infer<typeof Ballot>;

/** [H10] A message as it stands now. A deleted one is a tombstone: `deletedAt` is set and `text` is empty. */
export const Message = z.extend(MessageEvent, {
  editedAt: z.optional(Time),
  /** The seq of the edit that gave the text; a later edit has a higher one. */
  editedSeq: z.optional(Seq),
  deletedAt: z.optional(Time),
  /** Who deleted it, where that was not its author. */
  deletedBy: z.optional(Id),
  reactions: z.optional(z.array(Reaction)),
  /** [C21] The replies in its thread that are not deleted, ascending; the newest 100, which stand for 100 or more. */
  replies: z.optional(z.array(Reply)),
  /** [C30] Who pinned it, and when. */
  pinned: z.optional(z.object({ userId: Id, at: Time })),
  /** [C31] Of a poll that is not anonymous, who chose what, in the order in which they did. */
  ballots: z.optional(z.array(Ballot)),
  /** [C31] Of an anonymous poll, how it stands, once somebody has voted. */
  tally: z.optional(Tally),
  /** [C31] Of an anonymous poll, what the caller chose. */
  own: z.optional(OwnVote),
  /** [S32] What its links lead to. */
  previews: z.optional(z.array(Preview)),
  /** [C31] When the poll was closed. */
  closedAt: z.optional(Time),
});
export type Message = z.infer<typeof Message>;

/** [S1] The event is durable. The same `id` again gives the same `seq`. */
export const AckFrame = z.object({
  type: z.literal('ack'),
  id: ClientId,
  roomId: Id,
  seq: Seq,
  sentAt: Time,
  /** Of a deletion: it was taken as a moderator's. */
  moderator: z.optional(z.boolean()),
  /** [C31] Of a vote in an anonymous poll: how that stands, and what of mine is counted. */
  tally: z.optional(Tally),
  own: z.optional(OwnVote),
});
export type AckFrame = z.infer<typeof AckFrame>;

/** [S2] One event of a room that I am in. */
const framed = { type: z.literal('event') };
export const EventFrame = z.discriminatedUnion('kind', [
  z.extend(MessageEvent, framed),
  z.extend(EditEvent, framed),
  z.extend(DeleteEvent, framed),
  z.extend(ReactionEvent, framed),
  z.extend(PinEvent, framed),
  z.extend(VoteEvent, framed),
  z.extend(TallyEvent, framed),
  z.extend(CloseEvent, framed),
  z.extend(PreviewEvent, framed),
  z.extend(MemberEvent, framed),
  z.extend(RoomEvent, framed),
]);
export type EventFrame = z.infer<typeof EventFrame>;

/** [S3] Several, seq ascending within a room. */
export const EventsFrame = z.object({ type: z.literal('events'), events: z.array(LogEvent) });
export type EventsFrame = z.infer<typeof EventsFrame>;

/** [S4] Another device of mine has read up to `seq`; in a later `turn` than before, it has moved the mark back there (H36). */
export const ReadFrame = z.object({ type: z.literal('read'), roomId: Id, userId: Id, seq: Head, turn: z.optional(Head) });
/** [S4] Somebody is typing, or has stopped. Forget it after `limits.typingMs`. */
export const TypingFrame = z.object({ type: z.literal('typing'), roomId: Id, userId: Id, on: z.boolean() });
/** [S4] Somebody I share a room with came or went. */
export const PresenceFrame = z.object({ type: z.literal('presence'), userId: Id, state: PresenceState });
/** [S40] Somebody I share a room with changed their name, handle or status, or deleted their account. */
export const PersonFrame = z.object({ type: z.literal('person'), person: Person });
/** [S41] Another device of mine changed my profile or my settings: this is how they stand now. */
export const MeFrame = z.object({ type: z.literal('me'), me: Me });
/** [S42] This device has been signed out; the socket closes. Nothing that its sign-in gave opens anything any more. */
export const SignedOutFrame = z.object({ type: z.literal('signed-out') });
/** [S4] I was added to a room or lost it: fetch it, or forget it. */
export const RoomFrame = z.object({ type: z.literal('room'), roomId: Id, change: z.enum(['added', 'removed']) });
/** [S10] Another device of mine has put the room elsewhere in my list (H25). */
export const ArrangedFrame = z.object({ type: z.literal('arranged'), roomId: Id, favourite: z.boolean(), section: z.string() });
/** [S4] These seqs of the room's log will never hold an event: go past them without asking. */
export const VoidFrame = z.object({ type: z.literal('void'), roomId: Id, seqs: z.array(Seq) });

/** [S5] A frame was refused; `id` is its id where it had one. Nothing of it was kept. */
export const ErrorFrame = z.object({
  type: z.literal('error'),
  id: z.optional(z.string()),
  code: ErrorCode,
  message: z.string(),
  retryAfterMs: z.optional(z.number()),
});
export type ErrorFrame = z.infer<typeof ErrorFrame>;

/** [C6] The answer to a ping. */
export const PongFrame = z.object({ type: z.literal('pong') });

/** Everything that the server may send. A frame of a type not named here is to be ignored. */
export const ServerFrame = z.discriminatedUnion('type', [
  EventFrame,
  AckFrame,
  EventsFrame,
  ErrorFrame,
  ReadFrame,
  ReceiptFrame,
  ReceiptsFrame,
  BlockFrame,
  ReportsFrame,
  TypingFrame,
  PresenceFrame,
  RoomFrame,
  PersonFrame,
  MeFrame,
  ArrangedFrame,
  SignedOutFrame,
  VoidFrame,
  DraftFrame,
  SavedFrame,
  ScheduledFrame,
  ThreadsFrame,
  ThreadsReadFrame,
  PongFrame,
]);
export type ServerFrame = z.infer<typeof ServerFrame>;
