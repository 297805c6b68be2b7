import { limits } from '@parley/protocol';
import * as fc from 'fast-check';
import { checkOrigin, closeConnection, issueTicket, openConnection, redeemTicket } from '../../../lambdas/domain/connections.ts';
import { ChatError } from '../../../lambdas/domain/errors.ts';
import { muteMember, removeMember } from '../../../lambdas/domain/members.ts';
import { joinRoom } from '../../../lambdas/domain/rooms.ts';
import { sweepConnections } from '../../../lambdas/domain/sweep.ts';
import { memoryWorld } from '../../support/memory/index.ts';
import { oneOfMany } from '../../support/memory/observed.ts';
import { connect, fanOut, introduce, roomOf, stage } from '../../support/memory/stage.ts';

describe('[H1] tickets', () => {
  test('open a socket once', async () => {
    const world = memoryWorld();
    const { ticket, expiresAt } = await issueTicket(world, { userId: 'ada' });

    expect(expiresAt).toBe(world.clock() + limits.ticketMs);
    await expect(redeemTicket(world, ticket)).resolves.toEqual({ userId: 'ada' });
    await expect(redeemTicket(world, ticket)).rejects.toMatchObject({ code: 'unauthorized' });
  });

  test('expire after 30 s', async () => {
    const world = memoryWorld();
    const { ticket } = await issueTicket(world, { userId: 'ada' });
    world.pass(limits.ticketMs);

    await expect(redeemTicket(world, ticket)).rejects.toMatchObject({ code: 'unauthorized' });
  });

  test('cannot be made up', async () => {
    await expect(redeemTicket(memoryWorld(), 'made-up')).rejects.toMatchObject({ code: 'unauthorized' });
  });
});

describe('the Origin', () => {
  const allowed = ['https://chat.example'];

  test('of the site may connect, and so may what is no browser', () => {
    expect(() => checkOrigin(allowed, 'https://chat.example')).not.toThrow();
    expect(() => checkOrigin(allowed, undefined)).not.toThrow();
  });

  test.each(['https://evil.example', 'http://chat.example', 'https://chat.example.evil.example', 'null', ''])('%p may not', (origin) => {
    expect(() => checkOrigin(allowed, origin)).toThrow(ChatError);
  });
});

describe('opening a connection', () => {
  test('seats it in all of its user’s rooms, with their role in each', async () => {
    const world = memoryWorld();
    await introduce(world, 'ada', 'ben');
    const own = await roomOf(world, ['ada']);
    const joined = await roomOf(world, ['ben', 'ada']);
    const foreign = await roomOf(world, ['ben']);

    await connect(world, 'ada');

    expect(await world.connections.seated('ada-phone', own)).toMatchObject({ role: 'owner', userId: 'ada' });
    expect(await world.connections.seated('ada-phone', joined)).toMatchObject({ role: 'member' });
    expect(await world.connections.seated('ada-phone', foreign)).toBeUndefined();
  });

  test('whoever joins while a device of theirs connects is seated: one of the two sees the other', async () => {
    const { world, roomId } = await stage('ada');
    await introduce(world, 'ben');
    const racing: typeof world = {
      ...world,
      memberships: {
        ...world.memberships,
        ofUser: async (...request) => {
          const before = await world.memberships.ofUser(...request);
          await joinRoom(world, 'ben', roomId);
          return before;
        },
      },
    };

    await openConnection(racing, { connectionId: 'ben-phone', userId: 'ben' });

    expect(await world.connections.seated('ben-phone', roomId)).toBeDefined();
  });

  const changes = {
    muted: (deps: ReturnType<typeof oneOfMany>, roomId: string) => muteMember(deps, 'ada', roomId, 'ben', 10),
    'put out': (deps: ReturnType<typeof oneOfMany>, roomId: string) => removeMember(deps, 'ada', roomId, 'ben'),
  };

  test.each(Object.entries(changes))('[R8] whoever is %s while a device of theirs connects has no other seat on it', async (_, change) => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const world = memoryWorld();
        await introduce(world, 'ada', 'ben');
        const roomId = await roomOf(world, ['ada', 'ben']);
        const through = () => oneOfMany(world, { turn: (call) => scheduler.schedule(Promise.resolve(), call), skew: 0 });

        const both = [openConnection(through(), { connectionId: 'ben-phone', userId: 'ben' }), change(through(), roomId)];
        await scheduler.waitFor(Promise.all(both));

        const { role, mutedUntil } = (await world.memberships.get(roomId, 'ben')) ?? {};
        const seat = await world.connections.seated('ben-phone', roomId);
        expect({ role: seat?.role, mutedUntil: seat?.mutedUntil }).toEqual({ role, mutedUntil });
      }),
      { numRuns: 100 },
    );
  });

  test('[R8] whoever is put out by somebody who cannot see the connection yet has no seat on it', async () => {
    const { world, roomId } = await stage('ada', 'ben');
    const unseen = { ...world, connections: { ...world.connections, ofUser: async () => ({ items: [] }) } };
    const racing: typeof world = {
      ...world,
      connections: {
        ...world.connections,
        seat: async (...seating) => {
          await removeMember(unseen, 'ada', roomId, 'ben');
          await world.connections.seat(...seating);
        },
      },
    };

    await openConnection(racing, { connectionId: 'ben-tablet', userId: 'ben' });

    expect(await world.connections.seated('ben-tablet', roomId)).toBeUndefined();
  });

  test('[S4] the first one of a user is told to those who share a room, once each; the second is not', async () => {
    const world = memoryWorld();
    await introduce(world, 'ada', 'ben', 'eve');
    await roomOf(world, ['ada', 'ben']);
    await roomOf(world, ['ada', 'ben']);
    for (const userId of ['ben', 'eve']) await connect(world, userId);
    await fanOut(world);
    world.gateway.clear();

    await connect(world, 'ada', 'phone');
    await fanOut(world);
    await connect(world, 'ada', 'desktop');

    expect(world.fanoutQueue.waiting).toEqual([]);
    expect(world.gateway.framesTo('ben-phone')).toEqual([{ type: 'presence', userId: 'ada', state: 'online' }]);
    expect(world.gateway.framesTo('eve-phone')).toEqual([]);
  });

  test('nothing is posted to it while its upgrade is held', async () => {
    const world = memoryWorld();
    await introduce(world, 'ada');
    await roomOf(world, ['ada']);

    await connect(world, 'ada');

    expect(world.gateway.posts).toEqual([]);
  });

  test('does not fail because presence cannot be told', async () => {
    const world = memoryWorld();
    const away: typeof world = {
      ...world,
      fanoutQueue: { ...world.fanoutQueue, ring: () => Promise.reject(new ChatError('unavailable', 'away')) },
    };

    await expect(openConnection(away, { connectionId: 'c', userId: 'ada' })).resolves.toBeUndefined();
  });

  test('leaves no row after two hours and five minutes', async () => {
    const { world, roomId } = await stage('ada');
    world.pass(2 * 60 * 60_000 + 5 * 60_000);

    expect((await world.connections.roster(roomId, 1, 10)).items).toEqual([]);
  });
});

