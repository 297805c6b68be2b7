// What members tell the moderators of a room about a message or somebody in it: rules H62 and S63.
import * as z from 'zod/mini';
import { Id, Seq, Time } from './ids.ts';
import { limits } from './limits.ts';
import { text } from './text.ts';

/** [H62] What is wrong with it. */
export const ReportReason = z.enum(['spam', 'harassment', 'hate', 'violence', 'other']);
export type ReportReason = z.infer<typeof ReportReason>;

const empty = z.literal('');

/** [H62] `note`: what the moderators should know besides. */
export const PutReport = z.strictObject({ reason: ReportReason, note: z.optional(z.union([empty, text(limits.reportNoteChars)])) });
export type PutReport = z.infer<typeof PutReport>;

/** [H62] What one person reported. */
export const Report = z.object({ userId: Id, reason: ReportReason, note: z.optional(z.string()), at: Time });
export type Report = z.infer<typeof Report>;

/** [H54] A report of the caller's own: about the message at `seq`, or else about the person `userId`. */
export const OwnReport = z.object({
  roomId: Id,
  seq: z.optional(Seq),
  userId: z.optional(Id),
  reason: ReportReason,
  note: z.optional(z.string()),
  at: Time,
});
export type OwnReport = z.infer<typeof OwnReport>;

/** [S63] Something was reported in a room that I moderate, or a case was closed: ask for the list (H62). */
export const ReportsFrame = z.object({ type: z.literal('reports'), roomId: Id, change: z.enum(['reported', 'closed']) });
export type ReportsFrame = z.infer<typeof ReportsFrame>;
