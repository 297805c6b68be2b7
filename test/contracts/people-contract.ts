import { limits, type Me } from '@parley/protocol';
import { aMe } from '../support/builders.ts';
import type { Store } from '../support/dynamodb-store.ts';
import { everyPage, times, word } from './support.ts';

/** What every implementation of `People` guarantees. */
export const peopleContract = (open: () => Promise<Store>): void => {
  let store: Store;
  beforeAll(async () => {
    store = await open();
  });
  afterAll(() => store.close());

  const given = (changes: Partial<Me> = {}): Promise<Me> => store.people.ensure(aMe(changes));
  const idsFound = async (query: string): Promise<string[]> => {
    const people = await everyPage((request) => store.people.search({ ...request, query }), 2);
    return people.map(({ userId }) => userId);
  };

  test('a profile is made once; a second time gives the first', async () => {
    const me = aMe();

    const first = await store.people.ensure(me);
    const second = await store.people.ensure({ ...me, name: 'Somebody else', handle: word() });

    expect(first).toEqual(me);
    expect(second).toEqual(me);
    expect(await store.people.get(me.userId)).toEqual(me);
  });

  test('made at once, it is one profile, and leaves no handle behind', async () => {
    const me = aMe({ handle: word() });

    const made = await Promise.all(times(4, () => store.people.ensure(me)));
    const other = await given({ handle: `${me.handle}2` });

    expect(made).toEqual([me, me, me, me]);
    expect(other.handle).toBe(`${me.handle}2`);
  });

  test('a handle that is taken gets a number, and no two people share one', async () => {
    const handle = word();

    const people = await Promise.all(times(15, () => given({ handle })));

    const handles = people.map((person) => person.handle);
    expect(new Set(handles).size).toBe(15);
    expect(handles).toContain(handle);
    for (const each of handles) expect(each).toMatch(new RegExp(`^${handle}\\d*$`));
  });

  test('a long handle makes room for its number', async () => {
    const handle = word().padEnd(limits.handleChars, 'x');

    const people = [await given({ handle }), await given({ handle })];

    expect(people.map((person) => person.handle.length)).toEqual([limits.handleChars, limits.handleChars]);
  });

  test('only what is given changes', async () => {
    const me = await given();

    const renamed = await store.people.update(me.userId, { name: 'Zoë' });
    const handle = word();
    const moved = await store.people.update(me.userId, { handle });

    expect(renamed).toEqual({ ...me, name: 'Zoë' });
    expect(moved).toEqual({ ...me, name: 'Zoë', handle });
    expect(await store.people.get(me.userId)).toEqual(moved);
  });

  test('[H2] what a profile tells is kept, changed and taken away, and of it others are given the status alone', async () => {
    const me = await given();
    const status = { text: 'Lunch', emoji: '🍜', expiresAt: 5 };
    const notifications = { about: 'everything', words: false } as const;
    const seen = { status, availability: 'away', receipts: false } as const;
    const told = { bio: 'Sails.', pronouns: 'she/her', timeZone: 'Europe/Berlin', notifications, ...seen } as const;
    await store.people.update(me.userId, told);

    const changed = await store.people.update(me.userId, { bio: 'Flies.', pronouns: null, timeZone: null });
    const others = await store.people.getMany([me.userId], { consistent: true });
    const nothing = { bio: null, status: null, availability: null, receipts: null, notifications: null };
    const cleared = await store.people.update(me.userId, nothing);

    expect(changed).toEqual({ ...me, bio: 'Flies.', notifications, ...seen });
    expect(others).toEqual([{ userId: me.userId, name: me.name, handle: me.handle, ...seen }]);
    expect(cleared).toEqual(me);
  });

  test('[H53] of who is buried nothing stays but a tombstone, and the handle is free', async () => {
    const name = word();
    const me = await given({ name });
    await store.people.update(me.userId, {
      bio: 'Sails.',
      status: { text: 'Lunch' },
      availability: 'away',
      notifications: { about: 'nothing', words: true },
    });
    await store.drafts.put(me.userId, { roomId: 'room_1', text: 'unsaid', updatedAt: 1 });

    await store.people.bury(me.userId, store.clock());
    await store.people.bury(me.userId, store.clock());
    const due = await store.people.buried(store.clock(), 100);
    await store.people.rest(me.userId);
    await store.people.rest(me.userId);

    const { userId, createdAt } = me;
    expect(due).toContain(userId);
    expect(await store.people.buried(store.clock(), 100)).not.toContain(userId);
    expect(await store.people.get(userId)).toEqual({ userId, name: 'Deleted account', handle: '', email: '', createdAt, deleted: true });
    expect(await idsFound(name)).toEqual([]);
    expect((await given({ handle: me.handle })).handle).toBe(me.handle);
    await expect(store.people.update(userId, { name: 'Risen' })).rejects.toMatchObject({ code: 'not_found' });
  });

  test('[C4] that somebody is away is noted, and told to whoever makes their presence of it', async () => {
    const me = await given();

    const away = await store.people.setAway(me.userId, true);
    const seen = await store.people.getMany([me.userId]);
    const back = await store.people.setAway(me.userId, false);

    expect([away, back]).toEqual([{ ...me, away: true }, me]);
    expect(seen).toEqual([{ userId: me.userId, name: me.name, handle: me.handle, away: true }]);
    expect(await store.people.setAway(word(), true)).toBeUndefined();
  });

  test('[H2] a handle that somebody has is a conflict, and nothing changes', async () => {
    const [ada, bea] = [await given(), await given()];

    await expect(store.people.update(bea.userId, { name: 'Ada', handle: ada.handle })).rejects.toMatchObject({ code: 'conflict' });

    expect(await store.people.get(bea.userId)).toEqual(bea);
    expect((await store.people.update(ada.userId, { handle: ada.handle })).handle).toBe(ada.handle);
  });

  test('[H2] one handle wanted by two at once goes to one of them', async () => {
    const [ada, bea] = [await given(), await given()];
    const handle = word();

    const outcomes = await Promise.allSettled([ada, bea].map(({ userId }) => store.people.update(userId, { handle })));

    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    const people = [await store.people.get(ada.userId), await store.people.get(bea.userId)];
    expect(people.filter((person) => person?.handle === handle)).toHaveLength(1);
  });

  test('a handle that was given up is free', async () => {
    const [ada, bea] = [await given(), await given()];
    await store.people.update(ada.userId, { handle: word() });

    expect((await store.people.update(bea.userId, { handle: ada.handle })).handle).toBe(ada.handle);
  });

  test('nobody cannot be changed', async () => {
    await expect(store.people.update(word(), { name: 'x' })).rejects.toMatchObject({ code: 'not_found' });
  });

  test('many come at once, as others see them; those that do not exist are left out', async () => {
    const people = await Promise.all(times(5, () => given()));

    const found = await store.people.getMany([...people.map(({ userId }) => userId), word()]);

    const publicly = people.map(({ userId, name, handle }) => ({ userId, name, handle }));
    expect(found.toSorted((a, b) => (a.userId < b.userId ? -1 : 1))).toEqual(publicly.toSorted((a, b) => (a.userId < b.userId ? -1 : 1)));
  });

  test('[H3] people are found by a part of their name or handle, whatever its case and accents, by name', async () => {
    const part = word();
    const zoe = await given({ name: `Zoë ${part}` });
    const ann = await given({ name: `ann ${part.toUpperCase()}` });
    const byHandle = await given({ name: 'Mo', handle: `x${part}` });

    expect(await idsFound(part)).toEqual([ann.userId, byHandle.userId, zoe.userId]);
    expect(await idsFound(`ZOE ${part}`)).toEqual([zoe.userId]);
    expect(await idsFound(word())).toEqual([]);
  });

  test('[H3] whoever changes their name and handle is found by the new ones only', async () => {
    const [oldName, newName, newHandle] = [word(), word(), word()];
    const me = await given({ name: oldName });

    await store.people.update(me.userId, { name: newName, handle: newHandle });
    const found = [await idsFound(oldName), await idsFound(me.handle), await idsFound(newName), await idsFound(newHandle)];
    await store.people.update(me.userId, { name: newName.toUpperCase() });

    expect(found).toEqual([[], [], [me.userId], [me.userId]]);
    expect(await idsFound(newName)).toEqual([me.userId]);
  });

  test('[H3] a list without a query holds everyone, once', async () => {
    const people = await Promise.all(times(7, () => given()));

    const ids = (await everyPage((request) => store.people.search(request), 3)).map(({ userId }) => userId);

    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(expect.arrayContaining(people.map(({ userId }) => userId)));
  });

  test('a cursor that no page returned is refused', async () => {
    await expect(store.people.search({ limit: 5, cursor: 'nonsense' })).rejects.toMatchObject({ code: 'bad_request' });
  });
};
