import type { StoredBan } from '../../lambdas/domain/ports.ts';
import { AT } from '../support/builders.ts';
import type { Store } from '../support/dynamodb-store.ts';
import { everyPage, times, word } from './support.ts';

const aBan = (changes: Partial<StoredBan> = {}): StoredBan => ({
  roomId: word(),
  userId: word(),
  bannedBy: 'ada',
  bannedAt: AT,
  evicts: true,
  ...changes,
});

/** What every implementation of `Bans` guarantees. */
export const bansContract = (open: () => Promise<Store>): void => {
  let store: Store;
  beforeAll(async () => {
    store = await open();
  });
  afterAll(() => store.close());

  test('a ban stands until it is lifted, as it was first put', async () => {
    const ban = aBan();
    const { roomId, userId } = ban;
    const read = () => store.bans.get(roomId, userId);

    const before = await read();
    await store.bans.put(ban);
    await store.bans.put({ ...ban, bannedBy: 'ben' });
    const standing = await read();
    await store.bans.lift(roomId, userId);
    await store.bans.lift(roomId, userId);

    expect([before, standing, await read()]).toEqual([undefined, ban, undefined]);
  });

  test("a room's bans come by user, page by page, and no other room's", async () => {
    const roomId = word();
    const bans = times(7, () => aBan({ roomId }));
    for (const ban of [...bans, aBan()]) await store.bans.put(ban);

    const all = await everyPage((request) => store.bans.ofRoom(roomId, request), 3);

    expect(all).toEqual(bans.toSorted((a, b) => (a.userId < b.userId ? -1 : 1)));
    await expect(store.bans.ofRoom(roomId, { limit: 5, cursor: 'nonsense' })).rejects.toMatchObject({ code: 'bad_request' });
  });
};
