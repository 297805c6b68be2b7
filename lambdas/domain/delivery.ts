import type { ServerFrame } from '@parley/protocol';
import type { Announcing, Delivery } from './deps.ts';
import { pagesOf } from './pages.ts';
import { inPool } from './pool.ts';
import type { FanoutJob, PostResult, Subscriber } from './ports.ts';
import { shardsOf } from './shards.ts';

/** Connections that one invocation serves by itself; also the audience above which typing and presence are dropped. */
export const INLINE_LIMIT = 200;

/** Posts in flight at a time. */
const IN_FLIGHT = 50;

/** Connections of one job: what a worker closes or posts to in a moment. */
const PER_JOB = 100;

/**
 * How long after its beginning a connection may not be open yet, and look as if it were gone: `connect` may take 10 s, and API Gateway completes
 * the upgrade when that has answered.
 */
export const UPGRADE_MS = 13_000;

/** How long after a post has failed it is tried again, seconds, the first time; then twice as long each time. */
const FIRST_RESEND_SECONDS = 1;
/** Tries, each with the gateway's own retries in it, before a connection is left to catch up from the log. */
const RESENDS = 3;

/** What the gateway's load may be at most for a frame to be sent. Chat is never held back: presence gives way first, then typing. */
const MOST_LOAD = { chat: Number.POSITIVE_INFINITY, typing: 0.8, presence: 0.5 };
export type Traffic = keyof typeof MOST_LOAD;

/** Whether frames of this kind are to be dropped now, because posts near the account's quota. Counts what is dropped. */
export const isShed = ({ gateway, meter }: Pick<Delivery, 'gateway' | 'meter'>, traffic: Traffic): boolean => {
  const shed = gateway.load() >= MOST_LOAD[traffic];
  if (shed) meter.count('Shed', 1);
  return shed;
};

/** Everyone connected to the room, or undefined for a large one: one that has, or once had, more than `INLINE_LIMIT` connections. At most one query. */
export const inlineAudience = async (
  deps: Pick<Delivery, 'connections'>,
  roomId: string,
  shards: number,
): Promise<Subscriber[] | undefined> => {
  if (shards > 1) return undefined;
  const { items, more } = await deps.connections.roster(roomId, shards, INLINE_LIMIT);
  return more ? undefined : items;
};

/** Who is to see a frame that is not worth a fan-out: everyone connected to the room, or nobody in a large one. */
export const smallAudience = async (deps: Announcing, roomId: string): Promise<Subscriber[]> =>
  (await inlineAudience(deps, roomId, await shardsOf(deps, roomId))) ?? [];

/** Whether a connection that looks gone may only not be open yet. Of one whose beginning is not known nothing is said. */
export const mayBeOpening = ({ clock }: Pick<Delivery, 'clock'>, { connectedAt = 0 }: Partial<Pick<Subscriber, 'connectedAt'>>): boolean =>
  clock() - connectedAt < UPGRADE_MS;

/** Jobs about these connections, as many as they need. */
export const jobsFor = (connectionIds: readonly string[], jobOf: (connectionIds: string[]) => FanoutJob): FanoutJob[] =>
  Array.from({ length: Math.ceil(connectionIds.length / PER_JOB) }, (_, index) =>
    jobOf(connectionIds.slice(index * PER_JOB, (index + 1) * PER_JOB)),
  );

/**
 * Leaves jobs to the fan-out, for a caller that must not fail because one is not taken: an event is durable by then, and the log brings it to
 * whoever misses it. Never throws.
 */
export const handOver = async (
  deps: Pick<Delivery, 'fanoutQueue' | 'meter'>,
  jobs: readonly FanoutJob[],
  delaySeconds = 0,
): Promise<void> => {
  if (jobs.length === 0) return;
  try {
    await deps.fanoutQueue.ring(jobs, { delaySeconds });
  } catch {
    deps.meter.count('HandoverFailed', jobs.length);
  }
};

/** A connection, and when it began, where that is known. */
type Recipient = Pick<Subscriber, 'connectionId'> & Partial<Subscriber>;

const idsOf = (recipients: readonly Recipient[]): string[] => recipients.map(({ connectionId }) => connectionId);

export interface DeliverOptions {
  /** The connection that needs no frame. */
  except?: string | undefined;
  /** For a frame that is worth trying again where it fails: how often that has been done. Default: it is of the moment, and not tried again. */
  attempt?: number;
  /** Begin no post later than this; the rest counts as failed. Milliseconds since the epoch. */
  until?: number;
}

/**
 * Sends a frame, or its text, to each subscriber once, `except` one connection, and waits for all of them. What failed is handed to the fan-out
 * queue to be tried again, if it is worth that; connections that are gone are handed over to be forgotten, unless they may only be opening, and are
 * posted to no more. Best effort: whoever misses the frame in the end catches up from the log. Never throws.
 */
export const deliver = async (
  deps: Delivery,
  subscribers: readonly Recipient[],
  frame: ServerFrame | string,
  { except, attempt = RESENDS, until = Number.POSITIVE_INFINITY }: DeliverOptions = {},
): Promise<void> => {
  const text = typeof frame === 'string' ? frame : JSON.stringify(frame);
  const results: Record<PostResult, Recipient[]> = { delivered: [], gone: [], failed: [] };
  const others = subscribers.filter(({ connectionId }) => connectionId !== except && !deps.gateway.hasEnded(connectionId));
  await inPool(others, IN_FLIGHT, async (recipient) => {
    const result = deps.clock() < until ? await deps.gateway.post(recipient.connectionId, text) : 'failed';
    results[result].push(recipient);
  });
  const { delivered, gone, failed } = results;
  if (delivered.length > 0) deps.meter.count('Delivered', delivered.length);
  if (gone.length > 0) deps.meter.count('Gone', gone.length);
  if (failed.length > 0) deps.meter.count('PostFailed', failed.length);
  const ended = gone.filter((recipient) => !mayBeOpening(deps, recipient));
  // Without its beginning it takes whoever forgets it to find out whether it has ended.
  deps.gateway.markEnded(idsOf(ended.filter(({ connectedAt }) => connectedAt !== undefined)));
  await handOver(
    deps,
    jobsFor(idsOf(ended), (connectionIds) => ({ kind: 'gone', connectionIds })),
  );
  if (attempt >= RESENDS) return;
  const again = jobsFor(idsOf(failed), (connectionIds) => ({ kind: 'resend', connectionIds, frame: text, attempt: attempt + 1 }));
  await handOver(deps, again, FIRST_RESEND_SECONDS * 2 ** attempt);
};

/** Connections of a page, and of one person that are told: what is theirs alone is not worth a flood. */
const USER_CONNECTIONS = 100;

/** All of a user's connections, however many they open, a page at a time. */
export const connectionsOf = (deps: Pick<Delivery, 'connections'>, userId: string): AsyncGenerator<Subscriber[]> =>
  pagesOf(USER_CONNECTIONS, (request) => deps.connections.ofUser(userId, request));

/** Sends a frame to a user's connections, `except` one: to about 100, where there are more. */
export const tellUser = async (
  deps: Delivery,
  userId: string,
  frame: ServerFrame,
  options: Pick<DeliverOptions, 'except' | 'attempt'> = {},
): Promise<void> => {
  let told = 0;
  for await (const connections of connectionsOf(deps, userId)) {
    await deliver(deps, connections, frame, options);
    told += connections.length;
    if (told >= USER_CONNECTIONS) return;
  }
};
