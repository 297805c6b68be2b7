// The permission table, cell by cell: every call and every frame that names a room, by everybody who could try.
import { readdirSync, readFileSync } from 'node:fs';
import { LogCommand, SignalCommand } from '@parley/protocol';
import { permissionTable, situations } from '../../../bin/permission-table.ts';
import { ChatError } from '../../../lambdas/domain/errors.ts';
import { type Deed, permissions, type Ruled, type Standing, type Verdict, verdictOn } from '../../../lambdas/domain/permissions.ts';
import { send } from '../../../lambdas/handlers/send.ts';
import { signal } from '../../../lambdas/handlers/signal.ts';
import type { HttpRoutes } from '../../../lambdas/runtime/pipelines.ts';
import { callOf } from '../../../lambdas/runtime/requests.ts';
import { AT, aMessage, aRoom } from '../../support/builders.ts';
import { aFrame, anHttpEvent, type HttpCallOptions } from '../../support/events.ts';
import { memoryWorld, type World } from '../../support/memory/index.ts';
import { connect, freshId, introduce } from '../../support/memory/stage.ts';

const roomId = 'room_1';

/** What is asked for, and which right it takes. Ada asks; Guy is a guest of the room, and Nan is not in it. */
const calls: Record<string, ({ deed: Deed } & HttpCallOptions)[]> = {
  'GET /v1/rooms/{roomId}': [{ deed: 'see' }],
  'GET /v1/rooms/{roomId}/members': [{ deed: 'see' }],
  'GET /v1/rooms/{roomId}/messages': [{ deed: 'see' }],
  'GET /v1/rooms/{roomId}/events': [{ deed: 'see', query: { after: '0' } }],
  'GET /v1/rooms/{roomId}/pins': [{ deed: 'see' }],
  'GET /v1/rooms/{roomId}/messages/{seq}/edits': [{ deed: 'see', path: { seq: '1' } }],
  'GET /v1/rooms/{roomId}/moment': [{ deed: 'see', query: { at: '0' } }],
  'GET /v1/rooms/{roomId}/threads/{seq}': [{ deed: 'see', path: { seq: '1' } }],
  'GET /v1/rooms/{roomId}/unread': [{ deed: 'attend' }],
  'POST /v1/rooms/{roomId}/unread': [{ deed: 'attend', body: { seq: 1 } }],
  'PUT /v1/rooms/{roomId}/threads/{seq}/follow': [{ deed: 'follow', path: { seq: '1' }, body: { following: true } }],
  'PUT /v1/drafts/{roomId}': [{ deed: 'see', body: { text: 'Not yet.' } }],
  'PUT /v1/saved/{roomId}/{seq}': [{ deed: 'see', path: { seq: '1' }, body: {} }],
  'PATCH /v1/rooms/{roomId}': [
    { deed: 'rename', body: { topic: 'Roses' } },
    { deed: 'rename', body: { avatar: { emoji: '🌹', hue: 1 } } },
    { deed: 'configure', body: { announcement: true } },
    { deed: 'configure', body: { slowModeSeconds: 30 } },
    { deed: 'publish', body: { visibility: 'private' } },
  ],
  'DELETE /v1/rooms/{roomId}': [{ deed: 'archive' }],
  'POST /v1/rooms/{roomId}/restore': [{ deed: 'restore' }],
  'PATCH /v1/rooms/{roomId}/membership': [{ deed: 'arrange', body: { favourite: true } }],
  'POST /v1/rooms/{roomId}/join': [{ deed: 'join' }],
  'POST /v1/rooms/{roomId}/return': [{ deed: 'join' }],
  'POST /v1/rooms/{roomId}/leave': [{ deed: 'leave' }],
  'GET /v1/rooms/{roomId}/receipts': [{ deed: 'attend' }],
  'PUT /v1/rooms/{roomId}/members/{userId}': [
    { deed: 'add', path: { userId: 'nan' }, body: { role: 'member' } },
    { deed: 'setRole', path: { userId: 'guy' }, body: { role: 'moderator' } },
    { deed: 'setRole', path: { userId: 'nan' }, body: { role: 'moderator' } },
  ],
  'DELETE /v1/rooms/{roomId}/members/{userId}': [
    { deed: 'remove', path: { userId: 'guy' } },
    { deed: 'leave', path: { userId: 'ada' } },
  ],
  'PUT /v1/rooms/{roomId}/members/{userId}/mute': [{ deed: 'mute', path: { userId: 'guy' }, body: { minutes: 5 } }],
  'DELETE /v1/rooms/{roomId}/members/{userId}/mute': [{ deed: 'mute', path: { userId: 'guy' } }],
  'GET /v1/rooms/{roomId}/bans': [{ deed: 'ban' }],
  'PUT /v1/rooms/{roomId}/bans/{userId}': [
    { deed: 'ban', path: { userId: 'guy' } },
    { deed: 'ban', path: { userId: 'nan' } },
  ],
  'DELETE /v1/rooms/{roomId}/bans/{userId}': [{ deed: 'ban', path: { userId: 'nan' } }],
  'GET /v1/rooms/{roomId}/reports': [{ deed: 'ruleReports' }],
  'PUT /v1/rooms/{roomId}/reports/messages/{seq}': [{ deed: 'report', path: { seq: '2' }, body: { reason: 'spam' } }],
  'PUT /v1/rooms/{roomId}/reports/people/{userId}': [{ deed: 'report', path: { userId: 'guy' }, body: { reason: 'other', note: 'Look.' } }],
  'DELETE /v1/rooms/{roomId}/reports/messages/{seq}': [{ deed: 'ruleReports', path: { seq: '2' } }],
  'DELETE /v1/rooms/{roomId}/reports/people/{userId}': [{ deed: 'ruleReports', path: { userId: 'guy' } }],
  'POST /v1/rooms/{roomId}/invites': [{ deed: 'invite', body: {} }],
  'GET /v1/rooms/{roomId}/invites': [{ deed: 'invite' }],
  'DELETE /v1/rooms/{roomId}/invites/{code}': [
    { deed: 'invite', path: { code: 'mine' } },
    { deed: 'ruleInvites', path: { code: 'olafs' } },
  ],
};

