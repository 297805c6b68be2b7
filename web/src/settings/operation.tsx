// What the deployment carries and what that costs, for those who run it.
import type { Activity, ActivitySpan } from '@parley/protocol';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { FormError } from '../design/notice.tsx';
import { SkeletonRows } from '../design/progress.tsx';
import { Segments } from '../design/segments.tsx';
import { perLocale, reasonOf, t } from '../languages/language.ts';
import { clockTime } from '../room/times.ts';
import { useSession } from '../session/session-context.ts';
import './operation.css';

/** Measurements come by the minute, and each look is billed. */
const LOOK_AGAIN_MS = 60_000;
const DAY_MS = 86_400_000;

const numbers = perLocale((locale) => new Intl.NumberFormat(locale));
const times = perLocale((locale) => new Intl.NumberFormat(locale, { maximumFractionDigits: 0, style: 'unit', unit: 'millisecond' }));
const dollars = perLocale(
  (locale) =>
    new Intl.NumberFormat(locale, { style: 'currency', currency: 'USD', currencyDisplay: 'narrowSymbol', maximumSignificantDigits: 3 }),
);
const weekdays = perLocale((locale) => new Intl.DateTimeFormat(locale, { weekday: 'short', hour: '2-digit', minute: '2-digit' }));

const spans = (): (readonly [ActivitySpan, string])[] => [
  ['hour', t.settings.operation.hour],
  ['day', t.settings.operation.day],
  ['week', t.settings.operation.week],
];

export const OperationSection = () => {
  const { api } = useSession();
  const [over, setOver] = useState<ActivitySpan>('day');
  const { data, error } = useQuery({
    queryKey: ['activity', over],
    queryFn: () => api.activity(over),
    refetchInterval: LOOK_AGAIN_MS,
    placeholderData: keepPreviousData,
  });
  return (
    <section className="settings-section operation">
      <Segments label={t.settings.operation.over} value={over} onChange={setOver} options={spans()} />
      <FormError>{error && reasonOf(error)}</FormError>
      {data === undefined && error === null && <SkeletonRows count={4} label={t.settings.operation.loading} />}
      {data !== undefined && <Figures activity={data} />}
    </section>
  );
};

const sumOf = ({ steps }: Activity, of: 'accepted' | 'delivered'): number => steps.reduce((sum, step) => sum + step[of], 0);

const Figures = ({ activity }: { activity: Activity }) => {
  const { steps, dollars: cost } = activity;
  const words = t.settings.operation;
  const figures = [
    [words.accepted, numbers().format(sumOf(activity, 'accepted'))],
    [words.delivered, numbers().format(sumOf(activity, 'delivered'))],
    [words.cost, dollars().format(cost.all)],
    [words.perMillion, cost.perMillionDelivered === undefined ? '–' : dollars().format(cost.perMillionDelivered)],
  ] as const;
  return (
    <>
      <dl className="figures">
        {figures.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <bdi dir="ltr">{value}</bdi>
            </dd>
          </div>
        ))}
      </dl>
      <Chart
        title={words.messages}
        activity={activity}
        bars={steps.map(({ accepted, delivered }) => [accepted, delivered])}
        names={[words.accepted, words.delivered]}
        format={(value) => numbers().format(value)}
      />
      <Chart
        title={words.times}
        activity={activity}
        bars={steps.map(({ receiveMs }) => [receiveMs?.p50 ?? 0, receiveMs?.p95 ?? 0])}
        names={[words.half, words.nearlyAll]}
        format={(value) => times().format(value)}
      />
      <p className="field-hint">{words.note}</p>
    </>
  );
};

interface ChartProps {
  title: string;
  activity: Activity;
  /** Of each step the lower value and the one behind it, which is higher or the same. */
  bars: readonly (readonly [front: number, back: number])[];
  names: readonly [front: string, back: string];
  format: (value: number) => string;
}

/** Bars of one step each; the highest fills the height. */
const Chart = ({ title, activity: { from, stepMs, steps }, bars, names, format }: ChartProps) => {
  const highest = Math.max(...bars.flat());
  const momentOf = (step: number): string => (stepMs * steps.length > DAY_MS ? weekdays().format : clockTime)(from + step * stepMs);
  const at = bars.findIndex(([front, back]) => Math.max(front, back) === highest);
  return (
    <figure className="chart">
      <figcaption>
        <strong>{title}</strong>
        {highest > 0 && (
          <span className="chart-names">
            {names.map((name) => (
              <span key={name}>{name}</span>
            ))}
          </span>
        )}
      </figcaption>
      <p className="chart-most">{highest === 0 ? t.settings.operation.nothing : format(highest)}</p>
      {highest > 0 && (
        <>
          <svg
            viewBox={`0 0 ${bars.length} 1`}
            preserveAspectRatio="none"
            role="img"
            aria-label={t.settings.operation.most(title, format(highest), momentOf(at))}
          >
            {bars.map(([front, back], step) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a step is its place.
              <g key={step}>
                <title>{`${momentOf(step)}: ${names[0]} ${format(front)}, ${names[1]} ${format(back)}`}</title>
                <rect className="chart-target" x={step} y={0} width={1} height={1} />
                <rect className="chart-back" x={step + 0.1} y={1 - back / highest} width={0.8} height={back / highest} />
                <rect className="chart-front" x={step + 0.1} y={1 - front / highest} width={0.8} height={front / highest} />
              </g>
            ))}
          </svg>
          <div className="chart-times" aria-hidden="true">
            <span>{momentOf(0)}</span>
            <span>{t.settings.operation.now}</span>
          </div>
        </>
      )}
    </figure>
  );
};
