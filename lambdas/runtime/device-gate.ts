import { type Caller, refuseSignedOut } from '../domain/caller.ts';
import { devicesPort } from './deps.ts';
import { type HttpFunctionName, readEnvironment } from './env.ts';
import { once } from './once.ts';

/** Looks at a caller before a call is served; throws to refuse it. */
export type Gate = (caller: Caller) => Promise<void>;

/** [R20] Lets nobody through whose sign-in has been ended: one read a call. The gateway's authorizer knows of a token's age alone. */
export const deviceGate = (name: HttpFunctionName): Gate => {
  const ports = once(() => devicesPort(readEnvironment(name)));
  return async (caller) => {
    if (caller.deviceId !== undefined) await refuseSignedOut(ports(), caller);
  };
};

/** For a function that looks by itself. */
export const noGate: Gate = async () => undefined;
