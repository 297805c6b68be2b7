// What the functions have measured, by one call of CloudWatch's: its SDK would be the largest part of the function that makes it.
import type { ActivityStep } from '@parley/protocol';
import { ChatError } from '../domain/errors.ts';
import type { Measurements, Steps } from '../domain/ports.ts';
import type { Platform } from './clients.ts';
import { cloudwatchApi, openSignedCalls } from './json-calls.ts';

const TIMEOUT_MS = 5_000;

export interface MeasurementsOptions extends Platform {
  /** @default AWS's own */
  endpoint: string | undefined;
  /** Where the metrics stand, and under which dimensions. */
  namespace: string;
  dimensions: Readonly<Record<string, string>>;
}

/** What is asked for, by the id of its answer. */
const asked = {
  accepted: { metric: 'Accepted', statistic: 'Sum' },
  delivered: { metric: 'Delivered', statistic: 'Sum' },
  p50: { metric: 'ReceiveTime', statistic: 'p50' },
  p95: { metric: 'ReceiveTime', statistic: 'p95' },
} as const;

/** The points of a metric where there are any; their times in seconds since the epoch. */
interface Result {
  readonly Id?: string;
  readonly Timestamps?: readonly number[];
  readonly Values?: readonly number[];
}

const queriesOf = ({ namespace, dimensions }: MeasurementsOptions, { from, stepMs, count }: Steps) => ({
  StartTime: from / 1_000,
  EndTime: (from + stepMs * count) / 1_000,
  MetricDataQueries: Object.entries(asked).map(([Id, { metric, statistic }]) => ({
    Id,
    MetricStat: {
      Metric: {
        Namespace: namespace,
        MetricName: metric,
        Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
      },
      Period: stepMs / 1_000,
      Stat: statistic,
    },
  })),
});

/** By the time at which a step begins. */
const pointsOf = (results: readonly Result[], id: keyof typeof asked): ReadonlyMap<number, number> => {
  const { Timestamps = [], Values = [] } = results.find(({ Id }) => Id === id) ?? {};
  return new Map(Timestamps.map((at, index) => [at * 1_000, Values[index] ?? 0]));
};

const stepsOf = (results: readonly Result[], { from, stepMs, count }: Steps): ActivityStep[] => {
  const points = { accepted: pointsOf(results, 'accepted'), delivered: pointsOf(results, 'delivered') };
  const [median, high] = [pointsOf(results, 'p50'), pointsOf(results, 'p95')];
  return Array.from({ length: count }, (_, index) => {
    const at = from + index * stepMs;
    const [p50, p95] = [median.get(at), high.get(at)];
    return {
      accepted: points.accepted.get(at) ?? 0,
      delivered: points.delivered.get(at) ?? 0,
      ...(p50 !== undefined && p95 !== undefined && { receiveMs: { p50, p95 } }),
    };
  });
};

export const openMeasurements = (options: MeasurementsOptions): Measurements => {
  const call = openSignedCalls(options, cloudwatchApi, options.endpoint);

  const ask = async (input: object): Promise<readonly Result[]> => {
    const response = await call('GetMetricData', input, TIMEOUT_MS);
    const text = await response.text();
    if (!response.ok) throw new Error(`GetMetricData was answered with ${response.status}: ${text.slice(0, 500)}`);
    const { MetricDataResults = [] } = JSON.parse(text) as { MetricDataResults?: Result[] };
    return MetricDataResults;
  };

  return {
    activity: async (steps) => {
      const results = await ask(queriesOf(options, steps)).catch((cause: unknown) => {
        throw new ChatError('unavailable', 'The measurements cannot be had now. Try again.', { cause });
      });
      return stepsOf(results, steps);
    },
  };
};
