// A local cloud in a process of its own, on free ports and a folder that goes with it.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

export interface LaunchedCloud {
  pid: number;
  folder: string;
  /** Its outputs file. */
  outputs: string;
}

/** Where every cloud of every suite notes which rights its functions use; `npm run report:iam` reads it. */
const rightsFile = '.build/used-rights.jsonl';

/** A password costs 90 ms of a core as it is kept otherwise: nobody will want to break the one that everybody here has. */
const PASSWORD_COST = 1_024;

/** How long the start may take, the build of the web app included, milliseconds. */
const startMs = 180_000;
/** Longer than the cloud takes to let its invocations end, milliseconds. */
const endMs = 10_000;

/** Starts a local cloud, and waits until it is ready. Throws what it printed, and leaves nothing behind, if it does not come up. */
export const launchCloud = async (...flags: string[]): Promise<LaunchedCloud> => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-test-'));
  const outputs = join(folder, 'outputs.json');
  const own = ['--port', '0', '--data', folder, '--rights', rightsFile, '--scrypt', String(PASSWORD_COST)];
  const child = spawn(process.execPath, ['local/main.ts', ...own, ...flags], {
    cwd: join(import.meta.dirname, '../..'),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (child.pid === undefined) throw new Error('The local cloud could not be started.');
  const launched = { pid: child.pid, folder, outputs };
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      printed = (printed + text).slice(-20_000);
    });
  }
  const deadline = Date.now() + startMs;
  while (!isComplete(outputs)) {
    if (child.exitCode !== null || Date.now() > deadline) {
      await endCloud(launched);
      throw new Error(`The local cloud did not come up:\n${printed}`);
    }
    await delay(100);
  }
  return launched;
};

/** The flags that have a cloud serve what was synthesized for the whole run (synthesize-cloud.ts): none, where nothing was. */
export const sharedAssembly = (): string[] => {
  const { PARLEY_CLOUD_ASSEMBLY: folder } = process.env;
  return folder ? ['--assembly', folder] : [];
};

/** Ends the cloud as Ctrl-C would, and removes its folder. */
export const endCloud = async ({ pid, folder }: LaunchedCloud): Promise<void> => {
  const deadline = Date.now() + endMs;
  signal(pid, 'SIGTERM');
  while (signal(pid, 0)) {
    if (Date.now() > deadline) signal(pid, 'SIGKILL');
    await delay(50);
  }
  rmSync(folder, { recursive: true, force: true });
};

const isComplete = (file: string): boolean => existsSync(file) && readFileSync(file, 'utf8').endsWith('}\n');

/** Gives false if the process is gone. */
const signal = (pid: number, name: NodeJS.Signals | 0): boolean => {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
};
