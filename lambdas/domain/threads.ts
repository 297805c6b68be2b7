// [C21] What belongs to which thread. A reply is an entry of the room's log like any other; its root names it.
import { limits, type Message, type MessageEvent, type Reply, type Thread, type ThreadQuery } from '@parley/protocol';
import type { Ports } from './deps.ts';
import { ChatError } from './errors.ts';
import type { Reading } from './messages.ts';
import { permitted } from './permissions.ts';
import { withOwnVotes } from './polls.ts';

const replyOf = ({ senderId, seq, sentAt, audience }: MessageEvent): Reply => ({
  userId: senderId,
  seq,
  at: sentAt,
  ...(audience && { audience: true }),
});

/** A thread begins above its replies: what names a later message belongs to none. */
export const rootOf = ({ replyTo, seq }: MessageEvent): number | undefined =>
  replyTo !== undefined && replyTo < seq ? replyTo : undefined;

/** Takes a persisted message into its thread, if it has one. */
export const noteReply = async (deps: Pick<Ports, 'messages'>, message: MessageEvent): Promise<void> => {
  const root = rootOf(message);
  if (root !== undefined)
    await deps.messages.noteReply({ roomId: message.roomId, root, reply: replyOf(message), on: true, by: message.seq });
};

/** Takes a message that was deleted by the event at `by` out of its thread, if it has one. */
export const forgetReply = async (deps: Pick<Ports, 'messages'>, message: Message, by: number): Promise<void> => {
  const root = rootOf(message);
  if (root !== undefined) await deps.messages.noteReply({ roomId: message.roomId, root, reply: replyOf(message), on: false, by });
};

/** [H30] Throws `not_found` where the caller may not see the room (H16), and without a message there. */
export const readThread = async (deps: Reading, userId: string, roomId: string, seq: number, query: ThreadQuery): Promise<Thread> => {
  await permitted(deps, userId, roomId, 'see');
  const { before = Number.MAX_SAFE_INTEGER, limit = limits.messagesPageDefault } = query;
  const [root, page] = await Promise.all([deps.messages.get(roomId, seq), deps.messages.thread(roomId, seq, before, limit)]);
  if (root === undefined) throw new ChatError('not_found', 'There is no such message.');
  const [seen = root, ...items] = await withOwnVotes(deps, userId, [root, ...page.items]);
  return { root: seen, items, more: page.more };
};
