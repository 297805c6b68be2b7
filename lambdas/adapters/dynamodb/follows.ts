// Who follows which thread. A row is one person's part in one thread; what is unread is derived from it and from the replies that the root names.
import { limits } from '@parley/protocol';
import type { Follow, Follows, ThreadOf } from '../../domain/ports.ts';
import { BY_USER, byTouchKey, followedBy, followKey } from './keys.ts';
import { numberOf, textOf } from './rows.ts';
import type { Item, Outcome, Table } from './table.ts';

/** What the attribute begins with that says that the reply at a seq mentions the person by name. */
const MENTION = 'mn:';
/** Mentions that a row holds. Those that have been read make room for others. */
const MOST_MENTIONS = 100;

const IS_EARLIER_REASON = 'attribute_not_exists(#decided) AND (attribute_not_exists(#since) OR #since > :since)';
const IS_NEW_MENTION = 'attribute_not_exists(#mention) AND (attribute_not_exists(#mentions) OR #mentions < :most)';
const MOVES_FORWARD = 'attribute_not_exists(#readSeq) OR #readSeq < :seq';

const IDS = '#userId = :userId, #roomId = :roomId, #root = :root, #touchedAt = :at, #byUserSk = :byUserSk';
const IN_INDEX = '#byUserPk = :byUserPk';

const numberIn = (row: Item, name: string): number => (row[name] === undefined ? 0 : numberOf(row, name));

const mentionsOf = (row: Item): number[] =>
  Object.keys(row)
    .filter((name) => name.startsWith(MENTION))
    .map((name) => Number(name.slice(MENTION.length)))
    .sort((a, b) => a - b);

const followOf = (row: Item): Follow => {
  const readSeq = Math.max(numberIn(row, 'since'), numberIn(row, 'readSeq'));
  return {
    userId: textOf(row, 'userId'),
    roomId: textOf(row, 'roomId'),
    root: numberOf(row, 'root'),
    following: row.following === true,
    readSeq,
    mentionSeqs: mentionsOf(row).filter((seq) => seq > readSeq),
    touchedAt: numberOf(row, 'touchedAt'),
  };
};

/** The row after the write, or the one that stood against it. */
const standing = ({ item }: Outcome): Follow => {
  if (item === undefined) throw new Error('damaged row: a condition was refused by no row');
  return followOf(item);
};

export const openFollows = (directory: Table): Follows => {
  const valuesOf = ({ userId, roomId, root }: ThreadOf, at: number) => {
    const { byUserSk } = byTouchKey({ userId, roomId, root }, at);
    return { userId, roomId, root, at, byUserSk };
  };

  /** Mentions that have been read are of no use any more. Whoever has them removed at the same time does it for us. */
  const forgetMentions = async (thread: ThreadOf, row: Item): Promise<void> => {
    const { readSeq } = followOf(row);
    const read = mentionsOf(row).filter((seq) => seq <= readSeq);
    if (read.length === 0) return;
    const names = Object.fromEntries(read.map((seq, place) => [`m${place}`, `${MENTION}${seq}`]));
    const tokens = Object.keys(names).map((name) => `#${name}`);
    await directory.update(followKey(thread), `REMOVE ${tokens.join(', ')} ADD #mentions :fewer`, {
      condition: tokens.map((token) => `attribute_exists(${token})`).join(' AND '),
      values: { fewer: -read.length },
      names,
    });
  };

  return {
    /** AP90 */
    begin: async (thread, since, at) => {
      const values = { ...valuesOf(thread, at), byUserPk: followedBy(thread.userId), since, yes: true };
      const outcome = await directory.update(followKey(thread), `SET #following = :yes, #since = :since, ${IDS}, ${IN_INDEX}`, {
        condition: IS_EARLIER_REASON,
        values,
      });
      return { follow: standing(outcome), began: outcome.done };
    },

    /** AP91 */
    mention: async (thread, seq, at) => {
      const values = { ...valuesOf(thread, at), byUserPk: followedBy(thread.userId), yes: true, one: 1, most: MOST_MENTIONS };
      const outcome = await directory.update(followKey(thread), `SET #mention = :yes, ${IDS}, ${IN_INDEX} ADD #mentions :one`, {
        condition: IS_NEW_MENTION,
        values,
        names: { mention: `${MENTION}${seq}` },
      });
      return standing(outcome);
    },

    /** AP92 */
    decide: async (thread, following, seq, at) => {
      const values = { ...valuesOf(thread, at), byUserPk: followedBy(thread.userId), following, seq, yes: true };
      const update = `SET #following = :following, #decided = :yes, #since = :seq, #readSeq = :seq, ${IDS}, ${IN_INDEX}`;
      return standing(await directory.update(followKey(thread), update, { values }));
    },

    /** AP93 */
    read: async (thread, seq, at) => {
      const values = { ...valuesOf(thread, at), seq };
      const { done, item } = await directory.update(followKey(thread), `SET #readSeq = :seq, ${IDS}`, { condition: MOVES_FORWARD, values });
      if (done && item !== undefined) await forgetMentions(thread, item);
      return done;
    },

    /** AP94 */
    get: async (thread) => {
      const row = await directory.get(followKey(thread), { consistent: true });
      return row && followOf(row);
    },

    /** AP95 */
    ofUser: async (userId) => {
      const { items } = await directory.query({
        index: BY_USER,
        where: '#byUserPk = :user',
        values: { user: followedBy(userId) },
        limit: limits.followedThreads,
        descending: true,
      });
      return items.map(followOf);
    },
  };
};
