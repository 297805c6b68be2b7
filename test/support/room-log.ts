// A room's log as the server keeps it, and what a fresh reader makes of it: the measure for everything that comes to the same by another way.
import {
  type EventsPage,
  type FollowedThread,
  isInRoom,
  isMentioned,
  type LogEvent,
  type Message,
  type MessageEvent,
  type MessagesPage,
  type Tally,
} from '@parley/protocol';

/** An entry: an event, or a seq that will never hold one. */
export type LogEntry = LogEvent | { kind: 'void'; roomId: string; seq: number; sentAt: number };

const isVoid = (entry: LogEntry) => entry.kind === 'void';

/** A message after everything that later entries did to it. */
const asItStands = (
  message: Extract<LogEvent, { kind: 'message' }>,
  later: readonly LogEntry[],
  replies: Pick<Message, 'replies'>,
): Message => {
  const byAuthor = later.filter((entry) => 'senderId' in entry && entry.senderId === message.senderId);
  const deletion = later.find((entry) => entry.kind === 'delete' && (entry.senderId === message.senderId || entry.moderator === true));
  if (deletion?.kind === 'delete') {
    const { attachments: _a, mentions: _m, audience: _au, poll: _p, ...kept } = message;
    return {
      ...kept,
      ...replies,
      text: '',
      deletedAt: deletion.sentAt,
      ...(deletion.senderId !== message.senderId && { deletedBy: deletion.senderId }),
    };
  }
  const edit = byAuthor.findLast((entry) => entry.kind === 'edit');
  const places = new Map<string, { emoji: string; userId: string; seq: number; on: boolean }>();
  for (const entry of later)
    if (entry.kind === 'reaction')
      places.set(`${entry.emoji} ${entry.senderId}`, { emoji: entry.emoji, userId: entry.senderId, seq: entry.seq, on: entry.on });
  const standing = [...places.values()].filter((place) => place.on).sort((a, b) => a.seq - b.seq);
  const reactions = [...Map.groupBy(standing, (place) => place.emoji)].map(([emoji, people]) => ({
    emoji,
    userIds: people.map((place) => place.userId),
  }));
  const previews = byAuthor.findLast((entry) => entry.kind === 'preview');
  const pin = later.findLast((entry) => entry.kind === 'pin');
  const end = message.poll && byAuthor.find((entry) => entry.kind === 'close');
  const votes = message.poll && !message.poll.anonymous ? later.filter((entry) => entry.kind === 'vote') : [];
  const tallies = message.poll?.anonymous ? later.filter((entry) => entry.kind === 'tally') : [];
  const tally = tallies
    .map((entry) => entry.tally)
    .reduce<Tally | undefined>((a, b) => (a !== undefined && a.cast > b.cast ? a : b), undefined);
  const own = tallies.findLast((entry) => entry.own !== undefined)?.own;
  const ballots = votes
    .filter((vote, place) => vote.choices.length > 0 && !votes.slice(place + 1).some(({ senderId }) => senderId === vote.senderId))
    .map(({ senderId: userId, choices }) => ({ userId, choices }));
  return {
    ...message,
    ...replies,
    ...(pin?.on ? { pinned: { userId: pin.senderId, at: pin.sentAt } } : {}),
    ...(previews ? { previews: previews.previews } : {}),
    ...(end ? { closedAt: end.sentAt } : {}),
    ...(ballots.length > 0 ? { ballots } : {}),
    ...(tally ? { tally } : {}),
    ...(own ? { own } : {}),
    ...(edit?.kind === 'edit' ? { text: edit.text, editedAt: edit.sentAt, editedSeq: edit.seq } : {}),
    ...(reactions.length > 0 ? { reactions } : {}),
  };
};

const repliesTo = (root: number, log: readonly LogEntry[]): Pick<Message, 'replies'> => {
  const isGone = ({ seq, senderId }: MessageEvent) =>
    log.some((entry) => entry.kind === 'delete' && entry.target === seq && entry.senderId === senderId);
  const replies = log
    .filter((entry) => entry.kind === 'message')
    .filter((message) => message.replyTo === root && message.seq > root && !isGone(message))
    .map(({ senderId: userId, seq, sentAt: at, audience }) => ({ userId, seq, at, ...(audience && { audience: true }) }));
  return replies.length > 0 ? { replies: replies.slice(-100) } : {};
};

/** Every message of the log as it stands now. */
export const messagesOf = (log: readonly LogEntry[]): Message[] => {
  const later = Map.groupBy(log, (entry) => ('target' in entry ? entry.target : 0));
  const roots = new Set(log.flatMap((entry) => (entry.kind === 'message' && entry.replyTo !== undefined ? [entry.replyTo] : [])));
  return log.flatMap((entry) =>
    entry.kind === 'message' ? [asItStands(entry, later.get(entry.seq) ?? [], roots.has(entry.seq) ? repliesTo(entry.seq, log) : {})] : [],
  );
};

