import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Template } from '../../lib/iam-report.ts';
import { type Assembly, synthesize } from '../support/assembly.ts';

let prod: Assembly;

beforeAll(async () => {
  prod = await synthesize({ stage: 'prod', operatorEmail: 'operator@example.com' });
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
