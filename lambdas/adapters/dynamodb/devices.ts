import { Device } from '@parley/protocol';
import type { Devices, SignIn, StoredDevice } from '../../domain/ports.ts';
import { DEVICES, deviceKey } from './keys.ts';
import { decode, numberOf } from './rows.ts';
import type { Item, Table } from './table.ts';

const STANDS = 'attribute_not_exists(#signedOutAt)';

/** A refresh token lives for 30 days; a mark that outlives it by a day outlives every token of the sign-in. */
const KEPT_SECONDS = 31 * 86_400;
const PAGE = 100;

/** In the place of a sign-in: all those that have no row. */
const UNSEEN = '';

/** Cognito tells a sign-in's beginning in whole seconds. */
const seconds = (at: number): number => Math.floor(at / 1000);
const expiry = (at: number): number => seconds(at) + KEPT_SECONDS;

const deviceOf = (row: Item): StoredDevice => {
  const { current, ...device } = decode(Device, { ...row, current: false });
  return device;
};

export const openDevices = (directory: Table): Devices => {
  /** AP121 */
  const rowOf = (userId: string, deviceId: string) => directory.get(deviceKey(userId, deviceId), { consistent: true });

  const isEndedUnseen = async (userId: string, { signedInAt = 0 }: SignIn): Promise<boolean> => {
    const mark = await rowOf(userId, UNSEEN);
    return mark !== undefined && seconds(signedInAt) < seconds(numberOf(mark, 'signedOutAt'));
  };

  /** AP123 */
  const signOut: Devices['signOut'] = async (userId, deviceId, at) => {
    await directory.update(deviceKey(userId, deviceId), 'SET #signedOutAt = :at, #expiresAt = :expiresAt', {
      values: { at, expiresAt: expiry(at) },
    });
  };

  return {
    signOut,
    signOutUnseen: (userId, at) => signOut(userId, UNSEEN, at),

    /** AP120: the row goes first, as the mark goes before the list is read: whoever is later sees the other. */
    seen: async (userId, { userAgent, at, ...signIn }) => {
      const { deviceId } = signIn;
      const assignments = '#deviceId = :deviceId, #userAgent = :userAgent, #seenAt = :at, #createdAt = if_not_exists(#createdAt, :at)';
      const { done, item } = await directory.update(deviceKey(userId, deviceId), `SET ${assignments}, #expiresAt = :expiresAt`, {
        condition: STANDS,
        values: { deviceId, userAgent, at, expiresAt: expiry(at) },
      });
      const isNew = done && item?.createdAt === at;
      if (!isNew || !(await isEndedUnseen(userId, signIn))) return done;
      await signOut(userId, deviceId, at);
      return false;
    },

    isSignedOut: async (userId, signIn) => {
      const row = await rowOf(userId, signIn.deviceId);
      return row === undefined ? isEndedUnseen(userId, signIn) : row.signedOutAt !== undefined;
    },

    /** AP122 */
    ofUser: async (userId) => {
      const { pk } = deviceKey(userId, UNSEEN);
      const devices: StoredDevice[] = [];
      let from: Item | undefined;
      do {
        const page = await directory.query({
          where: '#pk = :pk AND begins_with(#sk, :devices)',
          filter: STANDS,
          values: { pk, devices: DEVICES },
          limit: PAGE,
          consistent: true,
          from,
        });
        devices.push(...page.items.map(deviceOf));
        from = page.last;
      } while (from !== undefined);
      return devices;
    },
  };
};
