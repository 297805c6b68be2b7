// A plan put to work: what each part of the local cloud asks, so that things go wrong as planned.
import type { Interference, RunningInvocation, SocketPerils } from '../ports.ts';
import { interferingBatches } from './batches.ts';
import { interferingCalls } from './calls.ts';
import { createDice } from './dice.ts';
import { createKiller } from './kills.ts';
import type { FaultPlan } from './plan.ts';
import { createPerils } from './sockets.ts';
import { createTally } from './tally.ts';

export interface Faults {
  /** For the edge. */
  interference: Interference;
  /** For the functions: told of each invocation, gives what to call at its end. */
  watch(invocation: RunningInvocation): () => void;
  /** For the functions: how far the clock of the function's next instance is off, milliseconds. */
  clockSkewMs(functionName: string): number;
  /** For the WebSocket gateway. */
  perils: SocketPerils;
  /** For SQS: how long from now the next message of the queue arrives, once for each time that it does, milliseconds. */
  arrivalsMs(queueName: string): number[];
  /** How often each kind of fault has struck. */
  counts(): { fault: string; count: number }[];
}

/** The longest that a duplicate comes after the first, and that a message is held back, milliseconds. */
const duplicateWithinMs = 2_000;
const heldBackMs = 1_000;

/** `labelOf` gives the label of a function's physical name. */
export const createFaults = (plan: FaultPlan, labelOf: (functionName: string) => string): Faults => {
  const { seed, calls, sockets, queues, kills, clockSkewMs } = plan;
  const dice = createDice(seed);
  const tally = createTally();
  const killer = createKiller(kills, dice, tally, labelOf);
  const strikes = (fault: string, stream: string, rate = 0): boolean => {
    const struck = dice.roll(`${fault}/${stream}`) < rate;
    if (struck) tally.count(fault);
    return struck;
  };

  return {
    // A call that a function dies at counts as one of its calls, whatever else befalls it: so the kills stand outermost.
    interference: layered(
      killer.interference,
      interferingCalls(calls, dice, tally),
      interferingBatches(queues.unprocessed ?? 0, dice, tally),
    ),
    watch: killer.watch,
    clockSkewMs: (functionName) => Math.round((2 * dice.roll(`clock/${labelOf(functionName)}`) - 1) * clockSkewMs),
    perils: createPerils(sockets, dice, tally),
    arrivalsMs: (queueName) => {
      const first = strikes('reordered', queueName, queues.reordered) ? heldBackMs * dice.roll(`held back/${queueName}`) : 0;
      const isTwice = strikes('duplicate', queueName, queues.duplicates);
      return isTwice ? [first, first + duplicateWithinMs * dice.roll(`second/${queueName}`)] : [first];
    },
    counts: tally.counts,
  };
};

/** Each layer carries calls out by way of the next. */
export const layered = (...layers: readonly Interference[]): Interference =>
  layers.reduceRight<Interference>(
    (inner, outer) => (call, carryOut) => outer(call, (passed) => inner(passed, carryOut)),
    (call, carryOut) => carryOut(call),
  );
