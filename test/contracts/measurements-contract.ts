import type { Measurements, Meter } from '../../lambdas/domain/ports.ts';

export interface MeasuredWorld {
  meter: Meter;
  measurements: Measurements;
  /** Moves the clock, milliseconds. */
  pass(milliseconds: number): void;
  close(): Promise<void>;
}

const MINUTE = 60_000;

/** `from` is where the clock of a new world stands: on a whole hour. */
export const measurementsContract = (from: number, open: () => Promise<MeasuredWorld>): void => {
  let world: MeasuredWorld;

  beforeEach(async () => {
    world = await open();
  });

  afterEach(() => world.close());

  test('what is counted is summed by step, and a step in which nothing was is 0', async () => {
    world.meter.count('Accepted', 1);
    world.pass(MINUTE - 1);
    world.meter.count('Accepted', 2);
    world.meter.count('Delivered', 40);
    world.pass(MINUTE + 1);
    world.meter.count('Delivered', 5);

    expect(await world.measurements.activity({ from, stepMs: MINUTE, count: 4 })).toEqual([
      { accepted: 3, delivered: 40 },
      { accepted: 0, delivered: 0 },
      { accepted: 0, delivered: 5 },
      { accepted: 0, delivered: 0 },
    ]);
  });

  test('longer steps hold what the minutes hold', async () => {
    for (let minute = 0; minute < 90; minute += 1) {
      world.meter.count('Accepted', 1);
      world.pass(MINUTE);
    }

    const steps = await world.measurements.activity({ from, stepMs: 60 * MINUTE, count: 2 });

    expect(steps.map(({ accepted }) => accepted)).toEqual([60, 30]);
  });

  test('what was counted before, or after, is not told', async () => {
    world.meter.count('Accepted', 1);
    world.pass(2 * MINUTE);
    world.meter.count('Accepted', 1);

    expect(await world.measurements.activity({ from: from + MINUTE, stepMs: MINUTE, count: 1 })).toEqual([{ accepted: 0, delivered: 0 }]);
  });

  test('of times the median and the 95th percentile are told, within 2 %', async () => {
    for (let ms = 1; ms <= 100; ms += 1) world.meter.time('ReceiveTime', ms);

    const [step] = await world.measurements.activity({ from, stepMs: MINUTE, count: 1 });

    expect(Math.abs((step?.receiveMs?.p50 ?? 0) / 50 - 1)).toBeLessThan(0.02);
    expect(Math.abs((step?.receiveMs?.p95 ?? 0) / 95 - 1)).toBeLessThan(0.02);
  });
};
