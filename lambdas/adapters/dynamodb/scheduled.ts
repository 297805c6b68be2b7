import { limits, Scheduled as ScheduledItem } from '@parley/protocol';
import type { Scheduled } from '../../domain/ports.ts';
import { dueRows } from './due.ts';
import { dueKey, SCHEDULED, scheduledKey } from './keys.ts';
import { decode, textOf } from './rows.ts';
import type { Item, Table } from './table.ts';

const IS_AT_REST = 'attribute_not_exists(#begunAt)';
const IS_DUE = '#sendAt = :sendAt AND attribute_not_exists(#failure)';

const itemOf = (row: Item) => decode(ScheduledItem, row);

export const openScheduled = (directory: Table): Scheduled => ({
  /** AP87 */
  put: async (userId, item) => {
    const row = { ...scheduledKey(userId, item.id), ...dueKey('scheduled', userId, item.sendAt), userId, ...item };
    return (await directory.put(row, { condition: IS_AT_REST })).done;
  },

  /** AP87 */
  cancel: async (userId, id) => {
    const { done, item } = await directory.delete(scheduledKey(userId, id), { condition: IS_AT_REST });
    if (!done) return 'under way';
    return item === undefined ? 'none' : 'cancelled';
  },

  /** AP88 */
  ofUser: async (userId) => {
    const values = { pk: scheduledKey(userId, '').pk, scheduled: SCHEDULED };
    const { items } = await directory.query({
      where: '#pk = :pk AND begins_with(#sk, :scheduled)',
      values,
      limit: limits.scheduled,
      consistent: true,
    });
    return items.map(itemOf);
  },

  /** AP85 */
  due: async (at, limit) => {
    const rows = await dueRows(directory, 'scheduled', at, limit);
    return rows.map((row) => ({ ...itemOf(row), userId: textOf(row, 'userId') }));
  },

  /** AP89 */
  begin: async (userId, { id, sendAt }, at) => {
    const { done, item } = await directory.update(scheduledKey(userId, id), 'SET #begunAt = :at', {
      condition: IS_DUE,
      values: { at, sendAt },
    });
    return done && item !== undefined ? itemOf(item) : undefined;
  },

  /** AP89 */
  fail: async (userId, id, failure) => {
    await directory.update(scheduledKey(userId, id), 'SET #failure = :failure REMOVE #begunAt, #byUserPk, #byUserSk', {
      condition: 'attribute_exists(pk)',
      values: { failure },
    });
  },

  /** AP89 */
  finish: async (userId, id) => {
    await directory.delete(scheduledKey(userId, id));
  },
});
