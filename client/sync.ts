import { limits } from '@parley/protocol';
import { ApiError, isPassing, type Shown } from './api.ts';
import { backoff } from './backoff.ts';
import type { LogPage, LogPages } from './frames.ts';
import { createPool } from './pool.ts';
import { SignedOutError } from './session-tokens.ts';
import type { RoomState } from './state.ts';
import type { Random, Timers } from './timers.ts';

/**
 * Fetches what a room's log lacks (R3). An event that overtakes another is common and heals by itself, so a gap is given a moment before it
 * costs a request; then it is asked for again and again, ever more slowly, until it is filled or void.
 */
export interface Sync {
  /**
   * Fetches these rooms' logs above their cursors now, many at once, whether or not anything is known to be missing. First come, first served.
   * `since`: when the session was read that told of them. Asks as well which rooms I have come into since, until there is an answer.
   */
  catchUp(roomIds: readonly string[], since?: number): void;
  /** Looks whether the room lacks something that has been heard of, and sees to it. Cheap: call it after every change. */
  check(roomId: string): void;
  /** Stops asking until the next `catchUp`. Fetches in flight are called off: they may hang on the network that is gone. */
  pause(): void;
}

/** How long an overtaken event may take to arrive by itself, milliseconds. */
const GRACE_MS = 250;
/** An acknowledged event is in the log within a second or so: a gap is looked at so many times before the asking slows down. */
const QUICK_LOOKS = 4;
/** What all members of a room lack, they do not all ask for at once: spread over half a millisecond a member, up to 3 s. */
const SPREAD_A_MEMBER_MS = 0.5;
const SPREAD_MS = 3_000;
/** Rooms fetched at the same time. */
const FETCHES = 6;

/** How a fetch of a room's log ended: `lost`, the server does not let me read it. */
type Outcome = 'more' | 'done' | 'lost' | 'failed';

const isTooFast = (error: unknown): boolean => error instanceof ApiError && error.code === 'rate_limited';

const outcomeOf = (error: unknown): Outcome =>
  error instanceof SignedOutError || (error instanceof ApiError && (error.code === 'not_found' || error.code === 'forbidden'))
    ? 'lost'
    : 'failed';

interface Chase {
  fetching: boolean;
  /** Asked for while a fetch was in flight. */
  again: boolean;
  attempts: number;
  abort: AbortController;
  cancel: (() => void) | undefined;
}

