// Proves that clients which lose their server together do not come back together: 10,000 whole clients against a stand-in with API Gateway's
// capacity, then some hundreds against the real local cloud, whose own capacity is far smaller. Ends with 0 if no second sees more attempts than
// the server can take and all are back within 1.5 times what that needs, and with 1 at the latest after `--minutes`.
//   npm run bench:reconnect -- [--clients N] [--real N] [--minutes N] [--json FILE]
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { limits } from '@parley/protocol';
import { addTo, conclude, type Proof, proofOf } from './checks.ts';
import { startChild } from './child.ts';
import { type Clients, type ClientsView, gatherClients } from './clients.ts';
import { freeBasePort, startCloud } from './cloud.ts';
import type { Figure } from './figures.ts';
import { enrol, gather, inTurns } from './people.ts';
import { createProgress } from './progress.ts';
import { bySecond, mostInASecond } from './rate.ts';
import type { StandInQuestion, StandInView } from './stand-in.ts';

const { values: options } = parseArgs({
  options: {
    clients: { type: 'string', default: '10000' },
    real: { type: 'string', default: '300' },
    minutes: { type: 'string', default: '15' },
    json: { type: 'string' },
  },
});

const CLIENTS = Number(options.clients);
const REAL_CLIENTS = Number(options.real);
const PROCESSES = 2;
/** Above a mean of Poisson's, what is seen once in millions. */
const DEVIATIONS = 6;
const DOWN_MS = 10_000;
/** As the server reckons `reconnectMs`: so many of the quota's 500 a second are for those who return. */
const RETURNS_OF_QUOTA = 385 / limits.connectsPerSecond;
/** How much longer than the quota needs it may take until all are back. */
const PATIENCE = 1.5;
/** Clients that the local cloud brings back in a second on two busy cores, sessions and catching up included: its quota, so to speak. */
const REAL_PER_SECOND = 10;
const REAL_PEOPLE = 10;
const WAIT_MS = 180_000;
/** Looking holds the clients up for some milliseconds. */
const LOOK_EVERY_MS = 2_000;

const progress = createProgress(process.stderr);

const spreadOf = (clients: number, perSecond: number): number => Math.ceil((clients / (perSecond * RETURNS_OF_QUOTA)) * 1_000);

/** A server that can be killed and come again at the same place. */
interface Server {
  kill(): Promise<void>;
  /** Resolves when it serves. */
  start(): Promise<void>;
}

interface Storm {
  clients: number;
  /** What the server can take. */
  perSecond: number;
  view: ClientsView;
  /** When the server went, and when it was there again. */
  lostAt: number;
  backAt: number;
}

const allOnline = async (clients: Clients, count: number, words: string): Promise<ClientsView> => {
  const deadline = performance.now() + WAIT_MS;
  for (;;) {
    const view = await clients.view();
    progress.show(view.online / count, words);
    if (view.online === count || performance.now() > deadline) return view;
    await delay(LOOK_EVERY_MS);
  }
};

/** Brings all clients online, takes the server away for 10 s at least, and watches them come back. */
const storm = async (
  { perSecond, ...start }: { httpUrl: string; accessTokens: readonly string[]; perSecond: number; spreadMs?: number },
  server: Server,
): Promise<Storm> => {
  const clients = gatherClients(PROCESSES);
  const count = start.accessTokens.length;
  try {
    const starting = clients.start({ ...start, perSecond: perSecond * RETURNS_OF_QUOTA });
    await allOnline(clients, count, `of ${count} clients online`);
    await starting;
    await clients.forget();
    const lostAt = Date.now();
    await server.kill();
    await delay(DOWN_MS);
    await server.start();
    const backAt = Date.now();
    const view = await allOnline(clients, count, `of ${count} clients back`);
    return { clients: count, perSecond, view, lostAt, backAt };
  } finally {
    await clients.close();
  }
};

/** How many attempts a second may see. The moments are drawn at random, so that a small quota sees more than its mean by a larger part. */
const mostOf = (perSecond: number): number => {
  const mean = perSecond * RETURNS_OF_QUOTA;
  return Math.min(limits.connectsPerSecond, Math.ceil(mean + DEVIATIONS * Math.sqrt(mean)));
};

