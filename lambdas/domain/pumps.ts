// How a large room's events reach one shard of its roster. Bells are many and come in any order, twice, or late; the pump is one, and what it
// pumps is the log. So the bell says only that there is something, and whoever holds the pump delivers all that waits, in order, as one frame.
//
//   bell 7   ── take ──▶ held: log above 6 = [7]     ── post 7 ──────────── release ✗ (word!) ─▶ log above 7 = [8 9] ── post 8 9 ─ release ✓
//   bell 8                    └─ take ✗, leaves word ──────────────────────▲
//   bell 9                          └─ take ✗, leaves word ────────────────┘
//
//   crash    ── take ──▶ held: post 7 … ✗                                   the bell was not done: SQS brings it back, later than the lease ends
//   bell 7'                                        ── take ──▶ held: log above 6 = [7 8 9] …                  7 twice; clients know it by its seq
//
//   gap      log above 6 = [8]: 7 is on its way. A delayed bell is rung, the pump released; 7's own bell brings 7 and 8.
//            If 8 is older than 2 s, 7 is passed over: [8] goes out and 7 is remembered as skipped, until it is in the log and its bell comes.
//
//   burst    log above 6 = [7 9] ── post 7 9 ── release ✗ ── pause ─▶ log above 7 = [8 10 11] ── post 8 10 11 ── release ✓
//            In a smaller room the first frame goes at once, and then one each 200 ms: no gap is waited for, since senders deliver what is in it.
import { type LogEvent, limits, type ServerFrame } from '@parley/protocol';
import { deliver } from './delivery.ts';
import type { Delivery, Ports } from './deps.ts';
import { ulid } from './ids.ts';
import { pagesOf } from './pages.ts';
import type { Deliverable, FanoutJob, HeldPump, LogSlice, Messages, Progress, PumpId, RoomShard, Subscriber } from './ports.ts';

export type Pumping = Delivery & Pick<Ports, 'pumps' | 'pause'> & { messages: Pick<Messages, 'deliverable'> };

/** What a bell has pumped, and how. */
interface Service {
  pump: PumpId;
  /** Who gets it. */
  shard: RoomShard;
  /** The seq that the bell was rung for. */
  seq: number;
  /** Another bell for the same, for `seq`. */
  bell(seq: number): FanoutJob;
  /** How long the pump waits for a seq that later ones have overtaken, milliseconds; undefined if it does not wait. */
  patienceMs?: number;
  /** What was sent after this is delivered too by a pump without a past, since its bell may have been overtaken by this one. `rungAt`: when its event was sent. */
  lookBackTo(times: { now: number; rungAt: number }): number;
  /** From one look at the log to the next at least, milliseconds. */
  paceMs: number;
  /** Whether a pump that was left so goes on from there, and does not begin anew at the bell. */
  goesOn(left: { progress: Progress; restedMs: number }): boolean;
}

/** Longer than the function may run, so that a worker that lives has no rival; shorter than the queue hides a bell, so that one that died has an heir. */
export const LEASE_MS = 12_000;

/** How long a shard's pump waits for a seq that later ones have overtaken. */
const PATIENCE_MS = 2_000;

/** How long one delayed bell serves for all gaps: well below its delay, so that it finds another one rung for it if clocks disagree when it comes. */
const BELL_SERVES_MS = 1_000;

/** How far below the newest a seq that was skipped is still looked for: what is later than that is left to catch-up. */
const REMEMBERED = 100;

/**
 * From one frame of a burst to the next. Shorter than a client waits before it asks for what a later event has overtaken (250 ms), for what the pump holds
 * may be overtaken by an event that its sender delivers.
 */
export const BURST_PACE_MS = 200;
/** Bells overtake each other by a tenth of a second, seldom by more. What is older than this its sender has delivered, or it was another burst. */
const BURST_LOOK_BACK_MS = 1_000;
/** After so long the burst is another one: senders have delivered what was said in between. */
const BURST_REST_MS = 2_000;

/** A pump at rest for so long, and so far behind, begins anew at the bell: those who are connected have caught up by themselves. */
const REST_MS = 60_000;

/**
 * How long a frame that has been begun may take to reach its shard. Who has not got it by then gets it later, and perhaps behind the next one: so
 * a worker that runs out of time stops between two frames.
 */
const FRAME_MS = 2_500;

/** Connections of one page of a shard. */
const PAGE = 500;
/** Events of one look at the log. */
const LOOK = 200;

/** What a look at the log brings: what is due, and how far the pump has come when that is delivered. */
interface Due {
  events: Deliverable[];
  voids: number[];
  progress: Progress;
  /** The seq behind a gap that is too young to be passed over. */
  behindGap?: number;
  /** Whether the log may hold more. */
  more: boolean;
}

