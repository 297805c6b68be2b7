// What happens off the hot path: a large room's shards are rung and served, and the bursts of smaller ones; frames that failed are tried again,
// connections that are gone are forgotten, comings and goings are told.
import { closeConnection } from './connections.ts';
import { deliver, mayBeOpening } from './delivery.ts';
import type { Ports } from './deps.ts';
import { ChatError } from './errors.ts';
import { inPool } from './pool.ts';
import type { FanoutJob } from './ports.ts';
import { type Telling, tellPresence } from './presence.ts';
import { type Pumping, pump, pumpBurst } from './pumps.ts';
import { type Rounding, ringShards } from './rounds.ts';

export type FanningOut = Telling & Pumping & Rounding;

export interface QueuedJob {
  /** Names the job to whoever delivered it. */
  itemId: string;
  job: FanoutJob;
}

/** Two shards keep the gateway's sockets busy; more would only share them, and all be late. */
const AT_A_TIME = 2;
/** What waits between one round and the next. */
const WAITING: ReadonlySet<FanoutJob['kind'] | undefined> = new Set(['room', 'burst']);
/** Connections closed side by side; each costs some reads and writes. */
const CLOSED_AT_A_TIME = 10;

/** How long an invocation begins frames. Whatever has begun by then ends within the function's timeout, the slowest answer included. */
const WORK_MS = 4_000;

type Forgetting = Pick<Ports, 'connections' | 'fanoutQueue' | 'clock'>;

const forget = async (deps: Forgetting, connectionId: string): Promise<void> => {
  const connection = await deps.connections.find(connectionId);
  if (connection !== undefined && mayBeOpening(deps, connection)) return;
  await closeConnection(deps, connectionId);
};

const forgetAll = async (deps: Forgetting, connectionIds: readonly string[], until: number): Promise<void> => {
  const left: string[] = [];
  await inPool(connectionIds, CLOSED_AT_A_TIME, async (connectionId) => {
    if (deps.clock() < until) await forget(deps, connectionId);
    else left.push(connectionId);
  });
  if (left.length > 0) await deps.fanoutQueue.ring([{ kind: 'gone', connectionIds: left }]);
};

const perform = async (deps: FanningOut, job: FanoutJob, until: number): Promise<void> => {
  switch (job.kind) {
    case 'room':
      return ringShards(deps, job, until);
    case 'shard':
      return pump(deps, job, until);
    case 'burst':
      return pumpBurst(deps, job, until);
    case 'resend': {
      const subscribers = job.connectionIds.map((connectionId) => ({ connectionId }));
      return deliver(deps, subscribers, job.frame, { attempt: job.attempt, until });
    }
    case 'gone':
      return forgetAll(deps, job.connectionIds, until);
    case 'presence':
      return tellPresence(deps, job.userId, job.again);
  }
};

const seqOf = ({ job }: QueuedJob): number => ('seq' in job ? job.seq : 0);

/** Bells for the same shard have one pump, and those for the same room too; of the other jobs each stands for itself. */
const nameOf = ({ itemId, job }: QueuedJob): string => {
  if (job.kind === 'room') return job.roomId;
  if (job.kind === 'burst') return `${job.roomId} burst`;
  return job.kind === 'shard' ? `${job.roomId} ${job.shard}` : itemId;
};

/** Does what all jobs of one name ask for, the oldest bell's for all, since a pump without a past begins there. Gives the ids of what failed. */
const performOnce = async (deps: FanningOut, group: readonly QueuedJob[], until: number): Promise<string[]> => {
  const [oldest] = group.toSorted((a, b) => seqOf(a) - seqOf(b));
  if (oldest === undefined) return [];
  try {
    if (deps.clock() < until) await perform(deps, oldest.job, until);
    else await deps.fanoutQueue.ring([oldest.job]);
    return [];
  } catch (error) {
    if (error instanceof ChatError && error.code === 'unavailable') return group.map(({ itemId }) => itemId);
    throw error;
  }
};

/**
 * Does jobs, in any order and any number of times, with the same result: nothing is lost that the log holds, and what a connection gets twice it
 * knows by its seq. Gives the ids of the items to deliver again.
 */
export const workOff = async (deps: FanningOut, queued: readonly QueuedJob[]): Promise<string[]> => {
  const until = deps.clock() + WORK_MS;
  const groups = [...Map.groupBy(queued, nameOf).values()];
  // Rounds and bursts mostly wait, and hold up nobody by it.
  const { waiting = [], others = [] } = Object.groupBy(groups, ([first]) => (WAITING.has(first?.job.kind) ? 'waiting' : 'others'));
  const lanes = [
    { groups: waiting, width: waiting.length },
    { groups: others, width: AT_A_TIME },
  ];
  const failed = await inPool(lanes, lanes.length, (lane) => inPool(lane.groups, lane.width, (group) => performOnce(deps, group, until)));
  return failed.flat(2);
};
