// The status page: everything that the local cloud knows of itself, as text and tables. assets/refresh.js keeps an open one fresh.
import type { RecentCall } from '../edge/meter.ts';
import { type Html, html, nothing } from './html.ts';
import type { StatusView } from './view.ts';

/** Calls shown, of all that the meter keeps. */
const CALLS_SHOWN = 100;

const whole = (value: number): string => Math.round(value).toLocaleString('en-US');
const counted = (value: number): string => (value >= 100 || Number.isInteger(value) ? whole(value) : value.toFixed(1));
const dollars = (value: number): string => `$${value.toFixed(value > 0 && value < 0.01 ? 6 : 2)}`;
const clockTime = (at: number): string => new Date(at).toLocaleTimeString('en-GB');

const duration = (ms: number): string => {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 1) return `${Math.floor(ms / 1_000)} s`;
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
};

/** `parley-local-chat-PipelinePersist1A2B3C4D` says no more than `PipelinePersist`. */
export const shortName = (physicalName: string): string => physicalName.replace(/^.*-(?=[A-Z])/, '').replace(/[0-9A-F]{8}$/, '');

/** The last parts of an ARN, without the stack's name and hashes. */
const shortArn = (arn: string): string => {
  const [, , , , , ...parts] = arn.split(':');
  return parts
    .join(':')
    .split('/')
    .filter((part) => part !== 'table')
    .map(shortName)
    .join('/');
};

interface Column {
  name: string;
  isNumber?: boolean;
}

const table = (
  label: string,
  columns: readonly Column[],
  rows: readonly Html[],
): Html => html`<div class="box" tabindex="0" role="region" aria-label="${label}">
<table><thead><tr>${columns.map(({ name, isNumber }) => (isNumber ? html`<th scope="col" class="number">${name}</th>` : html`<th scope="col">${name}</th>`))}</tr></thead>
<tbody id="rows-${label.toLowerCase().replaceAll(' ', '-')}" data-live>${rows}</tbody></table></div>`;

const number = (value: string | number): Html => html`<td class="number">${value}</td>`;
/** A count that should be 0. */
const alarming = (value: number): Html => (value > 0 ? html`<td class="number bad">${whole(value)}</td>` : html`<td class="number">0</td>`);

const tile = (name: string, value: string): Html => html`<div><dt>${name}</dt><dd>${value}</dd></div>`;

const perMillion = (total: number, count: number): string => (count > 0 ? dollars((total / count) * 1e6) : '–');

const summary = ({ now, startedAt, sockets, instances, latency, bill, functions }: StatusView): Html => html`<section class="wide">
<h2>Now</h2>
<dl class="tiles" id="tiles" data-live>${[
  tile('Running for', duration(now - startedAt)),
  tile('Sockets', whole(sockets)),
  tile('Function instances', whole(instances)),
  tile('Failed invocations', whole(functions.reduce((sum, { errors }) => sum + errors, 0))),
  tile('Messages accepted', whole(bill.accepted)),
  tile('Posted to connections', whole(bill.delivered)),
  tile('Latency', latency === 'aws' ? 'simulated' : 'as it is here'),
]}</dl></section>`;

const costs = ({ bill }: StatusView): Html => html`<section>
<h2>Cost meter</h2>
<dl class="tiles" id="cost-tiles" data-live>${[
  tile('So far', dollars(bill.total)),
  tile('A million accepted', perMillion(bill.total, bill.accepted)),
  tile('A million posted', perMillion(bill.total, bill.delivered)),
]}</dl>
${table(
  'Costs',
  [{ name: 'Service' }, { name: 'Of' }, { name: 'Count', isNumber: true }, { name: 'Dollars', isNumber: true }],
  bill.lines.map(
    ({ service, of, count, cost }) =>
      html`<tr><th scope="row">${service}</th><td>${of}</td>${number(counted(count))}${number(cost.toFixed(6))}</tr>`,
  ),
)}
<p class="note">What AWS would ask for all that happened here, signing up and coming and going included, at the list prices of costs/prices.ts.
<code>npm run cost</code> tells what a message costs.</p></section>`;

const functionTable = ({ functions }: StatusView): Html => html`<section class="wide">
<h2>Functions</h2>
${table(
  'Functions',
  [
    { name: 'Function' },
    { name: 'Memory, MB', isNumber: true },
    { name: 'Invocations', isNumber: true },
    { name: 'Errors', isNumber: true },
    { name: 'Cold starts', isNumber: true },
    { name: 'On average, ms', isNumber: true },
  ],
  functions.map(
    ({ name, memoryMb, invocations, errors, coldStarts, milliseconds }) =>
      html`<tr><th scope="row">${name}</th>${number(whole(memoryMb))}${number(whole(invocations))}${alarming(errors)}${number(whole(coldStarts))}${number(invocations > 0 ? (milliseconds / invocations).toFixed(1) : '–')}</tr>`,
  ),
)}</section>`;

