// Which messages of a queue may be taken, and which are hidden and until when: in memory, in order of arrival.
import { randomUUID } from 'node:crypto';
import type { QueueDepth } from '../../ports.ts';
import type { StoredMessage } from './queue.ts';

export interface Entry {
  /** Where the message stands in the store: queue and order of arrival. */
  key: string;
  message: StoredMessage;
}

/** An entry that is out of sight: delayed, or with a receiver, who has the handle. */
interface Hidden extends Entry {
  until: number;
  handle?: string;
}

export interface Shelf {
  /** Puts an entry on the shelf, out of sight while it is delayed. */
  add(entry: Entry): void;
  /** What may be taken now, in order; last what belongs to a group that holds the receivers (fair queues). */
  visible(): Iterable<Entry>;
  /** Hides an entry for its receiver; gives the receiver's handle. */
  hand(entry: Entry, seconds: number): string;
  /** Hides what the handle's receiver has for another time; 0 shows it. Gives false for a handle that is no longer valid. */
  extend(handle: string, seconds: number): boolean;
  /** What the handle's receiver has; undefined for a handle that is no longer valid. */
  held(handle: string): Entry | undefined;
  remove(entry: Entry): void;
  clear(): void;
  depth(): QueueDepth;
  /** Resolves when something may be visible, at the latest at `deadline` or when `signal` aborts. */
  change(deadline: number, signal?: AbortSignal): Promise<void>;
  /** Ends all waiting. */
  wake(): void;
}

/** A group holds the receivers if it has so many messages in flight, and more than all others together. */
const NOISY = 10;

const groupOf = ({ message }: Entry): string | undefined => message.system.MessageGroupId;

export const createShelf = (clock: () => number): Shelf => {
  const shown = new Map<string, Entry>();
  /** The same, so that what goes ahead of a long line of one group is found without walking along it. */
  const shownByGroup = new Map<string | undefined, Map<string, Entry>>();
  const hidden = new Map<string, Hidden>();
  const handles = new Map<string, Hidden>();
  const wakers = new Set<() => void>();
  let nextDue = Number.POSITIVE_INFINITY;

  /** The group that the others go ahead of, if there is one. */
  const noisyGroup = (): string | undefined => {
    if (handles.size < NOISY) return undefined;
    const counts = new Map<string | undefined, number>();
    for (const entry of handles.values()) counts.set(groupOf(entry), (counts.get(groupOf(entry)) ?? 0) + 1);
    for (const [group, count] of counts) if (group !== undefined && count >= NOISY && count > handles.size / 2) return group;
    return undefined;
  };

  function* fairly(): Generator<Entry> {
    const noisy = noisyGroup();
    if (noisy === undefined) return yield* shown.values();
    for (const [group, entries] of shownByGroup) if (group !== noisy) yield* entries.values();
    yield* shownByGroup.get(noisy)?.values() ?? [];
  }

  const take = (key: string) => {
    const entry = shown.get(key);
    if (entry === undefined) return;
    shown.delete(key);
    const group = groupOf(entry);
    const entries = shownByGroup.get(group);
    entries?.delete(key);
    if (entries?.size === 0) shownByGroup.delete(group);
  };

  const put = (entry: Entry) => {
    shown.set(entry.key, entry);
    const entries = shownByGroup.get(groupOf(entry)) ?? new Map<string, Entry>();
    shownByGroup.set(groupOf(entry), entries.set(entry.key, entry));
  };

  const hide = (entry: Hidden) => {
    take(entry.key);
    hidden.set(entry.key, entry);
    nextDue = Math.min(nextDue, entry.until);
  };

  const remove = ({ key }: Entry) => {
    const handle = hidden.get(key)?.handle;
    if (handle) handles.delete(handle);
    hidden.delete(key);
    take(key);
  };

  const show = ({ key, message }: Entry) => {
    remove({ key, message });
    put({ key, message });
  };

  const showDue = () => {
    const now = clock();
    if (now < nextDue) return;
    nextDue = Number.POSITIVE_INFINITY;
    for (const entry of hidden.values()) {
      if (entry.until <= now) show(entry);
      else nextDue = Math.min(nextDue, entry.until);
    }
  };

  const wake = () => {
    for (const waker of wakers) waker();
  };

  return {
    add(entry) {
      const until = entry.message.delayedUntil;
      if (until > clock()) hide({ ...entry, until });
      else show(entry);
      wake();
    },
    visible() {
      showDue();
      return fairly();
    },
    hand(entry, seconds) {
      const handle = randomUUID();
      const held = { ...entry, handle, until: clock() + seconds * 1000 };
      handles.set(handle, held);
      hide(held);
      return handle;
    },
    extend(handle, seconds) {
      const entry = handles.get(handle);
      if (!entry) return false;
      if (seconds > 0) {
        entry.until = clock() + seconds * 1000;
        hide(entry);
      } else show(entry);
      wake();
      return true;
    },
    held: (handle) => handles.get(handle),
    remove,
    clear() {
      for (const entries of [shown, hidden, handles]) entries.clear();
    },
    depth() {
      showDue();
      let oldestSentAt: number | undefined;
      for (const entries of [shown, hidden])
        for (const { message } of entries.values()) oldestSentAt = Math.min(oldestSentAt ?? message.sentAt, message.sentAt);
      return {
        visible: shown.size,
        inFlight: handles.size,
        delayed: hidden.size - handles.size,
        ...(oldestSentAt !== undefined && { oldestSentAt }),
      };
    },
    change: (deadline, signal) =>
      new Promise((resolve) => {
        if (shown.size > 0 || signal?.aborted) return resolve();
        const end = () => {
          clearTimeout(timer);
          wakers.delete(end);
          signal?.removeEventListener('abort', end);
          resolve();
        };
        const timer = setTimeout(end, Math.max(0, Math.min(deadline, nextDue) - clock()));
        wakers.add(end);
        signal?.addEventListener('abort', end, { once: true });
      }),
    wake,
  };
};
