import { ListQuery, MuteMember, PageQuery, PutMember, PutReport, Seq } from '@parley/protocol';
import { banPerson, liftBan, listBans } from '../domain/bans.ts';
import { listMembers, muteMember, putMember, removeMember } from '../domain/members.ts';
import { listReceipts } from '../domain/receipts.ts';
import { closeReport, listReports, type Reporting, report } from '../domain/reports.ts';
import type { ChangingRooms } from '../domain/rooms.ts';
import { memberPorts } from '../runtime/deps.ts';
import { done, type HttpRoutes, httpPipeline, ok, withQuery } from '../runtime/pipelines.ts';

/** [H7, H21, H22, H60, H62] */
export const members = (deps: ChangingRooms & Reporting): HttpRoutes => ({
  'GET /v1/rooms/{roomId}/members': withQuery(ListQuery, async ({ userId, path }, query) =>
    ok(await listMembers(deps, userId, path('roomId'), query)),
  ),
  'GET /v1/rooms/{roomId}/receipts': async ({ userId, path }) => ok(await listReceipts(deps, userId, path('roomId'))),
  'PUT /v1/rooms/{roomId}/members/{userId}': async ({ userId, path, body }) =>
    ok(await putMember(deps, userId, path('roomId'), path('userId'), body(PutMember).role)),
  'DELETE /v1/rooms/{roomId}/members/{userId}': async ({ userId, path }) => {
    await removeMember(deps, userId, path('roomId'), path('userId'));
    return done;
  },
  'PUT /v1/rooms/{roomId}/members/{userId}/mute': async ({ userId, path, body }) =>
    ok(await muteMember(deps, userId, path('roomId'), path('userId'), body(MuteMember).minutes)),
  'DELETE /v1/rooms/{roomId}/members/{userId}/mute': async ({ userId, path }) => {
    await muteMember(deps, userId, path('roomId'), path('userId'), 0);
    return done;
  },
  'GET /v1/rooms/{roomId}/bans': withQuery(ListQuery, async ({ userId, path }, query) =>
    ok(await listBans(deps, userId, path('roomId'), query)),
  ),
  'PUT /v1/rooms/{roomId}/bans/{userId}': async ({ userId, path }) => {
    await banPerson(deps, userId, path('roomId'), path('userId'));
    return done;
  },
  'DELETE /v1/rooms/{roomId}/bans/{userId}': async ({ userId, path }) => {
    await liftBan(deps, userId, path('roomId'), path('userId'));
    return done;
  },
  'GET /v1/rooms/{roomId}/reports': withQuery(PageQuery, async ({ userId, path }, query) =>
    ok(await listReports(deps, userId, path('roomId'), query)),
  ),
  'PUT /v1/rooms/{roomId}/reports/messages/{seq}': async ({ userId, path, part, body }) => {
    await report(deps, userId, { roomId: path('roomId'), seq: part('seq', Seq) }, body(PutReport));
    return done;
  },
  'PUT /v1/rooms/{roomId}/reports/people/{userId}': async ({ userId, path, body }) => {
    await report(deps, userId, { roomId: path('roomId'), userId: path('userId') }, body(PutReport));
    return done;
  },
  'DELETE /v1/rooms/{roomId}/reports/messages/{seq}': async ({ userId, path, part }) => {
    await closeReport(deps, userId, { roomId: path('roomId'), seq: part('seq', Seq) });
    return done;
  },
  'DELETE /v1/rooms/{roomId}/reports/people/{userId}': async ({ userId, path }) => {
    await closeReport(deps, userId, { roomId: path('roomId'), userId: path('userId') });
    return done;
  },
});

export const handler = httpPipeline('api-members', (observer) => members(memberPorts(observer)));
