import { StartSession } from '@parley/protocol';
import { type Starting, startSession } from '../domain/session.ts';
import { sessionPorts } from '../runtime/deps.ts';
import { noGate } from '../runtime/device-gate.ts';
import { type HttpRoutes, httpPipeline, ok } from '../runtime/pipelines.ts';

/** [H1] */
export const session = (deps: Starting): HttpRoutes => ({
  'POST /v1/session': async (call) => ok(await startSession(deps, call, call.hasBody ? call.body(StartSession) : {})),
});

export const handler = httpPipeline('api-session', (observer) => session(sessionPorts(observer)), noGate);
