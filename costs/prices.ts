// What AWS charges: list prices, on demand, us-east-1, arm64, the first tier of each, without what is free. The one place where a price of AWS
// stands; whoever changes one changes the date.

/** When the pages below said so. */
export const pricesSeen = 'November 2026';

export interface Price {
  /** US dollars for a million of the unit; for gigabytes, for one. */
  dollars: number;
  unit: string;
  source: string;
}

export const prices = {
  socketMessages: { dollars: 1, unit: 'messages of 32 KB, both ways', source: 'https://aws.amazon.com/api-gateway/pricing/' },
  socketMinutes: { dollars: 0.25, unit: 'connection minutes', source: 'https://aws.amazon.com/api-gateway/pricing/' },
  httpRequests: { dollars: 1, unit: 'HTTP API requests of 512 KB', source: 'https://aws.amazon.com/api-gateway/pricing/' },
  writeUnits: { dollars: 0.625, unit: 'write units of 1 KB', source: 'https://aws.amazon.com/dynamodb/pricing/on-demand/' },
  readUnits: { dollars: 0.125, unit: 'read units of 4 KB', source: 'https://aws.amazon.com/dynamodb/pricing/on-demand/' },
  queueRequests: { dollars: 0.4, unit: 'requests of 64 KB, standard queues', source: 'https://aws.amazon.com/sqs/pricing/' },
  invocations: { dollars: 0.2, unit: 'invocations', source: 'https://aws.amazon.com/lambda/pricing/' },
  gigabyteSeconds: { dollars: 13.3334, unit: 'GB-seconds on arm64', source: 'https://aws.amazon.com/lambda/pricing/' },
} as const satisfies Record<string, Price>;

/** What there is a price for. */
export type Priced = keyof typeof prices;

export const priced = Object.keys(prices) as Priced[];

/** Which service charges it, for people. */
export const serviceOf: Record<Priced, string> = {
  socketMessages: 'API Gateway',
  socketMinutes: 'API Gateway',
  httpRequests: 'API Gateway',
  writeUnits: 'DynamoDB',
  readUnits: 'DynamoDB',
  queueRequests: 'SQS',
  invocations: 'Lambda',
  gigabyteSeconds: 'Lambda',
};
