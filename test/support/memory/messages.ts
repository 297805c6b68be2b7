import {
  type Ballot,
  type LogEvent,
  limits,
  type Message,
  type MessageEvent,
  type Preview,
  type Reaction,
  type Tally,
  type Wording,
} from '@parley/protocol';
import type { Claim, LogEntry, LogSlice, Messages, NotedReply, RevisingEvent } from '../../../lambdas/domain/ports.ts';
import { pageByKey } from './paging.ts';

/** Entries of one room's log that one query reaches. */
const BUCKET = 10_000;

interface Revision {
  edit?: { text: string; seq: number; at: number };
  edits: Map<number, Wording>;
  deletion?: { seq: number; at: number; by: string };
  /** By emoji and user. */
  reactions: Map<string, { emoji: string; userId: string; seq: number; on: boolean }>;
  votes: Map<string, Ballot & { seq: number }>;
  tally?: Tally;
  replies: Map<number, NotedReply>;
  pin?: { userId: string; seq: number; on: boolean; at: number };
  end?: { seq: number; at: number };
  preview?: { seq: number; previews: Preview[] };
}

interface RoomLog {
  entries: Map<number, LogEntry>;
  revisions: Map<number, Revision>;
}

const claimKey = ({ roomId, senderId, clientId }: Pick<Claim, 'roomId' | 'senderId' | 'clientId'>): string =>
  `${roomId} ${senderId} ${clientId}`;

const reactionsOf = (revision: Revision): Reaction[] => {
  const standing = [...revision.reactions.values()].filter(({ on }) => on).sort((a, b) => a.seq - b.seq);
  return [...Map.groupBy(standing, ({ emoji }) => emoji)].map(([emoji, by]) => ({ emoji, userIds: by.map(({ userId }) => userId) }));
};

const pollOf = ({ votes, end, tally }: Revision, anonymous: boolean): Pick<Message, 'ballots' | 'tally' | 'closedAt'> => {
  if (anonymous) return { ...(tally && { tally }), ...(end && { closedAt: end.at }) };
  const standing = [...votes.values()].filter(({ choices }) => choices.length > 0).sort((a, b) => a.seq - b.seq);
  const ballots = standing.map(({ userId, choices }) => ({ userId, choices }));
  return { ...(ballots.length > 0 && { ballots }), ...(end && { closedAt: end.at }) };
};

const repliesOf = ({ replies }: Revision): Pick<Message, 'replies'> => {
  const standing = [...replies.values()]
    .filter(({ on }) => on)
    .map(({ reply }) => reply)
    .sort((a, b) => a.seq - b.seq);
  return standing.length > 0 ? { replies: standing.slice(-limits.repliesNamed) } : {};
};

const wordless = ({ attachments, mentions, audience, poll, ...kept }: MessageEvent): MessageEvent => ({ ...kept, text: '' });

const messageOf = (
  { except: _except, exceptUser: _exceptUser, ...entry }: Extract<LogEntry, { kind: 'message' }>,
  revision: Revision | undefined,
): Message => {
  if (revision === undefined) return entry;
  if (revision.deletion !== undefined) {
    const { at, by } = revision.deletion;
    return { ...wordless(entry), deletedAt: at, ...(by !== entry.senderId && { deletedBy: by }), ...repliesOf(revision) };
  }
  const { edit, pin } = revision;
  const reactions = reactionsOf(revision);
  return {
    ...entry,
    ...(edit && { text: edit.text, editedSeq: edit.seq, editedAt: edit.at }),
    ...(reactions.length > 0 && { reactions }),
    ...(pin?.on && { pinned: { userId: pin.userId, at: pin.at } }),
    ...(revision.preview && { previews: revision.preview.previews }),
    ...(entry.poll && pollOf(revision, entry.poll.anonymous === true)),
    ...repliesOf(revision),
  };
};

