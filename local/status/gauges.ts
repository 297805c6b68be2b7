// What the status view and the meters know, as gauges for Prometheus.
import { costLines } from '../../costs/usage.ts';
import type { MeteredCall } from '../ports.ts';
import type { Labels } from './metrics.ts';
import type { StatusView } from './view.ts';

export interface Gauge {
  name: string;
  labels: Labels;
  value: number;
}

export interface Gauged {
  view: StatusView;
  calls: readonly MeteredCall[];
  /** Of each function by its label. */
  instances: readonly { name: string; count: number }[];
}

export const gaugesOf = ({ view, calls, instances }: Gauged): Gauge[] => {
  const { sockets, latency, queues, bill, faults, now } = view;
  return [
    { name: 'parley_connections', labels: {}, value: sockets },
    ...instances.map(({ name, count }) => ({ name: 'parley_function_instances', labels: { function: name }, value: count })),
    ...calls.map(({ functionName, service, action, verdict, count }) => ({
      name: 'parley_aws_calls_total',
      labels: { function: functionName, service, action, verdict },
      value: count,
    })),
    { name: 'parley_socket_messages_total', labels: {}, value: bill.usage.socketMessages },
    { name: 'parley_socket_minutes_total', labels: {}, value: bill.usage.socketMinutes },
    { name: 'parley_dynamodb_units_total', labels: { kind: 'read' }, value: bill.usage.readUnits },
    { name: 'parley_dynamodb_units_total', labels: { kind: 'write' }, value: bill.usage.writeUnits },
    ...costsByService(view).map(([service, value]) => ({ name: 'parley_cost_dollars_total', labels: { service }, value })),
    { name: 'parley_simulated_latency', labels: {}, value: latency === 'aws' ? 1 : 0 },
    ...(faults?.counts ?? []).map(({ fault, count }) => ({ name: 'parley_faults_total', labels: { fault }, value: count })),
    ...queues.flatMap(({ name: queue, visible, inFlight, delayed, oldestSentAt }) => [
      { name: 'parley_queue_messages', labels: { queue }, value: visible + inFlight + delayed },
      {
        name: 'parley_queue_oldest_seconds',
        labels: { queue },
        value: oldestSentAt === undefined ? 0 : Math.max(0, now - oldestSentAt) / 1_000,
      },
    ]),
  ];
};

const costsByService = ({ bill }: StatusView): [string, number][] =>
  [...Map.groupBy(costLines(bill.usage), ({ service }) => service)].map(([service, lines]) => [
    service,
    lines.reduce((sum, { cost }) => sum + cost, 0),
  ]);
