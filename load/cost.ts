// What a run would have cost on AWS: an estimate, since the processors of a laptop say how long functions ran; storage, logs and transfer are left out.
import { type CostLine, costLines, plus, REQUESTS_A_BATCH, usageOfCalls } from '../costs/usage.ts';
import type { AwsUsage } from './usage.ts';

/** The memory of the largest function on the way of a message, gigabytes; others have less, so that this errs upwards. */
const FUNCTION_GB = 1;

/** Functions that queues feed. */
const FED = new Set(['persist', 'fanout', 'preview']);

export interface RunUsage extends AwsUsage {
  /** Frames that clients sent and got over sockets. */
  frames: number;
  /** The time that all sockets were open, together. */
  socketMinutes: number;
}

export const runCost = ({ calls, invocations, frames, socketMinutes }: RunUsage): CostLine[] => {
  const invoked = (matches: (functionName: string) => boolean) =>
    invocations.filter(({ functionName }) => matches(functionName)).reduce((sum, { count }) => sum + count, 0);
  return costLines(
    plus(usageOfCalls(calls), {
      socketMessages: frames,
      socketMinutes,
      httpRequests: invoked((name) => name.startsWith('api-')),
      writeUnits: 0,
      readUnits: 0,
      queueRequests: REQUESTS_A_BATCH * invoked((name) => FED.has(name)),
      invocations: invoked(() => true),
      gigabyteSeconds: invocations.reduce((sum, { milliseconds }) => sum + (milliseconds / 1_000) * FUNCTION_GB, 0),
    }),
  );
};
