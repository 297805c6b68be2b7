// The cost of a message as a page of text.
import { usageOfMessage, usageOfMinute } from './model.ts';
import { type Million, others, othersSeen } from './others.ts';
import { pricesSeen } from './prices.ts';
import { type Column, occasionOf, type Profile } from './profiles.ts';
import { costLines, costOf } from './usage.ts';

const COLUMNS: readonly Column[] = ['plain', 'batched', 'coalesced'];

/** Dollars on the message's way, for a million delivered. */
export const perMillion = (profile: Profile, column: Column): number =>
  (costOf(usageOfMessage(occasionOf(profile, column))) * 1e6) / profile.receivers;

export const isMet = (profile: Profile): boolean => perMillion(profile, profile.target.column) <= profile.target.dollars;

const dollars = (value: number): string => value.toFixed(value !== 0 && value < 0.1 ? 4 : 3);

const row = (name: string, ...values: readonly string[]): string =>
  `  ${name.padEnd(58)}${values.map((value) => value.padStart(11)).join('')}`.trimEnd();

const linesOf = (profile: Profile): string[] => {
  const [first = [], ...rest] = COLUMNS.map((column) => costLines(usageOfMessage(occasionOf(profile, column))));
  const share = (cost = 0) => dollars((cost * 1e6) / profile.receivers);
  return first.flatMap(({ service, of, cost }, index) => {
    const costs = [cost, ...rest.map((lines) => lines[index]?.cost ?? 0)];
    return costs.some((each) => each > 0) ? [row(`${service}, ${of}`, ...costs.map(share))] : [];
  });
};

/** How the profile's target stands, in words. */
const verdictOf = (profile: Profile): string => {
  const { column, dollars: most } = profile.target;
  const cost = perMillion(profile, column);
  const batched = perMillion(profile, 'batched');
  const stands = isMet(profile) ? 'met' : `MISSED by ${((cost / most - 1) * 100).toFixed(0)} %`;
  const otherwise = !isMet(profile) && batched <= most ? `; batched: met at $${batched.toFixed(3)}` : '';
  return `Target ≤ $${most.toFixed(2)} a million delivered, ${column}: ${stands} at $${cost.toFixed(3)}${otherwise}.`;
};

/** What the columns mean for this room. */
const termsOf = (profile: Profile): string[] => {
  const { eventsAFrame } = occasionOf(profile, 'coalesced');
  return [
    'Plain: every message by itself, the queues nearly empty.',
    'Batched: the same, but written to the history ten at a time: `-c persistWindow=1`, on a busy stage (docs/costs.md).',
    eventsAFrame === 1
      ? 'Coalesced: the queues hand over ten at a time, as in a backlog. The sender posts by itself, as in any small room: each event is a frame.'
      : `Coalesced: ${profile.perSecond} messages a second in the room, ${eventsAFrame.toFixed(1)} events a frame; ten at a time from the queues.`,
  ];
};

/** The page of one profile. `minutes`: how long each connection is open for each message that it gets. */
export const costTable = (name: string, profile: Profile, minutes: number): string => {
  const million: Million = { receivers: profile.receivers, minutes };
  const connected = costOf(usageOfMinute) * 1e6 * minutes;
  const ways = COLUMNS.map((column) => perMillion(profile, column));
  const people = profile.receivers.toLocaleString('en-US');
  return [
    `${name}: a message to ${people} others. Dollars for a million delivered; list prices of us-east-1, ${pricesSeen}.`,
    '',
    row('', ...COLUMNS),
    ...linesOf(profile),
    row('On the message’s way', ...ways.map(dollars)),
    row(`Connected, ${minutes} min for each message that one gets`, ...ways.map(() => dollars(connected))),
    row('Together', ...ways.map((way) => dollars(way + connected))),
    '',
    verdictOf(profile),
    ...termsOf(profile),
    '',
    `Others, list prices, ${othersSeen}; they carry messages and keep none:`,
    row('', 'messages', 'connected', 'together'),
    ...others.map((other) => {
      const cost = other.cost(million);
      return row(other.name, ...[cost.messages, cost.minutes, cost.messages + cost.minutes].map(dollars));
    }),
    '',
    'Left out: what is free, storage, logs, traces, transfer, and people’s coming and going (docs/costs.md).',
  ].join('\n');
};
