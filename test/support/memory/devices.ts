import type { Devices, StoredDevice } from '../../../lambdas/domain/ports.ts';

export const memoryDevices = (): Devices => {
  const devices = new Map<string, Map<string, StoredDevice>>();
  const signedOut = new Set<string>();
  const unseenBefore = new Map<string, number>();

  const of = (userId: string): Map<string, StoredDevice> => {
    const known = devices.get(userId) ?? new Map<string, StoredDevice>();
    devices.set(userId, known);
    return known;
  };

  const isSignedOut: Devices['isSignedOut'] = async (userId, { deviceId, signedInAt = 0 }) => {
    if (signedOut.has(`${userId} ${deviceId}`)) return true;
    return !of(userId).has(deviceId) && Math.floor(signedInAt / 1_000) < (unseenBefore.get(userId) ?? 0);
  };

  return {
    isSignedOut,
    seen: async (userId, { userAgent, at, ...signIn }) => {
      if (await isSignedOut(userId, signIn)) return false;
      const { deviceId } = signIn;
      of(userId).set(deviceId, { deviceId, userAgent, createdAt: of(userId).get(deviceId)?.createdAt ?? at, seenAt: at });
      return true;
    },
    ofUser: async (userId) => [...of(userId).values()],
    signOut: async (userId, deviceId) => {
      signedOut.add(`${userId} ${deviceId}`);
      of(userId).delete(deviceId);
    },
    signOutUnseen: async (userId, at) => {
      unseenBefore.set(userId, Math.floor(at / 1_000));
    },
  };
};
