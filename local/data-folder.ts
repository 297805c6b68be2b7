import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { codeOf, Problem } from './problem.ts';

/** Where a local cloud keeps everything between runs; used by one process at a time. */
export interface DataFolder {
  path: string;
  /** Lets another process use it. */
  release(): void;
}

/** Takes the folder for this process, and empties it first if `fresh`. Throws a `Problem` if another process has it, or it cannot be written. */
export const claimDataFolder = (path: string, { fresh }: { fresh: boolean }): DataFolder => {
  const lock = join(path, 'lock');
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    refuseIfHeld(lock, path);
    if (fresh) empty(path);
    writeFileSync(lock, String(process.pid));
  } catch (cause) {
    throw folderProblem(path, cause);
  }
  return { path, release: () => rmSync(lock, { force: true }) };
};

/** What to tell about a folder that cannot be used; any other error as it is. */
export const folderProblem = (path: string, cause: unknown): unknown => {
  switch (codeOf(cause)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new Problem(`The disk of ${path} is full; make room or choose another folder with --data DIR.`, { cause });
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new Problem(`The folder ${path} cannot be written; change its rights or choose another one with --data DIR.`, { cause });
    case 'EEXIST':
    case 'ENOTDIR':
      return new Problem(`${path} is not a folder; choose another one with --data DIR.`, { cause });
    default:
      return cause;
  }
};

const refuseIfHeld = (lock: string, path: string): void => {
  const holder = Number(readIfThere(lock));
  if (!holder || holder === process.pid || !isAlive(holder)) return;
  throw new Problem(
    `The data folder ${path} is in use by another running Parley (process ${holder}); stop that one, or start this one with --data DIR.`,
  );
};

const readIfThere = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT') return '';
    throw cause;
  }
};

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    return codeOf(cause) === 'EPERM';
  }
};

/** What this program puts into its folder: `--fresh` removes that, and nothing that somebody else may have put there. */
const contents = ['assembly', 'compiled', 'dynamodb', 'sqs', 'cognito', 'logs', 'outputs.json'];

const empty = (path: string): void => {
  for (const name of contents) rmSync(join(path, name), { recursive: true, force: true });
};
