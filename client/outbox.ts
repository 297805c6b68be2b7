import type { ErrorFrame, LogCommand } from '@parley/protocol';
import { backoff } from './backoff.ts';
import { ANSWER_MS } from './socket.ts';
import type { Failure } from './state.ts';
import type { Clock, Random, Timers } from './timers.ts';

/** A command on its way to the server. It leaves the outbox when the server acknowledged it, its event was seen, or its author discards it. */
export interface OutboxItem {
  /** The command's own id. */
  id: string;
  command: LogCommand;
  /** When it was written, milliseconds since the epoch. */
  createdAt: number;
  /** Why the server refused it. A message then waits for its author to try again or give up; anything else leaves the outbox. */
  error?: Failure;
  /** Of a message: what its author has made of its text meanwhile. Once the message is in the log, it is edited to that, under this id. */
  edit?: { id: string; text: string };
}

/** Where the outbox outlives a reload. Calls are made one after another. */
export interface OutboxStorage {
  /** Everything stored, in any order. */
  load(): Promise<OutboxItem[]>;
  /** Stores the item, replacing one of the same id. */
  put(item: OutboxItem): Promise<void>;
  /** Removing what is not there is fine. */
  remove(id: string): Promise<void>;
}

/** For programs that need no outbox after their end: bots, tests, load. */
export const createMemoryStorage = (): OutboxStorage => {
  const items = new Map<string, OutboxItem>();
  return {
    load: async () => [...items.values()],
    async put(item) {
      items.set(item.id, item);
    },
    async remove(id) {
      items.delete(id);
    },
  };
};

/**
 * Commands not yet acknowledged, in order a room (R4).
 *
 * At most one a room is in flight: the server handles frames side by side, so two at once could be numbered in the wrong order. The next one
 * leaves with the ack of the one before. After every reconnect the one in flight is sent again under its id, which the server takes once.
 */
export interface Outbox {
  /**
   * Makes this the outbox that is stored: brings in what an earlier run or another tab left, each where its time puts it, and gives up what
   * another tab has taken out, which it gives. What could not be stored stays.
   */
  load(): Promise<OutboxItem[]>;
  items(): OutboxItem[];
  find(id: string): OutboxItem | undefined;
  add(item: OutboxItem): void;
  /** Stores a known item as it is now. It keeps its place. */
  change(item: OutboxItem): void;
  /** Takes in an item that another tab has stored, be it new, changed or known. */
  adopt(item: OutboxItem): void;
  /** Gives up an item that another tab has taken out of the storage. Gives it, if it was still here. */
  drop(id: string): OutboxItem | undefined;
  /** The command is in the log. Gives the item, unless it was settled before. */
  settle(id: string): OutboxItem | undefined;
  refuse(error: ErrorFrame): void;
  /** Puts a refused command at the end of its room's queue again, under the same id. */
  retry(id: string): void;
  discard(id: string): void;
  /** There is a socket: everything unacknowledged may leave. */
  connected(): void;
  disconnected(): void;
  /** What was sent at `sentBy` or earlier, and is not answered, goes again: the socket that it went over is closed. */
  resend(sentBy: number): void;
  /** Resolves when storage has taken every change so far. */
  stored(): Promise<void>;
}

const DEFAULT_RATE_WAIT_MS = 1_000;
/** An answer takes some tens of milliseconds, and seconds when a function starts cold. */
const OVERDUE_MS = 2_000;

/** The first ten digits of a ULID are its time; of equal length, they compare as it does. */
const timeOf = (id: string): string => id.slice(0, 10);

/** A room's way out: who is under way, and until when it is closed. */
interface Lane {
  inFlight?: { id: string; sentAt: number };
  failures: number;
  closedUntil: number;
  cancelTimer: () => void;
}