/** [H11] */
export const eventsAfter = (log: readonly LogEntry[], after: number, limit: number, head = log.length): EventsPage => {
  const part = log.filter((entry) => entry.seq > after).slice(0, limit);
  return {
    items: part.flatMap((entry) => (entry.kind === 'void' ? [] : [entry])),
    voids: part.filter(isVoid).map((entry) => entry.seq),
    head,
  };
};

/** [H10] */
export const messagesAt = (
  log: readonly LogEntry[],
  edge: { before?: number; after?: number; around?: number },
  limit: number,
  head = log.length,
): MessagesPage => {
  const all = messagesOf(log);
  const end = log.at(-1)?.seq ?? 0;
  const span = (items: Message[], from: number, to: number): MessagesPage => ({
    items,
    from: Math.max(1, from),
    to,
    head,
    voids: log.filter((entry) => isVoid(entry) && entry.seq >= from && entry.seq <= to).map((entry) => entry.seq),
  });
  const below = (before: number) => {
    const items = all.filter((message) => message.seq < before).slice(-limit);
    return span(items, items.length < limit ? 1 : (items[0]?.seq ?? 1), Math.min(end, before - 1));
  };
  const above = (after: number) => {
    const items = all.filter((message) => message.seq > after).slice(0, limit);
    return span(items, after + 1, items.length < limit ? end : (items.at(-1)?.seq ?? end));
  };
  if (edge.after !== undefined) return above(edge.after);
  if (edge.around === undefined) return below(edge.before ?? end + 1);
  const half = Math.ceil(limit / 2);
  const older = all.filter((message) => message.seq <= (edge.around ?? 0)).slice(-half);
  const newer = all.filter((message) => message.seq > (edge.around ?? 0)).slice(0, half);
  return span([...older, ...newer], older.length < half ? 1 : (older[0]?.seq ?? 1), newer.length < half ? end : (newer.at(-1)?.seq ?? end));
};

/** [H1] What of a log somebody has not read. */
export const unreadIn = (log: readonly LogEntry[], { userId, readSeq }: { userId: string; readSeq: number }) => {
  const unread = messagesOf(log)
    .filter((message) => message.seq > readSeq && message.senderId !== userId && message.deletedAt === undefined && isInRoom(message))
    .slice(-100);
  return {
    unread: unread.length,
    unreadSeqs: unread.map(({ seq }) => seq),
    mentionSeqs: unread.filter((message) => isMentioned(message, userId)).map(({ seq }) => seq),
  };
};

/** What somebody did with threads: whether they decided to follow it, from which seq on, and how far they have read, by root. */
export interface ThreadDeeds {
  decided: ReadonlyMap<number, { following: boolean; seq: number }>;
  read: ReadonlyMap<number, number>;
}

/** [H33] The threads that somebody follows, or does not want to, and what is unread there: by the rules, from the whole log. */
export const threadsIn = (log: readonly LogEntry[], userId: string, { decided, read }: ThreadDeeds): FollowedThread[] =>
  messagesOf(log).flatMap((root): FollowedThread[] => {
    const said = log.filter((entry) => entry.kind === 'message').filter(({ replyTo, seq }) => replyTo === root.seq && seq > root.seq);
    const named = (message: MessageEvent) => isMentioned({ ...message, audience: undefined }, userId);
    const reasons = [
      ...(said.length > 0 && root.senderId === userId ? [root.seq] : []),
      ...said.filter(({ senderId }) => senderId === userId).map(({ seq }) => seq),
      ...said.filter(named).map(({ seq }) => seq - 1),
    ];
    const decision = decided.get(root.seq);
    if (decision === undefined && reasons.length === 0) return [];
    const following = decision?.following ?? true;
    const readSeq = Math.max(decision?.seq ?? Math.min(...reasons), read.get(root.seq) ?? 0);
    const standing = new Set((root.replies ?? []).map(({ seq }) => seq));
    const calls = (message: MessageEvent) => (following ? isMentioned(message, userId) : named(message));
    const unread = said.filter(
      (message) => standing.has(message.seq) && message.seq > readSeq && message.senderId !== userId && (following || calls(message)),
    );
    return [
      {
        roomId: root.roomId,
        root: root.seq,
        following,
        readSeq,
        unreadSeqs: unread.map(({ seq }) => seq),
        mentionSeqs: unread.filter(calls).map(({ seq }) => seq),
        activeAt: root.replies?.at(-1)?.at ?? root.sentAt,
      },
    ];
  });
