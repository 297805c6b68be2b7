// What a message costs, worked out by hand from what a cloud counted, beside what costs/model.ts says.
import { setTimeout as delay } from 'node:timers/promises';
import { type Occasion, usageOfMessage } from '../../costs/model.ts';
import { profiles } from '../../costs/profiles.ts';
import { perMillion } from '../../costs/table.ts';
import { costOf } from '../../costs/usage.ts';
import { inPool } from '../../lambdas/domain/pool.ts';
import { grafanaDashboards } from '../../local/status/grafana.ts';
import { type Actor, type Json, newActor, newRoom, openSocket, readOutputs, type Socket, until } from '../support/black-box.ts';
import { endCloud, type LaunchedCloud, launchCloud, sharedAssembly } from '../support/local-cloud.ts';

/** As many as it takes for what they say at once to be a burst. */
const PEOPLE = 16;
const SIGNED_UP_AT_A_TIME = 4;
const AT_A_TIME = 10;
const MESSAGES = 4;
/** By how much the model may be off. */
const TOLERANCE = 0.02;

/** What a message used, as counted. */
interface Count {
  writes: number;
  reads: number;
  queueRequests: number;
  posts: number;
  /** Invocations of functions that queues feed. */
  persisted: number;
  fannedOut: number;
}

const outputs = () => readOutputs() as unknown as { callsUrl: string; metricsUrl: string; websocketUrl: string };

const FUNCTIONS = new Set(['send', 'persist', 'fanout']);
const READS = ['GetItem', 'BatchGetItem', 'Query'];
// Here the queue is faster than a table: `persist` may come before the claim of a message, and put it. In AWS it comes 20 ms later.
const isClaimOfPersist = ({ functionName, action }: Json): boolean => functionName === 'persist' && action === 'PutItem';
/** Then `send` finds the claim put, and looks whether the message has been deleted since: a query and a read unit. */
const isClaimFound = ({ functionName, action, verdict }: Json): boolean =>
  functionName === 'send' && action === 'PutItem' && verdict === 'failed';

const readCalls = async (): Promise<Json[]> =>
  ((await (await fetch(outputs().callsUrl)).json()) as Json[]).filter(({ functionName }) => FUNCTIONS.has(functionName));

const sum = (calls: Json[], matches: (call: Json) => boolean, of: 'units' | 'count'): number =>
  calls.filter(matches).reduce((total, call) => total + call[of], 0);

const read = async (): Promise<Count> => {
  const calls = await readCalls();
  const metrics = await (await fetch(outputs().metricsUrl)).text();
  const units = (matches: (call: Json) => boolean) => sum(calls, matches, 'units');
  const invocations = (name: string) =>
    Number(new RegExp(`^parley_invocations_total\\{function="${name}",outcome="ok"\\} (\\d+)$`, 'm').exec(metrics)?.[1] ?? 0);
  return {
    writes: units((call) => call.service === 'dynamodb' && !READS.includes(call.action) && !isClaimOfPersist(call)),
    reads: units(({ service, action }) => service === 'dynamodb' && READS.includes(action)) - sum(calls, isClaimFound, 'count'),
    queueRequests: units(({ service }) => service === 'sqs'),
    posts: units(({ action }) => action === 'ManageConnections'),
    persisted: invocations('persist'),
    fannedOut: invocations('fanout'),
  };
};

/** Longer than it takes until somebody's coming is told, milliseconds. */
const COMING_MS = 3_000;
/** Longer than a message waits in a queue, or between one step and the next, milliseconds. */
const QUEUED_MS = 800;

/** Between two looks, milliseconds. */
const LOOK_MS = 100;

/** The counts once nothing has moved for so long, by looks: while the cloud itself stands still, nothing moves either. */
const settled = async (quietMs: number): Promise<Count> => {
  let last = await read();
  let quiet = 0;
  return until(
    'quiet',
    async () => {
      await delay(LOOK_MS);
      const now = await read();
      quiet = JSON.stringify(now) === JSON.stringify(last) ? quiet + 1 : 0;
      last = now;
      return quiet * LOOK_MS >= quietMs && now;
    },
    60_000,
  );
};

/** A message's share of what was counted in between. */
const each = (before: Count, after: Count, messages: number): Count => {
  const share = (of: (count: Count) => number) => (of(after) - of(before)) / messages;
  return {
    writes: share(({ writes }) => writes),
    reads: share(({ reads }) => reads),
    queueRequests: share(({ queueRequests }) => queueRequests),
    posts: share(({ posts }) => posts),
    persisted: share(({ persisted }) => persisted),
    fannedOut: share(({ fannedOut }) => fannedOut),
  };
};

