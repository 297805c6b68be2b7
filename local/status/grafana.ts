// Grafana's dashboards for the metrics of the local cloud: panel by panel those of lib/watch/dashboards.ts, which a test compares. `npm run
// docs:grafana` writes them to docs/grafana.

/** A line of a graph: its name, and what Prometheus is asked. */
type Line = readonly [legend: string, query: string];

interface Panel {
  title: string;
  kind: 'timeseries' | 'stat';
  lines: readonly Line[];
}

type Row = readonly Panel[];

const WIDTH = 24;
const HEIGHT = { timeseries: 8, stat: 4 };
/** What a rate is taken over: four scrapes at Prometheus' usual fifteen seconds. */
const WINDOW = '1m';

const graph = (title: string, ...lines: readonly Line[]): Panel => ({ title, kind: 'timeseries', lines });

/** How often something happened in a minute, over all its labels or by one of them. */
const aMinute = (metric: string, labels = ''): string => `sum(increase(${metric}${labels}[${WINDOW}]))`;
/** A line for each function of which there is something to show. */
const byFunction = (query: string): Line => ['{{function}}', `${query} > 0`];
/** The same of what should not happen: that it did not is a line as well, where an empty panel could mean that nothing is measured. */
const failuresByFunction = (query: string): Line => [
  '{{function}}',
  `${query} > 0 or on () label_replace(vector(0), "function", "none", "", "")`,
];

const percentiles = (histogram: string, labels = ''): Line[] =>
  [50, 90, 95, 99].map((percent) => [
    `p${percent}`,
    `histogram_quantile(${percent / 100}, sum by (le) (rate(${histogram}_milliseconds_bucket${labels}[${WINDOW}])))`,
  ]);

/** A queue by its path in the template. */
const ofQueue = (metric: string, path: string): string => `max(${metric}{queue=~".*-chat-Pipeline${path}[0-9A-F]{8}.*"})`;

const accepted: Line = ['accepted', aMinute('parley_accepted_total')];
const delivered: Line = ['delivered', aMinute('parley_delivered_total')];

const members: readonly Row[] = [
  [{ title: 'Now', kind: 'stat', lines: [accepted, delivered, ['not persisted', ofQueue('parley_queue_messages', 'DeadLetters')]] }],
  [
    graph('Sent → received, as clients tell, ms', ...percentiles('parley_receive_time')),
    graph('Numbered → delivered, ms', ...percentiles('parley_delivery_time')),
    graph('A send from gate to last post, ms', ...percentiles('parley_invocation', '{function="send"}')),
  ],
  [
    graph('Messages a minute', accepted, delivered, ['posts failed', aMinute('parley_post_failed_total')]),
    graph('Calls, ms', ...percentiles('parley_http')),
  ],
  [
    graph(
      'Failures a minute',
      ['HTTP 5xx', aMinute('parley_http_requests_total', '{status="5xx"}')],
      ['socket errors', aMinute('parley_socket_integration_errors_total')],
      ['voids', aMinute('parley_voided_total')],
    ),
    graph('Acknowledged → in the history, ms', ...percentiles('parley_persist_lag')),
  ],
  [
    graph('The canary’s visits that went well, an hour', ['visits', 'sum(increase(parley_canary_passed_total[1h]))']),
    graph('The canary: sent → received, ms', [
      'slowest',
      'histogram_quantile(1, sum by (le) (increase(parley_canary_time_milliseconds_bucket[1h])))',
    ]),
  ],
];

