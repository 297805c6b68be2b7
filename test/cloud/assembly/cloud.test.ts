import { readCloud } from '../../../local/assembly/cloud.ts';
import { localiser } from '../../../local/assembly/hosts.ts';
import type { JsonObject } from '../../../local/assembly/intrinsics.ts';
import { assembly, essentials, lambda, permission, route, type StackFixture } from '../../support/cloud-fixtures.ts';

const code = { 'index.mjs': 'export const handler = async () => ({});' };

const read = (resources: JsonObject, more: Record<string, StackFixture> = {}) =>
  readCloud(assembly({ chat: { Resources: { ...essentials(), ...resources } }, ...more }, { Fn: code }));

describe('reading an assembly', () => {
  test('a function comes with its role, its environment and its code, across stacks', () => {
    const table = {
      Type: 'AWS::DynamoDB::GlobalTable',
      Properties: {
        AttributeDefinitions: [
          { AttributeName: 'pk', AttributeType: 'S' },
          { AttributeName: 'at', AttributeType: 'N' },
        ],
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
        GlobalSecondaryIndexes: [
          { IndexName: 'byTime', KeySchema: [{ AttributeName: 'at', KeyType: 'HASH' }], Projection: { ProjectionType: 'ALL' } },
        ],
        TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
      },
    };
    const data = {
      Resources: { Table: table },
      Outputs: { Name: { Value: { Ref: 'Table' }, Export: { Name: 'data:Name' } } },
    };
    const environment = { Variables: { TABLE: { 'Fn::ImportValue': 'data:Name' } } };
    const statement = { Effect: 'Allow', Action: 'dynamodb:GetItem', Resource: ['*'] };

    const cloud = read(lambda('Fn', { Environment: environment, Timeout: 7, MemorySize: 512 }, [statement]), { data });

    expect(cloud.tables).toEqual([
      {
        name: 'data-Table',
        arn: 'arn:aws:dynamodb:us-east-1:000000000000:table/data-Table',
        partitionKey: { name: 'pk', type: 'S' },
        indexes: [{ name: 'byTime', partitionKey: { name: 'at', type: 'N' }, projection: 'ALL' }],
        ttlAttribute: 'expiresAt',
      },
    ]);
    expect(cloud.functions).toEqual([
      expect.objectContaining({
        name: 'chat-Fn',
        environment: { TABLE: 'data-Table' },
        timeoutMs: 7_000,
        memoryMb: 512,
        handler: { module: 'index', exportName: 'handler' },
        folder: expect.stringMatching(/asset\.Fn$/),
        roleName: 'chat-FnRole',
        statements: [{ effect: 'Allow', actions: ['dynamodb:GetItem'], resources: ['*'] }],
      }),
    ]);
  });

  test('names and ids are the same each time, so that stored data stays valid', () => {
    expect(read({}).userPools).toEqual(read({}).userPools);
    expect(read({}).userPools[0]?.id).toMatch(/^us-east-1_[0-9a-z]{9}$/);
  });

  test('queues come with their dead-letter queues first', () => {
    const cloud = read({
      Queue: {
        Type: 'AWS::SQS::Queue',
        Properties: {
          VisibilityTimeout: 60,
          RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] }, maxReceiveCount: 5 },
        },
      },
      Dead: { Type: 'AWS::SQS::Queue' },
    });

    expect(cloud.queues.map(({ name }) => name)).toEqual(['chat-Dead', 'chat-Queue']);
    expect(cloud.queues[1]).toMatchObject({
      url: 'https://sqs.us-east-1.amazonaws.com/000000000000/chat-Queue',
      visibilitySeconds: 60,
      deadLetter: { arn: 'arn:aws:sqs:us-east-1:000000000000:chat-Dead', maxReceives: 5 },
    });
  });

  test('routes come with their functions, responses and mock replies', () => {
    const cloud = read({
      ...lambda('Fn'),
      ...route('Http', 'Get', 'GET /v1/rooms/{roomId}', 'Fn', { AuthorizationType: 'JWT', AuthorizerId: { Ref: 'Jwt' } }),
      Jwt: {
        Type: 'AWS::ApiGatewayV2::Authorizer',
        Properties: {
          AuthorizerType: 'JWT',
          JwtConfiguration: {
            Audience: [{ Ref: 'Client' }],
            Issuer: { 'Fn::Sub': `https://cognito-idp.\${AWS::Region}.amazonaws.com/\${Pool}` },
          },
        },
      },
      ...route('Socket', 'Send', 'send', 'Fn', { RouteResponseSelectionExpression: '$default' }),
      SendResponse: { Type: 'AWS::ApiGatewayV2::RouteResponse', Properties: { RouteId: { Ref: 'Send' } } },
      Ping: {
        Type: 'AWS::ApiGatewayV2::Route',
        Properties: { ApiId: { Ref: 'Socket' }, RouteKey: 'ping', Target: { 'Fn::Sub': `integrations/\${Mock}` } },
      },
      Mock: {
        Type: 'AWS::ApiGatewayV2::Integration',
        Properties: { IntegrationType: 'MOCK', RequestTemplates: { 200: '{"statusCode":200}' }, TemplateSelectionExpression: '200' },
      },
      Pong: {
        Type: 'AWS::ApiGatewayV2::IntegrationResponse',
        Properties: { IntegrationId: { Ref: 'Mock' }, IntegrationResponseKey: '/200/', ResponseTemplates: { $default: '{"type":"pong"}' } },
      },
    });

    expect(cloud.httpApi.routes).toEqual([
      {
        routeKey: 'GET /v1/rooms/{roomId}',
        functionName: 'chat-Fn',
        timeoutMs: 30_000,
        authorizer: { userPoolId: cloud.userPools[0]?.id, audience: [cloud.userPoolClients[0]?.id], scopes: [] },
      },
    ]);
    expect(cloud.websocketApi.routes).toEqual([
      { routeKey: 'send', integration: { kind: 'function', functionName: 'chat-Fn', timeoutMs: 29_000 }, hasResponse: true },
      { routeKey: 'ping', integration: { kind: 'mock', reply: '{"type":"pong"}' }, hasResponse: false },
    ]);
  });

  test('types that are not served are listed once; functions that only deploy are left out', () => {
    const cloud = read({
      ...lambda('Fn'),
      Custom: { Type: 'Custom::Something', Properties: { ServiceToken: { 'Fn::GetAtt': ['Fn', 'Arn'] } } },
      One: { Type: 'AWS::CloudWatch::Alarm' },
      Two: { Type: 'AWS::CloudWatch::Alarm' },
    });

    expect(cloud.skipped).toEqual(['AWS::CloudWatch::Alarm', 'Custom::Something']);
    expect(cloud.functions).toEqual([]);
  });
});

