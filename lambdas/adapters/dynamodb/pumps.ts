import { ChatError } from '../../domain/errors.ts';
import type { HeldPump, Progress, Pumps } from '../../domain/ports.ts';
import { pumpKey } from './keys.ts';
import { numberOf } from './rows.ts';
import type { Item, Table } from './table.ts';

const IS_FREE = '(attribute_not_exists(#holder) OR #leaseUntil <= :at)';
const IS_HELD = 'attribute_exists(#holder) AND #leaseUntil > :at';
const IS_MINE = '#holder = :holder';
const IS_MINE_WITHOUT_WORD = `${IS_MINE} AND #words = :words`;

/** Between two looks the pump may change hands; more often than that in one call it does not. */
const TRIES = 5;

const LIFE_SECONDS = 24 * 60 * 60;

const WRITE_PROGRESS = '#sent = :sent, #skipped = :skipped, #bellAt = :bellAt, ';

const progressOf = (row: Item): Progress | undefined => {
  if (row.sent === undefined) return undefined;
  const skipped = Array.isArray(row.skipped) ? row.skipped.filter((seq) => typeof seq === 'number') : [];
  return { sent: numberOf(row, 'sent'), skipped, bellAt: numberOf(row, 'bellAt') };
};
const heldOf = (row: Item): HeldPump => ({
  progress: progressOf(row),
  usedAt: row.usedAt === undefined ? 0 : numberOf(row, 'usedAt'),
  words: numberOf(row, 'words'),
});

export const openPumps = (table: Table): Pumps => ({
  /** AP42 */
  take: async (pump, { holder, at, until }) => {
    const key = pumpKey(pump);
    for (let tries = 0; tries < TRIES; tries += 1) {
      const taken = await table.update(
        key,
        'SET #holder = :holder, #leaseUntil = :until, #words = if_not_exists(#words, :none), #expiresAt = :end',
        { condition: IS_FREE, values: { holder, at, until, none: 0, end: Math.ceil(until / 1_000) + LIFE_SECONDS } },
      );
      // The SDK tries again when an answer is lost: then the pump is in our own hands.
      if (taken.item !== undefined && (taken.done || taken.item.holder === holder)) return heldOf(taken.item);
      const left = await table.update(key, 'ADD #words :one', { condition: IS_HELD, values: { at, one: 1 } });
      if (left.done) return 'held';
    }
    throw new ChatError('unavailable', 'The service is busy. Try again.');
  },

  /** AP43 */
  release: async (pump, { holder, at }, progress, words) => {
    const { done, item } = await table.update(
      pumpKey(pump),
      `SET ${progress === undefined ? '' : WRITE_PROGRESS}#usedAt = :at REMOVE #holder, #leaseUntil`,
      {
        condition: words === undefined ? IS_MINE : IS_MINE_WITHOUT_WORD,
        values: { holder, at, ...progress, ...(words !== undefined && { words }) },
      },
    );
    return done || item?.holder !== holder ? undefined : numberOf(item, 'words');
  },
});
