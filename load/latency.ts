// How long a message takes from send to receive, by the size of the room, with the latencies of AWS simulated; and how much of that is the local
// cloud's own.  npm run bench:latency [-- --sizes 2,10,100,1000 --json FILE]
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { createUlids } from '@parley/client';
import { WebSocket } from 'ws';
import { type Cloud, freeBasePort, startCloud } from './cloud.ts';
import { type Figure, percentile, table } from './figures.ts';
import { type Actor, enrol, gather, inTurns } from './people.ts';

const { values: options } = parseArgs({ options: { json: { type: 'string' }, sizes: { type: 'string', default: '2,10,100,1000' } } });

interface Size {
  sockets: number;
  messages: number;
  /** From one message to the next, milliseconds: a load that a laptop carries without queueing. */
  gapMs: number;
}

const ALL_SIZES: readonly Size[] = [
  { sockets: 2, messages: 30, gapMs: 1_000 },
  { sockets: 10, messages: 30, gapMs: 1_000 },
  { sockets: 100, messages: 30, gapMs: 1_500 },
  { sockets: 1_000, messages: 10, gapMs: 5_000 },
];
const asked = new Set(options.sizes.split(',').map(Number));
const SIZES = ALL_SIZES.filter(({ sockets }) => asked.has(sockets));
const PEOPLE = 20;
const ROUNDS = 3;
const AT_ONCE = 8;
/**
 * What is said before anything is measured: the first messages start the functions' instances, and until some hundreds have passed, their code is
 * interpreted. Slower than a burst begins.
 */
const WARM_UPS = 200;
const WARM_UP_GAP_MS = 125;
/** Goals for rooms of up to 100, milliseconds. */
const GOALS = { p50: 45, p95: 75, p99: 100 };

const ulids = createUlids({ clock: Date.now, random: Math.random });

/** A bare socket: no library between the wire and the clock. */
const openSocket = async (cloud: Cloud, actor: Actor): Promise<WebSocket> => {
  const headers = { authorization: `Bearer ${await actor.tokens.accessToken()}` };
  const socket = new WebSocket(cloud.outputs.websocketUrl, { headers, perMessageDeflate: false });
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  return socket;
};

/** One message from the first socket. Gives how long it took to each of the others, milliseconds. */
const sendOne = async ([sender, ...others]: readonly WebSocket[], roomId: string): Promise<number[]> => {
  const id = ulids.next();
  const began = performance.now();
  const arrivals = others.map(
    (socket) =>
      new Promise<number>((resolve) => {
        const hear = (data: unknown) => {
          // Larger rooms get several events in one frame; the id is what tells.
          if (!String(data).includes(id)) return;
          socket.off('message', hear);
          resolve(performance.now() - began);
        };
        socket.on('message', hear);
      }),
  );
  sender?.send(JSON.stringify({ action: 'send', id, roomId, text: 'A message as long as messages are, give or take a word.' }));
  return Promise.all(arrivals);
};

const measureRoom = async (cloud: Cloud, people: readonly Actor[], { sockets: size, messages, gapMs }: Size): Promise<number[][]> => {
  const group = people.slice(0, Math.min(size, PEOPLE));
  const roomId = await gather(group, `Room of ${size}`);
  const seats = Array.from({ length: size }, (_, index) => group[index % group.length]).filter((actor) => actor !== undefined);
  const sockets = await inTurns(seats, AT_ONCE, (actor) => openSocket(cloud, actor));
  for (let warmUp = 0; warmUp < WARM_UPS; warmUp += 1) {
    const next = delay(WARM_UP_GAP_MS);
    await sendOne(sockets, roomId);
    await next;
  }
  const rounds: number[][] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const took: number[] = [];
    for (let message = 0; message < messages / ROUNDS; message += 1) {
      const next = delay(gapMs);
      took.push(...(await sendOne(sockets, roomId)));
      await next;
    }
    rounds.push(took);
  }
  for (const socket of sockets) socket.terminate();
  return rounds;
};

/** The rounds of each size, under these latencies. */
const measure = async (latency: 'aws' | undefined): Promise<Map<number, number[][]>> => {
  const data = await mkdtemp(join(tmpdir(), 'parley-latency-'));
  const cloud = await startCloud({ port: await freeBasePort(), data, fresh: true, latency });
  try {
    const names = Array.from({ length: PEOPLE }, (_, index) => `person${index + 1}`);
    const people = await inTurns(names, AT_ONCE / 2, (name) => enrol(cloud.outputs, name));
    const found = new Map<number, number[][]>();
    for (const size of SIZES) {
      found.set(size.sockets, await measureRoom(cloud, people, size));
      console.error(`room of ${size.sockets} measured, ${latency === undefined ? 'local overhead alone' : 'simulated'}`);
    }
    return found;
  } finally {
    await cloud.stop();
    await rm(data, { recursive: true, force: true });
  }
};

const figuresOf = (simulated: Map<number, number[][]>, local: Map<number, number[][]>): Figure[] =>
  SIZES.flatMap(({ sockets }) =>
    Object.entries(GOALS).flatMap(([name, goal]): Figure[] => {
      const part = Number(name.slice(1)) / 100;
      const rounds = (found: Map<number, number[][]>) => (found.get(sockets) ?? []).map((took) => percentile(took, part));
      const label = `room of ${sockets}: send → receive ${name}`;
      return [
        { name: `${label}, simulated`, unit: 'ms', rounds: rounds(simulated), ...(sockets <= 100 ? { atMost: goal } : {}) },
        { name: '  of which the local cloud itself', unit: 'ms', rounds: rounds(local) },
      ];
    }),
  );

const local = await measure(undefined);
const simulated = await measure('aws');
const figures = figuresOf(simulated, local);
console.log(`Simulated: the latencies of AWS are added by the local cloud (docs/faults.md names their sources); nothing here was measured on AWS.
One message at a time; Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model.trim()}\n`);
console.log(table(figures));
if (options.json !== undefined) await writeFile(options.json, `${JSON.stringify({ simulated: true, figures }, undefined, 2)}\n`);
const failed = figures.some(({ atMost, rounds }) => atMost !== undefined && percentile(rounds, 0.5) > atMost);
process.exit(failed ? 1 : 0);
