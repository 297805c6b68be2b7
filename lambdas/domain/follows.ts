// [C21] Who follows which thread. What is unread there is derived: from how far somebody has read, and from the replies that the root names.
import {
  type FollowedThread,
  type FollowedThreads,
  type FollowThread,
  isMentioned,
  type Message,
  type MessageEvent,
  type ReadThreads,
  type Reply,
} from '@parley/protocol';
import { tellUser } from './delivery.ts';
import type { Delivery, Ports, Readable } from './deps.ts';
import { ChatError } from './errors.ts';
import { permitted } from './permissions.ts';
import { inPool } from './pool.ts';
import type { Follow, StoredRoom } from './ports.ts';

export type Following = Delivery & Readable & Pick<Ports, 'rooms' | 'memberships' | 'follows' | 'blocks'>;

const BATCH = 100;
const AT_A_TIME = 20;

/** A thread as it stands for who has this part in it. Whoever does not follow it has unread only what calls for them by name. */
const describe = (
  { userId, roomId, root, following, readSeq, mentionSeqs, touchedAt }: Follow,
  replies: readonly Reply[],
): FollowedThread => {
  const named = new Set(mentionSeqs);
  const calls = ({ seq, audience }: Reply) => named.has(seq) || (following && audience === true);
  const others = replies.filter((reply) => reply.seq > readSeq && reply.userId !== userId);
  const unread = following ? others : others.filter(calls);
  const seqsOf = (some: readonly Reply[]) => some.map(({ seq }) => seq);
  return {
    roomId,
    root,
    following,
    readSeq,
    unreadSeqs: seqsOf(unread),
    mentionSeqs: seqsOf(unread.filter(calls)),
    activeAt: replies.at(-1)?.at ?? touchedAt,
  };
};

const tell = (deps: Delivery, userId: string, thread: FollowedThread): Promise<void> =>
  tellUser(deps, userId, { type: 'threads', threads: [thread] });

const blockedBy = async ({ blocks }: Pick<Ports, 'blocks'>, userId: string): Promise<ReadonlySet<string>> =>
  new Set((await blocks.ofUser(userId)).map((block) => block.userId));

/** [H61] Those of whom one has not blocked. */
const heard = (replies: readonly Reply[] = [], blocked: ReadonlySet<string>): Reply[] =>
  replies.filter((reply) => !blocked.has(reply.userId));

/** Whether the thread is somebody's by its beginning, whoever replies. */
const isOf = ({ senderId, mentions = [] }: Message, userId: string): boolean => senderId === userId || mentions.includes(userId);

/** Whom a reply gives a reason to follow its thread, and what is new to them from then on. */
const reasonsOf = (reply: MessageEvent, root: Message): Map<string, number> => {
  const reasons = new Map<string, number>();
  const add = (userId: string, since: number) => reasons.set(userId, Math.min(since, reasons.get(userId) ?? since));
  add(reply.senderId, reply.seq);
  for (const userId of reply.mentions ?? []) add(userId, reply.seq - 1);
  // Once for all: whoever is persisted first finds itself to be the first, and others before it may find so later.
  if (root.replies?.[0]?.seq === reply.seq) for (const userId of [root.senderId, ...(root.mentions ?? [])]) add(userId, root.seq);
  return reasons;
};

/**
 * A reply has been taken into its thread. Whoever began the thread, replies, or is mentioned there by name follows it, unless they decided
 * otherwise; who has blocked the author is not mentioned by it (H61). Idempotent, and independent of the order of arrival. Their devices are told of
 * what they cannot derive.
 */
export const followReply = async (
  deps: Delivery & Pick<Ports, 'memberships' | 'follows' | 'blocks'>,
  reply: MessageEvent,
  root: Message,
): Promise<void> => {
  const { roomId } = reply;
  await inPool([...reasonsOf(reply, root)], AT_A_TIME, async ([userId, since]) => {
    if ((await deps.memberships.get(roomId, userId)) === undefined) return;
    const blocked = await blockedBy(deps, userId);
    const unheard = blocked.has(reply.senderId);
    if (unheard && !isOf(root, userId)) return;
    const thread = { userId, roomId, root: root.seq };
    const { follow, began } = await deps.follows.begin(thread, since, deps.clock());
    const isNamed = !unheard && isMentioned({ ...reply, audience: undefined }, userId);
    const after = isNamed ? await deps.follows.mention(thread, reply.seq, deps.clock()) : follow;
    if (began || !after.following) await tell(deps, userId, describe(after, heard(root.replies, blocked)));
  });
};

