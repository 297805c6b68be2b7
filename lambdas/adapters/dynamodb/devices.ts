import { Device } from '@parley/protocol';
import type { Devices } from '../../domain/ports.ts';
import { DEVICES, deviceKey } from './keys.ts';
import { decode } from './rows.ts';
import type { Table } from './table.ts';

const STANDS = 'attribute_not_exists(#signedOutAt)';

/** A refresh token lives for 30 days; a mark that outlives it by a day outlives every token of the sign-in. */
const KEPT_SECONDS = 31 * 86_400;
const MOST = 100;

const expiry = (at: number): number => Math.floor(at / 1000) + KEPT_SECONDS;

export const openDevices = (directory: Table): Devices => ({
  /** AP120 */
  seen: async (userId, { deviceId, userAgent, at }) => {
    const assignments = '#deviceId = :deviceId, #userAgent = :userAgent, #seenAt = :at, #createdAt = if_not_exists(#createdAt, :at)';
    const { done } = await directory.update(deviceKey(userId, deviceId), `SET ${assignments}, #expiresAt = :expiresAt`, {
      condition: STANDS,
      values: { deviceId, userAgent, at, expiresAt: expiry(at) },
    });
    return done;
  },

  /** AP121 */
  isSignedOut: async (userId, deviceId) =>
    (await directory.get(deviceKey(userId, deviceId), { consistent: true }))?.signedOutAt !== undefined,

  /** AP122 */
  ofUser: async (userId) => {
    const { pk } = deviceKey(userId, '');
    const { items } = await directory.query({
      where: '#pk = :pk AND begins_with(#sk, :devices)',
      filter: STANDS,
      values: { pk, devices: DEVICES },
      limit: MOST,
      consistent: true,
    });
    return items.map((row) => {
      const { current, ...device } = decode(Device, { ...row, current: false });
      return device;
    });
  },

  /** AP123 */
  signOut: async (userId, deviceId, at) => {
    await directory.update(deviceKey(userId, deviceId), 'SET #signedOutAt = :at, #expiresAt = :expiresAt', {
      values: { at, expiresAt: expiry(at) },
    });
  },
});
