import { signal } from '../../../lambdas/domain/signals.ts';
import { recorded } from '../../support/memory/observed.ts';
import { connect, freshId, introduce, roomOf, say, stage } from '../../support/memory/stage.ts';

describe('[C3] read', () => {
  test('moves the mark forward and tells the user’s other devices; the others hear no more than a receipt', async () => {
    const { world, roomId } = await stage('ada', 'ben');
    await connect(world, 'ada', 'desktop');
    await say(world, 'ben-phone', roomId);
    world.gateway.clear();

    await signal(world, 'ada-phone', { action: 'read', id: freshId(world), roomId, seq: 2 });

    expect((await world.memberships.get(roomId, 'ada'))?.readSeq).toBe(2);
    expect(world.gateway.framesTo('ada-desktop')).toEqual([{ type: 'read', roomId, userId: 'ada', seq: 2 }]);
    expect(world.gateway.framesTo('ben-phone')).toEqual([{ type: 'receipt', roomId, userId: 'ada', seq: 2, at: world.clock() }]);
    expect(world.gateway.posts).toEqual(['ada-desktop', 'ben-phone']);
  });

  test('never moves back, and says nothing then', async () => {
    const { world, roomId } = await stage('ada', 'ben');
    await connect(world, 'ada', 'desktop');
    await say(world, 'ben-phone', roomId);
    await signal(world, 'ada-phone', { action: 'read', id: freshId(world), roomId, seq: 2 });
    world.gateway.clear();

    await signal(world, 'ada-phone', { action: 'read', id: freshId(world), roomId, seq: 1 });

    expect((await world.memberships.get(roomId, 'ada'))?.readSeq).toBe(2);
    expect(world.gateway.posts).toEqual([]);
  });

  test('above the newest event is bad_request, and moves nothing', async () => {
    const { world, roomId } = await stage('ada', 'ben');

    const refused = signal(world, 'ada-phone', { action: 'read', id: freshId(world), roomId, seq: 2 });

    await expect(refused).rejects.toMatchObject({ code: 'bad_request' });
    expect((await world.memberships.get(roomId, 'ada'))?.readSeq).toBe(0);
  });
});

describe('[C4] typing', () => {
  test('is shown to the others of the room, and kept nowhere', async () => {
    const { world, roomId } = await stage('ada', 'ben');
    await connect(world, 'ada', 'desktop');
    world.gateway.clear();

    await signal(world, 'ada-phone', { action: 'typing', id: freshId(world), roomId, on: true });

    expect(world.gateway.framesTo('ben-phone')).toEqual([{ type: 'typing', roomId, userId: 'ada', on: true }]);
    expect(world.gateway.posts).toEqual(['ben-phone']);
    expect(world.persistQueue.waiting).toEqual([]);
  });

  test('gives way when posts near the account’s quota, and costs no roster then', async () => {
    const { world, roomId } = await stage('ada', 'ben');
    const { deps, calls } = recorded(world);
    world.gateway.pressure = 0.8;

    await signal(deps, 'ada-phone', { action: 'typing', id: freshId(world), roomId, on: true });

    expect(calls).toEqual(['connections.gate']);
  });

  test('is dropped in a room with more than 200 connections', async () => {
    const { world, roomId } = await stage('ada');
    for (let index = 0; index < 200; index += 1)
      await world.connections.seat({ connectionId: `c${index}`, userId: `u${index}`, connectedAt: 0, expiresAt: world.clock() + 1e6 }, [
        { roomId, role: 'member', shards: 1 },
      ]);

    await signal(world, 'ada-phone', { action: 'typing', id: freshId(world), roomId, on: true });

    expect(world.gateway.posts).toEqual([]);
  });
});

describe('[C4] presence', () => {
  test('is shown to everyone who shares a room', async () => {
    const { world } = await stage('ada', 'ben');

    await signal(world, 'ada-phone', { action: 'presence', id: freshId(world), state: 'offline' });

    expect(world.gateway.framesTo('ben-phone')).toEqual([{ type: 'presence', userId: 'ada', state: 'offline' }]);
  });

  test('of who is in no room is nobody’s business', async () => {
    const { world } = await stage('ada');
    await introduce(world, 'eve');
    await connect(world, 'eve');

    await signal(world, 'eve-phone', { action: 'presence', id: freshId(world), state: 'online' });

    expect(world.gateway.posts).toEqual([]);
  });
});

describe('who may signal', () => {
  test('[R7] a stranger gets forbidden in a public room, not_found in a private one', async () => {
    const { world } = await stage('ada', 'ben');
    const open = await roomOf(world, ['ada']);
    const secret = await roomOf(world, ['ada'], { kind: 'private' });

    await expect(signal(world, 'ben-phone', { action: 'typing', id: freshId(world), roomId: open, on: true })).rejects.toMatchObject({
      code: 'forbidden',
    });
    await expect(signal(world, 'ben-phone', { action: 'read', id: freshId(world), roomId: secret, seq: 0 })).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  test.each(['typing', 'presence'] as const)('[R6] %s spends the connection’s rate', async (action) => {
    const { world, roomId } = await stage('ada', 'ben');
    const send = () =>
      signal(
        world,
        'ada-phone',
        action === 'typing' ? { action, id: freshId(world), roomId, on: true } : { action, id: freshId(world), state: 'online' },
      );
    for (let count = 0; count < 20; count += 1) await send();

    await expect(send()).rejects.toMatchObject({ code: 'rate_limited', retryAfterMs: 100 });
  });
});

describe('[C40] timings', () => {
  test('are measured, shown to nobody and kept nowhere, for one write', async () => {
    const { world, roomId } = await stage('ada', 'ben');
    const { deps, calls } = recorded(world);
    world.gateway.clear();

    await signal(deps, 'ada-phone', { action: 'timings', id: freshId(world), roomId, tookMs: [40, 95] });

    expect(world.meter.timed('ReceiveTime')).toEqual([40, 95]);
    expect(world.gateway.posts).toEqual([]);
    expect(calls).toEqual(['connections.gate']);
  });

  test('[R7] of somebody who is not in the room count for nothing', async () => {
    const { world, roomId } = await stage('ada');
    await introduce(world, 'cid');
    await connect(world, 'cid', 'phone');

    const refused = signal(world, 'cid-phone', { action: 'timings', id: freshId(world), roomId, tookMs: [1] });

    await expect(refused).rejects.toBeInstanceOf(Error);
    expect(world.meter.timed('ReceiveTime')).toEqual([]);
  });

  test('[R6] of a client that floods are refused above the rate', async () => {
    const { world, roomId } = await stage('ada');
    const tell = () => signal(world, 'ada-phone', { action: 'timings', id: freshId(world), roomId, tookMs: [1] });

    const outcomes = await Promise.allSettled(Array.from({ length: 30 }, tell));

    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(20);
    expect(world.meter.timed('ReceiveTime')).toHaveLength(20);
  });
});
