import { Id, Time } from '@parley/protocol';
import type { Bans, StoredBan } from '../../domain/ports.ts';
import { cursorOf, sortKeyOf } from './cursors.ts';
import { BANS, banKey, roomKey } from './keys.ts';
import { decode, textOf } from './rows.ts';
import type { Item, Table } from './table.ts';

const IS_NEW = 'attribute_not_exists(pk)';
const BAN_KEY = /^ban#[A-Za-z0-9_-]{1,64}$/;

const banOf = ({ roomId, userId, bannedBy, bannedAt, evicts }: Item): StoredBan => ({
  roomId: decode(Id, roomId),
  userId: decode(Id, userId),
  bannedBy: decode(Id, bannedBy),
  bannedAt: decode(Time, bannedAt),
  evicts: evicts === true,
});

export const openBans = (directory: Table): Bans => ({
  /** AP65 */
  put: async (ban) => {
    await directory.put({ ...banKey(ban.roomId, ban.userId), ...ban }, { condition: IS_NEW });
  },

  /** AP66 */
  get: async (roomId, userId) => {
    const row = await directory.get(banKey(roomId, userId), { consistent: true });
    return row && banOf(row);
  },

  /** AP65 */
  lift: async (roomId, userId) => {
    await directory.delete(banKey(roomId, userId));
  },

  /** AP67 */
  ofRoom: async (roomId, { limit, cursor }) => {
    const { pk } = roomKey(roomId);
    const { items, last } = await directory.query({
      where: '#pk = :pk AND begins_with(#sk, :bans)',
      values: { pk, bans: BANS },
      limit,
      consistent: true,
      from: cursor === undefined ? undefined : { pk, sk: sortKeyOf(cursor, BAN_KEY) },
    });
    return { items: items.map(banOf), ...(last !== undefined && { cursor: cursorOf(textOf(last, 'sk')) }) };
  },
});
