import { openConnection } from '../../../lambdas/domain/connections.ts';
import { deliver, isShed, UPGRADE_MS } from '../../../lambdas/domain/delivery.ts';
import { inPool } from '../../../lambdas/domain/pool.ts';
import { connect, fanOut, say, stage } from '../../support/memory/stage.ts';

describe('deliver', () => {
  test('has a connection forgotten that is gone, and never posts to it again', async () => {
    const { world, roomId } = await stage('ada', 'ben', 'cleo');
    world.gateway.gone.add('ben-phone');
    const before = world.meter.counted('Delivered');

    await say(world, 'ada-phone', roomId);
    expect(world.fanoutQueue.waiting).toEqual([{ kind: 'gone', connectionIds: ['ben-phone'] }]);
    await fanOut(world);
    world.gateway.clear();
    await say(world, 'ada-phone', roomId);

    expect(world.gateway.posts).toEqual(['cleo-phone']);
    expect(await world.connections.find('ben-phone')).toBeUndefined();
    expect(world.meter.counted('Gone')).toBe(1);
    expect(world.meter.counted('Delivered') - before).toBe(2);
  });

  test('posts once to a connection that is gone, and has it forgotten once, however much is said before it is', async () => {
    const { world, roomId } = await stage('ada', 'ben');
    world.gateway.gone.add('ben-phone');
    world.pass(UPGRADE_MS);

    for (let message = 0; message < 3; message += 1) await say(world, 'ada-phone', roomId);

    expect(world.gateway.posts).toEqual(['ben-phone']);
    expect(world.fanoutQueue.waiting).toEqual([{ kind: 'gone', connectionIds: ['ben-phone'] }]);
  });

  test('goes on posting to a connection of unknown age that looked gone', async () => {
    const { world } = await stage('ada');
    world.gateway.gone.add('ada-phone');
    await deliver(world, [{ connectionId: 'ada-phone' }], { type: 'signed-out' });
    world.gateway.gone.delete('ada-phone');

    await deliver(world, [{ connectionId: 'ada-phone' }], { type: 'signed-out' });

    expect(world.gateway.framesTo('ada-phone')).toEqual([{ type: 'signed-out' }]);
  });

  test('[S4] tells a room that somebody is gone, if it was the last of their connections', async () => {
    const { world, roomId } = await stage('ada', 'ben', 'cleo');
    await connect(world, 'cleo', 'desktop');
    for (const gone of ['ben-phone', 'cleo-phone']) world.gateway.gone.add(gone);
    world.pass(60_000);
    await say(world, 'ada-phone', roomId);
    world.gateway.clear();

    await fanOut(world);
    world.pass(5_000);
    await fanOut(world);

    expect(world.gateway.framesTo('ada-phone')).toEqual([{ type: 'presence', userId: 'ben', state: 'offline' }]);
  });

  test('keeps a connection whose upgrade may still be held, though it looks gone', async () => {
    const { world, roomId } = await stage('ada', 'ben');
    await openConnection(world, { connectionId: 'ben-desktop', userId: 'ben' });
    world.gateway.gone.add('ben-desktop');
    world.pass(UPGRADE_MS - 1);

    await say(world, 'ada-phone', roomId);
    expect(world.fanoutQueue.waiting).toEqual([]);
    world.pass(1_001);
    await say(world, 'ada-phone', roomId);
    await fanOut(world);

    expect(await world.connections.seated('ben-desktop', roomId)).toBeUndefined();
  });

  test('tries an event again that could not be sent, after 1, 2 and 4 seconds, and no more', async () => {
    const { world, roomId } = await stage('ada', 'ben');
    world.gateway.failing.add('ben-phone');
    await say(world, 'ada-phone', roomId);
    const tries: number[] = [];

    for (let second = 1; second <= 20; second += 1) {
      world.gateway.clear();
      world.pass(1_000);
      await fanOut(world);
      if (world.gateway.posts.length > 0) tries.push(second);
    }

    expect(tries).toEqual([1, 3, 7]);
    expect(await world.connections.seated('ben-phone', roomId)).toBeDefined();
    expect(world.meter.counted('PostFailed')).toBe(4);
    expect(world.fanoutQueue.waiting).toEqual([]);
  });

  test('an event that failed once arrives', async () => {
    const { world, roomId } = await stage('ada', 'ben', 'cleo');
    world.gateway.failing.add('ben-phone');
    const { seq } = await say(world, 'ada-phone', roomId);
    world.gateway.failing.clear();

    world.pass(1_000);
    await fanOut(world);

    expect(world.gateway.framesTo('ben-phone')).toEqual([expect.objectContaining({ type: 'event', seq })]);
    expect(world.gateway.framesTo('cleo-phone')).toHaveLength(1);
  });

  test('a frame of the moment that could not be sent is not tried again', async () => {
    const { world } = await stage('ada');
    world.gateway.failing.add('ada-phone');

    await deliver(world, [{ connectionId: 'ada-phone' }], { type: 'presence', userId: 'ben', state: 'online' });

    expect(world.fanoutQueue.waiting).toEqual([]);
  });

  test('acknowledges though nothing can be handed over', async () => {
    const { world, roomId } = await stage('ada', 'ben', 'cleo');
    world.gateway.gone.add('ben-phone');
    world.gateway.failing.add('cleo-phone');
    const stuck: typeof world = { ...world, fanoutQueue: { ...world.fanoutQueue, ring: () => Promise.reject(new Error('away')) } };

    await expect(say(stuck, 'ada-phone', roomId)).resolves.toMatchObject({ type: 'ack' });

    expect(world.meter.counted('HandoverFailed')).toBe(2);
  });

  test('holds at most 50 posts in flight', async () => {
    const { world } = await stage('ada');
    let flying = 0;
    let most = 0;
    const slow: typeof world = {
      ...world,
      gateway: {
        ...world.gateway,
        post: async () => {
          flying += 1;
          most = Math.max(most, flying);
          await Promise.resolve();
          flying -= 1;
          return 'delivered';
        },
      },
    };
    const subscribers = Array.from({ length: 180 }, (_, index) => ({ connectionId: `c${index}`, userId: 'ada' }));

    await deliver(slow, subscribers, { type: 'pong' });

    expect(most).toBe(50);
    expect(world.meter.counted('Delivered')).toBe(180);
  });

  test('begins no post after its time, and leaves the rest for later', async () => {
    const { world } = await stage('ada');
    const subscribers = Array.from({ length: 250 }, (_, index) => ({ connectionId: `c${index}` }));

    await deliver(world, subscribers, { type: 'pong' }, { attempt: 0, until: world.clock() });

    expect(world.gateway.posts).toEqual([]);
    expect(world.fanoutQueue.waiting.map((job) => job.kind === 'resend' && job.connectionIds.length)).toEqual([100, 100, 50]);
  });
});

