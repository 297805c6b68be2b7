import type { Ports } from './deps.ts';
import { ChatError } from './errors.ts';

/** Whose token a call carries, and of which sign-in: Cognito tells it, other issuers may not. */
export interface Caller {
  userId: string;
  deviceId?: string | undefined;
  /** When that began, milliseconds since the epoch. */
  signedInAt?: number | undefined;
}

/** Whether the caller's sign-in has been ended. */
export const isSignedOut = async (deps: Pick<Ports, 'devices'>, { userId, deviceId, signedInAt }: Caller): Promise<boolean> =>
  deviceId !== undefined && deps.devices.isSignedOut(userId, { deviceId, signedInAt });

export const signedOut = () => new ChatError('unauthorized', 'You have been signed out on this device.');

/** [R20] Throws `unauthorized` if the caller's sign-in has been ended. */
export const refuseSignedOut = async (deps: Pick<Ports, 'devices'>, caller: Caller): Promise<void> => {
  if (await isSignedOut(deps, caller)) throw signedOut();
};
