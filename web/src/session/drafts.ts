import { type Api, createTidings, type Newer } from '@parley/client';
import type { Draft, DraftFrame } from '@parley/protocol';

/**
 * What is written but not sent, one text a room: kept in this browser at once, over reloads, and on the server a moment later, for the other
 * devices. Of two devices that write at the same time, the one that wrote last has its way: who was told without an answer, or wrote without a
 * network, finds out what stands before it is told again, and gives way to what came to the server after the last key was pressed here.
 */
export interface Drafts {
  get(roomId: string): string;
  set(roomId: string, text: string): void;
  /** Calls back after every change, wherever it comes from. Gives the function that ends it. */
  subscribe(listener: () => void): () => void;
  /** [S30] Another device has changed one. */
  hear(frame: DraftFrame): void;
  /** There is a connection: brings both sides together. */
  refresh(): void;
  /** Forgets what this browser has of them. */
  erase(): void;
  close(): void;
}

/** Between a change and its being told, milliseconds: another device sees it within two seconds. */
const TELL_AFTER_MS = 1_500;
const TELL_AGAIN_MS = 5_000;

interface Stored {
  text: string;
  /** What the server has, as far as this browser knows. */
  told: string;
  /** What the server has been told without an answer yet: it may have it, also after a reload. */
  telling?: string;
  /** When `text` was last changed here, by the server's clock as far as it is known. */
  writtenAt?: number;
}

type Standing = Pick<Draft, 'text' | 'updatedAt'>;

const NONE: Standing = { text: '', updatedAt: 0 };

const nothing: Stored = { text: '', told: '' };

const storedIn = (value: string | null): Stored => {
  try {
    const parsed: unknown = JSON.parse(value ?? 'null');
    if (typeof parsed !== 'object' || parsed === null) return nothing;
    const { text, told, telling, writtenAt }: Partial<Record<keyof Stored, unknown>> = parsed;
    if (typeof text !== 'string' || typeof told !== 'string') return nothing;
    return { text, told, ...(typeof telling === 'string' && { telling }), ...(typeof writtenAt === 'number' && { writtenAt }) };
  } catch {
    return nothing;
  }
};

/** Without what the server was told: that is known now, or was in vain. */
const answered = ({ telling: _, ...stored }: Stored): Stored => stored;

const isTold = ({ text, told, telling }: Stored): boolean => telling === undefined && text.trim() === told;

/** Where a browser keeps them. `watch` calls back when another tab has changed a key, or all (null), and gives the function that ends it. */
export interface DraftStorage {
  storage: Storage;
  watch(listener: (key: string | null) => void): () => void;
}

