// The canary in the local cloud: it passes where all is well, and fails where what is acknowledged never reaches the history.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Assembly, synthesize } from '../support/assembly.ts';
import { type Outputs, until } from '../support/black-box.ts';
import { temporaryFolder } from '../support/cloud-fixtures.ts';
import type { aFaultPlan } from '../support/fault-plans.ts';
import { endCloud, type LaunchedCloud, launchCloud } from '../support/local-cloud.ts';

const nothingIsPersisted: Parameters<typeof aFaultPlan>[0] = {
  calls: [{ service: 'dynamodb', action: 'BatchWriteItem', function: 'persist', rate: 1, fault: 'error' }],
};

/** As long as the function may take: everything that it calls starts cold. */
const VISIT_MS = 80_000;

let assembly: Assembly;
let well: LaunchedCloud;
let ill: LaunchedCloud;

beforeAll(async () => {
  const file = join(temporaryFolder(), 'plan.json');
  writeFileSync(file, JSON.stringify(nothingIsPersisted));
  assembly = await synthesize({ stage: 'local', web: 'false', canary: 'true' }, { bundled: true, validated: false });
  const flags = ['--no-web', '--canary', '--assembly', assembly.folder];
  [well, ill] = await Promise.all([launchCloud(...flags), launchCloud(...flags, '--faults', file)]);
}, 240_000);

afterAll(async () => {
  await Promise.all([well, ill].map(endCloud));
  assembly.remove();
});

/** The metrics, once a visit has ended so. What it has printed last, its own metrics among it, may be read a little later than its answer. */
const metricsAfter = ({ outputs }: LaunchedCloud, outcome: 'ok' | 'failed'): Promise<string> => {
  const { metricsUrl } = JSON.parse(readFileSync(outputs, 'utf8')) as Outputs;
  const look = async (): Promise<string | false> => {
    const text = await (await fetch(metricsUrl)).text();
    const hasEnded = text.includes(`parley_invocations_total{function="canary",outcome="${outcome}"} 1`);
    return hasEnded && text.includes(`parley_canary_passed_total ${outcome === 'ok' ? 1 : 0}`) && text;
  };
  return until(`a visit that is ${outcome}`, look, VISIT_MS);
};

const linesOf = ({ folder }: LaunchedCloud): string => readFileSync(join(folder, 'logs', 'canary.log'), 'utf8');

test('a visit to a stage that works is counted and measured, and deletes the account that it made', async () => {
  const metrics = await metricsAfter(well, 'ok');

  expect(metrics).toContain('parley_canary_time_milliseconds_count 1');
  const { callsUrl } = JSON.parse(readFileSync(well.outputs, 'utf8')) as { callsUrl: string };
  const calls = (await (await fetch(callsUrl)).json()) as { functionName: string; action: string; verdict: string }[];
  expect(calls.filter(({ action }) => ['AdminCreateUser', 'DeleteUser'].includes(action))).toMatchObject([
    { functionName: 'canary', action: 'AdminCreateUser', verdict: 'allowed' },
    { action: 'DeleteUser', verdict: 'allowed' },
  ]);
});

test('where nothing is persisted the visit fails, and its log names the step and no secret', async () => {
  await metricsAfter(ill, 'failed');

  await until('its words in the log', () => linesOf(ill).includes('The canary could not find in the history what it said.'));
  expect(linesOf(ill)).not.toMatch(/Aa1!|eyJ|ticket=/);
});
