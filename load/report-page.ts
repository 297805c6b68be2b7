// A run as a page that stands alone: no script, no other file.
import { bars, escapeHtml, spreadChart, timeline } from './charts.ts';
import type { Run } from './delivery-run.ts';
import { BUCKET_GROWTH, createHistogram } from './histogram.ts';
import { describe } from './ledger.ts';
import { factsOf, goals, type Summary } from './report.ts';
import type { Profile } from './scenario.ts';

const STYLE = `
:root { color-scheme: light dark; --paper: light-dark(#fbfbfa, #16181b); --ink: light-dark(#1c1f23, #e6e7e9); --quiet: light-dark(#656c76, #9aa1ab);
  --faint: light-dark(#dddfe2, #33383e); --accent: light-dark(#2563c9, #7aa9ff); --good: light-dark(#17774a, #5fd09a); --bad: light-dark(#b3261e, #ff8f85); }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 60rem; margin: 0 auto; padding: 2rem 1rem 4rem; }
h1 { font-size: 1.75rem; margin: 0; } h2 { font-size: 1.125rem; margin: 2.5rem 0 0.25rem; } p { margin: 0.25rem 0 0.75rem; color: var(--quiet); }
.verdict { font-size: 1.25rem; font-weight: 600; } .kept { color: var(--good); } .broken { color: var(--bad); }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th { text-align: left; font-weight: 500; } td, th { padding: 0.35rem 0.5rem; border-bottom: 1px solid var(--faint); vertical-align: top; }
td.number { text-align: right; }
svg { width: 100%; height: auto; display: block; } svg text { font: 12px system-ui, sans-serif; fill: var(--quiet); paint-order: stroke; stroke: var(--paper); stroke-width: 3px; }
.grid { stroke: var(--faint); } .line { fill: none; stroke: var(--accent); stroke-width: 1.5; } .area { fill: var(--accent); opacity: 0.12; }
.faint { fill: none; stroke: var(--quiet); stroke-width: 1; stroke-dasharray: 2 3; } .span { fill: var(--bad); opacity: 0.18; } .bar { fill: var(--accent); }
.mark { stroke: var(--ink); } .goal { stroke: var(--bad); stroke-dasharray: 4 3; }
.bars th { width: 16rem; } .bars td { border: 0; } .bars th { border: 0; } .bars td:last-child { width: 9rem; text-align: right; }
.bars span { display: block; height: 1.1rem; min-width: 1px; background: var(--accent); border-radius: 2px; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; }
`;

const rows = (entries: readonly (readonly string[])[]): string =>
  entries
    .map(([name = '', ...cells]) => `<tr><th>${escapeHtml(name)}</th>${cells.map((cell) => `<td>${escapeHtml(cell)}</td>`).join('')}</tr>`)
    .join('');

/** Calls by what they ask for, whoever asks. */
const callRows = ({ usage }: Run) => {
  const counts = new Map<string, number>();
  for (const { service, action, count } of usage.calls) {
    const label = `${service} ${action}`;
    counts.set(label, (counts.get(label) ?? 0) + count);
  }
  return [...counts].map(([label, value]) => ({ label, value, text: value.toLocaleString('en-GB') }));
};

const secondsOf = ({ beganAt, outages }: Run) =>
  outages.map(({ from, to }) => ({
    from: (from - beganAt) / 1_000,
    to: (to - beganAt) / 1_000,
    label: 'the local cloud is killed and starts again',
  }));

const catchUpChart = ({ catchUps, catchUp }: Summary): string => {
  const histogram = createHistogram();
  for (const ms of catchUps) histogram.add(ms);
  return spreadChart('Catch-up after a cut', histogram.buckets(), BUCKET_GROWTH, [
    { at: catchUp.p50, label: `p50 ${catchUp.p50.toFixed(0)} ms` },
    { at: catchUp.p95, label: `p95 ${catchUp.p95.toFixed(0)} ms` },
    { at: catchUp.p99, label: `p99 ${catchUp.p99.toFixed(0)} ms` },
    { at: goals.catchUpP95, label: 'goal of p95', goal: true },
    { at: goals.catchUpP99, label: 'goal of p99', goal: true },
  ]);
};

const latencyChart = ({ observation }: Run): string => {
  const { latency } = observation;
  const marks = [0.5, 0.95, 0.99].map((part) => ({
    at: latency.percentile(part),
    label: `p${part * 100} ${latency.percentile(part).toFixed(0)} ms`,
  }));
  return spreadChart('From send to shown', latency.buckets(), BUCKET_GROWTH, marks);
};

export interface Reported {
  run: Run;
  summary: Summary;
  profile: Profile;
  seed: number;
  /** The file of what went wrong in the local cloud. */
  plan: string | undefined;
}

export const reportPage = ({ run, summary, profile, seed, plan }: Reported): string => {
  const { clients, rooms, messages } = profile;
  const verdict = summary.kept
    ? '<p class="verdict kept">The promise was kept.</p>'
    : '<p class="verdict broken">The promise was broken.</p>';
  const findings = summary.findings.length === 0 ? '' : `<h2>Findings</h2><pre>${escapeHtml(describe(summary.findings).join('\n'))}</pre>`;
  const invariants = summary.invariants.map(({ invariant, meaning, broken }) => [
    `${broken === 0 ? '✓' : '✗'} ${invariant}`,
    meaning,
    broken === 0 ? 'held' : `${broken} findings`,
  ]);
  const cost = summary.cost.map((line) => ({ label: `${line.service}, ${line.of}`, value: line.cost, text: `$${line.cost.toFixed(4)}` }));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Parley: delivery</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>Delivery under faults</h1>
<p>${clients} clients in ${rooms} rooms, ${messages.toLocaleString('en-GB')} entries in ${(run.durationMs / 1_000).toFixed(0)} s, seed ${seed}; faults of the local cloud: ${escapeHtml(plan ?? 'none')}. Measured on the local cloud.</p>
${verdict}
<table>${rows(invariants)}</table>
<h2>What was counted</h2>
<table>${rows(factsOf(run, summary))}</table>
${findings}
<h2>Deliveries a second</h2>
<p>Entries shown on all devices together. Dashed: clients whose network is cut, on a scale of its own. Red: the local cloud is killed and starts again.</p>
${timeline(
  'Deliveries a second',
  run.seconds.map(({ shown }) => shown),
  run.seconds.map(({ cut }) => cut),
  secondsOf(run),
)}
<h2>From send to shown</h2>
<p>Where both sides were online all the time. The scale grows by ratio.</p>
${latencyChart(run)}
<h2>Catch-up after a cut</h2>
<p>From the moment the socket is open again to the moment that everything that was in the rooms then is shown.</p>
${catchUpChart(summary)}
<h2>Calls to AWS</h2>
<p>${summary.callsPerEntry.toFixed(1)} an entry, reconnecting and catching up included.</p>
${bars(callRows(run))}
<h2>What it would cost</h2>
<p>$${summary.costPerMillion.toFixed(2)} a million entries: an estimate from list prices of us-east-1, November 2026, without storage and logs.</p>
${bars(cost)}
</main>
</body>
</html>
`;
};
