// Counters and histograms, and their Prometheus text.
import type { EmbeddedMetric } from '../functions/embedded-metrics.ts';

export type Labels = Record<string, string>;

export interface Metrics {
  /**
   * Tells of a counter, or of a histogram if the name ends with `_milliseconds`, while there is nothing to count yet: to Prometheus a series that
   * appears with its first 1 has not grown.
   */
  declare(name: string, labels: Labels): void;
  count(name: string, labels: Labels, by?: number): void;
  /** Records a duration, milliseconds. */
  time(name: string, labels: Labels, ms: number): void;
  /** A counter over all its labels; 0 if it never counted. */
  sum(name: string): number;
  /** Takes in what functions have measured by themselves. */
  record(measured: readonly EmbeddedMetric[]): void;
  /** Everything, in the Prometheus text format. `gauges` are values of this moment. */
  text(gauges?: { name: string; labels: Labels; value: number }[]): string;
}

/** Upper bounds of the histograms' buckets, milliseconds. */
const bounds = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000];
/** Most values that differ in their labels; a safeguard, as labels are few by design. */
const maxSeries = 5_000;

interface Histogram {
  buckets: number[];
  sum: number;
  count: number;
}

export const createMetrics = (): Metrics => {
  const counters = new Map<string, number>();
  const histograms = new Map<string, { name: string; labels: Labels; histogram: Histogram }>();

  const count = (name: string, labels: Labels, by = 1): void => {
    const key = series(name, labels);
    if (counters.has(key) || counters.size < maxSeries) counters.set(key, (counters.get(key) ?? 0) + by);
  };
  const histogramOf = (name: string, labels: Labels): Histogram => {
    const key = series(name, labels);
    const histogram = histograms.get(key)?.histogram ?? { buckets: bounds.map(() => 0), sum: 0, count: 0 };
    if (!histograms.has(key) && histograms.size < maxSeries) histograms.set(key, { name, labels, histogram });
    return histogram;
  };
  const declare = (name: string, labels: Labels): void => {
    if (name.endsWith('_milliseconds')) histogramOf(name, labels);
    else count(name, labels, 0);
  };
  const time = (name: string, labels: Labels, ms: number): void => {
    const histogram = histogramOf(name, labels);
    for (const [i, bound] of bounds.entries()) if (ms <= bound) histogram.buckets[i] = (histogram.buckets[i] ?? 0) + 1;
    histogram.sum += ms;
    histogram.count += 1;
  };
  const sum = (name: string): number =>
    [...counters].reduce((total, [key, value]) => (key === name || key.startsWith(`${name}{`) ? total + value : total), 0);
  const record = (measured: readonly EmbeddedMetric[]): void => {
    for (const { name, unit, values } of measured) {
      // How many there are of something, the cloud knows by itself, and without asking a sample.
      if (unit === 'None') continue;
      const series = `parley_${name.replaceAll(/([a-z])([A-Z])/g, '$1_$2').toLowerCase()}`;
      for (const value of values) {
        if (unit === 'Milliseconds') time(`${series}_milliseconds`, {}, value);
        else count(`${series}_total`, {}, value);
      }
    }
  };
  const text = (gauges: { name: string; labels: Labels; value: number }[] = []): string =>
    [
      ...families([
        ...[...counters].map(([key, value]) => ({ name: key.replace(/\{.*/, ''), type: 'counter', lines: [`${key} ${value}`] })),
        ...[...histograms.values()].map(({ name, labels, histogram }) => ({
          name,
          type: 'histogram',
          lines: histogramLines(name, labels, histogram),
        })),
        ...gauges.map(({ name, labels, value }) => ({
          name,
          // What only grows is a counter to Prometheus, wherever it is counted.
          type: name.endsWith('_total') ? 'counter' : 'gauge',
          lines: [`${series(name, labels)} ${value}`],
        })),
      ]),
      '',
    ].join('\n');
  return { declare, count, time, sum, record, text };
};

/** The lines of each metric together, behind the one that says what it is. */
const families = (samples: readonly { name: string; type: string; lines: readonly string[] }[]): string[] =>
  [...Map.groupBy(samples, ({ name }) => name)].flatMap(([name, own]) => [
    `# TYPE ${name} ${own[0]?.type}`,
    ...own.flatMap(({ lines }) => lines),
  ]);

const histogramLines = (name: string, labels: Labels, { buckets, sum, count }: Histogram): string[] => [
  ...bounds.map((bound, i) => `${series(`${name}_bucket`, { ...labels, le: String(bound) })} ${buckets[i]}`),
  `${series(`${name}_bucket`, { ...labels, le: '+Inf' })} ${count}`,
  `${series(`${name}_sum`, labels)} ${sum}`,
  `${series(`${name}_count`, labels)} ${count}`,
];

const series = (name: string, labels: Labels): string => {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}="${value.replaceAll(/["\\\n]/g, '_')}"`);
  return pairs.length > 0 ? `${name}{${pairs.join(',')}}` : name;
};
