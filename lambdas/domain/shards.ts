// Into how many parts a room's roster is divided, and which connection sits in which.
import type { Ports } from './deps.ts';
import type { Division, Sharding } from './ports.ts';

/** How long a connection's rows stand: API Gateway closes the socket at 2 hours, and a little later nobody needs them. */
export const ROWS_LIVE_MS = 2 * 60 * 60_000 + 5 * 60_000;
/** By then whoever sat down has gone, however late they wrote that and whatever their clock said. */
const OUTLIVED_MS = ROWS_LIVE_MS + 10 * 60_000;

/** Members without whom no room is divided: small rooms spend nothing on counting. */
const LARGE_MEMBERS = 200;
/** Connections of the last shard at which the room is divided further. */
const FULL_SHARD = 150;
/** And at which it is made narrower: when it is, a shard holds half of what divides it again. */
const SPARSE_SHARD = 18;
const GROWTH = 4;
/** Enough for 100,000 connections at 400 a shard. */
const MOST_SHARDS = 256;

const UNDIVIDED: Sharding = { shards: 1, seats: 1, dividedAt: 0, memberCount: 0, ruled: false };

/** The shard that a connection belongs to: the same each time, and evenly spread (FNV-1a). */
export const shardOf = (connectionId: string, shards: number): number => {
  let hash = 0x811c9dc5;
  for (const character of connectionId) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return (hash >>> 0) % shards;
};

/** Into how many shards a room is divided now; 1 for a room that does not exist. Eventually consistent unless `consistent`. */
export const shardsOf = async (deps: Pick<Ports, 'rooms'>, roomId: string, options?: { consistent: boolean }): Promise<number> =>
  ((await deps.rooms.shardsOf([roomId], options)).get(roomId) ?? UNDIVIDED).shards;

/** The division for four times as many connections. Those that are there stay where they sit: readers read all shards. */
const grown = ({ shards, seats }: Division, now: number): Division => {
  const more = Math.min(seats * GROWTH, MOST_SHARDS);
  return { shards: Math.max(shards, more), seats: more, dividedAt: now };
};

/**
 * How a room should be divided whose last shard of those that are sat in holds so many; undefined if it is well as it is.
 *
 * Narrower in two steps. First only new connections sit closer, and readers go on reading all shards. When whoever sat down before has gone,
 * the shards that nobody sits in any more are read no more. Nor does an empty shard mean anything before that: it may be new.
 */
const betterFor = (division: Division, seated: number, now: number): Division | undefined => {
  const { shards, seats, dividedAt } = division;
  if (seated >= FULL_SHARD) return seats < MOST_SHARDS ? grown(division, now) : undefined;
  if (now - dividedAt <= OUTLIVED_MS) return undefined;
  if (seated <= SPARSE_SHARD && seats > 1) return { shards: seats, seats: seats / GROWTH, dividedAt: now };
  return shards > seats ? { shards: seats, seats, dividedAt: now } : undefined;
};

/** Divides a room that has turned out to be large, and gives the number of its shards. */
export const divide = async (deps: Pick<Ports, 'rooms' | 'clock'>, roomId: string): Promise<number> => {
  const division = (await deps.rooms.shardsOf([roomId], { consistent: true })).get(roomId) ?? UNDIVIDED;
  if (division.shards > 1) return division.shards;
  const more = grown(division, deps.clock());
  await deps.rooms.divide(roomId, division, more);
  return more.shards;
};

/**
 * Divides the room anew if a connection that just took its seat is one too many, or one of few. Only who sits in the last shard counts, and
 * counts that shard alone: it stands for the others, since connections spread evenly.
 */
export const divideAnew = async (
  deps: Pick<Ports, 'rooms' | 'connections' | 'clock'>,
  connectionId: string,
  roomId: string,
  sharding: Sharding = UNDIVIDED,
): Promise<void> => {
  const { shards, seats, memberCount } = sharding;
  const shard = seats - 1;
  if ((shards === 1 && memberCount < LARGE_MEMBERS) || shardOf(connectionId, seats) !== shard) return;
  const { items } = await deps.connections.shard({ roomId, shard }, { limit: FULL_SHARD });
  const better = betterFor(sharding, items.length, deps.clock());
  if (better !== undefined) await deps.rooms.divide(roomId, sharding, better);
};
