// Threads that a person follows, and how far they have read them: rules H33 to H35 and S33. Nobody else is told of it.
import * as z from 'zod/mini';
import { Head, Id, Seq, Time } from './ids.ts';
import { limits } from './limits.ts';

/** [H33] Somebody's own part in a thread, and what of it they have not read. */
export const FollowedThread = z.object({
  roomId: Id,
  /** The seq of the message that the thread began with. */
  root: Seq,
  /** Without it, only what mentions them by name is unread. */
  following: z.boolean(),
  /** Everything at or below has been read, or was said before they followed. */
  readSeq: Head,
  /** The replies of others above `readSeq` that are not deleted, ascending; the newest 100. */
  unreadSeqs: z.array(Seq),
  /** Those of `unreadSeqs` that mention them: by name, or with everyone who follows the thread (C20). */
  mentionSeqs: z.array(Seq),
  /** When the newest reply was sent. */
  activeAt: Time,
});
export type FollowedThread = z.infer<typeof FollowedThread>;

/** [H33] In no order. */
export const FollowedThreads = z.object({ items: z.array(FollowedThread) });
export type FollowedThreads = z.infer<typeof FollowedThreads>;

/** [H34] */
export const FollowThread = z.strictObject({ following: z.boolean() });
export type FollowThread = z.infer<typeof FollowThread>;

const readMark = { roomId: Id, root: Seq, seq: Seq };

/** [H35] Each of these threads has been read up to `seq`. */
export const ReadThreads = z.strictObject({
  threads: z.array(z.strictObject(readMark)).check(z.minLength(1), z.maxLength(limits.followedThreads)),
});
export type ReadThreads = z.infer<typeof ReadThreads>;

/** [S33] How it stands with these threads of mine now. */
export const ThreadsFrame = z.object({ type: z.literal('threads'), threads: z.array(FollowedThread) });
export type ThreadsFrame = z.infer<typeof ThreadsFrame>;
/** [S33] I have read these threads up to there, on this device or another one. */
export const ThreadsReadFrame = z.object({ type: z.literal('threads-read'), threads: z.array(z.object(readMark)) });
export type ThreadsReadFrame = z.infer<typeof ThreadsReadFrame>;
