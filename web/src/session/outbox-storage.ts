import type { OutboxItem, OutboxStorage } from '@parley/client';
import Dexie, { type EntityTable } from 'dexie';

/** One account's outbox in this browser: whoever signs in next must not send what somebody else has written. */
export interface StoredOutbox extends OutboxStorage {
  /** Forgets everything in it. */
  erase(): Promise<void>;
}

export const openOutbox = (account: string): StoredOutbox => {
  const database = new Dexie(`parley-outbox:${account}`);
  database.version(1).stores({ items: 'id' });
  const items: EntityTable<OutboxItem, 'id'> = database.table('items');
  return {
    load: () => items.toArray(),
    async put(item) {
      await items.put(item);
    },
    remove: (id) => items.delete(id),
    erase: () => database.delete(),
  };
};
