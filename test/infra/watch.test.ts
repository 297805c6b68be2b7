import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Template } from '../../lib/iam-report.ts';
import { grafanaDashboardOf } from '../../lib/watch/grafana.ts';
import { grafanaDashboards } from '../../local/status/grafana.ts';
import { type Assembly, synthesize } from '../support/assembly.ts';

let prod: Assembly;

beforeAll(async () => {
  prod = await synthesize({ stage: 'prod', operatorEmail: 'operator@example.com' }, { validated: false });
}, 300_000);

afterAll(() => prod.remove());

const runbook = readFileSync(join(import.meta.dirname, '../../docs/runbook.md'), 'utf8');

/** What must be watched, whatever else is. */
const WATCHED = [
  'DeadLetters',
  'PersistBacklog',
  'FanoutDeadLetters',
  'FanoutBacklog',
  'HandoverFailed',
  'SocketErrors',
  'HttpErrors',
  'SendSlow',
  'SendThrottled',
  'CanaryFailed',
];

type Templates = ReadonlyMap<string, Pick<Template, 'Resources'>>;

/** The sections of the runbook, by the anchor of their heading. */
const sectionsOf = (text: string): Map<string, string> =>
  new Map(
    text
      .split(/^## /m)
      .slice(1)
      .map((section) => [section.slice(0, section.indexOf('\n')).toLowerCase(), section]),
  );

/** What an operator would miss, in words; nothing if all is well. */
const findingsIn = (templates: Templates, guide: string): string[] => {
  const sections = sectionsOf(guide);
  const resources = [...templates.values()].flatMap(({ Resources }) => Object.entries(Resources));
  const ofType = (type: string) =>
    resources.filter(([, { Type }]) => Type === type).map(([id, { Properties = {} }]) => ({ id, Properties }));
  const alarms = ofType('AWS::CloudWatch::Alarm');
  return [
    ...WATCHED.filter((name) => !alarms.some(({ id }) => id.startsWith(name))).map((name) => `no alarm ${name}`),
    ...alarms.flatMap(({ id, Properties: { AlarmDescription = '', AlarmActions } }) => {
      const anchor = /docs\/runbook\.md#(\w+)$/.exec(String(AlarmDescription))?.[1] ?? '';
      const section = sections.get(anchor) ?? '';
      const parts = ['**Means.**', '**Look at.**', '**Do.**'].filter((part) => !section.includes(part));
      return [
        ...(id.toLowerCase().startsWith(anchor) && anchor !== '' ? [] : [`${id} names no entry of its own`]),
        ...parts.map((part) => `${id} has no ${part} in the runbook`),
        ...(AlarmActions === undefined ? [`${id} tells nobody`] : []),
      ];
    }),
    ...ofType('AWS::Logs::LogGroup').flatMap(({ id, Properties }) =>
      Properties.RetentionInDays === undefined ? [`${id} is kept for ever`] : [],
    ),
    ...ofType('AWS::Lambda::Function').flatMap(({ id, Properties }) =>
      Properties.LoggingConfig === undefined && Properties.Environment !== undefined ? [`${id} has no log group of its own`] : [],
    ),
    ...ofType('AWS::SQS::Queue').flatMap(({ id, Properties }) =>
      Properties.SqsManagedSseEnabled === true ? [] : [`${id} is not encrypted`],
    ),
    ...ofType('AWS::S3::Bucket').flatMap(({ id, Properties }) =>
      Properties.BucketEncryption === undefined ? [`${id} is not encrypted`] : [],
    ),
  ];
};

test('the canary is missed where it does not sing, and nobody waits for it where there is none', async () => {
  const alarmsIn = ({ templates }: Assembly) =>
    Object.entries(templates.get('watch')?.Resources ?? {}).filter(([id]) => id.startsWith('CanaryFailed'));
  const quiet = await synthesize({ stage: 'prod', web: 'false', canary: 'false' }, { validated: false });

  expect(alarmsIn(prod)).toMatchObject([
    [
      expect.anything(),
      { Properties: { ComparisonOperator: 'LessThanThreshold', Threshold: 1, TreatMissingData: 'breaching', Period: 3_600 } },
    ],
  ]);
  expect(alarmsIn(quiet)).toEqual([]);
  quiet.remove();
});

/** The stacks with one resource changed, or left out. */
const sabotaged = (
  stack: string,
  idPart: RegExp,
  change: (properties: Record<string, unknown>) => Record<string, unknown> | undefined,
): Templates => {
  const { Resources } = prod.templates.get(stack) ?? { Resources: {} };
  const [id = ''] = Object.keys(Resources).filter((each) => idPart.test(each));
  const { [id]: target, ...others } = Resources;
  if (target === undefined) throw new Error(`There is no ${idPart} in ${stack}.`);
  const Properties = change({ ...target.Properties });
  return new Map([
    ...prod.templates,
    [stack, { Resources: Properties === undefined ? others : { ...others, [id]: { ...target, Properties } } }],
  ]);
};

const without = (property: string) => (properties: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(properties).filter(([name]) => name !== property));

test('every alarm is there, tells the operator, and has its entry in the runbook; logs end, and what is stored is encrypted', () => {
  expect(findingsIn(prod.templates, runbook)).toEqual([]);
});

test('no more alarms than are free, of one metric each', () => {
  const { Resources } = prod.templates.get('watch') ?? { Resources: {} };
  const alarms = Object.values(Resources).filter(({ Type }) => Type === 'AWS::CloudWatch::Alarm');

  expect(alarms.length).toBeLessThanOrEqual(10);
  for (const { Properties } of alarms) expect(Properties).toMatchObject({ MetricName: expect.any(String) });
});

test.each([
  [
    'a missing alarm',
    () =>
      findingsIn(
        sabotaged('watch', /^SendSlow/, () => undefined),
        runbook,
      ),
    /no alarm SendSlow/,
  ],
  [
    'an alarm without a link',
    () => findingsIn(sabotaged('watch', /^SendSlow/, without('AlarmDescription')), runbook),
    /SendSlow.* names no entry/,
  ],
  [
    'an alarm that tells nobody',
    () => findingsIn(sabotaged('watch', /^SendSlow/, without('AlarmActions')), runbook),
    /SendSlow.* tells nobody/,
  ],
  [
    'a missing entry in the runbook',
    () => findingsIn(prod.templates, runbook.replace('## HttpErrors', '## Other')),
    /HttpErrors.* has no \*\*Do/,
  ],
  [
    'a log that is kept for ever',
    () => findingsIn(sabotaged('chat', /^sendLog/, without('RetentionInDays')), runbook),
    /sendLog.* for ever/,
  ],
  ['a function without its log', () => findingsIn(sabotaged('chat', /^sendFunction/, without('LoggingConfig')), runbook), /no log group/],
  [
    'a queue that is not encrypted',
    () => findingsIn(sabotaged('chat', /^PipelinePersist/, without('SqsManagedSseEnabled')), runbook),
    /not encrypted/,
  ],
  ['a bucket that is not encrypted', () => findingsIn(sabotaged('web', /Bucket/, without('BucketEncryption')), runbook), /not encrypted/],
])('%s is found', (_what, find, finding) => {
  expect(find().join('\n')).toMatch(finding);
});

test('the dashboards show delivery by its percentiles, and every function', () => {
  const { Resources } = prod.templates.get('watch') ?? { Resources: {} };
  const [members = '', operators = ''] = ['Members', 'Operators'].map((name) =>
    JSON.stringify(Object.entries(Resources).find(([id]) => id.startsWith(name))?.[1]),
  );

  for (const part of ['ReceiveTime', 'DeliveryTime', 'PersistLag', 'p50', 'p90', 'p95', 'p99', 'Accepted', 'Delivered'])
    expect(members).toContain(part);
  for (const part of ['ApproximateAgeOfOldestMessage', 'Throttles', 'ConcurrentExecutions', 'FanoutTime', 'Gone'])
    expect(operators).toContain(part);
});

/** A panel, whoever draws it: its title, the names of its lines, and of its lines that are metrics of ours, which. */
interface Panel {
  title: string;
  lines: string[];
  own: Record<string, string>;
}

type CloudWatchLine = (string | { label?: string; visible?: boolean; expression?: string })[];

/** The widgets of a dashboard, with whatever CloudFormation fills in left out. */
const widgetsOf = (name: string): { properties: { title: string; metrics?: CloudWatchLine[] } }[] => {
  const { Resources } = prod.templates.get('watch') ?? { Resources: {} };
  const found = Object.entries(Resources).find(([id, { Type }]) => Type === 'AWS::CloudWatch::Dashboard' && id.startsWith(name));
  const body = found?.[1].Properties?.DashboardBody as { 'Fn::Join': [string, unknown[]] } | undefined;
  const parts = body?.['Fn::Join'][1] ?? [];
  return JSON.parse(parts.map((part) => (typeof part === 'string' ? part : 'reference')).join('')).widgets;
};

const cloudWatchPanels = (name: string): Panel[] =>
  widgetsOf(name).map(({ properties: { title, metrics = [] } }) => {
    const lines = metrics.flatMap((line) => {
      const options = line.findLast((part) => typeof part === 'object');
      return options?.visible === false ? [] : [{ label: options?.label ?? '', namespace: String(line[0]), metric: String(line[1]) }];
    });
    const own = lines.filter(({ namespace }) => namespace.startsWith('Parley/'));
    return {
      title,
      lines: lines.map(({ label }) => label),
      own: Object.fromEntries(
        own.map(({ label, metric }) => [label, `parley_${metric.replaceAll(/(?<=[a-z])[A-Z]/g, '_$&').toLowerCase()}`]),
      ),
    };
  });

/** Alarms are CloudWatch's own: the local cloud has none. */
const ONLY_CLOUDWATCH = ['Alarms'];

/** Lines of which there is one for each function, table or service, told by a label of Prometheus. */
const NAMED_BY_LABEL: Record<string, (label: string) => boolean> = {
  '{{function}}': (label) => /^[a-z-]+$/.test(label),
  '{{kind}}': (label) => /^\w+: (read|write)$/.test(label),
  '{{service}}': (label) => ['API Gateway', 'DynamoDB', 'SQS', 'Lambda'].includes(label),
};

describe.each(['Members', 'Operators'] as const)('Grafana’s dashboard %s', (name) => {
  test('has the panels of CloudWatch’s, and their lines', () => {
    const shown = cloudWatchPanels(name).filter(({ title }) => !ONLY_CLOUDWATCH.includes(title));
    const { panels } = grafanaDashboards[name];

    expect(panels.map(({ title }) => title)).toEqual(shown.map(({ title }) => title));
    for (const { title, lines, own } of shown) {
      expect({ title, count: lines.length }).not.toMatchObject({ count: 0 });
      const targets = panels.find((panel) => panel.title === title)?.targets ?? [];
      const [first] = targets;
      const named = NAMED_BY_LABEL[first?.legendFormat ?? ''];
      if (named) expect({ title, strange: lines.filter((line) => !named(line)) }).toEqual({ title, strange: [] });
      else expect({ title, lines: targets.map(({ legendFormat }) => legendFormat) }).toEqual({ title, lines });
      for (const [label, metric] of Object.entries(own))
        expect({ title, label, query: targets.find(({ legendFormat }) => legendFormat === label)?.expr }).toMatchObject({
          query: expect.stringContaining(metric),
        });
    }
  });

  test('is the file that docs/grafana has', () => {
    const file = join(import.meta.dirname, `../../docs/grafana/${name.toLowerCase()}.json`);

    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(grafanaDashboards[name]);
  });
});

describe.each(['Members', 'Operators'] as const)('Grafana’s dashboard %s of a stage in AWS', (name) => {
  const made = () => grafanaDashboardOf(prod.templates.get('watch') ?? { Resources: {} }, name);

  test('has the panels of CloudWatch’s, with the same metrics, told the same way under the same names', () => {
    const shown = widgetsOf(name).filter(({ properties: { title } }) => !ONLY_CLOUDWATCH.includes(title));
    const { panels } = made();

    expect(panels.map(({ title }) => title)).toEqual(shown.map(({ properties: { title } }) => title));
    for (const [index, { properties }] of shown.entries()) {
      const lines = (properties.metrics ?? []).map((line) => {
        const options = line.findLast((part) => typeof part === 'object');
        return { label: options?.label ?? '', expression: options?.expression ?? '', hide: options?.visible === false };
      });
      expect({ title: properties.title, lines: panels[index]?.targets }).toMatchObject({ title: properties.title, lines });
      expect(panels[index]?.targets).toHaveLength(lines.length);
    }
  });

  test('names no resource of a stage: each is found by what CloudFormation calls it, and only an API has to be picked', () => {
    const { panels, templating } = made();
    const variables = new Map(templating.list.map((variable) => [variable.name, variable]));

    expect(JSON.stringify(panels)).not.toMatch(/ExportsOutput|parley-prod|Parley\/prod/);
    const used = [...JSON.stringify(panels).matchAll(/"\$(\w+)"/g)].flatMap(([, variable = '']) =>
      variable === 'default' ? [] : [variable],
    );
    expect(used.filter((variable) => !variables.has(variable))).toEqual([]);
    // A file that leaves the making of them to Grafana has an empty stage, and so no resource.
    expect(variables.get('stage')).toMatchObject({
      options: [{ value: 'prod' }, { value: 'staging' }, { value: 'dev' }],
      current: { value: 'prod' },
    });
    expect(templating.list.filter((variable) => 'hide' in variable && variable.hide === 0).map((variable) => variable.name)).toEqual(
      expect.arrayContaining(['HttpApi', 'SocketApi']),
    );
    for (const variable of templating.list)
      if ('regex' in variable && variable.hide === 2)
        expect(variable.regex).toMatch(/^\/\^parley-\$stage-(chat|data)-[A-Za-z]+\[0-9A-F\]\{8\}-\/$/);
  });

  test('is the file that docs/grafana has', () => {
    const file = join(import.meta.dirname, `../../docs/grafana/aws-${name.toLowerCase()}.json`);

    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(made());
  });
});

test('the cost of an hour is worked out by expressions that CloudWatch takes', () => {
  const metrics = widgetsOf('Operators').find(({ properties: { title } }) => title === 'Cost an hour, $')?.properties.metrics ?? [];
  const expressions = metrics.flatMap((line) =>
    line.flatMap((part) => (typeof part === 'object' && part.expression ? [part.expression] : [])),
  );

  expect(expressions).toHaveLength(4);
  for (const expression of expressions) {
    expect(expression.length).toBeLessThanOrEqual(2_048);
    expect(expression).not.toMatch(/\de[+-]/);
  }
  // A WebSocket message is a dollar a million: at one a minute, 60 an hour.
  expect(expressions[0]).toContain('(FILL(apigateway0,0)+FILL(apigateway1,0))*0.000060000000000');
});
