// What the local cloud's functions have called of AWS, from its counter.
import { setTimeout as delay } from 'node:timers/promises';
import * as z from 'zod/mini';

const Calls = z.array(
  z.object({ functionName: z.string(), service: z.string(), action: z.string(), verdict: z.string(), count: z.number() }),
);
export type Calls = z.infer<typeof Calls>;

const QUIET_MS = 1_500;
const PATIENCE_MS = 120_000;

export const readCalls = async (callsUrl: string): Promise<Calls> => Calls.parse(await (await fetch(callsUrl)).json());

const keyOf = ({ functionName, service, action, verdict }: Calls[number]): string => `${functionName} ${service} ${action} ${verdict}`;

/** What was called between two readings. */
export const callsBetween = (before: Calls, after: Calls): Calls => {
  const counts = new Map(before.map((call) => [keyOf(call), call.count]));
  return after.map((call) => ({ ...call, count: call.count - (counts.get(keyOf(call)) ?? 0) })).filter(({ count }) => count > 0);
};

export const countOf = (calls: Calls, matches: (call: Calls[number]) => boolean = () => true): number =>
  calls.filter(matches).reduce((sum, { count }) => sum + count, 0);

/** Posts to connections. */
export const isPost = ({ action }: Calls[number]): boolean => action === 'ManageConnections';

/** Waits until no function has called anything for 1.5 s, for two minutes at most, and gives the counts then. */
export const settledCalls = async (callsUrl: string): Promise<Calls> => {
  const deadline = performance.now() + PATIENCE_MS;
  for (let before = await readCalls(callsUrl); ; ) {
    await delay(QUIET_MS);
    const after = await readCalls(callsUrl);
    if (countOf(after) === countOf(before) || performance.now() > deadline) return after;
    before = after;
  }
};
