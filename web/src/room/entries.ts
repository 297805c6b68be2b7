// What the message list shows, line by line.
import type { PendingMessage } from '@parley/client';
import type { Message } from '@parley/protocol';
import { reasonOf } from '../languages/language.ts';

export interface MessageEntry extends Pick<Message, 'mentions' | 'audience' | 'reactions' | 'replies' | 'replyTo'> {
  kind: 'message';
  /** The same while the message is on its way and when it has arrived, so that its row stays. */
  key: string;
  senderId: string;
  at: number;
  text: string;
  /** Follows another of the same person closely: shown without name and picture. */
  grouped: boolean;
  edited: boolean;
  deleted: boolean;
  /** Once it is in the log. */
  seq?: number;
  /** What the log says of it: another object after every change. */
  message?: Message;
  /** While it is not: its id, and how it stands. */
  pending?: { id: string; status: PendingMessage['status']; reason?: string };
}

export type Entry =
  | { kind: 'start'; key: 'start' }
  | { kind: 'day'; key: string; at: number }
  | { kind: 'unread'; key: 'unread' }
  /** `seq`: my message above it, once it is in the log. Each message has a line of its own: one that moved on would look as if nothing had joined at the end. */
  | { kind: 'seen'; key: string; seq: number | undefined }
  | MessageEntry;

/** Messages of one person that are closer than this stand together, milliseconds. */
const GROUP_MS = 5 * 60_000;

const keyOf = (senderId: string, id: string): string => `${senderId}/${id}`;

const ofMessage = (message: Message): MessageEntry => ({
  kind: 'message',
  key: keyOf(message.senderId, message.id),
  senderId: message.senderId,
  at: message.sentAt,
  text: message.text,
  grouped: false,
  edited: message.editedAt !== undefined,
  deleted: message.deletedAt !== undefined,
  seq: message.seq,
  message,
  mentions: message.mentions,
  audience: message.audience,
  reactions: message.reactions,
  replies: message.replies,
  replyTo: message.replyTo,
});

const ofPending = (message: PendingMessage, me: string): MessageEntry => ({
  kind: 'message',
  key: keyOf(me, message.id),
  senderId: me,
  at: message.createdAt,
  text: message.text,
  grouped: false,
  edited: false,
  deleted: false,
  mentions: message.mentions,
  audience: message.audience,
  replyTo: message.replyTo,
  pending: { id: message.id, status: message.status, ...(message.error === undefined ? {} : { reason: reasonOf(message.error) }) },
});

const dayOf = (at: number): string => new Date(at).toDateString();

interface Listed {
  messages: readonly Message[];
  pending: readonly PendingMessage[];
  me: string;
  /** Whether `messages` begin where the room does. */
  fromStart: boolean;
  /** Messages of others above it are new. */
  dividerSeq?: number | undefined;
  /** Whether it is told who has seen my last message. It has its line before anybody has, so that nothing moves when they do. */
  receipts?: boolean;
}

/**
 * The lines of a room, oldest first: its beginning, days, the unread divider, messages, and what is on its way. Where older messages are yet to
 * be fetched, the oldest one at hand is not shown: it tells how the next one looks, so that no line changes when they come.
 */
export const entriesOf = ({ messages, pending, me, fromStart, dividerSeq, receipts = false }: Listed): Entry[] => {
  const entries: Entry[] = fromStart ? [{ kind: 'start', key: 'start' }] : [];
  let previous: MessageEntry | undefined;
  let divided = dividerSeq === undefined;

  const add = (entry: MessageEntry) => {
    const day = dayOf(entry.at);
    const newDay = previous === undefined || dayOf(previous.at) !== day;
    if (newDay) entries.push({ kind: 'day', key: `day:${day}`, at: entry.at });
    const isNew = !divided && entry.senderId !== me && (entry.seq ?? 0) > (dividerSeq ?? 0);
    if (isNew) entries.push({ kind: 'unread', key: 'unread' });
    divided ||= isNew;
    const close = previous?.senderId === entry.senderId && entry.at - previous.at < GROUP_MS;
    entry.grouped = close && !newDay && !isNew;
    entries.push(entry);
    previous = entry;
  };

  const [oldest] = messages;
  if (!fromStart && oldest !== undefined) previous = ofMessage(oldest);
  for (const message of fromStart ? messages : messages.slice(1)) add(ofMessage(message));
  for (const message of pending) add(ofPending(message, me));
  const last = receipts ? entries.findLastIndex((entry) => entry.kind === 'message' && entry.senderId === me) : -1;
  const mine = entries[last];
  if (mine?.kind === 'message' && !mine.deleted) entries.splice(last + 1, 0, { kind: 'seen', key: `seen:${mine.key}`, seq: mine.seq });
  return entries;
};

/** The key of my last message that can be edited, one that is on its way among them. */
export const lastToEdit = ({ messages, pending, me }: Pick<Listed, 'messages' | 'pending' | 'me'>): string | undefined => {
  const mine =
    pending.findLast(({ status }) => status !== 'failed') ??
    messages.findLast(({ senderId, deletedAt }) => senderId === me && deletedAt === undefined);
  return mine && keyOf(me, mine.id);
};

/** Whether the two look the same. */
export const sameEntry = (one: MessageEntry, other: MessageEntry): boolean =>
  one.key === other.key &&
  one.text === other.text &&
  one.at === other.at &&
  one.grouped === other.grouped &&
  one.edited === other.edited &&
  one.deleted === other.deleted &&
  one.seq === other.seq &&
  one.message === other.message &&
  one.pending?.status === other.pending?.status &&
  one.pending?.reason === other.pending?.reason;
