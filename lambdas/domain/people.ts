import {
  type ListQuery,
  limits,
  type Me,
  type People,
  type Person,
  type PresenceQuery,
  type Presences,
  type Profile,
  parse,
  UpdateMe,
} from '@parley/protocol';
import { acquaintances, withoutBlocked } from './acquaintances.ts';
import { deliver, tellUser } from './delivery.ts';
import type { Announcing, Ports } from './deps.ts';
import { ChatError } from './errors.ts';
import { metBy, refuseStrangers } from './guests.ts';
import { membershipsOf } from './memberships.ts';
import { pageRequest } from './pages.ts';
import type { ProfileChanges, StoredPerson } from './ports.ts';
import { announcePresence, presenceOf } from './presence.ts';
import { fold } from './text.ts';

export type Profiles = Pick<Ports, 'people'>;

const NAMELESS = 'Member';

/** Room behind a handle for the number that tells it from another like it. */
const NUMBER_CHARACTERS = 6;

// Whoever signs up writes the name through Cognito, where nothing of the protocol has looked at it yet.
const nameFrom = (name: string): string => {
  const parsed = parse(UpdateMe, { name: [...name.toWellFormed()].slice(0, limits.displayNameChars).join('') });
  return (parsed.ok && parsed.value.name) || NAMELESS;
};

/** A handle made of a name: `Zoë Brontë-Smith` gives `zoe.bronte-smith`. */
const handleFrom = (name: string): string => {
  const handle = fold(name)
    .replace(/[^a-z0-9-]+/g, '.')
    .slice(0, limits.handleChars - NUMBER_CHARACTERS)
    .replace(/^[.-]+|[.-]+$/g, '');
  return handle === '' ? NAMELESS.toLowerCase() : handle;
};

/**
 * Makes sure that an account has a profile, with a handle of its own. Safe to repeat and to run twice at once. A name that the protocol would
 * refuse becomes `Member`, which its owner may change.
 */
export const ensureProfile = async (
  deps: Profiles & Pick<Ports, 'clock'>,
  { userId, email, name }: { userId: string; email: string; name: string },
): Promise<Me> => {
  const displayName = nameFrom(name);
  return deps.people.ensure({ userId, email, name: displayName, handle: handleFrom(displayName), createdAt: deps.clock() });
};

/** [H2] Throws `unauthorized` for an account whose profile is missing: signing in again makes it. */
export const getMe = async (deps: Profiles, userId: string): Promise<Me> => {
  const me = await deps.people.get(userId);
  if (me === undefined || me.deleted) throw new ChatError('unauthorized', 'Your profile is missing. Sign in again.');
  return me;
};

// An empty text takes a field away; a time is the server's to tell.
const changesOf = ({ status, ...changes }: UpdateMe, now: number): ProfileChanges => {
  const { text, emoji, expiresIn } = status ?? { text: '' };
  const stands = { text, ...(emoji !== undefined && { emoji }), ...(expiresIn !== undefined && { expiresAt: now + expiresIn }) };
  return {
    ...Object.fromEntries(Object.entries(changes).map(([field, value]) => [field, value === '' ? null : value])),
    ...(status !== undefined && { status: status === null ? null : stands }),
  };
};

/** A person as everyone sees them, what is theirs to know left out. */
export const publicly = ({ userId, name, handle, status, deleted }: Person): Person => ({
  userId,
  name,
  handle,
  ...(status !== undefined && { status }),
  ...(deleted !== undefined && { deleted }),
});

const PUBLIC: readonly (keyof ProfileChanges)[] = ['name', 'handle', 'status'];

/**
 * [H2, S40, S41, S61] Changes what is given, and tells the user's devices, and who shares a room with them what of it they see at once. Throws
 * `conflict` if somebody else has the handle; then nothing changes.
 */
export const updateMe = async (
  deps: Profiles & Announcing & Pick<Ports, 'memberships' | 'blocks'>,
  userId: string,
  request: UpdateMe,
): Promise<Me> => {
  const changes = changesOf(request, deps.clock());
  if (Object.keys(changes).length === 0) return getMe(deps, userId);
  const me = await deps.people.update(userId, changes);
  await tellUser(deps, userId, { type: 'me', me });
  const seen = PUBLIC.some((field) => field in changes);
  const { receipts, availability } = changes;
  if (!seen && availability === undefined && receipts === undefined) return me;
  const roomIds = (await membershipsOf(deps, userId)).map(({ roomId }) => roomId);
  if (seen) await deliver(deps, await acquaintances(deps, userId, roomIds), { type: 'person', person: publicly(me) });
  if (receipts !== undefined) {
    const others = await withoutBlocked(deps, userId, await acquaintances(deps, userId, roomIds));
    await deliver(deps, others, { type: 'receipts', userId, shown: receipts !== false });
  }
  if (availability !== undefined) {
    const { here } = await deps.connections.presence(userId);
    await announcePresence(deps, userId, presenceOf(me, here), roomIds);
  }
  return me;
};