const queueTable = ({ queues }: StatusView): Html => html`<section>
<h2>Queues</h2>
${table(
  'Queues',
  [{ name: 'Queue' }, { name: 'Waiting', isNumber: true }, { name: 'In work', isNumber: true }, { name: 'Delayed', isNumber: true }],
  queues.map(({ name, visible, inFlight, delayed, isDeadLetters }) => {
    const cells = [isDeadLetters ? alarming(visible) : number(whole(visible)), number(whole(inFlight)), number(whole(delayed))];
    return isDeadLetters && visible > 0
      ? html`<tr class="alarming"><th scope="row">${shortName(name)}</th>${cells}</tr>`
      : html`<tr><th scope="row">${shortName(name)}</th>${cells}</tr>`;
  }),
)}
<p class="note">What ends among dead letters was acknowledged and is not in the history: <code>npm run redrive -- --local</code>.</p></section>`;

const verdicts: Record<RecentCall['verdict'], Html> = {
  allowed: html`<td class="good">allowed</td>`,
  denied: html`<td class="bad">denied by IAM</td>`,
  failed: html`<td>allowed, failed</td>`,
};

const callTable = ({ calls }: StatusView): Html => html`<section class="wide">
<h2>Latest calls to AWS</h2>
${table(
  'Calls',
  [
    { name: 'At' },
    { name: 'Function' },
    { name: 'Call' },
    { name: 'On' },
    { name: 'IAM' },
    { name: 'Status', isNumber: true },
    { name: 'Units', isNumber: true },
    { name: 'ms', isNumber: true },
  ],
  calls
    .slice(-CALLS_SHOWN)
    .toReversed()
    .map(
      ({ at, functionName, service, action, resources, verdict, status, units, durationMs }) =>
        html`<tr><td>${clockTime(at)}</td><th scope="row">${functionName || 'a client'}</th><td>${service} ${action}</td><td>${resources.map(shortArn).join(', ')}</td>${verdicts[verdict]}${number(status)}${number(units)}${number(durationMs.toFixed(1))}</tr>`,
    ),
)}
<p class="note">Every call is checked against the policies of the function’s role, as the template has them. A call that failed was allowed, and refused by
its service: a condition that does not hold, say.</p></section>`;

const mailbox = ({ mails }: StatusView): Html => html`<section>
<h2>Mailbox</h2>
${table(
  'Mails',
  [{ name: 'To' }, { name: 'Code' }, { name: 'Subject' }, { name: 'Sent' }],
  mails.length > 0
    ? mails
        .toReversed()
        .map(
          ({ to, subject, code, sentAt }) =>
            html`<tr><th scope="row">${to}</th><td><span class="code">${code}</span></td><td>${subject}</td><td><time>${clockTime(sentAt)}</time></td></tr>`,
        )
    : [html`<tr><td colspan="4">No mail yet. Sign up in the app: the confirmation code appears here.</td></tr>`],
)}
<p class="note">Nothing here was really sent.</p></section>`;

const faultList = ({ faults }: StatusView): Html => html`<section>
<h2>Faults</h2>
${
  faults === undefined
    ? html`<p class="empty">None planned. <code>npm start -- --faults FILE</code> lets things go wrong as a plan says.</p>`
    : html`<p>${faults.plan}</p>${table(
        'Faults',
        [{ name: 'Fault' }, { name: 'Struck', isNumber: true }],
        faults.counts.map(({ fault, count }) => html`<tr><th scope="row">${fault}</th>${number(whole(count))}</tr>`),
      )}`
}</section>`;

const link = (url: string, text: string): Html => (url === '' ? nothing : html`<a href="${url}">${text}</a>`);

export const statusPage = (view: StatusView): string =>
  html`${{ html: '<!doctype html>' }}
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Parley: local cloud</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/status.css">
<script type="module" src="/refresh.js"></script>
</head>
<body>
<header>
<h1>Local cloud</h1>
<p id="connection" role="status">Live</p>
<nav aria-label="More">${[link(view.siteUrl, 'App'), link('/metrics', 'Metrics'), link('/calls', 'Calls'), link('/usage', 'Usage'), link('/mailbox', 'Mails')]}</nav>
</header>
<main>
${summary(view)}
<div class="column">${[mailbox(view), queueTable(view), faultList(view)]}</div>
<div class="column">${costs(view)}</div>
${[functionTable(view), callTable(view)]}
</main>
</body>
</html>
`.html;
