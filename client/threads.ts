// [C21] The thread on screen: its root and replies, kept like the window by events in the order of the log.
import { isInRoom, type LogEvent, type Message, type Thread } from '@parley/protocol';
import { indexOfSeq, isRevising, noteReplies, revise, withEvents } from './messages.ts';
import type { RoomState, ThreadState } from './state.ts';

/** Takes an event into a list of messages, which may be changed in place: into the messages it is about and, if it is one that belongs, as the last. */
export const applyToItems = (items: Message[], event: LogEvent, belongs: (message: LogEvent) => boolean): void => {
  noteReplies(items, event);
  if (event.kind === 'message') {
    if (belongs(event) && indexOfSeq(items, event.seq) === -1) items.push(event);
    return;
  }
  if (!isRevising(event)) return;
  const index = indexOfSeq(items, event.target);
  const target = items[index];
  if (target !== undefined) items[index] = revise(target, event);
};

const isReplyTo = (root: number) => (event: LogEvent) => event.kind === 'message' && event.replyTo === root;

export const threadAfter = (thread: ThreadState, event: LogEvent): ThreadState => {
  const items = [...thread.items];
  applyToItems(items, event, isReplyTo(thread.root));
  return { ...thread, items };
};

/**
 * The root of a thread and the replies of a page, ascending, as of the room's cursor: what lies above may be past a gap, and comes in its turn (R3);
 * what the store had not taken when the page was read is put in.
 */
export const threadNow = ({ root, items }: Thread, { cursor, recent }: RoomState): Message[] =>
  withEvents([root, ...items.filter(({ seq }) => seq <= cursor)], recent.events, isReplyTo(root.seq));

/** A page joins what is at hand, which is true at the cursor. */
export const withThreadPage = (room: RoomState, page: Thread): RoomState => {
  const { thread } = room;
  if (thread?.root !== page.root.seq) return room;
  const { error: _, ...rest } = thread;
  const merged = new Map([...threadNow(page, room), ...thread.items].map((message) => [message.seq, message]));
  const items = [...merged.values()].sort((a, b) => a.seq - b.seq);
  return { ...room, thread: { ...rest, items, more: page.more, loading: false } };
};

/** The messages that the room itself shows. */
export const inRoom = <T extends Pick<Message, 'replyTo' | 'alsoToRoom'>>(messages: readonly T[]): readonly T[] =>
  messages.every(isInRoom) ? messages : messages.filter(isInRoom);
