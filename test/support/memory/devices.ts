import type { Devices, StoredDevice } from '../../../lambdas/domain/ports.ts';

export const memoryDevices = (): Devices => {
  const devices = new Map<string, Map<string, StoredDevice>>();
  const signedOut = new Set<string>();

  const of = (userId: string): Map<string, StoredDevice> => {
    const known = devices.get(userId) ?? new Map<string, StoredDevice>();
    devices.set(userId, known);
    return known;
  };

  return {
    seen: async (userId, { deviceId, userAgent, at }) => {
      if (signedOut.has(`${userId} ${deviceId}`)) return false;
      of(userId).set(deviceId, { deviceId, userAgent, createdAt: of(userId).get(deviceId)?.createdAt ?? at, seenAt: at });
      return true;
    },
    isSignedOut: async (userId, deviceId) => signedOut.has(`${userId} ${deviceId}`),
    ofUser: async (userId) => [...of(userId).values()],
    signOut: async (userId, deviceId) => {
      signedOut.add(`${userId} ${deviceId}`);
      of(userId).delete(deviceId);
    },
  };
};
