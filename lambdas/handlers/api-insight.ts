import { ActivityQuery } from '@parley/protocol';
import { type Insight, readActivity } from '../domain/insight.ts';
import { insightPorts } from '../runtime/deps.ts';
import { type HttpRoutes, httpPipeline, ok, withQuery } from '../runtime/pipelines.ts';

/** [H15] */
export const insight = (deps: Insight): HttpRoutes => ({
  'GET /v1/insight/activity': withQuery(ActivityQuery, async (call, query) => ok(await readActivity(deps, call, query))),
});

export const handler = httpPipeline('api-insight', () => insight(insightPorts()));
