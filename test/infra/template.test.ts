import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { limits, operatorsGroup } from '@parley/protocol';
import { LEASE_MS } from '../../lambdas/domain/pumps.ts';
import { environments } from '../../lambdas/runtime/env.ts';
import { flatten } from '../../lib/intrinsics.ts';
import { assemblyOf, resourcesOf } from '../support/assembly.ts';

const prod = assemblyOf('prod');

const propertiesOf = (type: string): Record<string, unknown>[] => resourcesOf(prod, type).map(({ Properties = {} }) => Properties);

interface FunctionProperties extends Record<string, unknown> {
  readonly Environment?: { readonly Variables: Readonly<Record<string, unknown>> };
}

const functionsByName = (): Map<string, FunctionProperties> =>
  new Map(
    propertiesOf('AWS::Lambda::Function').flatMap((properties: FunctionProperties) => {
      const name = properties.Environment?.Variables.POWERTOOLS_SERVICE_NAME;
      return typeof name === 'string' ? [[name, properties]] : [];
    }),
  );

const routes = (prefix: RegExp) =>
  propertiesOf('AWS::ApiGatewayV2::Route').filter(({ RouteKey }) => typeof RouteKey === 'string' && prefix.test(RouteKey));

describe('functions', () => {
  test('there is one for each environment, on Node 24 and arm64, traced', () => {
    const functions = functionsByName();

    expect([...functions.keys()].sort()).toEqual(Object.keys(environments).sort());
    for (const properties of functions.values())
      expect(properties).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        Handler: 'index.handler',
        TracingConfig: { Mode: 'Active' },
      });
  });

  test('each gets the variables that its schema asks for, and no other of ours', () => {
    for (const [name, schema] of Object.entries(environments)) {
      const variables = Object.keys(functionsByName().get(name)?.Environment?.Variables ?? {});

      expect(variables.filter((key) => !key.startsWith('POWERTOOLS_')).sort()).toEqual(Object.keys(schema.shape).sort());
    }
  });

  test('[R6] the rate is that of the protocol', () => {
    expect(functionsByName().get('send')).toMatchObject({
      Environment: { Variables: { FRAMES_PER_SECOND: String(limits.framesPerSecond), FRAME_BURST: String(limits.frameBurst) } },
    });
  });
});

describe('tables', () => {
  test('have the keys and indexes of the design', () => {
    const keys = (...names: string[]) => names.map((AttributeName) => expect.objectContaining({ AttributeName }));

    expect(propertiesOf('AWS::DynamoDB::Table')).toMatchObject([
      { KeySchema: keys('pk', 'sk'), GlobalSecondaryIndexes: [{ IndexName: 'byUser', KeySchema: keys('byUserPk', 'byUserSk') }] },
      { KeySchema: keys('pk', 'seq') },
      {
        KeySchema: keys('connectionId', 'channel'),
        GlobalSecondaryIndexes: [{ IndexName: 'byChannel', KeySchema: keys('channelShard', 'connectionId') }],
      },
    ]);
  });

  test('cost nothing when idle, and can be restored', () => {
    const tables = propertiesOf('AWS::DynamoDB::Table');

    for (const table of tables) expect(table).toMatchObject({ BillingMode: 'PAY_PER_REQUEST' });
    expect(tables.filter(({ PointInTimeRecoverySpecification }) => PointInTimeRecoverySpecification !== undefined)).toHaveLength(2);
  });

  test('connections expire by themselves', () => {
    expect(propertiesOf('AWS::DynamoDB::Table')[2]).toMatchObject({
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
    });
  });
});

describe('the socket', () => {
  test('has a route for each action, and the routes that answer have a response', () => {
    const keys = routes(/^[$a-z]+$/).map(({ RouteKey, RouteResponseSelectionExpression }) => [RouteKey, RouteResponseSelectionExpression]);

    expect(Object.fromEntries(keys)).toEqual({
      $connect: undefined,
      $disconnect: undefined,
      $default: '$default',
      ...Object.fromEntries(
        ['send', 'edit', 'delete', 'react', 'pin', 'vote', 'close', 'read', 'typing', 'presence', 'timings', 'ping'].map((key) => [
          key,
          '$default',
        ]),
      ),
    });
    expect(propertiesOf('AWS::ApiGatewayV2::RouteResponse')).toHaveLength(13);
  });

  test('[C6] ping is answered without a function', () => {
    const mock = propertiesOf('AWS::ApiGatewayV2::Integration').filter(({ IntegrationType }) => IntegrationType === 'MOCK');

    expect(mock).toMatchObject([{ RequestTemplates: { $default: '{"statusCode":200}' } }]);
    expect(propertiesOf('AWS::ApiGatewayV2::IntegrationResponse')).toMatchObject([{ ResponseTemplates: { $default: '{"type":"pong"}' } }]);
  });

  test('its log holds no query string, where tickets are', () => {
    for (const { AccessLogSettings } of propertiesOf('AWS::ApiGatewayV2::Stage'))
      expect(JSON.stringify(AccessLogSettings)).not.toMatch(/querystring|\$context\.path|identity\.apiKey/i);
  });
});

