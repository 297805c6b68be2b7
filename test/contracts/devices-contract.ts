import type { Store } from '../support/dynamodb-store.ts';
import { times, word } from './support.ts';

/** What every implementation of `Devices` guarantees. */
export const devicesContract = (open: () => Promise<Store>): void => {
  let store: Store;
  beforeAll(async () => {
    store = await open();
  });
  afterAll(() => store.close());

  const seen = (userId: string, deviceId: string, at = store.clock()) =>
    store.devices.seen(userId, { deviceId, userAgent: `program of ${deviceId}`, at });
  const isSignedOut = (userId: string, deviceId: string, signedInAt?: number) =>
    store.devices.isSignedOut(userId, { deviceId, signedInAt });

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
    expect([await isSignedOut(userId, 'phone'), await isSignedOut(userId, 'laptop')]).toEqual([true, false]);
    expect((await store.devices.ofUser(userId)).map(({ deviceId }) => deviceId)).toEqual(['laptop']);
  });

  test('[R20] one can be signed out before it was ever seen, and of one person alone', async () => {
    const [userId, other, deviceId] = [word(), word(), word()];

    await store.devices.signOut(userId, deviceId, store.clock());

    expect(await seen(userId, deviceId)).toBe(false);
    expect(await seen(other, deviceId)).toBe(true);
  });

  test('[R20] all that were never seen can be signed out; who was, and who signs in from then on, stands', async () => {
    const [userId, at] = [word(), store.clock()];
    await seen(userId, 'known');

    await store.devices.signOutUnseen(userId, at);

    const before = { userAgent: '', at: at + 1, signedInAt: at - 60_000 };
    const after = { userAgent: '', at: at + 1, signedInAt: at };
    expect([await isSignedOut(userId, 'known', at - 60_000), await isSignedOut(userId, 'idle', at - 60_000)]).toEqual([false, true]);
    expect([await isSignedOut(userId, 'undated'), await isSignedOut(userId, 'new', at), await isSignedOut(word(), 'idle')]).toEqual([
      true,
      false,
      false,
    ]);
    expect(await store.devices.seen(userId, { ...before, deviceId: 'known' })).toBe(true);
    expect(await store.devices.seen(userId, { ...before, deviceId: 'idle' })).toBe(false);
    expect(await store.devices.seen(userId, { ...before, deviceId: 'idle' })).toBe(false);
    expect(await store.devices.seen(userId, { ...after, deviceId: 'new' })).toBe(true);
    expect((await store.devices.ofUser(userId)).map(({ deviceId }) => deviceId).toSorted()).toEqual(['known', 'new']);
  });

  test('all that stand are listed, however many there are and have been', async () => {
    const userId = word();
    const devices = times(130, () => word());
    for (const deviceId of devices) await seen(userId, deviceId);
    for (const deviceId of devices.slice(10)) await store.devices.signOut(userId, deviceId, store.clock());

    const listed = await store.devices.ofUser(userId);

    expect(listed.map(({ deviceId }) => deviceId).toSorted()).toEqual(devices.slice(0, 10).toSorted());
  });
};
