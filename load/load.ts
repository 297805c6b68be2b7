// People who talk, at a steady pace and for a while: what an operator's dashboards show is seen under it. On this machine only.
//   npm run load -- [--clients N] [--minutes N] [--rate N] [--outputs FILE] [--json FILE]
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { createUlids } from '@parley/client';
import { limits } from '@parley/protocol';
import { type Bill, billBetween, readBill } from './bill.ts';
import { conclude, type Proof, proofOf } from './checks.ts';
import { freeBasePort, Outputs, startCloud } from './cloud.ts';
import { percentile } from './figures.ts';
import { readLoadOptions, requireLoopback } from './load-options.ts';
import { enrol, gather, inTurns } from './people.ts';
import { createProgress } from './progress.ts';
import { openSpeaker, type Speaker } from './speaker.ts';
import { merge, type View } from './view.ts';

const { values } = parseArgs({
  options: {
    clients: { type: 'string', default: '200' },
    minutes: { type: 'string', default: '2' },
    rate: { type: 'string', default: '10' },
    outputs: { type: 'string' },
    json: { type: 'string' },
  },
});

const readOptions = () => {
  try {
    return readLoadOptions(values);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  }
};

const options = readOptions();
/** Clients of one room; each is a device of its own, of people with several. */
const ROOM = 10;
const DEVICES = 5;
const AT_ONCE = 4;
const ARRIVAL_MS = 60_000;
/** Signing up, and waiting for the last, take their time too. */
const SPARE_MINUTES = 10;
/** From one telling of timings to a client's next, milliseconds: as clients do it, and twice at least in a short run, for there to be something to see. */
const TELL_MS = Math.min(limits.timingsEveryMs, (options.minutes * 60_000) / 2);
const TEXT = 'A message as long as messages are, give or take a word.';

const progress = createProgress(process.stderr);
const { next } = createUlids({ clock: Date.now, random: Math.random });

interface Room {
  speakers: readonly Speaker[];
  /** The highest seq that was acknowledged. */
  head: number;
}

const openRooms = async (outputs: Outputs): Promise<Room[]> => {
  const people = await inTurns(
    Array.from({ length: Math.ceil(options.clients / DEVICES) }, (_, index) => `person${index + 1}`),
    AT_ONCE,
    (name, index) => {
      progress.show((index * DEVICES) / options.clients, 'of the people signed up');
      return enrol(outputs, name);
    },
  );
  const rooms: Room[] = [];
  for (let first = 0; first < options.clients; first += ROOM) {
    progress.show(first / options.clients, 'of the clients connected');
    const seats = Array.from(
      { length: Math.min(ROOM, options.clients - first) },
      (_, index) => people[Math.floor((first + index) / DEVICES)],
    );
    const actors = seats.filter((actor) => actor !== undefined);
    const roomId = await gather([...new Set(actors)], `Room ${rooms.length + 1}`);
    const speakers = await inTurns(actors, AT_ONCE, async ({ tokens }) =>
      openSpeaker(outputs.websocketUrl, await tokens.accessToken(), roomId, next),
    );
    // Functions start, and everybody is known to be here.
    const head = (await speakers[0]?.say(TEXT)) ?? 0;
    rooms.push({ speakers, head });
  }
  return rooms;
};

interface Talk {
  accepted: number;
  /** Said, and never acknowledged. */
  unanswered: number;
  seconds: number;
}

/** Has every client tell now and then how long events took to come to it. Gives what ends that. */
const tellTimings = (rooms: readonly Room[]): (() => void) => {
  const speakers = rooms.flatMap((room) => room.speakers);
  let turn = 0;
  const timer = setInterval(() => {
    speakers[turn % speakers.length]?.tell();
    turn += 1;
  }, TELL_MS / speakers.length);
  return () => clearInterval(timer);
};

/** Everybody in turns, room after room, `rate` messages a second together. */
const talk = async (rooms: readonly Room[]): Promise<Talk> => {
  const messages = Math.round(options.rate * options.minutes * 60);
  const began = performance.now();
  const said = Array.from({ length: messages }, async (_, number) => {
    await delay((number * 1_000) / options.rate);
    const room = rooms[number % rooms.length];
    const seq = await room?.speakers[Math.floor(number / rooms.length) % room.speakers.length]?.say(TEXT);
    if (room !== undefined && seq !== undefined) room.head = Math.max(room.head, seq);
    progress.show(number / messages, 'of the messages said');
    return seq;
  });
  const seqs = await Promise.all(said);
  const accepted = seqs.filter((seq) => seq !== undefined).length;
  return { accepted, unanswered: messages - accepted, seconds: (performance.now() - began) / 1_000 };
};

const look = (rooms: readonly Room[]): View => merge(rooms.flatMap(({ speakers, head }) => speakers.map((speaker) => speaker.view(head))));

/** What everybody has, once they have everything; after a minute as it is. */
const arrival = async (rooms: readonly Room[]): Promise<View> => {
  const deadline = performance.now() + ARRIVAL_MS;
  for (;;) {
    const view = look(rooms);
    if (view.missing === 0 || performance.now() > deadline) return view;
    await delay(100);
  }
};

const add = (proof: Proof, { accepted, unanswered, seconds }: Talk, view: View, bill: Bill): void => {
  const lags = view.lags.flatMap(([ms, count]) => Array.from({ length: count }, () => ms));
  const figure = (name: string, unit: string, value: number) => proof.figures.push({ name, unit, rounds: [value] });
  for (const percent of [50, 90, 95, 99]) figure(`sent → received p${percent}`, 'ms', percentile(lags, percent / 100));
  figure('messages', '/s', accepted / seconds);
  figure('received', '', lags.length);
  figure('cost of a million accepted', '$', (bill.total / Math.max(1, bill.accepted)) * 1e6);
  figure('cost of a million posted', '$', (bill.total / Math.max(1, bill.delivered)) * 1e6);
  proof.checks.push(
    { what: `all ${accepted + unanswered} messages accepted`, holds: unanswered === 0 },
    { what: 'every message reaches every client of its room, once', holds: view.missing + view.repeated === 0 },
    { what: 'no socket lost', holds: view.lost === 0 },
  );
};

const prove = async (outputs: Outputs, proof: Proof): Promise<void> => {
  const rooms = await openRooms(outputs);
  for (const { speakers, head } of rooms) for (const speaker of speakers) speaker.look(head);
  const before = await readBill(outputs.usageUrl);
  const stopTelling = tellTimings(rooms);
  const spoken = await talk(rooms);
  stopTelling();
  const view = await arrival(rooms);
  add(proof, spoken, view, billBetween(before, await readBill(outputs.usageUrl)));
  for (const { speakers } of rooms) for (const speaker of speakers) speaker.close();
};

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
const data = await mkdtemp(join(tmpdir(), 'parley-load-'));
try {
  const running = options.outputs === undefined ? undefined : Outputs.parse(JSON.parse(await readFile(options.outputs, 'utf8')));
  const cloud = running === undefined ? await startCloud({ port: await freeBasePort(), data, fresh: true }) : undefined;
  const outputs = running ?? cloud?.outputs;
  if (outputs === undefined) throw new Error('There is no local cloud.');
  requireLoopback(outputs);
  const proof = await proofOf((found) => prove(outputs, found), { minutes: options.minutes + SPARE_MINUTES, progress });
  process.exitCode = conclude(proof);
  if (options.json !== undefined) await writeFile(options.json, `${JSON.stringify(proof, undefined, 2)}\n`);
  await cloud?.stop();
} finally {
  await rm(data, { recursive: true, force: true });
}
process.exit();
