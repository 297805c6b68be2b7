import { mkdirSync, renameSync, statSync } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What functions print: kept in files, and read line by line. */
export interface FunctionLogs {
  write(functionName: string, text: string): void;
  /** Resolves when everything is on disk. */
  flush(): Promise<void>;
}

/** A file this large is put aside as `<name>.log.1`, in the place of the one before, bytes. */
const maxFileBytes = 5 * 1024 * 1024;

/** Appends to `<folder>/<function>.log`. `onLine` gets every whole line, for the metrics in it. */
export const openLogs = (folder: string, onLine: (line: string) => void): FunctionLogs => {
  mkdirSync(folder, { recursive: true });
  const files = new Map<string, LogFile>();
  const fileOf = (functionName: string): LogFile => {
    const known = files.get(functionName);
    if (known) return known;
    const file = openLogFile(join(folder, `${functionName}.log`), onLine);
    files.set(functionName, file);
    return file;
  };
  return {
    write: (functionName, text) => fileOf(functionName).write(text),
    flush: async () => {
      await Promise.all([...files.values()].map((file) => file.flush()));
    },
  };
};

interface LogFile {
  write(text: string): void;
  flush(): Promise<void>;
}

const openLogFile = (path: string, onLine: (line: string) => void): LogFile => {
  let bytes = sizeOf(path);
  let unwritten = '';
  let partialLine = '';
  let writing: Promise<void> | undefined;

  const drain = async (): Promise<void> => {
    while (unwritten.length > 0) {
      const text = unwritten;
      unwritten = '';
      bytes += Buffer.byteLength(text);
      await appendFile(path, text);
      if (bytes < maxFileBytes) continue;
      renameSync(path, `${path}.1`);
      bytes = 0;
    }
  };
  const startDraining = (): Promise<void> => {
    // A log that cannot be written, on a full disk say, must not stop the functions.
    writing ??= drain()
      .catch(() => {})
      .finally(() => {
        writing = undefined;
      });
    return writing;
  };
  return {
    write: (text) => {
      unwritten += text;
      const lines = (partialLine + text).split('\n');
      partialLine = lines.pop() ?? '';
      for (const line of lines) onLine(line);
      void startDraining();
    },
    flush: startDraining,
  };
};

const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;
