// Two pages: what members notice, and what operators look at when members do.
import { Duration } from 'aws-cdk-lib';
import {
  type Alarm,
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IMetric,
  type IWidget,
  SingleValueWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { Metrics, Statistic } from './metrics.ts';

const WIDTH = 24;
const HEIGHT = 6;
const PERCENTILES: readonly Statistic[] = ['p50', 'p90', 'p95', 'p99'];

const QUEUES = [
  ['queue', 'persist'],
  ['fanout', 'fan-out'],
  ['previews', 'previews'],
  ['deadLetters', 'not persisted'],
  ['fanoutDeadLetters', 'not fanned out'],
] as const;

/** What is on a graph: its title, which names the unit, and its lines. */
type Graph = readonly [title: string, metrics: readonly IMetric[]];

const graphs = (...row: readonly Graph[]): IWidget[] =>
  row.map(
    ([title, metrics]) => new GraphWidget({ title, left: [...metrics], width: WIDTH / row.length, height: HEIGHT, leftYAxis: { min: 0 } }),
  );

const dashboard = (scope: Construct, id: string, rows: IWidget[][]): Dashboard =>
  new Dashboard(scope, id, { defaultInterval: Duration.hours(3), widgets: rows });

const percentiles = (of: (statistic: Statistic) => IMetric): IMetric[] => PERCENTILES.map(of);

/** Delivery as people see it. Lost events are 0, or stand in the dead-letter queue, acknowledged and not in the history. */
export const membersDashboard = (scope: Construct, { own, visits, socket, sendDuration, httpLatency, http, depth }: Metrics): Dashboard =>
  dashboard(scope, 'Members', [
    [
      new SingleValueWidget({
        title: 'Now',
        metrics: [own('Accepted', 'Sum', 'accepted'), own('Delivered', 'Sum', 'delivered'), depth('deadLetters', 'not persisted')],
        width: WIDTH,
        height: 3,
      }),
    ],
    graphs(
      ['Sent → received, as clients tell, ms', percentiles((statistic) => own('ReceiveTime', statistic, statistic))],
      ['Numbered → delivered, ms', percentiles((statistic) => own('DeliveryTime', statistic, statistic))],
      ['A send from gate to last post, ms', percentiles((statistic) => sendDuration(statistic, statistic))],
    ),
    graphs(
      [
        'Messages a minute',
        [own('Accepted', 'Sum', 'accepted'), own('Delivered', 'Sum', 'delivered'), own('PostFailed', 'Sum', 'posts failed')],
      ],
      ['Calls, ms', percentiles(httpLatency)],
    ),
    graphs(
      ['Failures a minute', [http('5xx', 'HTTP 5xx'), socket('IntegrationError', 'socket errors'), own('Voided', 'Sum', 'voids')]],
      ['Acknowledged → in the history, ms', percentiles((statistic) => own('PersistLag', statistic, statistic))],
    ),
    graphs(
      ['The canary’s visits that went well, an hour', [visits.with({ label: 'visits' })]],
      ['The canary: sent → received, ms', [own('CanaryTime', 'Maximum', 'slowest')]],
    ),
  ]);

/** Load, queues and functions. */
export const operatorsDashboard = (scope: Construct, metrics: Metrics, alarms: readonly Alarm[]): Dashboard => {
  const { own, socket, http, depth, age, eachFunction, consumed, costs } = metrics;
  return dashboard(scope, 'Operators', [
    [new AlarmStatusWidget({ title: 'Alarms', alarms: [...alarms], width: WIDTH, height: 3 })],
    graphs(
      ['Sockets a minute', [socket('ConnectCount', 'opened'), own('Gone', 'Sum', 'found gone (410)')]],
      // A sample of one in 16, each quarter of an hour.
      ['Connections, about', [own('Connections', 'Maximum', 'open')]],
      ['Frames and calls a minute', [socket('MessageCount', 'frames'), http('Count', 'HTTP calls')]],
      ['Refused a minute', [socket('ClientError', 'socket'), http('4xx', 'HTTP 4xx'), own('Shed', 'Sum', 'shed')]],
    ),
    graphs(
      ['Queue depth', QUEUES.map(([queue, label]) => depth(queue, label))],
      ['Age of the oldest, s', [age('queue', 'persist'), age('fanout', 'fan-out'), age('previews', 'previews')]],
      ['Fan-out, ms', percentiles((statistic) => own('FanoutTime', statistic, statistic))],
    ),
    graphs(['Function errors', eachFunction('Errors', 'Sum')], ['Throttles', eachFunction('Throttles', 'Sum')]),
    graphs(
      ['Duration p99, ms', eachFunction('Duration', 'p99')],
      ['Concurrency', eachFunction('ConcurrentExecutions', 'Maximum')],
      ['Cold starts a minute', [own('ColdStart', 'Sum', 'of all functions')]],
    ),
    graphs(
      ['Invocations a minute', eachFunction('Invocations', 'Sum')],
      ['DynamoDB units a minute', [...consumed('Read'), ...consumed('Write')]],
    ),
    graphs(['Cost an hour, $', costs()]),
  ]);
};
