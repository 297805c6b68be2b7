import { Invite } from '@parley/protocol';
import type { Invites } from '../../domain/ports.ts';
import { cursorOf, sortKeyOf } from './cursors.ts';
import { INVITES, inviteKey, inviteSignKey, roomKey } from './keys.ts';
import { decode, numberOf, textOf } from './rows.ts';
import type { Item, Table } from './table.ts';

const EXISTS = 'attribute_exists(pk) AND #endsAt > :at';
/** A limited invitation remembers who used it, in an attribute for each: counting somebody and knowing that they count is one write. */
const LETS_IN = `${EXISTS} AND attribute_not_exists(#mine) AND #uses < #maxUses`;
const COUNT = 'SET #uses = #uses + :one';
const INVITE_KEY = /^invite#[A-Za-z0-9_-]{1,64}$/;

// `expiresAt` of a row is when DynamoDB forgets it, in seconds; the invitation's own, in milliseconds, is `endsAt`.
const inviteOf = (row: Item): Invite => decode(Invite, { ...row, expiresAt: numberOf(row, 'endsAt') });
const rowOf = ({ expiresAt, ...invite }: Invite): Item => ({ ...invite, endsAt: expiresAt, expiresAt: Math.ceil(expiresAt / 1000) });
const isOver = (invite: Invite, at: number): boolean => invite.expiresAt <= at;

export const openInvites = (directory: Table): Invites => {
  const get: Invites['get'] = async (code, at) => {
    const row = await directory.get(inviteKey(code), { consistent: true });
    const invite = row && inviteOf(row);
    return invite === undefined || isOver(invite, at) ? undefined : invite;
  };

  return {
    /** AP68 */
    create: async (invite) => {
      const { expiresAt } = rowOf(invite);
      await directory.put({ ...inviteSignKey(invite.roomId, invite.code), code: invite.code, expiresAt });
      await directory.put({ ...inviteKey(invite.code), ...rowOf(invite) });
    },

    /** AP69 */
    get,

    /** AP70 */
    use: async (code, userId, at) => {
      const key = inviteKey(code);
      const mine = `u:${userId}`;
      const limited = await directory.update(key, `${COUNT}, #mine = :at`, { condition: LETS_IN, values: { at, one: 1 }, names: { mine } });
      if (limited.done) return true;
      const { item } = limited;
      if (item === undefined || isOver(inviteOf(item), at)) return false;
      if (item.maxUses !== undefined) return item[mine] !== undefined;
      return (await directory.update(key, COUNT, { condition: EXISTS, values: { at, one: 1 } })).done;
    },

    /** AP68 */
    revoke: async (roomId, code) => {
      await directory.delete(inviteKey(code), { condition: '#roomId = :roomId', values: { roomId } });
      await directory.delete(inviteSignKey(roomId, code));
    },

    /** AP71 */
    ofRoom: async (roomId, at, { limit, cursor }) => {
      const { pk } = roomKey(roomId);
      const { items, last } = await directory.query({
        where: '#pk = :pk AND begins_with(#sk, :invites)',
        values: { pk, invites: INVITES },
        limit,
        consistent: true,
        from: cursor === undefined ? undefined : { pk, sk: sortKeyOf(cursor, INVITE_KEY) },
      });
      const rows = await directory.getMany(items.map((sign) => inviteKey(textOf(sign, 'code'))));
      const invites = rows.map(inviteOf).filter((invite) => !isOver(invite, at));
      return {
        items: invites.toSorted((a, b) => (a.code < b.code ? -1 : 1)),
        ...(last !== undefined && { cursor: cursorOf(textOf(last, 'sk')) }),
      };
    },
  };
};
