import { UpdateMe } from '@parley/protocol';
import { type Blocking, blockPerson, listBlocks, unblockPerson } from '../domain/blocks.ts';
import { getMe, updateMe } from '../domain/people.ts';
import { mePorts } from '../runtime/deps.ts';
import { done, type HttpRoutes, httpPipeline, ok } from '../runtime/pipelines.ts';

/** [H2, H61] */
export const me = (deps: Blocking): HttpRoutes => ({
  'GET /v1/me': async ({ userId }) => ok(await getMe(deps, userId)),
  'PATCH /v1/me': async ({ userId, body }) => ok(await updateMe(deps, userId, body(UpdateMe))),
  'GET /v1/blocks': async ({ userId }) => ok(await listBlocks(deps, userId)),
  'PUT /v1/blocks/{userId}': async ({ userId, path }) => {
    await blockPerson(deps, userId, path('userId'));
    return done;
  },
  'DELETE /v1/blocks/{userId}': async ({ userId, path }) => {
    await unblockPerson(deps, userId, path('userId'));
    return done;
  },
});

export const handler = httpPipeline('api-me', (observer) => me(mePorts(observer)));
