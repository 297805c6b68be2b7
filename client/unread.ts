// What is unread, without the whole log: the server names the seqs once, the client goes on from there.
import { isMentioned, type MessageEvent, type SessionRoom } from '@parley/protocol';
import type { RoomState, UnreadTally } from './state.ts';

/** The most that is kept and counted; the server stops here too. */
export const UNREAD_CAP = 100;

type Counted = Pick<RoomState, 'tally' | 'unread' | 'mentions'>;

const withTally = (tally: UnreadTally): Counted => ({ tally, unread: tally.seqs.length, mentions: tally.mentions.length });

/** The tally without the seqs that no longer count. */
const keeping = ({ seqs, mentions, countedTo }: UnreadTally, counts: (seq: number) => boolean): Counted =>
  withTally({ seqs: seqs.filter(counts), mentions: mentions.filter(counts), countedTo });

/** Begins from what the server says is unread. */
export const startTally = ({ unreadSeqs, mentionSeqs, unreadAt }: SessionRoom): Counted =>
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

/** Moves the read mark forward; never back. */
export const readTo = (room: RoomState, seq: number): RoomState => {
  if (seq <= room.membership.readSeq) return room;
  return { ...room, membership: { ...room.membership, readSeq: seq }, ...keeping(room.tally, (unread) => unread > seq) };
};
