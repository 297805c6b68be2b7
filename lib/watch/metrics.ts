// What CloudWatch knows of one stage, by name: the metrics of AWS's services, and those that the functions write (lambdas/runtime/observer.ts).
import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { FunctionName } from '../../lambdas/runtime/env.ts';
import type { StageConfig } from '../config.ts';
import { type ChatFunction, metricsNamespace } from '../constructs/chat-function.ts';
import type { Pipeline } from '../constructs/pipeline.ts';

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

/** The name of a metric of ours: see `Meter` in lambdas/domain/ports.ts. */
type OwnMetric =
  | 'Accepted'
  | 'Delivered'
  | 'Gone'
  | 'PostFailed'
  | 'HandoverFailed'
  | 'Shed'
  | 'Voided'
  | 'Persisted'
  | 'DeliveryTime'
  | 'FanoutTime'
  | 'PersistLag'
  | 'ReceiveTime';

type QueueName = 'queue' | 'deadLetters' | 'fanout' | 'fanoutDeadLetters';

const PERIOD = Duration.minutes(1);

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

  return {
    own: (name: OwnMetric, statistic: Statistic, label?: string) =>
      metric(metricsNamespace(config), name, { service: 'chat' }, statistic, label),
    socket: (name: 'ConnectCount' | 'MessageCount' | 'IntegrationError' | 'ClientError' | 'ExecutionError', label?: string) =>
      metric('AWS/ApiGateway', name, socketDimensions, 'Sum', label),
    /** Of what `send` does, its cold starts excepted; the same for each route would take detailed metrics, which are billed. */
    sendDuration: (statistic: Statistic, label?: string) =>
      metric('AWS/Lambda', 'Duration', { FunctionName: functionId('send') }, statistic, label),
    http: (name: 'Count' | '4xx' | '5xx', label?: string) => metric('AWS/ApiGateway', name, httpDimensions, 'Sum', label),
    httpLatency: (statistic: Statistic) => metric('AWS/ApiGateway', 'Latency', httpDimensions, statistic, statistic),
    /** One metric of each function. */
    eachFunction: (name: 'Invocations' | 'Errors' | 'Throttles' | 'Duration' | 'ConcurrentExecutions', statistic: Statistic) =>
      [...functions.keys()].map((each) => metric('AWS/Lambda', name, { FunctionName: functionId(each) }, statistic, each)),
    sendThrottles: metric('AWS/Lambda', 'Throttles', { FunctionName: functionId('send') }, 'Sum'),
    /** Messages in a queue, and the age of the oldest, seconds. */
    depth: (queue: QueueName, label?: string) =>
      metric('AWS/SQS', 'ApproximateNumberOfMessagesVisible', queueDimensions(queue), 'Maximum', label),
    age: (queue: QueueName, label?: string) => metric('AWS/SQS', 'ApproximateAgeOfOldestMessage', queueDimensions(queue), 'Maximum', label),
    /** Units that the table has consumed. */
    consumed: (kind: 'Read' | 'Write') =>
      tables.map(({ node, tableName }) =>
        metric('AWS/DynamoDB', `Consumed${kind}CapacityUnits`, { TableName: tableName }, 'Sum', `${node.id}: ${kind.toLowerCase()}`),
      ),
  };
};

export type Metrics = ReturnType<typeof metricsOf>;
