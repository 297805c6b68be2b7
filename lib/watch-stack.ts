import { Stack, type StackProps } from 'aws-cdk-lib';
import { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import type { StageConfig } from './config.ts';
import { alarmProps, alarmsOf } from './watch/alarms.ts';
import { watchBudget } from './watch/budget.ts';
import { membersDashboard, operatorsDashboard } from './watch/dashboards.ts';
import { metricsOf, type Watched } from './watch/metrics.ts';
import { saveQueries } from './watch/queries.ts';

export interface WatchStackProps extends StackProps {
  readonly config: StageConfig;
  readonly watched: Watched;
}

/** What the operator looks at, and what wakes them: docs/operations.md. */
export class WatchStack extends Stack {
  constructor(scope: Construct, id: string, { config, watched, ...props }: WatchStackProps) {
    super(scope, id, props);
    const metrics = metricsOf(config, watched);
    const alarms = Object.entries(alarmsOf(config, metrics)).map(([name, shape]) => new Alarm(this, name, alarmProps(name, shape)));
    if (config.operatorEmail !== undefined) {
      const topic = new Topic(this, 'Operator', { enforceSSL: true });
      topic.addSubscription(new EmailSubscription(config.operatorEmail));
      for (const alarm of alarms) alarm.addAlarmAction(new SnsAction(topic));
    }
    if (config.operatorEmail !== undefined && config.monthlyBudget !== undefined)
      watchBudget(this, config.monthlyBudget, config.operatorEmail);
    membersDashboard(this, metrics);
    operatorsDashboard(this, metrics, alarms);
    saveQueries(
      this,
      config.stage,
      Array.from(watched.functions.values(), ({ lambda }) => lambda.logGroup),
    );
  }
}
