import type { OutboxItem, OutboxStorage } from '@parley/client';
import { openDatabase } from './database.ts';

/** One account's outbox in this browser: whoever signs in next must not send what somebody else has written. */
export interface StoredOutbox extends OutboxStorage {
  /** Forgets everything in it. */
  erase(): Promise<void>;
}

export const openOutbox = (account: string): StoredOutbox => {
  // Ten is what the first version of this database was called by the library that made it.
  const items = openDatabase<OutboxItem>(`parley-outbox:${account}`, { version: 10, store: 'items', key: 'id' });
  return {
    load: items.all,
    put: (item) => items.change([item], []),
    remove: (id) => items.change([], [id]),
    erase: items.erase,
  };
};
