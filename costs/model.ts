// What one message uses of AWS, from the counts of its calls: test/cloud/call-count.test.ts and test/cloud/costs.test.ts count them at the edge of
// the local cloud, and fail when they are no longer these. How long functions run is the one thing that a laptop cannot count: that is assumed.
import { noUsage, plus, REQUESTS_A_BATCH, type Usage } from './usage.ts';

/** The circumstances of a message. */
export interface Occasion {
  /** Connections that it goes to: all that are in the room, but the sender's. */
  receivers: number;
  /** Into how many shards the room's roster is divided; 1 for a room whose sender posts by itself. */
  shards: number;
  /** Events that reach a connection in one frame. A room that is not divided has one, but in a burst. */
  eventsAFrame: number;
  /** What the queue of events hands to `persist` at once, and the other its jobs to `fanout`, each 1 to 10. */
  eventsABatch: number;
  jobsABatch: number;
}

/** Assumed, milliseconds: means of what local/faults/latency.ts tells the sources of, and the work of the function itself. */
const MS = { work: 5, read: 4, write: 5, batchWrite: 8, queue: 7, roundOfPosts: 20 };

/** Posts that a function has in flight at a time. */
const POSTS_AT_A_TIME = 50;

/** Gigabytes of memory: lib/functions.ts. */
export const memoryGb = { send: 1, persist: 0.5, fanout: 1 };

/** Bytes that a connection takes in a roster's index, as counted, and an event of the usual length in the log. */
const ROSTER_ROW = 190;
const LOG_ROW = 330;

/** A frame of events holds so many bytes (protocol/limits.ts), and an event so many on the wire. */
const FRAME = 30 * 1024;
const EVENT = 300;

/** Bells that one request to the queue takes, and shards whose bells the sender rings itself. */
const BELLS_A_REQUEST = 10;
const RUNG_BY_SENDER = 4;

/** Ten messages a second among sixteen connections are a burst, and so long passes from one frame to the next: lambdas/domain/{bursts,pumps}.ts. */
const BURST = { perSecond: 10, receivers: 15, paceMs: 200 };

/** Units of an eventually consistent query. */
const queryUnits = (bytes: number): number => Math.max(1, Math.ceil(bytes / 4096)) / 2;

const seconds = (milliseconds: number, gigabytes: number): number => (milliseconds / 1_000) * gigabytes;

const posting = (connections: number): number => Math.ceil(connections / POSTS_AT_A_TIME) * MS.roundOfPosts;

/** Whether the sender posts to everybody by itself: the room is small, and it is no burst. */
const isPostedBySender = ({ shards, eventsAFrame }: Pick<Occasion, 'shards' | 'eventsAFrame'>): boolean =>
  shards === 1 && eventsAFrame === 1;

/**
 * What every message costs its sender's function: gate and number, at once for who has said something lately; claim, keep; and where the room is small,
 * the roster and the posts.
 */
const usageOfSend = (occasion: Occasion): Usage => {
  const { receivers, shards } = occasion;
  const numbered = MS.work + MS.write;
  const common = { ...noUsage(), writeUnits: 3, queueRequests: 1, invocations: 1 };
  if (!isPostedBySender(occasion)) {
    // The log at once, and the bells, at most four. A room where so much is said at once remembers more of its takers than 1 KB holds.
    const spent = numbered + MS.write + MS.queue + MS.batchWrite + MS.queue;
    return {
      ...common,
      socketMessages: 2,
      writeUnits: shards === 1 ? 5 : 4,
      queueRequests: 2,
      gigabyteSeconds: seconds(spent, memoryGb.send),
    };
  }
  return {
    ...common,
    // The command, its acknowledgement, and a frame to each of the others.
    socketMessages: 2 + receivers,
    readUnits: queryUnits((receivers + 1) * ROSTER_ROW),
    // Keeping takes longest of what is done at once: claim, keep, roster.
    gigabyteSeconds: seconds(numbered + MS.queue + posting(receivers), memoryGb.send),
  };
};

/** Looks for the claim of what was kept while it was being claimed; writes the log. */
const usageOfPersist = (occasion: Occasion): Usage => {
  const { eventsABatch } = occasion;
  const isLookedFor = isPostedBySender(occasion);
  return {
    ...noUsage(),
    writeUnits: 1,
    readUnits: isLookedFor ? 0.5 : 0,
    queueRequests: REQUESTS_A_BATCH / eventsABatch,
    invocations: 1 / eventsABatch,
    gigabyteSeconds: seconds(MS.work + (isLookedFor ? MS.read : 0) + MS.batchWrite, memoryGb.persist) / eventsABatch,
  };
};

/** A job that the queue hands to the fan-out, without what it does. */
const usageOfJob = ({ jobsABatch }: Occasion): Usage => ({
  ...noUsage(),
  queueRequests: REQUESTS_A_BATCH / jobsABatch,
  invocations: 1 / jobsABatch,
  gigabyteSeconds: seconds(MS.work, memoryGb.fanout) / jobsABatch,
});

