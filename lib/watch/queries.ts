// Questions that operators ask of the logs, saved in CloudWatch Logs Insights.

import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { QueryDefinition, QueryString } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

const queries: Readonly<Record<string, QueryString>> = {
  'what failed': new QueryString({
    fields: ['@timestamp', 'service', 'message', 'function_request_id', 'error.name', 'error.message'],
    filterStatements: ['level in ["ERROR", "CRITICAL"]'],
    sort: '@timestamp desc',
    limit: 200,
  }),
  'errors by function': new QueryString({
    filterStatements: ['level = "ERROR"'],
    statsStatements: ['count(*) as errors by service, error.name'],
    sort: 'errors desc',
  }),
  'cold starts': new QueryString({
    filterStatements: ['@type = "REPORT" and ispresent(@initDuration)'],
    statsStatements: ['count(*) as starts, pct(@initDuration, 50) as p50, pct(@initDuration, 99) as p99 by @log'],
    sort: 'starts desc',
  }),
  'slowest invocations': new QueryString({
    fields: ['@timestamp', '@log', '@requestId', '@duration', '@maxMemoryUsed'],
    filterStatements: ['@type = "REPORT"'],
    sort: '@duration desc',
    limit: 50,
  }),
  'one connection': new QueryString({
    fields: ['@timestamp', 'service', 'level', 'message', 'roomId'],
    filterStatements: ['connectionId = "paste it here"'],
    sort: '@timestamp asc',
    limit: 1_000,
  }),
};

export const saveQueries = (scope: Construct, stage: string, logGroups: readonly ILogGroup[]): void => {
  for (const [question, queryString] of Object.entries(queries))
    new QueryDefinition(scope, question, { queryDefinitionName: `parley/${stage}/${question}`, queryString, logGroups: [...logGroups] });
};
