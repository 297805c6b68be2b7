import type { KeptRecord, KeptStorage } from '@parley/client';
import { openDatabase } from './database.ts';

/** What one account sees of its rooms without a network, in this browser. */
export interface StoredRooms extends KeptStorage {
  /** Forgets everything in it. */
  erase(): Promise<void>;
}

export const openKept = (account: string): StoredRooms => {
  const records = openDatabase<KeptRecord>(`parley-kept:${account}`, { version: 1, store: 'records', key: 'id' });
  return { load: records.all, change: records.change, erase: records.erase };
};
