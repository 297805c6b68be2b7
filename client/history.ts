import { limits, type MessagesPage } from '@parley/protocol';
import { failureOf, type PageEdge } from './api.ts';
import type { Action } from './reduce.ts';
import type { RoomState } from './state.ts';
import { isAtEnd, isLoaded } from './window.ts';

/** Loads pages of messages (H10) into the rooms' windows, one fetch at a time a room. A failure shows as the room's `loadError`. */
export interface History {
  /** Loads what the room shows first: around the first unread message, or the newest. Nothing, if the window holds that already. */
  open(roomId: string): Promise<void>;
  /**
   * Sees to a room that is on screen when a session or a socket has come: loads what `open` did not get, or what an absence has outdated. Whoever
   * reads stays where they are, wherever the first unread message is.
   */
  resume(roomId: string): Promise<void>;
  older(roomId: string): Promise<void>;
  newer(roomId: string): Promise<void>;
  latest(roomId: string): Promise<void>;
  around(roomId: string, seq: number): Promise<void>;
}

const FAILED = 'The messages could not be loaded.';

/** The newest that can be shown now: what lies above the cursor comes by the log, and no page of it would touch the window. */
const newest = ({ cursor }: RoomState): PageEdge => (cursor === 0 ? {} : { before: cursor + 1 });

/** What is missing where somebody reads already, if anything. */
const pageHere = (room: RoomState): PageEdge | undefined => {
  const { window } = room;
  if (window.staleAround !== undefined) return { around: window.staleAround };
  const isShort = isLoaded(room) && isAtEnd(room) && window.items.length < limits.messagesPageDefault;
  return isShort && window.from > 1 ? { before: window.from } : undefined;
};

/** What is missing for a good first sight of the room, if anything. */
const firstPage = (room: RoomState): PageEdge | undefined => {
  const { window, membership, unread, cursor } = room;
  const { readSeq } = membership;
  const showsEnd = isLoaded(room) && isAtEnd(room);
  // Whoever reads further up stays there.
  if (window.staleAround !== undefined || (isLoaded(room) && !showsEnd)) return pageHere(room);
  const leadsToUnread = unread > 0 && !(showsEnd && window.from <= readSeq + 1);
  if (leadsToUnread && readSeq === 0) return { after: 0 };
  if (leadsToUnread && readSeq < cursor) return { around: readSeq };
  return showsEnd ? pageHere(room) : newest(room);
};

export const createHistory = (deps: {
  room(roomId: string): RoomState | undefined;
  messages(roomId: string, edge: PageEdge, limit: number): Promise<MessagesPage>;
  dispatch(action: Action): void;
}): History => {
  const busy = new Map<string, Promise<void>>();
  /** Rooms whose first page is still to come. */
  const unopened = new Set<string>();

  const fetchPage = async (roomId: string, loading: RoomState['loading'], edge: PageEdge, replace: boolean) => {
    deps.dispatch({ type: 'loading', roomId, loading });
    try {
      const page = await deps.messages(roomId, edge, limits.messagesPageDefault);
      unopened.delete(roomId);
      deps.dispatch({ type: 'page', roomId, page, replace });
    } catch (error) {
      deps.dispatch({ type: 'load-failed', roomId, error: failureOf(error, FAILED) });
    }
  };

  const load = (roomId: string, loading: RoomState['loading'], edge: PageEdge, replace = false): Promise<void> => {
    const fetching = fetchPage(roomId, loading, edge, replace).finally(() => busy.delete(roomId));
    busy.set(roomId, fetching);
    return fetching;
  };

  /** Waits for what is being fetched: it may bring what is wanted, and will change where the window stands. */
  const afterOthers = async (roomId: string, start: (room: RoomState) => Promise<void> | undefined): Promise<void> => {
    while (busy.has(roomId)) await busy.get(roomId);
    const room = deps.room(roomId);
    if (room !== undefined) await start(room);
  };

  const loadMissing = (roomId: string, missing: (room: RoomState) => PageEdge | undefined): Promise<void> =>
    afterOthers(roomId, (room) => {
      const edge = missing(room);
      if (edge !== undefined) return load(roomId, 'initial', edge);
      unopened.delete(roomId);
      return undefined;
    });

  return {
    open(roomId) {
      unopened.add(roomId);
      return loadMissing(roomId, firstPage);
    },
    resume: (roomId) => loadMissing(roomId, (room) => (unopened.has(roomId) || !isLoaded(room) ? firstPage(room) : pageHere(room))),
    older: (roomId) =>
      busy.get(roomId) ??
      afterOthers(roomId, (room) => (room.window.from > 1 ? load(roomId, 'older', { before: room.window.from }) : undefined)),
    newer: (roomId) =>
      busy.get(roomId) ?? afterOthers(roomId, (room) => (isAtEnd(room) ? undefined : load(roomId, 'newer', { after: room.window.to }))),
    latest: (roomId) => afterOthers(roomId, (room) => load(roomId, 'initial', newest(room), true)),
    around: (roomId, seq) => afterOthers(roomId, (room) => load(roomId, 'initial', { around: Math.min(seq, room.cursor || seq) }, true)),
  };
};
