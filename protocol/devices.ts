// Where somebody is signed in: rule H52.
import * as z from 'zod/mini';
import { Id, Time } from './ids.ts';

/** [H52] One sign-in. It lasts until it is signed out, or has not been used for the life of a refresh token. */
export const Device = z.object({
  deviceId: Id,
  /** What the program called itself when it was last seen, at most 200 characters; empty if it did not. */
  userAgent: z.string(),
  createdAt: Time,
  /** When it last began a session (H1). */
  seenAt: Time,
  /** The caller's own. */
  current: z.boolean(),
});
export type Device = z.infer<typeof Device>;

export const Devices = z.object({ items: z.array(Device) });
export type Devices = z.infer<typeof Devices>;
