import { ActivityQuery } from '@parley/protocol';
import { type Insight, readActivity } from '../domain/insight.ts';
import { insightPorts } from '../runtime/deps.ts';
import { type HttpRoutes, httpPipeline, ok } from '../runtime/pipelines.ts';

/** [H15] */
export const insight = (deps: Insight): HttpRoutes => ({
  'GET /v1/insight/activity': async (call) => ok(await readActivity(deps, call, call.query(ActivityQuery))),
});

export const handler = httpPipeline('api-insight', () => insight(insightPorts()));
