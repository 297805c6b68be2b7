// The local cloud: every part started in the order in which they need each other, and stopped in the reverse.
import { randomBytes } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCloud } from './assembly/cloud.ts';
import type { CloudDefinition, FunctionDefinition, SiteDefinition } from './assembly/definition.ts';
import { type Addresses, localiser } from './assembly/hosts.ts';
import { localEnvironment } from './assembly/resources.ts';
import { synthesize } from './assembly/synthesis.ts';
import { claimDataFolder, folderProblem } from './data-folder.ts';
import { type Edge, startEdge } from './edge/edge.ts';
import { createOperator } from './edge/operator.ts';
import { writeRights } from './edge/rights.ts';
import { openCloudWatch } from './engines/cloudwatch.ts';
import { openCognito } from './engines/cognito.ts';
import { openDynamoDb } from './engines/dynamodb.ts';
import { openSqs } from './engines/sqs.ts';
import { createDice } from './faults/dice.ts';
import { createFaults, type Faults, layered } from './faults/faults.ts';
import { createLatency, type Latency } from './faults/latency.ts';
import { describeFaultPlan, type FaultPlan } from './faults/plan.ts';
import { embeddedMetrics } from './functions/embedded-metrics.ts';
import { runnable } from './functions/environment.ts';
import { startEventSource } from './functions/event-sources.ts';
import { type FunctionLogs, openLogs } from './functions/logs.ts';
import { createPool, type FunctionPool } from './functions/pool.ts';
import { startSchedules } from './functions/schedules.ts';
import { type HttpGateway, startHttpGateway } from './gateways/http.ts';
import { type SocketCount, startWebSocketGateway, type WebSocketGateway } from './gateways/websocket.ts';
import { host, portProblem } from './listener.ts';
import type { CognitoEngine, DynamoDbEngine, Identity, SqsEngine } from './ports.ts';
import { messageOf, Problem } from './problem.ts';
import { type SiteServer, startSite } from './site/site.ts';
import { type Bill, billFor } from './status/bill.ts';
import { createFunctionCounts, type FunctionCounts } from './status/functions.ts';
import { gaugesOf } from './status/gauges.ts';
import { createMetrics, type Metrics } from './status/metrics.ts';
import { startStatus } from './status/status.ts';
import type { NamedQueue, StatusView } from './status/view.ts';

export interface CloudOptions {
  /** The repository. */
  root: string;
  /** Where everything is kept between runs. */
  dataFolder: string;
  /** Forgets what was kept. */
  fresh: boolean;
  /** The first of five ports: site, HTTP API, WebSocket API, edge, status. 0 picks free ones. */
  port: number;
  /** Whether the web app is built and served. */
  web: boolean;
  /** Whether the canary visits: at once, and each hour. */
  canary: boolean;
  /** Open pages reload themselves after `redeploy`. */
  reload: boolean;
  /** A cloud assembly to serve as it is, with or without the web app and the canary's visits; synthesized unless given. */
  assembly?: string;
  /** Environment of the synthesis. */
  environment: NodeJS.ProcessEnv;
  /** Aborts the start. */
  signal: AbortSignal;
  /** Told what happens, one line each. */
  report(line: string): void;
  /** What goes wrong; nothing unless given. */
  faultPlan?: FaultPlan;
  /** Whether calls and invocations take as long as in AWS, by simulation. */
  latency: 'off' | 'aws';
  /** scrypt's N of every password that is kept, a power of two. */
  passwordCost: number;
  /** Where to note which rights the functions use; nowhere unless given. */
  rightsFile?: string;
}

/** Where everything is; the content of `outputs.json`. */
export interface Outputs {
  siteUrl: string;
  httpUrl: string;
  websocketUrl: string;
  region: string;
  userPoolId: string;
  userPoolClientId: string;
  cognitoEndpoint: string;
  mailboxUrl: string;
  metricsUrl: string;
  callsUrl: string;
  usageUrl: string;
  statusUrl: string;
  /** With `aws`, every figure measured here is simulated. */
  latency: CloudOptions['latency'];
  /** Credentials of whoever runs the cloud: may have what failed tried again (`npm run redrive`). */
  operator: { accessKeyId: string; secretAccessKey: string };
}