export const openDrafts = (
  account: string,
  api: Pick<Api, 'drafts' | 'putDraft' | 'removeDraft'>,
  { storage, watch }: DraftStorage,
): Drafts => {
  const prefix = `parley.drafts:${account}:`;
  const listeners = new Set<() => void>();
  const timers = new Map<string, ReturnType<typeof setTimeout>>();
  const telling = new Set<string>();
  /** What was heard last of rooms that are being told of: which of the two came later, the answer says. */
  const heard = new Map<string, DraftFrame>();
  /** Of which rooms the server was told, or has told. */
  const tidings = createTidings();
  let closed = false;
  /** What the server's clock is ahead of this one, milliseconds. */
  let ahead = 0;

  const read = (roomId: string) => storedIn(storage.getItem(prefix + roomId));
  const write = (roomId: string, stored: Stored) => {
    if (stored.text === '' && stored.told === '' && stored.telling === undefined) storage.removeItem(prefix + roomId);
    else storage.setItem(prefix + roomId, JSON.stringify(stored));
    for (const listener of listeners) listener();
  };
  const roomIds = () => Object.keys(storage).flatMap((key) => (key.startsWith(prefix) ? [key.slice(prefix.length)] : []));

  const tellLater = (roomId: string, ms: number) => {
    if (closed || timers.has(roomId)) return;
    timers.set(
      roomId,
      setTimeout(() => {
        timers.delete(roomId);
        void tell(roomId);
      }, ms),
    );
  };

  /** One call at a time a room, so that they arrive in the order in which they were written. */
  const tell = async (roomId: string): Promise<void> => {
    if (isTold(read(roomId)) || telling.has(roomId)) return;
    telling.add(roomId);
    try {
      if (read(roomId).telling !== undefined) await findOut(roomId);
      if (!closed && !isTold(read(roomId))) await put(roomId);
      if (!isTold(read(roomId))) tellLater(roomId, TELL_AFTER_MS);
    } catch {
      // Offline, or the room is out of sight: what is written stays here, and is told when it can be.
      tellLater(roomId, TELL_AGAIN_MS);
    } finally {
      telling.delete(roomId);
    }
  };

  const put = async (roomId: string): Promise<void> => {
    const here = read(roomId);
    const told = here.text.trim();
    write(roomId, { ...here, telling: told });
    const askedAt = Date.now();
    const taken = await (told === '' ? api.removeDraft(roomId) : api.putDraft(roomId, told));
    if (taken) ahead = taken.updatedAt - (askedAt + Date.now()) / 2;
    tidings.note(roomId);
    if (closed) return;
    write(roomId, { ...answered(read(roomId)), told });
    takeHeard(roomId, taken?.updatedAt);
  };

  /** What became of what the server was told without an answer. Another device may have told it something since. */
  const findOut = async (roomId: string): Promise<void> => {
    const { items } = await api.drafts();
    const listed: Standing = items.find((draft) => draft.roomId === roomId) ?? NONE;
    const frame = heard.get(roomId);
    heard.delete(roomId);
    if (!closed) learn(roomId, frame !== undefined && frame.updatedAt > listed.updatedAt ? frame : listed);
  };

  /** What came to the server after `takenAt` stands there in place of what was told from here. */
  const takeHeard = (roomId: string, takenAt = 0) => {
    const frame = heard.get(roomId);
    heard.delete(roomId);
    if (frame !== undefined && frame.updatedAt > takenAt) take(roomId, frame);
  };

  const isNewer = ({ writtenAt = Number.POSITIVE_INFINITY }: Stored, { updatedAt }: Standing) => updatedAt > writtenAt;

  /**
   * What the server has. It stands, unless it comes from here, or something else waits here. What is being written does not give way; what was told
   * without an answer does, and what waited for the network (`idle`), if the other came later.
   */
  const take = (roomId: string, standing: Standing, idle = false) => {
    const here = read(roomId);
    const { text: told } = standing;
    const gives = isTold(here) || ((idle || here.telling !== undefined) && isNewer(here, standing));
    if (here.telling === told) write(roomId, { ...answered(here), told });
    else if (here.told !== told) write(roomId, gives ? { text: told, told } : { ...answered(here), told });
  };

  /** What the server has, asked while it was told nothing: whatever was told before has come there by now, or will not. */
  const learn = (roomId: string, standing: Standing) => {
    take(roomId, standing, true);
    const here = read(roomId);
    if (here.telling !== undefined) write(roomId, answered(here));
  };

  const reconcile = (drafts: readonly Draft[], newer: Newer) => {
    const standing = new Map<string, Standing>(drafts.map((draft) => [draft.roomId, draft]));
    for (const roomId of new Set([...roomIds(), ...standing.keys()])) {
      if (!newer.has(roomId) && !telling.has(roomId)) learn(roomId, standing.get(roomId) ?? NONE);
      if (!isTold(read(roomId))) tellLater(roomId, 0);
    }
  };

  const endWatching = watch((key) => {
    if (key === null || key.startsWith(prefix)) for (const listener of listeners) listener();
  });

  return {
    get: (roomId) => read(roomId).text,
    set(roomId, text) {
      const here = { ...read(roomId), text, writtenAt: Date.now() + ahead };
      write(roomId, here);
      if (!isTold(here)) tellLater(roomId, TELL_AFTER_MS);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    hear(frame) {
      const { roomId, updatedAt } = frame;
      tidings.note(roomId);
      if (!telling.has(roomId)) take(roomId, frame);
      else if (updatedAt >= (heard.get(roomId)?.updatedAt ?? 0)) heard.set(roomId, frame);
    },
    refresh() {
      const newer = tidings.since();
      api.drafts().then(
        ({ items }) => reconcile(items, newer),
        () => undefined,
      );
    },
    erase() {
      for (const roomId of roomIds()) storage.removeItem(prefix + roomId);
    },
    close() {
      closed = true;
      endWatching();
      for (const timer of timers.values()) clearTimeout(timer);
    },
  };
};
