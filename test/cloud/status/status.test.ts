import type { Mail } from '../../../local/ports.ts';
import { createMetrics } from '../../../local/status/metrics.ts';
import { startStatus } from '../../../local/status/status.ts';

const mails: Mail[] = [
  { to: 'ada@example.org', code: '123456', sentAt: 1_000, subject: 'Your code' },
  { to: '<b>@example.org', code: '654321', sentAt: 2_000, subject: 'Your code' },
];

test('the mailbox is there for programs and for people', async () => {
  const status = await startStatus({
    port: 0,
    mails: (to) => mails.filter((mail) => to === undefined || mail.to === to),
    calls: () => [],
    metrics: async () => '',
  });

  const mailbox = await fetch(`${status.url}/mailbox?to=ada@example.org`);
  const page = await (await fetch(status.url)).text();
  const nowhere = await fetch(`${status.url}/toString`);

  expect(await mailbox.json()).toEqual([{ to: 'ada@example.org', code: '123456', sentAt: 1_000 }]);
  expect(page).toContain('123456');
  expect(page).not.toContain('<b>');
  expect(nowhere.status).toBe(404);
  await status.close();
});

test('metrics in the embedded format are counted; other lines are not', () => {
  const metrics = createMetrics();
  const line = {
    _aws: {
      CloudWatchMetrics: [
        {
          Metrics: [
            { Name: 'Accepted', Unit: 'Count' },
            { Name: 'FanoutTime', Unit: 'Milliseconds' },
          ],
        },
      ],
    },
    Accepted: 2,
    FanoutTime: [3, 40],
  };

  metrics.readLine('send', JSON.stringify(line));
  metrics.readLine('send', JSON.stringify(line));
  metrics.readLine('send', 'a line that says "CloudWatchMetrics" and is no JSON');
  metrics.readLine('send', '{"level":"INFO"}');

  expect(metrics.text([{ name: 'parley_connections', labels: {}, value: 7 }]).split('\n')).toEqual(
    expect.arrayContaining([
      'parley_accepted_total{function="send"} 4',
      'parley_fanout_time_milliseconds_bucket{function="send",le="2"} 0',
      'parley_fanout_time_milliseconds_bucket{function="send",le="5"} 2',
      'parley_fanout_time_milliseconds_bucket{function="send",le="+Inf"} 4',
      'parley_fanout_time_milliseconds_sum{function="send"} 86',
      'parley_fanout_time_milliseconds_count{function="send"} 4',
      'parley_connections 7',
    ]),
  );
});
