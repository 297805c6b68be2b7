// [H33] Threads that I follow, and what is unread there: the server tells of them once, the client goes on as events come (C20, C21).
import { type FollowedThread, isMentioned, type LogEvent, type Message, type MessageEvent } from '@parley/protocol';
import { deletes, indexOfSeq } from './messages.ts';
import type { RoomState } from './state.ts';

/** The most that is kept and counted; the server stops here too. */
const UNREAD_CAP = 100;

type Followed = Pick<RoomState, 'threads' | 'threadMarks'>;
type Reply = MessageEvent & { replyTo: number };

const isReply = (event: LogEvent): event is Reply => event.kind === 'message' && event.replyTo !== undefined && event.replyTo < event.seq;

const isNamed = (reply: MessageEvent, me: string): boolean => isMentioned({ ...reply, audience: undefined }, me);

const ascending = (a: number, b: number) => a - b;
const withSeq = (seqs: readonly number[], seq: number): number[] => [...new Set([...seqs, seq])].sort(ascending).slice(-UNREAD_CAP);

const keeping = (thread: FollowedThread, counts: (seq: number) => boolean): FollowedThread => ({
  ...thread,
  unreadSeqs: thread.unreadSeqs.filter(counts),
  mentionSeqs: thread.mentionSeqs.filter(counts),
});

const readTo = (thread: FollowedThread, seq: number): FollowedThread =>
  seq <= thread.readSeq ? thread : keeping({ ...thread, readSeq: seq }, (unread) => unread > seq);

/** The seq above which a thread is new to me that I have a reason to follow now. Undefined: no reason that shows here. */
const reasonFor = (reply: Reply, root: Message | undefined, me: string): number | undefined => {
  if (root?.senderId === me) return root.seq;
  if (reply.senderId === me) return reply.seq;
  return isNamed(reply, me) ? reply.seq - 1 : undefined;
};

const begin = (reply: Reply, root: Message | undefined, me: string, mark: number): FollowedThread | undefined => {
  const since = reasonFor(reply, root, me);
  if (since === undefined) return undefined;
  const { roomId, replyTo, sentAt } = reply;
  const readSeq = Math.max(since, mark);
  return { roomId, root: replyTo, following: true, readSeq, unreadSeqs: [], mentionSeqs: [], activeAt: sentAt };
};

/** The thread with one more reply. Safe to repeat. */
const withReply = (thread: FollowedThread, reply: Reply, me: string): FollowedThread => {
  const active = { ...thread, activeAt: Math.max(thread.activeAt, reply.sentAt) };
  const calls = thread.following ? isMentioned(reply, me) : isNamed(reply, me);
  if (reply.senderId === me || reply.seq <= thread.readSeq || (!thread.following && !calls)) return active;
  return {
    ...active,
    unreadSeqs: withSeq(thread.unreadSeqs, reply.seq),
    mentionSeqs: calls ? withSeq(thread.mentionSeqs, reply.seq) : thread.mentionSeqs,
  };
};

const withoutReply = (threads: RoomState['threads'], target: number): RoomState['threads'] => {
  const found = Object.values(threads).find(({ unreadSeqs }) => unreadSeqs.includes(target));
  return found === undefined ? threads : { ...threads, [found.root]: keeping(found, (seq) => seq !== target) };
};

/** [H61] A message of somebody whom I have blocked: it is no reason to follow, and not unread. */
export const isUnheard = (event: LogEvent, blocked: ReadonlySet<string>): boolean =>
  event.kind === 'message' && blocked.has(event.senderId);

/** My threads after an event of the log. `items` are messages at hand; `mayDelete` tells whether a deletion takes effect. */
export const followsAfter = (
  { threads, threadMarks }: Followed,
  event: LogEvent,
  me: string,
  items: readonly Message[],
  mayDelete: (event: Extract<LogEvent, { kind: 'delete' }>) => boolean,
): RoomState['threads'] => {
  if (event.kind === 'delete') return mayDelete(event) ? withoutReply(threads, event.target) : threads;
  if (!isReply(event)) return threads;
  const root = event.replyTo;
  const thread = threads[root] ?? begin(event, items[indexOfSeq(items, root)], me, threadMarks[root] ?? 0);
  return thread === undefined ? threads : { ...threads, [root]: withReply(thread, event, me) };
};

/** What the store had not taken when the server told of these threads; of others, whether there is a reason to follow them. */
const withRecent = (
  room: RoomState,
  threads: RoomState['threads'],
  blocked: ReadonlySet<string>,
  isAbout: (root: number) => boolean,
): RoomState['threads'] => {
  const { recent, membership, threadMarks, window } = room;
  const authors = new Map(recent.events.map(({ seq, senderId }) => [seq, senderId]));
  return recent.events.reduce(
    (known, event) =>
      isUnheard(event, blocked) || (isReply(event) && !isAbout(event.replyTo))
        ? known
        : followsAfter({ threads: known, threadMarks }, event, membership.userId, window.items, (deletion) =>
            deletes(deletion, authors.get(deletion.target) ?? deletion.senderId),
          ),
    threads,
  );
};

const byRoot = (threads: readonly FollowedThread[], { threadMarks }: RoomState): RoomState['threads'] =>
  Object.fromEntries(threads.map((thread) => [thread.root, readTo(thread, threadMarks[thread.root] ?? 0)]));

/** [S33, H34] How it stands with some threads of the room. */
export const withThreads = (room: RoomState, told: readonly FollowedThread[], blocked: ReadonlySet<string>): RoomState => {
  const roots = new Set(told.map(({ root }) => root));
  return { ...room, threads: withRecent(room, { ...room.threads, ...byRoot(told, room) }, blocked, (root) => roots.has(root)) };
};

/** [H33] All threads of the room that there are; `isNewer`: those of which more was heard since the list was asked for. */
export const withThreadList = (
  room: RoomState,
  listed: readonly FollowedThread[],
  blocked: ReadonlySet<string>,
  isNewer: (root: number) => boolean,
): RoomState => {
  const kept = Object.values(room.threads).filter(({ root }) => isNewer(root));
  const threads = { ...byRoot(listed, room), ...byRoot(kept, room) };
  return { ...room, threads: withRecent(room, threads, blocked, () => true) };
};

/** [H35] Moves the read mark of a thread forward; never back. It may be one that I have no reason to follow yet. */
export const readThreadTo = (room: RoomState, root: number, seq: number): RoomState => {
  if (seq <= (room.threadMarks[root] ?? 0)) return room;
  const thread = room.threads[root];
  return {
    ...room,
    threadMarks: { ...room.threadMarks, [root]: seq },
    ...(thread && { threads: { ...room.threads, [root]: readTo(thread, seq) } }),
  };
};
