// How long AWS takes: `--latency aws` gives the local cloud the delays of the real one, so that a figure measured here means something there.
// It is a simulation, and every output that shows such a figure says so. docs/faults.md says what of it is measured and what is assumed.
import { setTimeout as delay } from 'node:timers/promises';
import type { AwsCall, Functions, Interference } from '../ports.ts';
import type { Dice } from './dice.ts';

/** Quantiles of a delay, milliseconds: the least, the median, the 90th and 99th percentile, and the most. */
type Quantiles = readonly [least: number, p50: number, p90: number, p99: number, most: number];

/**
 * Where the figures come from: [V] the vendor, [S] a secondary source, [A] assumed, because none was found. The least and the most are [A]
 * throughout.
 */
const figures = {
  /**
   * From a client's frame or request to the function that runs, warm. [S] D. Frasca, "The hidden serverless latency", dev.to 2022: 10 to 20 ms for
   * API Gateway with Lambda; [V] AWS Compute Blog, "HTTP APIs now generally available", 2020: the gateway's own part is below 10 ms at p99. [A] WebSocket
   * APIs are like HTTP APIs.
   */
  invocation: [6, 10, 15, 20, 40],
  /** From SendMessage to the function that runs. [S] bitesizedserverless.com, "Serverless messaging: latency compared", eu-west-1, September 2022. */
  eventSource: [13, 16.2, 33.8, 105, 250],
  /**
   * A new execution environment, with the loading of its code. [S] E. Johnson, "Cold starts are dead", edjgeek.com 2026: Node.js 22 in production 200
   * to 350 ms at p50, 600 to 1,000 ms at p99, a sixth less on arm64. [A] p90.
   */
  coldStart: [130, 230, 400, 660, 1_000],
  /** [V] AWS Database Blog, "Understanding Amazon DynamoDB latency": single-digit milliseconds, service side. [A] the percentiles. */
  read: [1.5, 3, 4.5, 9, 25],
  query: [2, 3.5, 5.5, 9.5, 30],
  write: [2.5, 4.5, 6.5, 9.9, 30],
  batch: [4, 7, 11, 20, 50],
  /** SendMessage and its batch. [A], below the whole way to the function, which was measured. */
  send: [3, 6, 10, 25, 60],
  /** POST to @connections, until the frame is on its way to the client. [A]: no measurement was found. */
  post: [3, 6, 12, 30, 80],
} satisfies Record<string, Quantiles>;

type Step = keyof typeof figures;

/** The shares of all delays that lie below the quantiles. */
const shares = [0, 0.5, 0.9, 0.99, 1] as const;

/** The delay below which `share` of all are, 0 to 1: between two quantiles the logarithm grows evenly. */
export const quantile = (quantiles: Quantiles, share: number): number => {
  const at = Math.max(
    0,
    shares.findLastIndex((below, index) => below <= share && index < shares.length - 1),
  );
  const [low = 0, high = 1] = shares.slice(at);
  const [from = 0, to = from] = quantiles.slice(at);
  return from * (to / from) ** ((share - low) / (high - low));
};

export interface Latency {
  /** For the edge. */
  interference: Interference;
  /** Invocations that begin as late as through API Gateway, or through SQS. */
  delayed(functions: Functions, step: 'invocation' | 'eventSource'): Functions;
  /** How long the function's next instance takes to start. */
  coldStartMs(functionName: string): number;
}

export const createLatency = (dice: Dice): Latency => {
  const draw = (step: Step, stream: string): number => quantile(figures[step], dice.roll(`latency/${step}/${stream}`));

  return {
    async interference(call, carryOut) {
      const step = stepOf(call);
      if (!step) return carryOut(call);
      const ms = draw(step, `${call.identity?.functionName}/${call.action}`);
      if (step === 'post') {
        // What a client waits for is the effect of a post, not its answer: so the effect is what is late.
        await pause(ms);
        return carryOut(call);
      }
      // The engine's own time passes in place of the service's, and only what is left of that is waited for.
      const startedAt = performance.now();
      const reply = await carryOut(call);
      await pause(ms - (performance.now() - startedAt));
      return reply;
    },

    delayed: (functions, step) => ({
      async invoke(functionName, event, isWanted) {
        await pause(draw(step, functionName));
        return functions.invoke(functionName, event, isWanted);
      },
    }),

    coldStartMs: (functionName) => draw('coldStart', functionName),
  };
};

/** Timers are as good as a millisecond, and on the whole neither early nor late: nothing shorter than half of one is waited for. */
const pause = async (ms: number): Promise<void> => {
  if (ms >= 0.5) await delay(ms);
};

const dynamodbSteps: Record<string, Step> = {
  GetItem: 'read',
  Query: 'query',
  PutItem: 'write',
  UpdateItem: 'write',
  DeleteItem: 'write',
  BatchGetItem: 'batch',
  BatchWriteItem: 'batch',
};

/** Undefined for what takes as long as it takes here. */
const stepOf = ({ service, action }: AwsCall): Step | undefined => {
  if (service === 'dynamodb') return dynamodbSteps[action];
  if (service === 'sqs') return action.startsWith('SendMessage') ? 'send' : undefined;
  return service === 'execute-api' ? 'post' : undefined;
};
