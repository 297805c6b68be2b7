import { ListQuery, PresenceQuery } from '@parley/protocol';
import { getProfile, presences, searchPeople } from '../domain/people.ts';
import { usersPorts } from '../runtime/deps.ts';
import { type HttpRoutes, httpPipeline, ok, withQuery } from '../runtime/pipelines.ts';

/** [H3, H51] */
export const users = (deps: Parameters<typeof getProfile>[0]): HttpRoutes => ({
  'GET /v1/users': withQuery(ListQuery, async ({ userId }, query) => ok(await searchPeople(deps, userId, query))),
  'GET /v1/presence': withQuery(PresenceQuery, async ({ userId }, query) => ok(await presences(deps, userId, query))),
  'GET /v1/users/{userId}': async ({ userId, path }) => ok(await getProfile(deps, userId, path('userId'))),
});

export const handler = httpPipeline('api-users', () => users(usersPorts()));
