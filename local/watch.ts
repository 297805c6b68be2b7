import { watch } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { messageOf } from './problem.ts';

export interface WatchOptions {
  /** The repository. */
  root: string;
  signal: AbortSignal;
  redeploy(what: { web: boolean }): Promise<void>;
  report(line: string): void;
}

/** What the running cloud is made from. A change in `local` itself needs a restart. */
const folders = ['bin', 'client', 'lambdas', 'lib', 'protocol', 'web'];
/** What the web app is made from; any other change spares its build. */
const webFolders = new Set(['client', 'protocol', 'web']);
const ignored = /(^|\/)(node_modules|dist|\.[^/]+)(\/|$)|~$|\.sw[a-z]$/;
/** Editors write a file in several steps, and version control many files at once: wait until it is quiet, milliseconds. */
const quietMs = 150;

/** Redeploys after each change of a source, one redeployment at a time, until the signal aborts. */
export const watchSources = async ({ root, signal, redeploy, report }: WatchOptions): Promise<void> => {
  const changed = new Map<string, string>();
  let changes = 0;
  /** Whether the web app has changed since the last redeployment that worked. */
  let web = false;
  let wake = (): void => {};
  const listen = async (folder: string): Promise<void> => {
    for await (const { filename } of watch(join(root, folder), { recursive: true, signal })) {
      if (filename === null || ignored.test(filename)) continue;
      changed.set(folder, join(folder, filename));
      changes += 1;
      wake();
    }
  };
  const listening = Promise.allSettled(folders.map(listen));
  signal.addEventListener('abort', () => wake(), { once: true });
  report(`Watching ${folders.join(', ')}.`);

  while (!signal.aborted) {
    if (changed.size === 0) await new Promise<void>((resolve) => (wake = resolve));
    if (signal.aborted) break;
    for (let seen = -1; seen !== changes; ) {
      seen = changes;
      await delay(quietMs);
    }
    web ||= changed.keys().some((folder) => webFolders.has(folder));
    report(`${[...changed.values()].join(' and ')} changed.`);
    changed.clear();
    const startedAt = performance.now();
    try {
      await redeploy({ web });
      web = false;
      report(`Redeployed in ${((performance.now() - startedAt) / 1000).toFixed(1)} s.`);
    } catch (cause) {
      if (!signal.aborted) report(messageOf(cause));
    }
  }
  await listening;
};
