import { Membership, Receipt } from '@parley/protocol';
import type { Memberships } from '../../domain/ports.ts';
import { cursorOf, sortKeyOf } from './cursors.ts';
import { BY_USER, byUserKey, guestKey, leaverKey, MEMBERS, memberKey, roomKey, roomOfByUser } from './keys.ts';
import { decode, numberOf, textOf } from './rows.ts';
import type { Item, Table } from './table.ts';

const IS_MEMBER = 'attribute_exists(pk)';
const IS_NO_MEMBER = 'attribute_not_exists(pk)';
/** The last message is long enough ago, or is the one whose turn this is. */
const HAS_TURN = `${IS_MEMBER} AND (attribute_not_exists(#spokeAt) OR #spokeAt <= :before OR #spokeFor = :clientId)`;
const READ = 'SET #readSeq = :seq, #byUserSk = :active';
const SHOW = '#receiptSeq = :seq, #receiptAt = :at';
const MOVES_FORWARD = 'attribute_exists(pk) AND #readSeq < :seq';
const IS_OF_TURN = { first: 'attribute_not_exists(#readTurn)', later: '#readTurn = :turn' };
const IS_READ = 'attribute_exists(pk) AND #readSeq >= :seq';

const LEADS = '#role = :owner OR #role = :moderator';
/** Of a room's members as many are looked at in search of its moderators. */
const LOOKS = 20;
const ROWS_AT_A_LOOK = 1_000;

const MEMBER_KEY = /^member#[A-Za-z0-9_-]{1,64}$/;
const BY_USER_KEY = /^[0-9]{15}#[A-Za-z0-9_-]{1,64}$/;

const membershipOf = (row: Item): Membership => decode(Membership, row);
const receiptOf = ({ userId, receiptSeq: seq, receiptAt: at }: Item): Receipt => decode(Receipt, { userId, seq, at });