describe('under pressure', () => {
  test.each([
    [0.49, { chat: false, typing: false, presence: false }],
    [0.5, { chat: false, typing: false, presence: true }],
    [0.8, { chat: false, typing: true, presence: true }],
    [5, { chat: false, typing: true, presence: true }],
  ])('at a load of %d presence gives way first, then typing, chat never', async (load, shed) => {
    const { world } = await stage('ada');
    world.gateway.pressure = load;

    const found = { chat: isShed(world, 'chat'), typing: isShed(world, 'typing'), presence: isShed(world, 'presence') };

    expect(found).toEqual(shed);
    expect(world.meter.counted('Shed')).toBe(Object.values(shed).filter(Boolean).length);
  });
});

describe('inPool', () => {
  test('gives the results in the items’ order, whichever ends first', async () => {
    const releases: (() => void)[] = [];
    const running = inPool([0, 1], 2, (item) => new Promise<number>((resolve) => releases.push(() => resolve(item * 10))));
    for (const release of releases.toReversed()) release();

    await expect(running).resolves.toEqual([0, 10]);
  });

  test('throws the first failure, starts nothing after it, and leaves nothing running', async () => {
    const started: number[] = [];
    const ended: number[] = [];
    const work = async (item: number) => {
      started.push(item);
      await Promise.resolve();
      if (item === 0) throw new Error('first');
      await Promise.resolve();
      ended.push(item);
    };

    await expect(inPool([0, 1, 2, 3], 2, work)).rejects.toThrow('first');

    expect(started).toEqual([0, 1]);
    expect(ended).toEqual([1]);
  });

  test('of nothing is nothing', async () => {
    await expect(inPool([], 10, async () => 1)).resolves.toEqual([]);
  });
});