export const createOutbox = (deps: {
  storage: OutboxStorage;
  /** Gives false if the frame could not leave. */
  transmit(command: LogCommand): boolean;
  /** The server refused the command for good. A message stays, with its `error`. */
  refused(item: OutboxItem): void;
  /** No answer came in 2 s: is anybody there? */
  overdue(): void;
  /** No answer came in 10 s: the socket is as good as dead. */
  stalled(): void;
  /** Storage failed: what is queued now will not survive a reload. */
  storageFailed?(error: unknown): void;
  clock: Clock;
  timers: Timers;
  random: Random;
}): Outbox => {
  let items = new Map<string, OutboxItem>();
  const lanes = new Map<string, Lane>();
  let online = false;
  let storing: Promise<void> = Promise.resolve();
  /** Items that were written here, and not by an earlier run or another tab. */
  const own = new Set<string>();
  /** Items that live here only. */
  const unstored = new Set<string>();
  /** Items that live in the storage only, and not for long. */
  const leaving = new Set<string>();
  /** What another tab has taken out during a load, which may bring it all the same. */
  let dropped: Set<string> | undefined;

  const store = (change: () => Promise<void>) => {
    storing = storing.then(change).catch((error: unknown) => deps.storageFailed?.(error));
  };

  const put = (item: OutboxItem) => {
    unstored.add(item.id);
    store(async () => {
      await deps.storage.put(item);
      unstored.delete(item.id);
    });
  };

  const laneOf = (roomId: string): Lane => {
    const lane = lanes.get(roomId) ?? { failures: 0, closedUntil: 0, cancelTimer: () => {} };
    lanes.set(roomId, lane);
    return lane;
  };

  const drain = (roomId: string) => {
    const lane = laneOf(roomId);
    if (!online || lane.inFlight !== undefined || deps.clock() < lane.closedUntil) return;
    const next = items.values().find((item) => item.command.roomId === roomId && item.error === undefined);
    if (next === undefined || !deps.transmit(next.command)) return;
    lane.inFlight = { id: next.id, sentAt: deps.clock() };
    lane.cancelTimer = deps.timers.after(OVERDUE_MS, () => {
      lane.cancelTimer = deps.timers.after(ANSWER_MS - OVERDUE_MS, deps.stalled);
      deps.overdue();
    });
  };

  const land = (lane: Lane) => {
    lane.cancelTimer();
    delete lane.inFlight;
  };

  const forget = (item: OutboxItem) => {
    const lane = laneOf(item.command.roomId);
    items.delete(item.id);
    own.delete(item.id);
    unstored.delete(item.id);
    if (lane.inFlight?.id === item.id) land(lane);
    drain(item.command.roomId);
  };

  const leave = (item: OutboxItem) => {
    leaving.add(item.id);
    store(async () => {
      await deps.storage.remove(item.id);
      leaving.delete(item.id);
    });
    forget(item);
  };

  /** At the end of its room's queue. */
  const append = (item: OutboxItem) => {
    items.delete(item.id);
    items.set(item.id, item);
    drain(item.command.roomId);
  };

  /**
   * Takes in what another outbox wrote, an earlier run's or another tab's, where its time puts it. Of one tab, ids grow; of the same millisecond,
   * what others wrote goes before what was written here, as it was there first after a reload.
   */
  const insert = (item: OutboxItem) => {
    const all = [...items.values()];
    const later = all.findIndex(({ id }) => (own.has(id) ? timeOf(id) >= timeOf(item.id) : id > item.id));
    items = new Map(all.toSpliced(later < 0 ? all.length : later, 0, item).map((each) => [each.id, each]));
  };

  const reload = async (): Promise<OutboxItem[]> => {
    const before = new Map(items);
    dropped = new Set();
    const stored = new Map((await deps.storage.load()).map((item) => [item.id, item]));
    // What has changed since is newer than what was read.
    const unchanged = [...before.values()].filter((item) => items.get(item.id) === item && !unstored.has(item.id));
    for (const { id } of unchanged) {
      const item = stored.get(id);
      if (item !== undefined) items.set(id, item);
    }
    const gone = unchanged.filter(({ id }) => !stored.has(id));
    for (const item of gone) forget(item);
    const found = [...stored.values()].filter(({ id }) => ![before, items, leaving, dropped].some((known) => known?.has(id)));
    for (const item of found) insert(item);
    for (const { command } of found) drain(command.roomId);
    return gone;
  };

  const closeFor = (roomId: string, wait: number) => {
    const lane = laneOf(roomId);
    land(lane);
    lane.closedUntil = deps.clock() + wait;
    lane.cancelTimer = deps.timers.after(wait, () => {
      lane.closedUntil = 0;
      drain(roomId);
    });
  };

  const tryLater = (roomId: string, error: ErrorFrame) => {
    const lane = laneOf(roomId);
    if (error.code === 'rate_limited') return closeFor(roomId, error.retryAfterMs ?? DEFAULT_RATE_WAIT_MS);
    closeFor(roomId, Math.max(error.retryAfterMs ?? 0, backoff(lane.failures, deps.random)));
    lane.failures += 1;
  };

  const fail = (item: OutboxItem, error: ErrorFrame) => {
    const lane = laneOf(item.command.roomId);
    const failed = { ...item, error: { code: error.code, message: error.message } };
    if (item.command.action === 'send') {
      items.set(item.id, failed);
      put(failed);
    } else leave(item);
    if (lane.inFlight?.id === item.id) land(lane);
    deps.refused(failed);
    drain(item.command.roomId);
  };

  return {
    load() {
      // In its turn, so that what is read has everything that this outbox stored or removed before.
      const loading = storing.then(reload).finally(() => {
        dropped = undefined;
      });
      storing = loading.then(
        () => {},
        () => {},
      );
      return loading;
    },
    items: () => [...items.values()],
    find: (id) => items.get(id),
    add(item) {
      own.add(item.id);
      put(item);
      append(item);
    },
    change(item) {
      items.set(item.id, item);
      put(item);
    },
    adopt(item) {
      const known = items.get(item.id);
      // What is tried again goes to the end.
      if (known?.error !== undefined && item.error === undefined) return append(item);
      if (known === undefined) insert(item);
      else items.set(item.id, item);
      drain(item.command.roomId);
    },
    drop(id) {
      const item = items.get(id);
      if (item !== undefined) forget(item);
      else dropped?.add(id);
      return item;
    },
    settle(id) {
      const item = items.get(id);
      if (item === undefined) return undefined;
      laneOf(item.command.roomId).failures = 0;
      leave(item);
      return item;
    },
    refuse(error) {
      if (error.id === undefined) {
        // It names no frame, so it may be about any of those under way; all of them may be sent again.
        for (const [roomId, lane] of lanes) if (lane.inFlight !== undefined) tryLater(roomId, error);
        return;
      }
      const item = items.get(error.id);
      if (item === undefined) return;
      const passing = error.code === 'rate_limited' || error.code === 'unavailable' || error.code === 'internal';
      if (passing) tryLater(item.command.roomId, error);
      else fail(item, error);
    },
    retry(id) {
      const item = items.get(id);
      if (item?.error === undefined) return;
      const { error: _, ...again } = item;
      put(again);
      append(again);
    },
    discard(id) {
      const item = items.get(id);
      if (item !== undefined) leave(item);
    },
    connected() {
      online = true;
      for (const roomId of new Set(items.values().map((item) => item.command.roomId))) drain(roomId);
    },
    disconnected() {
      online = false;
      for (const lane of lanes.values()) {
        land(lane);
        lane.closedUntil = 0;
      }
    },
    resend(sentBy) {
      for (const [roomId, lane] of lanes) {
        if (lane.inFlight === undefined || lane.inFlight.sentAt > sentBy) continue;
        land(lane);
        drain(roomId);
      }
    },
    stored: () => storing,
  };
};
