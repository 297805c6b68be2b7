import type { Clock, Meter } from '../../../lambdas/domain/ports.ts';

type Name = Parameters<Meter['count' | 'time' | 'level']>[0];

export interface MemoryMeter extends Meter {
  /** The sum counted under a name. */
  counted(name: Parameters<Meter['count']>[0]): number;
  /** Every duration measured under a name, milliseconds. */
  timed(name: Parameters<Meter['time']>[0]): number[];
  /** Every level told under a name. */
  levels(name: Parameters<Meter['level']>[0]): number[];
  /** Every value under a name from one time up to another. */
  between(name: Name, from: number, to: number): number[];
}

export const memoryMeter = (clock: Clock): MemoryMeter => {
  const values: { name: Name; value: number; at: number }[] = [];
  const between = (name: Name, from: number, to: number): number[] =>
    values.filter((each) => each.name === name && each.at >= from && each.at < to).map(({ value }) => value);
  const of = (name: Name): number[] => between(name, 0, Number.POSITIVE_INFINITY);
  const note = (name: Name, value: number) => values.push({ name, value, at: clock() });
  return {
    count: note,
    time: note,
    level: note,
    counted: (name) => of(name).reduce((sum, value) => sum + value, 0),
    timed: of,
    levels: of,
    between,
  };
};
