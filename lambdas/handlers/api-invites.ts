import { CreateInvite, ListQuery } from '@parley/protocol';
import { acceptInvite, createInvite, type Inviting, listInvites, revokeInvite } from '../domain/invites.ts';
import { roomPorts } from '../runtime/deps.ts';
import { created, done, type HttpRoutes, httpPipeline, ok, withQuery } from '../runtime/pipelines.ts';

/** [H8] */
export const invites = (deps: Inviting): HttpRoutes => ({
  'POST /v1/rooms/{roomId}/invites': async ({ userId, path, hasBody, body }) =>
    created(await createInvite(deps, userId, path('roomId'), hasBody ? body(CreateInvite) : {})),
  'GET /v1/rooms/{roomId}/invites': withQuery(ListQuery, async ({ userId, path }, query) =>
    ok(await listInvites(deps, userId, path('roomId'), query)),
  ),
  'DELETE /v1/rooms/{roomId}/invites/{code}': async ({ userId, path }) => {
    await revokeInvite(deps, userId, path('roomId'), path('code'));
    return done;
  },
  'POST /v1/invites/{code}/accept': async ({ userId, path }) => ok(await acceptInvite(deps, userId, path('code'))),
});

export const handler = httpPipeline('api-invites', (observer) => invites(roomPorts('api-invites', observer)));
