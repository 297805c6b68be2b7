import { limits, Saved as SavedItem } from '@parley/protocol';
import type { Saved } from '../../domain/ports.ts';
import { dueRows } from './due.ts';
import { dueKey, SAVED, savedKey } from './keys.ts';
import { decode, textOf } from './rows.ts';
import type { Item, Table } from './table.ts';

const IS_STILL_DUE = '#remindAt = :remindAt AND attribute_not_exists(#remindedAt)';

const savedOf = (row: Item) => decode(SavedItem, row);

export const openSaved = (directory: Table): Saved => ({
  /** AP83 */
  put: async (userId, saved) => {
    const { remindAt } = saved;
    const due = remindAt === undefined ? {} : dueKey('saved', userId, remindAt);
    await directory.put({ ...savedKey(userId, saved), ...due, userId, ...saved });
  },

  /** AP83 */
  remove: async (userId, place) => (await directory.delete(savedKey(userId, place))).item !== undefined,

  /** AP84 */
  ofUser: async (userId) => {
    const values = { pk: savedKey(userId, { roomId: '', seq: 0 }).pk, saved: SAVED };
    const { items } = await directory.query({
      where: '#pk = :pk AND begins_with(#sk, :saved)',
      values,
      limit: limits.saved,
      consistent: true,
    });
    return items.map(savedOf);
  },

  /** AP85 */
  due: async (at, limit) => {
    const rows = await dueRows(directory, 'saved', at, limit);
    return rows.map((row) => ({ ...savedOf(row), userId: textOf(row, 'userId') }));
  },

  /** AP86 */
  settle: async (userId, { remindAt, ...place }, at) => {
    const { done } = await directory.update(savedKey(userId, place), 'SET #remindedAt = :at REMOVE #byUserPk, #byUserSk', {
      condition: IS_STILL_DUE,
      values: { at, remindAt },
    });
    return done;
  },
});
