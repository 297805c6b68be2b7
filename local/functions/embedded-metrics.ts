// CloudWatch's embedded metric format: what functions measure, in lines of their logs.

/** One metric of a line, with all that the invocation measured of it. */
export interface EmbeddedMetric {
  namespace: string;
  name: string;
  dimensions: Record<string, string>;
  /** `Count`, `Milliseconds`, …; `None` if the line does not say. */
  unit: string;
  values: number[];
}

interface Directive {
  Namespace: string;
  Dimensions?: string[][];
  Metrics: { Name: string; Unit?: string }[];
}

/** The metrics of a log line, under the first set of dimensions that it names; none if it is another kind of line. */
export const embeddedMetrics = (line: string): EmbeddedMetric[] => {
  if (!line.includes('"CloudWatchMetrics"')) return [];
  try {
    const entry = JSON.parse(line);
    const directives: Directive[] = entry._aws.CloudWatchMetrics;
    return directives.flatMap(({ Namespace: namespace, Dimensions: [names = []] = [], Metrics }) => {
      const dimensions = Object.fromEntries(names.map((name) => [name, String(entry[name])]));
      return Metrics.map(({ Name: name, Unit: unit = 'None' }) => ({
        ...{ namespace, name, dimensions, unit },
        values: [entry[name]].flat().filter((value): value is number => typeof value === 'number'),
      }));
    });
  } catch {
    return [];
  }
};
