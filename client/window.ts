// The stretch of messages on screen, and how pages of history join it.
import type { Message, MessagesPage } from '@parley/protocol';
import { indexOfSeq, withEvents } from './messages.ts';
import type { MessageWindow, RoomState } from './state.ts';

export const emptyWindow: MessageWindow = { items: [], from: 1, to: 0 };

/** Whether anything is loaded; a room without events is loaded as it is. */
export const isLoaded = ({ window, cursor }: Pick<RoomState, 'window' | 'cursor'>): boolean => window.to >= window.from || cursor === 0;

/** Whether the window reaches the log's end, so that new messages join it. */
export const isAtEnd = ({ window, cursor }: Pick<RoomState, 'window' | 'cursor'>): boolean => window.to === cursor;

/**
 * A page as of the room's cursor: what lies above it is left out (R3: it may be past a gap), and what the store had not taken when the page
 * was read is put in.
 */
const bringUpToDate = (page: MessagesPage, { cursor, recent }: RoomState): MessageWindow => {
  const reach = page.to >= recent.after ? cursor : Math.min(page.to, cursor);
  const now = withEvents(page.items, recent.events, ({ seq }) => seq >= page.from);
  const items = now.filter(({ seq }) => seq <= reach);
  return { items, from: page.from, to: reach };
};

/** Joins a page to the window if the two touch; else the page takes its place. Where they overlap, the window is what is true at the cursor. */
export const joinPage = (room: RoomState, page: MessagesPage): MessageWindow => {
  const { window } = room;
  const fresh = bringUpToDate(page, room);
  if (fresh.to < fresh.from) return window;
  const loaded = window.to >= window.from && window.staleAround === undefined;
  const touching = loaded && fresh.from <= window.to + 1 && window.from <= fresh.to + 1;
  if (!touching) return fresh;
  return {
    items: [
      ...fresh.items.filter((message) => message.seq < window.from),
      ...window.items,
      ...fresh.items.filter((message) => message.seq > window.to),
    ],
    from: Math.min(fresh.from, window.from),
    to: Math.max(fresh.to, window.to),
  };
};

/** Forgets the oldest messages of a window at the log's end, and all of one that is elsewhere. */
export const shrink = (room: RoomState, size: number): MessageWindow => {
  const { window } = room;
  if (!isAtEnd(room)) return emptyWindow;
  const first = window.items.at(-size);
  return first === undefined || window.items.length <= size ? window : { ...window, items: window.items.slice(-size), from: first.seq };
};

/** What still shows of a window when the log has gone on too far: where one reads further up, and nothing at the log's end, which is elsewhere now. */
export const outdate = (room: RoomState): MessageWindow => {
  const { window } = room;
  const middle = window.items.at((window.items.length - 1) >> 1);
  return isAtEnd(room) || middle === undefined ? emptyWindow : { ...window, staleAround: middle.seq };
};

export const messageAt = (items: readonly Message[], seq: number): Message | undefined => items[indexOfSeq(items, seq)];