/** What people keep for themselves they may always let go, whatever has become of the room. */
const own = ['DELETE /v1/drafts/{roomId}', 'DELETE /v1/saved/{roomId}/{seq}'];

const frames: Record<string, ({ deed: Deed } & Record<string, unknown>)[]> = {
  send: [
    { deed: 'speak', text: 'Hello.' },
    { deed: 'mentionAll', text: '@room Hello.', audience: 'room' },
  ],
  edit: [{ deed: 'revise', target: 1, text: 'Hello!' }],
  delete: [
    { deed: 'revise', target: 1 },
    { deed: 'moderate', target: 2 },
  ],
  react: [{ deed: 'react', target: 1, emoji: '👍', on: true }],
  pin: [{ deed: 'pin', target: 1, on: true }],
  vote: [{ deed: 'vote', target: 1, choices: [0] }],
  close: [{ deed: 'vote', target: 1 }],
  read: [{ deed: 'attend', seq: 1 }],
  typing: [{ deed: 'attend', on: true }],
  timings: [{ deed: 'attend', tookMs: [12] }],
};

const logActions: string[] = LogCommand.def.options.flatMap(({ shape }) => shape.action.def.values);

/** A room of that kind, with Ada in that place. She has asked something in it once. */
const given = async (ruled: Ruled, standing: Standing): Promise<World> => {
  const world = memoryWorld();
  await introduce(world, 'ada', 'guy', 'nan', 'olaf');
  await world.rooms.create(aRoom({ roomId, createdBy: 'olaf', createdAt: AT, memberCount: 3, head: 2, ...ruled }));
  const place = { roomId, joinedAt: AT + 1, readSeq: 0 };
  await world.memberships.add({ ...place, userId: 'olaf', role: 'owner' });
  await world.memberships.add({ ...place, userId: 'guy', role: 'guest' });
  if (standing === 'visitor') await world.memberships.setGuest('ada', true);
  else if (standing !== 'outsider') await world.memberships.add({ ...place, userId: 'ada', role: standing });
  const invite = { roomId, role: 'member', createdAt: AT, expiresAt: AT + 24 * 60 * 60_000, uses: 0 } as const;
  await world.invites.create({ ...invite, code: 'mine', createdBy: 'ada' });
  await world.invites.create({ ...invite, code: 'olafs', createdBy: 'olaf' });
  await world.messages.append([
    aMessage({ roomId, seq: 1, senderId: 'ada', poll: { options: ['Yes', 'No'], multiple: false } }),
    aMessage({ roomId, seq: 2, senderId: 'olaf' }),
  ]);
  await connect(world, 'ada');
  world.pass(60_000);
  return world;
};

