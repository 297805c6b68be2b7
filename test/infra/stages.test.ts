import { stageNames } from '../../lib/config.ts';
import { assemblyOf, resourcesOf, synthesize } from '../support/assembly.ts';

// Each synthesis takes some seconds.
jest.setTimeout(300_000);

describe.each(stageNames)('the %s stage', (name) => {
  test('passes the AwsSolutions rules and those of CloudFormation', () => {
    expect(assemblyOf(name).findings).toEqual([]);
  });
});

describe.each(['staging', 'prod'] as const)('%s keeps data', (name) => {
  test('tables and people survive the deletion of the stack and refuse their own', () => {
    const kept = [...resourcesOf(assemblyOf(name), 'AWS::DynamoDB::Table'), ...resourcesOf(assemblyOf(name), 'AWS::Cognito::UserPool')];

    expect(kept).toHaveLength(4);
    for (const resource of kept) expect(resource).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    for (const { Properties } of resourcesOf(assemblyOf(name), 'AWS::DynamoDB::Table'))
      expect(Properties).toMatchObject({ DeletionProtectionEnabled: true });
    for (const { Properties } of resourcesOf(assemblyOf(name), 'AWS::Cognito::UserPool'))
      expect(Properties).toMatchObject({ DeletionProtection: 'ACTIVE' });
  });
});

describe.each(['local', 'dev'] as const)('%s leaves nothing behind', (name) => {
  test('tables, people and files go with the stack', () => {
    const types = ['AWS::DynamoDB::Table', 'AWS::Cognito::UserPool', 'AWS::S3::Bucket'];

    for (const type of types)
      for (const resource of resourcesOf(assemblyOf(name), type)) expect(resource).toMatchObject({ DeletionPolicy: 'Delete' });
  });
});

describe('the context', () => {
  test('an unknown stage is refused by name', async () => {
    await expect(synthesize({ stage: 'production' })).rejects.toThrow(/no stage "production".*local, dev, staging, prod/);
  });

  test('web=false leaves the files of the site out, but not its address', async () => {
    const assembly = await synthesize({ stage: 'local', web: 'false' }, { validated: false });

    expect(resourcesOf(assembly, 'Custom::CDKBucketDeployment')).toEqual([]);
    expect(assembly.templates.get('chat')?.Outputs).toHaveProperty('siteUrl');
    assembly.remove();
  });

  test("the operator's domain and e-mail address are used", async () => {
    const certificateArn = 'arn:aws:acm:us-east-1:123456789012:certificate/4b2f6a1e';
    const domain = { siteDomain: 'chat.example.org', siteCertificateArn: certificateArn };

    const assembly = await synthesize({ stage: 'prod', ...domain, operatorEmail: 'operator@example.org' });

    expect(assembly.findings).toEqual([]);
    expect(resourcesOf(assembly, 'AWS::CloudFront::Distribution')).toMatchObject([
      {
        Properties: {
          DistributionConfig: {
            Aliases: ['chat.example.org'],
            ViewerCertificate: { AcmCertificateArn: certificateArn, MinimumProtocolVersion: 'TLSv1.2_2021' },
          },
        },
      },
    ]);
    expect(resourcesOf(assembly, 'AWS::ApiGatewayV2::Api')).toContainEqual(
      expect.objectContaining({
        Properties: expect.objectContaining({
          CorsConfiguration: expect.objectContaining({ AllowOrigins: ['https://chat.example.org'] }),
        }),
      }),
    );
    expect(resourcesOf(assembly, 'AWS::SNS::Subscription')).toHaveLength(1);
    for (const { Properties } of resourcesOf(assembly, 'AWS::CloudWatch::Alarm')) expect(Properties).toHaveProperty('AlarmActions');
    assembly.remove();
  });
});
