// CloudWatch's metrics, as far as functions read back what they have measured: `GetMetricData`, without expressions.
import * as z from 'zod/mini';
import type { EmbeddedMetric } from '../functions/embedded-metrics.ts';
import type { CloudWatchEngine } from '../ports.ts';
import { bugReply, jsonReply, parseObject, RefusedError, refusalReply } from './aws-json.ts';
import { openStore, type Place } from './store.ts';

const MINUTE_MS = 60_000;
/** How long minutes are kept: longer than anybody looks back here. CloudWatch keeps them for 15 days, and coarser periods for longer. */
const KEPT_MINUTES = 8 * 24 * 60;
/** How long what was measured waits to be written, milliseconds: what a killed process loses. */
const WRITE_MS = 5_000;
/** Values in one bin are less than 2 % apart. */
const BINS_PER_E = 50;
const LEAST = 0.001;

/** What was measured of one metric in one minute. */
interface Measured {
  sum: number;
  count: number;
  /** How many values there were of each size. */
  bins: Record<string, number>;
}

/** What was measured in one minute, by metric. */
type Minute = Record<string, Measured>;

export type CloudWatchOptions = Place & {
  /** Now, in milliseconds: when what comes in was measured. */
  clock?: () => number;
};

const metricKey = (namespace: string, name: string, dimensions: Readonly<Record<string, string>>): string =>
  JSON.stringify([namespace, name, Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : 1))]);

const minuteKey = (minute: number): string => String(minute).padStart(12, '0');

const binOf = (value: number): string => String(Math.round(Math.log(Math.max(value, LEAST)) * BINS_PER_E));
const middleOf = (bin: number): number => Math.exp(bin / BINS_PER_E);

const add = (measured: Measured, { sum, count, bins }: Measured): Measured => {
  const all = { ...measured.bins };
  for (const [bin, values] of Object.entries(bins)) all[bin] = (all[bin] ?? 0) + values;
  return { sum: measured.sum + sum, count: measured.count + count, bins: all };
};

const percentile = ({ count, bins }: Measured, share: number): number => {
  const ascending = Object.keys(bins)
    .map(Number)
    .sort((a, b) => a - b);
  let below = 0;
  for (const bin of ascending) {
    below += bins[bin] ?? 0;
    if (below >= count * share) return middleOf(bin);
  }
  return 0;
};

const statisticOf = (measured: Measured, statistic: string): number => {
  const { sum, count } = measured;
  if (statistic === 'Sum') return sum;
  if (statistic === 'SampleCount') return count;
  if (statistic === 'Average') return sum / count;
  const [, percent] = /^p(\d{1,2}(?:\.\d+)?|100)$/.exec(statistic) ?? [];
  if (percent === undefined) throw new RefusedError('ValidationError', `The local cloud does not offer the statistic ${statistic}.`);
  return percentile(measured, Number(percent) / 100);
};

const pair = z.object({ Name: z.string(), Value: z.string() });
const query = z.object({
  Id: z.string().check(z.regex(/^[a-z]\w*$/)),
  MetricStat: z.object({
    Metric: z.object({ Namespace: z.string(), MetricName: z.string(), Dimensions: z.optional(z.array(pair)) }),
    Period: z.int().check(z.multipleOf(60), z.minimum(60)),
    Stat: z.string(),
  }),
});
const request = z.object({
  /** Seconds since the epoch. */
  StartTime: z.number(),
  EndTime: z.number(),
  MetricDataQueries: z.array(query).check(z.minLength(1), z.maxLength(500)),
  ScanBy: z.optional(z.enum(['TimestampAscending', 'TimestampDescending'])),
});

/** Opens CloudWatch on its data. Throws one sentence if the folder cannot be had. */
export const openCloudWatch = async (options: CloudWatchOptions): Promise<CloudWatchEngine> => {
  const { clock = Date.now } = options;
  const store = await openStore<Minute>(options);
  const minutes = new Map<number, Minute>();
  for await (const [key, minute] of store.iterator()) minutes.set(Number(key), minute);

  const unwritten = new Set<number>();
  let timer: NodeJS.Timeout | undefined;

  const forgetOld = (): string[] => {
    const oldest = Math.floor(clock() / MINUTE_MS) - KEPT_MINUTES;
    const old = [...minutes.keys()].filter((minute) => minute < oldest);
    for (const minute of old) minutes.delete(minute);
    return old.map(minuteKey);
  };

  const write = async (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    const changed = [...unwritten];
    unwritten.clear();
    await store.batch([
      ...changed.map((minute) => ({ type: 'put' as const, key: minuteKey(minute), value: minutes.get(minute) ?? {} })),
      ...forgetOld().map((key) => ({ type: 'del' as const, key })),
    ]);
  };

  const record = (metrics: readonly EmbeddedMetric[]): void => {
    const at = Math.floor(clock() / MINUTE_MS);
    const minute = minutes.get(at) ?? {};
    for (const { namespace, name, dimensions, values } of metrics) {
      const key = metricKey(namespace, name, dimensions);
      const measured = minute[key] ?? { sum: 0, count: 0, bins: {} };
      for (const value of values) {
        measured.sum += value;
        measured.count += 1;
        const bin = binOf(value);
        measured.bins[bin] = (measured.bins[bin] ?? 0) + 1;
      }
      minute[key] = measured;
    }
    minutes.set(at, minute);
    unwritten.add(at);
    // A full disk must not stop what is measured.
    timer ??= setTimeout(() => void write().catch(() => undefined), WRITE_MS).unref();
  };

  const answer = ({ StartTime, EndTime, ScanBy, MetricDataQueries }: z.infer<typeof request>) => {
    const within = [...minutes].filter(([minute]) => minute * 60 >= StartTime && minute * 60 < EndTime).sort(([a], [b]) => a - b);
    const results = MetricDataQueries.map(({ Id, MetricStat: { Metric, Period, Stat } }) => {
      const dimensions = Object.fromEntries((Metric.Dimensions ?? []).map(({ Name, Value }) => [Name, Value]));
      const key = metricKey(Metric.Namespace, Metric.MetricName, dimensions);
      const periods = new Map<number, Measured>();
      for (const [minute, { [key]: measured }] of within) {
        if (measured === undefined) continue;
        const begins = Math.floor((minute * 60) / Period) * Period;
        const before = periods.get(begins);
        periods.set(begins, before === undefined ? measured : add(before, measured));
      }
      const points = [...periods].map(([begins, measured]) => [begins, statisticOf(measured, Stat)] as const);
      if (ScanBy !== 'TimestampAscending') points.reverse();
      const [Timestamps, Values] = [points.map(([begins]) => begins), points.map(([, value]) => value)];
      return { Id, Label: Metric.MetricName, StatusCode: 'Complete', Timestamps, Values };
    });
    return { MetricDataResults: results, Messages: [] };
  };

  return {
    record,
    resourcesOf: () => ['*'],
    async handle(call) {
      try {
        if (call.action !== 'GetMetricData')
          throw new RefusedError('UnknownOperationException', `The local cloud does not offer ${call.action}.`);
        const input = request.safeParse(parseObject(call.body));
        if (!input.success) {
          const [issue] = input.error.issues;
          throw new RefusedError('ValidationError', `${issue?.path.join('.')}: ${issue?.message}`);
        }
        return jsonReply('1.0', 200, answer(input.data));
      } catch (error) {
        if (!(error instanceof RefusedError)) return bugReply('1.0', 'CloudWatch', error);
        return refusalReply('1.0', error.refusal);
      }
    },
    async close() {
      await write();
      await store.close();
    },
  };
};
