import { type RequestOptions, request } from 'node:http';
import { embeddedMetrics } from '../../../local/functions/embedded-metrics.ts';
import type { Mail } from '../../../local/ports.ts';
import { billFor } from '../../../local/status/bill.ts';
import { gaugesOf } from '../../../local/status/gauges.ts';
import { createMetrics } from '../../../local/status/metrics.ts';
import { startStatus } from '../../../local/status/status.ts';
import type { StatusView } from '../../../local/status/view.ts';

const bill = () =>
  billFor({
    calls: [],
    socket: { messages: 4, minutes: 2 },
    httpRequests: 1,
    functions: [{ name: 'persist', memoryMb: 512, invocations: 3, errors: 0, coldStarts: 1, milliseconds: 2_000 }],
    fed: new Set(['persist']),
    accepted: 1,
    delivered: 2,
  });

const mails: Mail[] = [
  { to: 'ada@example.org', code: '123456', sentAt: 1_000, subject: 'Your code' },
  { to: '<b>@example.org', code: '654321', sentAt: 2_000, subject: 'Your code' },
];

const view = (changes: Partial<StatusView> = {}): StatusView => ({
  startedAt: 0,
  now: 125_000,
  siteUrl: 'http://127.0.0.1:1',
  sockets: 3,
  instances: 2,
  latency: 'off',
  functions: [{ name: 'send', memoryMb: 1_024, invocations: 4, errors: 1, coldStarts: 2, milliseconds: 50 }],
  queues: [
    { name: 'parley-local-chat-PipelinePersist0A1B2C3D', visible: 5, inFlight: 1, delayed: 0, isDeadLetters: false },
    { name: 'parley-local-chat-PipelineDeadLettersFFFFFFFF', visible: 2, inFlight: 0, delayed: 0, isDeadLetters: true },
  ],
  bill: bill(),
  calls: [
    {
      at: 0,
      functionName: 'send',
      service: 'dynamodb',
      action: 'Scan',
      resources: ['arn:aws:dynamodb:us-east-1:000000000000:table/parley-local-data-TablesMessagesABCDEF01'],
      verdict: 'denied',
      status: 400,
      units: 0,
      durationMs: 1.25,
    },
  ],
  mails,
  ...changes,
});

const start = (shown: StatusView = view()) =>
  startStatus({
    port: 0,
    mails: (to) => mails.filter((mail) => to === undefined || mail.to === to),
    calls: () => [],
    bill,
    view: async () => shown,
    metrics: async () => '',
  });

/** The text of a page, its tags and escapes taken out. */
const textOf = (page: string): string =>
  page
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)))
    .replaceAll(/\s+/g, ' ');

test('the mailbox is there for programs and for people', async () => {
  const status = await start();

  const mailbox = await fetch(`${status.url}/mailbox?to=ada@example.org`);
  const page = await (await fetch(status.url)).text();
  const nowhere = await fetch(`${status.url}/toString`);

  expect(await mailbox.json()).toEqual([{ to: 'ada@example.org', code: '123456', sentAt: 1_000 }]);
  expect(page).toContain('123456');
  expect(page).not.toContain('<b>');
  expect(nowhere.status).toBe(404);
  await status.close();
});

/** What is answered to a request as no browser's address bar would make it. */
const statusOf = (url: string, options: RequestOptions): Promise<number> =>
  new Promise((resolve, reject) => {
    request(url, { agent: false, ...options }, (response) => resolve(response.resume().statusCode ?? 0))
      .on('error', reject)
      .end();
  });

test('the mails are for pages of this machine, and not for one whose name has been made to lead here', async () => {
  const status = await start();
  const ask = (host: string) => statusOf(`${status.url}/mailbox`, { headers: { host } });

  const answers = [
    await ask('127.0.0.1:4004'),
    await ask('localhost:4004'),
    await ask('evil.example:4004'),
    await ask('127.0.0.1.evil.example'),
  ];

  expect(answers).toEqual([200, 200, 421, 421]);
  await status.close();
});

test('a path that is no URL is nowhere, and ends nothing', async () => {
  const status = await start();

  const answers = [
    await statusOf(status.url, { path: '//' }),
    await statusOf(status.url, { path: '//[' }),
    (await fetch(status.url)).status,
  ];

  expect(answers).toEqual([404, 404, 200]);
  await status.close();
});

