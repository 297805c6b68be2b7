// The store that dynalite's actions work on, in place of its own: one LevelDB batch a write, and synchronous reads.
import { Stream } from 'node:stream';
import type { KeyedLock } from '../keyed-lock.ts';
import { endOf, type Store } from '../store.ts';

export type Item = Record<string, Record<string, unknown>>;
export type Parameters = Record<string, unknown>;

interface KeyElement {
  AttributeName: string;
  KeyType: 'HASH' | 'RANGE';
}

/** A table as dynalite and DescribeTable know it. */
export interface Table {
  TableName: string;
  TableArn: string;
  TableStatus: 'ACTIVE';
  KeySchema: KeyElement[];
  AttributeDefinitions: { AttributeName: string; AttributeType: 'S' | 'N' | 'B' }[];
  GlobalSecondaryIndexes?: {
    IndexName: string;
    KeySchema: KeyElement[];
    Projection: { ProjectionType: 'ALL' | 'KEYS_ONLY' | 'INCLUDE'; NonKeyAttributes?: string[] };
  }[];
}

type Callback<T = void> = (error?: unknown, value?: T) => void;
export type Action = (store: CallStore, data: Parameters, done: Callback<Parameters>) => void;

interface Range {
  gte?: string;
  gt?: string;
  lte?: string;
  lt?: string;
  reverse?: boolean;
  limit?: number;
}

interface Rows {
  put(key: string, item: Item, done: Callback): void;
  del(key: string, done: Callback): void;
  createValueStream(range: Range): Stream;
}

interface ItemRows extends Rows {
  get(key: string, done: Callback<Item>): void;
  lock(key: string, task: LockedTask): void;
}

/** Gets what wraps its callback, so that the lock ends with it. */
type LockedTask = (release: (done: Callback<Parameters>) => Callback<Parameters>) => void;

/** What dynalite's actions ask of their store. */
export interface CallStore {
  options: { maxItemSize: number };
  getTable(name: string, checkStatus: boolean | Callback<Table>, done?: Callback<Table>): void;
  getItemDb(table: string): ItemRows;
  getIndexDb(type: string, table: string, index: string): Rows;
}

export const maxItemBytes = 400 * 1024;

export const itemPrefix = (table: string): string => `item~${table}~`;
export const indexPrefix = (table: string, index = ''): string => (index ? `index~${table}~${index}~` : `index~${table}~`);

/** What all calls share. */
export interface Storage {
  store: Store<Item | Table>;
  tables: ReadonlyMap<string, Table>;
  lock: KeyedLock;
}

/** What an action gave, and the item that it read last: the one that a failed condition was checked against. */
export interface Outcome {
  result: Parameters;
  error?: unknown;
  read?: Item;
}

/**
 * Runs one of dynalite's actions. An item and its index entries are written in one batch, so that a crash leaves both or neither. Rejects only
 * on a bug, with the item's lock freed.
 */
export const runAction = (storage: Storage, action: Action, data: Parameters): Promise<Outcome> =>
  new Promise((resolve, reject) => {
    const held = new Set<() => void>();
    const work: Work = {
      storage,
      writes: [],
      held,
      outcome: { result: {} },
      proceed(step) {
        try {
          step();
        } catch (error) {
          for (const release of held) release();
          reject(error);
        }
      },
    };
    work.proceed(() =>
      action(callStore(work), data, (error, result) => {
        if (error) work.outcome.error = error;
        if (result) work.outcome.result = result;
        resolve(work.outcome);
      }),
    );
  });

type Write = { type: 'put'; key: string; value: Item } | { type: 'del'; key: string };

/** One action at work. */
interface Work {
  storage: Storage;
  /** Index entries that wait for their item. */
  writes: Write[];
  /** Releases of the locks it holds. */
  held: Set<() => void>;
  outcome: Outcome;
  /** Runs what dynalite does next, where nobody else would catch what it throws. */
  proceed(step: () => void): void;
}

const callStore = (work: Work): CallStore => ({
  options: { maxItemSize: maxItemBytes },
  getTable(name, checkStatus, done) {
    const give = typeof checkStatus === 'function' ? checkStatus : done;
    const table = work.storage.tables.get(name);
    if (table) give?.(null, table);
    else give?.(tableNotFound());
  },
  getItemDb: (table) => itemRows(work, table),
  getIndexDb: (_type, table, index) => indexRows(work, indexPrefix(table, index)),
});

const itemRows = (work: Work, table: string): ItemRows => {
  const prefix = itemPrefix(table);
  return {
    get(key, done) {
      const item = work.storage.store.getSync(prefix + key);
      if (isItem(item)) work.outcome.read = item;
      else delete work.outcome.read;
      done(null, work.outcome.read);
    },
    put: (key, value, done) => flush(work, { type: 'put', key: prefix + key, value }, done),
    del: (key, done) => flush(work, { type: 'del', key: prefix + key }, done),
    createValueStream: (range) => streamValues(work, prefix, range),
    lock: (key, task) => lockItem(work, prefix + key, task),
  };
};

/** dynalite writes an item's index entries just before the item: they wait for it, and go to disk with it. */
const indexRows = (work: Work, prefix: string): Rows => ({
  put(key, value, done) {
    work.writes.push({ type: 'put', key: prefix + key, value });
    done();
  },
  del(key, done) {
    work.writes.push({ type: 'del', key: prefix + key });
    done();
  },
  createValueStream: (range) => streamValues(work, prefix, range),
});

const flush = ({ storage, writes, proceed }: Work, last: Write, done: Callback): void => {
  storage.store.batch([...writes.splice(0), last]).then(
    () => proceed(() => done()),
    (error: unknown) => proceed(() => done(error)),
  );
};

const lockItem = ({ storage, held, proceed }: Work, key: string, task: LockedTask): void => {
  storage.lock(key, (free) => {
    const release = () => {
      held.delete(release);
      free();
    };
    held.add(release);
    proceed(() =>
      task((done) => (...results) => {
        release();
        done(...results);
      }),
    );
  });
};

/** Tables stand below a prefix of their own. */
export const isItem = (value: Item | Table | undefined): value is Item => value !== undefined && !Array.isArray(value.KeySchema);

const tableNotFound = () =>
  Object.assign(new Error('ResourceNotFoundException'), {
    statusCode: 400,
    body: { __type: 'com.amazonaws.dynamodb.v20120810#ResourceNotFoundException', message: 'Requested resource not found' },
  });

/** Values as dynalite reads them: a stream of the oldest kind, which it ends by `destroy` when it has enough. */
const streamValues = ({ storage, proceed }: Work, prefix: string, range: Range): Stream => {
  const values = storage.store.values(prefixed(prefix, range));
  let wanted = true;
  const stream = Object.assign(new Stream(), {
    destroy: () => {
      wanted = false;
    },
  });
  const pour = async () => {
    while (wanted) {
      const page = await values.nextv(100);
      if (page.length === 0) break;
      for (const value of page) if (wanted) proceed(() => stream.emit('data', value));
    }
    if (wanted) proceed(() => stream.emit('end'));
  };
  pour()
    .catch((error: unknown) => proceed(() => stream.emit('error', error)))
    .finally(() => values.close());
  return stream;
};

const prefixed = (prefix: string, { gte, gt, lte, lt, reverse = false, limit = -1 }: Range) => ({
  reverse,
  limit,
  ...(gt === undefined ? { gte: prefix + (gte ?? '') } : { gt: prefix + gt }),
  ...(lte !== undefined ? { lte: prefix + lte } : { lt: lt === undefined ? endOf(prefix) : prefix + lt }),
});