export interface LocalCloud {
  outputs: Outputs;
  outputsFile: string;
  /**
   * Synthesizes again and puts new code and routes, and with `web` a new site, in place of the old, without dropping a socket. Throws a
   * `Problem`, and changes nothing, if it cannot.
   */
  redeploy(what: { web: boolean }): Promise<void>;
  /** Replaces every function instance by a fresh one, as a rolling deployment does; what runs ends on the old ones. */
  renewFunctions(): void;
  /** Lets running invocations end (for 5 s at most), then stops everything. Safe to call twice. */
  stop(): Promise<void>;
}

/** How long running invocations may take to end when everything stops, milliseconds. */
const drainMs = 5_000;

interface Parts {
  options: CloudOptions;
  engines: { dynamodb: DynamoDbEngine; sqs: SqsEngine; cognito: CognitoEngine };
  identities: Map<string, Identity>;
  edge: Edge;
  pool: FunctionPool;
  metrics: Metrics;
  http: HttpGateway;
  websocket: WebSocketGateway;
  site: SiteServer;
  servedSite?: SiteDefinition;
  /** Physical function names to labels, for logs and metrics. */
  labels: Map<string, string>;
}

/** Starts the whole of it. Throws a `Problem`, and leaves nothing behind, if it cannot. */
export const startCloud = async (options: CloudOptions): Promise<LocalCloud> => {
  const closers: (() => unknown)[] = [];
  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    stopping ??= closeAll(closers);
    return stopping;
  };
  try {
    return await start(options, closers, stop);
  } catch (cause) {
    await stop();
    throw folderProblem(options.dataFolder, cause);
  }
};

const closeAll = async (closers: (() => unknown)[]): Promise<void> => {
  for (const close of closers.reverse()) await close();
};

