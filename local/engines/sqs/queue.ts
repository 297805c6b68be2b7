// One standard queue: its shelf, every change of which is journalled to the store before it is answered.
import { randomUUID } from 'node:crypto';
import type { QueueDefinition, QueueDepth } from '../../ports.ts';
import { endOf, entriesBelow, type Store } from '../store.ts';
import { createShelf, type Entry } from './shelf.ts';

export interface MessageAttribute {
  DataType: string;
  StringValue?: string | undefined;
  BinaryValue?: string | undefined;
}

/** What a sender gives. */
export interface Draft {
  body: string;
  attributes: Record<string, MessageAttribute>;
  /** Message group, trace header: what the receiver gets among the system attributes. */
  system: Record<string, string>;
  delaySeconds?: number | undefined;
  senderId: string;
}

/** What is kept of a message; JSON in the store. */
export interface StoredMessage extends Omit<Draft, 'delaySeconds'> {
  id: string;
  sentAt: number;
  /** 0 without a delay. */
  delayedUntil: number;
  receives: number;
  firstReceivedAt?: number;
}

export interface Received extends StoredMessage {
  receiptHandle: string;
}

/**
 * A standard queue. What `send` has answered is on disk. A restart shows messages again that were in flight, because whoever held them is
 * gone; their receive count stays.
 */
export interface Queue {
  readonly definition: QueueDefinition;
  /** Takes a new definition; the messages stay. */
  redefine(definition: QueueDefinition): void;
  send(drafts: readonly Draft[]): Promise<StoredMessage[]>;
  /** Up to `max` visible messages, hidden for `visibilitySeconds`; waits for the first until `waitMs` have passed or `signal` aborts. */
  receive(max: number, waitMs: number, signal?: AbortSignal, visibilitySeconds?: number): Promise<Received[]>;
  /** Handles that are no longer valid are ignored, as in AWS. */
  delete(handles: readonly string[]): Promise<void>;
  /** Hides a message for another time, 0 shows it at once. Gives false for a handle that is no longer valid. */
  hide(handle: string, seconds: number): boolean;
  purge(): Promise<void>;
  depth(): QueueDepth;
  /** Takes over messages of another queue, removing them there in the same write. */
  adopt(entries: readonly Entry[]): Promise<void>;
  /**
   * Gives the visible messages to other queues, where they are new: another id, no age, no receives. A message without a target stays. Gives
   * how many have moved.
   */
  moveAway(targetOf: (message: StoredMessage) => Queue | undefined): Promise<number>;
  /** Ends all waiting; nothing is received any more. */
  close(): void;
}

/** Finds the dead-letter queue. */
export type FindQueue = (arn: string) => Queue | undefined;

const put = ({ key, message }: Entry) => ({ type: 'put' as const, key, value: message });
const del = ({ key }: Entry) => ({ type: 'del' as const, key });

