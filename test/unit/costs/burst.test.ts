// A burst in a room of 101 connections, second by second on a clock of its own: what was called for it, worked out by hand, beside what costs/model.ts says.
import { type Occasion, usageOfMessage } from '../../../costs/model.ts';
import { profiles } from '../../../costs/profiles.ts';
import { isMet, perMillion } from '../../../costs/table.ts';
import { costOf } from '../../../costs/usage.ts';
import { workOff } from '../../../lambdas/domain/fanout.ts';
import { postCommand } from '../../../lambdas/domain/messages.ts';
import { aSend } from '../../support/builders.ts';
import type { World } from '../../support/memory/index.ts';
import { framesTo, seatStrangers } from '../../support/memory/large-room.ts';
import { recorded } from '../../support/memory/observed.ts';
import { fanOut, freshId, stage } from '../../support/memory/stage.ts';

const SPEAKERS = Array.from({ length: 20 }, (_, index) => `speaker${index}`);
const RECEIVERS = 100;
const MESSAGES = 250;
/** 50 a second. */
const GAP_MS = 20;

/** Time that passes only when it is told to, for whoever waits too. */
const withTime = (world: World): World & { elapse(milliseconds: number): Promise<void> } => {
  let waiting: { until: number; go: () => void }[] = [];
  const settled = () => new Promise((resolve) => setImmediate(resolve));
  return {
    ...world,
    pause: (milliseconds) => new Promise((go) => waiting.push({ until: world.clock() + milliseconds, go })),
    elapse: async (milliseconds) => {
      world.pass(milliseconds);
      const due = waiting.filter(({ until }) => until <= world.clock());
      waiting = waiting.filter(({ until }) => until > world.clock());
      for (const { go } of due) go();
      await settled();
    },
  };
};

/** The burst, each bell handed over by itself and at once. */
const said = async () => {
  const { world, roomId } = await stage(...SPEAKERS);
  await seatStrangers(world, roomId, RECEIVERS + 1 - SPEAKERS.length, 1);
  const timed = withTime(world);
  let held = 0;
  const { take } = world.pumps;
  world.pumps.take = async (...args) => {
    const taken = await take(...args);
    if (taken === 'held') held += 1;
    return taken;
  };
  const senders = recorded(timed);
  const workers = recorded(timed);
  const work: Promise<unknown>[] = [];
  let bells = 0;
  let handedOver = 0;
  const handOver = (): void => {
    for (const job of world.fanoutQueue.take()) {
      handedOver += 1;
      if (job.kind === 'burst') bells += 1;
      work.push(workOff(workers.deps, [{ itemId: '1', job }]));
    }
  };
  for (let number = 0; number < MESSAGES; number += 1) {
    const speaker = `${SPEAKERS[number % SPEAKERS.length]}-phone`;
    await postCommand(senders.deps, speaker, aSend({ id: freshId(world), roomId, text: `No. ${number}` }));
    handOver();
    await timed.elapse(GAP_MS);
  }
  for (let rest = 0; rest < 20; rest += 1) {
    handOver();
    await timed.elapse(GAP_MS);
  }
  await Promise.all(work);
  const left = await fanOut(world);
  return { world, senders: senders.calls, workers: workers.calls, held, bells, handedOver, left };
};

const countOf = (calls: readonly string[], ...names: readonly string[]): number => calls.filter((call) => names.includes(call)).length;

describe('fifty messages a second to 100 others', () => {
  let burst: Awaited<ReturnType<typeof said>>;
  beforeAll(async () => {
    burst = await said();
  });

  test('come to everybody once and in order, the first nine by themselves and then ten at a time', () => {
    const frames = framesTo(burst.world, 'c3');
    const first = SPEAKERS.length;
    const seqs = Array.from({ length: MESSAGES }, (_, number) => first + number);

    expect([...new Set(frames.flat())]).toEqual(seqs);
    expect(frames.slice(0, 9)).toEqual(seqs.slice(0, 9).map((seq) => [seq]));
    expect(frames.slice(11, -1).every((frame) => frame.length >= 9 && frame.length <= 11)).toBe(true);
    expect(burst.left).toBe(0);
  });

  test('cost what is counted, worked out by hand, and the model says the same', () => {
    const { senders, workers, held, bells, handedOver } = burst;
    const alone = countOf(senders, 'connections.roster');
    const together = MESSAGES - alone;
    const frames = countOf(workers, 'connections.shard');
    const looks = countOf(workers, 'messages.deliverable');
    const posts = countOf(senders, 'gateway.post') + countOf(workers, 'gateway.post');
    const sent = countOf(senders, 'connections.gate', 'rooms.number', 'messages.claim', 'messages.append');
    // The room's row is above 1 KB in a burst. Who finds the pump held writes twice. And everything is persisted.
    const writes = sent + together + countOf(workers, 'pumps.take', 'pumps.release') + held + MESSAGES;
    // 101 rows of a roster are 19 KB, ten of the log less than 4.
    const reads = (alone + frames) * 2.5 + looks * 0.5 + alone * 0.5;
    const rung = countOf(workers, 'fanoutQueue.ring') + countOf(senders, 'fanoutQueue.ring');
    const queueRequests = MESSAGES + rung + 2 * (MESSAGES + handedOver);
    const invocations = MESSAGES + MESSAGES + handedOver;
    const sendingMs = alone * (5 + 5 + 7 + 2 * 20) + together * (5 + 5 + 5 + 7 + 8 + 7);
    const persistingMs = alone * (5 + 4 + 8) + together * (5 + 8);
    const workingMs = handedOver * 5 + held * 2 * 5 + frames * 200;
    const gigabyteSeconds = (sendingMs + workingMs + 0.5 * persistingMs) / 1_000;

    const dollars =
      (2 * MESSAGES + posts) * 1 + writes * 0.625 + reads * 0.125 + queueRequests * 0.4 + invocations * 0.2 + gigabyteSeconds * 13.3334;
    const hand = dollars / MESSAGES / RECEIVERS;

    const told = (occasion: Partial<Occasion>) =>
      (costOf(usageOfMessage({ receivers: RECEIVERS, shards: 1, eventsAFrame: 1, eventsABatch: 1, jobsABatch: 1, ...occasion })) * 1e6) /
      RECEIVERS;
    const model = (alone * told({}) + together * told({ eventsAFrame: together / frames })) / MESSAGES;
    expect({ alone, bells, hand, model, isWithin: Math.abs(model / hand - 1) <= 0.02 }).toMatchObject({
      alone: 9,
      bells: together + countOf(workers, 'fanoutQueue.ring'),
      isWithin: true,
    });
    expect(hand).toBeLessThanOrEqual(0.3);
  });

  test('are within the target, with as many events a frame as are counted here', () => {
    const { workers, senders } = burst;
    const counted = (MESSAGES - countOf(senders, 'connections.roster')) / countOf(workers, 'connections.shard');

    expect(counted).toBeGreaterThan(9.5);
    expect(perMillion(profiles.burst, 'coalesced')).toBeLessThanOrEqual(0.3);
    expect(isMet(profiles.burst)).toBe(true);
  });
});
