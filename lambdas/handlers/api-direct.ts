import { OpenDirect } from '@parley/protocol';
import { type ChangingRooms, openDirect } from '../domain/rooms.ts';
import { roomPorts } from '../runtime/deps.ts';
import { type HttpRoutes, httpPipeline, ok } from '../runtime/pipelines.ts';

/** [H9] */
export const direct = (deps: ChangingRooms): HttpRoutes => ({
  'POST /v1/direct': async ({ userId, body }) => ok(await openDirect(deps, userId, body(OpenDirect))),
});

export const handler = httpPipeline('api-direct', (observer) => direct(roomPorts('api-direct', observer)));
