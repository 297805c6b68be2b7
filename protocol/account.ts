// Taking one's data along: rule H54.
import * as z from 'zod/mini';
import { Block } from './blocks.ts';
import { Device } from './devices.ts';
import { Message } from './events.ts';
import { FollowedThread } from './follows.ts';
import { Draft, Saved, Scheduled } from './keepsakes.ts';
import { Me } from './people.ts';
import { OwnReport } from './reports.ts';
import { Membership } from './rooms.ts';

/** [H54] What is kept of the caller beside what they said. */
export const AccountExport = z.object({
  me: Me,
  devices: z.array(z.omit(Device, { current: true })),
  memberships: z.array(Membership),
  drafts: z.array(Draft),
  /** Which messages: what others said in them is theirs. */
  saved: z.array(Saved),
  scheduled: z.array(Scheduled),
  /** Whom they have blocked, and since when. */
  blocks: z.array(z.pick(Block, { userId: true, blockedAt: true })),
  /** What they reported in the last 30 days. */
  reports: z.array(OwnReport),
  /** The threads that they follow, have followed or were mentioned in. */
  threads: z.array(z.pick(FollowedThread, { roomId: true, root: true, following: true, readSeq: true })),
});
export type AccountExport = z.infer<typeof AccountExport>;

/** [H54] */
export const ExportQuery = z.strictObject({ cursor: z.optional(z.string().check(z.minLength(1), z.maxLength(128))) });
export type ExportQuery = z.infer<typeof ExportQuery>;

/** [H54] Messages of the caller; with `cursor`, there is more. A page may be empty. */
export const MessagesExport = z.object({ items: z.array(Message), cursor: z.optional(z.string()) });
export type MessagesExport = z.infer<typeof MessagesExport>;