test('the page tells what runs, what waits, what was called and what it cost', async () => {
  const status = await start(view({ faults: { plan: '5 % of posts lost', counts: [{ fault: 'lost', count: 7 }] } }));

  const answer = await fetch(status.url);
  const text = textOf(await answer.text());

  for (const part of [
    'Running for 2 min',
    'send 1,024 4 1 2 12.5',
    'PipelinePersist 5 1 0',
    'PipelineDeadLetters 2 0 0',
    'send dynamodb Scan TablesMessages denied by IAM 400 0 1.3',
    'API Gateway messages of 32 KB, both ways 4 0.000004',
    '5 % of posts lost',
    'lost 7',
    'So far $0.00002',
  ])
    expect(text).toContain(part);
  expect(answer.headers.get('content-security-policy')).toContain("script-src 'self'");
  await status.close();
});

test('the page of a cloud that has done nothing', async () => {
  const idle = { functions: [], queues: [], calls: [], mails: [], bill: { ...bill(), total: 0, accepted: 0, delivered: 0 } };
  const status = await start(view(idle));

  const text = textOf(await (await fetch(status.url)).text());

  for (const part of ['So far $0.00', 'A million accepted –', 'No mail yet', 'None planned']) expect(text).toContain(part);
  await status.close();
});

test('the bill is for what was counted, the queues’ hand-overs included', async () => {
  const status = await start();

  const { usage, total, accepted } = (await (await fetch(`${status.url}/usage`)).json()) as ReturnType<typeof bill>;

  expect(usage).toEqual({
    socketMessages: 4,
    socketMinutes: 2,
    httpRequests: 1,
    writeUnits: 0,
    readUnits: 0,
    queueRequests: 6,
    invocations: 3,
    gigabyteSeconds: 1,
  });
  expect(total).toBeCloseTo((4 + 2 * 0.25 + 1 + 6 * 0.4 + 3 * 0.2 + 13.3334) / 1e6, 12);
  expect(accepted).toBe(1);
  await status.close();
});

test('metrics in the embedded format are counted; other lines are not', () => {
  const metrics = createMetrics();
  const line = {
    _aws: {
      CloudWatchMetrics: [
        {
          Namespace: 'Parley/test',
          Dimensions: [['service']],
          Metrics: [
            { Name: 'Accepted', Unit: 'Count' },
            { Name: 'FanoutTime', Unit: 'Milliseconds' },
          ],
        },
      ],
    },
    service: 'chat',
    Accepted: 2,
    FanoutTime: [3, 40],
  };

  const lines = [JSON.stringify(line), JSON.stringify(line), 'a line that says "CloudWatchMetrics" and is no JSON', '{"level":"INFO"}'];
  for (const each of lines) metrics.record(embeddedMetrics(each));

  expect(metrics.text([{ name: 'parley_connections', labels: {}, value: 7 }]).split('\n')).toEqual(
    expect.arrayContaining([
      '# TYPE parley_accepted_total counter',
      'parley_accepted_total 4',
      '# TYPE parley_fanout_time_milliseconds histogram',
      'parley_fanout_time_milliseconds_bucket{le="2"} 0',
      'parley_fanout_time_milliseconds_bucket{le="5"} 2',
      'parley_fanout_time_milliseconds_bucket{le="+Inf"} 4',
      'parley_fanout_time_milliseconds_sum 86',
      'parley_fanout_time_milliseconds_count 4',
      '# TYPE parley_connections gauge',
      'parley_connections 7',
    ]),
  );
});

test('what has not happened yet is told as 0, and goes on from there', () => {
  const metrics = createMetrics();
  const linesOf = () => metrics.text().split('\n');

  metrics.declare('parley_gone_total', {});
  metrics.declare('parley_http_milliseconds', {});
  const before = linesOf();
  metrics.count('parley_gone_total', {});
  metrics.declare('parley_gone_total', {});
  metrics.time('parley_http_milliseconds', {}, 3);

  expect(before).toEqual(expect.arrayContaining(['parley_gone_total 0', 'parley_http_milliseconds_bucket{le="5"} 0']));
  expect(linesOf()).toEqual(expect.arrayContaining(['parley_gone_total 1', 'parley_http_milliseconds_bucket{le="5"} 1']));
});

test('what the page knows is there for Prometheus too', () => {
  const queues = [{ name: 'q', visible: 1, inFlight: 2, delayed: 3, isDeadLetters: false, oldestSentAt: 120_000 }];
  const instances = [{ name: 'send', count: 2 }];

  const text = createMetrics().text(gaugesOf({ view: view({ queues, latency: 'aws' }), calls: [], instances }));

  for (const line of [
    '# TYPE parley_cost_dollars_total counter',
    'parley_cost_dollars_total{service="SQS"} 0.0000024000000000000003',
    'parley_dynamodb_units_total{kind="write"} 0',
    'parley_function_instances{function="send"} 2',
    'parley_queue_messages{queue="q"} 6',
    'parley_queue_oldest_seconds{queue="q"} 5',
    'parley_simulated_latency 1',
    'parley_socket_messages_total 4',
  ])
    expect(text.split('\n')).toContain(line);
});
