// `npm start`: the whole cloud on a laptop, from the template that would be deployed. `npm run dev` adds --watch.
import { closeSync, openSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type LocalCloud, type Outputs, startCloud } from './cloud.ts';
import { describeFaultPlan, readFaultPlan } from './faults/plan.ts';
import { messageOf, Problem } from './problem.ts';
import { watchSources } from './watch.ts';

const root = join(import.meta.dirname, '..');
const oldestNode = 24;

const usage = `Usage: npm start -- [options]

  --port N       the first of five ports in a row; 0 picks free ones (default 4600)
  --data DIR     where everything is kept between runs (default .parley)
  --fresh        forget what was kept
  --no-web       leave the web app out
  --canary       let the canary visit, at once and each hour (docs/operations.md)
  --watch        rebuild and reload when a source changes
  --assembly DIR serve this cloud assembly of stage local, and synthesize none
  --faults FILE  let go wrong what the plan in FILE says (docs/faults.md)
  --rights FILE  add to FILE which rights the functions use (npm run report:iam)
  --scrypt N     the cost of keeping a password (default 32768); less is for tests, which sign up thousands
  --latency aws  let calls and invocations take as long as in AWS, by simulation (default off)
  --help         show this

SIGHUP replaces every function instance by a fresh one, as a rolling deployment does.`;

const readOptions = (args: string[]) => {
  try {
    const { values } = parseArgs({
      args,
      allowNegative: true,
      options: {
        port: { type: 'string', default: '4600' },
        data: { type: 'string', default: '.parley' },
        fresh: { type: 'boolean', default: false },
        web: { type: 'boolean', default: true },
        canary: { type: 'boolean', default: false },
        watch: { type: 'boolean', default: false },
        faults: { type: 'string' },
        latency: { type: 'string', default: 'off' },
        rights: { type: 'string' },
        scrypt: { type: 'string', default: '32768' },
        assembly: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    });
    const port = Number(values.port);
    if (!Number.isInteger(port) || port < 0 || port > 65_531)
      throw new Problem(`--port must be a number from 0 to 65531, not ${values.port}.`);
    const latency = (['off', 'aws'] as const).find((known) => known === values.latency);
    if (!latency) throw new Problem(`--latency must be off or aws, not ${values.latency}.`);
    const passwordCost = Number(values.scrypt);
    if (!Number.isInteger(Math.log2(passwordCost)) || passwordCost < 1_024 || passwordCost > 1_048_576)
      throw new Problem(`--scrypt must be a power of two from 1024 to 1048576, not ${values.scrypt}.`);
    if (values.assembly !== undefined && values.watch)
      throw new Problem('--watch synthesizes what has changed, --assembly nothing; choose one.');
    return { ...values, port, latency, passwordCost };
  } catch (cause) {
    throw new Problem(`${messageOf(cause)}\n\n${usage}`, { cause });
  }
};

/** Whether there is a terminal to be heard from. */
const hasTerminal = (): boolean => {
  try {
    closeSync(openSync('/dev/tty', 'r'));
    return true;
  } catch {
    return false;
  }
};

const table = ({ siteUrl, httpUrl, websocketUrl, cognitoEndpoint, statusUrl, metricsUrl, callsUrl, latency }: Outputs): string =>
  [
    ['App', siteUrl],
    ['Status, mailbox', statusUrl],
    ['HTTP API', httpUrl],
    ['WebSocket API', websocketUrl],
    ['AWS endpoint', cognitoEndpoint],
    ['Metrics', metricsUrl],
    ['Calls', callsUrl],
    ...(latency === 'aws' ? [['Latency', 'simulated: every figure measured here is']] : []),
  ]
    .map(([name = '', url]) => `  ${name.padEnd(16)} ${url}`)
    .join('\n');

const main = async (): Promise<void> => {
  const startedAt = performance.now();
  if (Number.parseInt(process.versions.node, 10) < oldestNode) {
    throw new Problem(`This needs Node ${oldestNode}; it comes with npm ci and is what npm start runs, so start it by npm start.`);
  }
  const { port, data, fresh, web, canary, watch, faults, latency, rights, passwordCost, assembly, help } = readOptions(
    process.argv.slice(2),
  );
  if (help) return console.log(usage);

  const faultPlan = faults === undefined ? undefined : readFaultPlan(resolve(faults));
  if (faultPlan) console.log(describeFaultPlan(faultPlan));

  const stopping = new AbortController();
  let cloud: LocalCloud | undefined;
  const onSignal = async (): Promise<void> => {
    if (stopping.signal.aborted) process.exit(130);
    console.log('\nStopping… (press Ctrl-C again to leave at once)');
    stopping.abort();
    await cloud?.stop();
  };
  const hadTerminal = hasTerminal();
  const onHangup = (): unknown => {
    if (hadTerminal && !hasTerminal()) return onSignal();
    console.log('Replacing every function instance.');
    return cloud?.renewFunctions();
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal).on('SIGHUP', onHangup);

  try {
    cloud = await startCloud({
      root,
      dataFolder: resolve(data),
      fresh,
      port,
      web,
      canary,
      reload: watch,
      environment: process.env,
      signal: stopping.signal,
      report: (line) => console.log(line),
      latency,
      passwordCost,
      ...(faultPlan && { faultPlan }),
      ...(rights !== undefined && { rightsFile: resolve(rights) }),
      ...(assembly !== undefined && { assembly: resolve(assembly) }),
    });
  } catch (cause) {
    if (stopping.signal.aborted) return;
    throw cause;
  }
  if (stopping.signal.aborted) return cloud.stop();
  console.log(
    `\n${table(cloud.outputs)}\n\nParley is ready in ${((performance.now() - startedAt) / 1000).toFixed(1)} s. Press Ctrl-C to stop.`,
  );
  if (faultPlan?.crashAfterMs !== undefined) setTimeout(() => process.kill(process.pid, 'SIGKILL'), faultPlan.crashAfterMs).unref();
  if (watch) await watchSources({ root, signal: stopping.signal, redeploy: cloud.redeploy, report: (line) => console.log(line) });
};

main().then(
  () => {},
  (cause) => {
    console.error(cause instanceof Problem ? cause.message : cause);
    process.exitCode = 1;
  },
);
