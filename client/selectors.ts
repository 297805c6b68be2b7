// What an interface shows, derived from what a client knows.
import { type FollowedThread, type LogEvent, limits, type Member, type Message, type Receipt } from '@parley/protocol';
import { membershipAfter } from './log.ts';
import { withReaction } from './messages.ts';
import type { ChatState, PendingChange, RoomState } from './state.ts';
import { messageAt } from './window.ts';

/** The rooms, most recently active first. */
export const roomsByActivity = (state: ChatState): RoomState[] =>
  Object.values(state.rooms).sort((a, b) => b.room.activeAt - a.room.activeAt || (a.room.roomId < b.room.roomId ? -1 : 1));

/** Whether there is something to show: the session has arrived, or something was kept from the last run. */
export const hasBegun = (state: ChatState): boolean => state.ready || state.kept === true;

/** Whether I know of nothing but the rooms I was invited to (H20), as far as my places in them tell. */
export const isGuest = (state: ChatState): boolean => {
  const rooms = Object.values(state.rooms).filter(({ room }) => room.kind !== 'direct');
  return rooms.length > 0 && rooms.every(({ membership }) => membership.role === 'guest');
};

/** [H33] The threads that I follow, or that mention me, the last active first. */
export const followedThreads = (state: ChatState): FollowedThread[] =>
  Object.values(state.rooms)
    .flatMap(({ threads }) => Object.values(threads))
    .filter(({ following, unreadSeqs }) => following || unreadSeqs.length > 0)
    .sort((a, b) => b.activeAt - a.activeAt || b.root - a.root);

/** What is unread in all of them. */
export const unreadInThreads = (state: ChatState): { unread: number; mentions: number } => {
  const threads = followedThreads(state);
  const sum = (count: (thread: FollowedThread) => number) => threads.reduce((total, thread) => total + count(thread), 0);
  return { unread: sum(({ unreadSeqs }) => unreadSeqs.length), mentions: sum(({ mentionSeqs }) => mentionSeqs.length) };
};

/** What waits for me everywhere: how often I am called, by a mention or directly, and whether anything else is new. */
export const waiting = (state: ChatState): { calls: number; activity: boolean } => {
  const rooms = Object.values(state.rooms);
  const threads = unreadInThreads(state);
  const calls = rooms.reduce((sum, { room, unread, mentions }) => sum + (room.kind === 'direct' ? unread : mentions), threads.mentions);
  return { calls, activity: threads.unread > 0 || rooms.some(({ unread }) => unread > 0) };
};

/** Part of a person's list of rooms. */
export interface Section {
  kind: 'favourites' | 'own' | 'rooms' | 'direct';
  /** What its owner calls it; empty for those that everybody has. */
  name: string;
  rooms: RoomState[];
}

/**
 * The rooms as their owner keeps them: the favourites, their own sections by name, then the other rooms and the direct ones, which are there even if
 * empty. Most recently active first in each.
 */
export const sectionsOf = (state: ChatState): Section[] => {
  const ordered = roomsByActivity(state);
  const isFavourite = ({ membership }: RoomState) => membership.favourite === true;
  const nameOf = ({ membership }: RoomState) => membership.section ?? '';
  const favourites = ordered.filter(isFavourite);
  const others = ordered.filter((room) => !isFavourite(room));
  const own = [...Map.groupBy(others, nameOf)].filter(([name]) => name !== '').sort(([a], [b]) => a.localeCompare(b));
  const rest = others.filter((room) => nameOf(room) === '');
  return [
    ...(favourites.length > 0 ? [{ kind: 'favourites' as const, name: '', rooms: favourites }] : []),
    ...own.map(([name, rooms]) => ({ kind: 'own' as const, name, rooms })),
    { kind: 'rooms', name: '', rooms: rest.filter(({ room }) => room.kind !== 'direct') },
    { kind: 'direct', name: '', rooms: rest.filter(({ room }) => room.kind === 'direct') },
  ];
};