describe('the HTTP API', () => {
  test('has the calls of the protocol, each behind a token but the one that strangers make', () => {
    const calls = routes(/ \/v1\//);

    expect(calls.map(({ RouteKey }) => RouteKey).sort()).toEqual([
      'DELETE /v1/blocks/{userId}',
      'DELETE /v1/drafts/{roomId}',
      'DELETE /v1/emoji/{name}',
      'DELETE /v1/me',
      'DELETE /v1/me/devices',
      'DELETE /v1/me/devices/{deviceId}',
      'DELETE /v1/rooms/{roomId}',
      'DELETE /v1/rooms/{roomId}/bans/{userId}',
      'DELETE /v1/rooms/{roomId}/invites/{code}',
      'DELETE /v1/rooms/{roomId}/members/{userId}',
      'DELETE /v1/rooms/{roomId}/members/{userId}/mute',
      'DELETE /v1/rooms/{roomId}/reports/messages/{seq}',
      'DELETE /v1/rooms/{roomId}/reports/people/{userId}',
      'DELETE /v1/saved/{roomId}/{seq}',
      'DELETE /v1/scheduled/{id}',
      'GET /v1/blocks',
      'GET /v1/drafts',
      'GET /v1/emoji',
      'GET /v1/emoji-images',
      'GET /v1/insight/activity',
      'GET /v1/invites/{code}',
      'GET /v1/me',
      'GET /v1/me/devices',
      'GET /v1/me/export',
      'GET /v1/me/export/messages',
      'GET /v1/presence',
      'GET /v1/rooms',
      'GET /v1/rooms/{roomId}',
      'GET /v1/rooms/{roomId}/bans',
      'GET /v1/rooms/{roomId}/events',
      'GET /v1/rooms/{roomId}/invites',
      'GET /v1/rooms/{roomId}/members',
      'GET /v1/rooms/{roomId}/messages',
      'GET /v1/rooms/{roomId}/messages/{seq}/edits',
      'GET /v1/rooms/{roomId}/moment',
      'GET /v1/rooms/{roomId}/pins',
      'GET /v1/rooms/{roomId}/receipts',
      'GET /v1/rooms/{roomId}/reports',
      'GET /v1/rooms/{roomId}/threads/{seq}',
      'GET /v1/rooms/{roomId}/unread',
      'GET /v1/saved',
      'GET /v1/scheduled',
      'GET /v1/threads',
      'GET /v1/users',
      'GET /v1/users/{userId}',
      'PATCH /v1/me',
      'PATCH /v1/rooms/{roomId}',
      'PATCH /v1/rooms/{roomId}/membership',
      'POST /v1/direct',
      'POST /v1/events',
      'POST /v1/invites/{code}/accept',
      'POST /v1/rooms',
      'POST /v1/rooms/{roomId}/invites',
      'POST /v1/rooms/{roomId}/join',
      'POST /v1/rooms/{roomId}/leave',
      'POST /v1/rooms/{roomId}/restore',
      'POST /v1/rooms/{roomId}/return',
      'POST /v1/rooms/{roomId}/unread',
      'POST /v1/session',
      'POST /v1/threads/read',
      'PUT /v1/blocks/{userId}',
      'PUT /v1/drafts/{roomId}',
      'PUT /v1/emoji/{name}',
      'PUT /v1/rooms/{roomId}/bans/{userId}',
      'PUT /v1/rooms/{roomId}/members/{userId}',
      'PUT /v1/rooms/{roomId}/members/{userId}/mute',
      'PUT /v1/rooms/{roomId}/reports/messages/{seq}',
      'PUT /v1/rooms/{roomId}/reports/people/{userId}',
      'PUT /v1/rooms/{roomId}/threads/{seq}/follow',
      'PUT /v1/saved/{roomId}/{seq}',
      'PUT /v1/scheduled/{id}',
    ]);
    expect(calls.filter(({ AuthorizationType }) => AuthorizationType !== 'JWT').map(({ RouteKey }) => RouteKey)).toEqual([
      'GET /v1/invites/{code}',
    ]);
  });

  test("lets in the site's pages and no others", () => {
    const [cors] = propertiesOf('AWS::ApiGatewayV2::Api').flatMap(({ CorsConfiguration }) => CorsConfiguration ?? []);

    expect(cors).toMatchObject({ AllowHeaders: ['authorization', 'content-type'], AllowOrigins: [expect.anything()] });
    expect(JSON.stringify(cors)).not.toContain('"*"');
  });
});

const queueNamed = (name: string): Record<string, unknown> => {
  const [found] = Object.entries(prod.templates.get('chat')?.Resources ?? {}).filter(
    ([id]) => id.replace(/[0-9A-F]{8}$/, '') === `Pipeline${name}`,
  );
  return found?.[1].Properties ?? {};
};
const timeoutOf = (name: string): number => Number(functionsByName().get(name)?.Timeout);

describe('the queues', () => {
  test.each([
    ['Persist', 40],
    ['Fanout', 10],
  ])('%s is encrypted, and hands over what fails %i times', (name, maxReceiveCount) => {
    expect(queueNamed(name)).toMatchObject({ SqsManagedSseEnabled: true, RedrivePolicy: { maxReceiveCount } });
  });

  test.each(['DeadLetters', 'FanoutDeadLetters'])('%s keeps for two weeks what was handed over', (name) => {
    expect(queueNamed(name)).toMatchObject({ SqsManagedSseEnabled: true, MessageRetentionPeriod: 1_209_600 });
  });

  test('what persist failed at comes back soon, never while it is at it, and is given up before a gap counts as void', () => {
    const visibility = Number(queueNamed('Persist').VisibilityTimeout);

    expect(visibility).toBeGreaterThan(timeoutOf('persist') + 1);
    expect(visibility).toBeLessThan(2 * timeoutOf('persist'));
    expect(visibility * 40 * 1_000).toBeLessThan(limits.voidAfterMs);
  });

  test('a bell is hidden for longer than a pump may be held, and that is longer than the function may run', () => {
    expect(LEASE_MS).toBeGreaterThan(timeoutOf('fanout') * 1_000);
    expect(Number(queueNamed('Fanout').VisibilityTimeout) * 1_000).toBeGreaterThan(LEASE_MS);
  });

  test('their functions wait for nothing, are bounded in number, and take back the items that failed', () => {
    const sources = propertiesOf('AWS::Lambda::EventSourceMapping');

    expect(sources).toHaveLength(3);
    for (const source of sources) {
      expect(source).toMatchObject({ BatchSize: 10, FunctionResponseTypes: ['ReportBatchItemFailures'] });
      expect(source).not.toHaveProperty('MaximumBatchingWindowInSeconds');
    }
    expect(sources.map(({ ScalingConfig, ProvisionedPollerConfig }) => ScalingConfig ?? ProvisionedPollerConfig)).toEqual(
      expect.arrayContaining([{ MaximumConcurrency: 50 }, { MinimumPollers: 2, MaximumPollers: 10 }, { MaximumConcurrency: 5 }]),
    );
  });

  test('wake the operator about each kind of dead letter', () => {
    const alarms = propertiesOf('AWS::CloudWatch::Alarm').filter(({ MetricName }) => MetricName === 'ApproximateNumberOfMessagesVisible');

    expect(alarms).toHaveLength(2);
    for (const alarm of alarms) expect(alarm).toMatchObject({ Threshold: 0, ComparisonOperator: 'GreaterThanThreshold' });
  });
});

describe('accounts', () => {
  test('are confirmed by e-mail and made profiles by a trigger', () => {
    expect(propertiesOf('AWS::Cognito::UserPool')).toMatchObject([
      {
        AutoVerifiedAttributes: ['email'],
        UsernameAttributes: ['email'],
        MfaConfiguration: 'OPTIONAL',
        EnabledMfas: ['SOFTWARE_TOKEN_MFA'],
        LambdaConfig: { PostConfirmation: expect.anything(), PostAuthentication: expect.anything() },
      },
    ]);
  });

  test('have a group of those who run the stage, by the name that its members’ tokens say', () => {
    expect(propertiesOf('AWS::Cognito::UserPoolGroup')).toMatchObject([{ GroupName: operatorsGroup }]);
  });

  test('log in by password without a secret, for an hour at a time', () => {
    expect(propertiesOf('AWS::Cognito::UserPoolClient')).toMatchObject([
      {
        GenerateSecret: false,
        ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
        PreventUserExistenceErrors: 'ENABLED',
        EnableTokenRevocation: true,
        AccessTokenValidity: 60,
        RefreshTokenValidity: 43_200,
      },
    ]);
  });
});

describe('the site', () => {
  test('runs its own scripts and connects to its own APIs, nothing else', () => {
    const [policy] = propertiesOf('AWS::CloudFront::ResponseHeadersPolicy');
    const headers = { ...(policy?.ResponseHeadersPolicyConfig as { SecurityHeadersConfig: Record<string, Record<string, unknown>> }) };
    const directives = flatten(headers.SecurityHeadersConfig?.ContentSecurityPolicy?.ContentSecurityPolicy).split('; ');

    expect(directives).toEqual([
      "default-src 'none'",
      "script-src 'self'",
      expect.stringMatching(/^style-src 'self'( 'sha256-[\w+/]{43}=')+$/),
      "img-src 'self' data: blob:",
      "font-src 'self'",
      "manifest-src 'self'",
      "worker-src 'self'",
      "connect-src 'self' https://*.execute-api.<AWS::Region>.<AWS::URLSuffix> wss://*.execute-api.<AWS::Region>.<AWS::URLSuffix> https://cognito-idp.<AWS::Region>.<AWS::URLSuffix>",
      "base-uri 'none'",
      "form-action 'self'",
      "frame-ancestors 'none'",
    ]);
    expect(headers.SecurityHeadersConfig).toMatchObject({
      StrictTransportSecurity: { AccessControlMaxAgeSec: 63_072_000, IncludeSubdomains: true },
      ContentTypeOptions: { Override: true },
    });
  });

  test.each(['interactions/usePress', 'overlays/usePreventScroll'])('lets in the style that React Aria adds in %s', (module) => {
    const source = readFileSync(require.resolve(`react-aria/package.json`).replace('package.json', `dist/private/${module}.mjs`), 'utf8');
    const style = /style\.textContent = `([^`]*)`\.trim\(\)/
      .exec(source)?.[1]
      ?.replace(/\$\{[^}]*\}/, 'data-react-aria-pressable')
      .trim();

    const hash = createHash('sha256')
      .update(style ?? 'not found')
      .digest('base64');

    expect(JSON.stringify(propertiesOf('AWS::CloudFront::ResponseHeadersPolicy'))).toContain(`'sha256-${hash}'`);
  });

  test('browsers keep what has its content in its name, and ask each time for the page, the service worker and the configuration', () => {
    const year = { 'cache-control': 'public, max-age=31536000, immutable' };
    const anew = { 'cache-control': 'no-cache' };

    const deployed = propertiesOf('Custom::CDKBucketDeployment').map(({ Include, Exclude, SystemMetadata }) => ({
      Include,
      Exclude,
      SystemMetadata,
    }));

    expect(deployed).toHaveLength(3);
    expect(deployed).toEqual(
      expect.arrayContaining([
        { Include: ['assets/*'], Exclude: ['*'], SystemMetadata: year },
        { Include: undefined, Exclude: ['assets/*'], SystemMetadata: anew },
        { Include: undefined, Exclude: undefined, SystemMetadata: anew },
      ]),
    );
  });

  test('is read by CloudFront alone', () => {
    expect(propertiesOf('AWS::S3::Bucket')).toMatchObject([
      {
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
      },
    ]);
    expect(propertiesOf('AWS::CloudFront::OriginAccessControl')).toHaveLength(1);
  });
});

test('the chat stack says all that a client needs', () => {
  expect(
    Object.keys(prod.templates.get('chat')?.Outputs ?? {})
      .filter((name) => !name.startsWith('Export'))
      .sort(),
  ).toEqual(['cognitoEndpoint', 'httpUrl', 'region', 'siteUrl', 'userPoolClientId', 'userPoolId', 'websocketUrl']);
});

test('the whole is as it was when last looked at', () => {
  const withoutHash = (id: string) => id.replace(/[0-9A-F]{8}(\d+MiB[0-9A-F]{8})?$/, '').replace(/8693BB64[0-9A-F]+/, '');
  const summary = Object.fromEntries(
    [...prod.templates].map(([stack, { Resources }]) => [
      stack,
      Object.entries(Resources)
        .map(([id, { Type }]) => `${Type} ${withoutHash(id)}`)
        .sort(),
    ]),
  );

  expect(summary).toMatchSnapshot();
});
