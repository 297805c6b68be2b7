import { Availability, limits, Me, Person } from '@parley/protocol';
import { ChatError } from '../../domain/errors.ts';
import type { People, ProfileChanges, StoredPerson } from '../../domain/ports.ts';
import { dueRows } from './due.ts';
import { DEVICES, dueKey, handleKey, profileKey } from './keys.ts';
import { openListing, type Sign } from './listings.ts';
import { decode, textOf } from './rows.ts';
import type { Item, Table } from './table.ts';

const IS_NEW = 'attribute_not_exists(pk)';
const EXISTS = 'attribute_exists(pk)';
const IS_FREE_OR_MINE = 'attribute_not_exists(pk) OR #userId = :userId';
const IS_MINE = '#userId = :userId';
const HAS_HANDLE = '#handle = :before';

const IS_NO_TOMBSTONE = `${EXISTS} AND attribute_not_exists(#deleted)`;
const TOMBSTONE = { name: 'Deleted account', handle: '', email: '', deleted: true };
const ERASED = ['#bio', '#pronouns', '#timeZone', '#status', '#availability', '#away', '#receipts', '#notifications'];
const REST_PAGE = 100;

/** Handles tried one after the other before chance decides. */
const NUMBERED_HANDLES = 9;
const HANDLE_TRIES = 30;
/** How often a profile is read again because somebody else changed its handle in between. */
const UPDATE_TRIES = 5;

const meOf = (row: Item): Me => decode(Me, row);
const storedOf = (row: Item): StoredPerson => ({
  ...decode(Person, row),
  ...(row.availability !== undefined && { availability: decode(Availability, row.availability) }),
  ...(row.away === true && { away: true }),
  ...(row.receipts === false && { receipts: false }),
});
const signOf = ({ userId, name, handle }: Person): Sign => ({ id: userId, name, handle });

/** `ann`, `ann2`, … `ann9`, then numbers from a range that doubles with each try. */
const candidate = (handle: string, attempt: number): string => {
  if (attempt === 0) return handle;
  const number = attempt < NUMBERED_HANDLES ? attempt + 1 : 10 + Math.floor(Math.random() * 2 ** attempt);
  return `${handle.slice(0, limits.handleChars - String(number).length)}${number}`;
};

/** The profile after the changes, and the update that makes them. */
const changed = (before: Me, changes: ProfileChanges) => {
  const fields = Object.entries(changes);
  const [removed, set] = [fields.filter(([, value]) => value === null), fields.filter(([, value]) => value !== null)];
  const after = decode(Me, { ...before, ...Object.fromEntries(set), ...Object.fromEntries(removed.map(([field]) => [field, undefined])) });
  // The handle is what it is conditional on; what is not to change is another's to change meanwhile.
  const assignments = [...new Set(['handle', ...set.map(([field]) => field)])];
  const removal = removed.length === 0 ? '' : ` REMOVE ${removed.map(([field]) => `#${field}`).join(', ')}`;
  return {
    after,
    update: `SET ${assignments.map((field) => `#${field} = :${field}`).join(', ')}${removal}`,
    values: { handle: after.handle, ...Object.fromEntries(set) },
  };
};

