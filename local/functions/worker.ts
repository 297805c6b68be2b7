// Runs inside a worker thread: one execution environment of a function, as Lambda's runtime would be.
import { flushCompileCache } from 'node:module';
import { join } from 'node:path';
import { env, getBuiltinModule } from 'node:process';
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import type { FromWorker, ToWorker, WorkerSettings } from './instance.ts';

const settings: WorkerSettings = workerData;
const port = parentPort;
if (!port) throw new Error('This module runs in a worker thread only.');
const { now } = Date;
if (settings.clockSkewMs !== 0) globalThis.Date = skewed(settings.clockSkewMs);
const answer = (message: FromWorker): void => port.postMessage(message);

// Importing `node:http` calls the getters among its exports, and these load the whole of undici: 20 ms of an instance's first call, which on Lambda,
// where all calls go over TLS, nobody pays.
const http = getBuiltinModule('node:http');
for (const name of ['WebSocket', 'CloseEvent', 'MessageEvent']) Object.defineProperty(http, name, { value: undefined });

/** `Date` on a clock that is off by `ms`; times that are given stay as they are. */
function skewed(ms: number): DateConstructor {
  const skewedNow = (): number => now() + ms;
  return new Proxy(Date, {
    construct: (target, given, derived) => Reflect.construct(target, given.length > 0 ? given : [skewedNow()], derived),
    apply: (target) => new target(skewedNow()).toString(),
    get: (target, name, receiver) => (name === 'now' ? skewedNow : Reflect.get(target, name, receiver)),
  });
}

const context = ({ requestId, deadline }: ToWorker) => ({
  functionName: settings.functionName,
  functionVersion: '$LATEST',
  invokedFunctionArn: settings.arn,
  memoryLimitInMB: String(settings.memoryMb),
  awsRequestId: requestId,
  logGroupName: `/aws/lambda/${settings.functionName}`,
  logStreamName: settings.logStream,
  callbackWaitsForEmptyEventLoop: true,
  getRemainingTimeInMillis: () => Math.max(0, deadline - now()),
});

const failure = (thrown: unknown): FromWorker =>
  thrown instanceof Error
    ? { kind: 'failed', errorType: thrown.name, errorMessage: thrown.message, trace: thrown.stack ?? '' }
    : { kind: 'failed', errorType: 'Error', errorMessage: String(thrown), trace: '' };

const load = async (): Promise<(event: unknown, context: unknown) => unknown> => {
  const module = await import(pathToFileURL(join(settings.folder, `${settings.module}.mjs`)).href);
  const handler: unknown = module[settings.exportName];
  if (typeof handler !== 'function') throw new Error(`${settings.module}.${settings.exportName} is undefined or not exported`);
  return (event, context) => handler(event, context);
};

load().then(
  (handler) => {
    let invoked = false;
    port.on('message', async (invocation: ToWorker) => {
      env._X_AMZN_TRACE_ID = invocation.traceId;
      try {
        const result = await handler(JSON.parse(invocation.event), context(invocation));
        answer({ kind: 'done', payload: JSON.stringify(result) ?? 'null' });
      } catch (thrown) {
        answer(failure(thrown));
      }
      if (invoked) return;
      invoked = true;
      // Not before: an instance that starts later then finds compiled what an invocation needs, and not only what loading does.
      flushCompileCache();
    });
    answer({ kind: 'ready' });
  },
  (thrown) => answer(failure(thrown)),
);
