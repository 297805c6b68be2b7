// Which instances exist, and which invocation runs on which. Instances are few: on a laptop a cold start costs more than a short wait.
import { setTimeout as delay } from 'node:timers/promises';
import type { Functions, InvokeResult, RunningInvocation } from '../ports.ts';
import { type Instance, type RunnableFunction, startInstance } from './instance.ts';

export interface PoolOptions {
  /**
   * Most instances of all functions together; the one longest idle makes room for another function's first, and for a further one if it has been
   * idle for 5 s. Where all are busy, functions that took instances from each other would do nothing but start.
   */
  maxInstances?: number;
  /** Most instances of one function. More than four made everything slower on two cores. */
  maxPerFunction?: number;
  /** An instance that has had nothing to do for this long is stopped, milliseconds. */
  idleMs?: number;
  /** Most invocations of a function that wait; above that they are throttled, as Lambda does. */
  maxWaiting?: number;
  /** A folder for the instances' compiled code. */
  compiledFolder?: string;
  /** Gets what a function prints. */
  write(functionName: string, text: string): void;
  /** Told of every invocation. */
  observe?(functionName: string, result: InvokeResult): void;
  /** Told of each invocation that begins; gives what to call when it has ended. */
  watch?(invocation: RunningInvocation): () => void;
  /** How far the clock of the function's next instance is off, milliseconds. */
  clockSkewMs?(functionName: string): number;
  /** How long the function's next instance takes to start at least, milliseconds. */
  coldStartMs?(functionName: string): number;
}

export interface FunctionPool extends Functions {
  /** Puts these functions in the place of those before. What runs ends on the old code; sockets and queues notice nothing. */
  deploy(functions: readonly RunnableFunction[]): void;
  /** Puts fresh instances in the place of all there are, as a deployment of the same code would. */
  renew(): void;
  instanceCount(): number;
  /** Those of each function, as it is now. */
  instances(): { functionName: string; count: number }[];
  /** Lets running invocations end, for at most `drainMs`, then stops every instance. New invocations fail. */
  close(drainMs: number): Promise<void>;
}

interface Waiting {
  event: string;
  isWanted: (() => boolean) | undefined;
  since: number;
  resolve(result: InvokeResult): void;
}

interface Deployed {
  definition: RunnableFunction;
  instances: Set<Instance>;
  /** Free to take an invocation; the last one used stands last, and is taken first. */
  idle: { instance: Instance; since: number }[];
  starting: number;
  waiting: Waiting[];
  timer?: NodeJS.Timeout;
}

const refusal = (errorType: string, errorMessage: string): InvokeResult => ({
  ok: false,
  errorType,
  errorMessage,
  durationMs: 0,
  cold: false,
});

/** Most instances of one function that start at the same time. */
const maxStarting = 2;

/** An instance that has had nothing to do for this long is less needed than another function's second one, milliseconds. */
const restedMs = 5_000;

/**
 * Where the oldest call has waited for so long, the newest goes first, of those whose callers may hang up, milliseconds: when more people come back at
 * once than the machine can serve, some are served in time, and not each of them when they have given up.
 */
const lateMs = 250;

