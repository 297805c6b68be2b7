// How a client that was away comes by what was said meanwhile, in all its rooms at once.
import { type CatchUp, type CaughtUp, limits } from '@parley/protocol';
import { ownPlace, type Reading, readLog } from './messages.ts';
import { verdictOn } from './permissions.ts';
import { inPool } from './pool.ts';

/** Rooms whose log is read for one answer, side by side, each for its share of a page. */
const READ = 20;

/** A session takes some seconds, by another machine's clock, and the index may lag: what came so long before it may be missing from it. */
const OVERLAP_MS = 60_000;

/** The rooms that somebody has come into, of the 100 in which they were active last. */
const joinedAfter = async (deps: Reading, userId: string, since: number): Promise<string[]> => {
  const { items } = await deps.memberships.ofUser(userId, { limit: limits.listPage });
  return items.filter(({ joinedAt }) => joinedAt > since - OVERLAP_MS).map(({ roomId }) => roomId);
};

/**
 * [H11] What the log of each room holds above what is shown. Two reads, and a query or two for each room in which something is new: for 20 of
 * them, and for 200 events, at most; `more` says where there is more. Leaves out rooms that the caller may not see (H16). Another query for
 * which rooms the caller has come into, where that is asked.
 */
export const catchUp = async (deps: Reading, userId: string, { shown, since }: CatchUp): Promise<CaughtUp> => {
  const roomIds = shown.map(({ roomId }) => roomId);
  const [rooms, memberships, joined] = await Promise.all([
    deps.rooms.getMany(roomIds, { consistent: true }),
    deps.memberships.getMany(userId, roomIds),
    since === undefined ? undefined : joinedAfter(deps, userId, since),
  ]);
  const found = new Map(rooms.map((room) => [room.roomId, room]));
  const places = new Map(memberships.map((membership) => [membership.roomId, membership]));
  const isOutside = rooms.some(({ roomId, kind }) => kind === 'public' && !places.has(roomId));
  const outside = isOutside && (await deps.memberships.isGuest(userId)) ? 'visitor' : 'outsider';
  const asked = new Map(shown.map(({ roomId, seq }) => [roomId, seq]));
  const seen = [...asked].flatMap(([roomId, after]) => {
    const [room, membership] = [found.get(roomId), places.get(roomId)];
    const visible = room !== undefined && verdictOn('see', room, membership?.role ?? outside) === 'allowed';
    return visible ? [{ room, membership, after }] : [];
  });
  const behind = seen.filter(({ room, after }) => room.head > after);
  const limit = Math.floor(limits.eventsPage / Math.min(READ, Math.max(1, behind.length)));
  const read = new Set(behind.slice(0, READ));
  const pages = await inPool(seen, READ, async (place): Promise<CaughtUp['rooms'][number]> => {
    const { room, membership, after } = place;
    const { roomId, head } = room;
    if (read.has(place)) return { roomId, ...(await readLog(deps, userId, place, { after, limit })) };
    return { roomId, items: [], voids: [], head, more: head > after, ...ownPlace(membership) };
  });
  return { rooms: pages, ...(joined !== undefined && { joined }) };
};