/** Milliseconds of `send`: its own work, gate and number at once, the queue, and meanwhile claim and roster; then the posts. */
const SENDING_MS = 5 + 5 + 7;
/** With the claim by itself, then the log and the bells. */
const RINGING_MS = SENDING_MS + 5 + 8 + 7;
const roundsMs = (connections: number) => 20 * Math.ceil(connections / 50);
/** A shard: its pump taken and let go, the log and the shard read, the posts. */
const shardMs = (connections: number) => 2 * 5 + 2 * 4 + roundsMs(connections);

/** Dollars for a million of these messages, with a pencil. `gigabyteMs`: of all functions, a message. */
const byHand = ({ writes, reads, queueRequests, posts, persisted, fannedOut }: Count, gigabyteMs: number): number =>
  (2 + posts) * 1 +
  writes * 0.625 +
  reads * 0.125 +
  (queueRequests + 2 * (persisted + fannedOut)) * 0.4 +
  (1 + persisted + fannedOut) * 0.2 +
  (gigabyteMs / 1_000) * 13.3334;

const isWithin = (value: number, other: number) => Math.abs(value / other - 1) <= TOLERANCE;

describe('the cost of a message', () => {
  let cloud: LaunchedCloud;
  let people: Actor[];
  let sockets: Socket[] = [];
  let roomId: string;

  beforeAll(async () => {
    cloud = await launchCloud('--no-web', ...sharedAssembly());
    process.env.PARLEY_OUTPUTS = cloud.outputs;
    const names = Array.from({ length: PEOPLE }, (_, n) => `Member${n}`);
    people = await inPool(names, SIGNED_UP_AT_A_TIME, (name) => newActor(readOutputs(), name));
    const [owner, ...others] = people;
    if (owner === undefined) throw new Error('a room needs somebody');
    roomId = await newRoom(owner, ...others);
  }, 240_000);

  afterAll(async () => {
    await Promise.all(sockets.map((socket) => socket.close()));
    await endCloud(cloud);
  }, 60_000);

  /** Fills the room up to so many sockets. */
  const grow = async (size: number): Promise<void> => {
    const tokens = Array.from({ length: size - sockets.length }, (_, n) => people[n % PEOPLE]?.tokens.accessToken ?? '');
    const more = await inPool(tokens, AT_A_TIME, (token) => openSocket(outputs().websocketUrl, { authorization: `Bearer ${token}` }));
    sockets = [...sockets, ...more];
  };

  const isPersisted = async (seq: number): Promise<boolean> => {
    const page = await people[0]?.call('GET', `/rooms/${roomId}/events?after=${seq - 1}&limit=1`);
    return page?.body.items[0]?.seq === seq;
  };

  /** Says something, and waits until everybody has it, the log too, and nothing is called any more. */
  const say = async (text: string, quietMs = QUEUED_MS): Promise<Count> => {
    const [sender, ...others] = sockets;
    const ack = await sender?.ask({ action: 'send', roomId, text });
    await Promise.all(others.map((socket) => until('it', () => socket.events(roomId).find(({ seq }) => seq === ack.seq))));
    await until('it in the log', () => isPersisted(ack.seq));
    return settled(quietMs);
  };

  const countAt = async (size: number): Promise<Count> => {
    await grow(size);
    // The first finds functions cold, and divides a large room.
    const before = await say('Is anybody here?', COMING_MS);
    let after = before;
    for (let n = 0; n < MESSAGES; n += 1) after = await say('How much is this, if one may ask? A message of the usual length.');
    return each(before, after, MESSAGES);
  };

  const model = (occasion: Partial<Occasion>) =>
    costOf(usageOfMessage({ receivers: 0, shards: 1, eventsAFrame: 1, eventsABatch: 1, jobsABatch: 1, ...occasion })) * 1e6;

  test('what sixteen say at once comes to everybody, and each event costs the roster and its posts, or its row and a bell', async () => {
    const [owner, ...others] = people;
    const busyId = await newRoom(owner as Actor, ...others);
    const crowd = await inPool(people, AT_A_TIME, (person) => person.connect());
    await settled(COMING_MS);
    const before = await readCalls();

    const acks = await Promise.all(crowd.map((socket, n) => socket.ask({ action: 'send', roomId: busyId, text: `No. ${n}` })));
    const lacks = (socket: Socket, own: number) => {
      const seen = new Set(socket.events(busyId).map(({ seq }) => seq));
      return acks.some(({ seq }, index) => index !== own && !seen.has(seq));
    };
    await Promise.all(crowd.map((socket, own) => until('all of it', () => !lacks(socket, own))));
    await settled(QUEUED_MS);

    const after = await readCalls();
    const count = (matches: (call: Json) => boolean) => sum(after, matches, 'count') - sum(before, matches, 'count');
    const sent = (name: string) => count(({ functionName, action }) => functionName === 'send' && action === name);
    // How many are of the burst is up to the machine, but for the first nine.
    const alone = sent('Query') - count(isClaimFound);
    const together = PEOPLE - alone;
    expect(new Set(acks.map(({ seq }) => seq)).size).toBe(PEOPLE);
    expect(alone).toBeGreaterThanOrEqual(9);
    expect([sent('BatchWriteItem'), sent('SendMessageBatch')]).toEqual([together, together]);
    expect([sent('UpdateItem'), sent('PutItem'), sent('SendMessage')]).toEqual([2 * PEOPLE, PEOPLE, PEOPLE]);
    expect(sent('ManageConnections')).toBe(alone * (PEOPLE - 1));
    await Promise.all(crowd.map((socket) => socket.close()));
  }, 180_000);

  test.each([10, 100])(
    'in a room of %i others is what the counts of calls come to',
    async (receivers) => {
      const count = await countAt(receivers + 1);

      expect(count).toMatchObject({ writes: 4, queueRequests: 1, posts: receivers, persisted: 1, fannedOut: 0 });
      expect(count.reads).toBe(usageOfMessage({ receivers, shards: 1, eventsAFrame: 1, eventsABatch: 1, jobsABatch: 1 }).readUnits);
      const hand = byHand(count, SENDING_MS + roundsMs(receivers) + 0.5 * (5 + 4 + 8));
      const profile = receivers === 10 ? profiles['1:10'] : profiles['1:100'];
      expect({ hand, model: model({ receivers }), isWithin: isWithin(model({ receivers }), hand) }).toMatchObject({ isWithin: true });
      expect(isWithin(perMillion(profile, 'plain'), hand / receivers)).toBe(true);
    },
    180_000,
  );

  test('whatever Grafana asks for is there for Prometheus, also what has not happened yet', async () => {
    const queries = Object.values(grafanaDashboards).flatMap(({ panels }) =>
      panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)),
    );
    const asked = new Set(queries.flatMap((query) => query.match(/parley_\w+/g) ?? []));
    const metrics = await (await fetch(outputs().metricsUrl)).text();

    const missing = [...asked].filter((name) => !new RegExp(`^${name}(\\{.*\\})? `, 'm').test(metrics));

    expect(missing).toEqual([]);
    expect(asked.size).toBeGreaterThan(20);
  });

  test('in a room of four shards is what the counts of calls come to, and so it is in one of 64', async () => {
    const receivers = 259;
    const count = await countAt(receivers + 1);

    // Gate, number, claim, the log twice, and two for the pump of each shard; and a bell a shard, which the queue may hand over together.
    expect(count).toMatchObject({ writes: 5 + 4 * 2, queueRequests: 2, posts: receivers, persisted: 1 });
    const sending = RINGING_MS + 0.5 * (5 + 8);
    const hand = byHand({ ...count, fannedOut: 4 }, sending + 4 * (5 + shardMs(receivers / 4)));
    const told = model({ receivers, shards: 4 });
    expect({ hand, told, isWithin: isWithin(told, hand) }).toMatchObject({ isWithin: true });

    // 64 shards: what is counted of one of these four, 64 times; and a round, which is a bell, a pump, a read and seven requests for the bells.
    const shards = 64;
    const thousands: Count = {
      writes: 5 + shards * ((count.writes - 5) / 4) + 2,
      // A shard of 156 instead of 65 reads so much more of the roster.
      reads: shards * ((count.reads / 4) * (10_000 / shards / (receivers / 4))) + 1,
      queueRequests: 2 + 7,
      posts: 10_000,
      persisted: 1,
      fannedOut: shards + 1,
    };
    const round = 5 + 2 * 5 + 4 + 7 * 7;
    const large = byHand(thousands, sending + round + shards * (5 + shardMs(10_000 / shards))) / 10_000;
    const toldLarge = perMillion(profiles['1:10000'], 'plain');
    expect({ large, toldLarge, isWithin: isWithin(toldLarge, large) }).toMatchObject({ isWithin: true });
  }, 300_000);
});
