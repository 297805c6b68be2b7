import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Resource, type Template, translate, translateAssembly } from '../../../emulator/translation.ts';

const endpoint = 'http://127.0.0.1:4566';
const [region, urlSuffix] = [{ Ref: 'AWS::Region' }, { Ref: 'AWS::URLSuffix' }];

const api = (ProtocolType: string, more: object = {}): Resource => ({
  Type: 'AWS::ApiGatewayV2::Api',
  Properties: { ProtocolType, ...more },
});

const withOutput = (Value: unknown): Template => ({
  Resources: { Http: api('HTTP'), Socket: api('WEBSOCKET') },
  Outputs: { url: { Value } },
});

const outputOf = (value: unknown): unknown => translate(withOutput(value), endpoint).template.Outputs?.url?.Value;

test.each([
  ['an HTTP API', { 'Fn::GetAtt': ['Http', 'ApiEndpoint'] }, [`${endpoint}/_aws/execute-api/`, { Ref: 'Http' }]],
  ['a WebSocket API', { 'Fn::GetAtt': ['Socket', 'ApiEndpoint'] }, ['ws://127.0.0.1:4566/_aws/execute-api/', { Ref: 'Socket' }]],
  [
    'the connections of a stage',
    { 'Fn::Join': ['', ['https://', { Ref: 'Socket' }, '.execute-api.', region, '.', urlSuffix, '/v1']] },
    [`${endpoint}/_aws/execute-api/`, { Ref: 'Socket' }, '/v1'],
  ],
])('the address of %s is a path of the emulator', (_what, value, parts) => {
  expect(outputOf(value)).toEqual({ 'Fn::Join': ['', parts] });
});

test("Cognito's address is the emulator's; the issuer of tokens is a name, and stays", () => {
  const issuer = { 'Fn::Join': ['', ['https://cognito-idp.', region, '.amazonaws.com/', { Ref: 'Pool' }]] };

  expect(outputOf({ 'Fn::Join': ['', ['https://cognito-idp.', region, '.', urlSuffix]] })).toBe(endpoint);
  expect(outputOf(issuer)).toEqual(issuer);
});

test('types that the emulator does not know go, with whatever waits for them; an answer of the gateway is told where it belongs', () => {
  const [ApiId, IntegrationId] = [{ Ref: 'Socket' }, { Ref: 'Ping' }];
  const { template, answers } = translate(
    {
      Resources: {
        Response: { Type: 'AWS::ApiGatewayV2::RouteResponse', Properties: { ApiId } },
        Pong: {
          Type: 'AWS::ApiGatewayV2::IntegrationResponse',
          Properties: { ApiId, IntegrationId, IntegrationResponseKey: '/200/', ResponseTemplates: { $default: 'pong' } },
        },
        Stage: { Type: 'AWS::ApiGatewayV2::Stage', DependsOn: ['Response', 'Route'] },
        Route: { Type: 'AWS::ApiGatewayV2::Route' },
      },
    },
    endpoint,
  );

  expect(Object.keys(template.Resources)).toEqual(['Stage', 'Route']);
  expect(template.Resources.Stage?.DependsOn).toEqual(['Route']);
  expect(answers).toEqual([{ output: 'Pong', key: '/200/', templates: { $default: 'pong' } }]);
  expect(template.Outputs?.Pong?.Value).toEqual({ 'Fn::Join': ['', [ApiId, '/', IntegrationId]] });
});

test('a trigger that Cognito calls at a sign-in becomes the one that the emulator calls then', () => {
  const pool = { Type: 'AWS::Cognito::UserPool', Properties: { LambdaConfig: { PostAuthentication: 'arn', PostConfirmation: 'arn' } } };

  const { template } = translate({ Resources: { Pool: pool } }, endpoint);

  expect(template.Resources.Pool?.Properties).toEqual({ LambdaConfig: { PreTokenGeneration: 'arn' } });
});

test("an API's CORS settings are spelt as the emulator reads them; a bucket's are not touched", () => {
  const bucket = { Type: 'AWS::S3::Bucket', Properties: { CorsConfiguration: { CorsRules: [] } } };

  const { template } = translate(
    { Resources: { Http: api('HTTP', { CorsConfiguration: { AllowOrigins: ['https://a.example'], MaxAge: 7200 } }), Bucket: bucket } },
    endpoint,
  );

  expect(template.Resources.Http?.Properties?.CorsConfiguration).toEqual({ allowOrigins: ['https://a.example'], maxAge: 7200 });
  expect(template.Resources.Bucket).toEqual(bucket);
});

test('what was not translated is what it was, and the input is not changed', () => {
  const template: Template = {
    Resources: { Queue: { Type: 'AWS::SQS::Queue', Properties: { Tags: [{ Key: 'stage', Value: 'local' }] } } },
  };
  const before = structuredClone(template);

  const translated = translate(template, endpoint);

  expect(translated).toEqual({ template: { ...before, Outputs: {} }, answers: [] });
  expect(template).toEqual(before);
});

describe('an assembly', () => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-translation-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  test('publishes the translated template under its own name, where it would find the old one published already', () => {
    const digest = (text: string): string => createHash('sha256').update(text).digest('hex');
    const before = JSON.stringify(withOutput({ 'Fn::GetAtt': ['Http', 'ApiEndpoint'] }));
    const write = (file: string, text: string): void => writeFileSync(join(folder, file), text);
    write('chat.template.json', before);
    write('chat.assets.json', JSON.stringify({ files: { [digest(before)]: { destination: `${digest(before)}.json` } } }));
    write('manifest.json', JSON.stringify({ stackTemplateAssetObjectUrl: `s3://assets/${digest(before)}.json` }));

    translateAssembly(folder, endpoint);

    const [after, assets, manifest] = ['chat.template.json', 'chat.assets.json', 'manifest.json'].map((file) =>
      readFileSync(join(folder, file), 'utf8'),
    );
    const name = digest(after ?? '');
    expect(after).toContain(`${endpoint}/_aws/execute-api/`);
    expect(JSON.parse(assets ?? '')).toEqual({ files: { [name]: { destination: `${name}.json` } } });
    expect(JSON.parse(manifest ?? '')).toEqual({ stackTemplateAssetObjectUrl: `s3://assets/${name}.json` });
  });
});