const judged = (name: string, { clients, perSecond, view, lostAt, backAt }: Storm): Proof => {
  const needed = clients / perSecond;
  const most = mostOf(perSecond);
  const seconds = ((view.returns.at(-1) ?? Number.POSITIVE_INFINITY) - backAt) / 1_000;
  const figure = (what: string, unit: string, value: number, atMost?: number): Figure => ({
    name: `${name}: ${what}`,
    unit,
    rounds: [value],
    ...(atMost === undefined ? {} : { atMost }),
  });
  progress.end();
  console.log(`${name}: attempts in each second from the loss on\n${bySecond(view.attempts, lostAt).join(' ')}\n`);
  return {
    figures: [
      figure('server away', 's', (backAt - lostAt) / 1_000),
      figure('most attempts in a second', '', mostInASecond(view.attempts), most),
      figure('most handshakes in a second', '', mostInASecond(view.handshakes), most),
      figure('attempts a client', '', view.attempts.length / clients),
      figure('all back after', 's', seconds, PATIENCE * needed),
      figure('memory of the clients', 'KB each', view.rssBytes / 1024 / clients),
    ],
    checks: [
      { what: `${name}: all ${clients} back`, holds: view.online === clients },
      {
        what: `${name}: never above ${most} attempts a second`,
        holds: mostInASecond(view.attempts) <= most,
      },
      { what: `${name}: all back within ${PATIENCE} × ${needed} s`, holds: seconds <= PATIENCE * needed },
    ],
  };
};

const againstStandIn = async (): Promise<Proof> => {
  const port = await freeBasePort();
  const reconnectMs = spreadOf(CLIENTS, limits.connectsPerSecond);
  const startStandIn = async () => {
    const child = startChild<StandInQuestion, StandInView>('stand-in.ts');
    await child.ask({ ask: 'listen', port, reconnectMs });
    return child;
  };
  let standIn = await startStandIn();
  const server: Server = {
    kill: () => standIn.kill(),
    start: async () => {
      standIn = await startStandIn();
    },
  };
  const accessTokens = Array.from({ length: CLIENTS }, () => 'stand-in');
  const seen = await storm({ httpUrl: `http://127.0.0.1:${port}`, accessTokens, perSecond: limits.connectsPerSecond }, server);
  const { refused } = await standIn.ask({ ask: 'view' });
  await standIn.kill();
  const { figures, checks } = judged('stand-in', seen);
  return { figures: [...figures, { name: 'stand-in: handshakes refused', unit: '', rounds: [refused], atMost: 0 }], checks };
};

const againstLocalCloud = async (data: string): Promise<Proof> => {
  const port = await freeBasePort();
  let cloud = await startCloud({ port, data, fresh: true });
  const names = Array.from({ length: REAL_PEOPLE }, (_, index) => `person${index + 1}`);
  const people = await inTurns(names, 4, (name) => enrol(cloud.outputs, name));
  await gather(people, 'Everybody');
  const tokens = await Promise.all(people.map((person) => person.tokens.accessToken()));
  const accessTokens = Array.from({ length: REAL_CLIENTS }, (_, index) => tokens[index % tokens.length] ?? '');
  const server: Server = {
    kill: () => cloud.kill(),
    start: async () => {
      cloud = await startCloud({ port, data, fresh: false });
    },
  };
  const spreadMs = spreadOf(REAL_CLIENTS, REAL_PER_SECOND);
  const seen = await storm({ httpUrl: cloud.outputs.httpUrl, accessTokens, perSecond: REAL_PER_SECOND, spreadMs }, server);
  await cloud.kill();
  return judged('local cloud', seen);
};

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
const data = await mkdtemp(join(tmpdir(), 'parley-reconnect-'));
try {
  const prove = async (proof: Proof) => {
    if (CLIENTS > 0) addTo(proof, await againstStandIn());
    if (REAL_CLIENTS > 0) addTo(proof, await againstLocalCloud(data));
  };
  const proof = await proofOf(prove, { minutes: Number(options.minutes), progress });
  process.exitCode = conclude(proof);
  if (options.json !== undefined) await writeFile(options.json, `${JSON.stringify(proof, undefined, 2)}\n`);
} finally {
  await rm(data, { recursive: true, force: true });
}
process.exit();
