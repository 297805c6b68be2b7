import type { Store } from '../support/dynamodb-store.ts';
import { word } from './support.ts';

/** What every implementation of `Devices` guarantees. */
export const devicesContract = (open: () => Promise<Store>): void => {
  let store: Store;
  beforeAll(async () => {
    store = await open();
  });
  afterAll(() => store.close());

  const seen = (userId: string, deviceId: string, at = store.clock()) =>
    store.devices.seen(userId, { deviceId, userAgent: `program of ${deviceId}`, at });

  test('a device is known from the first time it is seen to the last', async () => {
    const [userId, at] = [word(), store.clock()];

    const stands = [await seen(userId, 'phone', at), await seen(userId, 'phone', at + 5), await seen(userId, 'laptop', at + 9)];

    const devices = await store.devices.ofUser(userId);
    expect(stands).toEqual([true, true, true]);
    expect(devices.toSorted((a, b) => a.seenAt - b.seenAt)).toEqual([
      { deviceId: 'phone', userAgent: 'program of phone', createdAt: at, seenAt: at + 5 },
      { deviceId: 'laptop', userAgent: 'program of laptop', createdAt: at + 9, seenAt: at + 9 },
    ]);
    expect(await store.devices.ofUser(word())).toEqual([]);
  });

  test('[R20] one that was signed out is seen no more, and the others stand', async () => {
    const userId = word();
    await seen(userId, 'phone');
    await seen(userId, 'laptop');

    await store.devices.signOut(userId, 'phone', store.clock());
    await store.devices.signOut(userId, 'phone', store.clock());

    expect(await seen(userId, 'phone')).toBe(false);
    expect([await store.devices.isSignedOut(userId, 'phone'), await store.devices.isSignedOut(userId, 'laptop')]).toEqual([true, false]);
    expect((await store.devices.ofUser(userId)).map(({ deviceId }) => deviceId)).toEqual(['laptop']);
  });

  test('[R20] one can be signed out before it was ever seen, and of one person alone', async () => {
    const [userId, other, deviceId] = [word(), word(), word()];

    await store.devices.signOut(userId, deviceId, store.clock());

    expect(await seen(userId, deviceId)).toBe(false);
    expect(await seen(other, deviceId)).toBe(true);
  });
};
