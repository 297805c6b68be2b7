// Time to live: expired items are deleted some time after they expired, a bounded stretch of a table at a time.
import { endOf } from '../store.ts';
import { type Item, isItem, itemPrefix, type Storage, type Table } from './storage.ts';

/** Items looked at in one go, so that a large table never holds up the calls. */
const stretch = 500;
/** DynamoDB leaves items alone that expired longer ago: it takes their time for a mistake. */
const oldestSeconds = 5 * 365 * 86_400;

/** One table's walk. `from` is where the last stretch ended. */
export interface ExpiryWalk {
  table: Table;
  attribute: string;
  from?: string;
}

/** Deletes what has expired in the walk's next stretch, by `remove`, which must check again under the item's lock. */
export const expireStretch = async (
  storage: Storage,
  walk: ExpiryWalk,
  nowSeconds: number,
  remove: (item: Item) => Promise<void>,
): Promise<void> => {
  const prefix = itemPrefix(walk.table.TableName);
  const lower = walk.from === undefined ? { gte: prefix } : { gt: walk.from };
  const entries = await storage.store.iterator({ ...lower, lt: endOf(prefix), limit: stretch }).all();
  for (const [, value] of entries) {
    if (isItem(value) && isExpired(value, walk.attribute, nowSeconds)) await remove(value);
  }
  const last = entries.at(-1)?.[0];
  if (last !== undefined && entries.length === stretch) walk.from = last;
  else delete walk.from;
};

const isExpired = (item: Item, attribute: string, nowSeconds: number): boolean => {
  const seconds = Number(item[attribute]?.N ?? Number.NaN);
  return seconds < nowSeconds && seconds > nowSeconds - oldestSeconds;
};
