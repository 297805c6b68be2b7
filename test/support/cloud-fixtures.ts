// Small cloud assemblies, written by hand: what the CDK would write, and nothing more than a test needs.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Json, JsonObject } from '../../local/assembly/intrinsics.ts';

const folders: string[] = [];
// A cloud that was killed a moment ago may leave a child behind that still writes: hence the second looks.
afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
});

/** A folder that goes with the test file: what uses it is to have ended by the end of its last test. */
export const temporaryFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-cloud-'));
  folders.push(folder);
  return folder;
};

export interface StackFixture {
  Resources: JsonObject;
  Outputs?: JsonObject;
  Conditions?: JsonObject;
  Mappings?: JsonObject;
  Parameters?: JsonObject;
}

/** Writes an assembly of these stacks, with assets by the hash in their keys, and gives its folder. */
export const assembly = (stacks: Record<string, StackFixture>, assets: Record<string, Record<string, string>> = {}): string => {
  const folder = temporaryFolder();
  const write = (file: string, content: Json): void => writeFileSync(join(folder, file), JSON.stringify(content));
  const artifacts: JsonObject = { assets: { type: 'cdk:asset-manifest', properties: { file: 'assets.json' } } };
  for (const [name, template] of Object.entries(stacks)) {
    artifacts[name] = {
      type: 'aws:cloudformation:stack',
      environment: 'aws://unknown-account/unknown-region',
      properties: { templateFile: `${name}.json` },
    };
    write(`${name}.json`, { ...template });
  }
  const files: JsonObject = {};
  for (const [hash, content] of Object.entries(assets)) {
    mkdirSync(join(folder, `asset.${hash}`));
    for (const [file, text] of Object.entries(content)) writeFileSync(join(folder, `asset.${hash}`, file), text);
    files[hash] = { source: { path: `asset.${hash}`, packaging: 'zip' }, destinations: { here: { objectKey: `${hash}.zip` } } };
  }
  write('manifest.json', { version: '1', artifacts });
  write('assets.json', { version: '1', files });
  return folder;
};

const arn = (logicalId: string): Json => ({ 'Fn::GetAtt': [logicalId, 'Arn'] });

export const role = (id: string, statements: Json[] = []): JsonObject => ({
  [`${id}Role`]: { Type: 'AWS::IAM::Role', Properties: {} },
  [`${id}Policy`]: { Type: 'AWS::IAM::Policy', Properties: { PolicyDocument: { Statement: statements }, Roles: [{ Ref: `${id}Role` }] } },
});

/** A function, its role, and its code under the asset `<id>`. */
export const lambda = (id: string, properties: JsonObject = {}, statements: Json[] = []): JsonObject => ({
  ...role(id, statements),
  [id]: {
    Type: 'AWS::Lambda::Function',
    Properties: { Runtime: 'nodejs24.x', Handler: 'index.handler', Code: { S3Key: `${id}.zip` }, Role: arn(`${id}Role`), ...properties },
  },
});

export const permission = (id: string, service: string, sourceArn: Json, purpose = service): JsonObject => ({
  [`${id}Permission${purpose}`]: {
    Type: 'AWS::Lambda::Permission',
    Properties: { FunctionName: arn(id), Principal: `${service}.amazonaws.com`, SourceArn: sourceArn },
  },
});

const integrationUri = (id: string): Json => ({
  'Fn::Join': ['', ['arn:aws:apigateway:', { Ref: 'AWS::Region' }, ':lambda:path/2015-03-31/functions/', arn(id), '/invocations']],
});

/** A route to the function `lambdaId`, with its integration and its permission. */
export const route = (apiId: string, id: string, routeKey: string, lambdaId: string, properties: JsonObject = {}): JsonObject => ({
  [`${id}Integration`]: {
    Type: 'AWS::ApiGatewayV2::Integration',
    Properties: { ApiId: { Ref: apiId }, IntegrationType: 'AWS_PROXY', IntegrationUri: integrationUri(lambdaId) },
  },
  [id]: {
    Type: 'AWS::ApiGatewayV2::Route',
    Properties: { ApiId: { Ref: apiId }, RouteKey: routeKey, Target: { 'Fn::Sub': `integrations/\${${id}Integration}` }, ...properties },
  },
  ...permission(lambdaId, 'apigateway', { 'Fn::Sub': `arn:aws:execute-api:\${AWS::Region}:\${AWS::AccountId}:\${${apiId}}/*` }, id),
});

/** Both APIs, the distribution, the user pool with its client: the least that the local cloud serves. */
export const essentials = (): JsonObject => ({
  Http: {
    Type: 'AWS::ApiGatewayV2::Api',
    Properties: { ProtocolType: 'HTTP', CorsConfiguration: { AllowOrigins: ['https://example.org'] } },
  },
  HttpStage: { Type: 'AWS::ApiGatewayV2::Stage', Properties: { ApiId: { Ref: 'Http' }, StageName: '$default' } },
  Socket: {
    Type: 'AWS::ApiGatewayV2::Api',
    Properties: { ProtocolType: 'WEBSOCKET', RouteSelectionExpression: '$request.body.action' },
  },
  SocketStage: { Type: 'AWS::ApiGatewayV2::Stage', Properties: { ApiId: { Ref: 'Socket' }, StageName: 'v1' } },
  Distribution: { Type: 'AWS::CloudFront::Distribution', Properties: { DistributionConfig: { DefaultCacheBehavior: {} } } },
  Pool: { Type: 'AWS::Cognito::UserPool', Properties: {} },
  Client: { Type: 'AWS::Cognito::UserPoolClient', Properties: { UserPoolId: { Ref: 'Pool' } } },
});