const operators: readonly Row[] = [
  [
    graph('Sockets a minute', ['opened', aMinute('parley_sockets_opened_total')], ['found gone (410)', aMinute('parley_gone_total')]),
    graph('Connections, about', ['open', 'parley_connections']),
    graph(
      'Frames and calls a minute',
      ['frames', aMinute('parley_socket_messages_total')],
      ['HTTP calls', aMinute('parley_http_requests_total')],
    ),
    graph(
      'Refused a minute',
      ['socket', aMinute('parley_socket_client_errors_total')],
      ['HTTP 4xx', aMinute('parley_http_requests_total', '{status="4xx"}')],
      ['shed', aMinute('parley_shed_total')],
    ),
  ],
  [
    graph(
      'Queue depth',
      ['persist', ofQueue('parley_queue_messages', 'Persist')],
      ['fan-out', ofQueue('parley_queue_messages', 'Fanout')],
      ['previews', ofQueue('parley_queue_messages', 'Previews')],
      ['not persisted', ofQueue('parley_queue_messages', 'DeadLetters')],
      ['not fanned out', ofQueue('parley_queue_messages', 'FanoutDeadLetters')],
    ),
    graph(
      'Age of the oldest, s',
      ['persist', ofQueue('parley_queue_oldest_seconds', 'Persist')],
      ['fan-out', ofQueue('parley_queue_oldest_seconds', 'Fanout')],
      ['previews', ofQueue('parley_queue_oldest_seconds', 'Previews')],
    ),
    graph('Fan-out, ms', ...percentiles('parley_fanout_time')),
  ],
  [
    graph('Function errors', failuresByFunction(`sum by (function) (increase(parley_invocations_total{outcome="failed"}[${WINDOW}]))`)),
    graph('Throttles', failuresByFunction(`sum by (function) (increase(parley_throttles_total[${WINDOW}]))`)),
  ],
  [
    graph(
      'Duration p99, ms',
      byFunction(`histogram_quantile(0.99, sum by (function, le) (rate(parley_invocation_milliseconds_bucket[${WINDOW}])))`),
    ),
    graph('Concurrency', byFunction('sum by (function) (parley_function_instances)')),
    graph('Cold starts a minute', ['of all functions', aMinute('parley_cold_start_total')]),
  ],
  [
    graph('Invocations a minute', byFunction(`sum by (function) (increase(parley_invocations_total[${WINDOW}]))`)),
    graph('DynamoDB units a minute', ['{{kind}}', `sum by (kind) (increase(parley_dynamodb_units_total[${WINDOW}]))`]),
  ],
  [graph('Cost an hour, $', ['{{service}}', `sum by (service) (rate(parley_cost_dollars_total[${WINDOW}])) * 3600`])],
];

const datasource = { type: 'prometheus', uid: '$datasource' };

const optionsOf = {
  timeseries: { tooltip: { mode: 'multi', sort: 'desc' } },
  stat: {},
};

const panelsOf = (rows: readonly Row[]) => {
  let below = 0;
  const placed = rows.flatMap((row) => {
    const [y, w, h] = [below, WIDTH / row.length, Math.max(...row.map(({ kind }) => HEIGHT[kind]))];
    below += h;
    return row.map((panel, index) => ({ ...panel, gridPos: { x: index * w, y, w, h } }));
  });
  return placed.map(({ title, kind, lines, gridPos }, index) => ({
    id: index + 1,
    title,
    type: kind,
    datasource,
    gridPos,
    // Grafana by itself finds every number above 80 alarming.
    fieldConfig: {
      defaults: { min: 0, ...(kind === 'stat' && { decimals: 0, color: { mode: 'fixed', fixedColor: 'text' } }) },
      overrides: [],
    },
    options: optionsOf[kind],
    targets: lines.map(([legendFormat, expr], line) => ({ refId: String.fromCharCode(65 + line), datasource, expr, legendFormat })),
  }));
};

const dashboard = (name: string, rows: readonly Row[]) => ({
  uid: `parley-${name.toLowerCase()}`,
  title: `Parley: ${name.toLowerCase()}`,
  tags: ['parley'],
  schemaVersion: 39,
  editable: true,
  refresh: '10s',
  time: { from: 'now-15m', to: 'now' },
  templating: { list: [{ name: 'datasource', label: 'Prometheus', type: 'datasource', query: 'prometheus' }] },
  panels: panelsOf(rows),
});

export const grafanaDashboards = { Members: dashboard('Members', members), Operators: dashboard('Operators', operators) };
