import type { Role } from '@parley/protocol';
import { inPool } from '../../lambdas/domain/pool.ts';
import type { Gate, Sitter } from '../../lambdas/domain/ports.ts';
import { ROWS_LIVE_MS, shardOf } from '../../lambdas/domain/shards.ts';
import type { Store } from '../support/dynamodb-store.ts';
import { everyPage, times, word } from './support.ts';

const LIFE_MS = 60 * 60_000;
const RATE = { perSecond: 10, burst: 20 };

/** What every implementation of `Connections` guarantees. */
export const connectionsContract = (open: () => Promise<Store>): void => {
  let store: Store;
  beforeAll(async () => {
    store = await open();
  });
  afterAll(() => store.close());

  const opened = async (userId = word()) => {
    const connection = { connectionId: `${word()}=`, userId, connectedAt: store.clock(), expiresAt: store.clock() + LIFE_MS };
    await store.connections.open(connection);
    return connection;
  };
  /** As it stands on a roster: when it began is reckoned from its end, which is kept in seconds. */
  const listed = ({ connectionId, userId, expiresAt }: Sitter) => ({
    connectionId,
    userId,
    connectedAt: Math.floor(expiresAt / 1_000) * 1_000 - ROWS_LIVE_MS,
  });
  const seated = async (roomId: string, role: Role = 'member', userId = word()) => {
    const connection = await opened(userId);
    await store.connections.seat(connection, [{ roomId, role, shards: 1 }]);
    return connection;
  };
  const idsOn = async (roomId: string, shards = 1): Promise<string[]> =>
    (await store.connections.roster(roomId, shards, 100)).items.map(({ connectionId }) => connectionId).toSorted();
  const ofUser = (userId: string) => everyPage((request) => store.connections.ofUser(userId, request), 100);
  /** What ends a connection; undefined when there is nothing to end. */
  const closed = async (connectionId: string) => {
    const departure = await store.connections.leave(connectionId);
    if (departure !== undefined) await store.connections.close(departure);
    return departure;
  };
  const gate = (connectionId: string, roomId: string): Promise<Gate> => store.connections.gate(connectionId, roomId, store.clock(), RATE);

  test('a seat knows of its holder’s mute and of the room’s rules, and nothing else is made one', async () => {
    const roomId = word();
    const connection = await opened();
    const { connectionId } = connection;
    const stranger = await opened();

    await store.connections.seat(connection, [{ roomId, role: 'member', shards: 1, mutedUntil: 9, ruled: true }]);
    const before = [await gate(connectionId, roomId), await store.connections.seated(connectionId, roomId)];
    await store.connections.seat(connection, [{ roomId, role: 'member', shards: 1 }]);
    const after = await store.connections.seated(connectionId, roomId);
    await store.connections.rule(connectionId, roomId, true);
    await store.connections.rule(stranger.connectionId, roomId, true);

    expect(before).toMatchObject([{ seat: { mutedUntil: 9, ruled: true } }, { mutedUntil: 9, ruled: true }]);
    expect(after).toEqual({ connectionId, userId: connection.userId, role: 'member', connectedAt: connection.connectedAt });
    expect(await store.connections.seated(connectionId, roomId)).toEqual({ ...after, ruled: true });
    expect(await idsOn(roomId)).toEqual([connectionId]);
  });

  test('a seat is taken again only as it was seen', async () => {
    const roomId = word();
    const connection = await opened();
    const place = { roomId, role: 'member', shards: 1 } as const;
    const now = () => store.connections.seated(connection.connectionId, roomId);

    const first = await store.connections.reseat(connection, place, undefined);
    const seen = await now();
    const late = await store.connections.reseat(connection, { ...place, role: 'owner' }, undefined);
    const muted = await store.connections.reseat(connection, { ...place, mutedUntil: 9 }, seen);
    const stale = await store.connections.reseat(connection, place, seen);

    expect([first, late, muted, stale]).toEqual([true, false, true, false]);
    expect(await now()).toEqual({ ...seen, mutedUntil: 9 });
    await store.connections.unseat(connection.connectionId, roomId);
    expect(await store.connections.reseat(connection, place, seen)).toBe(false);
    expect(await idsOn(roomId)).toEqual([]);
  });

  describe('tickets', () => {
    const issued = async () => {
      const ticket = { ticket: word(), userId: word(), expiresAt: store.clock() + 30_000 };
      await store.connections.putTicket(ticket);
      return ticket;
    };

    test('a ticket gives its user once', async () => {
      const { ticket, userId } = await issued();

      const taken = [await store.connections.takeTicket(ticket, store.clock()), await store.connections.takeTicket(ticket, store.clock())];

      expect(taken).toEqual([{ userId }, undefined]);
    });

    test('taken at once, a ticket gives its user to one', async () => {
      const { ticket, userId } = await issued();

      const taken = await Promise.all(times(5, () => store.connections.takeTicket(ticket, store.clock())));

      expect(taken.filter((caller) => caller?.userId === userId)).toHaveLength(1);
    });

    test('a ticket, and the connection that it opens, know the device', async () => {
      const connection = { connectionId: `${word()}=`, userId: word(), connectedAt: store.clock(), expiresAt: store.clock() + LIFE_MS };
      const ticket = { ticket: word(), userId: connection.userId, deviceId: word(), expiresAt: store.clock() + 30_000 };
      await store.connections.putTicket(ticket);

      const taken = await store.connections.takeTicket(ticket.ticket, store.clock());
      await store.connections.open({ ...connection, deviceId: ticket.deviceId });

      expect(taken).toEqual({ userId: ticket.userId, deviceId: ticket.deviceId });
      expect(await store.connections.find(connection.connectionId)).toMatchObject({ deviceId: ticket.deviceId });
    });

    test('a ticket that has expired, or never was, gives nobody', async () => {
      const { ticket, expiresAt } = await issued();

      expect(await store.connections.takeTicket(ticket, expiresAt + 1_000)).toBeUndefined();
      expect(await store.connections.takeTicket(word(), store.clock())).toBeUndefined();
    });

    test.each([1, 500, 999])('a ticket issued %i ms within a second is good to its end', async (late) => {
      const expiresAt = Math.ceil(store.clock() / 1_000) * 1_000 + 30_000 + late;
      const ticket = { ticket: word(), userId: word(), expiresAt };
      await store.connections.putTicket(ticket);

      expect(await store.connections.takeTicket(ticket.ticket, expiresAt - 1)).toEqual({ userId: ticket.userId });
    });

    test('a ticket is no connection', async () => {
      const { ticket, userId } = await issued();

      expect(await store.connections.find(ticket)).toBeUndefined();
      expect(await ofUser(userId)).toEqual([]);
    });
  });

  describe('a connection', () => {
    test('is known by what was opened, however often', async () => {
      const connection = await opened();
      await store.connections.open(connection);

      const { connectionId, ...known } = connection;
      expect(await store.connections.find(connectionId)).toEqual(known);
      expect(await ofUser(connection.userId)).toEqual([listed(connection)]);
      expect(await store.connections.find(word())).toBeUndefined();
    });

    test('all connections of a user are found, a page at a time', async () => {
      const userId = word();
      const mine = await Promise.all(times(105, () => opened(userId)));
      await opened();

      const found = await ofUser(userId);

      expect(found.map(({ connectionId }) => connectionId).toSorted()).toEqual(mine.map(({ connectionId }) => connectionId).toSorted());
      expect((await store.connections.ofUser(userId, { limit: 100 })).items).toHaveLength(100);
    });

    test('closes with everything that it was, once', async () => {
      const rooms = times(40, () => word());
      const connection = await opened();
      await store.connections.seat(
        connection,
        rooms.map((roomId) => ({ roomId, role: 'member', shards: 1 })),
      );

      const departure = await store.connections.leave(connection.connectionId);
      const again = await store.connections.leave(connection.connectionId);
      if (departure !== undefined) await store.connections.close(departure);

      expect({ ...departure, roomIds: departure?.roomIds.toSorted() }).toMatchObject({
        userId: connection.userId,
        roomIds: rooms.toSorted(),
      });
      expect(again).toEqual(departure);
      expect(await store.connections.leave(connection.connectionId)).toBeUndefined();
      expect(await store.connections.find(connection.connectionId)).toBeUndefined();
      expect(await idsOn(rooms[0] ?? '')).toEqual([]);
    });

    test('that has expired is nowhere', async () => {
      const roomId = word();
      const { connectionId, userId } = await seated(roomId);

      store.pass(LIFE_MS + 1_000);

      expect(await store.connections.find(connectionId)).toBeUndefined();
      expect(await store.connections.seated(connectionId, roomId)).toBeUndefined();
      expect(await ofUser(userId)).toEqual([]);
      expect(await idsOn(roomId)).toEqual([]);
      expect(await gate(connectionId, roomId)).toEqual({ pass: false, reason: 'absent' });
    });
  });

  describe('a presence', () => {
    const arrived = async (userId = word()) => {
      const connection = await opened(userId);
      return { ...connection, presence: await store.connections.arrive(connection) };
    };

    test('begins with the first connection, and ends with the last', async () => {
      const [first, other] = [await arrived(), await arrived()];
      const second = await arrived(first.userId);

      const one = await closed(first.connectionId);
      const last = await closed(second.connectionId);

      expect([first.presence, other.presence, second.presence]).toEqual(times(3, () => ({ here: true, told: false })));
      expect([one?.presence, last?.presence]).toEqual([
        { here: true, told: false },
        { here: false, told: false },
      ]);
      expect(await store.connections.presence(first.userId)).toEqual({ here: false, told: false });
      expect(await store.connections.presence(word())).toEqual({ here: false, told: false });
    });

    test('knows what others have been told', async () => {
      const { userId, connectionId } = await arrived();

      await store.connections.tell(userId, true);
      const told = await store.connections.presence(userId);
      const departure = await store.connections.leave(connectionId);
      await store.connections.tell(userId, false);

      expect(told).toEqual({ here: true, told: true });
      expect(departure?.presence).toEqual({ here: false, told: true });
      expect(await store.connections.presence(userId)).toEqual({ here: false, told: false });
    });

    test('counts no connection that has expired; who comes after the last one of them is news', async () => {
      const { userId } = await arrived();
      await store.connections.tell(userId, true);
      store.pass(LIFE_MS + 1_000);

      const expired = await store.connections.presence(userId);
      const present = await store.connections.present([userId]);
      const { presence } = await arrived(userId);

      expect(expired).toEqual({ here: false, told: true });
      expect(present).toEqual(new Set());
      expect(presence).toEqual({ here: true, told: false });
    });

    test('of several people: those of whom others were told', async () => {
      const [here, returning, away, untold] = [await arrived(), await arrived(), await arrived(), await arrived()];
      for (const { userId } of [here, returning, away]) await store.connections.tell(userId, true);
      for (const { connectionId } of [returning, away]) await closed(connectionId);
      await store.connections.tell(away.userId, false);

      const present = await store.connections.present([
        ...[here, returning, away, untold].map(({ userId }) => userId),
        word(),
        here.userId,
      ]);

      expect(present).toEqual(new Set([here.userId, returning.userId]));
      expect(await store.connections.present([])).toEqual(new Set());
    });

    test('is no connection, and stays when the sweeper comes', async () => {
      const { userId, connectionId } = await arrived();
      await store.connections.tell(userId, true);
      await closed(connectionId);
      store.pass(LIFE_MS + 2_000);

      let cursor: string | undefined;
      do {
        const { expired, ...page } = await store.connections.sweep(store.clock(), 1_000, cursor);
        expect(expired.filter((each) => each.includes(userId))).toEqual([]);
        cursor = page.cursor;
      } while (cursor !== undefined);

      expect(await ofUser(userId)).toEqual([]);
      expect(await store.connections.presence(userId)).toEqual({ here: false, told: true });
    });
  });

  describe('a roster', () => {
    test('holds who was seated, with their role', async () => {
      const roomId = word();
      const connection = await seated(roomId, 'owner');

      const { connectionId, userId, connectedAt } = connection;
      expect(await store.connections.seated(connectionId, roomId)).toEqual({ connectionId, userId, connectedAt, role: 'owner' });
      expect(await store.connections.seated(connectionId, word())).toBeUndefined();
      expect(await store.connections.roster(roomId, 1, 10)).toEqual({ items: [listed(connection)], more: false });
    });

    test('stops at its limit and says that there are others', async () => {
      const roomId = word();
      await Promise.all(times(7, () => seated(roomId)));

      const some = await store.connections.roster(roomId, 1, 5);
      const all = await store.connections.roster(roomId, 1, 7);

      expect([some.items.length, some.more]).toEqual([5, true]);
      expect([all.items.length, all.more]).toEqual([7, false]);
    });

    test('is read over all its shards, each connection once', async () => {
      const roomId = word();
      const connections = await Promise.all(times(20, () => opened()));
      await Promise.all(connections.map((each) => store.connections.seat(each, [{ roomId, role: 'member', shards: 4 }])));

      expect(await idsOn(roomId, 4)).toEqual(connections.map(({ connectionId }) => connectionId).toSorted());
      expect(await store.connections.roster(roomId, 4, 19)).toMatchObject({ more: true });
    });

    test('does not fill up with connections that have expired', async () => {
      const roomId = word();
      await Promise.all(times(6, () => seated(roomId)));
      store.pass(LIFE_MS + 1_000);
      const live = await seated(roomId);

      expect(await store.connections.roster(roomId, 1, 2)).toMatchObject({ items: [{ connectionId: live.connectionId }], more: false });
    });

    test('forgets whom it loses at once, and nobody else', async () => {
      const roomId = word();
      const [gone, there] = [await seated(roomId), await seated(roomId)];

      await store.connections.unseat(gone.connectionId, roomId);
      await store.connections.unseat(gone.connectionId, roomId);

      expect(await idsOn(roomId)).toEqual([there.connectionId]);
      expect(await store.connections.seated(gone.connectionId, roomId)).toBeUndefined();
      expect(await store.connections.find(gone.connectionId)).toBeDefined();
    });

    test.each([{ new: true }, { new: false }])('takes a connection to many rooms at once: %j', async (options) => {
      const rooms = times(120, () => word());
      const connection = await opened();

      await store.connections.seat(
        connection,
        rooms.map((roomId) => ({ roomId, role: 'member', shards: 1 })),
        options,
      );

      for (const roomId of [rooms[0], rooms[60], rooms[119]]) expect(await idsOn(roomId ?? '')).toEqual([connection.connectionId]);
    });
  });

  describe('the gate', () => {
    test('lets through who is on the roster, and says who it is', async () => {
      const roomId = word();
      const { connectionId, userId, connectedAt } = await seated(roomId, 'moderator');

      expect(await gate(connectionId, roomId)).toEqual({ pass: true, seat: { connectionId, userId, connectedAt, role: 'moderator' } });
    });

    test('[R7] holds back who is not on the roster, and puts nobody on it', async () => {
      const roomId = word();
      const { connectionId } = await opened();

      expect(await gate(connectionId, roomId)).toEqual({ pass: false, reason: 'absent' });
      expect(await gate(word(), roomId)).toEqual({ pass: false, reason: 'absent' });
      expect(await idsOn(roomId)).toEqual([]);
    });

    test('[R6] lets a burst through, then says when to come again, and then lets one through', async () => {
      const roomId = word();
      const { connectionId } = await seated(roomId);

      const burst = [];
      for (let frame = 0; frame < RATE.burst; frame += 1) burst.push(await gate(connectionId, roomId));
      const refused = await gate(connectionId, roomId);
      store.pass(99);
      const early = await gate(connectionId, roomId);
      store.pass(1);
      const after = [await gate(connectionId, roomId), await gate(connectionId, roomId)];

      expect(burst.every(({ pass }) => pass)).toBe(true);
      expect(refused).toEqual({ pass: false, reason: 'rate', retryAfterMs: 100 });
      expect(early).toEqual({ pass: false, reason: 'rate', retryAfterMs: 1 });
      expect(after.map(({ pass }) => pass)).toEqual([true, false]);
    });

    test('[R6] the sustained rate passes for ever', async () => {
      const roomId = word();
      const { connectionId } = await seated(roomId);

      const gates = [];
      for (let frame = 0; frame < 50; frame += 1) {
        gates.push(await gate(connectionId, roomId));
        store.pass(100);
      }

      expect(gates.every(({ pass }) => pass)).toBe(true);
    });

    test('[R6] frames that come at once pass up to the burst and no further', async () => {
      const roomId = word();
      const { connectionId } = await seated(roomId);

      const gates = await Promise.all(times(30, () => gate(connectionId, roomId)));

      expect(gates.filter(({ pass }) => pass)).toHaveLength(RATE.burst);
    });

    test('[R6] a refused frame costs nothing, and other rooms and connections are not concerned', async () => {
      const [roomId, other] = [word(), word()];
      const connection = await seated(roomId);
      await store.connections.seat(connection, [{ roomId: other, role: 'member', shards: 1 }]);
      const neighbour = await seated(roomId);
      await Promise.all(times(40, () => gate(connection.connectionId, roomId)));

      const elsewhere = [await gate(connection.connectionId, other), await gate(neighbour.connectionId, roomId)];
      store.pass(100);

      expect(elsewhere.map(({ pass }) => pass)).toEqual([true, true]);
      expect((await gate(connection.connectionId, roomId)).pass).toBe(true);
    });

    test('[R6] taking one’s seat again changes the role and does not refill the rate', async () => {
      const roomId = word();
      const connection = await seated(roomId);
      await Promise.all(times(25, () => gate(connection.connectionId, roomId)));

      await store.connections.seat(connection, [{ roomId, role: 'owner', shards: 1 }]);

      expect(await gate(connection.connectionId, roomId)).toMatchObject({ pass: false, reason: 'rate' });
      expect(await store.connections.seated(connection.connectionId, roomId)).toMatchObject({ role: 'owner' });
    });
  });

  test('a shard of a roster is read a page at a time, each live connection once, and no other shard’s', async () => {
    const roomId = word();
    const connections = await Promise.all(times(40, () => opened()));
    await Promise.all(connections.map((each) => store.connections.seat(each, [{ roomId, role: 'member', shards: 4 }])));
    const shardsRead = await Promise.all(
      times(4, (shard) => everyPage((request) => store.connections.shard({ roomId, shard }, request), 3)),
    );

    for (const [shard, subscribers] of shardsRead.entries())
      for (const { connectionId } of subscribers) expect(shardOf(connectionId, 4)).toBe(shard);
    expect(
      shardsRead
        .flat()
        .map(({ connectionId }) => connectionId)
        .toSorted(),
    ).toEqual(connections.map(({ connectionId }) => connectionId).toSorted());
    store.pass(LIFE_MS + 2_000);
    expect((await store.connections.shard({ roomId, shard: 0 }, { limit: 100 })).items).toEqual([]);
  });

  test('a connection that sat down before its room was divided keeps its place, which readers of all shards find', async () => {
    const roomId = word();
    const connection = await opened();
    await store.connections.seat(connection, [{ roomId, role: 'member', shards: 1 }]);

    const { items } = await store.connections.shard({ roomId, shard: 0 }, { limit: 10 });

    expect(items).toEqual([listed(connection)]);
    expect(await idsOn(roomId, 4)).toEqual([connection.connectionId]);
  });

  test('how many are open is known within a quarter, and can be put right', async () => {
    await store.connections.recount(0);
    const before = await store.connections.estimate();

    const connections = await inPool(times(400, word), 10, (userId) => opened(userId));
    const open = await store.connections.estimate();
    await inPool(connections, 10, ({ connectionId }) => closed(connectionId));
    const after = await store.connections.estimate();
    const told = await store.connections.recount(5);

    expect(before).toBe(0);
    expect(Math.abs(open - 400)).toBeLessThanOrEqual(250);
    expect(after).toBe(0);
    expect([told, await store.connections.estimate()]).toEqual([80, 80]);
  });

  test('how many there were is forgotten slowly, so that those who all return at once still spread', async () => {
    await store.connections.recount(1_000);

    await store.connections.recount(100);
    const soon = await store.connections.estimate();
    for (let recount = 0; recount < 96; recount += 1) await store.connections.recount(100);

    expect(soon).toBe(990 * 16);
    expect(await store.connections.estimate()).toBeLessThan(400 * 16);
    await store.connections.recount(1_000);
    expect(await store.connections.estimate()).toBe(1_000 * 16);
  });

  test('the sweeper removes tickets that have expired, finds connections that have, and counts those of the sample that live', async () => {
    const roomId = word();
    const old = await Promise.all(times(12, () => seated(roomId)));
    const ticket = { ticket: word(), userId: word(), expiresAt: store.clock() + 30_000 };
    await store.connections.putTicket(ticket);
    store.pass(LIFE_MS + 2_000);
    const live = await Promise.all(times(40, () => seated(roomId)));

    const swept = { removed: 0, sampled: 0, expired: new Set<string>() };
    let cursor: string | undefined;
    do {
      const page = await store.connections.sweep(store.clock(), 5, cursor);
      swept.removed += page.removed;
      swept.sampled += page.sampled;
      for (const connectionId of page.expired) swept.expired.add(connectionId);
      cursor = page.cursor;
    } while (cursor !== undefined);

    expect(swept.removed).toBeGreaterThanOrEqual(1);
    expect(swept.sampled).toBe(live.filter(({ connectionId }) => shardOf(connectionId, 16) === 0).length);
    for (const { connectionId } of old) expect(swept.expired).toContain(connectionId);
    for (const { connectionId } of live) expect(swept.expired).not.toContain(connectionId);
  });

  test('an expired connection can still be closed, and says where it sat', async () => {
    const roomId = word();
    const { connectionId, userId } = await seated(roomId);
    store.pass(LIFE_MS + 2_000);

    expect(await closed(connectionId)).toMatchObject({ userId, roomIds: [roomId] });
    expect(await closed(connectionId)).toBeUndefined();
  });
};
