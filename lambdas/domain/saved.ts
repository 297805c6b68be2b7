import { limits, type PutSaved, type Saved, type SavedFrame, type SavedList } from '@parley/protocol';
import { tellUser } from './delivery.ts';
import type { Delivery, Ports } from './deps.ts';
import { isToCome } from './due.ts';
import { ChatError } from './errors.ts';
import { permitted } from './permissions.ts';
import { withOwnVotes } from './polls.ts';
import { inPool } from './pool.ts';
import type { Owned } from './ports.ts';
import { findTarget } from './targets.ts';

export type Saving = Delivery & Pick<Ports, 'rooms' | 'memberships' | 'messages' | 'ballots' | 'saved'>;
export type Reminding = Delivery & Pick<Ports, 'saved'>;

const AT_A_TIME = 20;

const placeOf = ({ roomId, seq }: Pick<Saved, 'roomId' | 'seq'>): string => `${roomId} ${seq}`;

const tell = (deps: Delivery, userId: string, { roomId, seq }: Pick<Saved, 'roomId' | 'seq'>, change: SavedFrame['change']) =>
  tellUser(deps, userId, { type: 'saved', roomId, seq, change });

/** Reminds once, however often and by how many it is tried. */
const remind = async (deps: Reminding, { userId, ...saved }: Owned<Saved>): Promise<void> => {
  if (await deps.saved.settle(userId, saved, deps.clock())) await tell(deps, userId, saved, 'reminder');
};

/** Reminds of what is due. Gives how many there were, at most `limit`. */
export const remindDue = async (deps: Reminding, limit: number): Promise<number> => {
  const due = await deps.saved.due(deps.clock(), limit);
  await inPool(due, AT_A_TIME, (saved) => remind(deps, saved));
  return due.length;
};

const mySaved = async (deps: Saving, userId: string): Promise<Saved[]> => {
  const items = await deps.saved.ofUser(userId);
  const now = deps.clock();
  const due = items.filter(({ remindAt, remindedAt }) => remindAt !== undefined && remindAt <= now && remindedAt === undefined);
  if (due.length === 0) return items;
  await inPool(due, AT_A_TIME, (saved) => remind(deps, { ...saved, userId }));
  return deps.saved.ofUser(userId);
};

/** The rooms among these that the user may see. */
const visibleRooms = async (deps: Saving, userId: string, roomIds: readonly string[]): Promise<Set<string>> => {
  const distinct = [...new Set(roomIds)];
  const seen = await inPool(distinct, AT_A_TIME, (roomId) =>
    permitted(deps, userId, roomId, 'see').then(
      () => true,
      (error: unknown) => {
        if (error instanceof ChatError && error.code === 'not_found') return false;
        throw error;
      },
    ),
  );
  return new Set(distinct.filter((_, index) => seen[index]));
};

/**
 * [H42] Everything that the user saved, newest first, with the messages as they stand now where the user may see them. Reminds of what is due at
 * once, without waiting for the schedule.
 */
export const listSaved = async (deps: Saving, userId: string): Promise<SavedList> => {
  const saved = await mySaved(deps, userId);
  const visible = await visibleRooms(
    deps,
    userId,
    saved.map(({ roomId }) => roomId),
  );
  const found = await inPool(saved, AT_A_TIME, async ({ roomId, seq }) =>
    visible.has(roomId) ? await deps.messages.get(roomId, seq) : undefined,
  );
  const messages = await withOwnVotes(
    deps,
    userId,
    found.filter((message) => message !== undefined),
  );
  const placed = new Map(messages.map((message) => [placeOf(message), message]));
  const items = saved.map((item) => {
    const message = placed.get(placeOf(item));
    return { ...item, ...(message && { message }) };
  });
  return { items: items.sort((a, b) => b.savedAt - a.savedAt) };
};

/**
 * [H42] Saves a message, or changes its reminder: without one it has none, and one that has come counts as seen. Throws `not_found` for a message
 * that there is not or that one may not see, `bad_request` for a time that has passed, `conflict` above `limits.saved`.
 */
export const putSaved = async (
  deps: Saving,
  userId: string,
  place: { roomId: string; seq: number },
  { remindAt }: PutSaved,
): Promise<Saved> => {
  if (remindAt !== undefined && !isToCome(remindAt, deps.clock()))
    throw new ChatError('bad_request', 'remindAt must lie within the next year');
  const { roomId, seq } = place;
  const { room } = await permitted(deps, userId, roomId, 'see');
  if (seq > room.head || (await findTarget(deps, roomId, seq)) === 'none') throw new ChatError('not_found', 'There is no such message.');
  const items = await deps.saved.ofUser(userId);
  const before = items.find((item) => item.roomId === roomId && item.seq === seq);
  if (before === undefined && items.length >= limits.saved)
    throw new ChatError('conflict', `At most ${limits.saved} messages can be saved.`);
  const saved: Saved = { roomId, seq, savedAt: before?.savedAt ?? deps.clock(), ...(remindAt !== undefined && { remindAt }) };
  await deps.saved.put(userId, saved);
  await tell(deps, userId, saved, 'saved');
  return saved;
};

/** [H42] Idempotent; also for a message that one may not see any more. */
export const removeSaved = async (deps: Saving, userId: string, place: { roomId: string; seq: number }): Promise<void> => {
  if (await deps.saved.remove(userId, place)) await tell(deps, userId, place, 'removed');
};