export const openPeople = (directory: Table): People => {
  const listing = openListing(directory, 'people');

  const get: People['get'] = async (userId) => {
    const row = await directory.get(profileKey(userId), { consistent: true });
    return row && meOf(row);
  };

  /** The sign of somebody as they are by now. */
  const standing = async (userId: string): Promise<Sign | undefined> => {
    const me = await get(userId);
    return me === undefined || me.deleted ? undefined : signOf(me);
  };

  const getMany: People['getMany'] = async (userIds, options) => {
    const rows = await directory.getMany([...new Set(userIds)].map(profileKey), options);
    return rows.map(storedOf);
  };

  /** Takes the handle for the user, unless somebody else has it. */
  const reserve = async (handle: string, userId: string): Promise<boolean> =>
    (await directory.put({ ...handleKey(handle), userId }, { condition: IS_FREE_OR_MINE, values: { userId } })).done;

  const reserveAny = async (handle: string, userId: string): Promise<string> => {
    for (let attempt = 0; attempt < HANDLE_TRIES; attempt += 1) {
      const tried = candidate(handle, attempt);
      if (await reserve(tried, userId)) return tried;
    }
    throw new ChatError('unavailable', 'No handle could be found. Try again.');
  };

  return {
    /** AP12 */
    get,
    /** AP13 */
    getMany,

    /** AP14 */
    ensure: async (me) => {
      const existing = await get(me.userId);
      if (existing !== undefined) return existing;
      const created = { ...me, handle: await reserveAny(me.handle, me.userId) };
      await listing.put(signOf(created));
      const { done } = await directory.put({ ...profileKey(me.userId), ...created }, { condition: IS_NEW });
      return done ? created : ((await get(me.userId)) ?? created);
    },

    /** AP15 */
    update: async (userId, changes) => {
      for (let tries = 0; tries < UPDATE_TRIES; tries += 1) {
        const before = await get(userId);
        if (before === undefined || before.deleted) throw new ChatError('not_found', 'There is no such person.');
        const { after, update, values } = changed(before, changes);
        const moves = after.handle !== before.handle;
        if (moves && !(await reserve(after.handle, userId))) throw new ChatError('conflict', 'Somebody has this handle.');
        const resigned = after.name !== before.name || moves;
        if (resigned) await listing.put(signOf(after));
        const { done, item } = await directory.update(profileKey(userId), update, {
          condition: HAS_HANDLE,
          values: { ...values, before: before.handle },
        });
        if (!done || item === undefined) continue;
        if (moves) await directory.delete(handleKey(before.handle), { condition: IS_MINE, values: { userId } });
        if (resigned) await listing.replace(signOf(before), signOf(after), () => standing(userId));
        return meOf(item);
      }
      throw new ChatError('unavailable', 'The profile is being changed elsewhere. Try again.');
    },

    /** AP125 */
    bury: async (userId, at) => {
      const me = await get(userId);
      if (me === undefined) return;
      const { byUserPk, byUserSk } = dueKey('farewell', userId, at);
      if (!me.deleted) {
        const fields = { ...TOMBSTONE, former: { userId, name: me.name, handle: me.handle }, byUserPk, byUserSk };
        const assignments = Object.keys(fields).map((field) => `#${field} = :${field}`);
        await directory.update(profileKey(userId), `SET ${assignments.join(', ')} REMOVE ${ERASED.join(', ')}`, {
          condition: IS_NO_TOMBSTONE,
          values: fields,
        });
      }
      const row = await directory.get(profileKey(userId), { consistent: true });
      const former = row?.former === undefined ? undefined : decode(Person, row.former);
      if (former === undefined) return;
      await directory.delete(handleKey(former.handle), { condition: IS_MINE, values: { userId } });
      await listing.remove(signOf(former));
    },

    /** AP126 */
    buried: async (at, limit) => (await dueRows(directory, 'farewell', at, limit)).map((row) => textOf(row, 'userId')),

    /** AP127 */
    rest: async (userId) => {
      const { pk, sk: profile } = profileKey(userId);
      let from: Item | undefined;
      do {
        const rows = await directory.query({ where: '#pk = :pk', values: { pk }, limit: REST_PAGE, consistent: true, from });
        const kept = rows.items.map((row) => textOf(row, 'sk')).filter((sk) => sk !== profile && !sk.startsWith(DEVICES));
        const left = await directory.write(kept.map((sk) => ({ delete: { pk, sk } })));
        if (left.length > 0) throw new ChatError('unavailable', 'The service is busy. Try again.');
        from = rows.last;
      } while (from !== undefined);
      await directory.update(profileKey(userId), 'REMOVE #byUserPk, #byUserSk, #former', { condition: EXISTS });
    },

    /** AP124 */
    setAway: async (userId, away) => {
      const { done, item } = await directory.update(profileKey(userId), away ? 'SET #away = :away' : 'REMOVE #away', {
        condition: EXISTS,
        ...(away && { values: { away } }),
      });
      return done && item !== undefined ? meOf(item) : undefined;
    },

    /** AP16 */
    search: async (request) => {
      const { items: rows, ...rest } = await listing.page(request);
      const people = new Map((await getMany(rows.map((row) => textOf(row, 'id')))).map((person) => [person.userId, person]));
      const items = rows.flatMap((row) => {
        const person = people.get(textOf(row, 'id'));
        return person !== undefined && listing.isTrue(row, signOf(person)) ? [person] : [];
      });
      return { items, ...rest };
    },
  };
};
