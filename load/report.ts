// What a run showed, as numbers and as a table for people.
import type { CostLine } from '../costs/usage.ts';
import { runCost } from './cost.ts';
import type { Run } from './delivery-run.ts';
import type { Return } from './device.ts';
import { percentile } from './figures.ts';
import { countDeliveries, describe, type Fault, type Finding, judge, verdicts } from './ledger.ts';

/** The spread of durations, milliseconds. */
export interface Spread {
  count: number;
  p50: number;
  p95: number;
  p99: number;
  most: number;
}

export interface Summary {
  kept: boolean;
  findings: Finding[];
  invariants: ReturnType<typeof verdicts>;
  expected: number;
  delivered: number;
  /** Entries that were said, acknowledged or not. */
  entries: number;
  voids: number;
  /** From the moment that the socket is open again to the moment that everything that was in the rooms then is shown. */
  catchUp: Spread;
  /** The values of `catchUp`, for its chart. */
  catchUps: number[];
  /** From the end of the cut to that moment: the wait for the next attempt included. */
  back: Spread;
  /** As `catchUp`, of those who lost the socket because the local cloud was killed. */
  afterOutage: Spread;
  latency: Omit<Spread, 'most'>;
  callsPerEntry: number;
  cost: CostLine[];
  costPerMillion: number;
}

const spreadOf = (values: readonly number[]): Spread => ({
  count: values.length,
  p50: percentile(values, 0.5),
  p95: percentile(values, 0.95),
  p99: percentile(values, 0.99),
  most: values.reduce((most, value) => Math.max(most, value), 0),
});

/** Whether the local cloud was down at any time between the loss and the return. */
const isOfOutage = (outages: Run['outages'], { lostAt, caughtUpAt }: Return): boolean =>
  outages.some(({ from, to }) => lostAt < to && from < caughtUpAt);

/** Goals for catching up after a cut, milliseconds. */
export const goals = { catchUpP95: 500, catchUpP99: 1_500 };

/** `timed`: whether the goals for time decide too. */
export const summarizeRun = (run: Run, { timed }: { timed: boolean }): Summary => {
  const { ledger, observation, outages, usage } = run;
  const findings = judge(ledger);
  const ofCuts = observation.returns.filter((entry) => entry.mendedAt !== undefined && !isOfOutage(outages, entry));
  const ofOutages = observation.returns.filter((entry) => isOfOutage(outages, entry));
  const took = ({ openedAt, caughtUpAt }: Return) => caughtUpAt - openedAt;
  const catchUps = ofCuts.map(took);
  const { expected, delivered } = countDeliveries(ledger);
  const entries = ledger.sends.length;
  const cost = runCost(usage);
  const calls = usage.calls.reduce((sum, { count }) => sum + count, 0);
  const catchUp = spreadOf(catchUps);
  const { latency } = observation;
  const inTime = catchUp.p95 <= goals.catchUpP95 && catchUp.p99 <= goals.catchUpP99;
  return {
    kept: findings.length === 0 && delivered === expected && (!timed || inTime),
    findings,
    invariants: verdicts(findings),
    expected,
    delivered,
    entries,
    voids: Object.values(ledger.histories).reduce((sum, { voids }) => sum + voids.length, 0),
    catchUp,
    catchUps,
    back: spreadOf(ofCuts.map(({ mendedAt = 0, caughtUpAt }) => caughtUpAt - mendedAt)),
    afterOutage: spreadOf(ofOutages.map(took)),
    latency: { count: latency.count(), p50: latency.percentile(0.5), p95: latency.percentile(0.95), p99: latency.percentile(0.99) },
    callsPerEntry: entries === 0 ? 0 : calls / entries,
    cost,
    costPerMillion: entries === 0 ? 0 : (cost.reduce((sum, line) => sum + line.cost, 0) / entries) * 1e6,
  };
};

const number = (value: number): string => value.toLocaleString('en-GB', { maximumFractionDigits: 0 });
const ms = (value: number): string => `${number(value)} ms`;
const spread = ({ count, p50, p95, p99 }: Omit<Spread, 'most'>): string =>
  `p50 ${ms(p50)}, p95 ${ms(p95)}, p99 ${ms(p99)} (${number(count)})`;

const countOf = (findings: readonly Finding[], ...names: Fault[]): number => findings.filter(({ fault }) => names.includes(fault)).length;

/** Rows of what was counted: what it is, and how much. */
export const factsOf = (run: Run, summary: Summary): [string, string][] => {
  const { findings, expected, delivered } = summary;
  const { frames } = run.observation;
  return [
    ['delivered', `${((100 * delivered) / Math.max(1, expected)).toFixed(4)} % of ${number(expected)}`],
    ['lost', number(countOf(findings, 'lost', 'vanished', 'refused'))],
    ['duplicated', number(countOf(findings, 'shownTwice', 'doubled'))],
    ['reordered', number(countOf(findings, 'reordered', 'disordered', 'misplaced', 'moved'))],
    ['gaps', number(countOf(findings, 'gap', 'unseen'))],
    ['leaked', number(countOf(findings, 'leaked'))],
    ['shown otherwise than stored', number(countOf(findings, 'stale'))],
    ['entries', `${number(summary.entries)} said, ${number(frames.repeated)} sent again, ${number(summary.voids)} seqs void`],
    [
      'faults',
      `${number(run.cuts)} cuts, ${run.outages.length} kills of the cloud, ${run.rolls} replacements of all functions, ${number(run.strays)} other sockets lost`,
    ],
    [
      'catch-up after a cut, socket open → all shown',
      `${spread(summary.catchUp)}; goals p95 ≤ ${goals.catchUpP95}, p99 ≤ ${goals.catchUpP99}`,
    ],
    ['network back → all shown', spread(summary.back)],
    ['catch-up after a kill of the cloud', spread(summary.afterOutage)],
    ['send → shown, both online', spread(summary.latency)],
    ['last fault or ack → all complete', ms(run.settledMs)],
    ['processor of the local cloud', `${(run.usage.cpuMs / 1000 / (run.durationMs / 1000)).toFixed(2)} cores`],
    ['AWS calls per entry', summary.callsPerEntry.toFixed(1)],
    ['cost per million entries', `$${summary.costPerMillion.toFixed(2)} (estimate)`],
  ];
};

export const reportText = (run: Run, summary: Summary): string => {
  const facts = factsOf(run, summary);
  const width = Math.max(...facts.map(([name]) => name.length));
  return [
    ...summary.invariants.map(
      ({ invariant, meaning, broken }) =>
        `${broken === 0 ? '✓' : '✗'} ${invariant}  ${meaning}${broken === 0 ? '' : `: ${broken} findings`}`,
    ),
    '',
    ...facts.map(([name, value]) => `${name.padEnd(width)}  ${value}`),
    ...(summary.findings.length === 0 ? [] : ['', ...describe(summary.findings)]),
  ].join('\n');
};
