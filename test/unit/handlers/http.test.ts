import { limits, Problem } from '@parley/protocol';
import { refuseSignedOut } from '../../../lambdas/domain/caller.ts';
import { ChatError } from '../../../lambdas/domain/errors.ts';
import { devices } from '../../../lambdas/handlers/api-devices.ts';
import { direct } from '../../../lambdas/handlers/api-direct.ts';
import { history } from '../../../lambdas/handlers/api-history.ts';
import { insight } from '../../../lambdas/handlers/api-insight.ts';
import { me } from '../../../lambdas/handlers/api-me.ts';
import { members } from '../../../lambdas/handlers/api-members.ts';
import { rooms } from '../../../lambdas/handlers/api-rooms.ts';
import { session } from '../../../lambdas/handlers/api-session.ts';
import { users } from '../../../lambdas/handlers/api-users.ts';
import { httpPipeline } from '../../../lambdas/runtime/pipelines.ts';
import { aContext, anHttpEvent, type HttpCallOptions } from '../../support/events.ts';
import { captureLogs } from '../../support/logs.ts';
import { memoryWorld, type World } from '../../support/memory/index.ts';
import { introduce, roomOf } from '../../support/memory/stage.ts';

const logs = captureLogs();

let world: World;
let roomId: string;

beforeEach(async () => {
  world = memoryWorld();
  await introduce(world, 'ada', 'ben', 'cleo');
  roomId = await roomOf(world, ['ada', 'ben'], { kind: 'private' });
});

const call = async (routeKey: string, options: HttpCallOptions = {}) => {
  const every = {
    ...session(world),
    ...me(world),
    ...devices(world),
    ...users(world),
    ...rooms(world),
    ...members(world),
    ...direct(world),
    ...history(world),
    ...insight({ ...world, price: { accepted: 7e-6, delivered: 1e-6 } }),
  };
  const handler = httpPipeline(
    'api-rooms',
    () => every,
    (caller) => refuseSignedOut(world, caller),
  );
  const reply = await handler(anHttpEvent(routeKey, options), aContext());
  return { status: reply?.statusCode, headers: reply?.headers ?? {}, body: reply?.body === undefined ? undefined : JSON.parse(reply.body) };
};

test.each([
  ['POST /v1/session', {}, 200],
  ['POST /v1/session', { body: { shown: [{ roomId: 'room_1', seq: 3 }] } }, 200],
  ['POST /v1/session', { body: '' }, 200],
  ['POST /v1/events', { body: { shown: [{ roomId: 'room_1', seq: 0 }] } }, 200],
  ['GET /v1/me', {}, 200],
  ['PATCH /v1/me', { body: { name: 'Ada' } }, 200],
  ['GET /v1/me/devices', {}, 200],
  ['DELETE /v1/me/devices', {}, 204],
  ['DELETE /v1/me/devices/{deviceId}', { path: { deviceId: 'phone' } }, 204],
  ['GET /v1/users', { query: { query: 'b', limit: '5' } }, 200],
  ['GET /v1/users/{userId}', { path: { userId: 'ben' } }, 200],
  ['POST /v1/rooms', { body: { kind: 'public', name: 'Garden' } }, 201],
  ['GET /v1/rooms', {}, 200],
  ['GET /v1/rooms/{roomId}', { path: {} }, 200],
  ['PATCH /v1/rooms/{roomId}', { path: {}, body: { topic: '' } }, 200],
  ['DELETE /v1/rooms/{roomId}', { path: {} }, 204],
  ['POST /v1/rooms/{roomId}/join', { path: {} }, 200],
  ['POST /v1/rooms/{roomId}/leave', { path: {}, userId: 'ben' }, 204],
  ['GET /v1/rooms/{roomId}/members', { path: {} }, 200],
  ['PUT /v1/rooms/{roomId}/members/{userId}', { path: { userId: 'cleo' }, body: { role: 'member' } }, 200],
  ['DELETE /v1/rooms/{roomId}/members/{userId}', { path: { userId: 'ben' } }, 204],
  ['POST /v1/direct', { body: { userIds: ['ben'] } }, 200],
  ['GET /v1/rooms/{roomId}/messages', { path: {}, query: { limit: '100' } }, 200],
  ['GET /v1/rooms/{roomId}/events', { path: {}, query: { after: '0' } }, 200],
])('%s is served', async (routeKey, options: HttpCallOptions, status) => {
  const reply = await call(routeKey, { ...options, ...(options.path && { path: { roomId, ...options.path } }) });

  expect(reply.status).toBe(status);
  expect(reply.headers['content-type']).toBe(status === 204 ? undefined : 'application/json');
});

