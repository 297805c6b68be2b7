// Where somebody is signed in. Cognito ends a sign-in at its own door only; that the sign-in opens nothing here either is seen to here.
import type { Devices } from '@parley/protocol';
import { type Caller, signedOut } from './caller.ts';
import { closeConnection } from './connections.ts';
import { connectionsOf, deliver } from './delivery.ts';
import type { Announcing, Ports } from './deps.ts';
import { inPool } from './pool.ts';

type Listing = Pick<Ports, 'devices'>;
type SigningOut = Announcing & Listing;

const AT_A_TIME = 10;

/** Writes down that a sign-in is in use. Throws `unauthorized` if it has been ended. */
export const noteDevice = async (
  deps: Listing & Pick<Ports, 'clock'>,
  { userId, deviceId, signedInAt, userAgent = '' }: Caller & { userAgent?: string },
): Promise<void> => {
  if (deviceId === undefined) return;
  if (!(await deps.devices.seen(userId, { deviceId, signedInAt, userAgent, at: deps.clock() }))) throw signedOut();
};

/** [H52] The caller's sign-ins, the last used first. */
export const listDevices = async (deps: Listing, { userId, deviceId }: Caller): Promise<Devices> => {
  const devices = await deps.devices.ofUser(userId);
  const items = devices.map((device) => ({ ...device, current: device.deviceId === deviceId }));
  return { items: items.toSorted((a, b) => b.seenAt - a.seenAt) };
};

/** Ends the sockets of some sign-ins; those who hold them are told why (S42). */
const closeSockets = async (deps: Announcing, userId: string, isEnded: (deviceId: string | undefined) => boolean): Promise<void> => {
  for await (const connections of connectionsOf(deps, userId))
    await inPool(connections, AT_A_TIME, async ({ connectionId }) => {
      const connection = await deps.connections.find(connectionId);
      if (connection === undefined || !isEnded(connection.deviceId)) return;
      await deliver(deps, [{ connectionId }], { type: 'signed-out' });
      await deps.gateway.disconnect(connectionId);
      await closeConnection(deps, connectionId);
    });
};

/**
 * [H52, R20] Ends one of the caller's sign-ins: its tokens open nothing from now on, and its sockets are closed. The mark goes first, so that a
 * socket that opens meanwhile finds it. Idempotent.
 */
export const signOutDevice = async (deps: SigningOut, userId: string, deviceId: string): Promise<void> => {
  await deps.devices.signOut(userId, deviceId, deps.clock());
  await closeSockets(deps, userId, (each) => each === deviceId);
};

/**
 * [H52, R20] Ends all sign-ins but the caller's, also those that have begun no session and are in no list: the caller's is seen first, and what is
 * seen from then on stands in the list or finds the mark. Idempotent.
 */
export const signOutOthers = async (deps: SigningOut, caller: Caller & { userAgent?: string }): Promise<void> => {
  const { userId, deviceId } = caller;
  await noteDevice(deps, caller);
  await deps.devices.signOutUnseen(userId, deps.clock());
  const others = (await deps.devices.ofUser(userId)).filter((device) => device.deviceId !== deviceId);
  await inPool(others, AT_A_TIME, (device) => deps.devices.signOut(userId, device.deviceId, deps.clock()));
  await closeSockets(deps, userId, (each) => each !== deviceId);
};

/** Ends every sign-in, the sockets last. Idempotent. */
export const signOutEverywhere = (deps: SigningOut, userId: string): Promise<void> => signOutOthers(deps, { userId });
