import { UpdateMe } from '@parley/protocol';
import { getMe, updateMe } from '../domain/people.ts';
import { mePorts } from '../runtime/deps.ts';
import { type HttpRoutes, httpPipeline, ok } from '../runtime/pipelines.ts';

/** [H2] */
export const me = (deps: Parameters<typeof updateMe>[0]): HttpRoutes => ({
  'GET /v1/me': async ({ userId }) => ok(await getMe(deps, userId)),
  'PATCH /v1/me': async ({ userId, body }) => ok(await updateMe(deps, userId, body(UpdateMe))),
});

export const handler = httpPipeline('api-me', (observer) => me(mePorts(observer)));
