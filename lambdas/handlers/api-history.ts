import { CatchUp, EventsQuery, MessagesQuery, MomentQuery, PageQuery, Seq, ThreadQuery } from '@parley/protocol';
import { catchUp } from '../domain/catch-up.ts';
import { type Reading, readEvents, readMessages, readPins } from '../domain/messages.ts';
import { findMoment, readEdits } from '../domain/moments.ts';
import { readThread } from '../domain/threads.ts';
import { historyPorts } from '../runtime/deps.ts';
import { type HttpRoutes, httpPipeline, ok, withQuery } from '../runtime/pipelines.ts';

/** [H10, H11, H30 to H32, H40] */
export const history = (deps: Reading): HttpRoutes => ({
  'GET /v1/rooms/{roomId}/messages': withQuery(MessagesQuery, async ({ userId, path }, query) =>
    ok(await readMessages(deps, userId, path('roomId'), query)),
  ),
  'GET /v1/rooms/{roomId}/events': withQuery(EventsQuery, async ({ userId, path }, query) =>
    ok(await readEvents(deps, userId, path('roomId'), query)),
  ),
  'POST /v1/events': async ({ userId, body }) => ok(await catchUp(deps, userId, body(CatchUp))),
  'GET /v1/rooms/{roomId}/threads/{seq}': withQuery(ThreadQuery, async ({ userId, path, part }, query) =>
    ok(await readThread(deps, userId, path('roomId'), part('seq', Seq), query)),
  ),
  'GET /v1/rooms/{roomId}/messages/{seq}/edits': async ({ userId, path, part }) =>
    ok(await readEdits(deps, userId, path('roomId'), part('seq', Seq))),
  'GET /v1/rooms/{roomId}/moment': withQuery(MomentQuery, async ({ userId, path }, query) =>
    ok(await findMoment(deps, userId, path('roomId'), query)),
  ),
  'GET /v1/rooms/{roomId}/pins': withQuery(PageQuery, async ({ userId, path }, query) =>
    ok(await readPins(deps, userId, path('roomId'), query)),
  ),
});

export const handler = httpPipeline('api-history', (observer) => history(historyPorts(observer)));
