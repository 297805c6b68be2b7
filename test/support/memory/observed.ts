// A world whose calls are written down, and which can die at any of them as an instance of a function may.
import type { Ports, Readable } from '../../../lambdas/domain/deps.ts';
import type { World } from './index.ts';

const PORTS = [
  'rooms',
  'memberships',
  'people',
  'blocks',
  'reports',
  'devices',
  'logins',
  'messages',
  'ballots',
  'connections',
  'drafts',
  'emoji',
  'saved',
  'scheduled',
  'follows',
  'pumps',
  'persistQueue',
  'fanoutQueue',
  'gateway',
] as const;
/** What answers at once. */
const AT_ONCE = new Set(['load', 'markEnded', 'hasEnded', 'passedLately']);

export class Killed extends Error {}

interface Watch {
  /** Told before each call, which waits for it. */
  before(call: string): void | Promise<void>;
  /** Told after each call that took effect. */
  after(call: string): void;
}

const watched = <P extends object>(port: P, name: string, { before, after }: Watch): P =>
  new Proxy(port, {
    get: (target, property) => {
      const method: unknown = Reflect.get(target, property);
      if (typeof method !== 'function' || AT_ONCE.has(String(property))) return method;
      return async (...args: unknown[]) => {
        const call = `${name}.${String(property)}`;
        await before(call);
        const result: unknown = await Reflect.apply(method, target, args);
        after(call);
        return result;
      };
    },
  });

const observe = (world: World, watch: Watch): Ports & Readable => {
  const ports: Ports & Readable = { ...world };
  for (const name of PORTS) Object.assign(ports, { [name]: watched(world[name], name, watch) });
  return ports;
};

/** The same world, and every call made of it by this way, in order: `rooms.number`. */
export const recorded = (world: World): { deps: Ports & Readable; calls: string[] } => {
  const calls: string[] = [];
  const before = (call: string): void => {
    calls.push(call);
  };
  return { deps: observe(world, { before, after: () => undefined }), calls };
};

/** Counts an instance's steps and kills it at one of them, and at every later one. */
const killer = (lastStep: number) => {
  let step = 0;
  let death: string | undefined;
  const live = (where: string): void => {
    if (step === lastStep) death = where;
    step += 1;
    if (death !== undefined) throw new Killed(`killed ${death}`);
  };
  return { live, death: () => death };
};

/**
 * The same world, seen by an instance that is killed at its n-th step: even steps are just before a call, odd ones just after it took effect.
 * Nothing it does later reaches the world. `death` tells where it died: `after rooms.number`.
 */
export const mortal = (
  world: World,
  lastStep: number,
): { deps: Ports & Readable; isDead: () => boolean; death: () => string | undefined } => {
  const { live, death } = killer(lastStep);
  const deps = observe(world, { before: (call) => live(`before ${call}`), after: (call) => live(`after ${call}`) });
  return { deps, isDead: () => death() !== undefined, death };
};

/** The same world, seen by one of several instances: each call waits for its `turn`, the clock is off by `skew` ms, and it dies as `mortal` does. */
export const oneOfMany = (
  world: World,
  {
    turn,
    skew,
    lastStep = Number.POSITIVE_INFINITY,
  }: { turn(call: string): Promise<unknown>; skew: number; lastStep?: number | undefined },
): Ports & Readable => {
  const { live } = killer(lastStep);
  const before = async (call: string): Promise<void> => {
    await turn(call);
    live(`before ${call}`);
  };
  return { ...observe(world, { before, after: (call) => live(`after ${call}`) }), clock: () => world.clock() + skew };
};
