// The log of a room, and the messages that it comes to.
import * as z from 'zod/mini';
import { Audience } from './commands.ts';
import { Id, Seq, Time } from './ids.ts';
import { Preview } from './previews.ts';

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