/** Walks from what was sent over what is there, passing over old gaps, up to the first young one. */
const advance = (at: ReadonlyMap<number, number>, { sent, skipped }: Progress, youngAfter: number) => {
  const passed = [...skipped];
  let reached = sent;
  for (const seq of [...at.keys()].filter((each) => each > sent).sort((a, b) => a - b)) {
    if (seq > reached + 1 && (at.get(seq) ?? 0) > youngAfter) return { reached, passed, behindGap: seq };
    for (let missing = Math.max(reached + 1, seq - REMEMBERED); missing < seq; missing += 1) passed.push(missing);
    reached = seq;
  }
  return { reached, passed };
};

const dueOf = (slice: LogSlice<Deliverable>, progress: Progress, youngAfter: number): Due => {
  const { sent, bellAt } = progress;
  const { reached, passed, behindGap } = advance(slice.at, progress, youngAfter);
  const isDue = (seq: number): boolean => (seq <= sent ? progress.skipped.includes(seq) : seq <= reached);
  const skipped = passed.filter((seq) => seq > reached - REMEMBERED && !slice.at.has(seq));
  return {
    events: slice.items.filter(({ event }) => isDue(event.seq)),
    voids: slice.voids.filter(isDue),
    progress: { sent: reached, skipped, bellAt },
    ...(behindGap !== undefined && { behindGap }),
    more: slice.items.length === LOOK && behindGap === undefined,
  };
};

const bytesOf = (value: unknown): number => new TextEncoder().encode(JSON.stringify(value)).length;

/** As many of the first events as fit into a frame of `limits.frameBytes`. */
const firstRun = (events: readonly Deliverable[]): Deliverable[] => {
  let room = limits.frameBytes - bytesOf({ type: 'events', events: [] });
  const tooMany = events.findIndex(({ event }) => {
    room -= bytesOf(event) + 1;
    return room < 0;
  });
  return events.slice(0, tooMany < 0 ? events.length : Math.max(1, tooMany));
};

const upTo = (slice: LogSlice<Deliverable>, last: number): LogSlice<Deliverable> => ({
  ...slice,
  items: slice.items.filter(({ event }) => event.seq <= last),
  at: new Map([...slice.at].filter(([seq]) => seq <= last)),
  voids: slice.voids.filter((seq) => seq <= last),
});

/** What is due and fits into one frame. What was sent after `youngAfter` waits for what it has overtaken. */
const nextDue = (slice: LogSlice<Deliverable>, progress: Progress, youngAfter: number): Due => {
  const due = dueOf(slice, progress, youngAfter);
  const run = firstRun(due.events);
  const last = run.at(-1);
  if (last === undefined || run.length === due.events.length) return due;
  return { ...dueOf(upTo(slice, last.event.seq), progress, youngAfter), more: true };
};

const frameOf = (events: readonly LogEvent[]): ServerFrame | undefined => {
  const [first, ...others] = events;
  if (first === undefined) return undefined;
  return others.length === 0 ? { type: 'event', ...first } : { type: 'events', events: [...events] };
};

/** One frame to everyone, but to those who have the answer to some of its events already: to them without these (R2). */
const offer = async (deps: Pumping, subscribers: readonly Subscriber[], run: readonly Deliverable[], until: number): Promise<void> => {
  const told = new Set(run.flatMap(({ except, exceptUser }) => [except, exceptUser]));
  const groups = Map.groupBy(subscribers, (each) => (told.has(each.connectionId) || told.has(each.userId) ? each : undefined));
  for (const [one, group] of groups) {
    const isNews = ({ except, exceptUser }: Deliverable) => one === undefined || (except !== one.connectionId && exceptUser !== one.userId);
    const frame = frameOf(run.filter(isNews).map(({ event }) => event));
    if (frame !== undefined) await deliver(deps, group, frame, { attempt: 0, until });
  }
};

const deliverDue = async (deps: Pumping, shard: RoomShard, { events, voids }: Due, until: number): Promise<void> => {
  if (events.length + voids.length === 0) return;
  const startedAt = deps.clock();
  for await (const subscribers of pagesOf(PAGE, (request) => deps.connections.shard(shard, request))) {
    if (voids.length > 0) await deliver(deps, subscribers, { type: 'void', roomId: shard.roomId, seqs: voids }, { attempt: 0, until });
    await offer(deps, subscribers, events, until);
  }
  deps.meter.time('FanoutTime', deps.clock() - startedAt);
  const [oldest] = events;
  if (oldest !== undefined) deps.meter.time('DeliveryTime', deps.clock() - oldest.event.sentAt);
};

/** Sees to it that somebody looks again when the gap is old, unless somebody will. */
const ringLater = async (deps: Pumping, { bell }: Service, due: Due): Promise<Progress> => {
  const { progress, behindGap } = due;
  const now = deps.clock();
  if (behindGap === undefined || progress.bellAt > now) return progress;
  await deps.fanoutQueue.ring([bell(behindGap)], { delaySeconds: PATIENCE_MS / 1_000 });
  return { ...progress, bellAt: now + BELL_SERVES_MS };
};