const start = async (options: CloudOptions, closers: (() => unknown)[], stop: () => Promise<void>): Promise<LocalCloud> => {
  const { signal, report } = options;
  const data = claimDataFolder(options.dataFolder, options);
  closers.push(() => data.release());
  const outputsFile = join(data.path, 'outputs.json');
  rmSync(outputsFile, { force: true });

  const metrics = createMetrics();
  for (const name of fromTheStart) metrics.declare(name, {});
  for (const status of ['2xx', '4xx', '5xx']) metrics.declare('parley_http_requests_total', { status });
  const labels = new Map<string, string>();
  const labelOf = (functionName: string): string => labels.get(functionName) ?? functionName;
  const cloudwatch = await openCloudWatch({ folder: join(data.path, 'cloudwatch') }).catch(asProblem);
  closers.push(() => cloudwatch.close());
  const logs = openLogs(join(data.path, 'logs'), (line) => {
    const measured = embeddedMetrics(line);
    if (measured.length === 0) return;
    metrics.record(measured);
    cloudwatch.record(measured);
  });
  closers.push(() => logs.flush());
  const faults = options.faultPlan && createFaults(options.faultPlan, labelOf);
  const latency = options.latency === 'aws' ? createLatency(createDice(options.faultPlan?.seed ?? 1)) : undefined;
  const counts = createFunctionCounts();
  // Of no use to another start: each synthesis has folders of its own.
  const compiledFolder = join(data.path, 'compiled');
  rmSync(compiledFolder, { recursive: true, force: true });
  const pool = startPool({ compiledFolder, logs, metrics, counts, labelOf, report, faults, latency });
  const invoked = latency?.delayed(pool, 'invocation') ?? pool;

  // Ports first, so that a busy one is told at once and not after the synthesis. What listens serves nothing until it is deployed to.
  const engines = await openEngines(data.path, pool, options.passwordCost, faults, closers);
  const port = (offset: number): number => (options.port === 0 ? 0 : options.port + offset);
  const site = await startSite({ port: port(0), reload: options.reload });
  closers.push(() => site.close());
  const http = await startHttpGateway({
    port: port(1),
    functions: invoked,
    cognito: engines.cognito,
    observe: (answered, ms) => {
      metrics.count('parley_http_requests_total', { status: `${Math.floor(answered / 100)}xx` });
      metrics.time('parley_http_milliseconds', {}, ms);
    },
  });
  const websocket = await startWebSocketGateway({
    port: port(2),
    functions: invoked,
    observe: (what) => metrics.count(socketCounters[what], {}),
    ...(faults && { perils: faults.perils }),
  });
  const operator = createOperator();
  const identities = new Map<string, Identity>([[operator.roleName, operator]]);
  const edge = await startEdge({
    port: port(3),
    host,
    identities: () => identities.values(),
    engines: { dynamodb: engines.dynamodb, sqs: engines.sqs, 'cognito-idp': engines.cognito, monitoring: cloudwatch },
    management: websocket.management,
    ...(options.rightsFile !== undefined && { onRight: writeRights(options.rightsFile) }),
    interference: layered(...[latency, faults].flatMap((layer) => layer?.interference ?? [])),
  }).catch((cause) => {
    throw portProblem(port(3), cause);
  });
  closers.push(() => edge.close());
  closers.push(() => pool.close(drainMs));
  closers.push(() => Promise.all([http.close(drainMs), websocket.close(drainMs)]));
  const parts: Parts = { options, engines, identities, edge, pool, metrics, http, websocket, site, labels };

  const synthesis = createSynthesis(options, data.path);
  const cloud = await synthesis(options.web);
  if (cloud.skipped.length > 0) report(`Not served locally: ${cloud.skipped.join(', ')}`);
  await createResources(cloud, parts);
  signal.throwIfAborted();
  deploy(cloud, parts);

  const sources = cloud.eventSources.map((source) =>
    startEventSource({
      source,
      queues: engines.sqs,
      functions: latency?.delayed(pool, 'eventSource') ?? pool,
      region: cloud.region,
      onFailure: (functionName, failed, reason) =>
        report(`${labelOf(functionName)}: ${failed} messages failed (${reason}); they come back.`),
    }),
  );
  const schedules = startSchedules(cloud, pool, (functionName) => labelOf(functionName) === 'canary');
  closers.push(() => Promise.all(sources.map((source) => source.stop())));
  closers.push(() => schedules.stop());

  let current = cloud;
  const functionCounts = () => counts.of(current.functions.map(({ label, memoryMb }) => ({ name: label, memoryMb })));
  const bill = (): Bill =>
    billFor({
      calls: edge.meter.totals(),
      socket: websocket.usage(),
      httpRequests: http.requestCount(),
      functions: functionCounts(),
      fed: new Set(current.eventSources.map(({ functionName }) => labelOf(functionName))),
      accepted: metrics.sum('parley_accepted_total'),
      delivered: metrics.sum('parley_delivered_total'),
    });
  const instancesByLabel = () => pool.instances().map(({ functionName, count }) => ({ name: labelOf(functionName), count }));
  const startedAt = Date.now();
  const view = async (): Promise<StatusView> => ({
    startedAt,
    now: Date.now(),
    siteUrl: options.web ? site.url : '',
    sockets: websocket.connectionCount(),
    instances: pool.instanceCount(),
    latency: options.latency,
    functions: functionCounts(),
    queues: await queueDepths(cloud, engines.sqs),
    bill: bill(),
    calls: edge.meter.recent(),
    mails: engines.cognito.mails(),
    ...(faults && options.faultPlan && { faults: { plan: describeFaultPlan(options.faultPlan), counts: faults.counts() } }),
  });
  const status = await startStatus({
    port: port(4),
    mails: (to) => engines.cognito.mails(to),
    calls: () => edge.meter.totals(),
    bill,
    view,
    metrics: async () => metrics.text(gaugesOf({ view: await view(), calls: edge.meter.totals(), instances: instancesByLabel() })),
  });
  closers.push(() => status.close());

  const { accessKeyId, secretAccessKey } = operator;
  const outputs = { ...outputsOf(cloud, parts, status.url), operator: { accessKeyId, secretAccessKey } };
  signal.throwIfAborted();
  writeFileSync(outputsFile, `${JSON.stringify(outputs, null, 2)}\n`);
  closers.push(() => rmSync(outputsFile, { force: true }));

  const redeploy = async (what: { web: boolean }): Promise<void> => {
    const web = options.web && what.web;
    const synthesized = await synthesis(web);
    refuseOtherResources(current, synthesized);
    current = web ? synthesized : { ...synthesized, site: current.site };
    deploy(current, parts);
  };
  return { outputs, outputsFile, redeploy, renewFunctions: pool.renew, stop };
};

/** What the WebSocket gateway counts, as Prometheus calls it. */
const socketCounters: Record<SocketCount, string> = {
  opened: 'parley_sockets_opened_total',
  clientError: 'parley_socket_client_errors_total',
  integrationError: 'parley_socket_integration_errors_total',
};