test.each([
  ['[operators]', 200],
  ['[others operators]', 200],
  ['[other-operators]', 403],
  ['', 403],
  [undefined, 403],
])('[H15] a token of groups %s gives %i', async (groups, status) => {
  const claims = { sub: 'ada', token_use: 'access', ...(groups !== undefined && { 'cognito:groups': groups }) };

  expect((await call('GET /v1/insight/activity', { claims, query: { over: 'week' } })).status).toBe(status);
});

test('an error is a problem, with a stable code and the id of the request', async () => {
  const { status, headers, body } = await call('GET /v1/users/{userId}', { path: { userId: 'nobody' } });

  expect(status).toBe(404);
  expect(headers['content-type']).toBe('application/problem+json');
  expect(Problem.parse(body)).toEqual(body);
  expect(body).toMatchObject({ status: 404, code: 'not_found', title: 'Not found', requestId: 'request-of-gateway' });
});

test('[R20] a token of a sign-in that was ended opens nothing', async () => {
  const claims = { sub: 'ada', token_use: 'access', origin_jti: 'phone' };
  const before = await call('GET /v1/me', { claims });

  await call('DELETE /v1/me/devices/{deviceId}', { path: { deviceId: 'phone' } });
  const after = await Promise.all(['GET /v1/me', 'POST /v1/session'].map((routeKey) => call(routeKey, { claims })));

  expect(before.status).toBe(200);
  expect(after.map(({ body }) => body.code)).toEqual(['unauthorized', 'unauthorized']);
});

test('[R20] a token of a sign-in that was in no list opens nothing once all others have been ended, and one of a later sign-in does', async () => {
  const access = { sub: 'ada', token_use: 'access' };
  const now = Math.floor(world.clock() / 1_000);
  const [hidden, later] = [
    { ...access, origin_jti: 'hidden', auth_time: String(now - 60) },
    { ...access, origin_jti: 'later', auth_time: String(now) },
  ];
  const before = await call('GET /v1/me', { claims: hidden });

  await call('DELETE /v1/me/devices', { claims: { ...access, origin_jti: 'mine', auth_time: String(now - 60) } });
  const after = await Promise.all([hidden, later].map((claims) => call('GET /v1/me', { claims })));

  expect([before, ...after].map(({ status }) => status)).toEqual([200, 401, 200]);
});

test.each([
  ['an ID token', { sub: 'ada', token_use: 'id' }],
  ['a token without a use', { sub: 'ada' }],
  ['a token of nobody', { token_use: 'access' }],
])('%s opens nothing', async (_what, claims) => {
  expect((await call('GET /v1/me', { claims })).body).toMatchObject({ status: 401, code: 'unauthorized' });
});

test.each([
  ['broken JSON', { body: '{"kind":' }, 400, 'JSON'],
  ['no body', {}, 400, 'content-type'],
  ['an empty body', { body: '' }, 400, 'JSON'],
  ['null', { body: 'null' }, 400, '(root)'],
  ['a list', { body: [] }, 400, '(root)'],
  ['a form', { body: 'kind=public', headers: { 'content-type': 'application/x-www-form-urlencoded' } }, 400, 'content-type'],
  ['a field that does not exist', { body: { kind: 'public', name: 'x', head: 9 } }, 400, 'head'],
  ['a prototype', { body: '{"kind":"public","name":"x","__proto__":{"a":1}}' }, 400, '__proto__'],
  ['an invisible name', { body: { kind: 'public', name: 'a\u202eb' } }, 400, 'name'],
  ['a huge body', { body: { kind: 'public', name: 'x', topic: 'x'.repeat(40_000) } }, 413, '30 KB'],
])('[R5] a room is refused for %s', async (_what, options: HttpCallOptions, status, hint) => {
  const reply = await call('POST /v1/rooms', options);

  expect(reply.status).toBe(status);
  expect(reply.body.detail).toContain(hint);
  expect((await world.rooms.browse({ limit: 10 })).items).toEqual([]);
});