const revise = (revision: Revision, event: RevisingEvent): void => {
  const { seq, sentAt: at, senderId: userId } = event;
  const isFirst = (stands: { seq: number } | undefined) => seq < (stands?.seq ?? Number.POSITIVE_INFINITY);
  const isLast = (stands: { seq: number } | undefined) => seq > (stands?.seq ?? 0);
  switch (event.kind) {
    case 'edit':
      revision.edits.set(seq, { seq, text: event.text, at });
      if (isLast(revision.edit)) revision.edit = { text: event.text, seq, at };
      return;
    case 'delete':
      if (isFirst(revision.deletion)) revision.deletion = { seq, at, by: userId };
      return;
    case 'reaction': {
      const key = `${event.emoji} ${userId}`;
      if (isLast(revision.reactions.get(key))) revision.reactions.set(key, { emoji: event.emoji, userId, seq, on: event.on });
      return;
    }
    case 'pin':
      if (isLast(revision.pin)) revision.pin = { userId, seq, on: event.on, at };
      return;
    case 'vote':
      if (isLast(revision.votes.get(userId))) revision.votes.set(userId, { userId, choices: event.choices, seq });
      return;
    case 'tally':
      if (event.tally.cast > (revision.tally?.cast ?? 0)) revision.tally = event.tally;
      return;
    case 'preview':
      if (isLast(revision.preview)) revision.preview = { seq, previews: event.previews };
      return;
    case 'close':
      if (isFirst(revision.end)) revision.end = { seq, at };
  }
};

const newRevision = (): Revision => ({ reactions: new Map(), votes: new Map(), replies: new Map(), edits: new Map() });

const isEvent = (entry: LogEntry): entry is Exclude<LogEntry, { kind: 'void' }> => entry.kind !== 'void';
/** Only what readers may know. */
const eventOf = ({ except: _except, exceptUser: _exceptUser, ...event }: Exclude<LogEntry, { kind: 'void' }>): LogEvent => event;
const withoutWords = (event: LogEvent): LogEvent => {
  if (event.kind === 'message') return wordless(event);
  if (event.kind === 'preview') return { ...event, previews: [] };
  return event.kind === 'edit' ? { ...event, text: '' } : event;
};
const isMessage = (entry: LogEntry): boolean => entry.kind === 'message';

/** Entries in reading order until `limit` wanted ones are there, and the last seq that this covers. */
const read = (inOrder: readonly LogEntry[], isWanted: (entry: LogEntry) => boolean, limit: number, edge: number, step: 1 | -1) => {
  let wanted = 0;
  const surplus = inOrder.findIndex((entry) => isWanted(entry) && ++wanted > limit);
  const over = inOrder[surplus];
  return over === undefined ? { entries: inOrder, edge } : { entries: inOrder.slice(0, surplus), edge: over.seq - step };
};

const sliceOf = <T>(entries: readonly LogEntry[], items: T[], from: number, to: number): LogSlice<T> => ({
  items,
  voids: entries.filter(({ kind }) => kind === 'void').map(({ seq }) => seq),
  at: new Map(entries.map(({ seq, sentAt }) => [seq, sentAt])),
  from,
  to,
});

