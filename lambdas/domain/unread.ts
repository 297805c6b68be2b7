import { isInRoom, isMentioned, limits, type Membership, type Message, type SessionRoom } from '@parley/protocol';
import type { Ports, Readable } from './deps.ts';
import { settleGaps } from './gaps.ts';
import type { StoredRoom } from './ports.ts';

/** Counts no further: 100 stands for 100 or more. */
const ENOUGH = 100;

/** Pages looked at for one room. A room whose newest pages hold little but reactions may show less than there is. */
const PAGES = 3;

/** How long the newest events may be in the log before they have taken effect on the messages they are about, milliseconds. */
const SETTLING_MS = 10_000;

type Counted = Pick<SessionRoom, 'unread' | 'unreadAt' | 'settledAt' | 'unreadSeqs' | 'mentionSeqs'>;

/**
 * What a member has not read, counted from the newest message down: messages of others, whom they have not `blocked`, that are not deleted, above the read mark. `unreadAt` is
 * the head, or the seq before the first one that is not persisted yet: from there on the client catches up, and counts by itself. What one has
 * read can be missing too, one's own last words above all; so a room that was active while gaps may still fill is looked at in any case. An event
 * is in the log a moment before it has taken effect on the message it is about: `settledAt` lies below those that may be in that moment.
 */
export const countUnread = async (
  deps: Readable & Pick<Ports, 'meter' | 'clock'>,
  room: StoredRoom,
  { userId, readSeq }: Membership,
  blocked: ReadonlySet<string> = new Set(),
): Promise<Counted> => {
  let mayMiss = deps.clock() - room.activeAt <= limits.voidAfterMs;
  let unread: Message[] = [];
  let unreadAt = room.head;
  let settledAt = room.head;
  let before = room.head + 1;
  for (let page = 0; page < PAGES && before > 1 && (before > readSeq + 1 || mayMiss) && unread.length < ENOUGH; page += 1) {
    const slice = await deps.messages.before(room.roomId, before, limits.messagesPage);
    const gaps = await settleGaps(deps, room.roomId, slice, room);
    const [missing] = gaps.missing;
    mayMiss = missing !== undefined;
    if (missing !== undefined) unreadAt = missing - 1;
    const settling = [...slice.at].filter(([, at]) => deps.clock() - at < SETTLING_MS).map(([seq]) => seq - 1);
    settledAt = Math.min(settledAt, unreadAt, ...settling);
    const counted = slice.items.filter(
      (message) =>
        message.seq > readSeq &&
        message.senderId !== userId &&
        !blocked.has(message.senderId) &&
        message.deletedAt === undefined &&
        isInRoom(message),
    );
    unread = [...counted, ...unread].filter(({ seq }) => seq <= unreadAt);
    before = slice.from;
  }
  const newest = unread.slice(-ENOUGH);
  return {
    unread: newest.length,
    unreadAt,
    unreadSeqs: newest.map(({ seq }) => seq),
    mentionSeqs: newest.filter((message) => isMentioned(message, userId)).map(({ seq }) => seq),
    ...(settledAt < unreadAt && { settledAt }),
  };
};

/** The same without a look, for whoever shows the room up to a seq, and counts by themselves: nothing is unread up to where it is read. */
export const countNothing = ({ readSeq }: Membership, shown: number): Counted => ({
  unread: 0,
  unreadAt: Math.min(readSeq, shown),
  unreadSeqs: [],
  mentionSeqs: [],
});