test.each(['POST /v1/session', 'POST /v1/events'])('[R5] %s is refused for what shows no rooms, and for too many', async (routeKey) => {
  const many = Array.from({ length: limits.catchUpRooms + 1 }, (_, index) => ({ roomId: `room_${index}`, seq: 0 }));
  const refused = [
    { shown: many },
    { shown: [{ roomId: 'room_1', seq: -1 }] },
    { shown: [{ roomId: 'no id', seq: 1 }] },
    { shown: {} },
    { after: [] },
    { shown: [], since: -1 },
    { shown: [], since: '1' },
  ];

  const replies = await Promise.all(refused.map((body) => call(routeKey, { body })));

  expect(replies.map(({ status }) => status)).toEqual(refused.map(() => 400));
});

test('a body may come with a charset, and in base64', async () => {
  const body = Buffer.from(JSON.stringify({ kind: 'public', name: 'Café' })).toString('base64');

  const reply = await call('POST /v1/rooms', {
    body,
    headers: { 'content-type': 'application/JSON; charset=utf-8' },
    isBase64Encoded: true,
  });

  expect(reply.body).toMatchObject({ name: 'Café' });
});

test.each([
  { before: '1e3' },
  { before: '-1' },
  { before: '0' },
  { before: '9007199254740993' },
  { before: '1', after: '1' },
  { limit: '101' },
  { limit: '0' },
  { limit: '1,2' },
  { unknown: '1' },
])('[H10] a query of %j is refused', async (query) => {
  expect((await call('GET /v1/rooms/{roomId}/messages', { path: { roomId }, query })).body).toMatchObject({ code: 'bad_request' });
});

test.each([{}, { after: '-1' }, { after: '0', limit: String(limits.eventsPage + 1) }])('[H11] a query of %j is refused', async (query) => {
  expect((await call('GET /v1/rooms/{roomId}/events', { path: { roomId }, query })).body).toMatchObject({ code: 'bad_request' });
});

test.each([
  ['GET /v1/me', {}],
  ['GET /v1/rooms/{roomId}', {}],
  ['DELETE /v1/rooms/{roomId}', {}],
  ['PATCH /v1/rooms/{roomId}', { body: { name: 'Harbour' } }],
  ['POST /v1/rooms/{roomId}/leave', {}],
])('%s takes no query: one is refused, and nothing happens', async (routeKey, options: HttpCallOptions) => {
  const before = await world.rooms.get(roomId);

  const reply = await call(routeKey, { ...options, path: { roomId }, query: { limit: '5' } });

  expect(reply).toMatchObject({ status: 400, body: { code: 'bad_request', detail: expect.stringContaining('limit') } });
  expect(await world.rooms.get(roomId)).toEqual(before);
});

test('a cursor that no page returned is refused', async () => {
  expect((await call('GET /v1/users', { query: { cursor: 'nonsense' } })).body).toMatchObject({ code: 'bad_request' });
});

test.each(['a b', '../me', 'x'.repeat(65), '%00'])('[H16] a room of the id %j is as absent as any other', async (strange) => {
  const absent = await call('GET /v1/rooms/{roomId}', { path: { roomId: 'room_00000000000000000000000000' } });
  const hidden = await call('GET /v1/rooms/{roomId}', { path: { roomId }, userId: 'cleo' });

  const reply = await call('GET /v1/rooms/{roomId}', { path: { roomId: strange } });

  expect([reply.status, reply.body]).toEqual([404, absent.body]);
  expect(hidden.body).toEqual(absent.body);
});

test('a route that nobody serves is not found', async () => {
  expect((await call('GET /v1/nowhere')).status).toBe(404);
});

test('a service in trouble says when to come again', async () => {
  world.people.get = () => Promise.reject(new ChatError('unavailable', 'Try again.', { retryAfterMs: 1_500 }));

  const reply = await call('GET /v1/me');

  expect(reply).toMatchObject({ status: 503, headers: { 'retry-after': '2' }, body: { code: 'unavailable', retryAfterMs: 1_500 } });
});

test('a defect is internal, and only the log knows which', async () => {
  world.people.get = () => Promise.reject(new Error('at dynamodb.ts:1 arn:aws:x'));

  const reply = await call('GET /v1/me');

  expect(reply).toMatchObject({ status: 500, body: { code: 'internal', detail: 'Something went wrong on our side.' } });
  expect(logs.entries().filter(({ level }) => level !== undefined)).toMatchObject([
    { level: 'ERROR', route: 'GET /v1/me', apiRequestId: 'request-of-gateway', error: { message: 'at dynamodb.ts:1 arn:aws:x' } },
  ]);
});