export const createPool = (options: PoolOptions): FunctionPool => {
  const {
    maxInstances = 24,
    maxPerFunction = 4,
    idleMs = 60_000,
    maxWaiting = 2_000,
    compiledFolder,
    write,
    observe,
    watch,
    clockSkewMs,
    coldStartMs,
  } = options;
  const deployed = new Map<string, Deployed>();
  const running = new Set<Promise<unknown>>();
  /** Instances of replaced code that still have an invocation to end. */
  const retired = new Set<Instance>();
  let closed = false;
  /** Waiting for a running instance pays for as long as starting another one would take: what that took the last time, milliseconds. */
  let patienceMs = 100;
  const reaping = setInterval(() => reap(), idleMs / 4).unref();

  const instanceCount = (): number => retired.size + [...deployed.values()].reduce((sum, { instances }) => sum + instances.size, 0);

  const dispatchAll = (): void => {
    for (const fn of deployed.values()) if (fn.waiting.length > 0) dispatch(fn);
  };

  const isAbandoned = ({ isWanted, resolve }: Waiting): boolean => {
    if (isWanted?.() !== false) return false;
    resolve(refusal('Abandoned', 'Whoever called has hung up.'));
    return true;
  };

  const nextWanted = ({ waiting }: Deployed): Waiting | undefined => {
    let next: Waiting | undefined;
    do {
      while (waiting[0] !== undefined && isAbandoned(waiting[0])) waiting.shift();
      const [oldest] = waiting;
      const isLate = oldest?.isWanted !== undefined && performance.now() - oldest.since > lateMs;
      next = isLate ? waiting.pop() : waiting.shift();
    } while (next !== undefined && isAbandoned(next));
    return next;
  };

  const dispatch = (fn: Deployed): void => {
    while (fn.idle.length > 0) {
      const next = nextWanted(fn);
      const free = next && fn.idle.pop();
      if (!free) break;
      track(run(fn, free.instance, next));
    }
    const [oldest] = fn.waiting;
    if (oldest) grow(fn, oldest);
  };

  /** Starts another instance, if the oldest invocation has waited long enough and there is room; looks again later if not. */
  const grow = (fn: Deployed, oldest: Waiting): void => {
    const { reservedConcurrency = maxPerFunction } = fn.definition;
    if (fn.instances.size >= Math.min(reservedConcurrency, maxPerFunction) || fn.starting >= Math.min(maxStarting, fn.waiting.length))
      return;
    const waited = performance.now() - oldest.since;
    if (fn.instances.size > 0 && waited < patienceMs) {
      fn.timer ??= setTimeout(() => {
        delete fn.timer;
        dispatch(fn);
      }, patienceMs - waited);
    } else if (instanceCount() < maxInstances || evictIdle(fn.instances.size === 0 ? 0 : restedMs)) {
      track(start(fn));
    }
  };

  /** Stops the instance longest idle, if that is `ms` at least. */
  const evictIdle = (ms: number): boolean => {
    const since = performance.now() - ms;
    const candidates = [...deployed.values()].flatMap((fn) => fn.idle.map((entry) => ({ fn, entry })));
    const [longest] = candidates.filter(({ entry }) => entry.since <= since).sort((a, b) => a.entry.since - b.entry.since);
    if (longest) stopIdle(longest.fn, longest.entry);
    return longest !== undefined;
  };

  const reap = (): void => {
    const before = performance.now() - idleMs;
    for (const fn of deployed.values()) for (const entry of [...fn.idle]) if (entry.since < before) stopIdle(fn, entry);
  };

  const stopIdle = (fn: Deployed, entry: Deployed['idle'][number]): void => {
    fn.idle.splice(fn.idle.indexOf(entry), 1);
    fn.instances.delete(entry.instance);
    track(entry.instance.stop());
  };

  const start = async (fn: Deployed): Promise<void> => {
    const { name } = fn.definition;
    const instance = startInstance(fn.definition, (text) => write(name, text), { clockSkewMs: clockSkewMs?.(name), compiledFolder });
    fn.instances.add(instance);
    fn.starting += 1;
    const startedAt = performance.now();
    const failure = await instance.ready;
    patienceMs = performance.now() - startedAt;
    if (coldStartMs) await delay(Math.max(0, coldStartMs(name) - patienceMs));
    fn.starting -= 1;
    if (failure) {
      fn.instances.delete(instance);
      finish(fn, fn.waiting.shift(), refusal(failure.errorType, failure.errorMessage));
    }
    release(fn, instance);
  };

  const run = async (fn: Deployed, instance: Instance, { event, resolve }: Waiting): Promise<void> => {
    const { sessionToken, stop } = instance;
    const ended = watch?.({ functionName: fn.definition.name, sessionToken, kill: stop });
    const result = await instance.invoke(event);
    ended?.();
    observe?.(fn.definition.name, result);
    release(fn, instance);
    resolve(result);
  };

  const finish = (fn: Deployed, waiting: Waiting | undefined, result: InvokeResult): void => {
    if (!waiting) return;
    observe?.(fn.definition.name, result);
    waiting.resolve(result);
  };

  const release = (fn: Deployed, instance: Instance): void => {
    if (retired.delete(instance)) track(instance.stop());
    else if (instance.isDead()) fn.instances.delete(instance);
    else if (fn.instances.has(instance)) fn.idle.push({ instance, since: performance.now() });
    dispatchAll();
  };

  const track = (task: Promise<unknown>): void => {
    running.add(task);
    void task.finally(() => running.delete(task));
  };

  /** Stops what is idle of the function, and lets the rest end. */
  const retire = (fn: Deployed): void => {
    clearTimeout(fn.timer);
    delete fn.timer;
    const idle = new Set(fn.idle.map(({ instance }) => instance));
    for (const instance of fn.instances) {
      if (idle.has(instance)) track(instance.stop());
      else retired.add(instance);
    }
    fn.idle = [];
    fn.instances = new Set();
  };

  const deploy = (functions: readonly RunnableFunction[]): void => {
    const names = new Set(functions.map(({ name }) => name));
    for (const [name, fn] of deployed) {
      if (names.has(name)) continue;
      retire(fn);
      for (const waiting of fn.waiting) finish(fn, waiting, refusal('ResourceNotFoundException', `Function not found: ${name}`));
      deployed.delete(name);
    }
    for (const definition of functions) {
      const existing = deployed.get(definition.name);
      if (JSON.stringify(existing?.definition) !== JSON.stringify(definition)) replace(definition, existing);
    }
    dispatchAll();
  };

  const replace = (definition: RunnableFunction, existing: Deployed | undefined): void => {
    if (existing) retire(existing);
    // A new record, so that what still starts or runs of the old code reports to the old one; who waits goes over to the new code.
    const fresh: Deployed = { definition, instances: new Set(), idle: [], starting: 0, waiting: existing?.waiting.splice(0) ?? [] };
    deployed.set(definition.name, fresh);
  };

  const renew = (): void => {
    for (const fn of [...deployed.values()]) replace(fn.definition, fn);
    dispatchAll();
  };

  const invoke = (functionName: string, event: unknown, isWanted?: () => boolean): Promise<InvokeResult> =>
    new Promise((resolve) => {
      const fn = deployed.get(functionName);
      if (!fn || closed) return resolve(refusal('ResourceNotFoundException', `Function not found: ${functionName}`));
      if (fn.waiting.length >= maxWaiting)
        return finish(fn, { event: '', isWanted, since: 0, resolve }, refusal('TooManyRequestsException', 'Rate Exceeded.'));
      fn.waiting.push({ event: JSON.stringify(event), isWanted, since: performance.now(), resolve });
      dispatch(fn);
    });

  const close = async (drainMs: number): Promise<void> => {
    closed = true;
    clearInterval(reaping);
    const deadline = new Promise((resolve) => setTimeout(resolve, drainMs).unref());
    const drained = (async () => {
      while (running.size > 0) await Promise.allSettled(running);
    })();
    await Promise.race([drained, deadline]);
    const instances = [...retired, ...[...deployed.values()].flatMap((fn) => [...fn.instances])];
    for (const fn of deployed.values()) {
      clearTimeout(fn.timer);
      // Before the instances end: each end would start another one for what waits.
      for (const waiting of fn.waiting.splice(0)) finish(fn, waiting, refusal('ServiceException', 'The local cloud is stopping.'));
    }
    await Promise.allSettled(instances.map((instance) => instance.stop()));
    deployed.clear();
    retired.clear();
  };

  const instances = () => [...deployed].map(([functionName, fn]) => ({ functionName, count: fn.instances.size }));

  return { invoke, deploy, renew, instanceCount, instances, close };
};