/** What the dashboards ask for (status/grafana.ts), and may not have happened yet when they do. */
const fromTheStart = [
  ...Object.values(socketCounters),
  ...['accepted', 'delivered', 'persisted', 'voided', 'gone', 'post_failed', 'shed', 'canary_passed', 'cold_start'].map(
    (name) => `parley_${name}_total`,
  ),
  ...['delivery_time', 'receive_time', 'fanout_time', 'persist_lag', 'canary_time', 'http'].map((name) => `parley_${name}_milliseconds`),
];

/** Functions that mostly wait cost little but memory, and Lambda would let none of them wait for another. */
const roomForWaiting = { maxPerFunction: 12, maxInstances: 36 };

const declareFunction = (metrics: Metrics, label: string): void => {
  for (const outcome of ['ok', 'failed']) metrics.declare('parley_invocations_total', { function: label, outcome });
  metrics.declare('parley_throttles_total', { function: label });
  metrics.declare('parley_invocation_milliseconds', { function: label });
};

const startPool = (parts: {
  compiledFolder: string;
  logs: FunctionLogs;
  metrics: Metrics;
  counts: FunctionCounts;
  labelOf(functionName: string): string;
  report(line: string): void;
  faults: Faults | undefined;
  latency: Latency | undefined;
}): FunctionPool =>
  createPool({
    compiledFolder: parts.compiledFolder,
    ...(parts.latency && { ...roomForWaiting, coldStartMs: parts.latency.coldStartMs }),
    ...(parts.faults && { watch: parts.faults.watch, clockSkewMs: parts.faults.clockSkewMs }),
    write: (functionName, text) => parts.logs.write(parts.labelOf(functionName), text),
    observe: (functionName, result) => {
      const label = parts.labelOf(functionName);
      // Lambda does not call it an invocation.
      if (!result.ok && result.errorType === 'TooManyRequestsException')
        return parts.metrics.count('parley_throttles_total', { function: label });
      parts.counts.observe(label, result);
      parts.metrics.count('parley_invocations_total', { function: label, outcome: result.ok ? 'ok' : 'failed' });
      parts.metrics.time('parley_invocation_milliseconds', { function: label }, result.durationMs);
      if (!result.ok) parts.report(`${label} failed: ${result.errorType}: ${result.errorMessage} (see logs/${label}.log)`);
    },
  });

const asProblem = (cause: unknown): never => {
  throw new Problem(messageOf(cause), { cause });
};

const openEngines = async (
  folder: string,
  pool: FunctionPool,
  passwordCost: number,
  faults: Faults | undefined,
  closers: (() => unknown)[],
): Promise<Parts['engines']> => {
  const opened = async <T extends { close(): Promise<void> }>(opening: Promise<T>): Promise<T> => {
    const engine = await opening.catch(asProblem);
    closers.push(() => engine.close());
    return engine;
  };
  return {
    dynamodb: await opened(openDynamoDb({ folder: join(folder, 'dynamodb') })),
    sqs: await opened(openSqs({ folder: join(folder, 'sqs'), ...(faults && { arrivalsMs: faults.arrivalsMs }) })),
    cognito: await opened(
      openCognito({
        folder: join(folder, 'cognito'),
        region: localEnvironment.region,
        invokeTrigger: pool.invoke,
        passwordHashing: { cost: passwordCost },
      }),
    ),
  };
};

/** Synthesizes into a folder of its own each time: what runs goes on reading the old one. They are removed at the next start. */
const createSynthesis = (options: CloudOptions, dataFolder: string): ((web: boolean) => Promise<CloudDefinition>) => {
  const { root, canary, assembly, environment, signal, report } = options;
  if (assembly !== undefined) return async () => readCloud(assembly);
  const assemblies = join(dataFolder, 'assembly');
  rmSync(assemblies, { recursive: true, force: true });
  let count = 0;
  return async (web) => {
    count += 1;
    const folder = join(assemblies, String(count));
    report(web ? 'Synthesizing the CDK app, with the web app…' : 'Synthesizing the CDK app…');
    await synthesize({
      root,
      app: 'bin/parley.ts',
      folder,
      context: { stage: 'local', web: String(web), canary: String(canary) },
      environment,
      signal,
    });
    return readCloud(folder);
  };
};

