// What a client sends over the socket: rules C1 to C40. Unknown fields are refused.
import * as z from 'zod/mini';
import { ClientId, Head, Id, Seq } from './ids.ts';
import { limits } from './limits.ts';
import { label, text } from './text.ts';

const inRoom = { id: ClientId, roomId: Id };

/** [C20] `room` means all its members, `here` those of them who are there; both count as a mention of each. */
export const Audience = z.enum(['here', 'room']);
export type Audience = z.infer<typeof Audience>;
/** [C31] Turns a message into a question, its text, with answers to choose from. */
export const Poll = z.strictObject({
  options: z.array(label(limits.pollOptionChars)).check(z.minLength(limits.pollOptionsLeast), z.maxLength(limits.pollOptions)),
  /** Whether one may choose several. */
  multiple: z.boolean(),
  /** Nobody is told who chose what, its author included: all see the counts, and each what they chose themselves. */
  anonymous: z.optional(z.boolean()),
});
export type Poll = z.infer<typeof Poll>;

/** [C1] Says something in a room. Idempotent by `id`: the same frame again gives the same `seq`. */
export const Send = z.strictObject({
  action: z.literal('send'),
  ...inRoom,
  text: text(limits.textChars),
  /** [C21] The seq of the message this one answers: it belongs to that one's thread. */
  replyTo: z.optional(Seq),
  /** [C21] Shows a reply in the room as well as in its thread. */
  alsoToRoom: z.optional(z.boolean()),
  attachments: z.optional(z.array(Id).check(z.maxLength(limits.attachments))),
  /** The ids of the people the text mentions. */
  mentions: z.optional(z.array(Id).check(z.maxLength(limits.mentions))),
  /** [C20] Mentions everyone in the room as well. */
  audience: z.optional(Audience),
  poll: z.optional(Poll),
});
export type Send = z.infer<typeof Send>;

/** [C2] Replaces the text of one's own message. */
export const Edit = z.strictObject({ action: z.literal('edit'), ...inRoom, target: Seq, text: text(limits.textChars) });
export type Edit = z.infer<typeof Edit>;

/** [C2] Deletes a message for everyone, one's own or as a moderator anyone's; a tombstone stays. */
export const Delete = z.strictObject({ action: z.literal('delete'), ...inRoom, target: Seq });
export type Delete = z.infer<typeof Delete>;

/** One emoji of Unicode. */
export const UnicodeEmoji = z.string().check(z.maxLength(40), z.regex(/^\p{RGI_Emoji}$/v, 'must be one emoji'));

/** [H70] What a custom emoji is called. */
export const EmojiName = z.string().check(z.regex(/^[a-z0-9_]{2,32}$/, 'must be 2 to 32 lower-case letters, digits and underscores'));

/** One emoji, or a custom emoji's `:name:`. */
export const Emoji = z.string().check(z.maxLength(40), z.regex(/^(?:\p{RGI_Emoji}|:[a-z0-9_]{2,32}:)$/v, 'must be one emoji'));

/** [C2] Puts a reaction on a message, or takes it away. A custom emoji is put only while there is one of that name (H70). */
export const React = z.strictObject({
  action: z.literal('react'),
  ...inRoom,
  target: Seq,
  emoji: Emoji,
  on: z.boolean(),
});
export type React = z.infer<typeof React>;

/** [C30] Pins a message for everyone in the room, or takes the pin away. */
export const Pin = z.strictObject({ action: z.literal('pin'), ...inRoom, target: Seq, on: z.boolean() });
export type Pin = z.infer<typeof Pin>;

/** [C31] Votes in a poll: these answers, by their place, in the stead of those chosen before; none takes the vote back. */
export const Vote = z.strictObject({
  action: z.literal('vote'),
  ...inRoom,
  target: Seq,
  choices: z.array(z.int().check(z.minimum(0), z.maximum(limits.pollOptions - 1))).check(
    z.maxLength(limits.pollOptions),
    z.refine((choices) => new Set(choices).size === choices.length, 'must not name an answer twice'),
  ),
});
export type Vote = z.infer<typeof Vote>;

/** [C31] Closes one's own poll: no more votes. */
export const Close = z.strictObject({ action: z.literal('close'), ...inRoom, target: Seq });
export type Close = z.infer<typeof Close>;

/** [C3] Everything at or below `seq` has been read. Moves forward only; no answer. */
export const Read = z.strictObject({
  action: z.literal('read'),
  ...inRoom,
  seq: Head,
  /** [H36] The turn that the mark belongs to, 0 at first: it is passed by if there has been a later one. Without, it belongs to whichever it is. */
  turn: z.optional(Head),
});
export type Read = z.infer<typeof Read>;

/** [C4] I am typing, or have stopped. Ephemeral; no answer. */
export const Typing = z.strictObject({ action: z.literal('typing'), ...inRoom, on: z.boolean() });
export type Typing = z.infer<typeof Typing>;

/** [C4] How I want to be seen. Ephemeral; no answer. */
export const Presence = z.strictObject({
  action: z.literal('presence'),
  id: ClientId,
  state: z.enum(['online', 'away', 'offline']),
});
export type Presence = z.infer<typeof Presence>;

/** [C40] How long events took from being sent to this client, milliseconds: some of those of the last minutes. Measured, never kept; no answer. */
export const Timings = z.strictObject({
  action: z.literal('timings'),
  ...inRoom,
  tookMs: z.array(z.int().check(z.minimum(0), z.maximum(limits.timingMs))).check(z.minLength(1), z.maxLength(limits.timings)),
});
export type Timings = z.infer<typeof Timings>;

/** [C6] Keeps the socket open; answered by `pong` without waking anything. */
export const Ping = z.strictObject({ action: z.literal('ping') });
export type Ping = z.infer<typeof Ping>;

/** What becomes an entry of the room's log. */
export const LogCommand = z.discriminatedUnion('action', [Send, Edit, Delete, React, Pin, Vote, Close]);
export type LogCommand = z.infer<typeof LogCommand>;

/** What leaves no entry in the log. */
export const SignalCommand = z.discriminatedUnion('action', [Read, Typing, Presence, Timings]);
export type SignalCommand = z.infer<typeof SignalCommand>;

export type Command = LogCommand | SignalCommand | Ping;
