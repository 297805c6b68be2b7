// What is unread, without the whole log: the server names the seqs once, the client goes on from there.
import { isMentioned, type Membership, type MessageEvent, type SessionRoom } from '@parley/protocol';
import type { RoomState, UnreadTally } from './state.ts';

/** The most that is kept and counted; the server stops here too. */
export const UNREAD_CAP = 100;

type Counted = Pick<RoomState, 'tally' | 'unread' | 'mentions'>;

const withTally = (tally: UnreadTally): Counted => ({ tally, unread: tally.seqs.length, mentions: tally.mentions.length });

/** The tally without the seqs that no longer count. */
export const keeping = ({ seqs, mentions, countedTo }: UnreadTally, counts: (seq: number) => boolean): Counted =>
  withTally({ seqs: seqs.filter(counts), mentions: mentions.filter(counts), countedTo });

/** Begins from what the server says is unread. */
export const startTally = ({ unreadSeqs, mentionSeqs, unreadAt }: Pick<SessionRoom, 'unreadSeqs' | 'mentionSeqs' | 'unreadAt'>): Counted =>
  withTally({ seqs: unreadSeqs, mentions: mentionSeqs, countedTo: unreadAt });

/** A message of somebody else has come. */
export const tallyMessage = (tally: UnreadTally, message: MessageEvent, me: string): Counted => {
  const { seqs, mentions, countedTo } = tally;
  if (message.seq <= countedTo) return withTally(tally);
  const kept = [...seqs, message.seq].slice(-UNREAD_CAP);
  const oldest = kept[0] ?? 0;
  const called = isMentioned(message, me) ? [...mentions, message.seq] : mentions;
  return withTally({ seqs: kept, mentions: called.filter((seq) => seq >= oldest), countedTo });
};

/** A message has been deleted. */
export const tallyDeletion = (tally: UnreadTally, target: number): Counted => keeping(tally, (seq) => seq !== target);

/** How far a room has been read: in which turn, and up to which seq. */
export interface ReadMark {
  seq: number;
  turn: number;
}

export const markOf = ({ readSeq, readTurn = 0 }: Pick<Membership, 'readSeq' | 'readTurn'>): ReadMark => ({ seq: readSeq, turn: readTurn });

/** [H36] Of two marks that of the later turn stands, of one turn the one further on. */
export const isLater = (mark: ReadMark, than: ReadMark): boolean => (mark.turn === than.turn ? mark.seq > than.seq : mark.turn > than.turn);

/** Moves the read mark where a later one is: forward, or in a later turn back, and then what it passes is to be counted. */
export const readTo = (room: RoomState, mark: ReadMark): RoomState => {
  const before = markOf(room.membership);
  if (!isLater(mark, before)) return room;
  const { seq, turn } = mark;
  const { held: _, ...rest } = room;
  return {
    ...rest,
    membership: { ...room.membership, readSeq: seq, ...(turn > 0 && { readTurn: turn }) },
    ...keeping(room.tally, (unread) => unread > seq),
    ...(seq < before.seq && { uncounted: true }),
  };
};
