// The votes of an anonymous poll: one row for all of them, so that whoever votes and how it stands then are one write.
import { OwnVote } from '@parley/protocol';
import { countVotes } from '../../domain/polls.ts';
import type { Ballots, Counted } from '../../domain/ports.ts';
import { ballotsKey } from './keys.ts';
import { VOTE } from './revisions.ts';
import { decode, numberOf, textOf } from './rows.ts';
import type { Item, Table } from './table.ts';

const IS_NEW = 'attribute_not_exists(pk)';
const IS_FIRST_VOTE = 'attribute_exists(pk) AND attribute_not_exists(#vote) AND #votes < :most';
const IS_NEWER_VOTE = '#vote.#seq < :seq';

/** People whose votes are counted: a row holds 400 KB. */
const MOST_VOTES = 2_000;

const voteOf = (row: Item | undefined, userId: string): OwnVote | undefined => {
  const vote = row?.[`${VOTE}${userId}`];
  return vote === undefined ? undefined : decode(OwnVote, vote);
};

const countedIn = (row: Item, userId: string): Counted => {
  const votes = Object.entries(row).flatMap(([attribute, value]) => (attribute.startsWith(VOTE) ? [decode(OwnVote, value)] : []));
  const counted = countVotes({ answers: numberOf(row, 'answers'), multiple: row.multiple === true }, votes);
  return { authorId: textOf(row, 'authorId'), tally: { ...counted, cast: numberOf(row, 'cast') }, own: voteOf(row, userId) };
};

export const openBallots = (table: Table): Ballots => ({
  /** AP54 */
  open: async ({ roomId, poll, authorId, answers, multiple }) => {
    const row = { ...ballotsKey(roomId, poll), authorId, answers, multiple, votes: 0, cast: 0 };
    await table.put(row, { condition: IS_NEW });
  },

  /** AP55 */
  cast: async ({ roomId, poll }, userId, vote) => {
    const key = ballotsKey(roomId, poll);
    const names = { vote: `${VOTE}${userId}` };
    const first = await table.update(key, 'SET #vote = :vote ADD #votes :one, #cast :one', {
      condition: IS_FIRST_VOTE,
      values: { vote, one: 1, most: MOST_VOTES },
      names,
    });
    // Not every emulator says what stood against a write; and whether there is a box decides who is told what.
    const stands = first.item ?? (await table.get(key, { consistent: true }));
    if (stands === undefined) return undefined;
    if (first.done || (voteOf(stands, userId)?.seq ?? vote.seq) >= vote.seq) return countedIn(stands, userId);
    const changed = await table.update(key, 'SET #vote = :vote ADD #cast :one', {
      condition: IS_NEWER_VOTE,
      values: { vote, one: 1, seq: vote.seq },
      names,
    });
    return countedIn(changed.item ?? stands, userId);
  },

  /** AP56 */
  ownVotes: async (userId, polls) => {
    const keys = polls.map(({ roomId, poll }) => ballotsKey(roomId, poll));
    const nameOf = ({ pk, seq }: Item) => `${pk} ${seq}`;
    const rows = new Map((await table.getMany(keys, { consistent: true })).map((row) => [nameOf(row), row]));
    return keys.map((key) => voteOf(rows.get(nameOf({ ...key })), userId));
  },
});
