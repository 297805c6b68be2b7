// Measures a local cloud of its own: from send to receive, messages a second, processor time, memory, and what the functions weigh.
//   npm run bench -- [--only messages,reconnects,bundles] [--json FILE]
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { type Chat, createChat, createUlids } from '@parley/client';
import { limits } from '@parley/protocol';
import { WebSocket } from 'ws';
import { importTime, readBundles } from './bundles.ts';
import { callsBetween, countOf, readCalls, settledCalls } from './calls.ts';
import { type Cloud, freeBasePort, startCloud } from './cloud.ts';
import { type Figure, percentile, table } from './figures.ts';
import { createNetwork, type Network } from './network.ts';
import { type Actor, enrol, gather, inTurns } from './people.ts';
import { usageOf } from './processes.ts';

const { values: options } = parseArgs({
  options: { json: { type: 'string' }, only: { type: 'string', default: 'messages,reconnects,bundles' } },
});
const asked = new Set(options.only.split(','));

const ROOMS = 2;
const PEOPLE_PER_ROOM = 10;
const ROUNDS = 3;
const ROUND_MS = 6_000;
const ENROLLED_AT_ONCE = 4;
const ONLINE_WITHIN_MS = 60_000;
/** A departure is looked at 4 s after it: that is part of what it costs. */
const PRESENCE_MS = 4_500;
/** A function on the way of a message; the budget of docs/decisions holds for these. */
const HOT = new Set(['send', 'signal', 'connect']);
const HOT_BYTES = 320 * 1024;
const HOT_IMPORT_MS = 60;

/** A bare socket in a room: no library between the wire and the clock. */
interface Speaker {
  roomId: string;
  /** Sends a message. Resolves with its ack; rejects never: a refusal resolves too, and counts as refused. */
  say(): Promise<void>;
  close(): void;
}

/** What a round saw. */
interface Sample {
  receive: number[];
  ack: number[];
  accepted: number;
  refused: number;
}

const emptySample = (): Sample => ({ receive: [], ack: [], accepted: 0, refused: 0 });

const ulids = createUlids({ clock: Date.now, random: Math.random });
const sentAt = new Map<string, number>();
let sample = emptySample();

