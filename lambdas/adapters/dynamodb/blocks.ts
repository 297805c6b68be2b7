import { Id, limits, Time } from '@parley/protocol';
import type { Blocks, StoredBlock } from '../../domain/ports.ts';
import { BLOCKS, blockKey } from './keys.ts';
import { decode, textOf } from './rows.ts';
import type { Item, Table } from './table.ts';

const IS_NEW = 'attribute_not_exists(pk)';

const blockOf = ({ blockedId, blockedAt }: Item): StoredBlock => ({ userId: decode(Id, blockedId), blockedAt: decode(Time, blockedAt) });

export const openBlocks = (directory: Table): Blocks => ({
  /** AP141 */
  put: async (userId, { userId: blockedId, blockedAt }) => {
    await directory.put({ ...blockKey(userId, blockedId), blockerId: userId, blockedId, blockedAt }, { condition: IS_NEW });
  },

  /** AP141 */
  lift: async (userId, blockedId) => {
    await directory.delete(blockKey(userId, blockedId));
  },

  /** AP142 */
  ofUser: async (userId) => {
    const { items } = await directory.query({
      where: '#pk = :pk AND begins_with(#sk, :blocks)',
      values: { pk: blockKey(userId, '').pk, blocks: BLOCKS },
      limit: limits.blocks,
      consistent: true,
    });
    return items.map(blockOf);
  },

  /** AP143 */
  against: async (userId, userIds) => {
    const keys = [...new Set(userIds)].map((each) => blockKey(each, userId));
    return new Set((await directory.getMany(keys, { consistent: true })).map((row) => textOf(row, 'blockerId')));
  },
});
