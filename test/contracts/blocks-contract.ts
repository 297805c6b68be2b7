import { AT, aRoom } from '../support/builders.ts';
import type { Store } from '../support/dynamodb-store.ts';
import { times, word } from './support.ts';

/** What every implementation of `Blocks` guarantees, and what rooms know of them. */
export const blocksContract = (open: () => Promise<Store>): void => {
  let store: Store;
  beforeAll(async () => {
    store = await open();
  });
  afterAll(() => store.close());

  test('[H61] a block stands as it was put first, until it is lifted', async () => {
    const [userId, other] = [word(), word()];
    await store.blocks.put(userId, { userId: other, blockedAt: AT });
    await store.blocks.put(userId, { userId: other, blockedAt: AT + 5 });
    const standing = await store.blocks.ofUser(userId);

    await store.blocks.lift(userId, other);
    await store.blocks.lift(userId, other);

    expect(standing).toEqual([{ userId: other, blockedAt: AT }]);
    expect(await store.blocks.ofUser(userId)).toEqual([]);
  });

  test('[H61] whom somebody blocks is theirs alone, and who of some has blocked me is found in one call', async () => {
    const [ada, ben, cleo, dan] = times(4, () => word());
    await store.blocks.put(ada ?? '', { userId: dan ?? '', blockedAt: AT });
    await store.blocks.put(ben ?? '', { userId: dan ?? '', blockedAt: AT });
    await store.blocks.put(dan ?? '', { userId: cleo ?? '', blockedAt: AT });

    const against = await store.blocks.against(dan ?? '', [ada ?? '', ben ?? '', cleo ?? '', ben ?? '']);

    expect([...against].toSorted()).toEqual([ada, ben].toSorted());
    expect([...(await store.blocks.against(ada ?? '', [dan ?? '']))]).toEqual([]);
    expect([...(await store.blocks.against(ada ?? '', []))]).toEqual([]);
  });

  test('[H61] a room that is blocked says so with each seq and to who takes a seat, and nowhere else', async () => {
    const room = aRoom({ roomId: word(), kind: 'direct' });
    await store.rooms.create(room);
    const before = await store.rooms.number(room.roomId, AT);

    const set = [await store.rooms.setBlocked(room.roomId, true), await store.rooms.setBlocked(word(), true)];

    const during = await store.rooms.number(room.roomId, AT);
    const seated = (await store.rooms.shardsOf([room.roomId], { consistent: true })).get(room.roomId);
    expect([before.blocked, during.blocked, set]).toEqual([false, true, [true, false]]);
    expect([await store.rooms.isBlocked(room.roomId), seated?.ruled]).toEqual([true, true]);
    expect(await store.rooms.get(room.roomId)).toEqual({ ...room, head: 2, activeAt: AT });
    await store.rooms.setBlocked(room.roomId, false);
    expect([await store.rooms.isBlocked(room.roomId), (await store.rooms.number(room.roomId, AT)).blocked]).toEqual([false, false]);
  });
};
