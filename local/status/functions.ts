// How each function has done since the start.
import type { InvokeResult } from '../ports.ts';

export interface FunctionCount {
  /** The function's label. */
  name: string;
  memoryMb: number;
  invocations: number;
  errors: number;
  coldStarts: number;
  /** All invocations together, as long as they took here. */
  milliseconds: number;
}

export interface FunctionCounts {
  observe(name: string, result: InvokeResult): void;
  /** Each of the functions, by name; those that never ran too. */
  of(functions: readonly Pick<FunctionCount, 'name' | 'memoryMb'>[]): FunctionCount[];
}

const nothingYet = { invocations: 0, errors: 0, coldStarts: 0, milliseconds: 0 };

export const createFunctionCounts = (): FunctionCounts => {
  const counts = new Map<string, typeof nothingYet>();
  return {
    observe(name, { ok, cold, durationMs }) {
      const before = counts.get(name) ?? nothingYet;
      counts.set(name, {
        invocations: before.invocations + 1,
        errors: before.errors + (ok ? 0 : 1),
        coldStarts: before.coldStarts + (cold ? 1 : 0),
        milliseconds: before.milliseconds + durationMs,
      });
    },
    of: (functions) =>
      functions
        .map(({ name, memoryMb }) => ({ name, memoryMb, ...(counts.get(name) ?? nothingYet) }))
        .toSorted((a, b) => a.name.localeCompare(b.name)),
  };
};