describe('closing a connection', () => {
  test('takes it off every roster; the last one of a user is told after 4 s', async () => {
    const { world, roomId } = await stage('ada', 'ben');
    await connect(world, 'ada', 'desktop');

    await closeConnection(world, 'ada-phone');
    expect(world.fanoutQueue.waiting).toEqual([]);
    await closeConnection(world, 'ada-desktop');
    world.pass(3_999);
    await fanOut(world);
    expect(world.gateway.framesTo('ben-phone')).toEqual([]);
    world.pass(1);
    await fanOut(world);

    expect(world.gateway.framesTo('ben-phone')).toEqual([{ type: 'presence', userId: 'ada', state: 'offline' }]);
    expect((await world.connections.roster(roomId, 1, 10)).items).toMatchObject([{ connectionId: 'ben-phone', userId: 'ben' }]);
  });

  test('[S4] of somebody who comes back within 4 s is told to nobody, and nor is the return', async () => {
    const { world } = await stage('ada', 'ben');

    await closeConnection(world, 'ada-phone');
    world.pass(3_000);
    await connect(world, 'ada', 'desktop');
    world.pass(60_000);
    await fanOut(world);

    expect(world.gateway.posts).toEqual([]);
    expect(world.fanoutQueue.waiting).toEqual([]);
  });

  test('twice is once', async () => {
    const { world } = await stage('ada', 'ben');
    await closeConnection(world, 'ada-phone');
    const rung = world.fanoutQueue.waiting.length;

    await closeConnection(world, 'ada-phone');

    expect(world.fanoutQueue.waiting).toHaveLength(rung);
  });

  test('that nobody can be told of leaves its rows for whoever finds next that it is gone', async () => {
    const { world } = await stage('ada', 'ben');
    const stuck: typeof world = {
      ...world,
      fanoutQueue: { ...world.fanoutQueue, ring: () => Promise.reject(new ChatError('unavailable', 'away')) },
    };

    await expect(closeConnection(stuck, 'ada-phone')).rejects.toMatchObject({ code: 'unavailable' });
    await closeConnection(world, 'ada-phone');
    world.pass(5_000);
    await fanOut(world);

    expect(world.gateway.framesTo('ben-phone')).toEqual([{ type: 'presence', userId: 'ada', state: 'offline' }]);
    expect(await world.connections.find('ada-phone')).toBeUndefined();
  });
});

describe('sweeping', () => {
  test('ends what has expired and nothing else, and lets others know', async () => {
    const world = memoryWorld();
    await connect(world, 'ada');
    await issueTicket(world, { userId: 'ada' });
    world.pass(2 * 60 * 60_000);
    await connect(world, 'ben');
    world.pass(10 * 60_000);

    await expect(sweepConnections(world)).resolves.toEqual({ removed: 1, expired: 1 });
    await fanOut(world);
    expect(world.fanoutQueue.waiting).toEqual([{ kind: 'presence', userId: 'ada' }]);
    await expect(sweepConnections(world)).resolves.toEqual({ removed: 0, expired: 0 });
    expect(await world.connections.find('ben-phone')).toBeDefined();
  });

  test('brings the estimate of open connections nearer to what it counts, and tells that', async () => {
    const { world } = await stage('ada', 'ben');
    await world.connections.recount(1_000);
    const sampled: typeof world = {
      ...world,
      connections: { ...world.connections, sweep: async () => ({ removed: 0, expired: [], sampled: 3 }) },
    };

    await sweepConnections(sampled);

    expect(await world.connections.estimate()).toBeLessThan(16_000);
    expect(world.meter.levels('Connections')).toEqual([3 * 16]);
  });

  test('goes on while there is more, up to a bound', async () => {
    const world = memoryWorld();
    let calls = 0;
    const endless: typeof world = {
      ...world,
      connections: {
        ...world.connections,
        sweep: async () => {
          calls += 1;
          return { removed: 10, expired: [], sampled: 0, cursor: 'more' };
        },
      },
    };

    await expect(sweepConnections(endless)).resolves.toEqual({ removed: 1_000, expired: 0 });
    expect(calls).toBe(100);
    expect(world.meter.levels('Connections')).toEqual([]);
  });
});
