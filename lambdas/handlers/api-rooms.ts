import { ArrangeRoom, CreateRoom, ListQuery, UpdateRoom } from '@parley/protocol';
import { arrangeRoom } from '../domain/arrangements.ts';
import { browseRooms, type ChangingRooms, createRoom, getRoom, joinRoom, leaveRoom, returnToRoom } from '../domain/rooms.ts';
import { archiveRoom, restoreRoom, updateRoom } from '../domain/settings.ts';
import { roomPorts } from '../runtime/deps.ts';
import { created, done, type HttpRoutes, httpPipeline, ok, withQuery } from '../runtime/pipelines.ts';

/** [H4, H5, H6, H23, H24, H25] */
export const rooms = (deps: ChangingRooms): HttpRoutes => ({
  'POST /v1/rooms': async ({ userId, body }) => created(await createRoom(deps, userId, body(CreateRoom))),
  'GET /v1/rooms': withQuery(ListQuery, async ({ userId }, query) => ok(await browseRooms(deps, userId, query))),
  'GET /v1/rooms/{roomId}': async ({ userId, path }) => ok(await getRoom(deps, userId, path('roomId'))),
  'PATCH /v1/rooms/{roomId}': async ({ userId, path, body }) => ok(await updateRoom(deps, userId, path('roomId'), body(UpdateRoom))),
  'DELETE /v1/rooms/{roomId}': async ({ userId, path }) => {
    await archiveRoom(deps, userId, path('roomId'));
    return done;
  },
  'POST /v1/rooms/{roomId}/restore': async ({ userId, path }) => ok(await restoreRoom(deps, userId, path('roomId'))),
  'POST /v1/rooms/{roomId}/join': async ({ userId, path }) => ok(await joinRoom(deps, userId, path('roomId'))),
  'POST /v1/rooms/{roomId}/leave': async ({ userId, path }) => {
    await leaveRoom(deps, userId, path('roomId'));
    return done;
  },
  'POST /v1/rooms/{roomId}/return': async ({ userId, path }) => ok(await returnToRoom(deps, userId, path('roomId'))),
  'PATCH /v1/rooms/{roomId}/membership': async ({ userId, path, body }) =>
    ok(await arrangeRoom(deps, userId, path('roomId'), body(ArrangeRoom))),
});

export const handler = httpPipeline('api-rooms', (observer) => rooms(roomPorts('api-rooms', observer)));