/** Opens the queue with the messages that the store has of it. */
export const openQueue = async (
  store: Store<StoredMessage>,
  first: QueueDefinition,
  find: FindQueue,
  clock: () => number,
  arrivalsMs: (queueName: string) => readonly number[] = () => [0],
): Promise<Queue> => {
  const prefix = `message~${first.name}~`;
  const shelf = createShelf(clock);
  let definition = first;
  let arrivals = 0;
  let open = true;

  for await (const [key, message] of entriesBelow(store, prefix)) {
    arrivals = Number(key.slice(prefix.length));
    shelf.add({ key, message });
  }

  const arrive = (message: StoredMessage): Entry => {
    arrivals += 1;
    return { key: prefix + String(arrivals).padStart(16, '0'), message };
  };

  const rejected = ({ key, message }: Entry): Entry => ({
    key,
    message: { ...message, system: { ...message.system, DeadLetterQueueSourceArn: definition.arn } },
  });

  const renewed = ({ key, message }: Entry): Entry => {
    const { DeadLetterQueueSourceArn, ...system } = message.system;
    const { firstReceivedAt, ...kept } = message;
    return { key, message: { ...kept, system, id: randomUUID(), sentAt: clock(), delayedUntil: 0, receives: 0 } };
  };

  const isTooOld = ({ message }: Entry): boolean => message.sentAt + definition.retentionSeconds * 1000 < clock();

  /** Sorts what is visible into what may be delivered, what failed too often and what is too old, until `max` may be delivered. */
  const sort = (max: number, deadLetters: Queue | undefined) => {
    const sorted = { good: [] as Entry[], failed: [] as Entry[], old: [] as Entry[] };
    const mostReceives = deadLetters ? (definition.deadLetter?.maxReceives ?? 1) : Number.POSITIVE_INFINITY;
    for (const entry of shelf.visible()) {
      if (sorted.good.length >= max) break;
      if (isTooOld(entry)) sorted.old.push(entry);
      else if (entry.message.receives >= mostReceives) sorted.failed.push(entry);
      else sorted.good.push(entry);
    }
    return sorted;
  };

  const take = async (max: number, visibilitySeconds: number): Promise<Received[]> => {
    const deadLetters = definition.deadLetter && find(definition.deadLetter.arn);
    const { good, failed, old } = sort(max, deadLetters);
    for (const entry of [...failed, ...old]) shelf.remove(entry);
    const received = good.map((entry) => {
      entry.message.receives += 1;
      entry.message.firstReceivedAt ??= clock();
      return { ...entry.message, receiptHandle: shelf.hand(entry, visibilitySeconds) };
    });
    if (failed.length > 0) await deadLetters?.adopt(failed.map(rejected));
    if (good.length + old.length > 0) await store.batch([...good.map(put), ...old.map(del)]);
    return received;
  };

  return {
    get definition() {
      return definition;
    },
    redefine(changed) {
      definition = changed;
    },

    async send(drafts) {
      const now = clock();
      const messages = drafts.map(({ delaySeconds = definition.delaySeconds ?? 0, ...draft }) => {
        return { ...draft, id: randomUUID(), sentAt: now, delayedUntil: delaySeconds > 0 ? now + delaySeconds * 1000 : 0, receives: 0 };
      });
      const entries = messages.flatMap((message) =>
        arrivalsMs(definition.name).map((ms) =>
          arrive(ms > 0 ? { ...message, delayedUntil: Math.max(message.delayedUntil, now) + ms } : message),
        ),
      );
      await store.batch(entries.map(put));
      for (const entry of entries) shelf.add(entry);
      return messages;
    },

    async receive(max, waitMs, signal, visibilitySeconds = definition.visibilitySeconds) {
      const deadline = clock() + waitMs;
      while (open && !signal?.aborted) {
        const received = await take(max, visibilitySeconds);
        if (received.length > 0 || clock() >= deadline) return received;
        await shelf.change(deadline, signal);
      }
      return [];
    },

    async delete(done) {
      const entries = done.flatMap((handle) => shelf.held(handle) ?? []);
      for (const entry of entries) shelf.remove(entry);
      await store.batch(entries.map(del));
    },

    hide: shelf.extend,
    depth: shelf.depth,

    async purge() {
      shelf.clear();
      await store.clear({ gte: prefix, lt: endOf(prefix) });
    },

    async adopt(entries) {
      const adopted = entries.map(({ message }) => arrive(message));
      await store.batch([...entries.map(del), ...adopted.map(put)]);
      for (const entry of adopted) shelf.add(entry);
    },

    async moveAway(targetOf) {
      let moved = 0;
      for (const [target, entries] of Map.groupBy([...shelf.visible()], ({ message }) => targetOf(message))) {
        if (target === undefined) continue;
        for (const entry of entries) shelf.remove(entry);
        await target.adopt(entries.map(renewed));
        moved += entries.length;
      }
      return moved;
    },

    close() {
      open = false;
      shelf.wake();
    },
  };
};
