import { type CloudWatchOptions, openCloudWatch } from '../../../local/engines/cloudwatch.ts';
import type { AwsCall, CloudWatchEngine } from '../../../local/ports.ts';
import { aFolder } from '../edge/support.ts';

const BEGINNING = Date.UTC(2026, 10, 1);
const MINUTE = 60_000;

let now: number;
let engines: CloudWatchEngine[];

beforeEach(() => {
  now = BEGINNING;
  engines = [];
});

afterEach(() => Promise.all(engines.map((engine) => engine.close())));

const open = async (place: CloudWatchOptions = { inMemory: true }): Promise<CloudWatchEngine> => {
  const engine = await openCloudWatch({ ...place, clock: () => now });
  engines.push(engine);
  return engine;
};

const measure = (engine: CloudWatchEngine, name: string, values: number[], dimensions: Record<string, string> = { service: 'chat' }) =>
  engine.record([{ namespace: 'Parley/test', name, dimensions, unit: 'Count', values }]);

const callOf = (body: unknown, action = 'GetMetricData'): AwsCall => ({
  ...{ service: 'monitoring', region: 'us-east-1', action, method: 'POST', path: '/', headers: {} },
  body: Buffer.from(JSON.stringify(body)),
});

const statistic = (Stat: string, { name = 'Accepted', Period = 60, service = 'chat' } = {}) => ({
  Id: 'm1',
  MetricStat: {
    Metric: { Namespace: 'Parley/test', MetricName: name, Dimensions: [{ Name: 'service', Value: service }] },
    ...{ Period, Stat },
  },
});

const ask = async (engine: CloudWatchEngine, query: object, more: object = {}) => {
  const times = { StartTime: BEGINNING / 1_000, EndTime: BEGINNING / 1_000 + 3_600 };
  const { status, body } = await engine.handle(callOf({ ...times, MetricDataQueries: [query], ...more }));
  return { status, body: JSON.parse(String(body)) };
};

const pointsOf = async (engine: CloudWatchEngine, query: object, more?: object) => {
  const [{ Timestamps, Values }] = (await ask(engine, query, more)).body.MetricDataResults;
  return Timestamps.map((at: number, index: number) => [at * 1_000 - BEGINNING, Values[index]]);
};

test('points come newest first, as from CloudWatch, unless asked the other way', async () => {
  const engine = await open();
  measure(engine, 'Accepted', [1, 2]);
  now += 2 * MINUTE;
  measure(engine, 'Accepted', [5]);

  expect(await pointsOf(engine, statistic('Sum'))).toEqual([
    [2 * MINUTE, 5],
    [0, 3],
  ]);
  expect(await pointsOf(engine, statistic('Sum'), { ScanBy: 'TimestampAscending' })).toEqual([
    [0, 3],
    [2 * MINUTE, 5],
  ]);
});

test.each([
  ['Sum', 60],
  ['SampleCount', 4],
  ['Average', 15],
])('%s of a period', async (name, value) => {
  const engine = await open();
  measure(engine, 'Accepted', [0, 10]);
  now += MINUTE;
  measure(engine, 'Accepted', [20, 30]);

  expect(await pointsOf(engine, statistic(name, { Period: 300 }))).toEqual([[0, value]]);
});

test('other metrics, and the same one under other dimensions, are told apart', async () => {
  const engine = await open();
  measure(engine, 'Accepted', [1]);
  measure(engine, 'Accepted', [7], { service: 'other' });

  expect(await pointsOf(engine, statistic('Sum'))).toEqual([[0, 1]]);
  expect(await pointsOf(engine, statistic('Sum', { service: 'other' }))).toEqual([[0, 7]]);
  expect(await pointsOf(engine, statistic('Sum', { name: 'Delivered' }))).toEqual([]);
});

test('what was measured survives a restart, for eight days', async () => {
  const { folder, remove } = await aFolder();
  const before = await open({ folder });
  measure(before, 'Accepted', [4]);
  await before.close();
  engines = [];

  const after = await open({ folder });
  expect(await pointsOf(after, statistic('Sum'))).toEqual([[0, 4]]);
  now += 8 * 24 * 60 * MINUTE + MINUTE;
  measure(after, 'Accepted', [1]);
  await after.close();
  engines = [];

  expect(await pointsOf(await open({ folder }), statistic('Sum'))).toEqual([]);
  await Promise.all(engines.splice(0).map((engine) => engine.close()));
  await remove();
});

test.each([
  ['a period that is no minute', statistic('Sum', { Period: 30 }), {}],
  ['a statistic that there is not', statistic('p101'), {}],
  ['an expression', { Id: 'm1', Expression: 'm2 * 2' }, {}],
  ['no time to begin', statistic('Sum'), { StartTime: undefined }],
])('%s is refused', async (_what, query, more) => {
  const engine = await open();
  measure(engine, 'Accepted', [1]);

  const { status, body } = await ask(engine, query, more);

  expect([status, body.__type]).toEqual([400, 'ValidationError']);
});

test('another call is not offered', async () => {
  const { status, body } = await (await open()).handle(callOf({}, 'PutMetricData'));

  expect([status, JSON.parse(String(body)).__type]).toEqual([400, 'UnknownOperationException']);
});
