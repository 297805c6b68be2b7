// What a process and its descendants use, from /proc. On other systems than Linux there is nothing to read.
import { readdir, readFile } from 'node:fs/promises';

export interface Usage {
  /** Processor time used so far, user and system, milliseconds. */
  cpuMs: number;
  /** Resident memory now, bytes. */
  rssBytes: number;
}

/** The kernel counts processor time in these for everybody, whatever its own tick is. */
const TICK_MS = 10;
const PAGE_BYTES = 4096;

interface Entry extends Usage {
  pid: number;
  parent: number;
}

const readEntry = async (pid: number): Promise<Entry | undefined> => {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may hold anything; the fields behind it are counted from the third on (proc_pid_stat(5)).
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const field = (number: number) => Number(fields[number - 3]);
    return { pid, parent: field(4), cpuMs: (field(14) + field(15) + field(16) + field(17)) * TICK_MS, rssBytes: field(24) * PAGE_BYTES };
  } catch {
    return undefined;
  }
};

/** How many files a process may have open; without end where it cannot be known. */
export const openFileLimit = async (): Promise<number> => {
  try {
    const limits = await readFile('/proc/self/limits', 'utf8');
    return Number(/^Max open files\s+(\d+)/m.exec(limits)?.[1] ?? Number.POSITIVE_INFINITY);
  } catch {
    return Number.POSITIVE_INFINITY;
  }
};

/** The usage of a process with all its descendants; undefined where it cannot be known. */
export const usageOf = async (root: number): Promise<Usage | undefined> => {
  if (process.platform !== 'linux') return undefined;
  const pids = (await readdir('/proc')).map(Number).filter(Number.isInteger);
  const entries = (await Promise.all(pids.map(readEntry))).filter((entry) => entry !== undefined);
  const family = new Set([root]);
  for (let size = 0; size < family.size; ) {
    size = family.size;
    for (const entry of entries) if (family.has(entry.parent)) family.add(entry.pid);
  }
  const members = entries.filter((entry) => family.has(entry.pid));
  return {
    cpuMs: members.reduce((sum, entry) => sum + entry.cpuMs, 0),
    rssBytes: members.reduce((sum, entry) => sum + entry.rssBytes, 0),
  };
};