/**
 * Members as H7 listed them, after what the room's log tells of them: an event comes before the membership that it changes or ends, and a list may be
 * answered in between. Whoever has come back brings nothing along of what was told before. A mute of 0 is none.
 */
export const membersAfter = (members: readonly Member[], events: readonly LogEvent[]): Member[] => {
  const told = events.filter((event) => event.kind === 'member');
  return members.flatMap((member) => {
    const own = told.filter(({ userId }) => userId === member.userId);
    const since = own.slice(
      Math.max(
        0,
        own.findLastIndex(({ change }) => change !== 'role'),
      ),
    );
    const isGone = since[0]?.change === 'left' || since[0]?.change === 'removed';
    return isGone ? [] : [since.reduce(membershipAfter, member)];
  });
};

/** How often each answer of a poll was chosen. What the poll does not have is not counted, nor a second answer where one may choose one. */
export const pollCounts = ({ poll, ballots = [], tally }: Pick<Message, 'poll' | 'ballots' | 'tally'>): number[] => {
  const { options = [], multiple = false, anonymous = false } = poll ?? {};
  if (anonymous) return options.map((_, place) => tally?.counts[place] ?? 0);
  const chosen = ballots.flatMap(({ choices }) => (multiple ? choices : choices.slice(0, 1)));
  return options.map((_, place) => chosen.filter((choice) => choice === place).length);
};

/** How many people have chosen something in a poll. */
export const pollVoters = ({ poll, ballots = [], tally }: Pick<Message, 'poll' | 'ballots' | 'tally'>): number =>
  poll?.anonymous ? (tally?.voters ?? 0) : ballots.length;

/** What somebody has chosen in a poll: of an anonymous one nobody knows but they themselves. */
export const chosenBy = (
  { poll, ballots = [], own }: Pick<Message, 'poll' | 'ballots' | 'own'>,
  me: string | undefined,
): readonly number[] => (poll?.anonymous ? own : ballots.find(({ userId }) => userId === me))?.choices ?? [];

/** What the message will be once the server has taken the change. */
const changed = (message: Message, { command }: PendingChange, me: string): Message => {
  if (message.deletedAt !== undefined) return message;
  switch (command.action) {
    case 'edit':
      return { ...message, text: command.text, editedAt: message.editedAt ?? message.sentAt };
    case 'delete':
      return { ...message, text: '', deletedAt: message.sentAt, ...(me !== message.senderId && { deletedBy: me }) };
    case 'react':
      return withReaction(message, { ...command, senderId: me });
    case 'pin':
    case 'vote':
    case 'close':
      return message;
  }
};

/** [H60] Who has read as far as `seq`, as far as they let me know, in the order in which they did; nobody in a room of more people than can be named. */
export const seenBy = ({ room, membership, receipts }: RoomState, seq: number): Receipt[] =>
  room.memberCount > limits.receiptPeople
    ? []
    : Object.values(receipts)
        .filter((receipt) => receipt.seq >= seq && receipt.userId !== membership.userId)
        .sort((a, b) => a.at - b.at || (a.userId < b.userId ? -1 : 1));

/** Messages, the window's unless told, with my own unacknowledged changes shown; the same array while there are none. */
export const shownMessages = ({ window, changes, membership }: RoomState, items: readonly Message[] = window.items): readonly Message[] => {
  if (changes.length === 0) return items;
  const byTarget = Map.groupBy(changes, ({ command }) => command.target);
  return items.map((message) =>
    (byTarget.get(message.seq) ?? []).reduce((shown, change) => changed(shown, change, membership.userId), message),
  );
};

/** The message at `seq`, if the window or the thread on screen holds it, with my own unacknowledged changes shown. */
export const findMessage = (room: RoomState, seq: number): Message | undefined =>
  [room.window.items, room.thread?.items ?? []]
    .map((items) => messageAt(shownMessages(room, items), seq))
    .find((found) => found !== undefined);
