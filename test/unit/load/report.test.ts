import type { Run } from '../../../load/delivery-run.ts';
import { newObservation } from '../../../load/device.ts';
import { reportText, summarizeRun } from '../../../load/report.ts';
import { reportPage } from '../../../load/report-page.ts';
import type { Profile } from '../../../load/scenario.ts';

const ROOM = 'room_1';
const BEGAN = 1_000_000;
const profile: Profile = { clients: 2, rooms: 1, messages: 1, rate: 1, cutEveryMs: 0, cutForMs: 0, restarts: 1, rolls: 0, timed: true };

/** One entry, said by ann and shown on both devices; a cut of a client and one death of the cloud. */
const aRun = (catchUpMs = 100): Run => {
  const observation = newObservation();
  const { ledger } = observation;
  ledger.members[ROOM] = ['ann', 'bob'];
  ledger.sends.push({ person: 'ann', roomId: ROOM, id: 'm1' });
  ledger.acks.push({ person: 'ann', roomId: ROOM, id: 'm1', seq: 1 });
  for (const device of ['ann', 'bob']) ledger.views.push({ device, roomId: ROOM, seqs: [1], ids: ['m1'] });
  ledger.histories[ROOM] = { head: 1, entries: [{ seq: 1, id: 'm1' }], voids: [] };
  observation.latency.add(12);
  const openedAt = BEGAN + 20_000;
  observation.returns.push(
    { lostAt: openedAt - 2_500, mendedAt: openedAt - 500, openedAt, caughtUpAt: openedAt + catchUpMs },
    { lostAt: BEGAN + 51_000, openedAt: BEGAN + 59_000, caughtUpAt: BEGAN + 62_000 },
  );
  return {
    ledger,
    observation,
    seconds: [
      { shown: 1, online: 2, cut: 0 },
      { shown: 1, online: 1, cut: 1 },
    ],
    outages: [{ from: BEGAN + 50_000, to: BEGAN + 58_000 }],
    beganAt: BEGAN,
    durationMs: 60_000,
    settledMs: 40,
    cuts: 1,
    rolls: 0,
    strays: 1,
    usage: {
      calls: [{ functionName: 'send', service: 'sqs', action: 'SendMessage', verdict: 'allowed', count: 3, units: 3 }],
      invocations: [],
      cpuMs: 30_000,
      frames: 4,
      socketMinutes: 2,
    },
  };
};

describe('the report', () => {
  test('a faultless run in time keeps the promise', () => {
    const summary = summarizeRun(aRun(), profile);

    expect(summary).toMatchObject({ kept: true, expected: 2, delivered: 2, callsPerEntry: 3 });
  });

  test('a return after a cut and one after a death of the cloud are told apart', () => {
    const summary = summarizeRun(aRun(), profile);

    expect(summary.catchUp).toEqual({ count: 1, p50: 100, p95: 100, p99: 100, most: 100 });
    expect(summary.back).toMatchObject({ count: 1, p50: 600 });
    expect(summary.afterOutage).toMatchObject({ count: 1, p50: 3_000 });
  });

  test('catching up too slowly breaks the promise, where time is judged', () => {
    expect(summarizeRun(aRun(2_000), profile).kept).toBe(false);
    expect(summarizeRun(aRun(2_000), { timed: false }).kept).toBe(true);
  });

  test('what is wrong is told by its invariant', () => {
    const run = aRun();
    run.ledger.received.eve = { [ROOM]: 1 };

    const summary = summarizeRun(run, profile);

    expect(summary.kept).toBe(false);
    expect(reportText(run, summary)).toContain('✗ I5  nobody but members receives anything of a room: 1 findings');
  });

  test('the page stands alone and shows the verdict, the findings and the charts', () => {
    const run = aRun();
    run.ledger.stale.push({ roomId: ROOM, detail: '<script>' });

    const page = reportPage({ run, summary: summarizeRun(run, profile), profile, seed: 7, plan: 'plan.json' });

    expect(page).toContain('The promise was broken.');
    expect(page).toContain('&#60;script&#62;');
    expect(page).not.toMatch(/<script|<link|src=|https?:/);
    expect(page.match(/<svg/g)).toHaveLength(3);
    expect(page).not.toContain('NaN');
  });
});
