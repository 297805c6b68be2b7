// Tells of what comes while nobody looks: once for a browser, by the tab that leads, until it is read here or elsewhere.
import type { Chat, ChatState, Clock, RoomState, Timers } from '@parley/client';
import { DEFAULT, isUnread, type News, newestNews } from './news.ts';

/** How long something must stay unread before it is told: whoever looks at it, on whichever device, reads it meanwhile, milliseconds. */
const SETTLE_MS = 1_000;
/** What is older is history: the device slept, or was without a network, milliseconds. */
const FRESH_MS = 10 * 60_000;

interface NotifierDeps {
  chat: Pick<Chat, 'getState' | 'subscribe'>;
  /** Whether this tab tells for all. */
  leads(): boolean;
  /** Whether somebody looks at the room in a tab of this browser. */
  isLookedAt(roomId: string): Promise<boolean>;
  /** Shows it, in place of what was shown of its room. Gives the function that takes it away. */
  show(news: News, state: ChatState): () => void;
  clock: Clock;
  timers: Timers;
}

export interface Notifier {
  /** Takes away what it shows, and goes on. */
  clear(): void;
  /** Takes away what it shows, and ends. */
  stop(): void;
}

export const startNotifier = ({ chat, leads, isLookedAt, show, clock, timers }: NotifierDeps): Notifier => {
  /** Up to which seq has been told of each room, or need not be. Undefined before the session says what there is. */
  let told: Map<string, number> | undefined;
  const seen = new Map<string, RoomState>();
  const waiting = new Map<string, () => void>();
  const shown = new Map<string, { news: News; close: () => void }>();
  let stopped = false;

  const close = (roomId: string) => {
    shown.get(roomId)?.close();
    shown.delete(roomId);
  };

  /** The newest of a room that is to be told, as things stand now. */
  const newsOf = (room: RoomState): News | undefined => {
    const { about } = chat.getState().me?.notifications ?? DEFAULT;
    const news = newestNews(room, told?.get(room.room.roomId) ?? 0, about);
    return news !== undefined && clock() - news.at < FRESH_MS ? news : undefined;
  };

  const tell = async (roomId: string) => {
    waiting.delete(roomId);
    const known = chat.getState().rooms[roomId];
    const news = known && newsOf(known);
    if (known === undefined || news === undefined) return;
    told?.set(roomId, news.seq);
    if (!leads() || (await isLookedAt(roomId)) || stopped || !leads()) return;
    const state = chat.getState();
    // It may have been read while the tabs were asked.
    if (!isUnread(state, news)) return;
    close(roomId);
    shown.set(roomId, { news, close: show(news, state) });
  };

  const look = () => {
    const state = chat.getState();
    if (!state.ready) return;
    if (told === undefined) {
      // What was there before is no news.
      told = new Map(Object.values(state.rooms).map(({ room, head }) => [room.roomId, head]));
    }
    for (const [roomId, { news }] of shown) if (!isUnread(state, news)) close(roomId);
    for (const room of Object.values(state.rooms)) {
      const { roomId } = room.room;
      if (seen.get(roomId) === room) continue;
      seen.set(roomId, room);
      if (!waiting.has(roomId) && newsOf(room) !== undefined) {
        waiting.set(
          roomId,
          timers.after(SETTLE_MS, () => void tell(roomId)),
        );
      }
    }
    for (const roomId of seen.keys()) if (state.rooms[roomId] === undefined) seen.delete(roomId);
  };

  const clear = () => {
    for (const roomId of [...shown.keys()]) close(roomId);
  };

  const unsubscribe = chat.subscribe(look);
  look();

  return {
    clear,
    stop() {
      stopped = true;
      unsubscribe();
      for (const cancel of waiting.values()) cancel();
      clear();
    },
  };
};
