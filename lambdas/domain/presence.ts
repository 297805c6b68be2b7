// Who is here is what the connections say; what others have been told of it is written down beside, so that only news are told (decision 0048).
import type { PresenceState } from '@parley/protocol';
import { acquaintances, withoutBlocked } from './acquaintances.ts';
import { deliver, handOver, isShed } from './delivery.ts';
import type { Announcing, Ports } from './deps.ts';
import type { FanoutJob, StoredPerson } from './ports.ts';

/** How others see somebody: who wants to be invisible is offline to everyone. */
export const presenceOf = ({ availability, away }: Pick<StoredPerson, 'availability' | 'away'>, connected: boolean): PresenceState => {
  if (!connected || availability === 'invisible') return 'offline';
  return away || availability === 'away' ? 'away' : 'online';
};

export type Telling = Announcing & Pick<Ports, 'memberships' | 'people' | 'blocks'>;

/** How long somebody without a connection may be on their way back before they are told to be away, seconds. */
const RETURN_SECONDS = 4;

/**
 * [S4] Tells everyone who shares a room with the user, and whom they have not blocked, that they came or went, each connection once. Only the first 100 rooms given, no large
 * ones, and nobody while posts near the account's quota: presence is the first thing to be dropped.
 */
export const announcePresence = async (
  deps: Announcing & Pick<Ports, 'blocks'>,
  userId: string,
  state: PresenceState,
  roomIds: readonly string[],
): Promise<void> => {
  if (isShed(deps, 'presence')) return;
  const others = await withoutBlocked(deps, userId, await acquaintances(deps, userId, roomIds));
  await deliver(deps, others, { type: 'presence', userId, state });
};

const jobFor = (userId: string): FanoutJob => ({ kind: 'presence', userId });

/** Has others told that somebody has come. Never throws: presence is a courtesy, and refuses nobody. */
export const announceArrival = (deps: Pick<Ports, 'fanoutQueue' | 'meter'>, userId: string): Promise<void> =>
  handOver(deps, [jobFor(userId)]);

/** Has others told in some seconds that somebody has gone, if they have not come back by then. Throws `unavailable`. */
export const announceDeparture = (deps: Pick<Ports, 'fanoutQueue'>, userId: string): Promise<void> =>
  deps.fanoutQueue.ring([jobFor(userId)], { delaySeconds: RETURN_SECONDS });

/** A person's rooms that are looked for. */
const ROOMS = 100;

// Of somebody invisible not even the going is told: it would tell of their having been here.
const announce = async (deps: Telling, userId: string, here: boolean): Promise<void> => {
  const [person] = await deps.people.getMany([userId]);
  if (person?.availability === 'invisible') return;
  const { items } = await deps.memberships.ofUser(userId, { limit: ROOMS });
  const roomIds = items.map(({ roomId }) => roomId);
  await announcePresence(deps, userId, presenceOf(person ?? {}, here), roomIds);
};

// Noted before it is said: whoever asks for the members in between is told the same a little sooner.
const show = async (deps: Telling, userId: string, here: boolean): Promise<void> => {
  await deps.connections.tell(userId, here);
  await announce(deps, userId, here);
  const now = await deps.connections.presence(userId);
  if (now.here !== here) await show(deps, userId, now.here);
};

/**
 * [S4] Tells others whether somebody is here, unless they know; with `again`, also if they seem to. When it has told, it looks once more: whoever
 * told what is no longer true then tells what is. So the last word that anybody hears is true, whoever else tells at the same time.
 *
 * A departure is told some seconds later. Whoever is back by then finds that others still believe them here, and says nothing; and what the
 * departure left to be told finds them here.
 */
export const tellPresence = async (deps: Telling, userId: string, again = false): Promise<void> => {
  const { here, told } = await deps.connections.presence(userId);
  if (again || told !== here) await show(deps, userId, here);
};
