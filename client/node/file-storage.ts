// An outbox in a file, for programs that run on Node: a journal that is only appended to, and now and then written anew.
import { type FileHandle, link, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { OutboxItem, OutboxStorage } from '../outbox.ts';

/** One process at a time has the file. Every call rejects if another one on this machine has it, or if the disk fails. */
export interface FileStorage extends OutboxStorage {
  /** Lets another process have the file. A process that ends without it lets go of it too. */
  close(): Promise<void>;
}

/** The most items kept; an outbox that large is not being sent. */
const MAX_ITEMS = 10_000;
/** Lines that say nothing any more are cleared away when there are so many of them. */
const STALE_LINES = 1_000;

type Entry = { put: OutboxItem } | { remove: string };

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const isItem = (value: unknown): value is OutboxItem =>
  isObject(value) &&
  typeof value.id === 'string' &&
  typeof value.createdAt === 'number' &&
  isObject(value.command) &&
  typeof value.command.action === 'string' &&
  typeof value.command.roomId === 'string';

/** Undefined: a line that a crash or a full disk has cut off. */
const readEntry = (line: string): Entry | undefined => {
  try {
    const value: unknown = JSON.parse(line);
    if (!isObject(value)) return undefined;
    if (typeof value.remove === 'string') return { remove: value.remove };
    return isItem(value.put) ? { put: value.put } : undefined;
  } catch {
    return undefined;
  }
};

const apply = (items: Map<string, OutboxItem>, entry: Entry): void => {
  if ('put' in entry) items.set(entry.put.id, entry.put);
  else items.delete(entry.remove);
};

const hasCode = (error: unknown, code: string): boolean => isObject(error) && error.code === code;

const readIfThere = async (path: string): Promise<string> => {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return '';
    throw error;
  }
};

/** What this process has; a lock file of its own number without an entry here is left from an earlier process of that number. */
const held = new Set<string>();

const isAlive = (pid: number): boolean => {
  try {
    return pid > 0 && pid !== process.pid && process.kill(pid, 0);
  } catch (error) {
    return hasCode(error, 'EPERM');
  }
};

/** Makes the file, with this process's number in it from its first moment on. Gives false if it is there already. */
const claim = async (file: string): Promise<boolean> => {
  const own = `${file}.${process.pid}`;
  await writeFile(own, String(process.pid));
  try {
    await link(own, file);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  } finally {
    await rm(own, { force: true });
  }
};

const inUse = (file: string, owner: number) => new Error(`The outbox ${file} is in use by process ${owner}.`);

/** Whose file it is. 0: nobody's that can be read, as after a power failure. Undefined: there is none. */
const ownerOf = async (file: string): Promise<number | undefined> => {
  try {
    return Number(await readFile(file, 'utf8')) || 0;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
};

/** Makes the file this process's. Gives who has it, if somebody else does who lives. */
const take = async (file: string, clear: (file: string) => Promise<number | undefined>): Promise<number | undefined> => {
  while (!(await claim(file))) {
    const owner = await ownerOf(file);
    if (owner === undefined) continue;
    const other = isAlive(owner) ? owner : await clear(file);
    if (other !== undefined) return other;
  }
  return undefined;
};

/** Removes what a process that died has left. One at a time does so and looks again, or two would remove what the other has made meanwhile. */
const clearLock = async (file: string): Promise<number | undefined> => {
  const clearing = `${file}.clearing`;
  const other = await take(clearing, async () => void (await rm(clearing, { force: true })));
  if (other !== undefined) return other;
  const owner = await ownerOf(file);
  if (owner !== undefined && !isAlive(owner)) await rm(file, { force: true });
  await rm(clearing, { force: true });
  return undefined;
};

const lock = async (path: string): Promise<void> => {
  if (held.has(path)) throw inUse(path, process.pid);
  held.add(path);
  try {
    const other = await take(`${path}.lock`, clearLock);
    if (other !== undefined) throw inUse(path, other);
  } catch (error) {
    held.delete(path);
    throw error;
  }
};

const unlock = async (path: string): Promise<void> => {
  await rm(`${path}.lock`, { force: true });
  held.delete(path);
};

/** Each line begins with its break, so that one that was cut off spoils no other. */
const lineOf = (entry: Entry): string => `\n${JSON.stringify(entry)}`;

/** Every change is on the disk when its promise resolves. The file is made when it is first needed, readable by its owner only. */
export const createFileStorage = (file: string, options: { maxItems?: number } = {}): FileStorage => {
  const path = resolve(file);
  const { maxItems = MAX_ITEMS } = options;
  const items = new Map<string, OutboxItem>();
  let journal: FileHandle | undefined;
  let lines = 0;

  /** Writes the journal anew with what stands, beside the old one, and puts it in its place: a crash leaves one or the other whole. */
  const rewrite = async (): Promise<FileHandle> => {
    const fresh = await open(`${path}.new`, 'w', 0o600);
    try {
      await fresh.writeFile([...items.values()].map((item) => lineOf({ put: item })).join(''));
      await fresh.sync();
      await rename(`${path}.new`, path);
    } catch (error) {
      await fresh.close();
      throw error;
    }
    await journal?.close();
    lines = items.size;
    return fresh;
  };

  const opened = async (): Promise<FileHandle> => {
    if (journal !== undefined) return journal;
    await lock(path);
    try {
      items.clear();
      for (const line of (await readIfThere(path)).split('\n')) {
        const entry = readEntry(line);
        if (entry !== undefined) apply(items, entry);
      }
      journal = await rewrite();
      return journal;
    } catch (error) {
      await unlock(path);
      throw error;
    }
  };

  const append = async (entry: Entry): Promise<void> => {
    const handle = await opened();
    if ('put' in entry && !items.has(entry.put.id) && items.size >= maxItems) throw new Error(`The outbox ${path} is full.`);
    await handle.appendFile(lineOf(entry));
    await handle.datasync();
    apply(items, entry);
    lines += 1;
    // The change itself is stored; a disk that has no space for more may have some at the next one.
    if (lines > items.size + STALE_LINES) journal = await rewrite().catch(() => handle);
  };

  return {
    async load() {
      await opened();
      return [...items.values()];
    },
    put: (item) => append({ put: item }),
    remove: (id) => append({ remove: id }),
    async close() {
      if (journal === undefined) return;
      await journal.close();
      journal = undefined;
      await unlock(path);
    },
  };
};
