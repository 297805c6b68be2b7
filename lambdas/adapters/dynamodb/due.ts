// What waits for its time: rows that the sparse end of the index finds by when they are due, a few partitions for each kind.
import { BY_USER, DUE_SHARDS, type DueKind, dueKey, duePartition } from './keys.ts';
import type { Item, Table } from './table.ts';

/** Rows due at `at`, at most `limit`, the longest overdue of each partition first. The index may lag: whoever acts on a row looks at it again. */
export const dueRows = async (table: Table, kind: DueKind, at: number, limit: number): Promise<Item[]> => {
  const rows: Item[] = [];
  for (let shard = 0; shard < DUE_SHARDS && rows.length < limit; shard += 1) {
    const { items } = await table.query({
      index: BY_USER,
      where: '#byUserPk = :partition AND #byUserSk <= :now',
      values: { partition: duePartition(kind, shard), now: dueKey(kind, '', at).byUserSk },
      limit: limit - rows.length,
    });
    rows.push(...items);
  }
  return rows;
};
