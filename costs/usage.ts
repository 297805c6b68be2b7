// What was, or would be, used of AWS, and what that costs.
import { type Priced, priced, prices, serviceOf } from './prices.ts';

/** How much of each thing that has a price: units, not millions of them. */
export type Usage = Record<Priced, number>;

export interface CostLine {
  service: string;
  /** What is counted. */
  of: string;
  count: number;
  /** US dollars. */
  cost: number;
}

export const noUsage = (): Usage => ({
  socketMessages: 0,
  socketMinutes: 0,
  httpRequests: 0,
  writeUnits: 0,
  readUnits: 0,
  queueRequests: 0,
  invocations: 0,
  gigabyteSeconds: 0,
});

/** A line for each price, in their order. */
export const costLines = (usage: Usage): CostLine[] =>
  priced.map((what) => ({
    service: serviceOf[what],
    of: prices[what].unit,
    count: usage[what],
    cost: (usage[what] / 1e6) * prices[what].dollars,
  }));

/** US dollars. */
export const costOf = (usage: Usage): number => costLines(usage).reduce((sum, { cost }) => sum + cost, 0);

/** So many times the first, and the second. */
export const plus = (a: Usage, b: Usage, times = 1): Usage => {
  const sum = { ...a };
  for (const what of priced) sum[what] += times * b[what];
  return sum;
};

/** A call of a function to AWS, as the local cloud's meter counts it. */
export interface CountedCall {
  service: string;
  action: string;
  units: number;
}

const READS = new Set(['GetItem', 'BatchGetItem', 'Query', 'Scan']);

/** What counted calls use. Posts to connections are messages of the sockets, and counted there. */
export const usageOfCalls = (calls: readonly CountedCall[]): Usage => {
  const sum = (matches: (call: CountedCall) => boolean) => calls.filter(matches).reduce((total, { units }) => total + units, 0);
  return {
    ...noUsage(),
    writeUnits: sum(({ service, action }) => service === 'dynamodb' && !READS.has(action)),
    readUnits: sum(({ service, action }) => service === 'dynamodb' && READS.has(action)),
    queueRequests: sum(({ service }) => service === 'sqs'),
  };
};

/** What a queue costs its reader for each batch: Lambda receives it, and deletes it when it is done. */
export const REQUESTS_A_BATCH = 2;
