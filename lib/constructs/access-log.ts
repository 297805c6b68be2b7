import { RemovalPolicies } from 'aws-cdk-lib';
import { AccessLogFormat, CfnAccount } from 'aws-cdk-lib/aws-apigateway';
import { type IAccessLogSettings, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { removal, type StageConfig } from '../config.ts';
import { permit } from './permission.ts';

const everyRequest = {
  requestId: '$context.requestId',
  time: '$context.requestTimeEpoch',
  route: '$context.routeKey',
  status: '$context.status',
  ip: '$context.identity.sourceIp',
  userAgent: '$context.identity.userAgent',
  integrationStatus: '$context.integration.status',
  integrationMs: '$context.integration.latency',
  error: '$context.error.message',
};

/** What a gateway writes about each request, one JSON object a line. The query string stays out: it holds tickets. */
export const accessLog = (scope: Construct, config: StageConfig, more: Record<string, string> = {}): IAccessLogSettings => ({
  destination: new LogGroupLogDestination(
    new LogGroup(scope, 'AccessLog', {
      retention: config.logDays,
      removalPolicy: removal(config),
    }),
  ),
  format: AccessLogFormat.custom(JSON.stringify({ ...everyRequest, ...more })),
});

/**
 * WebSocket APIs write their logs through one role a Region, which is a setting of the account. It outlives the stack: other APIs may log
 * through it by then.
 */
export class AccountLogs extends Construct {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('apigateway.amazonaws.com') });
    permit(role, {
      actions: [
        'logs:CreateLogGroup',
        'logs:CreateLogStream',
        'logs:DescribeLogGroups',
        'logs:DescribeLogStreams',
        'logs:FilterLogEvents',
        'logs:GetLogEvents',
        'logs:PutLogEvents',
      ],
      resources: ['*'],
      wildcardReason: 'The role is for every API of the account, and API Gateway refuses it unless it holds these very permissions.',
      unused: 'API Gateway itself writes its logs under this role; the local cloud writes none.',
    });
    new CfnAccount(this, 'Account', { cloudWatchRoleArn: role.roleArn }).node.addDependency(role);
    RemovalPolicies.of(this).retain();
  }
}