/** Finds its pump held, and leaves word. */
const word: Usage = { ...noUsage(), writeUnits: 2, gigabyteSeconds: seconds(2 * MS.write, memoryGb.fanout) };

/** From one round of a large room to the next, milliseconds: lambdas/domain/rounds.ts. */
const roundMs = (shards: number): number => Math.min(15 * shards, 1_000);

/** Takes the room's pump, reads how many shards there are, rings them, lets go. */
const usageOfRound = ({ shards, eventsAFrame }: Occasion): Usage => {
  const requests = Math.ceil(shards / BELLS_A_REQUEST);
  const waited = eventsAFrame > 1 ? roundMs(shards) : 0;
  return {
    ...noUsage(),
    writeUnits: 2,
    readUnits: 1,
    queueRequests: requests,
    gigabyteSeconds: seconds(waited + 2 * MS.write + MS.read + requests * MS.queue, memoryGb.fanout),
  };
};

const shardMs = (connections: number): number => 2 * MS.write + 2 * MS.read + posting(connections);

/** Takes a shard's pump, reads the log and the shard, posts one frame to each, lets go. */
const usageOfShard = ({ receivers, shards, eventsAFrame }: Occasion): Usage => {
  const connections = receivers / shards;
  return {
    ...noUsage(),
    socketMessages: connections,
    writeUnits: 2,
    readUnits: queryUnits(eventsAFrame * LOG_ROW) + queryUnits(connections * ROSTER_ROW),
    gigabyteSeconds: seconds(shardMs(connections), memoryGb.fanout),
  };
};

/** The time of a worker from one frame of a burst to the next, milliseconds: posting, and waiting for more. */
const burstRoundMs = (receivers: number): number => Math.max(BURST.paceMs, shardMs(receivers));

/**
 * A burst in a room of one shard. A bell a message, of which those of a batch find the pump held together; and for each frame the log, the roster, the
 * posts, and one attempt to let the pump go. That it is taken every four seconds is left out.
 */
const usageOfBurst = (occasion: Occasion): Usage => {
  const { receivers, eventsAFrame, jobsABatch } = occasion;
  const frame = { ...usageOfShard(occasion), writeUnits: 1, gigabyteSeconds: seconds(burstRoundMs(receivers), memoryGb.fanout) };
  return plus(plus(usageOfJob(occasion), word, 1 / jobsABatch), frame, 1 / eventsAFrame);
};

const usageOfFanout = (occasion: Occasion): Usage => {
  const { shards, eventsAFrame } = occasion;
  if (shards === 1) return eventsAFrame > 1 ? usageOfBurst(occasion) : noUsage();
  const served = 1 / eventsAFrame;
  const job = usageOfJob(occasion);
  const all = [
    { times: shards * served, usage: usageOfShard(occasion) },
    ...(shards > RUNG_BY_SENDER
      ? [
          // A bell a message for the room, a bell a shard and round.
          { times: 1 + shards * served, usage: job },
          { times: served, usage: usageOfRound(occasion) },
          { times: 1 - served, usage: word },
        ]
      : [
          { times: shards, usage: job },
          { times: shards * (1 - served), usage: word },
        ]),
  ];
  return all.reduce((sum, { times, usage }) => plus(sum, usage, times), noUsage());
};

/** What one message uses, from the sender's frame to the last receiver's and its place in the history. */
export const usageOfMessage = (occasion: Occasion): Usage =>
  [usageOfPersist, usageOfFanout].reduce((sum, of) => plus(sum, of(occasion)), usageOfSend(occasion));

/** What an open connection uses in a minute: the minute, and a ping with its answer every nine minutes (`limits.pingMs`). */
export const usageOfMinute: Usage = { ...noUsage(), socketMinutes: 1, socketMessages: 2 / 9 };

/** How a room's roster stands divided when so many have come: docs/decisions/0041-shards-times-four.md. */
export const shardsFor = (connections: number): number => {
  const steps = [200, 750, 3_150, 12_750];
  return 4 ** steps.filter((most) => connections > most).length;
};

/** How many events a frame holds in a room where so many are said a second: those of a round, of the time that a shard takes, or of a burst's pace. */
export const eventsAFrameAt = (perSecond: number, { receivers, shards }: Pick<Occasion, 'receivers' | 'shards'>): number => {
  if (shards === 1 && (perSecond < BURST.perSecond || receivers < BURST.receivers)) return 1;
  const ofFew = shards === 1 ? burstRoundMs(receivers) : shardMs(receivers / shards);
  const betweenFrames = shards > RUNG_BY_SENDER ? roundMs(shards) : ofFew;
  return Math.max(1, Math.min((perSecond * betweenFrames) / 1_000, FRAME / EVENT));
};
