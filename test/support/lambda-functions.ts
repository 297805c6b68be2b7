// Functions for tests of what runs and invokes them: real code in real worker threads, or answers given in place.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunnableFunction } from '../../local/functions/instance.ts';
import type { Functions, InvokeResult } from '../../local/ports.ts';
import { temporaryFolder } from './cloud-fixtures.ts';

/** A function whose `index.mjs` is this text. */
export const functionOf = (code: string, changes: Partial<RunnableFunction> = {}): RunnableFunction => {
  const folder = join(temporaryFolder(), 'code');
  mkdirSync(folder);
  writeFileSync(join(folder, 'index.mjs'), code);
  return {
    name: 'fn',
    arn: 'arn:aws:lambda:us-east-1:000000000000:function:fn',
    folder,
    handler: { module: 'index', exportName: 'handler' },
    environment: {},
    timeoutMs: 10_000,
    memoryMb: 128,
    ...changes,
  };
};

export interface AnsweringFunctions extends Functions {
  /** Every invocation so far. */
  invocations: { functionName: string; event: unknown }[];
}

/** Invocations that are recorded, and answered by `answer`. What it throws is the function's failure. */
export const answering = (answer: (functionName: string, event: unknown) => unknown): AnsweringFunctions => {
  const invocations: AnsweringFunctions['invocations'] = [];
  return {
    invocations,
    invoke: async (functionName, event): Promise<InvokeResult> => {
      invocations.push({ functionName, event });
      try {
        return { ok: true, payload: await answer(functionName, event), durationMs: 1, cold: false };
      } catch (thrown) {
        return { ok: false, errorType: 'Error', errorMessage: String(thrown), durationMs: 1, cold: false };
      }
    },
  };
};
