import { type RoleStatement, statementsOf } from '../../lib/iam-report.ts';
import { assemblyOf, resourcesOf } from '../support/assembly.ts';

const prod = assemblyOf('prod');
const statements: RoleStatement[] = [...prod.templates.values()].flatMap(statementsOf);

test('no role has a wildcard action, and no wildcard resource lacks a reason', () => {
  const wildcards = statements.flatMap(({ wildcards }) => wildcards);

  expect(wildcards.length).toBeGreaterThan(0);
  expect(statements.flatMap(({ actions }) => actions).filter((action) => action.includes('*'))).toEqual([]);
  expect(wildcards.filter(({ reason }) => reason.length < 20)).toEqual([]);
});

test('only tracing, reading metrics, and the log role of the account act on everything', () => {
  const onEverything = statements
    .filter(({ resources }) => resources.includes('*'))
    .map(({ who, actions }) => ({ who, service: actions[0]?.split(':')[0] }));

  expect(onEverything.filter(({ service }) => service !== 'xray')).toEqual([
    { who: expect.stringMatching(/^SocketAccountLogsRole/), service: 'logs' },
    { who: 'api-insight', service: 'cloudwatch' },
  ]);
});

test("no role uses AWS's own policies", () => {
  expect(resourcesOf(prod, 'AWS::IAM::Role').filter(({ Properties }) => Properties?.ManagedPolicyArns !== undefined)).toEqual([]);
});

test('each function has a role and a log group of its own', () => {
  const functions = resourcesOf(prod, 'AWS::Lambda::Function').map(({ Properties }) => Properties);
  const roles = functions.map((properties) => JSON.stringify(properties?.Role));
  const logs = functions.map((properties) => JSON.stringify(properties?.LoggingConfig));

  expect(new Set(roles).size).toBe(functions.length);
  expect(new Set(logs).size).toBe(functions.length);
});

test('the sweeper alone scans, and only the connections', () => {
  expect(statements.filter(({ actions }) => actions.includes('dynamodb:Scan'))).toMatchObject([
    { who: 'sweep', resources: [expect.stringContaining('TablesConnections')] },
  ]);
});

const whoMay = (action: string, resource: string): string[] =>
  statements
    .filter(({ actions, resources }) => actions.includes(action) && resources.some((name) => name.includes(resource)))
    .map(({ who }) => who)
    .sort();

test('only the hot path and the rooms write to the persist queue, and only persist reads it', () => {
  expect(whoMay('sqs:SendMessage', 'PipelinePersist')).toEqual([
    'api-account',
    'api-invites',
    'api-keepsakes',
    'api-members',
    'api-rooms',
    'due',
    'persist',
    'preview',
    'send',
  ]);
  expect(whoMay('sqs:ReceiveMessage', 'PipelinePersist')).toEqual(['persist']);
});

test('who speaks to clients may leave work to the fan-out, and only that reads it', () => {
  expect(whoMay('sqs:SendMessage', 'PipelineFanout')).toEqual([
    'api-account',
    'api-devices',
    'api-direct',
    'api-invites',
    'api-keepsakes',
    'api-me',
    'api-members',
    'api-rooms',
    'connect',
    'disconnect',
    'due',
    'fanout',
    'persist',
    'preview',
    'send',
    'signal',
    'sweep',
  ]);
  expect(whoMay('sqs:ReceiveMessage', 'PipelineFanout')).toEqual(['fanout']);
});

test('persist alone asks for previews, and only the function that reads pages hears it', () => {
  expect(whoMay('sqs:SendMessage', 'PipelinePreviews')).toEqual(['persist']);
  expect(whoMay('sqs:ReceiveMessage', 'PipelinePreviews')).toEqual(['preview']);
});

test('what appends writes the log, readers declare voids one at a time, and nothing removes from it', () => {
  const writers = ['api-account', 'api-invites', 'api-keepsakes', 'api-members', 'api-rooms', 'due', 'persist', 'preview', 'send'];

  expect(whoMay('dynamodb:BatchWriteItem', 'TablesMessages')).toEqual(writers);
  expect(whoMay('dynamodb:UpdateItem', 'TablesMessages')).toEqual(writers);
  expect(whoMay('dynamodb:PutItem', 'TablesMessages')).toEqual([
    'api-account',
    'api-history',
    'api-invites',
    'api-keepsakes',
    'api-members',
    'api-rooms',
    'api-session',
    'due',
    'persist',
    'preview',
    'send',
  ]);
  expect(whoMay('dynamodb:DeleteItem', 'TablesMessages')).toEqual([]);
});

test('a function that answers only with an error may do nothing', () => {
  expect(statements.filter(({ who }) => who === 'default').flatMap(({ actions }) => actions)).toEqual([
    'xray:PutTraceSegments',
    'xray:PutTelemetryRecords',
    'logs:CreateLogStream',
    'logs:PutLogEvents',
  ]);
});

test('an unexplained wildcard is found', () => {
  const policy = {
    Type: 'AWS::IAM::Policy',
    Properties: {
      PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: { 'Fn::Join': ['', ['arn:x:', { Ref: 'B' }, '/*']] } }] },
      Roles: [{ Ref: 'R' }],
    },
    Metadata: { cdk_nag: { rules_to_suppress: [{ id: 'AwsSolutions-IAM5[Resource::arn:x:<B>/*]', reason: 'Its own.' }] } },
  };

  expect(statementsOf({ Resources: { R: { Type: 'AWS::IAM::Role' }, policy } })).toMatchObject([
    {
      who: 'R',
      wildcards: [
        { what: 's3:*', reason: '' },
        { what: 'arn:x:<B>/*', reason: 'Its own.' },
      ],
    },
  ]);
});
