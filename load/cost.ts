// What a run would have cost on AWS: list prices, on demand, us-east-1, as published in November 2026. An estimate, since the local cloud counts
// calls: each is taken for one unit, which holds for rows under 1 KB and reads under 4 KB; storage, logs and data transfer are left out.
import type { AwsUsage, Call } from './usage.ts';

/** US dollars a million. Each price with where it is published. */
const PRICES = {
  /** https://aws.amazon.com/dynamodb/pricing/on-demand/ */
  dynamodbWrite: 0.625,
  dynamodbRead: 0.125,
  /** https://aws.amazon.com/sqs/pricing/, standard queues. */
  sqsRequest: 0.4,
  /** https://aws.amazon.com/api-gateway/pricing/: messages in units of 32 KB, both ways. */
  socketMessage: 1,
  socketMinute: 0.25,
  /** The same page: HTTP API requests in units of 512 KB. */
  httpRequest: 1,
  /** https://aws.amazon.com/lambda/pricing/, arm64. */
  invocation: 0.2,
  gigabyteSecond: 13.3334,
} as const;

/** The memory of the largest function on the way of a message, gigabytes; others have less, so that this errs upwards. */
const FUNCTION_GB = 1;

const READS = new Set(['GetItem', 'BatchGetItem', 'Query', 'Scan']);

export interface CostLine {
  service: string;
  /** What is counted. */
  of: string;
  count: number;
  /** US dollars. */
  cost: number;
}

export interface RunUsage extends AwsUsage {
  /** Frames that clients sent and got over sockets. */
  frames: number;
  /** The time that all sockets were open, together. */
  socketMinutes: number;
  /** Entries that were written in batches, each of which is a write of its own. */
  batchedWrites: number;
}

const isCarriedOut = ({ verdict }: Call): boolean => verdict === 'allowed';

export const costOf = ({ calls, invocations, frames, socketMinutes, batchedWrites }: RunUsage): CostLine[] => {
  const count = (matches: (call: Call) => boolean) =>
    calls.filter((call) => isCarriedOut(call) && matches(call)).reduce((sum, call) => sum + call.count, 0);
  const reads = count(({ service, action }) => service === 'dynamodb' && READS.has(action));
  const writes =
    count(({ service, action }) => service === 'dynamodb' && !READS.has(action) && action !== 'BatchWriteItem') + batchedWrites;
  const invoked = invocations.reduce((sum, { count }) => sum + count, 0);
  const gigabyteSeconds = invocations.reduce((sum, { milliseconds }) => sum + (milliseconds / 1000) * FUNCTION_GB, 0);
  const requests = invocations.filter(({ functionName }) => functionName.startsWith('api-')).reduce((sum, { count }) => sum + count, 0);
  const line = (service: string, of: string, count: number, price: number): CostLine => ({
    service,
    of,
    count,
    cost: (count / 1e6) * price,
  });
  return [
    line('API Gateway', 'WebSocket messages', frames, PRICES.socketMessage),
    line('API Gateway', 'connection minutes', socketMinutes, PRICES.socketMinute),
    line('API Gateway', 'HTTP requests', requests, PRICES.httpRequest),
    line('DynamoDB', 'writes', writes, PRICES.dynamodbWrite),
    line('DynamoDB', 'reads', reads, PRICES.dynamodbRead),
    line(
      'SQS',
      'requests',
      count(({ service }) => service === 'sqs'),
      PRICES.sqsRequest,
    ),
    line('Lambda', 'invocations', invoked, PRICES.invocation),
    line('Lambda', 'GB-seconds', gigabyteSeconds, PRICES.gigabyteSecond),
  ];
};
