// What the account may cost. Of the whole account, not of the resources with Parley's tags: tags count only once somebody has activated them in the
// billing console, and a budget that sees nothing would be worse than none.
import { CfnBudget } from 'aws-cdk-lib/aws-budgets';
import type { Construct } from 'constructs';

/** When the operator hears of it, by per cent of the budget: what is spent is looked at three times a day, and what will be is guessed. */
const notices = [
  { notificationType: 'ACTUAL', threshold: 80 },
  { notificationType: 'ACTUAL', threshold: 100 },
  { notificationType: 'FORECASTED', threshold: 100 },
] as const;

/** Has AWS write to the operator when the month costs more than `amount` dollars, or is about to. */
export const watchBudget = (scope: Construct, amount: number, operatorEmail: string): void => {
  new CfnBudget(scope, 'Budget', {
    budget: { budgetType: 'COST', timeUnit: 'MONTHLY', budgetLimit: { amount, unit: 'USD' } },
    notificationsWithSubscribers: notices.map((notice) => ({
      notification: { ...notice, thresholdType: 'PERCENTAGE', comparisonOperator: 'GREATER_THAN' },
      subscribers: [{ subscriptionType: 'EMAIL', address: operatorEmail }],
    })),
  });
};