/** [H3] What a person tells about themselves, and whether they are here, unless they have blocked the caller; their address left out. A guest is told of people they meet (H20). */
export const getProfile = async (
  deps: Profiles & Pick<Ports, 'connections' | 'memberships' | 'blocks'>,
  callerId: string,
  userId: string,
): Promise<Profile> => {
  await refuseStrangers(deps, callerId, [userId]);
  const [person, present] = await Promise.all([deps.people.get(userId), presentTo(deps, callerId, [userId])]);
  if (person === undefined) throw new ChatError('not_found', 'There is no such person.');
  const { bio, pronouns, timeZone } = person;
  return {
    ...publicly(person),
    ...(bio !== undefined && { bio }),
    ...(pronouns !== undefined && { pronouns }),
    ...(timeZone !== undefined && { timeZone }),
    presence: presenceOf(person, present.has(userId)),
  };
};

/** Those of these people, at most 100, who are here as far as the caller may know: who has blocked them is not. */
export const presentTo = async (
  deps: Pick<Ports, 'connections' | 'blocks'>,
  callerId: string,
  userIds: readonly string[],
): Promise<Set<string>> => {
  const [present, against] = await Promise.all([deps.connections.present(userIds), deps.blocks.against(callerId, userIds)]);
  return present.difference(against);
};

/** [H51] Who of these people is here now. A guest may ask of people they meet (H20). */
export const presences = async (
  deps: Profiles & Pick<Ports, 'connections' | 'memberships' | 'blocks'>,
  callerId: string,
  { userIds }: PresenceQuery,
): Promise<Presences> => {
  await refuseStrangers(deps, callerId, userIds);
  const [people, present] = await Promise.all([deps.people.getMany(userIds), presentTo(deps, callerId, userIds)]);
  const seen = people.map((person) => ({ userId: person.userId, presence: presenceOf(person, present.has(person.userId)) }));
  return { items: seen.filter(({ presence }) => presence !== 'offline') };
};

/** Of the people whom a guest meets, those whose name or handle contains `query`, by name: one page. */
const searchMet = async (
  deps: Profiles & Pick<Ports, 'memberships'>,
  guestId: string,
  { query = '', limit }: ReturnType<typeof pageRequest>,
): Promise<Person[]> => {
  const met = await peopleById(deps, await metBy(deps, guestId));
  const wanted = fold(query);
  return [...met.values()]
    .filter(({ name, handle }) => fold(name).includes(wanted) || handle.includes(wanted))
    .sort((a, b) => a.name.localeCompare(b.name))
    .slice(0, limit);
};

/** [H3] People by name; with `query`, those whose name or handle contains it. A guest finds people they meet (H20). */
export const searchPeople = async (deps: Profiles & Pick<Ports, 'memberships'>, callerId: string, query: ListQuery): Promise<People> => {
  const request = pageRequest(query);
  if (await deps.memberships.isGuest(callerId)) return { items: await searchMet(deps, callerId, request) };
  const { items, ...rest } = await deps.people.search(request);
  return { items: items.map(publicly), ...rest };
};

const BATCH = 100;

/** Many people by id, with how they want to be seen: not for others' eyes. Those that don't exist are left out. */
export const storedPeopleById = async (
  deps: Profiles,
  userIds: readonly string[],
  options?: { consistent?: boolean },
): Promise<Map<string, StoredPerson>> => {
  const wanted = [...new Set(userIds)];
  const people = new Map<string, StoredPerson>();
  for (let start = 0; start < wanted.length; start += BATCH)
    for (const person of await deps.people.getMany(wanted.slice(start, start + BATCH), options)) people.set(person.userId, person);
  return people;
};

/** Many people by id, as everyone sees them; those that don't exist are left out. */
export const peopleById = async (deps: Profiles, userIds: readonly string[]): Promise<Map<string, Person>> =>
  new Map([...(await storedPeopleById(deps, userIds))].map(([userId, person]) => [userId, publicly(person)]));
