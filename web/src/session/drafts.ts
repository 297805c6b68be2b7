import { type Api, createTidings, type Newer } from '@parley/client';
import type { Draft, DraftFrame } from '@parley/protocol';

/**
 * What is written but not sent, one text a room: kept in this browser at once, over reloads, and on the server a moment later, for the other
 * devices. Of two devices that write at the same time, the one that wrote last has its way.
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
}

const nothing: Stored = { text: '', told: '' };

const storedIn = (value: string | null): Stored => {
  try {
    const parsed: unknown = JSON.parse(value ?? 'null');
    if (typeof parsed !== 'object' || parsed === null) return nothing;
    const { text, told, telling }: Record<keyof Stored, unknown> = { ...nothing, telling: undefined, ...parsed };
    if (typeof text !== 'string' || typeof told !== 'string') return nothing;
    return { text, told, ...(typeof telling === 'string' && { telling }) };
  } catch {
    return nothing;
  }
};

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
    const here = read(roomId);
    if (isTold(here) || telling.has(roomId)) return;
    telling.add(roomId);
    const told = here.text.trim();
    write(roomId, { ...here, telling: told });
    try {
      const taken = await (told === '' ? api.removeDraft(roomId) : api.putDraft(roomId, told));
      tidings.note(roomId);
      if (!closed) {
        write(roomId, { text: read(roomId).text, told });
        takeHeard(roomId, taken?.updatedAt);
      }
      if (!isTold(read(roomId))) tellLater(roomId, TELL_AFTER_MS);
    } catch {
      // Offline, or the room is out of sight: what is written stays here, and is told when it can be.
      if (!closed) takeHeard(roomId);
      tellLater(roomId, TELL_AGAIN_MS);
    } finally {
      telling.delete(roomId);
    }
  };

  /** What came to the server after `takenAt` stands there in place of what was told from here. */
  const takeHeard = (roomId: string, takenAt = 0) => {
    const frame = heard.get(roomId);
    heard.delete(roomId);
    if (frame !== undefined && frame.updatedAt > takenAt) take(roomId, frame.text);
  };

  /** What the server has. It stands, unless it comes from here, or something newer waits here. */
  const take = (roomId: string, told: string) => {
    const here = read(roomId);
    if (here.telling === told) write(roomId, { text: here.text, told });
    else if (here.told !== told) write(roomId, { text: isTold(here) ? told : here.text, told });
  };

  const reconcile = (drafts: readonly Draft[], newer: Newer) => {
    const texts = new Map(drafts.map(({ roomId, text }) => [roomId, text]));
    for (const roomId of new Set([...roomIds(), ...texts.keys()])) {
      if (!newer.has(roomId)) take(roomId, texts.get(roomId) ?? '');
      if (!isTold(read(roomId))) tellLater(roomId, 0);
    }
  };

  const endWatching = watch((key) => {
    if (key === null || key.startsWith(prefix)) for (const listener of listeners) listener();
  });

  return {
    get: (roomId) => read(roomId).text,
    set(roomId, text) {
      const here = { ...read(roomId), text };
      write(roomId, here);
      if (!isTold(here)) tellLater(roomId, TELL_AFTER_MS);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    hear(frame) {
      const { roomId, text, updatedAt } = frame;
      tidings.note(roomId);
      if (!telling.has(roomId)) take(roomId, text);
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