const createResources = async (cloud: CloudDefinition, { engines, edge, http, websocket, site }: Parts): Promise<void> => {
  const localise = localiser(cloud, addressesOf({ edge, http, websocket, site }));
  for (const table of cloud.tables) await engines.dynamodb.createTable(table).catch(asProblem);
  for (const queue of cloud.queues) await engines.sqs.createQueue({ ...queue, url: localise(queue.url) }).catch(asProblem);
  for (const pool of cloud.userPools) await engines.cognito.createUserPool(pool).catch(asProblem);
  for (const client of cloud.userPoolClients) await engines.cognito.createUserPoolClient(client).catch(asProblem);
};

const addressesOf = ({ edge, http, websocket, site }: Pick<Parts, 'edge' | 'http' | 'websocket' | 'site'>): Addresses => ({
  site: site.url,
  http: http.url,
  websocket: websocket.url,
  edge: edge.url,
});

const deploy = (cloud: CloudDefinition, parts: Parts): void => {
  const { identities, labels, metrics, pool, http, websocket, site } = parts;
  const addresses = addressesOf(parts);
  const localise = localiser(cloud, addresses);
  for (const definition of cloud.functions) {
    labels.set(definition.name, definition.label);
    declareFunction(metrics, definition.label);
    identities.set(definition.name, identityOf(definition, identities.get(definition.name)));
  }
  pool.deploy(
    cloud.functions.flatMap((definition) => {
      const identity = identities.get(definition.name);
      return identity ? [runnable(definition, identity, cloud, addresses, localise)] : [];
    }),
  );
  http.deploy(cloud, localise);
  websocket.deploy(cloud);
  if (parts.servedSite !== cloud.site) site.deploy(cloud.site, localise);
  parts.servedSite = cloud.site;
};

/** A function's credentials stay the same for as long as the cloud runs; its permissions are those of the template. */
const identityOf = ({ roleName, label, statements }: FunctionDefinition, before: Identity | undefined): Identity => ({
  accessKeyId: before?.accessKeyId ?? `ASIA${randomBytes(8).toString('hex').toUpperCase()}`,
  secretAccessKey: before?.secretAccessKey ?? randomBytes(30).toString('base64'),
  roleName,
  functionName: label,
  statements,
});

/** Functions, routes, permissions and the site can change under a running cloud; where data lives and what feeds what cannot. */
const refuseOtherResources = (before: CloudDefinition, after: CloudDefinition): void => {
  const fixed = ({
    tables,
    queues,
    userPools,
    userPoolClients,
    eventSources,
    schedules,
    httpApi,
    websocketApi,
    site,
  }: CloudDefinition): string =>
    JSON.stringify([tables, queues, userPools, userPoolClients, eventSources, schedules, httpApi.id, websocketApi.id, site.domainName]);
  if (fixed(before) !== fixed(after)) throw new Problem('Tables, queues, accounts or schedules have changed; restart to use them.');
};

const queueDepths = (cloud: CloudDefinition, sqs: SqsEngine): Promise<NamedQueue[]> =>
  Promise.all(
    cloud.queues.map(async ({ name, arn }) => ({
      name,
      ...(await sqs.depth(arn)),
      isDeadLetters: cloud.queues.some(({ deadLetter }) => deadLetter?.arn === arn),
    })),
  );

const outputsOf = (
  cloud: CloudDefinition,
  { site, http, websocket, edge, options }: Parts,
  statusUrl: string,
): Omit<Outputs, 'operator'> => {
  const [pool, client] = [cloud.userPools[0], cloud.userPoolClients[0]];
  if (!pool || !client) throw new Problem('The template has no user pool with a client, so nobody could sign up.');
  return {
    siteUrl: site.url,
    httpUrl: http.url,
    websocketUrl: `${websocket.url}/${cloud.websocketApi.stage}`,
    region: cloud.region,
    userPoolId: pool.id,
    userPoolClientId: client.id,
    cognitoEndpoint: edge.url,
    mailboxUrl: `${statusUrl}/mailbox`,
    metricsUrl: `${statusUrl}/metrics`,
    callsUrl: `${statusUrl}/calls`,
    usageUrl: `${statusUrl}/usage`,
    statusUrl,
    latency: options.latency,
  };
};
