import { limits, parse, SignalCommand } from '@parley/protocol';
import { createTimings } from '../../../client/timings.ts';
import { createManualTime } from '../../support/manual-time.ts';

type Told = Parameters<Parameters<typeof createTimings>[0]['send']>[0];

const ID = '01JGXW3V4M5N6P7Q8R9STVWXYZ';

/** A client whose clock is `behind` the server's by so many milliseconds, and which has asked once, for 40 ms. */
const start = ({ behind = 0, answered = 40, open = true, random = (): number => 0 } = {}) => {
  const time = createManualTime();
  const told: Told[] = [];
  const send = (command: Told) => {
    if (open) told.push(command);
    return open;
  };
  const timings = createTimings({ send, nextId: () => ID, clock: time.clock, random, timers: time.timers });
  const serverTime = () => time.clock() + behind;
  const correct = (took: number) => timings.correct(serverTime(), time.clock() - took / 2, time.clock() + took / 2);
  correct(answered);
  return { time, told, timings, serverTime, correct };
};

describe('[C40] timings', () => {
  test("are told once in some minutes, by the server's clock", async () => {
    const { time, told, timings, serverTime } = start({ behind: 7_000 });
    timings.received('room_1', serverTime() - 120);
    timings.received('room_2', serverTime() - 80);

    await time.pass(limits.timingsEveryMs / 2 - 1);
    const before = [...told];
    await time.pass(1);

    expect(before).toEqual([]);
    expect(told).toEqual([{ action: 'timings', id: ID, roomId: 'room_2', tookMs: [120, 80] }]);
    expect(parse(SignalCommand, told[0])).toMatchObject({ ok: true });
  });

  test('are not told when nothing has come', async () => {
    const { time, told } = start();

    await time.pass(10 * limits.timingsEveryMs);

    expect(told).toEqual([]);
  });

  test('are a sample, each as likely as any other, of at most as many as a frame may hold', async () => {
    const { time, told, timings, serverTime } = start({ random: () => 0.5 });
    for (let took = 0; took < 10 * limits.timings; took += 1) timings.received('room_1', serverTime() - took);

    await time.pass(limits.timingsEveryMs);

    expect(told).toHaveLength(1);
    expect(told[0]?.tookMs).toHaveLength(limits.timings);
    // With this chance, each event after the hundredth falls beyond the sample; those up to there have replaced one another.
    expect(Math.max(...(told[0]?.tookMs ?? []))).toBe(2 * limits.timings - 2);
  });

  test('stay within the bounds of the frame, whatever the clocks say', async () => {
    const { time, told, timings, serverTime } = start();
    timings.received('room_1', serverTime() + 5_000);
    timings.received('room_1', serverTime() - 3_600_000);

    await time.pass(limits.timingsEveryMs);

    expect(told[0]?.tookMs).toEqual([0, limits.timingMs]);
  });

  test('are not taken by a clock that may be off by more than a quarter of a second', async () => {
    const { time, told, timings, serverTime, correct } = start({ answered: 600 });
    timings.received('room_1', serverTime() - 100);
    correct(500);
    timings.received('room_1', serverTime() - 200);

    await time.pass(limits.timingsEveryMs);

    expect(told.map(({ tookMs }) => tookMs)).toEqual([[200]]);
  });

  test('a slow answer does not spoil what a quick one has told', async () => {
    const { time, told, timings, serverTime } = start();
    timings.correct(serverTime() + 400, time.clock() - 900, time.clock());
    timings.received('room_1', serverTime() - 100);

    await time.pass(limits.timingsEveryMs);

    expect(told[0]?.tookMs).toEqual([100]);
  });

  test('begin anew after each telling, and are forgotten with the socket', async () => {
    const { time, told, timings, serverTime } = start();
    timings.received('room_1', serverTime() - 1);
    await time.pass(limits.timingsEveryMs);
    timings.received('room_1', serverTime() - 2);
    timings.reset();
    await time.pass(limits.timingsEveryMs);
    timings.received('room_1', serverTime() - 3);
    await time.pass(limits.timingsEveryMs);

    expect(told.map(({ tookMs }) => tookMs)).toEqual([[1], [3]]);
  });

  test('a tab without the socket tells nothing', async () => {
    const { time, told, timings, serverTime } = start({ open: false });
    timings.received('room_1', serverTime() - 1);

    await time.pass(limits.timingsEveryMs);

    expect(told).toEqual([]);
    expect(time.waiting()).toBe(0);
  });
});