/** Where a pump begins that has no past: at the bell, or at what was sent just before it, whose bells may have been overtaken. */
const beginning = async (deps: Pumping, { shard: { roomId }, seq, lookBackTo }: Service): Promise<Progress> => {
  const { at } = await deps.messages.deliverable(roomId, Math.max(0, seq - 1 - REMEMBERED), REMEMBERED + 1);
  const now = deps.clock();
  const oldest = lookBackTo({ now, rungAt: Math.min(now, at.get(seq) ?? now) });
  const young = [...at].filter(([, sentAt]) => sentAt > oldest).map(([each]) => each);
  return { sent: Math.min(seq, ...young) - 1, skipped: [], bellAt: 0 };
};

/** Where the pump was left, if it goes on from there. */
const lastProgress = ({ progress, usedAt }: HeldPump, { goesOn }: Service, now: number): Progress | undefined =>
  progress !== undefined && goesOn({ progress, restedMs: now - usedAt }) ? progress : undefined;

/** Delivers a frame of what waits. Gives the progress, and whether the log may hold more. */
const look = async (deps: Pumping, service: Service, progress: Progress, until: number): Promise<{ progress: Progress; more: boolean }> => {
  const { shard, patienceMs } = service;
  const from = Math.min(progress.sent, ...progress.skipped.map((seq) => seq - 1));
  const slice = await deps.messages.deliverable(shard.roomId, from, LOOK);
  const due = nextDue(slice, progress, patienceMs === undefined ? Number.POSITIVE_INFINITY : deps.clock() - patienceMs);
  await deliverDue(deps, shard, due, until + FRAME_MS);
  return { progress: await ringLater(deps, service, due), more: due.more };
};

/** Never longer than the pace, whatever the clock of the last worker said. */
const keepPace = ({ clock, pause }: Pumping, lookedAt: number, paceMs: number): Promise<void> =>
  pause(Math.min(paceMs, Math.max(0, lookedAt + paceMs - clock())));

const answer = async (deps: Pumping, service: Service, until: number): Promise<void> => {
  const { pump: id, paceMs } = service;
  const holder = ulid(deps.clock());
  const held = await deps.pumps.take(id, { holder, at: deps.clock(), until: deps.clock() + LEASE_MS });
  if (held === 'held') return;
  let progress = lastProgress(held, service, deps.clock()) ?? (await beginning(deps, service));
  let words: number | undefined = held.words;
  let lookedAt = held.usedAt;
  let more = false;
  while (words !== undefined) {
    if (paceMs > 0 && !more) await keepPace(deps, lookedAt, paceMs);
    lookedAt = deps.clock();
    ({ progress, more } = await look(deps, service, progress, until));
    if (deps.clock() >= until) return giveUp(deps, service, holder, progress);
    if (!more) words = await deps.pumps.release(id, { holder, at: deps.clock() }, progress, words);
  }
};

// The bell behind the release: rung before, it could find the pump in these hands and leave word with nobody.
const giveUp = async (deps: Pumping, { pump: id, bell, seq }: Service, holder: string, progress: Progress): Promise<void> => {
  await deps.pumps.release(id, { holder, at: deps.clock() }, progress);
  await deps.fanoutQueue.ring([bell(seq)]);
};

/**
 * Answers a bell: delivers to the shard whatever stands in the log and was not delivered yet, in order, each connection one frame of all that
 * waits; or leaves that to the worker who is at it. Begins no frame later than `until`; what is left then has a bell of its own.
 *
 * May be called any number of times. An event may be delivered twice, after a crash. Throws `unavailable` when a service does not answer: the
 * bell must come again then.
 */
export const pump = async (deps: Pumping, { roomId, shard, seq: rungFor }: RoomShard & { seq: number }, until: number): Promise<void> =>
  answer(
    deps,
    {
      pump: { roomId, shard },
      shard: { roomId, shard },
      seq: rungFor,
      bell: (seq) => ({ kind: 'shard', roomId, shard, seq }),
      patienceMs: PATIENCE_MS,
      lookBackTo: ({ now }) => now - PATIENCE_MS,
      paceMs: 0,
      goesOn: ({ progress, restedMs }) => restedMs <= REST_MS || rungFor - progress.sent <= REMEMBERED,
    },
    until,
  );

/**
 * Answers the bell of a burst in a room of one shard, as `pump` does: at once where none was answered just now, otherwise `BURST_PACE_MS` later, so that
 * frames hold what has been said meanwhile. It waits for no gap, since what its sender delivers has no bell, and may bring such events as well.
 */
export const pumpBurst = async (deps: Pumping, { roomId, seq: rungFor }: { roomId: string; seq: number }, until: number): Promise<void> =>
  answer(
    deps,
    {
      pump: { roomId, shard: 'burst' },
      shard: { roomId, shard: 0 },
      seq: rungFor,
      bell: (seq) => ({ kind: 'burst', roomId, seq }),
      lookBackTo: ({ rungAt }) => rungAt - BURST_LOOK_BACK_MS,
      paceMs: BURST_PACE_MS,
      goesOn: ({ restedMs }) => restedMs <= BURST_REST_MS,
    },
    until,
  );
