import { closeConnection } from '../domain/connections.ts';
import { disconnectPorts } from '../runtime/deps.ts';
import { connectionPipeline } from '../runtime/pipelines.ts';
import type { SocketEvent } from '../runtime/requests.ts';

/** Forgets a connection. A hint only: its rows also end by themselves. */
export const disconnect = (deps: Parameters<typeof closeConnection>[0]) => async (event: SocketEvent) =>
  closeConnection(deps, event.requestContext.connectionId);

export const handler = connectionPipeline('disconnect', (observer) => disconnect(disconnectPorts(observer)));
