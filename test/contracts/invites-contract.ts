import type { Invite } from '@parley/protocol';
import { AT } from '../support/builders.ts';
import type { Store } from '../support/dynamodb-store.ts';
import { everyPage, times, word } from './support.ts';

const END = AT + 60_000;

/** What every implementation of `Invites` guarantees. */
export const invitesContract = (open: () => Promise<Store>): void => {
  let store: Store;
  beforeAll(async () => {
    store = await open();
  });
  afterAll(() => store.close());

  const given = async (changes: Partial<Invite> = {}): Promise<Invite> => {
    const invite: Invite = {
      code: word(),
      roomId: word(),
      role: 'member',
      createdBy: 'ada',
      createdAt: AT,
      expiresAt: END,
      uses: 0,
      ...changes,
    };
    await store.invites.create(invite);
    return invite;
  };
  const usesOf = async (code: string) => (await store.invites.get(code, AT))?.uses;

  test('an invitation comes back as it was made, until its time', async () => {
    const invite = await given({ maxUses: 3, role: 'guest' });

    expect(await store.invites.get(invite.code, END - 1)).toEqual(invite);
    expect(await store.invites.get(invite.code, END)).toBeUndefined();
    expect(await store.invites.get(word(), AT)).toBeUndefined();
  });

  test('a limited one lets in as many as it may, however many come at once', async () => {
    const { code } = await given({ maxUses: 3 });

    const used = await Promise.all(times(10, (index) => store.invites.use(code, `user-${index}`, AT)));

    expect(used.filter(Boolean)).toHaveLength(3);
    expect(await usesOf(code)).toBe(3);
  });

  test('a limited one counts a person once, also when it is used up', async () => {
    const { code } = await given({ maxUses: 2 });

    const used = [];
    for (const userId of ['ben', 'ben', 'cleo', 'ben', 'dan']) used.push(await store.invites.use(code, userId, AT));

    expect(used).toEqual([true, true, true, true, false]);
    expect(await usesOf(code)).toBe(2);
  });

  test('one without a limit counts, and always lets in', async () => {
    const { code } = await given();

    const used = [await store.invites.use(code, 'ben', AT), await store.invites.use(code, 'cleo', AT)];

    expect(used).toEqual([true, true]);
    expect(await usesOf(code)).toBe(2);
  });

  test('one that is over, revoked, or never was lets nobody in', async () => {
    const [limited, free, gone] = [await given({ maxUses: 9 }), await given(), await given()];
    await store.invites.revoke(gone.roomId, gone.code);
    await store.invites.revoke(gone.roomId, gone.code);

    const used = await Promise.all([
      store.invites.use(limited.code, 'ben', END),
      store.invites.use(free.code, 'ben', END),
      store.invites.use(gone.code, 'ben', AT),
      store.invites.use(word(), 'ben', AT),
    ]);

    expect(used).toEqual([false, false, false, false]);
    expect(await store.invites.get(gone.code, AT)).toBeUndefined();
  });

  test('is revoked by way of its own room only', async () => {
    const { code, roomId } = await given();

    await store.invites.revoke(word(), code);

    expect(await store.invites.ofRoom(roomId, AT, { limit: 5 })).toMatchObject({ items: [{ code }] });
  });

  test("a room's invitations come by code, page by page, without those that are over", async () => {
    const roomId = word();
    const invites = [];
    for (let count = 0; count < 7; count += 1) invites.push(await given({ roomId }));
    await given({ roomId, expiresAt: AT });
    await given();

    const all = await everyPage((request) => store.invites.ofRoom(roomId, AT, request), 3);

    expect(all).toEqual(invites.toSorted((a, b) => (a.code < b.code ? -1 : 1)));
    await expect(store.invites.ofRoom(roomId, AT, { limit: 5, cursor: 'nonsense' })).rejects.toMatchObject({ code: 'bad_request' });
  });
};
