// An account that is deleted: what stays is what it said, under a name that says so.
import { acquaintances } from './acquaintances.ts';
import { type Caller, refuseSignedOut } from './caller.ts';
import { deliver } from './delivery.ts';
import type { Ports } from './deps.ts';
import { signOutEverywhere } from './devices.ts';
import { ChatError } from './errors.ts';
import { membershipsOf } from './memberships.ts';
import { publicly } from './people.ts';
import { type ChangingRooms, leaveRoom } from './rooms.ts';

export type Leaving = ChangingRooms & Pick<Ports, 'devices'>;

/** Rooms that one call leaves; the schedule leaves the others. */
const ROOMS_AT_ONCE = 20;
const BATCH = 100;

/** The rooms that can be left: a direct room stays what it is, with a deleted account in it. */
const roomsToLeave = async (deps: Leaving, roomIds: readonly string[]): Promise<string[]> => {
  const left: string[] = [];
  for (let start = 0; start < roomIds.length; start += BATCH)
    for (const { roomId, kind } of await deps.rooms.getMany(roomIds.slice(start, start + BATCH))) if (kind !== 'direct') left.push(roomId);
  return left;
};

const leave = async (deps: Leaving, userId: string, roomId: string): Promise<void> => {
  try {
    await leaveRoom(deps, userId, roomId);
  } catch (error) {
    // The index that lists the rooms may lag behind an earlier try.
    if (!(error instanceof ChatError && error.code === 'not_found')) throw error;
  }
};

/**
 * What follows from a tombstone: others are told, the devices are signed out, the rooms left, with a new owner where that was the last one, and
 * everything else that was the user's is removed. May be cut short at any line and done again; gives whether nothing is left to do.
 */
export const sayFarewell = async (deps: Leaving, userId: string, most = Number.POSITIVE_INFINITY): Promise<boolean> => {
  const tombstone = await deps.people.get(userId);
  if (!tombstone?.deleted) return true;
  const roomIds = (await membershipsOf(deps, userId)).map(({ roomId }) => roomId);
  await deliver(deps, await acquaintances(deps, userId, roomIds), { type: 'person', person: publicly(tombstone) });
  await signOutEverywhere(deps, userId);
  const rooms = await roomsToLeave(deps, roomIds);
  for (const roomId of rooms.slice(0, most)) await leave(deps, userId, roomId);
  if (rooms.length > most) return false;
  await deps.people.rest(userId);
  return true;
};

/**
 * [H53] Deletes the caller's account. The tombstone comes first, and with it in one write the note that the rest is due: whatever cuts this short,
 * the schedule goes on. Then the login, by the caller's own token. Idempotent, also for a caller whose device has been signed out by it.
 */
export const deleteAccount = async (
  deps: Leaving & Pick<Ports, 'logins'>,
  { accessToken, ...caller }: Caller & { accessToken: string },
): Promise<void> => {
  const me = await deps.people.get(caller.userId);
  if (!me?.deleted) await refuseSignedOut(deps, caller);
  await deps.people.bury(caller.userId, deps.clock());
  await deps.logins.remove(accessToken);
  await sayFarewell(deps, caller.userId, ROOMS_AT_ONCE);
};

/** Goes on with the farewells that were cut short. One that fails now is tried again by the next run. Gives how many came to their end. */
export const finishFarewells = async (deps: Leaving & Pick<Ports, 'report'>, most: number): Promise<number> => {
  let finished = 0;
  for (const userId of await deps.people.buried(deps.clock(), most)) {
    try {
      if (await sayFarewell(deps, userId)) finished += 1;
    } catch (error) {
      deps.report(error);
    }
  }
  return finished;
};
