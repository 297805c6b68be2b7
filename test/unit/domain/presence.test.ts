// Comings and goings in any order: what others heard last of somebody must be so in the end, and a short absence is nobody's business.
import * as fc from 'fast-check';
import { closeConnection, openConnection } from '../../../lambdas/domain/connections.ts';
import { workOff } from '../../../lambdas/domain/fanout.ts';
import type { FanoutJob } from '../../../lambdas/domain/ports.ts';
import { tellPresence } from '../../../lambdas/domain/presence.ts';
import type { World } from '../../support/memory/index.ts';
import { oneOfMany } from '../../support/memory/observed.ts';
import { connect, fanOut, introduce, roomOf, stage } from '../../support/memory/stage.ts';

const MINUTE = 60_000;

const toldOf = (world: World, userId: string): string[] =>
  world.gateway.framesTo('ben-phone').flatMap((frame) => (frame.type === 'presence' && frame.userId === userId ? [frame.state] : []));

describe('[S4] telling who is here', () => {
  test('says nothing that others know', async () => {
    const { world } = await stage('ada', 'ben');

    await tellPresence(world, 'ada');

    expect(world.gateway.posts).toEqual([]);
  });

  test('says nothing of somebody who is invisible, neither of their coming nor of their going', async () => {
    const { world } = await stage('ben');
    await introduce(world, 'ada');
    await roomOf(world, ['ben', 'ada']);
    await world.people.update('ada', { availability: 'invisible' });

    await connect(world, 'ada');
    await fanOut(world);
    await closeConnection(world, 'ada-phone');
    world.pass(5_000);
    await fanOut(world);

    expect(toldOf(world, 'ada')).toEqual([]);
  });

  test('takes nothing for known where it may have been cut short', async () => {
    const { world } = await stage('ada', 'ben');

    await tellPresence(world, 'ada', true);

    expect(toldOf(world, 'ada')).toEqual(['online']);
  });

  test('corrects itself where somebody comes back while others hear that they have gone', async () => {
    const { world } = await stage('ada', 'ben');
    await closeConnection(world, 'ada-phone');
    const meanwhile: World = {
      ...world,
      gateway: {
        ...world.gateway,
        post: async (connectionId, frame) => {
          if (frame.includes('offline')) await connect(world, 'ada', 'desktop');
          return world.gateway.post(connectionId, frame);
        },
      },
    };

    await tellPresence(meanwhile, 'ada');

    expect(toldOf(world, 'ada')).toEqual(['offline', 'online']);
    await expect(world.connections.presence('ada')).resolves.toEqual({ here: true, told: true });
  });
});

const DEVICES = 2;

const instance = { lastStep: fc.option(fc.nat(12), { nil: undefined, freq: 2 }), skew: fc.integer({ min: -2_000, max: 2_000 }) };
const act = fc.record({
  ...instance,
  device: fc.nat(DEVICES - 1),
  /** `lost`: the socket ends, and nobody hears of it. */
  what: fc.constantFrom('open', 'close', 'close', 'lost'),
});
const worker = fc.record({ ...instance, twice: fc.boolean() });
const round = fc.record({
  pass: fc.constantFrom(0, 1_000, 4_000, 4_000, MINUTE),
  acts: fc.array(act, { minLength: 1, maxLength: 2 }),
  workers: fc.array(worker, { minLength: 1, maxLength: 2 }),
});
type Of<A> = A extends fc.Arbitrary<infer T> ? T : never;

/** Somebody with devices, whose sockets open and end, and the queue of what others are to be told. */
const openHouse = async (turn: (call: string) => Promise<unknown>) => {
  const { world } = await stage('ada', 'ben');
  /** Each device's socket that stands. */
  const sockets = new Map<number, string>([[0, 'ada-phone']]);
  let opened = 0;
  let queue: FanoutJob[] = [];

  const through = (who: { lastStep?: number | undefined; skew: number }) => oneOfMany(world, { turn, ...who });

  const end = (device: number): string | undefined => {
    const connectionId = sockets.get(device);
    sockets.delete(device);
    if (connectionId !== undefined) world.gateway.gone.add(connectionId);
    return connectionId;
  };

  const open = async (device: number, deps: ReturnType<typeof through>): Promise<void> => {
    opened += 1;
    const connectionId = `ada-${opened}`;
    // An upgrade that fails leaves no socket, whatever has been written of it.
    world.gateway.gone.add(connectionId);
    await openConnection(deps, { connectionId, userId: 'ada' });
    // An instance that has died on the way gives no answer.
    await deps.connections.find(connectionId);
    // A socket that opens takes the place of the device's last one.
    end(device);
    world.gateway.gone.delete(connectionId);
    sockets.set(device, connectionId);
  };

  return {
    world,
    sockets,
    act: async ({ device, what, ...who }: Of<typeof act>): Promise<void> => {
      if (what === 'open') return open(device, through(who));
      const ended = end(device);
      if (ended !== undefined && what === 'close') await closeConnection(through(who), ended);
    },
    /** Does what waits, some of it twice. What is not done comes back, and says so. */
    work: async ({ twice, ...who }: Of<typeof worker>): Promise<void> => {
      const jobs = [...queue.splice(0), ...world.fanoutQueue.take()];
      const failed = await workOff(
        through(who),
        jobs.map((job, index) => ({ itemId: String(index), job })),
      ).catch(() => jobs.map((_, index) => String(index)));
      const left = jobs.filter((_, index) => twice || failed.includes(String(index)));
      queue.push(...left.map((job): FanoutJob => (job.kind === 'presence' ? { ...job, again: true } : job)));
    },
    /** Everything settles: what is gone is found to be gone, and what waits is done. */
    settle: async (): Promise<void> => {
      world.pass(MINUTE);
      await world.fanoutQueue.ring([{ kind: 'gone', connectionIds: [...world.gateway.gone] }, ...queue]);
      queue = [];
      await fanOut(world);
      world.pass(MINUTE);
      await fanOut(world);
    },
  };
};

test('[S4] whatever happens at once, who is away in the end is shown away, and who is here is shown here', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fc.array(round, { minLength: 1, maxLength: 5, size: 'max' }), async (scheduler, rounds) => {
      const house = await openHouse((call) => scheduler.schedule(Promise.resolve(), call));
      for (const { pass, acts, workers } of rounds) {
        house.world.pass(pass);
        const actors = [...acts.map(house.act), ...workers.map(house.work)];
        await scheduler.waitFor(Promise.allSettled(actors));
      }

      await house.settle();

      const state = house.sockets.size > 0 ? 'online' : 'offline';
      expect(['online', ...toldOf(house.world, 'ada')].at(-1)).toBe(state);
      expect(await house.world.connections.presence('ada')).toEqual({ here: state === 'online', told: state === 'online' });
      expect(await house.world.connections.present(['ada'])).toEqual(new Set(state === 'online' ? ['ada'] : []));
    }),
    { numRuns: 2_000, interruptAfterTimeLimit: 4_000 },
  );
});
