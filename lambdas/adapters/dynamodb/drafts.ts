import { Draft, limits } from '@parley/protocol';
import type { Drafts } from '../../domain/ports.ts';
import { DRAFTS, draftKey } from './keys.ts';
import { decode } from './rows.ts';
import type { Table } from './table.ts';

export const openDrafts = (directory: Table): Drafts => ({
  /** AP81 */
  put: async (userId, draft) => {
    await directory.put({ ...draftKey(userId, draft.roomId), ...draft });
  },

  /** AP81 */
  remove: async (userId, roomId) => (await directory.delete(draftKey(userId, roomId))).item !== undefined,

  /** AP82 */
  ofUser: async (userId) => {
    const values = { pk: draftKey(userId, '').pk, drafts: DRAFTS };
    const { items } = await directory.query({
      where: '#pk = :pk AND begins_with(#sk, :drafts)',
      values,
      limit: limits.drafts,
      consistent: true,
    });
    return items.map((row) => decode(Draft, row));
  },
});
