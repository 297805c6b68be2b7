// A local cloud of one's own, as a child process: for measuring and for tormenting.
import { spawn } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import * as z from 'zod/mini';

export const Outputs = z.object({
  httpUrl: z.string(),
  websocketUrl: z.string(),
  region: z.string(),
  userPoolId: z.string(),
  userPoolClientId: z.string(),
  cognitoEndpoint: z.string(),
  mailboxUrl: z.string(),
  metricsUrl: z.string(),
  callsUrl: z.string(),
  usageUrl: z.string(),
});
export type Outputs = z.infer<typeof Outputs>;

export interface Cloud {
  outputs: Outputs;
  /** The main process. */
  pid: number;
  /** From the start of the process until it was ready, milliseconds. */
  readyMs: number;
  /** Ends it as Ctrl-C would, and waits for the end. */
  stop(): Promise<void>;
  /** Ends it as a power cut would: SIGKILL, nothing is finished or flushed. */
  kill(): Promise<void>;
  /** Replaces every function by a new one while the rest goes on, as a deployment does (SIGHUP). */
  roll(): void;
}

export interface CloudOptions {
  port: number;
  data: string;
  fresh: boolean;
  /** A plan of what goes wrong. Default: nothing does. */
  faults?: string | undefined;
  /** A cloud assembly to serve as it is. Default: one is synthesized. */
  assembly?: string | undefined;
  /** Adds the published latencies of AWS; what is measured then is simulated. */
  latency?: 'aws' | undefined;
}

const ROOT = join(import.meta.dirname, '..');
const READY_MS = 180_000;
/** How many ports the local cloud uses, from its base on. */
const PORTS = 5;

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });

/** A base with as many free ports behind it as the local cloud needs. A restart needs the same ones, so the system cannot choose them. */
export const freeBasePort = async (): Promise<number> => {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const base = 20_000 + Math.floor(Math.random() * 10_000);
    const free = await Promise.all(Array.from({ length: PORTS }, (_, offset) => isFree(base + offset)));
    if (free.every(Boolean)) return base;
  }
  throw new Error('There are no five free ports in a row between 20000 and 30000.');
};

const readOutputs = async (file: string): Promise<Outputs | undefined> => {
  try {
    return Outputs.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return undefined;
  }
};

const answers = async (url: string): Promise<boolean> => {
  try {
    const response = await fetch(url);
    await response.body?.cancel();
    return true;
  } catch {
    return false;
  }
};

/** Starts the local cloud without its web app, and waits until it serves. Throws with its last words if it ends or takes 3 minutes. */
export const startCloud = async ({ port, data, fresh, faults, assembly, latency }: CloudOptions): Promise<Cloud> => {
  const began = performance.now();
  const file = join(data, 'outputs.json');
  await rm(file, { force: true });
  const flags = [
    ...['--port', String(port), '--data', data, '--no-web'],
    ...(fresh ? ['--fresh'] : []),
    ...(faults === undefined ? [] : ['--faults', faults]),
    ...(assembly === undefined ? [] : ['--assembly', assembly]),
    ...(latency === undefined ? [] : ['--latency', latency]),
  ];
  const child = spawn(process.execPath, [join(ROOT, 'local/main.ts'), ...flags], { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
  let words = '';
  const hear = (chunk: Buffer) => {
    words = (words + chunk).slice(-4_000);
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  // Whatever ends this program ends the child too.
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) if (process.listenerCount(signal) === 0) process.once(signal, () => process.exit(1));
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    await ended;
    process.off('exit', kill);
  };

  for (;;) {
    const outputs = await readOutputs(file);
    if (outputs !== undefined && (await answers(outputs.httpUrl))) {
      return {
        outputs,
        pid: child.pid ?? 0,
        readyMs: performance.now() - began,
        stop: () => end('SIGTERM'),
        kill: () => end('SIGKILL'),
        roll: () => child.kill('SIGHUP'),
      };
    }
    const late = performance.now() - began > READY_MS;
    if (late) child.kill('SIGKILL');
    if (late || child.exitCode !== null) throw new Error(`The local cloud did not start:\n${words.trim()}`);
    await delay(50);
  }
};
