import { SignalCommand } from '@parley/protocol';
import { type Signalling, signal as signalTo } from '../domain/signals.ts';
import { signalPorts } from '../runtime/deps.ts';
import { socketPipeline } from '../runtime/pipelines.ts';
import { frameOf, type SocketEvent } from '../runtime/requests.ts';

/** [C3, C4, C40] Read marks, typing, presence, timings: nothing is answered when all is well. */
export const signal = (deps: Signalling) => async (event: SocketEvent) => {
  await signalTo(deps, event.requestContext.connectionId, frameOf(SignalCommand, event));
  return undefined;
};

export const handler = socketPipeline('signal', (observer) => signal(signalPorts(observer)));
