// What later entries did to a message: how it is kept in the row behind the message, and how a message with it stands now.
import { Ballot, limits, type Message, MessageEvent, PreviewEvent, type Reaction, Reply, Tally } from '@parley/protocol';
import { isMessage, seqOf } from './log-rows.ts';
import { decode, numberOf, textOf } from './rows.ts';
import type { Item } from './table.ts';

export const VOTE = 'vo:';
export const EDIT = 'ed:';
export const REPLY = 'rp:';
const REACTION = 're:';
export const reactionAttribute = (emoji: string, userId: string): string => `${REACTION}${emoji}:${userId}`;
const reactionOf = (attribute: string): { emoji: string; userId: string } => {
  const end = attribute.lastIndexOf(':');
  return { emoji: attribute.slice(REACTION.length, end), userId: attribute.slice(end + 1) };
};

/** Who reacted with what, each emoji's people in the order they did. */
const reactionsOf = (revision: Item): Reaction[] => {
  const placed = Object.entries(revision).flatMap(([attribute, value]) => {
    if (!attribute.startsWith(REACTION) || typeof value !== 'object' || value === null) return [];
    const { seq, on } = { seq: undefined, on: undefined, ...value };
    return on === true && typeof seq === 'number' ? [{ ...reactionOf(attribute), seq }] : [];
  });
  const inOrder = placed.toSorted((one, other) => one.seq - other.seq);
  const byEmoji = Map.groupBy(inOrder, ({ emoji }) => emoji);
  return Array.from(byEmoji, ([emoji, people]) => ({ emoji, userIds: people.map(({ userId }) => userId) }));
};

/** Who chose what, in the order in which they did. Whoever took their vote back is not among them. */
const ballotsOf = (revision: Item): Ballot[] =>
  Object.entries(revision)
    .flatMap(([attribute, value]) => {
      if (!attribute.startsWith(VOTE) || typeof value !== 'object' || value === null) return [];
      const vote: Item = { ...value, userId: attribute.slice(VOTE.length) };
      return [{ seq: seqOf(vote), ballot: decode(Ballot, vote) }];
    })
    .filter(({ ballot }) => ballot.choices.length > 0)
    .toSorted((one, other) => one.seq - other.seq)
    .map(({ ballot }) => ballot);

/** The newest replies that stand, ascending. */
export const repliesOf = (revision: Item): Pick<Message, 'replies'> => {
  const replies = Object.entries(revision)
    .flatMap(([attribute, value]) => {
      if (!attribute.startsWith(REPLY) || typeof value !== 'object' || value === null) return [];
      const { on, ...reply }: Item = { ...value, seq: Number(attribute.slice(REPLY.length)) };
      return on === true ? [decode(Reply, reply)] : [];
    })
    .toSorted((one, other) => one.seq - other.seq)
    .slice(-limits.repliesNamed);
  return replies.length > 0 ? { replies } : {};
};

/** What a poll's revision says of it; nobody's ballot where it is anonymous. */
const pollOf = (
  revision: Item,
  { anonymous = false }: { anonymous?: boolean | undefined },
): Pick<Message, 'ballots' | 'tally' | 'closedAt'> => {
  const ballots = anonymous ? [] : ballotsOf(revision);
  return {
    ...(ballots.length > 0 && { ballots }),
    ...(anonymous && revision.tally !== undefined && { tally: decode(Tally, revision.tally) }),
    ...(revision.closedAt !== undefined && { closedAt: numberOf(revision, 'closedAt') }),
  };
};

/** A message without what it said. */
export const wordless = (entry: MessageEvent): MessageEvent => {
  const { attachments: _attachments, mentions: _mentions, audience: _audience, poll: _poll, ...kept } = entry;
  return { ...kept, text: '' };
};

/** A message as it stands now: its entry with its revision laid over it. */
const messageOf = (row: Item, revision: Item | undefined): Message => {
  const entry = decode(MessageEvent, row);
  if (revision === undefined) return entry;
  if (revision.deletedAt !== undefined) {
    const by = revision.deletedBy !== undefined && revision.deletedBy !== entry.senderId && { deletedBy: textOf(revision, 'deletedBy') };
    return { ...wordless(entry), deletedAt: numberOf(revision, 'deletedAt'), ...by, ...repliesOf(revision) };
  }
  const edit = revision.editedSeq !== undefined && {
    text: textOf(revision, 'text'),
    editedAt: numberOf(revision, 'editedAt'),
    editedSeq: numberOf(revision, 'editedSeq'),
  };
  const reactions = reactionsOf(revision);
  return {
    ...entry,
    ...edit,
    ...(reactions.length > 0 && { reactions }),
    ...(revision.previews !== undefined && { previews: decode(PreviewEvent.shape.previews, revision.previews) }),
    ...(revision.pinned === true && { pinned: { userId: textOf(revision, 'pinnedBy'), at: numberOf(revision, 'pinnedAt') } }),
    ...(entry.poll && pollOf(revision, entry.poll)),
    ...repliesOf(revision),
  };
};

/** The messages among rows of the log, as they stand now. */
export const messagesOf = (rows: readonly Item[]): Message[] => {
  const bySeq = new Map(rows.map((row) => [seqOf(row), row]));
  return rows.filter(isMessage).map((row) => messageOf(row, bySeq.get(seqOf(row) + 0.5)));
};
