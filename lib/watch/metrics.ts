// What CloudWatch knows of one stage, by name: the metrics of AWS's services, and those that the functions write (lambdas/runtime/observer.ts).
import { Duration } from 'aws-cdk-lib';
import { type IMetric, MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { type Priced, prices } from '../../costs/prices.ts';
import type { FunctionName } from '../../lambdas/runtime/env.ts';
import type { StageConfig } from '../config.ts';
import { type ChatFunction, metricsNamespace } from '../constructs/chat-function.ts';
import type { Pipeline } from '../constructs/pipeline.ts';
import { functions as shapes } from '../functions.ts';

/** What is watched: everything in the chat stack that counts something. */
export interface Watched {
  readonly functions: ReadonlyMap<FunctionName, ChatFunction>;
  readonly pipeline: Pipeline;
  readonly tables: readonly Table[];
  readonly socket: { readonly apiId: string; readonly stageName: string };
  readonly http: { readonly apiId: string; readonly stageName: string };
}

/** How a metric is told over a period. */
export type Statistic = 'Sum' | 'Maximum' | 'Average' | 'p50' | 'p90' | 'p95' | 'p99';

/** The name of a metric of ours: see `Meter` in lambdas/domain/ports.ts, and lambdas/runtime/observer.ts. */
type OwnMetric =
  | 'Accepted'
  | 'Delivered'
  | 'Gone'
  | 'PostFailed'
  | 'HandoverFailed'
  | 'Shed'
  | 'Voided'
  | 'Persisted'
  | 'CanaryPassed'
  | 'ColdStart'
  | 'Connections'
  | 'CanaryTime'
  | 'DeliveryTime'
  | 'FanoutTime'
  | 'PersistLag'
  | 'ReceiveTime';

type QueueName = 'queue' | 'deadLetters' | 'fanout' | 'fanoutDeadLetters' | 'previews';

const PERIOD = Duration.minutes(1);

/** What a million, counted by the minute, costs by the hour. */
const HOURS_OF_A_MILLION = 60 / 1e6;

/** Something counted, and how many of what has a price each of it is. */
type Costing = readonly [counted: IMetric, what: Priced, units?: number];

/** Without an exponent, which metric math may not know. */
const factor = ([, what, units = 1]: Costing): string => (prices[what].dollars * units * HOURS_OF_A_MILLION).toFixed(15);

/** Dollars an hour at the pace of each minute. Summed by price, as an expression has 2,048 characters at most. */
const costAnHour = (label: string, parts: readonly Costing[]): MathExpression => {
  // A graph has one name for one metric, so that those of each line have names of their own.
  const prefix = label.toLowerCase().replaceAll(/[^a-z]/g, '');
  const named = parts.map((costing, index) => ({ id: `${prefix}${index}`, counted: costing[0], factor: factor(costing) }));
  const sums = [...Map.groupBy(named, ({ factor }) => factor)].map(
    ([factor, own]) => `(${own.map(({ id }) => `FILL(${id},0)`).join('+')})*${factor}`,
  );
  return new MathExpression({
    label,
    period: PERIOD,
    expression: sums.join('+'),
    usingMetrics: Object.fromEntries(named.map(({ id, counted }) => [id, counted])),
  });
};

export const metricsOf = (config: StageConfig, { functions, pipeline, tables, socket, http }: Watched) => {
  const metric = (
    namespace: string,
    metricName: string,
    dimensionsMap: Record<string, string>,
    statistic: Statistic,
    label?: string,
  ): Metric => new Metric({ namespace, metricName, dimensionsMap, statistic, period: PERIOD, ...(label !== undefined && { label }) });
  const socketDimensions = { ApiId: socket.apiId, Stage: socket.stageName };
  const httpDimensions = { ApiId: http.apiId, Stage: http.stageName };

  const queueDimensions = (queue: QueueName) => ({ QueueName: pipeline[queue].queueName });
  const functionId = (name: FunctionName): string => {
    const found = functions.get(name);
    if (found === undefined) throw new Error(`There is no function ${name} to watch.`);
    return found.lambda.functionName;
  };

  const lambda = (name: FunctionName, metricName: string, statistic: Statistic): Metric =>
    metric('AWS/Lambda', metricName, { FunctionName: functionId(name) }, statistic, name);
  const sent = (queue: QueueName, metricName: string): Metric => metric('AWS/SQS', metricName, queueDimensions(queue), 'Sum');
  const units = (kind: 'Read' | 'Write') =>
    tables.map(({ node, tableName }) =>
      metric('AWS/DynamoDB', `Consumed${kind}CapacityUnits`, { TableName: tableName }, 'Sum', `${node.id}: ${kind.toLowerCase()}`),
    );
  const socketSum = (name: string, label?: string): Metric => metric('AWS/ApiGateway', name, socketDimensions, 'Sum', label);
  const httpSum = (name: string, label?: string): Metric => metric('AWS/ApiGateway', name, httpDimensions, 'Sum', label);

  return {
    own: (name: OwnMetric, statistic: Statistic, label?: string) =>
      metric(metricsNamespace(config), name, { service: 'chat' }, statistic, label),
    /** The visits of the canary that went well, by the hour in which it comes once. */
    visits: metric(metricsNamespace(config), 'CanaryPassed', { service: 'chat' }, 'Sum').with({ period: Duration.hours(1) }),
    socket: (name: 'ConnectCount' | 'MessageCount' | 'IntegrationError' | 'ClientError' | 'ExecutionError', label?: string) =>
      socketSum(name, label),
    /** Of what `send` does, its cold starts excepted; the same for each route would take detailed metrics, which are billed. */
    sendDuration: (statistic: Statistic, label?: string) =>
      metric('AWS/Lambda', 'Duration', { FunctionName: functionId('send') }, statistic, label),
    http: (name: 'Count' | '4xx' | '5xx', label?: string) => httpSum(name, label),
    httpLatency: (statistic: Statistic) => metric('AWS/ApiGateway', 'Latency', httpDimensions, statistic, statistic),
    /** One metric of each function. */
    eachFunction: (name: 'Invocations' | 'Errors' | 'Throttles' | 'Duration' | 'ConcurrentExecutions', statistic: Statistic) =>
      [...functions.keys()].map((each) => lambda(each, name, statistic)),
    sendThrottles: metric('AWS/Lambda', 'Throttles', { FunctionName: functionId('send') }, 'Sum'),
    /** Messages in a queue, and the age of the oldest, seconds. */
    depth: (queue: QueueName, label?: string) =>
      metric('AWS/SQS', 'ApproximateNumberOfMessagesVisible', queueDimensions(queue), 'Maximum', label),
    age: (queue: QueueName, label?: string) => metric('AWS/SQS', 'ApproximateAgeOfOldestMessage', queueDimensions(queue), 'Maximum', label),
    /** Units that the table has consumed. */
    consumed: units,
    /**
     * Dollars an hour by service, at list prices and without connection minutes, which CloudWatch does not tell. A queue's messages count as
     * requests, in batches or not, so that SQS errs upwards.
     */
    costs: (): IMetric[] => [
      costAnHour('API Gateway', [
        [socketSum('MessageCount'), 'socketMessages'],
        [httpSum('Count'), 'httpRequests'],
      ]),
      costAnHour('DynamoDB', [
        ...units('Write').map((counted): Costing => [counted, 'writeUnits']),
        ...units('Read').map((counted): Costing => [counted, 'readUnits']),
      ]),
      costAnHour(
        'SQS',
        (['queue', 'fanout', 'previews'] as const).flatMap((queue) =>
          ['NumberOfMessagesSent', 'NumberOfMessagesReceived', 'NumberOfMessagesDeleted'].map(
            (name): Costing => [sent(queue, name), 'queueRequests'],
          ),
        ),
      ),
      costAnHour(
        'Lambda',
        [...functions.keys()].flatMap((each): Costing[] => [
          [lambda(each, 'Invocations', 'Sum'), 'invocations'],
          [lambda(each, 'Duration', 'Sum'), 'gigabyteSeconds', shapes[each].memoryMb / 1_024 / 1_000],
        ]),
      ),
    ],
  };
};

export type Metrics = ReturnType<typeof metricsOf>;
