// The local cloud of a run, over its deaths: what serves, when nothing did, and what all its lives used together.
import { type Cloud, freeBasePort, startCloud } from './cloud.ts';
import { type AwsUsage, addUsage, NO_USAGE, readUsage } from './usage.ts';

export interface Host {
  cloud(): Cloud;
  /** When there was none, milliseconds since the epoch. */
  outages: { from: number; to: number }[];
  /** Kills it (SIGKILL) and starts it again over the same data, with the faults of the plan. */
  restart(): Promise<void>;
  /** Notes what it has used so far; a kill forgets what was not noted. */
  look(): Promise<void>;
  /** The run begins now: what this cloud's predecessors used and when they were gone does not count. */
  forget(): void;
  /** As of the last look. */
  usage(): AwsUsage;
  stop(): Promise<void>;
}

/** Starts a local cloud in which nothing goes wrong yet. `plan`: the file of what does after the first restart. `assembly`: what it serves. */
export const startHost = async (data: string, plan: string | undefined, assembly?: string): Promise<Host> => {
  const port = await freeBasePort();
  let cloud = await startCloud({ port, data, fresh: true, assembly });
  let before = NO_USAGE;
  let latest = NO_USAGE;
  const outages: Host['outages'] = [];
  const look = async () => {
    latest = await readUsage(cloud).catch(() => latest);
  };
  return {
    cloud: () => cloud,
    outages,
    async restart() {
      await look();
      const from = Date.now();
      await cloud.kill();
      before = addUsage(before, latest);
      latest = NO_USAGE;
      cloud = await startCloud({ port, data, fresh: false, faults: plan, assembly });
      outages.push({ from, to: Date.now() });
    },
    look,
    forget() {
      before = NO_USAGE;
      outages.length = 0;
    },
    usage: () => addUsage(before, latest),
    stop: () => cloud.stop(),
  };
};