const verdictOf = async (attempt: Promise<unknown>): Promise<Verdict> => {
  try {
    await attempt;
    return 'allowed';
  } catch (error) {
    if (error instanceof ChatError && (error.code === 'forbidden' || error.code === 'not_found')) return error.code;
    throw error;
  }
};

/** The routes of every function behind the HTTP API: whatever its file exports beside the wired handler makes them of the ports. */
const routesOf = async (world: World): Promise<HttpRoutes> => {
  const folder = 'lambdas/handlers';
  const files = readdirSync(folder).filter((name) => name.startsWith('api-'));
  const modules: Record<string, unknown>[] = await Promise.all(files.map((file) => import(`../../../${folder}/${file}`)));
  const factories = modules.flatMap(({ handler: _, ...rest }) => Object.values(rest)).filter((each) => typeof each === 'function');
  return Object.assign({}, ...factories.map((factory) => factory(world)));
};

const cells = situations.flatMap(({ title, room, standings }) => standings.map((standing) => ({ title, room, standing })));

describe.each(Object.entries(calls).flatMap(([route, acts]) => acts.map((act) => ({ route, ...act }))))(
  '[H16] $route takes the right to $deed',
  ({ route, deed, ...options }) => {
    test.each(cells)('$title, $standing', async ({ room, standing }) => {
      const routes = await routesOf(await given(room, standing));
      const call = callOf(anHttpEvent(route, { ...options, path: { roomId, ...options.path } }));

      const verdict = await verdictOf(Promise.resolve(routes[route]?.(call)));

      expect(verdict).toBe(verdictOn(deed, room, standing));
    });
  },
);

describe.each(Object.entries(frames).flatMap(([action, acts]) => acts.map(({ deed, ...fields }) => ({ action, deed, fields }))))(
  '[R7] $action takes the right to $deed',
  ({ action, deed, fields }) => {
    test.each(cells)('$title, $standing', async ({ room, standing }) => {
      const world = await given(room, standing);
      const frame = aFrame({ action, id: freshId(world), roomId, ...fields }, 'ada-phone');

      const verdict = await verdictOf(logActions.includes(action) ? send(world)(frame) : signal(world)(frame));

      expect(verdict).toBe(verdictOn(deed, room, standing));
    });
  },
);

describe('the table is complete', () => {
  test('every call of the HTTP API that names a room is tried above', async () => {
    const routes = Object.keys(await routesOf(memoryWorld())).filter((route) => route.includes('{roomId}'));

    expect([...Object.keys(calls), ...own].toSorted()).toEqual(routes.toSorted());
  });

  test('every frame that names a room is tried above', () => {
    const schemas = [...LogCommand.def.options, ...SignalCommand.def.options];
    const actions = schemas.filter(({ shape }) => 'roomId' in shape).flatMap(({ shape }) => [...shape.action.def.values]);

    expect(Object.keys(frames).toSorted()).toEqual(actions.toSorted());
  });

  test('every right is needed for something', () => {
    const needed = new Set([...Object.values(calls).flat(), ...Object.values(frames).flat()].map(({ deed }) => deed));

    expect([...needed].toSorted()).toEqual(Object.keys(permissions).toSorted());
  });

  test('docs/permissions.md is the table: run `npm run docs:permissions`', () => {
    expect(readFileSync('docs/permissions.md', 'utf8')).toBe(permissionTable());
  });
});
