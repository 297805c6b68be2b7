// What the server sends over the socket: rules S1 to S5. Unknown fields are ignored. Apart from the log's own events, which servers read and write
// without ever parsing a frame of theirs.
import * as z from 'zod/mini';
import { BlockFrame } from './blocks.ts';
import { EmojiFrame } from './custom-emoji.ts';
import { ErrorCode } from './errors.ts';
import {
  CloseEvent,
  DeleteEvent,
  EditEvent,
  LogEvent,
  MemberEvent,
  MessageEvent,
  OwnVote,
  PinEvent,
  PreviewEvent,
  ReactionEvent,
  RoomEvent,
  Tally,
  TallyEvent,
  VoteEvent,
} from './events.ts';
import { ThreadsFrame, ThreadsReadFrame } from './follows.ts';
import { ClientId, Head, Id, Seq, Time } from './ids.ts';
import { DraftFrame, SavedFrame, ScheduledFrame } from './keepsakes.ts';
import { Me, Person, PresenceState } from './people.ts';
import { ReceiptFrame, ReceiptsFrame } from './receipts.ts';
import { ReportsFrame } from './reports.ts';

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
/**
 * [S4] I was added to a room or lost it: fetch it, or forget it. `why` I lost it: I left it, on whichever device, was put out, or am kept out from now
 * on. Missing where the same is told again.
 */
export const RoomFrame = z.object({
  type: z.literal('room'),
  roomId: Id,
  change: z.enum(['added', 'removed']),
  why: z.optional(z.enum(['left', 'removed', 'banned'])),
});
export type RoomFrame = z.infer<typeof RoomFrame>;
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
  EmojiFrame,
  PongFrame,
]);
export type ServerFrame = z.infer<typeof ServerFrame>;
