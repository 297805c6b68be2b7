import { randomBytes } from 'node:crypto';
import type { Identity } from '../ports.ts';

/**
 * Whoever runs the cloud, with credentials that are new at each start and stand in `outputs.json`: may look at queues, have what failed tried
 * again, and say who else runs it.
 */
export const createOperator = (): Identity => ({
  accessKeyId: `AKIA${randomBytes(8).toString('hex').toUpperCase()}`,
  secretAccessKey: randomBytes(30).toString('base64'),
  roleName: 'operator',
  functionName: 'operator',
  statements: [
    { effect: 'Allow', actions: ['sqs:ListQueues'], resources: ['*'] },
    {
      effect: 'Allow',
      actions: ['sqs:GetQueueAttributes', 'sqs:StartMessageMoveTask', 'sqs:ListMessageMoveTasks'],
      resources: ['arn:aws:sqs:*'],
    },
    {
      effect: 'Allow',
      actions: ['cognito-idp:AdminAddUserToGroup', 'cognito-idp:AdminRemoveUserFromGroup'],
      resources: ['arn:aws:cognito-idp:*'],
    },
  ],
});
