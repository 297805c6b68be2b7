import type { Meter } from '../../../lambdas/domain/ports.ts';

export interface MemoryMeter extends Meter {
  /** The sum counted under a name. */
  counted(name: Parameters<Meter['count']>[0]): number;
  /** Every duration measured under a name, milliseconds. */
  timed(name: Parameters<Meter['time']>[0]): number[];
}

export const memoryMeter = (): MemoryMeter => {
  const values: { name: string; value: number }[] = [];
  const of = (name: string): number[] => values.filter((each) => each.name === name).map(({ value }) => value);
  return {
    count: (name, value) => values.push({ name, value }),
    time: (name, value) => values.push({ name, value }),
    counted: (name) => of(name).reduce((sum, value) => sum + value, 0),
    timed: of,
  };
};