const speak = async (actor: Actor, roomId: string): Promise<Speaker> => {
  const { websocketUrl, ticket } = await actor.api.session();
  const socket = new WebSocket(`${websocketUrl}?ticket=${ticket}`, { perMessageDeflate: false });
  const answered = new Map<string, () => void>();
  socket.on('message', (data) => {
    const now = performance.now();
    const frame = JSON.parse(String(data));
    const age = now - (sentAt.get(frame.id) ?? now);
    if (frame.type === 'event' && frame.kind === 'message') sample.receive.push(age);
    if (frame.type === 'ack') {
      sample.ack.push(age);
      sample.accepted += 1;
    }
    if (frame.type === 'error') sample.refused += 1;
    answered.get(frame.id)?.();
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  return {
    roomId,
    say() {
      const id = ulids.next();
      sentAt.set(id, performance.now());
      const answer = new Promise<void>((resolve) => answered.set(id, resolve));
      socket.send(JSON.stringify({ action: 'send', id, roomId, text: 'A message as long as messages are, give or take a word.' }));
      return Promise.race([answer, delay(10_000)]).finally(() => answered.delete(id));
    },
    close: () => socket.terminate(),
  };
};

/** Each speaker speaks every `gapMs` while the round lasts, but never before the last message was answered. */
const talk = async (speakers: readonly Speaker[], gapMs: number): Promise<Sample> => {
  sample = emptySample();
  const end = performance.now() + ROUND_MS;
  await Promise.all(
    speakers.map(async (speaker, index) => {
      await delay((gapMs * index) / speakers.length);
      while (performance.now() < end) {
        const next = performance.now() + gapMs;
        await speaker.say();
        await delay(Math.max(0, next - performance.now()));
      }
    }),
  );
  // What is still on its way belongs to this round.
  await delay(500);
  return sample;
};

/** Rounds of talk as figures: how long messages took, and what a message cost. */
const measure = async (
  label: string,
  { pid, outputs }: Cloud,
  speakers: readonly Speaker[],
  gapMs: number,
  goals: Record<string, number>,
): Promise<Figure[]> => {
  const rounds: { sample: Sample; seconds: number; cpuMs: number | undefined; calls: number }[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const called = await readCalls(outputs.callsUrl);
    const before = await usageOf(pid);
    const began = performance.now();
    const seen = await talk(speakers, gapMs);
    const seconds = (performance.now() - began - 500) / 1000;
    const after = await usageOf(pid);
    const cpuMs = before && after && after.cpuMs - before.cpuMs;
    rounds.push({ sample: seen, seconds, cpuMs, calls: countOf(callsBetween(called, await readCalls(outputs.callsUrl))) });
  }
  const figure = (name: string, unit: string, of: (round: (typeof rounds)[number]) => number): Figure => {
    const goal = goals[name];
    return { name: `${label}: ${name}`, unit, rounds: rounds.map(of), ...(goal === undefined ? {} : { atMost: goal }) };
  };
  return [
    figure('send → receive p50', 'ms', ({ sample: { receive } }) => percentile(receive, 0.5)),
    figure('send → receive p95', 'ms', ({ sample: { receive } }) => percentile(receive, 0.95)),
    figure('send → receive p99', 'ms', ({ sample: { receive } }) => percentile(receive, 0.99)),
    figure('send → ack p50', 'ms', ({ sample: { ack } }) => percentile(ack, 0.5)),
    figure('messages', '/s', ({ sample: { accepted }, seconds }) => accepted / seconds),
    figure('deliveries', '/s', ({ sample: { receive }, seconds }) => receive.length / seconds),
    figure('refused', '', ({ sample: { refused } }) => refused),
    ...(rounds.every((round) => round.cpuMs !== undefined)
      ? [
          figure('processor', 'ms a message', ({ cpuMs = 0, sample: { accepted } }) => cpuMs / Math.max(1, accepted)),
          figure('processor', 'ms a call to AWS', ({ cpuMs = 0, calls }) => cpuMs / Math.max(1, calls)),
        ]
      : []),
  ];
};

/** A whole client, with a network that can be cut. */
interface Returner {
  chat: Chat;
  network: Network;
}

const openReturner = ({ tokens }: Actor, httpUrl: string): Returner => {
  const ignore = () => {};
  const network = createNetwork({ opened: ignore, closed: ignore, sent: ignore, heard: ignore });
  const chat = createChat({ deployment: { httpUrl }, tokens, WebSocket: network.WebSocket, fetch: network.fetch });
  chat.start();
  return { chat, network };
};

const allOnline = async (returners: readonly Returner[]): Promise<void> => {
  const deadline = performance.now() + ONLINE_WITHIN_MS;
  while (returners.some(({ chat }) => chat.getState().connection.status !== 'online')) {
    if (performance.now() > deadline) throw new Error('Not every client came online.');
    await delay(50);
  }
};

/** All clients lose their network and come back, as often as there are rounds: what one of them costs, the end of its old connection included. */
const measureReturns = async ({ pid, outputs }: Cloud, people: readonly Actor[]): Promise<Figure[]> => {
  const returners = people.map((person) => openReturner(person, outputs.httpUrl));
  const rounds: { cpuMs: number; calls: number }[] = [];
  for (let round = -1; round < ROUNDS; round += 1) {
    await allOnline(returners);
    const called = await settledCalls(outputs.callsUrl);
    const before = await usageOf(pid);
    for (const { network } of returners) network.cut();
    await delay(100);
    for (const { network } of returners) network.mend();
    await allOnline(returners);
    await delay(PRESENCE_MS);
    const calls = countOf(callsBetween(called, await settledCalls(outputs.callsUrl)));
    const after = await usageOf(pid);
    // The first return starts the functions' instances.
    if (round >= 0 && before && after) rounds.push({ cpuMs: after.cpuMs - before.cpuMs, calls });
  }
  await Promise.all(returners.map(({ chat }) => chat.stop()));
  if (rounds.length === 0) return [];
  const figure = (name: string, unit: string, of: (round: (typeof rounds)[number]) => number): Figure => ({
    name: `reconnect: ${name}`,
    unit,
    rounds: rounds.map(of),
  });
  return [
    figure('calls to AWS', '', ({ calls }) => calls / people.length),
    figure('processor', 'ms a reconnect', ({ cpuMs }) => cpuMs / people.length),
    figure('processor', 'ms a call to AWS', ({ cpuMs, calls }) => cpuMs / Math.max(1, calls)),
  ];
};

const weigh = async (assembly: string): Promise<Figure[]> => {
  const figures: Figure[] = [];
  for (const bundle of await readBundles(assembly)) {
    const hot = HOT.has(bundle.name);
    const times: number[] = [];
    for (let run = 0; run < 5; run += 1) times.push(await importTime(bundle));
    figures.push(
      { name: `${bundle.name}: size`, unit: 'KB', rounds: [bundle.bytes / 1024], ...(hot ? { atMost: HOT_BYTES / 1024 } : {}) },
      { name: `${bundle.name}: cold import`, unit: 'ms', rounds: times, ...(hot ? { atMost: HOT_IMPORT_MS } : {}) },
    );
  }
  return figures;
};

const bench = async (data: string): Promise<Figure[]> => {
  const cloud = await startCloud({ port: await freeBasePort(), data, fresh: true });
  try {
    await delay(3_000);
    const idle = await usageOf(cloud.pid);
    const figures: Figure[] = [
      { name: 'local cloud: ready', unit: 's', rounds: [cloud.readyMs / 1000], atMost: 60 },
      ...(idle === undefined ? [] : [{ name: 'local cloud: memory idle', unit: 'MB', rounds: [idle.rssBytes / 1024 ** 2] }]),
    ];
    const names = Array.from({ length: ROOMS * PEOPLE_PER_ROOM }, (_, index) => `person${index + 1}`);
    const people = await inTurns(names, ENROLLED_AT_ONCE, (name) => enrol(cloud.outputs, name));
    const groups = Array.from({ length: ROOMS }, (_, room) => people.slice(room * PEOPLE_PER_ROOM, (room + 1) * PEOPLE_PER_ROOM));
    const rooms = await inTurns(groups, 1, async (group, room) => ({ group, roomId: await gather(group, `Room ${room + 1}`) }));
    if (asked.has('reconnects')) figures.push(...(await measureReturns(cloud, people)));
    if (!asked.has('messages')) return figures;
    const speakers: Speaker[] = [];
    for (const { group, roomId } of rooms) speakers.push(...(await inTurns(group, ENROLLED_AT_ONCE, (actor) => speak(actor, roomId))));
    // The first messages start the functions' instances; they are not what is asked about.
    await talk(speakers, 1_000);
    figures.push(...(await measure('1 message/s each', cloud, speakers, 1_000, { 'send → receive p50': 10, 'send → receive p95': 40 })));
    figures.push(...(await measure('as fast as allowed', cloud, speakers, 1_000 / limits.framesPerSecond, {})));
    for (const speaker of speakers) speaker.close();
    return figures;
  } finally {
    await cloud.stop();
  }
};

const data = await mkdtemp(join(tmpdir(), 'parley-bench-'));
try {
  const figures = [...(await bench(data)), ...(asked.has('bundles') ? await weigh(join(data, 'assembly', '1')) : [])];
  console.log(
    `${ROOMS * PEOPLE_PER_ROOM} connections in ${ROOMS} rooms of ${PEOPLE_PER_ROOM}; Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model.trim()}\n`,
  );
  console.log(table(figures));
  if (options.json !== undefined) await writeFile(options.json, `${JSON.stringify(figures, undefined, 2)}\n`);
} finally {
  await rm(data, { recursive: true, force: true });
}
process.exit();