export const openMemberships = (directory: Table): Memberships => ({
  /** AP7 */
  get: async (roomId, userId) => {
    const row = await directory.get(memberKey(roomId, userId), { consistent: true });
    return row && membershipOf(row);
  },

  /** AP45 */
  getMany: async (userId, roomIds) => {
    const keys = [...new Set(roomIds)].map((roomId) => memberKey(roomId, userId));
    return (await directory.getMany(keys, { consistent: true })).map(membershipOf);
  },

  /** AP8 */
  add: async (membership) => {
    const { roomId, userId, joinedAt } = membership;
    const row = { ...memberKey(roomId, userId), ...byUserKey(userId, roomId, joinedAt), ...membership };
    return (await directory.put(row, { condition: IS_NO_MEMBER })).done;
  },

  /** AP8 */
  setRole: async (roomId, userId, role) => {
    const { done } = await directory.update(memberKey(roomId, userId), 'SET #role = :role', { condition: IS_MEMBER, values: { role } });
    return done;
  },

  /** AP60 */
  mute: async (roomId, userId, until) => {
    const key = memberKey(roomId, userId);
    return (await directory.update(key, 'SET #mutedUntil = :until', { condition: IS_MEMBER, values: { until } })).done;
  },

  /** AP61 */
  arrange: async (roomId, userId, place) => {
    const assignments = Object.keys(place).map((name) => `#${name} = :${name}`);
    const update = `SET ${assignments.join(', ')}`;
    const { done, item } = await directory.update(memberKey(roomId, userId), update, { condition: IS_MEMBER, values: place });
    return done && item !== undefined ? membershipOf(item) : undefined;
  },

  /** AP62 */
  takeTurn: async (roomId, userId, clientId, at, everyMs) => {
    const { done, item } = await directory.update(memberKey(roomId, userId), 'SET #spokeAt = :at, #spokeFor = :clientId', {
      condition: HAS_TURN,
      values: { at, clientId, before: at - everyMs },
    });
    if (done) return { waitMs: 0 };
    return item && { waitMs: numberOf(item, 'spokeAt') + everyMs - at };
  },

  /** AP72 */
  setGuest: async (userId, guest) => {
    if (guest) await directory.put({ ...guestKey(userId), userId });
    else await directory.delete(guestKey(userId));
  },

  /** AP73 */
  isGuest: async (userId) => (await directory.get(guestKey(userId), { consistent: true })) !== undefined,

  /** AP63 */
  remember: async (membership, until) => {
    const { roomId, userId } = membership;
    await directory.put({ ...leaverKey(roomId, userId), ...membership, until, expiresAt: Math.ceil(until / 1000) });
  },

  /** AP63 */
  remembered: async (roomId, userId, at) => {
    const row = await directory.get(leaverKey(roomId, userId), { consistent: true });
    return row !== undefined && numberOf(row, 'until') > at ? membershipOf(row) : undefined;
  },

  /** AP8 */
  remove: async (roomId, userId) => (await directory.delete(memberKey(roomId, userId), { condition: IS_MEMBER })).done,

  /** AP9 */
  read: async (roomId, userId, seq, at, { shown = false, turn } = {}) => {
    const isOfTurn = turn === undefined ? [] : [turn === 0 ? IS_OF_TURN.first : IS_OF_TURN.later];
    const { done } = await directory.update(memberKey(roomId, userId), shown ? `${READ}, ${SHOW}` : READ, {
      condition: [MOVES_FORWARD, ...isOfTurn].join(' AND '),
      values: {
        seq,
        active: byUserKey(userId, roomId, at).byUserSk,
        ...(shown && { at }),
        ...(turn !== undefined && turn > 0 && { turn }),
      },
    });
    return done;
  },

  /** AP96 */
  unread: async (roomId, userId, seq) => {
    const { item } = await directory.update(memberKey(roomId, userId), 'SET #readSeq = :before ADD #readTurn :one', {
      condition: IS_READ,
      values: { seq, before: seq - 1, one: 1 },
    });
    return item && membershipOf(item);
  },

  /** AP140 */
  receipts: async (roomId, limit) => {
    const values = { pk: roomKey(roomId).pk, members: MEMBERS };
    const { items } = await directory.query({ where: '#pk = :pk AND begins_with(#sk, :members)', values, limit, consistent: true });
    return items.filter(({ receiptSeq }) => receiptSeq !== undefined).map(receiptOf);
  },

  /** AP149 */
  moderators: async (roomId) => {
    const { pk } = roomKey(roomId);
    const found: string[] = [];
    let from: Item | undefined;
    for (let look = 0; look < LOOKS; look += 1) {
      const { items, last } = await directory.query({
        where: '#pk = :pk AND begins_with(#sk, :members)',
        filter: LEADS,
        values: { pk, members: MEMBERS, owner: 'owner', moderator: 'moderator' },
        limit: ROWS_AT_A_LOOK,
        consistent: true,
        from,
      });
      found.push(...items.map((row) => membershipOf(row).userId));
      from = last && { pk, sk: textOf(last, 'sk') };
      if (from === undefined) break;
    }
    return found;
  },

  /** AP10 */
  ofRoom: async (roomId, { limit, cursor }) => {
    const { pk } = roomKey(roomId);
    const { items, last } = await directory.query({
      where: '#pk = :pk AND begins_with(#sk, :members)',
      values: { pk, members: MEMBERS },
      limit,
      consistent: true,
      from: cursor === undefined ? undefined : { pk, sk: sortKeyOf(cursor, MEMBER_KEY) },
    });
    return { items: items.map(membershipOf), ...(last !== undefined && { cursor: cursorOf(textOf(last, 'sk')) }) };
  },

  /** AP11 */
  ofUser: async (userId, { limit, cursor }) => {
    const { byUserPk } = byUserKey(userId, '', 0);
    const keyAt = (byUserSk: string) => ({ ...memberKey(roomOfByUser(byUserSk), userId), byUserPk, byUserSk });
    const { items, last } = await directory.query({
      index: BY_USER,
      where: '#byUserPk = :user',
      values: { user: byUserPk },
      limit,
      descending: true,
      from: cursor === undefined ? undefined : keyAt(sortKeyOf(cursor, BY_USER_KEY)),
    });
    return { items: items.map(membershipOf), ...(last !== undefined && { cursor: cursorOf(textOf(last, 'byUserSk')) }) };
  },
});
