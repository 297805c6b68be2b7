import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeFaultPlan, readFaultPlan } from '../../../local/faults/plan.ts';
import { temporaryFolder } from '../../support/cloud-fixtures.ts';

const planFile = (content: string): string => {
  const file = join(temporaryFolder(), 'plan.json');
  writeFileSync(file, content);
  return file;
};

test('a plan that plans nothing is one', () => {
  const plan = readFaultPlan(planFile('{}'));

  expect(plan).toEqual({ seed: 1, calls: [], sockets: {}, queues: {}, kills: [], clockSkewMs: 0 });
  expect(describeFaultPlan(plan)).toBe('Faults on, seed 1: none planned.');
});

test.each([
  ['default', /^Faults on, seed 1: 5 % of ManageConnections to execute-api: throttle; /],
  ['late-posts', /^Faults on, seed 1: 100 % of calls to execute-api: late\.$/],
  ['late-writes', /^Faults on, seed 1: 100 % of PutItem to dynamodb: late; /],
])('the plan that the repository keeps can be read: %s', (name, told) => {
  const plan = readFaultPlan(join(import.meta.dirname, `../../../load/plans/${name}.json`));

  expect(describeFaultPlan(plan)).toMatch(told);
});

test.each([
  ['{"seed": "x"}', 'seed'],
  ['{"calls": [{"rate": 0.1, "fault": "lost"}, {"rate": 2, "fault": "lost"}]}', 'calls[1].rate'],
  ['{"calls": [{"rate": 1, "fault": "slow"}]}', 'calls[0].fault'],
  ['{"sockets": {"freeze": {"everyMs": 1}}}', 'sockets.freeze.forMs'],
  ['{"sokets": {}}', 'its top level: Unrecognized key: "sokets"'],
  ['{"kills": [{"function": "send", "call": 0, "when": "before", "rate": 1}]}', 'kills[0].call'],
])('a plan that is wrong is refused with the field: %s', (content, field) => {
  const file = planFile(content);

  expect(() => readFaultPlan(file)).toThrow(`The fault plan ${file} is wrong at ${field}`);
});

test('a file that is no JSON is refused by name', () => {
  const file = planFile('{');

  expect(() => readFaultPlan(file)).toThrow(`The fault plan ${file} cannot be read: `);
});
