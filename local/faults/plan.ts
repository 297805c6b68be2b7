// What goes wrong in a run of the local cloud: `--faults FILE` reads a JSON file of this shape. docs/faults.md tells how to write one.
import { readFileSync } from 'node:fs';
import * as z from 'zod/mini';
import { messageOf, Problem } from '../problem.ts';

/** A probability, 0 to 1. */
const Rate = z.number().check(z.gte(0), z.lte(1));
const Milliseconds = z.number().check(z.int(), z.gte(0));

/** A fault of calls to AWS, as the edge sees them. The first that matches a call and strikes is what happens to it. */
const CallFault = z.strictObject({
  /** The signing name, `dynamodb`, `sqs`, `execute-api`, or any. What users call without a signature, at Cognito, must be named. */
  service: z.optional(z.string()),
  /** `UpdateItem`, `SendMessage`, `ManageConnections`, …, or any action. */
  action: z.optional(z.string()),
  /** The calling function by its label, `send`, `persist`, …, or any. */
  function: z.optional(z.string()),
  /** The share of matching calls that it strikes. */
  rate: Rate,
  /**
   * `throttle`: refused before it has any effect, with the service's own throttling error (429, or 400 where the service says so).
   * `error`: refused before it has any effect, with status 500. `lost`: carried out, and answered with status 500 all the same.
   * `late`: carried out and answered as it should be, `upToMs` later at the most.
   */
  fault: z.enum(['throttle', 'error', 'lost', 'late']),
  /** The longest delay of `late`; each is drawn evenly from nothing to this. @default 500 */
  upToMs: z._default(Milliseconds, 500),
});
export type CallFault = z.output<typeof CallFault>;

/** What befalls clients' sockets, as the WebSocket gateway sees them. */
const SocketFaults = z.strictObject({
  /** Each socket is reset at an age drawn evenly from 0 to twice this. */
  cutEveryMs: z.optional(Milliseconds),
  /** Each socket falls silent, without a FIN, at an age drawn evenly from 0 to twice `everyMs`; it is reset `forMs` later. */
  freeze: z.optional(z.strictObject({ everyMs: Milliseconds, forMs: Milliseconds })),
  /** The share of closed sockets whose `$disconnect` never runs. */
  lostDisconnects: z.optional(Rate),
});

/** What SQS and DynamoDB do now and then. */
const QueueFaults = z.strictObject({
  /** The share of messages that are delivered twice, the second time up to 2 s later, whether or not they have been deleted. */
  duplicates: z.optional(Rate),
  /** The share of messages that are held back for up to 1 s, and so overtaken by later ones. */
  reordered: z.optional(Rate),
  /** The share of items of a BatchWriteItem, BatchGetItem or SendMessageBatch that are handed back unprocessed. */
  unprocessed: z.optional(Rate),
});

/** Ends a function in the middle: the execution environment is gone at this point of an invocation. */
const Kill = z.strictObject({
  /** The function by its label. */
  function: z.string(),
  /** Which of the invocation's calls to AWS, counted from 1; an SDK's retry is a call of its own. */
  call: z.number().check(z.int(), z.gte(1)),
  /** Before the call has any effect, or after it and before the function hears of it. */
  when: z.enum(['before', 'after']),
  /** The share of invocations that it strikes; those that make fewer calls get away. */
  rate: Rate,
});
export type Kill = z.output<typeof Kill>;

export const FaultPlan = z.strictObject({
  /** The same seed decides the same: the n-th call of a function to an action meets the same fate in each run. */
  seed: z._default(z.number().check(z.int()), 1),
  calls: z._default(z.array(CallFault), []),
  sockets: z._default(SocketFaults, {}),
  queues: z._default(QueueFaults, {}),
  kills: z._default(z.array(Kill), []),
  /** The clock of each function instance is off by a value drawn evenly from minus to plus this. Signatures hold up to 5 minutes. */
  clockSkewMs: z._default(Milliseconds, 0),
  /** The whole process kills itself (SIGKILL) this long after it is ready. Whoever started it starts it again. */
  crashAfterMs: z.optional(Milliseconds),
});
export type FaultPlan = z.output<typeof FaultPlan>;

/** The plan in a JSON file. Throws a `Problem` that names the file, and the field that is wrong. */
export const readFaultPlan = (file: string): FaultPlan => {
  const problem = (what: string, cause?: unknown): Problem => new Problem(`The fault plan ${file} ${what}`, { cause });
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw problem(`cannot be read: ${messageOf(cause)}`, cause);
  }
  const { data, error } = FaultPlan.safeParse(content, { error: z.locales.en().localeError });
  const [issue] = error?.issues ?? [];
  if (issue) throw problem(`is wrong at ${pathText(issue.path)}: ${issue.message}.`);
  if (!data) throw problem('is wrong.');
  return data;
};

/** `calls[0].rate` */
const pathText = (path: readonly PropertyKey[]): string =>
  path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .replace(/^\./, '') || 'its top level';

const percent = (rate: number): string => `${Number((rate * 100).toFixed(3))} %`;

/** One line for the person who starts the cloud: `Faults on, seed 7: 5 % of execute-api throttled, …`. */
export const describeFaultPlan = ({ seed, calls, sockets, queues, kills, clockSkewMs, crashAfterMs }: FaultPlan): string => {
  const parts = [
    ...calls.map(
      ({ service, action, function: caller, rate, fault }) =>
        `${percent(rate)} of ${action ?? 'calls'} to ${service ?? 'any service'}${caller ? ` by ${caller}` : ''}: ${fault}`,
    ),
    queues.duplicates && `${percent(queues.duplicates)} of messages twice`,
    queues.reordered && `${percent(queues.reordered)} of messages held back`,
    queues.unprocessed && `${percent(queues.unprocessed)} of batch items unprocessed`,
    sockets.cutEveryMs !== undefined && `sockets cut every ${sockets.cutEveryMs} ms`,
    sockets.freeze && `sockets frozen every ${sockets.freeze.everyMs} ms for ${sockets.freeze.forMs} ms`,
    sockets.lostDisconnects && `${percent(sockets.lostDisconnects)} of $disconnects lost`,
    ...kills.map(({ function: name, call, when, rate }) => `${percent(rate)} of ${name} killed ${when} call ${call}`),
    clockSkewMs > 0 && `clocks off by up to ${clockSkewMs} ms`,
    crashAfterMs !== undefined && `SIGKILL after ${crashAfterMs} ms`,
  ].filter((part) => part);
  return `Faults on, seed ${seed}: ${parts.join('; ') || 'none planned'}.`;
};
