// IndexedDB as promises, and as much of it as is needed: one store of objects in a database.

export interface Database<T> {
  all(): Promise<T[]>;
  /** Puts objects and removes others by their keys: all of it, or nothing. Removing what is not there is fine. */
  change(put: readonly T[], remove: readonly string[]): Promise<void>;
  /** Removes the database, and refuses everything from then on. */
  erase(): Promise<void>;
}

/** Some browsers never answer who opens a database (old Safari; any, while a tab that is stopped keeps it from being erased), milliseconds. */
const OPEN_MS = 5_000;

/**
 * Opens the database when it is first needed, and again after the browser or another tab has closed it. Every call rejects where the browser
 * stores nothing: in some private windows, or when the disk is full.
 */
export const openDatabase = <T>(name: string, { version, store, key }: { version: number; store: string; key: string }): Database<T> => {
  let opening: Promise<IDBDatabase> | undefined;
  let erased = false;

  const forget = () => {
    opening = undefined;
  };

  const connect = () =>
    new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open(name, version);
      const timer = setTimeout(() => reject(new Error(`The database ${name} does not open.`)), OPEN_MS);
      request.onupgradeneeded = () => {
        if (!request.result.objectStoreNames.contains(store)) request.result.createObjectStore(store, { keyPath: key });
      };
      request.onsuccess = () => {
        const database = request.result;
        clearTimeout(timer);
        // Until now, whoever asked was refused at once.
        opening = Promise.resolve(database);
        // Another tab erases it, or has a newer version of the app: it must not wait for this one.
        database.onversionchange = () => {
          forget();
          database.close();
        };
        database.onclose = forget;
        resolve(database);
      };
      request.onerror = () => {
        clearTimeout(timer);
        forget();
        reject(request.error);
      };
    });

  const connection = (): Promise<IDBDatabase> => {
    if (erased) return Promise.reject(new Error(`The database ${name} has been erased.`));
    opening ??= connect();
    return opening;
  };

  const within = async <R>(mode: IDBTransactionMode, work: (objects: IDBObjectStore) => R): Promise<R> => {
    const transaction = (await connection()).transaction(store, mode);
    return new Promise((resolve, reject) => {
      const result = work(transaction.objectStore(store));
      transaction.oncomplete = () => resolve(result);
      // Without waiting for the answers: the page may be about to go.
      transaction.commit();
      transaction.onabort = () => reject(transaction.error ?? new Error(`The database ${name} took nothing.`));
    });
  };

  return {
    all: async () => (await within<IDBRequest<T[]>>('readonly', (objects) => objects.getAll())).result,
    change: (put, remove) =>
      within('readwrite', (objects) => {
        for (const object of put) objects.put(object);
        for (const removed of remove) objects.delete(removed);
      }),
    async erase() {
      erased = true;
      const database = await opening?.catch(() => undefined);
      database?.close();
      await new Promise<void>((resolve, reject) => {
        const request = indexedDB.deleteDatabase(name);
        request.onsuccess = () => resolve();
        request.onerror = () => reject(request.error);
      });
    },
  };
};
