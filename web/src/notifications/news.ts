// Which messages are worth a notification. Own ones and those of blocked people never are: they are not unread.
import type { ChatState, RoomState } from '@parley/client';
import type { Notifications } from '@parley/protocol';

export interface News {
  roomId: string;
  seq: number;
  /** The beginning of the thread that it was said in, if one must go there to see it. */
  thread?: number;
  /** It mentions me, or was said to me directly. */
  called: boolean;
  /** When it was said, milliseconds since the epoch; of one that was only counted, when the room was last active. */
  at: number;
  /** Unknown of what was only counted. */
  said?: { senderId: string; text: string };
}

/** What holds unless somebody has said otherwise. */
export const DEFAULT: Notifications = { about: 'calls', words: true };

type Unread = Pick<News, 'seq' | 'thread' | 'called'>;

/** What is unread in a room above `after`, its threads included. A reply that is shown in the room as well is one of the room's. */
const unreadAbove = ({ room, tally, threads }: RoomState, after: number): Unread[] => {
  const direct = room.kind === 'direct';
  const inRoom = tally.seqs.filter((seq) => seq > after).map((seq) => ({ seq, called: direct || tally.mentions.includes(seq) }));
  const inThreads = Object.values(threads).flatMap(({ root, unreadSeqs, mentionSeqs }) =>
    unreadSeqs
      .filter((seq) => seq > after && !tally.seqs.includes(seq))
      .map((seq) => ({ seq, thread: root, called: direct || mentionSeqs.includes(seq) })),
  );
  return [...inRoom, ...inThreads];
};

/** The newest above `after` that is to be told of. */
export const newestNews = (state: RoomState, after: number, about: Notifications['about']): News | undefined => {
  if (about === 'nothing') return undefined;
  const wanted = unreadAbove(state, after).filter(({ called }) => about === 'everything' || called);
  const newest = wanted.reduce<Unread | undefined>((last, each) => (last === undefined || each.seq > last.seq ? each : last), undefined);
  if (newest === undefined) return undefined;
  const { room, recent } = state;
  const event = recent.events.findLast(({ seq }) => seq === newest.seq);
  return {
    roomId: room.roomId,
    ...newest,
    at: event?.sentAt ?? room.activeAt,
    ...(event?.kind === 'message' && { said: { senderId: event.senderId, text: event.text } }),
  };
};

/** Whether it is still to be read. */
export const isUnread = (state: ChatState, { roomId, seq, thread }: News): boolean => {
  const room = state.rooms[roomId];
  if (room === undefined) return false;
  return thread === undefined ? room.tally.seqs.includes(seq) : room.threads[thread]?.unreadSeqs.includes(seq) === true;
};
