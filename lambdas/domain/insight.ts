import { type Activity, type ActivityQuery, type ActivitySpan, type ActivityStep, operatorsGroup } from '@parley/protocol';
import type { Ports } from './deps.ts';
import { ChatError } from './errors.ts';
import type { Steps } from './ports.ts';

/** US dollars that a message costs: by itself, and for each connection that it goes to. costs/line.ts */
export interface MessagePrice {
  accepted: number;
  delivered: number;
}

export type Insight = Pick<Ports, 'measurements' | 'clock'> & { price: MessagePrice };

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

const spans: Readonly<Record<ActivitySpan, Omit<Steps, 'from'>>> = {
  hour: { stepMs: MINUTE_MS, count: 60 },
  day: { stepMs: HOUR_MS, count: 24 },
  week: { stepMs: 6 * HOUR_MS, count: 28 },
};

/** The steps of the span, the last of which is under way. */
const stepsUntil = (now: number, span: ActivitySpan): Steps => {
  const { stepMs, count } = spans[span];
  const current = Math.floor(now / stepMs);
  return { from: (current - count + 1) * stepMs, stepMs, count };
};

const costOf = (steps: readonly ActivityStep[], price: MessagePrice): Activity['dollars'] => {
  const sum = (of: (step: ActivityStep) => number) => steps.reduce((total, step) => total + of(step), 0);
  const delivered = sum((step) => step.delivered);
  const all = sum((step) => step.accepted) * price.accepted + delivered * price.delivered;
  return { all, ...(delivered > 0 && { perMillionDelivered: (all / delivered) * 1e6 }) };
};

/** [H15] What the deployment has carried lately, how soon it arrived, and what it cost. Throws `forbidden` for whoever does not run it. */
export const readActivity = async (
  { measurements, price, clock }: Insight,
  { groups }: { groups: readonly string[] },
  { over }: ActivityQuery,
): Promise<Activity> => {
  if (!groups.includes(operatorsGroup)) throw new ChatError('forbidden', 'This is for those who run this Parley.');
  const asked = stepsUntil(clock(), over);
  const steps = await measurements.activity(asked);
  return { from: asked.from, stepMs: asked.stepMs, steps, dollars: costOf(steps, price) };
};
