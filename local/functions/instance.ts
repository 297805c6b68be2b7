import { randomBytes, randomUUID } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import type { FunctionDefinition } from '../assembly/definition.ts';
import type { InvokeResult } from '../ports.ts';

/** What a worker thread is told when it starts. */
export interface WorkerSettings {
  functionName: string;
  arn: string;
  memoryMb: number;
  logStream: string;
  folder: string;
  module: string;
  exportName: string;
  /** How far the worker's clock is off, milliseconds. */
  clockSkewMs: number;
}

export interface ToWorker {
  requestId: string;
  /** JSON, as the function would get it from Lambda. */
  event: string;
  /** When the invocation times out, milliseconds since the epoch. */
  deadline: number;
  traceId: string;
}

export type FromWorker =
  | { kind: 'ready' }
  | { kind: 'done'; payload: string }
  | { kind: 'failed'; errorType: string; errorMessage: string; trace: string };

type Failure = Extract<FromWorker, { kind: 'failed' }>;

/** A function as it runs here: its environment is complete, credentials and endpoints included. */
export type RunnableFunction = Pick<
  FunctionDefinition,
  'name' | 'arn' | 'folder' | 'handler' | 'environment' | 'timeoutMs' | 'memoryMb' | 'reservedConcurrency'
>;

/** One execution environment. Takes one invocation at a time. */
export interface Instance {
  /** Carried by its calls to AWS, and by no other instance's. */
  sessionToken: string;
  /** Resolves when the handler is loaded; with what went wrong, if it cannot be. */
  ready: Promise<Failure | undefined>;
  /** Whether it can take no more invocations: it crashed, timed out or was stopped. */
  isDead(): boolean;
  /** `event` is JSON. Never rejects. */
  invoke(event: string): Promise<InvokeResult>;
  stop(): Promise<void>;
}

/** Lambda gives the loading of a function's code ten seconds. */
const initMs = 10_000;
/** A worker's heap is what it needs, whatever the function's size in the cloud: some twenty of them share a laptop. */
const heapLimitMb = 256;

export interface InstanceOptions {
  /** How far its clock is off, milliseconds. @default 0 */
  clockSkewMs?: number | undefined;
  /** A folder where compiled code is kept from one instance to the next: it takes half of the work from a start. @default compiled anew */
  compiledFolder?: string | undefined;
}

/** Starts an execution environment. `write` gets whatever the function prints. */
export const startInstance = (
  definition: RunnableFunction,
  write: (text: string) => void,
  { clockSkewMs = 0, compiledFolder }: InstanceOptions = {},
): Instance => {
  const { name, arn, folder, handler, environment, timeoutMs, memoryMb } = definition;
  const logStream = `${new Date().toISOString().slice(0, 10).replaceAll('-', '/')}/[$LATEST]${randomBytes(16).toString('hex')}`;
  const settings: WorkerSettings = {
    functionName: name,
    arn,
    memoryMb,
    logStream,
    folder,
    module: handler.module,
    exportName: handler.exportName,
    clockSkewMs,
  };
  const sessionToken = randomUUID();
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    name,
    workerData: settings,
    env: {
      ...environment,
      AWS_SESSION_TOKEN: sessionToken,
      AWS_LAMBDA_LOG_STREAM_NAME: logStream,
      ...(compiledFolder !== undefined && { NODE_COMPILE_CACHE: compiledFolder }),
    },
    execArgv: ['--disable-warning=ExperimentalWarning'],
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: Math.min(memoryMb, heapLimitMb), maxYoungGenerationSizeMb: 16 },
  });
  worker.stdout.setEncoding('utf8').on('data', write);
  worker.stderr.setEncoding('utf8').on('data', write);

  let dead = false;
  let invoked = false;
  let settle: (message: FromWorker) => void = () => {};
  const nextMessage = (): Promise<FromWorker> => new Promise((resolve) => (settle = resolve));
  const die = (errorType: string, errorMessage: string): void => {
    dead = true;
    settle({ kind: 'failed', errorType, errorMessage, trace: '' });
  };
  worker.on('message', (message: FromWorker) => settle(message));
  worker.on('error', (error) => die('Runtime.UnhandledError', error.message));
  worker.on('exit', (code) => die('Runtime.ExitError', `Runtime exited with error: exit status ${code}`));

  /** The worker's next message; or a failure, and the worker's end, if it takes longer than `ms`. */
  const within = async (ms: number, message: Promise<FromWorker>, lateType: string, lateMessage: string): Promise<FromWorker> => {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<FromWorker>((resolve) => {
      timer = setTimeout(resolve, ms, { kind: 'failed', errorType: lateType, errorMessage: lateMessage, trace: '' });
    });
    const first = await Promise.race([message, late]);
    clearTimeout(timer);
    if (first.kind === 'failed' && first.errorType === lateType) {
      dead = true;
      await worker.terminate();
    }
    return first;
  };

  const ready = within(initMs, nextMessage(), 'Sandbox.InitTimedout', `Init timed out after ${initMs / 1000} seconds`).then((message) => {
    if (message.kind !== 'failed') return undefined;
    dead = true;
    write(`${message.errorType}: ${message.errorMessage}\n${message.trace}\n`);
    void worker.terminate();
    return message;
  });

  const invoke = async (event: string): Promise<InvokeResult> => {
    const cold = !invoked;
    invoked = true;
    const requestId = randomUUID();
    const startedAt = performance.now();
    const answer = nextMessage();
    if (dead) die('Runtime.ExitError', 'Runtime exited before the invocation');
    else worker.postMessage({ requestId, event, deadline: Date.now() + timeoutMs, traceId: traceId() } satisfies ToWorker);
    const timedOut = `RequestId: ${requestId} Error: Task timed out after ${(timeoutMs / 1000).toFixed(2)} seconds`;
    const message = await within(timeoutMs, answer, 'Sandbox.Timedout', timedOut);
    const durationMs = performance.now() - startedAt;
    if (message.kind === 'failed') {
      write(`${new Date().toISOString()} ${requestId} ${message.errorType}: ${message.errorMessage}\n${message.trace}\n`);
      return { ok: false, errorType: message.errorType, errorMessage: message.errorMessage, durationMs, cold };
    }
    return { ok: true, payload: message.kind === 'done' ? JSON.parse(message.payload) : null, durationMs, cold };
  };

  const stop = async (): Promise<void> => {
    dead = true;
    await worker.terminate();
  };
  return { sessionToken, ready, isDead: () => dead, invoke, stop };
};

const traceId = (): string => {
  const seconds = Math.floor(Date.now() / 1000).toString(16);
  return `Root=1-${seconds}-${randomBytes(12).toString('hex')};Parent=${randomBytes(8).toString('hex')};Sampled=0`;
};
