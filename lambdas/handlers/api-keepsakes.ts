import { ClientId, FollowThread, MarkUnread, PutDraft, PutSaved, PutScheduled, ReadThreads, Seq } from '@parley/protocol';
import { type Drafting, listDrafts, putDraft, removeDraft } from '../domain/drafts.ts';
import { type Following, followThread, listThreads, readThreads } from '../domain/follows.ts';
import { countRoom, type Marking, markUnread } from '../domain/read-marks.ts';
import { listSaved, putSaved, removeSaved, type Saving } from '../domain/saved.ts';
import { cancelScheduled, listScheduled, putScheduled, type Scheduling } from '../domain/scheduled.ts';
import { keepsakePorts } from '../runtime/deps.ts';
import { done, type HttpRoutes, httpPipeline, ok } from '../runtime/pipelines.ts';
import type { HttpCall } from '../runtime/requests.ts';

const placeOf = ({ path, part }: HttpCall) => ({ roomId: path('roomId'), seq: part('seq', Seq) });

/** [H33 to H36, H41 to H43] */
export const keepsakes = (
  deps: Drafting & Following & Marking & Saving & Scheduling & Parameters<typeof listScheduled>[0],
): HttpRoutes => ({
  'GET /v1/drafts': async ({ userId }) => ok(await listDrafts(deps, userId)),
  'PUT /v1/drafts/{roomId}': async ({ userId, path, body }) => ok(await putDraft(deps, userId, path('roomId'), body(PutDraft))),
  'DELETE /v1/drafts/{roomId}': async ({ userId, path }) => {
    await removeDraft(deps, userId, path('roomId'));
    return done;
  },
  'GET /v1/saved': async ({ userId }) => ok(await listSaved(deps, userId)),
  'PUT /v1/saved/{roomId}/{seq}': async (call) => ok(await putSaved(deps, call.userId, placeOf(call), call.body(PutSaved))),
  'DELETE /v1/saved/{roomId}/{seq}': async (call) => {
    await removeSaved(deps, call.userId, placeOf(call));
    return done;
  },
  'GET /v1/scheduled': async ({ userId }) => ok(await listScheduled(deps, userId)),
  'PUT /v1/scheduled/{id}': async ({ userId, part, body }) =>
    ok(await putScheduled(deps, userId, part('id', ClientId), body(PutScheduled))),
  'DELETE /v1/scheduled/{id}': async ({ userId, part }) => {
    await cancelScheduled(deps, userId, part('id', ClientId));
    return done;
  },
  'GET /v1/threads': async ({ userId }) => ok(await listThreads(deps, userId)),
  'POST /v1/threads/read': async ({ userId, body }) => {
    await readThreads(deps, userId, body(ReadThreads));
    return done;
  },
  'GET /v1/rooms/{roomId}/unread': async ({ userId, path }) => ok(await countRoom(deps, userId, path('roomId'))),
  'POST /v1/rooms/{roomId}/unread': async ({ userId, path, body }) =>
    ok(await markUnread(deps, userId, path('roomId'), body(MarkUnread).seq)),
  'PUT /v1/rooms/{roomId}/threads/{seq}/follow': async ({ userId, path, part, body }) =>
    ok(await followThread(deps, userId, { roomId: path('roomId'), root: part('seq', Seq) }, body(FollowThread))),
});

export const handler = httpPipeline('api-keepsakes', (observer) => keepsakes(keepsakePorts('api-keepsakes', observer)));