/** Those of these rooms that the user is in. */
const ownRooms = async (deps: Pick<Ports, 'memberships'>, userId: string, roomIds: readonly string[]): Promise<Set<string>> => {
  const distinct = [...new Set(roomIds)];
  const found = new Set<string>();
  for (let start = 0; start < distinct.length; start += BATCH)
    for (const { roomId } of await deps.memberships.getMany(userId, distinct.slice(start, start + BATCH))) found.add(roomId);
  return found;
};

/** [H33] The threads that the user follows, has followed or was mentioned in, of the rooms that they are in, and what is unread there. */
export const listThreads = async (deps: Following, userId: string): Promise<FollowedThreads> => {
  const all = await deps.follows.ofUser(userId);
  const rooms = await ownRooms(
    deps,
    userId,
    all.map(({ roomId }) => roomId),
  );
  const mine = all.filter(({ roomId }) => rooms.has(roomId));
  const replies = await deps.messages.replies(mine.map(({ roomId, root }) => ({ roomId, seq: root })));
  const blocked = await blockedBy(deps, userId);
  return { items: mine.map((follow, place) => describe(follow, heard(replies[place], blocked))) };
};

/**
 * [H34] Follows a thread from here on, or does so no more, whatever is said there later; what was said so far counts as read. Idempotent. Throws
 * `not_found` where the caller may not see the room (H16), and without a message there.
 */
export const followThread = async (
  deps: Following,
  userId: string,
  { roomId, root }: { roomId: string; root: number },
  { following }: FollowThread,
): Promise<FollowedThread> => {
  const { room } = await permitted(deps, userId, roomId, 'follow');
  const message = await deps.messages.get(roomId, root);
  if (message === undefined) throw new ChatError('not_found', 'There is no such message.');
  const thread = { userId, roomId, root };
  const before = await deps.follows.get(thread);
  const stands = following && before?.following;
  const after = stands ? before : await deps.follows.decide(thread, following, room.head, deps.clock());
  const described = describe(after, heard(message.replies, await blockedBy(deps, userId)));
  if (!stands) await tell(deps, userId, described);
  return described;
};

const headsOf = async (deps: Pick<Ports, 'rooms'>, roomIds: ReadonlySet<string>): Promise<Map<string, StoredRoom['head']>> => {
  const ids = [...roomIds];
  const heads = new Map<string, number>();
  for (let start = 0; start < ids.length; start += BATCH)
    for (const { roomId, head } of await deps.rooms.getMany(ids.slice(start, start + BATCH), { consistent: true })) heads.set(roomId, head);
  return heads;
};

/**
 * [H35] Moves read marks of threads forward, and lets all of one's devices know. Idempotent. Marks in rooms that the user is not in are passed by;
 * `bad_request` for one above a room's head.
 */
export const readThreads = async (deps: Following, userId: string, { threads }: ReadThreads): Promise<void> => {
  const rooms = await ownRooms(
    deps,
    userId,
    threads.map(({ roomId }) => roomId),
  );
  const heads = await headsOf(deps, rooms);
  const mine = threads.filter(({ roomId }) => rooms.has(roomId));
  if (mine.some(({ roomId, seq }) => seq > (heads.get(roomId) ?? 0)))
    throw new ChatError('bad_request', 'seq must not lie above the newest event of the room');
  const moved = await inPool(mine, AT_A_TIME, ({ seq, ...thread }) => deps.follows.read({ userId, ...thread }, seq, deps.clock()));
  const told = mine.filter((_, place) => moved[place]);
  for (let start = 0; start < told.length; start += BATCH)
    await tellUser(deps, userId, { type: 'threads-read', threads: told.slice(start, start + BATCH) });
};
