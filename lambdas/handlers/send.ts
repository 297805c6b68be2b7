import { LogCommand } from '@parley/protocol';
import { type Posting, postCommand } from '../domain/messages.ts';
import { sendPorts } from '../runtime/deps.ts';
import { socketPipeline } from '../runtime/pipelines.ts';
import { frameOf, type SocketEvent } from '../runtime/requests.ts';

/** [C1, C2] Says something, or changes what was said; the answer is the ack (S1). */
export const send = (deps: Posting) => async (event: SocketEvent) =>
  postCommand(deps, event.requestContext.connectionId, frameOf(LogCommand, event));

export const handler = socketPipeline('send', (observer) => send(sendPorts(observer)));
