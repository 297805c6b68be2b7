// MiniStack, in a Python environment of its own: nothing of it is installed anywhere else, and it is heard on this machine only.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Problem } from '../local/problem.ts';

export const host = '127.0.0.1';

/** All that is installed, pinned. */
const requirements = join(import.meta.dirname, 'requirements.txt');

/** The oldest Python that MiniStack runs on, and that has what makes an environment. */
const suits = 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))';
const pythons = ['python3', 'python', 'python3.13', 'python3.12', 'python3.11', 'python3.10'];

const startMs = 60_000;
/** How long it may take to end what runs in it before it is killed, milliseconds. */
const endMs = 5_000;

const findPython = (): string => {
  const found = pythons.find((python) => spawnSync(python, ['-c', suits]).status === 0);
  if (found === undefined)
    throw new Problem(
      'The emulator needs Python 3.10 or newer with its venv module, and none was found. Install it (Debian and Ubuntu: apt-get install python3 python3-venv; macOS: brew install python3).',
    );
  return found;
};

const run = (command: string, args: readonly string[]): void => {
  const { status } = spawnSync(command, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) throw new Problem(`This failed, for the reason above: ${command} ${args.join(' ')}`);
};

/** Makes the environment in the folder, unless it is there with exactly these requirements. Gives its Python. */
export const install = (folder: string, report: (line: string) => void): string => {
  const environment = join(folder, 'python');
  const python = join(environment, 'bin', 'python');
  const installed = join(environment, 'installed.txt');
  const wanted = readFileSync(requirements, 'utf8');
  if (existsSync(installed) && readFileSync(installed, 'utf8') === wanted) return python;
  report('Installing MiniStack into an environment of its own…');
  rmSync(environment, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  run(findPython(), ['-m', 'venv', environment]);
  run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--only-binary', ':all:', '--requirement', requirements]);
  writeFileSync(installed, wanted);
  return python;
};

/** The environment of an emulator and of what talks to it: no credentials but made-up ones, so that nothing can reach AWS. */
export const emulatorEnvironment = (environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith('AWS_'))),
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_REGION: 'us-east-1',
  AWS_DEFAULT_REGION: 'us-east-1',
  // Of a machine in AWS: asked for nothing.
  AWS_EC2_METADATA_DISABLED: 'true',
});

export const isUp = async (endpoint: string): Promise<boolean> =>
  fetch(`${endpoint}/_localstack/health`, { signal: AbortSignal.timeout(2_000) }).then(
    ({ ok }) => ok,
    () => false,
  );

export interface MiniStack {
  endpoint: string;
  /** Resolves when it has ended, by itself or by `stop`. */
  ended: Promise<void>;
  /** Ends it and every function that runs in it. */
  stop(): Promise<void>;
}

export interface MiniStackOptions {
  python: string;
  port: number;
  environment: NodeJS.ProcessEnv;
}

const settle = (child: ChildProcess): Promise<void> =>
  new Promise((resolve, reject) => child.once('error', reject).once('exit', () => resolve()));

/** Starts it and waits until it answers. What it logs goes where this process logs. */
export const startMiniStack = async ({ python, port, environment }: MiniStackOptions): Promise<MiniStack> => {
  const endpoint = `http://${host}:${port}`;
  if (await isUp(endpoint)) throw new Problem(`Something answers at ${endpoint} already. End it, or choose another port with --port.`);
  const child = spawn(python, ['-m', 'ministack'], {
    env: {
      ...emulatorEnvironment(environment),
      BIND_HOST: host,
      MINISTACK_HOST: host,
      GATEWAY_PORT: String(port),
      // Would open a port of its own.
      IOT_MTLS_ENABLED: '0',
      // Functions run on the first `node` there is: the project's own.
      PATH: [dirname(process.execPath), environment.PATH].join(delimiter),
    },
    stdio: ['ignore', 'inherit', 'inherit'],
    // A process group of its own, so that its functions end with it.
    detached: true,
  });
  const ended = settle(child);
  const signal = (name: NodeJS.Signals): void => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, name);
    } catch {
      // Nothing of it is left.
    }
  };
  const stop = async (): Promise<void> => {
    signal('SIGTERM');
    await Promise.race([ended, pause(endMs, undefined, { ref: false })]);
    signal('SIGKILL');
    await ended;
  };
  for (const deadline = Date.now() + startMs; !(await isUp(endpoint)); await pause(200)) {
    if (child.exitCode === null && Date.now() < deadline) continue;
    await stop();
    throw new Problem('The emulator did not come up; what it printed says why.');
  }
  return { endpoint, ended, stop };
};
