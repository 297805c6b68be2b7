// What wakes the operator, and why at that threshold. Each alarm has a section of docs/runbook.md under its name; a test sees to it. No more than
// ten, of one metric each: so many cost nothing.
import { ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { StageConfig } from '../config.ts';
import type { Metrics } from './metrics.ts';

export interface AlarmShape {
  readonly metric: IMetric;
  /** The alarm sounds above it. */
  readonly threshold: number;
  /** Sounds below the threshold instead, and where nothing is told at all. */
  readonly orSilent?: true;
  /** Minutes above the threshold, of how many; hours, of a metric by the hour. */
  readonly periods: readonly [number, number];
  /** What has happened to people, in one sentence. */
  readonly means: string;
}

const RUNBOOK = 'docs/runbook.md';

const above = { treatMissingData: TreatMissingData.NOT_BREACHING, comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD };
const belowOrSilent = { treatMissingData: TreatMissingData.BREACHING, comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD };

/** By name, which is also the heading in the runbook. */
export const alarmsOf = ({ canary }: StageConfig, metrics: Metrics): Readonly<Record<string, AlarmShape>> => ({
  ...alarmsOfEachStage(metrics),
  // Whatever the others do not see: it sounds when people cannot chat although nothing fails, and when nobody looked. It comes once an hour, and
  // Lambda tries a visit that failed twice more; the next hour tells whether it was a passing failure, or a run on the edge of an hour.
  ...(canary && {
    CanaryFailed: {
      metric: metrics.visits,
      threshold: 1,
      orSilent: true,
      periods: [2, 2],
      means: 'For two hours nobody could sign in, talk to themselves and find it in the history.',
    },
  }),
});

const alarmsOfEachStage = ({
  depth,
  age,
  own,
  socket,
  http,
  sendDuration,
  sendThrottles,
}: Metrics): Readonly<Record<string, AlarmShape>> => ({
  // One is one too many: it was acknowledged, and is not in the history until somebody acts. It is moved there after ten minutes of tries.
  DeadLetters: {
    metric: depth('deadLetters'),
    threshold: 0,
    periods: [1, 1],
    means: 'Acknowledged events could not be persisted. They wait in the dead-letter queue for 14 days.',
  },
  // A third of the 15 minutes after which readers go past a gap, so that ten are left to act.
  PersistBacklog: {
    metric: age('queue'),
    threshold: 300,
    periods: [1, 1],
    means: 'An acknowledged event has waited for more than 5 minutes to be persisted; after 15 a gap counts as void.',
  },
  FanoutDeadLetters: {
    metric: depth('fanoutDeadLetters'),
    threshold: 0,
    periods: [1, 1],
    means: 'Large rooms could not be served. Nothing is lost: their members catch up from the log, later than they should.',
  },
  // A bell is answered within a second; a worker that died holds it for 20. Three minutes of more than that are no accident.
  FanoutBacklog: {
    metric: age('fanout'),
    threshold: 30,
    periods: [3, 5],
    means: 'Members of large rooms see what is said more than half a minute late.',
  },
  // The event is safe; the shard that was to be told of it is not. A single one is a passing failure of SQS, repeated ones are not.
  HandoverFailed: {
    metric: own('HandoverFailed', 'Sum'),
    threshold: 5,
    periods: [2, 5],
    means:
      'Posts that failed could not be handed over to be tried again; who missed them sees them with the next event, or on coming back.',
  },
  // Frames that no function answered for: clients send them again, and see "sending" for longer. One a minute may be a deployment.
  SocketErrors: {
    metric: socket('IntegrationError'),
    threshold: 5,
    periods: [3, 5],
    means: 'Functions behind the socket fail or time out; people see their messages pending.',
  },
  HttpErrors: {
    metric: http('5xx'),
    threshold: 5,
    periods: [3, 5],
    means: 'Functions behind the HTTP API fail or time out; people cannot sign in, open rooms or read history.',
  },
  // Five calls to AWS one after another take 40 ms, with posts to 200 people 300. More than a second is a service that is slow, or the SDK trying again.
  SendSlow: {
    metric: sendDuration('p99'),
    threshold: 1_000,
    periods: [3, 5],
    means: 'One in a hundred messages takes longer than a second to be delivered.',
  },
  // It shares the account's concurrency with all others: where it is throttled, they are. That does not mend itself while people talk.
  SendThrottled: {
    metric: sendThrottles,
    threshold: 0,
    periods: [2, 5],
    means: 'Lambda refuses to start functions: the concurrency of the account is used up. People cannot connect or send.',
  },
});

/** An alarm as CloudWatch wants it. */
export const alarmProps = (
  name: string,
  { metric, threshold, orSilent, periods: [datapointsToAlarm, evaluationPeriods], means }: AlarmShape,
) => ({
  ...(orSilent ? belowOrSilent : above),
  metric,
  threshold,
  datapointsToAlarm,
  evaluationPeriods,
  alarmDescription: `${means} What to do: ${RUNBOOK}#${name.toLowerCase()}`,
});
