// Proves that a large room works: one message reaches every socket with one post each, what a message costs a member stays the same from 100
// sockets to 10,000, and a burst goes out in few frames without losing its order. Ends with 0 if all of it holds, and with 1 at the latest after
// `--minutes`, whatever is in its way.
//   npm run bench:large-room -- [--sockets N] [--minutes N] [--json FILE]
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { createUlids } from '@parley/client';
import { type Calls, callsBetween, countOf, isPost, settledCalls } from './calls.ts';
import { addTo, conclude, type Proof, proofOf } from './checks.ts';
import { type Cloud, freeBasePort, startCloud } from './cloud.ts';
import { type Crowd, gatherCrowd } from './crowd.ts';
import { type Figure, median, percentile, table } from './figures.ts';
import { enrol, gather, inTurns } from './people.ts';
import { openFileLimit, usageOf } from './processes.ts';
import { createProgress } from './progress.ts';
import { openSpeaker, type Speaker } from './speaker.ts';
import { merge, type View } from './view.ts';

const { values: options } = parseArgs({
  options: { sockets: { type: 'string', default: '10000' }, minutes: { type: 'string', default: '30' }, json: { type: 'string' } },
});

const SOCKETS = Number(options.sockets);
const SIZES = [...[100, 1_000].filter((size) => size < SOCKETS), SOCKETS];
/** From so many members on a room may grow; with 50 devices each they are the 10,000. */
const PEOPLE = 200;
const SPEAKERS = 20;
/** Up to here the sender posts by itself: nothing is coalesced, and the order is the clients' to make. */
const INLINE_SOCKETS = 200;
const PROCESSES = 2;
const OPENING_AT_ONCE = 24;
const ROUNDS = 5;
const BURST_SECONDS = 10;
const BURST_PER_SECOND = 50;
/** Of the posts that a burst would take with one for each event and socket. */
const COALESCED = 0.4;
/** By how much a member may cost more in a larger room. */
const FLAT = 1.1;
const ARRIVAL_MS = 180_000;
/** Files that a process has open besides its sockets. */
const OTHER_FILES = 1_000;
const TEXT = 'A message as long as messages are, give or take a word.';

const progress = createProgress(process.stderr);

interface Room {
  roomId: string;
  cloud: Cloud;
  crowd: Crowd;
  speakers: readonly Speaker[];
  /** An access token for each socket still to come. */
  places: string[];
  /** The highest seq so far. */
  head: number;
}

/** Something said to the whole room, and what came of it. */
interface Round {
  /** Messages with an ack. */
  accepted: number;
  /** How long each ack took, with all tries. */
  answerMs: number[];
  calls: Calls;
  view: View;
  seconds: number;
}

const prepare = async (cloud: Cloud, crowd: Crowd): Promise<Room> => {
  let enrolled = 0;
  const people = await inTurns(
    Array.from({ length: PEOPLE }, (_, index) => `person${index + 1}`),
    8,
    async (name) => {
      const actor = await enrol(cloud.outputs, name);
      enrolled += 1;
      progress.show(enrolled / PEOPLE, 'of the people signed up');
      return actor;
    },
  );
  progress.show(1, 'putting them into a room');
  const roomId = await gather(people, 'Everybody');
  const tokens = await Promise.all(people.map((person) => person.tokens.accessToken()));
  const { next } = createUlids({ clock: Date.now, random: Math.random });
  const speakers = await inTurns(tokens.slice(0, SPEAKERS), 1, (token) => openSpeaker(cloud.outputs.websocketUrl, token, roomId, next));
  // Person after person with all their devices: soon there are too many in the room for anybody to be told who comes.
  const devices = Math.ceil(SOCKETS / PEOPLE);
  const places = tokens.flatMap((token) => Array.from({ length: devices }, () => token));
  // What the crowd is asked about begins behind this.
  const head = (await speakers[0]?.say(TEXT)) ?? 0;
  return { roomId, cloud, crowd, speakers, places, head };
};

