// The cost meter: what AWS would ask for what the local cloud has done since it started. Calls, messages, minutes and units are counted; how long
// functions run is as long as they ran here.
import { type CostLine, costLines, plus, REQUESTS_A_BATCH, type Usage, usageOfCalls } from '../../costs/usage.ts';
import type { MeteredCall } from '../ports.ts';
import type { FunctionCount } from './functions.ts';

export interface Counted {
  calls: readonly MeteredCall[];
  socket: { messages: number; minutes: number };
  httpRequests: number;
  functions: readonly FunctionCount[];
  /** Functions that queues feed. */
  fed: ReadonlySet<string>;
  /** Events that were accepted, and that were posted to a connection. */
  accepted: number;
  delivered: number;
}

export interface Bill {
  usage: Usage;
  lines: CostLine[];
  /** US dollars. */
  total: number;
  accepted: number;
  delivered: number;
}

export const billFor = ({ calls, socket, httpRequests, functions, fed, accepted, delivered }: Counted): Bill => {
  const sum = (of: (each: FunctionCount) => number) => functions.reduce((total, each) => total + of(each), 0);
  const called = usageOfCalls(calls);
  const usage = plus(called, {
    socketMessages: socket.messages,
    socketMinutes: socket.minutes,
    httpRequests,
    writeUnits: 0,
    readUnits: 0,
    queueRequests: sum(({ name, invocations }) => (fed.has(name) ? invocations * REQUESTS_A_BATCH : 0)),
    invocations: sum(({ invocations }) => invocations),
    gigabyteSeconds: sum(({ milliseconds, memoryMb }) => (milliseconds / 1_000) * (memoryMb / 1_024)),
  });
  const lines = costLines(usage);
  return { usage, lines, total: lines.reduce((total, { cost }) => total + cost, 0), accepted, delivered };
};
