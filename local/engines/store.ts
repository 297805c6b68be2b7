// Every engine keeps its data in a LevelDB of its own: writes survive a killed process, and LevelDB's lock keeps a second process out
// (the operating system frees it when its holder dies, so that it never goes stale).
import { mkdir } from 'node:fs/promises';
import type { AbstractLevel } from 'abstract-level';
import { ClassicLevel } from 'classic-level';
import { MemoryLevel } from 'memory-level';
import * as z from 'zod/mini';

/** A store whose values are all of one type: what the engine puts in is what it gets out. */
export type Store<V> = AbstractLevel<string | Buffer | Uint8Array, string, V>;

/** Where an engine keeps its data: a folder of its own, made if it is not there, or nowhere. */
export type Place = { folder: string } | { inMemory: true };

/** Opens the store. Throws one sentence that says what to do when another process holds the folder, or it cannot be written. */
export const openStore = async <V>(place: Place): Promise<Store<V>> => {
  const options = { keyEncoding: 'utf8', valueEncoding: 'json' } as const;
  if ('inMemory' in place) return opened(new MemoryLevel<string, V>({ ...options, storeEncoding: 'utf8' }));
  try {
    await mkdir(place.folder, { recursive: true, mode: 0o700 });
    return await opened(new ClassicLevel<string, V>(place.folder, options));
  } catch (error) {
    throw new Error(sentenceFor(error, place.folder), { cause: error });
  }
};

const opened = async <V>(store: Store<V>): Promise<Store<V>> => {
  await store.open();
  return store;
};

/** LevelDB's own error stands behind that of the failed opening. */
const sentenceFor = (error: unknown, folder: string): string => {
  const { code, message } = levelError.safeParse(error).data?.cause ?? {};
  if (code === 'LEVEL_LOCKED')
    return `The data folder ${folder} is in use by another running Parley: stop that one, or start this one with --data and another folder.`;
  return `The data folder ${folder} cannot be opened (${message ?? String(error)}): check that it can be written and the disk is not full, or start with --fresh.`;
};

const levelError = z.object({ cause: z.optional(z.object({ code: z.optional(z.string()), message: z.string() })) });

/** The smallest string above every key that begins with `prefix`. Keys are ASCII. */
export const endOf = (prefix: string): string => `${prefix}\xff`;

/** Every entry below a prefix, in key order. */
export const entriesBelow = <V>(store: Store<V>, prefix: string) => store.iterator({ gte: prefix, lt: endOf(prefix) });