/** Opens sockets until the room holds `size`, or some cannot be opened. Gives how many a second. */
const grow = async ({ roomId, cloud, crowd, places }: Room, size: number): Promise<number> => {
  const before = (await crowd.view(0)).sockets;
  const began = performance.now();
  let full = false;
  const opening = crowd
    .open({
      url: cloud.outputs.websocketUrl,
      room: roomId,
      tokens: places.splice(0, size - SPEAKERS - before),
      atOnce: OPENING_AT_ONCE,
    })
    .finally(() => (full = true));
  while (!full) {
    progress.show(((await crowd.view(0)).sockets + SPEAKERS) / size, `of ${size} sockets open`);
    await Promise.race([opening, delay(500)]);
  }
  await opening;
  return (size - SPEAKERS - before) / ((performance.now() - began) / 1_000);
};

/** Waits until every socket has seen everything up to `seq`; 3 minutes at most. */
const arrival = async ({ crowd, speakers }: Room, seq: number, deliveries: number): Promise<View> => {
  const deadline = performance.now() + ARRIVAL_MS;
  for (;;) {
    const view = merge([await crowd.view(seq), ...speakers.map((speaker) => speaker.view(seq))]);
    if (view.missing === 0 || performance.now() > deadline) return view;
    if (deliveries > view.sockets) progress.show(1 - view.missing / deliveries, 'of the burst delivered');
    await delay(100);
  }
};

interface Answer {
  seq: number | undefined;
  /** How long it took. */
  ms: number;
}

/** Says so many messages at so many a second, the speakers taking turns, so that none is above their own rate. */
const sayAll = async ({ speakers }: Room, messages: number, perSecond: number): Promise<Answer[]> => {
  let answered = 0;
  const sayOne = async (number: number): Promise<Answer> => {
    await delay((number * 1_000) / perSecond);
    const saidAt = performance.now();
    const seq = await speakers[number % SPEAKERS]?.say(TEXT);
    answered += 1;
    if (messages > 1) progress.show(answered / messages, 'of a burst acknowledged');
    return { seq, ms: performance.now() - saidAt };
  };
  return Promise.all(Array.from({ length: messages }, (_, number) => sayOne(number)));
};

/** Says something, and sees what comes of it. */
const speak = async (room: Room, messages: number, perSecond: number): Promise<Round> => {
  const { cloud, crowd, speakers } = room;
  const before = await settledCalls(cloud.outputs.callsUrl);
  await crowd.look(room.head);
  for (const speaker of speakers) speaker.look(room.head);
  const began = performance.now();
  const answers = await sayAll(room, messages, perSecond);
  const seqs = answers.flatMap(({ seq }) => seq ?? []);
  room.head = Math.max(room.head, ...seqs);
  const view = await arrival(room, room.head, messages * SOCKETS);
  const seconds = (performance.now() - began) / 1_000;
  const calls = callsBetween(before, await settledCalls(cloud.outputs.callsUrl));
  return { accepted: seqs.length, answerMs: answers.map(({ ms }) => ms), calls, view, seconds };
};

const posts = ({ calls }: Round): number => countOf(calls, isPost);
const callsPerMember = ({ calls, view }: Round): number => countOf(calls) / (view.sockets - 1);

/** One message at a time to a room of `size` sockets. */
const proveSize = async (room: Room, size: number): Promise<Proof & { perMember: number }> => {
  const opened = await grow(room, size);
  const rounds: Round[] = [];
  // The first message starts functions; it is not what is asked about.
  for (let round = 0; round <= ROUNDS; round += 1) {
    progress.show(round / ROUNDS, `of the messages to ${size} sockets`);
    const spoken = await speak(room, 1, 1);
    if (round > 0) rounds.push(spoken);
  }
  const figure = (name: string, unit: string, of: (round: Round) => number): Figure => ({
    name: `${size} sockets: ${name}`,
    unit,
    rounds: rounds.map(of),
  });
  const took = (part: number) => (round: Round) =>
    percentile(
      round.view.lags.flatMap(([ms, count]) => Array.from({ length: count }, () => ms)),
      part,
    );
  return {
    perMember: median(rounds.map(callsPerMember)),
    figures: [
      { name: `${size} sockets: opened`, unit: '/s', rounds: [opened] },
      figure('posts a message', '', posts),
      figure('other calls a message', '', (round) => countOf(round.calls) - posts(round)),
      figure('calls a member', '', callsPerMember),
      figure('sent → received p50', 'ms', took(0.5)),
      figure('sent → received by the last', 'ms', took(1)),
    ],
    checks: [
      {
        what: `${size} sockets: a message reaches all, once`,
        holds: rounds.every(({ accepted, view }) => accepted === 1 && view.sockets === size && view.missing + view.repeated === 0),
      },
      { what: `${size} sockets: posts = online − 1`, holds: rounds.every((round) => posts(round) === size - 1) },
    ],
  };
};