export const createSync = (deps: {
  room(roomId: string): RoomState | undefined;
  events(roomId: string, after: number, limit: number, signal: AbortSignal): Promise<LogPage>;
  /** Of many rooms, those that may be read, and whether there is more of each; and which rooms I have come into since, if that is asked. */
  eventsOfMany(shown: Shown, since: number | undefined, signal: AbortSignal): Promise<LogPages>;
  /** `more`: the log goes on behind the page. */
  received(page: LogPage, more: boolean): void;
  /** I have come into these rooms; they may be known already. */
  joined(roomIds: readonly string[]): void;
  /** The server does not let me read this room. */
  lost(roomId: string): void;
  timers: Timers;
  random: Random;
}): Sync => {
  const chases = new Map<string, Chase>();
  const run = createPool(FETCHES);
  let paused = true;
  /** Ends the asking for rooms that I came into. */
  let cancelAsking = () => {};

  const chaseOf = (roomId: string): Chase => {
    const chase = chases.get(roomId) ?? { fetching: false, again: false, attempts: 0, abort: new AbortController(), cancel: undefined };
    chases.set(roomId, chase);
    return chase;
  };

  const behind = (roomId: string): boolean => {
    const room = deps.room(roomId);
    return room !== undefined && room.head > room.cursor;
  };

  const fetchLater = (roomId: string, chase: Chase) => {
    const members = deps.room(roomId)?.room.memberCount ?? 0;
    const turn = Math.floor(deps.random() * Math.min(SPREAD_MS, members * SPREAD_A_MEMBER_MS));
    const wait = GRACE_MS + turn + (chase.attempts < QUICK_LOOKS ? 0 : backoff(chase.attempts - QUICK_LOOKS, deps.random));
    chase.attempts += 1;
    chase.cancel = deps.timers.after(wait, () => {
      chase.cancel = undefined;
      if (behind(roomId)) fetchNow(roomId, chase);
      else chase.attempts = 0;
    });
  };

  /** Begins a fetch, unless one is in flight: then another follows that one. */
  const begin = (chase: Chase, abort: AbortController): boolean => {
    chase.cancel?.();
    chase.cancel = undefined;
    chase.again = chase.fetching;
    if (chase.fetching) return false;
    chase.fetching = true;
    chase.abort = abort;
    return true;
  };

  /** Takes a page in. Gives whether the next one, if there is more, should follow at once. */
  const take = (page: LogPage, more: boolean): Outcome => {
    const cursor = () => deps.room(page.roomId)?.cursor ?? 0;
    const before = cursor();
    deps.received(page, more);
    const progress = cursor() > before;
    if (progress) chaseOf(page.roomId).attempts = 0;
    return more && (progress || page.size === 0) ? 'more' : 'done';
  };

  const fetchPage = async (roomId: string, { signal }: AbortController): Promise<Outcome> => {
    const after = deps.room(roomId)?.cursor;
    if (after === undefined) return 'done';
    const page = await deps.events(roomId, after, limits.eventsPage, signal);
    return take(page, page.size >= limits.eventsPage);
  };

  const fetchNow = (roomId: string, chase: Chase) => {
    const abort = new AbortController();
    if (!begin(chase, abort)) return;
    run(() => fetchPage(roomId, abort))
      .catch(outcomeOf)
      .then((outcome) => settle(roomId, chase, outcome));
  };

  const fetchPages = async (
    roomIds: readonly string[],
    since: number | undefined,
    { signal }: AbortController,
  ): Promise<Map<string, Outcome>> => {
    const shown = roomIds.flatMap((roomId) => {
      const known = deps.room(roomId);
      return known === undefined ? [] : [{ roomId, seq: known.cursor }];
    });
    const { pages, joined } = await deps.eventsOfMany(shown, since, signal);
    if (joined.length > 0) deps.joined(joined);
    return new Map(pages.map((page) => [page.roomId, take(page, page.more)]));
  };

  /** One request for all of them. Rooms that it does not bring are not for me to see. */
  const fetchTogether = (roomIds: readonly string[], since?: number, attempts = 0) => {
    const abort = new AbortController();
    if (since !== undefined) cancelAsking = () => abort.abort();
    const begun = roomIds.map((roomId) => ({ roomId, chase: chaseOf(roomId) })).filter(({ chase }) => begin(chase, abort));
    const settleAll = (outcomeFor: (roomId: string) => Outcome) => {
      for (const { roomId, chase } of begun) settle(roomId, chase, outcomeFor(roomId));
    };
    run(() =>
      fetchPages(
        begun.map(({ roomId }) => roomId),
        since,
        abort,
      ),
    ).then(
      (outcomes) => settleAll((roomId) => outcomes.get(roomId) ?? 'lost'),
      (error: unknown) => {
        settleAll(() => outcomeOf(error));
        if (since !== undefined && (isPassing(error) || isTooFast(error))) askLater(since, attempts, abort);
      },
    );
  };

  /** The rooms that the request was about are seen to one by one; it remains to be asked which ones I came into. */
  const askLater = (since: number, attempts: number, { signal }: AbortController) => {
    if (signal.aborted) return;
    cancelAsking = deps.timers.after(GRACE_MS + backoff(attempts, deps.random), () => fetchTogether([], since, attempts + 1));
  };

  const settle = (roomId: string, chase: Chase, outcome: Outcome) => {
    chase.fetching = false;
    if (outcome === 'lost') deps.lost(roomId);
    if (paused || outcome === 'lost' || deps.room(roomId) === undefined) chases.delete(roomId);
    else if (outcome === 'more' || chase.again) fetchNow(roomId, chase);
    // Without an answer nothing is known of the room, so the asking goes on even where nothing seems to be missing.
    else if (outcome === 'failed') retryLater(roomId, chase);
    else if (behind(roomId)) fetchLater(roomId, chase);
    else chase.attempts = 0;
  };

  const retryLater = (roomId: string, chase: Chase) => {
    const wait = GRACE_MS + backoff(chase.attempts, deps.random);
    chase.attempts += 1;
    chase.cancel = deps.timers.after(wait, () => fetchNow(roomId, chase));
  };

  return {
    catchUp(roomIds, since) {
      paused = false;
      const [first, ...others] = roomIds;
      if (since === undefined && first !== undefined && others.length === 0) return fetchNow(first, chaseOf(first));
      if (since !== undefined) cancelAsking();
      for (let start = 0; start < roomIds.length || (start === 0 && since !== undefined); start += limits.catchUpRooms)
        fetchTogether(roomIds.slice(start, start + limits.catchUpRooms), start === 0 ? since : undefined);
    },
    check(roomId) {
      if (paused || !behind(roomId)) return;
      const chase = chaseOf(roomId);
      if (!chase.fetching && chase.cancel === undefined) fetchLater(roomId, chase);
    },
    pause() {
      paused = true;
      cancelAsking();
      for (const [roomId, chase] of chases) {
        chase.cancel?.();
        chase.cancel = undefined;
        chase.abort.abort();
        if (!chase.fetching) chases.delete(roomId);
      }
    },
  };
};
