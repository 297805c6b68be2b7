// CloudWatch's dashboards for Grafana, whose data source is CloudWatch: made of those of the template (dashboards.ts), widget by widget, so that
// there is one source for both. `npm run docs:grafana` writes them to docs/grafana.
import type { Template } from '../iam-report.ts';
import { flatten } from '../intrinsics.ts';

/** What CloudFormation knows and a file does not: which resource of the stage is meant. */
const REFERENCE = /^parley-\w+-(\w+):ExportsOutput(?:Ref|FnGetAtt)([A-Za-z]+?)[0-9A-F]{8}(?:QueueName)?[0-9A-F]{8}$/;

interface Options {
  readonly label?: string;
  readonly id?: string;
  readonly visible?: boolean;
  readonly expression?: string;
  readonly stat?: string;
  readonly period?: number;
}

interface Widget {
  readonly type: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: {
    readonly title: string;
    readonly view?: string;
    readonly metrics?: readonly (readonly (string | Options)[])[];
  };
}

/** A name of a resource that the dashboard asks CloudWatch for, by what is known of it. */
interface Variable {
  readonly name: string;
  /** The part of the stage that holds it: `chat`, `data`. */
  readonly stack: string;
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensionKey: string;
}

const datasource = { type: 'cloudwatch', uid: '$datasource' };

/** Of a line of a widget: the metric, its dimensions, and how it is shown. */
const lineOf = (line: readonly (string | Options)[]) => {
  const names = line.filter((part) => typeof part === 'string');
  const options: Options = line.find((part) => typeof part === 'object') ?? {};
  const [namespace = '', metricName = '', ...pairs] = names;
  const dimensions = pairs.flatMap((key, index) => (index % 2 === 0 ? [[key, pairs[index + 1] ?? ''] as const] : []));
  return { namespace, metricName, dimensions, options };
};

const variableOf = (namespace: string, metricName: string, [dimensionKey, value]: readonly [string, string]): Variable | undefined => {
  const [, stack, name] = REFERENCE.exec(value) ?? [];
  return stack === undefined || name === undefined ? undefined : { name, stack, namespace, metricName, dimensionKey };
};

const targetOf = (line: readonly (string | Options)[], index: number) => {
  const { namespace, metricName, dimensions, options } = lineOf(line);
  const { label = '', id = '', visible = true, expression = '', stat = 'Sum', period = 60 } = options;
  return {
    ...{ refId: `L${index}`, datasource, region: '$region', queryMode: 'Metrics', metricQueryType: 0 },
    metricEditorMode: expression === '' ? 0 : 1,
    ...{ id, expression, label, hide: !visible, statistic: stat, period: String(period), matchExact: true },
    namespace: namespace.replace(/^Parley\/.*/, 'Parley/$stage'),
    metricName,
    dimensions: Object.fromEntries(
      dimensions.map((pair) => {
        const variable = variableOf(namespace, metricName, pair);
        return [pair[0], variable === undefined ? pair[1] : `$${variable.name}`];
      }),
    ),
  };
};

/** Grafana by itself finds every number above 80 alarming. */
const PLAIN = { mode: 'fixed', fixedColor: 'text' };

const panelOf = ({ x, y, width, height, properties: { title, view, metrics = [] } }: Widget, index: number) => ({
  id: index + 1,
  title,
  type: view === 'singleValue' ? 'stat' : 'timeseries',
  datasource,
  gridPos: { x, y, w: width, h: height },
  fieldConfig: { defaults: { min: 0, ...(view === 'singleValue' && { decimals: 0, color: PLAIN }) }, overrides: [] },
  targets: metrics.map(targetOf),
});

/** Resources have the names that CloudFormation makes of their stack and their logical id; APIs have ids, of which the operator picks one. */
const listed = ({ name, stack, namespace, metricName, dimensionKey }: Variable) => ({
  name,
  label: name,
  type: 'query',
  datasource,
  query: {
    ...{ queryType: 'dimensionValues', region: '$region', namespace, metricName, dimensionKey, dimensionFilters: {} },
    refId: 'CloudWatchVariableQueryEditor-VariableQuery',
  },
  regex: dimensionKey === 'ApiId' ? '' : `/^parley-$stage-${stack}-${name}[0-9A-F]{8}-/`,
  hide: dimensionKey === 'ApiId' ? 0 : 2,
  ...{ refresh: 1, sort: 1, multi: false, includeAll: false },
});

// A Grafana that is given the file makes no options of what they are to be made of.
const stages = ['prod', 'staging', 'dev'].map((stage, index) => ({ text: stage, value: stage, selected: index === 0 }));

const variablesOf = (widgets: readonly Widget[]): Variable[] => {
  const found = widgets.flatMap(({ properties: { metrics = [] } }) =>
    metrics.flatMap((line) => {
      const { namespace, metricName, dimensions } = lineOf(line);
      return dimensions.flatMap((pair) => variableOf(namespace, metricName, pair) ?? []);
    }),
  );
  return [...new Map(found.map((variable) => [variable.name, variable])).values()];
};

/** The dashboard of this name in the template of the watch stack, as Grafana imports it. Throws where there is none. */
export const grafanaDashboardOf = ({ Resources }: Pick<Template, 'Resources'>, name: 'Members' | 'Operators') => {
  const [, dashboard] =
    Object.entries(Resources).find(([id, { Type }]) => Type === 'AWS::CloudWatch::Dashboard' && id.startsWith(name)) ?? [];
  if (dashboard === undefined) throw new Error(`There is no dashboard ${name}.`);
  // Alarms are CloudWatch's own.
  const widgets: Widget[] = JSON.parse(flatten(dashboard.Properties?.DashboardBody)).widgets.filter(
    ({ type }: Widget) => type === 'metric',
  );
  return {
    uid: `parley-aws-${name.toLowerCase()}`,
    title: `Parley in AWS: ${name.toLowerCase()}`,
    tags: ['parley'],
    schemaVersion: 39,
    editable: true,
    refresh: '1m',
    time: { from: 'now-3h', to: 'now' },
    templating: {
      list: [
        { name: 'datasource', label: 'CloudWatch', type: 'datasource', query: 'cloudwatch' },
        { name: 'region', label: 'Region', type: 'query', datasource, query: { queryType: 'regions', refId: 'regions' }, refresh: 1 },
        {
          name: 'stage',
          label: 'Stage',
          type: 'custom',
          query: stages.map(({ value }) => value).join(),
          options: stages,
          current: stages[0],
        },
        ...variablesOf(widgets).map(listed),
      ],
    },
    panels: widgets.map(panelOf),
  };
};