describe('an assembly that does not hold together', () => {
  const integration = { 'Fn::Sub': `integrations/\${Nothing}` };

  test.each<[string, JsonObject, string]>([
    [
      'a route to a missing integration',
      { Get: { Type: 'AWS::ApiGatewayV2::Route', Properties: { ApiId: { Ref: 'Http' }, RouteKey: 'GET /', Target: 'integrations/none' } } },
      'The route GET / has the target integrations/none, which is not in the template.',
    ],
    [
      'a reference to nothing',
      { Get: { Type: 'AWS::ApiGatewayV2::Route', Properties: { ApiId: { Ref: 'Http' }, RouteKey: 'GET /', Target: integration } } },
      'The template of chat refers to Ref Nothing, which does not exist.',
    ],
    [
      'an environment variable that refers to nothing',
      lambda('Fn', { Environment: { Variables: { TABLE: { Ref: 'Missing' } } } }),
      'The template of chat refers to Ref Missing, which does not exist.',
    ],
    [
      'an event source of an unknown queue',
      {
        ...lambda('Fn'),
        Source: {
          Type: 'AWS::Lambda::EventSourceMapping',
          Properties: { EventSourceArn: 'arn:aws:sqs:x:y:gone', FunctionName: { Ref: 'Fn' } },
        },
      },
      'The event source of chat-Fn is arn:aws:sqs:x:y:gone, a queue that is not in the template.',
    ],
    [
      'a function that nobody permits the gateway to invoke',
      Object.fromEntries(
        Object.entries({ ...lambda('Fn'), ...route('Http', 'Get', 'GET /', 'Fn') }).filter(([id]) => !id.includes('Permission')),
      ),
      'The route GET / may not invoke chat-Fn',
    ],
    ['code that is not in the assembly', lambda('Other'), 'The cloud assembly names the asset Other.zip, which it does not contain.'],
    [
      'a schedule of a kind that is not known',
      { Rule: { Type: 'AWS::Events::Rule', Properties: { ScheduleExpression: 'cron(0 0 * * ? *)', Targets: [] } } },
      'The schedule chat/Rule is cron(0 0 * * ? *); the local cloud knows rate(…) only.',
    ],
    [
      'properties that make no sense',
      { Queue: { Type: 'AWS::SQS::Queue', Properties: { RedrivePolicy: 'yes' } } },
      'The local cloud does not understand RedrivePolicy of chat/Queue (AWS::SQS::Queue)',
    ],
  ])('%s fails with one sentence', (_, resources, message) => {
    expect(() => read(resources)).toThrow(message);
  });

  test('a schedule needs a permission too', () => {
    const schedule = {
      ...lambda('Fn'),
      Rule: {
        Type: 'AWS::Events::Rule',
        Properties: { ScheduleExpression: 'rate(15 minutes)', Targets: [{ Arn: { 'Fn::GetAtt': ['Fn', 'Arn'] } }] },
      },
    };

    expect(() => read(schedule)).toThrow('may not invoke chat-Fn');
    const permitted = read({ ...schedule, ...permission('Fn', 'events', { 'Fn::GetAtt': ['Rule', 'Arn'] }) });
    expect(permitted.schedules).toEqual([expect.objectContaining({ functionName: 'chat-Fn', everyMs: 900_000 })]);
  });
});

test('AWS host names lead to local addresses', () => {
  const cloud = read({});
  const localise = localiser(cloud, {
    site: 'http://127.0.0.1:1',
    http: 'http://127.0.0.1:2',
    websocket: 'ws://127.0.0.1:3',
    edge: 'http://127.0.0.1:4',
  });
  const host = 'execute-api.us-east-1.amazonaws.com';

  expect(localise(`https://${cloud.httpApi.id}.${host}/v1/me`)).toBe('http://127.0.0.1:2/v1/me');
  expect(localise(`wss://${cloud.websocketApi.id}.${host}/v1`)).toBe('ws://127.0.0.1:3/v1');
  expect(localise(`https://${cloud.websocketApi.id}.${host}/v1`)).toBe(`http://127.0.0.1:4/_aws/execute-api/${cloud.websocketApi.id}/v1`);
  expect(localise(`https://${cloud.site.domainName}`)).toBe('http://127.0.0.1:1');
  expect(localise('https://sqs.us-east-1.amazonaws.com/0/q')).toBe('http://127.0.0.1:4/0/q');
  expect(localise(`connect-src 'self' https://*.${host} wss://*.${host}`)).toBe("connect-src 'self' http://127.0.0.1:2 ws://127.0.0.1:3");
  expect(localise('https://example.org')).toBe('https://example.org');
});
