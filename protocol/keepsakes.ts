// What a person keeps for themselves: rules H41 to H43 and S30. Nobody else is told of it.
import * as z from 'zod/mini';
import { Send } from './commands.ts';
import { ErrorCode } from './errors.ts';
import { ClientId, Id, Seq, Time } from './ids.ts';
import { limits } from './limits.ts';
import { text } from './text.ts';

/** [H41] What somebody has written in a room and not sent. */
export const Draft = z.object({ roomId: Id, text: z.string(), updatedAt: Time });
export type Draft = z.infer<typeof Draft>;

/** [H41] */
export const PutDraft = z.strictObject({ text: text(limits.textChars) });
export type PutDraft = z.infer<typeof PutDraft>;

/** [H41] The 100 rooms at most in which somebody has a draft. */
export const Drafts = z.object({ items: z.array(Draft) });
export type Drafts = z.infer<typeof Drafts>;

/** [H42] A message that somebody wants to find again. */
export const Saved = z.object({
  roomId: Id,
  seq: Seq,
  savedAt: Time,
  /** When they want to be reminded of it. */
  remindAt: z.optional(Time),
  /** When they were. */
  remindedAt: z.optional(Time),
});
export type Saved = z.infer<typeof Saved>;

/** [H42] Without `remindAt` there is no reminder, or no more. */
export const PutSaved = z.strictObject({ remindAt: z.optional(Time) });
export type PutSaved = z.infer<typeof PutSaved>;

const { action: _action, id: _id, ...said } = Send.shape;

/** [H43] A message to be sent at a time to come. */
export const PutScheduled = z.strictObject({ ...said, sendAt: Time });
export type PutScheduled = z.infer<typeof PutScheduled>;

/** [H43] `id` is the message's own, when it is sent. */
export const Scheduled = z.object({
  ...said,
  id: ClientId,
  sendAt: Time,
  /** Why it could not be sent, and will not be unless it is scheduled anew. */
  failure: z.optional(ErrorCode),
});
export type Scheduled = z.infer<typeof Scheduled>;

/** [H43] By the time at which they are to be sent. */
export const ScheduledList = z.object({ items: z.array(Scheduled) });
export type ScheduledList = z.infer<typeof ScheduledList>;

/** [S30] A draft of mine has changed; `text` is empty if it is gone. */
export const DraftFrame = z.object({ type: z.literal('draft'), ...Draft.shape });
export type DraftFrame = z.infer<typeof DraftFrame>;
/** [S30] I saved a message, or let it go; or this is the reminder. */
export const SavedFrame = z.object({ type: z.literal('saved'), roomId: Id, seq: Seq, change: z.enum(['saved', 'removed', 'reminder']) });
export type SavedFrame = z.infer<typeof SavedFrame>;
/** [S30] I scheduled a message or changed it, or called it off; or it has been sent, or could not be. */
export const ScheduledFrame = z.object({
  type: z.literal('scheduled'),
  id: ClientId,
  change: z.enum(['scheduled', 'cancelled', 'sent', 'failed']),
});
export type ScheduledFrame = z.infer<typeof ScheduledFrame>;
/** [S30] What only the person's own devices are told. */
export type KeepsakeFrame = DraftFrame | SavedFrame | ScheduledFrame;