const proveBurst = async (room: Room): Promise<Proof> => {
  const messages = BURST_SECONDS * BURST_PER_SECOND;
  const round = await speak(room, messages, BURST_PER_SECOND);
  const { view, seconds } = round;
  const uncoalesced = messages * (SOCKETS - 1);
  const figure = (name: string, unit: string, value: number, atMost?: number): Figure => ({
    name: `burst: ${name}`,
    unit,
    rounds: [value],
    ...(atMost === undefined ? {} : { atMost }),
  });
  return {
    figures: [
      figure('posts of the uncoalesced count', '%', (100 * posts(round)) / uncoalesced, 100 * COALESCED),
      figure('posts', '', posts(round)),
      figure('events a frame', '', (uncoalesced - view.missing) / Math.max(1, view.frames)),
      figure('deliveries missing', '', view.missing, 0),
      figure('deliveries', '/s', uncoalesced / seconds),
      figure('said → acknowledged p50', 's', percentile(round.answerMs, 0.5) / 1_000),
      figure('said → acknowledged by the last', 's', percentile(round.answerMs, 1) / 1_000),
      figure('from the first said to the last seen', 's', seconds),
      figure('events delivered twice', '', view.repeated, 0),
      figure('events out of order', '', view.late, 0),
      figure('sockets missing', '', SOCKETS - view.sockets, 0),
    ],
    checks: [
      { what: `burst: all ${messages} messages accepted`, holds: round.accepted === messages },
      { what: 'burst: every message reaches every socket', holds: view.missing === 0 && view.sockets === SOCKETS },
      { what: 'burst: once, and in order, at every socket', holds: view.late + view.repeated === 0 },
      { what: `burst: posts ≤ ${100 * COALESCED} % of the uncoalesced count`, holds: posts(round) <= COALESCED * uncoalesced },
    ],
  };
};

const prove = async (room: Room, proof: Proof): Promise<void> => {
  const costs: number[] = [];
  for (const size of SIZES) {
    const { perMember, ...proved } = await proveSize(room, size);
    costs.push(perMember);
    addTo(proof, proved);
    progress.end();
    console.log(`${table(proved.figures)}\n`);
  }
  const isFlat = Math.max(...costs) <= FLAT * Math.min(...costs);
  proof.checks.push({ what: `calls a member stay flat from ${SIZES[0]} to ${SOCKETS} sockets`, holds: isFlat });
  if (SOCKETS > INLINE_SOCKETS) addTo(proof, await proveBurst(room));
  const memory = await usageOf(room.cloud.pid);
  if (memory !== undefined) proof.figures.push({ name: 'local cloud: memory', unit: 'MB', rounds: [memory.rssBytes / 1024 ** 2] });
};

const checkLimits = async (): Promise<void> => {
  const needed = SOCKETS + OTHER_FILES;
  const limit = await openFileLimit();
  if (limit >= needed) return;
  console.error(`${SOCKETS} sockets need ${needed} open files in one process, and ${limit} are allowed here.`);
  console.error(`Raise the limit (ulimit -n ${needed}), or ask for fewer: --sockets ${limit - OTHER_FILES}.`);
  process.exit(1);
};

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
await checkLimits();
const data = await mkdtemp(join(tmpdir(), 'parley-large-room-'));
const crowd = gatherCrowd(PROCESSES);
try {
  const cloud = await startCloud({ port: await freeBasePort(), data, fresh: true });
  const run = async (proof: Proof) => prove(await prepare(cloud, crowd), proof);
  const proof = await proofOf(run, { minutes: Number(options.minutes), progress });
  process.exitCode = conclude(proof);
  if (options.json !== undefined) await writeFile(options.json, `${JSON.stringify(proof, undefined, 2)}\n`);
  await crowd.close();
  await cloud.kill();
} finally {
  await rm(data, { recursive: true, force: true });
}
process.exit();