export const memoryMessages = (): Messages => {
  const claims = new Map<string, Claim>();
  const logs = new Map<string, RoomLog>();

  const logOf = (roomId: string): RoomLog => {
    const log = logs.get(roomId) ?? { entries: new Map(), revisions: new Map() };
    logs.set(roomId, log);
    return log;
  };

  const ascending = (roomId: string, from: number): LogEntry[] =>
    [...logOf(roomId).entries.values()].filter(({ seq }) => seq >= from).sort((a, b) => a.seq - b.seq);

  const messagesOf = (roomId: string, entries: readonly LogEntry[]): Message[] =>
    entries.flatMap((entry) => (entry.kind === 'message' ? messageOf(entry, logOf(roomId).revisions.get(entry.seq)) : []));

  const above = (roomId: string, seq: number, isWanted: (entry: LogEntry) => boolean, limit: number) => {
    const entries = ascending(roomId, seq + 1);
    const last = entries.at(-1)?.seq ?? seq + 1;
    return read(entries, isWanted, limit, (Math.floor(last / BUCKET) + 1) * BUCKET - 1, 1);
  };

  return {
    claim: async (claim, instead) => {
      const before = claims.get(claimKey(claim));
      const standing = before === undefined || before.seq === instead?.seq ? claim : before;
      claims.set(claimKey(claim), standing);
      return standing;
    },
    claimed: async (roomId, senderId, clientId) => claims.get(claimKey({ roomId, senderId, clientId })),
    claims: async (names) => [...new Set(names.map(claimKey))].flatMap((key) => claims.get(key) ?? []),
    append: async (entries) => {
      for (const entry of entries) logOf(entry.roomId).entries.set(entry.seq, entry);
      return [];
    },
    settle: async (entry) => {
      const { entries } = logOf(entry.roomId);
      const stood = entries.get(entry.seq);
      if (stood === undefined) entries.set(entry.seq, entry);
      return stood;
    },
    revise: async (event) => {
      const { revisions } = logOf(event.roomId);
      const revision = revisions.get(event.target) ?? newRevision();
      revise(revision, event);
      revisions.set(event.target, revision);
    },
    get: async (roomId, seq) => {
      const entry = logOf(roomId).entries.get(seq);
      return entry && messagesOf(roomId, [entry])[0];
    },
    after: async (roomId, seq, limit) => {
      const { entries, edge } = above(roomId, seq, isEvent, limit);
      const { revisions } = logOf(roomId);
      const events = entries.filter(isEvent).map((entry) => {
        const isDeleted = revisions.get('target' in entry ? entry.target : entry.seq)?.deletion !== undefined;
        return isDeleted ? withoutWords(eventOf(entry)) : eventOf(entry);
      });
      return sliceOf(entries, events, seq + 1, edge);
    },
    deliverable: async (roomId, seq, limit) => {
      const { entries, edge } = above(roomId, seq, isEvent, limit);
      const items = entries.filter(isEvent).map((entry) => ({
        event: eventOf(entry),
        ...(entry.except !== undefined && { except: entry.except }),
        ...(entry.exceptUser !== undefined && { exceptUser: entry.exceptUser }),
      }));
      return sliceOf(entries, items, seq + 1, edge);
    },
    before: async (roomId, seq, limit) => {
      const descending = ascending(roomId, 1)
        .filter((entry) => entry.seq < seq)
        .reverse();
      const { entries, edge } = read(descending, isMessage, limit, 1, -1);
      const inOrder = entries.toReversed();
      return sliceOf(inOrder, messagesOf(roomId, inOrder), edge, seq - 1);
    },
    messagesAfter: async (roomId, seq, limit) => {
      const { entries, edge } = above(roomId, seq, isMessage, limit);
      return sliceOf(entries, messagesOf(roomId, entries), seq + 1, edge);
    },
    noteReply: async (noted) => {
      const { revisions } = logOf(noted.roomId);
      const revision = revisions.get(noted.root) ?? newRevision();
      revisions.set(noted.root, revision);
      if (noted.by > (revision.replies.get(noted.reply.seq)?.by ?? 0)) revision.replies.set(noted.reply.seq, noted);
    },
    edits: async (roomId, seq) => {
      const { entries, revisions } = logOf(roomId);
      const entry = entries.get(seq);
      const revision = revisions.get(seq);
      if (entry?.kind !== 'message' || revision?.deletion !== undefined) return undefined;
      const edits = [...(revision?.edits.values() ?? [])].sort((a, b) => a.seq - b.seq);
      return [{ seq, text: entry.text, at: entry.sentAt }, ...edits];
    },
    replies: async (roots) =>
      roots.map(({ roomId, seq }) => {
        const revision = logOf(roomId).revisions.get(seq);
        return revision === undefined ? [] : (repliesOf(revision).replies ?? []);
      }),
    thread: async (roomId, root, before, limit) => {
      const noted = logOf(roomId).revisions.get(root)?.replies ?? new Map();
      const replies = messagesOf(roomId, ascending(roomId, 1)).filter(({ seq }) => noted.has(seq) && seq < before);
      return { items: replies.slice(-limit), more: replies.length > limit };
    },
    pins: async (roomId, request) => {
      const pinned = messagesOf(roomId, ascending(roomId, 1)).filter((message) => message.pinned !== undefined);
      return pageByKey(pinned, ({ seq }) => String(Number.MAX_SAFE_INTEGER - seq), request);
    },
  };
};
