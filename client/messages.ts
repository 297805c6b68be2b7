// What later events do to a message. The same rules as the server's, so that a live message and a fetched one are equal.
import { type Ballot, type LogEvent, limits, type Message, type MessageEvent, type Reaction, type Reply } from '@parley/protocol';

export type RevisingEvent = Extract<LogEvent, { target: number }>;

export const isRevising = (event: LogEvent): event is RevisingEvent => 'target' in event;

type Reacting = Pick<Extract<LogEvent, { kind: 'reaction' }>, 'emoji' | 'senderId' | 'on'>;

const reactionsAfter = (reactions: readonly Reaction[], { emoji, senderId, on }: Reacting): Reaction[] => {
  const others = (reactions.find((reaction) => reaction.emoji === emoji)?.userIds ?? []).filter((userId) => userId !== senderId);
  const changed = { emoji, userIds: on ? [...others, senderId] : others };
  const known = reactions.some((reaction) => reaction.emoji === emoji);
  const all = known ? reactions.map((reaction) => (reaction.emoji === emoji ? changed : reaction)) : [...reactions, changed];
  return all.filter((reaction) => reaction.userIds.length > 0);
};

/** Whoever votes again moves to the end, as in the server's order by seq. */
const withVote = (ballots: readonly Ballot[], { senderId, choices }: Extract<LogEvent, { kind: 'vote' }>): Ballot[] => [
  ...ballots.filter(({ userId }) => userId !== senderId),
  ...(choices.length > 0 ? [{ userId: senderId, choices }] : []),
];

/** The newer count, and the newer of my own votes, whichever of them the event brings. */
const withTally = (message: Message, { tally, own }: Extract<LogEvent, { kind: 'tally' }>): Message => ({
  ...message,
  tally: tally.cast > (message.tally?.cast ?? 0) ? tally : (message.tally ?? tally),
  ...(own !== undefined && own.seq > (message.own?.seq ?? 0) && { own }),
});

/** Whoever reacts again moves to the end, as in the server's order by seq. */
export const withReaction = ({ reactions = [], ...rest }: Message, reacting: Reacting): Message => {
  const after = reactionsAfter(reactions, reacting);
  return after.length > 0 ? { ...rest, reactions: after } : rest;
};

/** [C2] Whether a deletion takes effect on what somebody wrote: it is their own, or a moderator's. */
export const deletes = ({ senderId, moderator }: Extract<LogEvent, { kind: 'delete' }>, authorId: string): boolean =>
  senderId === authorId || moderator === true;

/** The message after the event. Safe to repeat, and on a message that a later event has changed already. */
export const revise = (message: Message, event: RevisingEvent): Message => {
  if (message.deletedAt !== undefined) return message;
  switch (event.kind) {
    case 'edit':
      if (event.senderId !== message.senderId || event.seq <= (message.editedSeq ?? 0)) return message;
      return { ...message, text: event.text, editedAt: event.sentAt, editedSeq: event.seq };
    case 'delete': {
      if (!deletes(event, message.senderId)) return message;
      const { attachments: _a, mentions: _m, audience: _au, reactions: _r, editedAt: _e, editedSeq: _s, ...whole } = message;
      const { poll: _po, ballots: _b, tally: _t, own: _o, closedAt: _c, pinned: _p, previews: _pr, ...kept } = whole;
      return { ...kept, text: '', deletedAt: event.sentAt, ...(event.senderId !== message.senderId && { deletedBy: event.senderId }) };
    }
    case 'reaction':
      return withReaction(message, event);
    case 'pin': {
      const { pinned: _, ...rest } = message;
      return event.on ? { ...rest, pinned: { userId: event.senderId, at: event.sentAt } } : rest;
    }
    case 'vote': {
      if (message.poll === undefined || message.poll.anonymous) return message;
      const { ballots = [], ...rest } = message;
      const changed = withVote(ballots, event);
      return changed.length > 0 ? { ...rest, ballots: changed } : rest;
    }
    case 'tally':
      return message.poll?.anonymous ? withTally(message, event) : message;
    case 'preview':
      return event.senderId === message.senderId ? { ...message, previews: event.previews } : message;
    case 'close':
      if (message.poll === undefined || message.closedAt !== undefined || event.senderId !== message.senderId) return message;
      return { ...message, closedAt: event.sentAt };
  }
};

/** [C21] The messages after one more reply in a thread, or one less. `items` is the caller's own, and may be changed in place. */
export const noteReplies = (items: Message[], event: LogEvent): void => {
  if (event.kind === 'message' && event.replyTo !== undefined) {
    const index = indexOfSeq(items, event.replyTo);
    const root = items[index];
    if (root !== undefined && event.replyTo < event.seq)
      items[index] = withReply(root, {
        userId: event.senderId,
        seq: event.seq,
        at: event.sentAt,
        ...(event.audience && { audience: true }),
      });
  }
  if (event.kind !== 'delete') return;
  const index = items.findIndex(({ replies = [] }) => replies.some(({ seq, userId }) => seq === event.target && deletes(event, userId)));
  const root = items[index];
  if (root !== undefined) items[index] = withoutReply(root, event.target);
};

const withReply = (root: Message, reply: Reply): Message => {
  const others = (root.replies ?? []).filter(({ seq }) => seq !== reply.seq);
  const replies = [...others, reply].sort((a, b) => a.seq - b.seq).slice(-limits.repliesNamed);
  return { ...root, replies };
};

const withoutReply = ({ replies = [], ...root }: Message, target: number): Message => {
  const kept = replies.filter(({ seq }) => seq !== target);
  return kept.length > 0 ? { ...root, replies: kept } : root;
};

/** Where the message of that seq stands in an ascending list; -1 if it is not there. */
export const indexOfSeq = (items: readonly Message[], seq: number): number => {
  let low = 0;
  let high = items.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = items[middle]?.seq ?? 0;
    if (found === seq) return middle;
    if (found < seq) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
};

/** Messages that were read as history, with what the store may not have taken by then: the messages that belong to them, and what was done to any. */
export const withEvents = (
  read: readonly Message[],
  events: readonly LogEvent[],
  belongs: (message: MessageEvent) => boolean,
): Message[] => {
  const bySeq = new Map(read.map((message) => [message.seq, message]));
  for (const event of events) if (event.kind === 'message' && belongs(event) && !bySeq.has(event.seq)) bySeq.set(event.seq, event);
  for (const event of events.filter(isRevising)) {
    const target = bySeq.get(event.target);
    if (target !== undefined) bySeq.set(event.target, revise(target, event));
  }
  const items = [...bySeq.values()].sort((a, b) => a.seq - b.seq);
  for (const event of events) noteReplies(items, event);
  return items;
};
