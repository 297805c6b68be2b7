import {
  isKeepable,
  type Kept,
  type KeptRecord,
  type KeptStorage,
  keepPeople,
  keepRoom,
  keepSession,
  PEOPLE_RECORD,
  readKept,
  SESSION_RECORD,
} from './kept.ts';
import type { ChatState, RoomState } from './state.ts';
import type { Clock, Timers } from './timers.ts';

/**
 * Keeps the rooms that were open last, with their newest messages, for the next run. A nicety: where the storage fails, nothing more is kept, and
 * nothing else comes of it.
 */
export interface Keeper {
  /** What the last run left. Undefined if that is nothing that can be used. Never rejects. */
  load(): Promise<Kept | undefined>;
  /** The state has changed: it is stored a moment later. Cheap. */
  changed(): void;
  /** Stores now what waits for its moment. Never rejects. */
  flush(): Promise<void>;
  /** Stores nothing more. Resolves when nothing is being stored. */
  stop(): Promise<void>;
}

/** Rooms whose messages are kept: those that were open last. */
export const KEPT_ROOMS = 30;
/** Length of all that is kept of rooms, UTF-16 units: 8 MB at most. */
export const KEPT_LENGTH = 4 * 1024 * 1024;
/** Between a change and its being stored, milliseconds: what comes meanwhile is stored with it. */
const STORE_AFTER_MS = 2_000;
/** Rooms that are written at a time, so that nobody waits for it. */
const ROOMS_AT_ONCE = 4;

/** What the storage has of a room. */
interface Stored {
  usedAt: number;
  length: number;
  /** Of what it was made. */
  room?: RoomState;
}

export const createKeeper = (deps: { storage: KeptStorage; state(): ChatState; clock: Clock; timers: Timers }): Keeper => {
  const { storage, clock, timers } = deps;
  /** By room id. */
  const stored = new Map<string, Stored>();
  const usedAt = new Map<string, number>();
  /** The records that are no room's, as they are stored. */
  const others = new Map<string, string>();
  let usable = true;
  let cancel: (() => void) | undefined;
  let working: Promise<void> = Promise.resolve();

  const attempt = async <T>(job: () => Promise<T>): Promise<T | undefined> => {
    try {
      return usable ? await job() : undefined;
    } catch {
      usable = false;
      return undefined;
    }
  };

  const isFresh = (room: RoomState) => stored.get(room.room.roomId)?.room === room;

  /** Those that were open last, the last one first. */
  const wanted = (state: ChatState): RoomState[] =>
    [...usedAt]
      .sort(([, a], [, b]) => b - a)
      .flatMap(([roomId]) => state.rooms[roomId] ?? [])
      .filter((room) => stored.has(room.room.roomId) || isKeepable(room))
      .slice(0, KEPT_ROOMS);

  /** The next of them that the storage does not have as they are, within what a room may take. */
  const recordsOf = (rooms: readonly RoomState[]) =>
    rooms
      .filter((room) => isKeepable(room) && !isFresh(room))
      .slice(0, ROOMS_AT_ONCE)
      .map((room) => ({ room, id: room.room.roomId, usedAt: usedAt.get(room.room.roomId) ?? 0, text: keepRoom(room) }));

  /** Which of the rooms there is space for, the last used first. */
  const fitting = (rooms: readonly RoomState[], lengthOf: (roomId: string) => number): Set<string> => {
    let sum = 0;
    const fit = new Set<string>();
    for (const { room } of rooms) {
      const length = lengthOf(room.roomId);
      if (length === 0 || sum + length > KEPT_LENGTH) continue;
      sum += length;
      fit.add(room.roomId);
    }
    return fit;
  };

  const changedOthers = (state: ChatState, rooms: readonly RoomState[]): KeptRecord[] => {
    const texts = [
      [SESSION_RECORD, keepSession(state)],
      [PEOPLE_RECORD, keepPeople(state, rooms)],
    ] as const;
    return texts.flatMap(([id, text]) => (text === undefined || others.get(id) === text ? [] : [{ id, usedAt: 0, text }]));
  };

  const store = async (): Promise<void> => {
    const state = deps.state();
    // What is not known from the server yet says nothing about what is to be kept.
    if (!state.ready || state.me === undefined) return;
    const rooms = wanted(state);
    const written = recordsOf(rooms);
    const lengths = new Map(written.map(({ id, text }) => [id, text?.length ?? 0]));
    const fit = fitting(rooms, (roomId) => lengths.get(roomId) ?? stored.get(roomId)?.length ?? 0);
    const put = written.flatMap(({ id, usedAt, text }) => (text !== undefined && fit.has(id) ? [{ id, usedAt, text }] : []));
    const rest = changedOthers(state, rooms);
    const gone = [...stored.keys()].filter((roomId) => !fit.has(roomId));
    if (put.length + rest.length + gone.length === 0) return;
    await storage.change([...put, ...rest], gone);
    for (const { id, text } of rest) others.set(id, text);
    for (const roomId of gone) stored.delete(roomId);
    for (const { id, room, usedAt, text } of written) if (fit.has(id)) stored.set(id, { usedAt, length: text?.length ?? 0, room });
    if (rooms.some((room) => fit.has(room.room.roomId) && isKeepable(room) && !isFresh(room))) storeLater();
  };

  const run = (): Promise<void> => {
    cancel?.();
    cancel = undefined;
    working = working.then(async () => {
      await attempt(store);
    });
    return working;
  };

  const storeLater = () => {
    if (usable) cancel ??= timers.after(STORE_AFTER_MS, () => void run());
  };

  return {
    load: () =>
      attempt(async () => {
        const records = await storage.load();
        const kept = readKept(records);
        for (const { id, usedAt: at, text } of records) {
          if (id === SESSION_RECORD || id === PEOPLE_RECORD) continue;
          // What cannot be read is here to be removed.
          stored.set(id, { usedAt: at, length: text.length });
          if (kept?.rooms.has(id)) usedAt.set(id, Math.max(at, usedAt.get(id) ?? 0));
        }
        return kept;
      }),
    changed() {
      const { openRoomId } = deps.state();
      if (openRoomId !== undefined) usedAt.set(openRoomId, clock());
      storeLater();
    },
    flush: run,
    stop() {
      cancel?.();
      cancel = undefined;
      usable = false;
      return working;
    },
  };
};
