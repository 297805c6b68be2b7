// What must be true of every resource of every stage before it goes to AWS. Each rule is shown to find what breaks it.
import { UPGRADE_MS } from '../../lambdas/domain/delivery.ts';
import { stageNames } from '../../lib/config.ts';
import type { Resource } from '../../lib/iam-report.ts';
import { flatten } from '../../lib/intrinsics.ts';
import { type Assembly, assemblyOf, resourcesOf, synthesize } from '../support/assembly.ts';

// Each synthesis takes some seconds.
jest.setTimeout(300_000);

type Stacks = ReadonlyMap<string, { readonly Resources: Readonly<Record<string, Resource>> }>;

interface Named {
  readonly id: string;
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

const all = (stacks: Stacks): Named[] =>
  [...stacks.values()].flatMap(({ Resources }) =>
    Object.entries(Resources).map(([id, { Type, Properties = {} }]) => ({ id, type: Type, properties: Properties })),
  );

const ofType = (stacks: Stacks, ...types: string[]): Named[] => all(stacks).filter(({ type }) => types.includes(type));

const idIn = (value: unknown): string => /<(\w+)/.exec(flatten(value))?.[1] ?? '';

/** Ids of what occurs more than once. */
const shared = (ids: readonly string[]): string[] => ids.filter((id, index) => ids.indexOf(id) !== index);

const functionsOf = (stacks: Stacks): Named[] => ofType(stacks, 'AWS::Lambda::Function');

/** Whether a resource policy denies what comes without TLS, for the resource with this id. */
const refusesPlainText = (stacks: Stacks, type: string, target: string, id: string): boolean =>
  ofType(stacks, type).some(({ properties }) => {
    const on = [properties[target]].flat().map(idIn);
    return (
      on.includes(id) &&
      JSON.stringify(properties.PolicyDocument).includes('"Condition":{"Bool":{"aws:SecureTransport":"false"}},"Effect":"Deny"')
    );
  });

/** What carries tags in CloudFormation, of all that there is here. */
const taggable = [
  'AWS::DynamoDB::Table',
  'AWS::Lambda::Function',
  'AWS::IAM::Role',
  'AWS::SQS::Queue',
  'AWS::S3::Bucket',
  'AWS::Logs::LogGroup',
  'AWS::CloudFront::Distribution',
  'AWS::CloudWatch::Alarm',
  'AWS::SNS::Topic',
  'AWS::WAFv2::WebACL',
  'AWS::Events::Rule',
];
/** Where tags stand as a map, and under which name. */
const taggedByMap: Readonly<Record<string, string>> = {
  'AWS::ApiGatewayV2::Api': 'Tags',
  'AWS::ApiGatewayV2::Stage': 'Tags',
  'AWS::Cognito::UserPool': 'UserPoolTags',
};
const ourTags = ['application', 'stage'];

const tagsOf = ({ type, properties }: Named): string[] => {
  const map = taggedByMap[type];
  if (map !== undefined) return Object.keys({ ...(properties[map] as object | undefined) });
  return ((properties.Tags as { Key: string }[] | undefined) ?? []).map(({ Key }) => Key);
};

/** Each gives a line for each thing that is not as it must be. */
const rules: Readonly<Record<string, (stacks: Stacks) => string[]>> = {
  'nothing has a name of its own, so that two stages fit into one account': (stacks) =>
    all(stacks)
      .filter(({ type }) => !type.startsWith('Custom::'))
      .flatMap(({ id, properties }) =>
        [
          'TableName',
          'QueueName',
          'FunctionName',
          'BucketName',
          'RoleName',
          'UserPoolName',
          'LogGroupName',
          'TopicName',
          'AlarmName',
          'DashboardName',
        ]
          .filter((key) => typeof properties[key] === 'string')
          .map((key) => `${id} has the ${key} ${properties[key]}`),
      ),
  'each function has a role of its own': (stacks) =>
    shared(functionsOf(stacks).map(({ properties }) => idIn(properties.Role))).map((role) => `${role} is shared`),
  'each function writes a log of its own, which ends': (stacks) => {
    const ending = new Set(
      ofType(stacks, 'AWS::Logs::LogGroup')
        .filter(({ properties }) => Number(properties.RetentionInDays) > 0)
        .map(({ id }) => id),
    );
    const logs = functionsOf(stacks).map(({ id, properties }) => ({
      id,
      log: idIn((properties.LoggingConfig as { LogGroup?: unknown } | undefined)?.LogGroup),
    }));
    return [
      ...logs.filter(({ log }) => !ending.has(log)).map(({ id }) => `${id} has no log that ends`),
      ...shared(logs.map(({ log }) => log)).map((log) => `${log} is shared`),
    ];
  },
  'no log is kept for ever': (stacks) =>
    ofType(stacks, 'AWS::Logs::LogGroup')
      .filter(({ properties }) => properties.RetentionInDays === undefined)
      .map(({ id }) => `${id} is kept for ever`),
  'functions run on Graviton': (stacks) =>
    functionsOf(stacks)
      .filter(({ properties }) => String(properties.Architectures) !== 'arm64')
      .map(({ id }) => `${id} is not on arm64`),
  'connect has ended before a connection that looks gone is taken for it': (stacks) =>
    functionsOf(stacks)
      .filter(({ properties }) => properties.Description === 'Parley connect' && Number(properties.Timeout) * 1_000 >= UPGRADE_MS)
      .map(({ id }) => `${id} may open a connection that has been forgotten`),
  'queues and buckets are encrypted; tables are by AWS itself, unless told not to be': (stacks) => [
    ...ofType(stacks, 'AWS::SQS::Queue')
      .filter(({ properties }) => properties.SqsManagedSseEnabled !== true && properties.KmsMasterKeyId === undefined)
      .map(({ id }) => `${id} is not encrypted`),
    ...ofType(stacks, 'AWS::S3::Bucket')
      .filter(({ properties }) => properties.BucketEncryption === undefined)
      .map(({ id }) => `${id} is not encrypted`),
  ],
  'buckets, queues and topics refuse what comes without TLS': (stacks) =>
    (
      [
        ['AWS::S3::Bucket', 'AWS::S3::BucketPolicy', 'Bucket'],
        ['AWS::SQS::Queue', 'AWS::SQS::QueuePolicy', 'Queues'],
        ['AWS::SNS::Topic', 'AWS::SNS::TopicPolicy', 'Topics'],
      ] as const
    ).flatMap(([type, policy, target]) =>
      ofType(stacks, type)
        .filter(({ id }) => !refusesPlainText(stacks, policy, target, id))
        .map(({ id }) => `${id} takes plain text`),
    ),
  'the site sends people to TLS': (stacks) =>
    ofType(stacks, 'AWS::CloudFront::Distribution')
      .filter(({ properties }) => !JSON.stringify(properties).includes('"ViewerProtocolPolicy":"redirect-to-https"'))
      .map(({ id }) => `${id} answers without TLS`),
  'no bucket can be made public': (stacks) =>
    ofType(stacks, 'AWS::S3::Bucket')
      .filter(({ properties }) => Object.values({ ...(properties.PublicAccessBlockConfiguration as object) }).filter(Boolean).length < 4)
      .map(({ id }) => `${id} can be made public`),
  'tables that hold what people made can be restored to any second': (stacks) =>
    ofType(stacks, 'AWS::DynamoDB::Table')
      // Who is connected now is of no use later.
      .filter(({ id }) => !id.startsWith('TablesConnections'))
      .filter(
        ({ properties }) =>
          !JSON.stringify(properties.PointInTimeRecoverySpecification ?? {}).includes('"PointInTimeRecoveryEnabled":true'),
      )
      .map(({ id }) => `${id} cannot be restored`),
  'whatever can be tagged tells whose it is': (stacks) =>
    all(stacks)
      // What the CDK adds to dev for itself, to empty the bucket, takes none.
      .filter(({ id }) => !id.startsWith('CustomS3AutoDelete'))
      .filter(({ type }) => taggable.includes(type) || type in taggedByMap)
      .filter((resource) => !ourTags.every((tag) => tagsOf(resource).includes(tag)))
      .map(({ id }) => `${id} lacks a tag`),
  'what a function is given stays hidden until it has ended': (stacks) =>
    ofType(stacks, 'AWS::Lambda::EventSourceMapping').flatMap(({ id, properties }) => {
      const named = (of: Named[], value: unknown) => of.find((each) => each.id === idIn(value))?.properties ?? {};
      const { Timeout } = named(functionsOf(stacks), properties.FunctionName);
      const { VisibilityTimeout } = named(ofType(stacks, 'AWS::SQS::Queue'), properties.EventSourceArn);
      const busy = Number(properties.MaximumBatchingWindowInSeconds ?? 0) + Number(Timeout);
      return Number(VisibilityTimeout) > busy ? [] : [`${id} may be given to two functions at once`];
    }),
  'a queue takes no more functions at once than it may, and gives up what fails': (stacks) =>
    ofType(stacks, 'AWS::Lambda::EventSourceMapping').flatMap(({ id, properties }) => {
      const { MaximumConcurrency = 0 } = { ...(properties.ScalingConfig as { MaximumConcurrency?: number } | undefined) };
      const { MaximumPollers = 0 } = { ...(properties.ProvisionedPollerConfig as { MaximumPollers?: number } | undefined) };
      return [
        ...(MaximumConcurrency >= 2 || MaximumPollers >= 2 ? [] : [`${id} may take all the concurrency of the account`]),
        ...(String(properties.FunctionResponseTypes) === 'ReportBatchItemFailures' ? [] : [`${id} repeats what succeeded`]),
      ];
    }),
};

/** The functions of an event source whose id begins so, with how the queue is taken from. */
const fed = (stacks: Stacks, name: string) => {
  const source = ofType(stacks, 'AWS::Lambda::EventSourceMapping').find(({ id }) => id.startsWith(`${name}Function`));
  const fn = functionsOf(stacks).find(({ id }) => id.startsWith(`${name}Function`));
  const { MaximumConcurrency = 0 } = { ...(source?.properties.ScalingConfig as { MaximumConcurrency?: number } | undefined) };
  const { MinimumPollers = 0 } = { ...(source?.properties.ProvisionedPollerConfig as { MinimumPollers?: number } | undefined) };
  return { reserved: Number(fn?.properties.ReservedConcurrentExecutions ?? 0), MaximumConcurrency, MinimumPollers };
};

/** What only prod pays for. */
const prodRules: Readonly<Record<string, (stacks: Stacks) => string[]>> = {
  'what is acknowledged is persisted whatever else goes on: by as many functions of its own as its queue may take': (stacks) => {
    const { reserved, MaximumConcurrency } = fed(stacks, 'persist');
    return reserved === 0 || reserved < MaximumConcurrency ? [`persist has ${reserved} functions of its own`] : [];
  },
  'large rooms are served at once: pollers wait for them': (stacks) =>
    fed(stacks, 'fanout').MinimumPollers >= 2 ? [] : ['nobody waits at the queue of the fan-out'],
};

const findingsIn = (stacks: Stacks): string[] => [...Object.values(rules), ...Object.values(prodRules)].flatMap((rule) => rule(stacks));

let guarded: Assembly;

beforeAll(async () => {
  guarded = await synthesize({
    stage: 'prod',
    firewall: 'true',
    operatorEmail: 'operator@example.org',
    mailFrom: 'chat@mail.example.org',
    monthlyBudget: '50',
    persistWindow: '3',
  });
}, 300_000);

afterAll(() => guarded.remove());

describe.each(Object.keys(rules))('%s', (rule) => {
  test.each(stageNames)('in %s', (stage) => {
    expect(rules[rule]?.(assemblyOf(stage).templates)).toEqual([]);
  });

  test('with everything that can be asked for', () => {
    expect(rules[rule]?.(guarded.templates)).toEqual([]);
  });
});

describe.each(Object.keys(prodRules))('%s', (rule) => {
  test('in prod', () => {
    expect(prodRules[rule]?.(assemblyOf('prod').templates)).toEqual([]);
    expect(prodRules[rule]?.(guarded.templates)).toEqual([]);
  });

  test('and nowhere else, since it costs by the hour or takes from others', () => {
    for (const stage of ['local', 'dev', 'staging'] as const) expect(prodRules[rule]?.(assemblyOf(stage).templates)).toHaveLength(1);
  });
});

type Change = (properties: Record<string, unknown>) => Record<string, unknown>;

/** Everything, with the first resource whose id fits changed, or taken away. */
const planted = (stack: string, idPart: RegExp, change?: Change): Stacks => {
  const { Resources } = guarded.templates.get(stack) ?? { Resources: {} };
  const [id = ''] = Object.keys(Resources).filter((each) => idPart.test(each));
  const { [id]: target, ...others } = Resources;
  if (target === undefined) throw new Error(`There is no ${idPart} in ${stack}.`);
  const changed = change && { [id]: { ...target, Properties: change({ ...target.Properties }) } };
  return new Map([...guarded.templates, [stack, { Resources: { ...others, ...changed } }]]);
};

const roleOf = (idPart: RegExp): unknown =>
  Object.entries(guarded.templates.get('chat')?.Resources ?? {}).find(([id]) => idPart.test(id))?.[1].Properties?.Role;

const without =
  (property: string): Change =>
  ({ [property]: _, ...others }) =>
    others;
const having =
  (values: Record<string, unknown>): Change =>
  (properties) => ({ ...properties, ...values });

test.each<[string, () => Stacks, RegExp]>([
  ['a name', () => planted('chat', /^PipelinePersist[0-9A-F]{8}$/, having({ QueueName: 'persist' })), /has the QueueName persist/],
  ['a shared role', () => planted('chat', /^signalFunction/, having({ Role: roleOf(/^sendFunction/) })), /^sendRole.* is shared$/m],
  ['a function without its log', () => planted('chat', /^sendFunction/, without('LoggingConfig')), /^sendFunction.* has no log that ends/m],
  ['a log that is kept for ever', () => planted('chat', /^sendLog/, without('RetentionInDays')), /^sendLog.* is kept for ever/m],
  ['an Intel function', () => planted('chat', /^sendFunction/, having({ Architectures: ['x86_64'] })), /is not on arm64/],
  [
    'a connection that opens too late',
    () => planted('chat', /^connectFunction/, having({ Timeout: 29 })),
    /^connectFunction.* may open a connection that has been forgotten/m,
  ],
  [
    'a plain queue',
    () => planted('chat', /^PipelinePersist[0-9A-F]{8}$/, without('SqsManagedSseEnabled')),
    /^PipelinePersist.* is not encrypted/m,
  ],
  ['a plain bucket', () => planted('web', /Bucket[0-9A-F]{8}$/, without('BucketEncryption')), /is not encrypted/],
  ['a bucket that takes plain text', () => planted('web', /BucketPolicy/), /^SiteBucket.* takes plain text/m],
  ['a queue that takes plain text', () => planted('chat', /^PipelinePersistPolicy/), /^PipelinePersist.* takes plain text/m],
  ['a topic that takes plain text', () => planted('watch', /^OperatorPolicy/), /^Operator.* takes plain text/m],
  ['a site without TLS', () => planted('web', /^SiteDistribution[0-9A-F]{8}$/, having({ DistributionConfig: {} })), /answers without TLS/],
  ['an open bucket', () => planted('web', /Bucket[0-9A-F]{8}$/, without('PublicAccessBlockConfiguration')), /can be made public/],
  ['a table without backup', () => planted('data', /^TablesMessages/, without('PointInTimeRecoverySpecification')), /cannot be restored/],
  ['a resource that is nobody’s', () => planted('data', /^TablesMessages/, without('Tags')), /^TablesMessages.* lacks a tag/m],
  ['a user pool that is nobody’s', () => planted('data', /^AccountsUserPool[0-9A-F]{8}$/, without('UserPoolTags')), /lacks a tag/],
  [
    'a queue without a bound',
    () => planted('chat', /^persistFunctionSqsEventSource/, without('ScalingConfig')),
    /may take all the concurrency/,
  ],
  [
    'a queue that nobody waits at',
    () => planted('chat', /^fanoutFunctionSqsEventSource/, having({ ProvisionedPollerConfig: { MaximumPollers: 10 } })),
    /nobody waits at the queue of the fan-out/,
  ],
  [
    'a queue with pollers and no bound',
    () => planted('chat', /^fanoutFunctionSqsEventSource/, having({ ProvisionedPollerConfig: { MinimumPollers: 2 } })),
    /^fanoutFunction.* may take all the concurrency/m,
  ],
  [
    'persisting that has to wait for others',
    () => planted('chat', /^persistFunction[0-9A-F]{8}$/, without('ReservedConcurrentExecutions')),
    /persist has 0 functions of its own/,
  ],
  [
    'fewer functions kept than the queue may take, whose messages would fail by it',
    () => planted('chat', /^persistFunction[0-9A-F]{8}$/, having({ ReservedConcurrentExecutions: 20 })),
    /persist has 20 functions of its own/,
  ],
  [
    'a batch that waits for longer than it is hidden',
    () => planted('chat', /^persistFunctionSqsEventSource/, having({ MaximumBatchingWindowInSeconds: 5 })),
    /^persistFunction.* may be given to two functions at once/m,
  ],
  [
    'a batch that is repeated',
    () => planted('chat', /^persistFunctionSqsEventSource/, without('FunctionResponseTypes')),
    /repeats what succeeded/,
  ],
])('%s is found', (_what, plant, finding) => {
  expect(findingsIn(plant()).join('\n')).toMatch(finding);
});

describe('what an operator may ask for', () => {
  test('a budget writes to the operator, before it is spent and after', () => {
    const [budget] = resourcesOf(guarded, 'AWS::Budgets::Budget');

    expect(budget?.Properties).toMatchObject({
      Budget: { BudgetType: 'COST', TimeUnit: 'MONTHLY', BudgetLimit: { Amount: 50, Unit: 'USD' } },
    });
    expect(JSON.stringify(budget?.Properties?.NotificationsWithSubscribers)).toContain('"Address":"operator@example.org"');
    expect(resourcesOf(assemblyOf('prod'), 'AWS::Budgets::Budget')).toEqual([]);
  });

  test.each([
    [{ monthlyBudget: '50' }, /"monthlyBudget" needs "operatorEmail"/],
    [{ monthlyBudget: 'much', operatorEmail: 'operator@example.org' }, /"monthlyBudget" must be a number of dollars/],
    [{ monthlyBudget: '0', operatorEmail: 'operator@example.org' }, /"monthlyBudget" must be a number of dollars/],
    [{ canary: 'hourly' }, /"canary" must be true or false/],
    [{ capacity: 'some' }, /"capacity" must be true or false/],
    [{ persistWindow: '0' }, /"persistWindow" must be whole seconds, 1 to 3/],
    [{ persistWindow: '4' }, /"persistWindow" must be whole seconds, 1 to 3/],
    [{ persistWindow: '1.5' }, /"persistWindow" must be whole seconds, 1 to 3/],
    [{ mailFrom: 'example.org' }, /"mailFrom" must be an e-mail address/],
    [{ operatorEmail: 'me' }, /"operatorEmail" must be an e-mail address/],
    [{ firewall: 'maybe' }, /"firewall" must be true or false/],
  ])('%j is refused', async (context, why) => {
    await expect(synthesize({ stage: 'prod', web: 'false', ...context })).rejects.toThrow(why);
  });

  test('an account that has no concurrency to keep gets none kept, and the bounds that hold everywhere', async () => {
    const bare = await synthesize({ stage: 'prod', web: 'false', capacity: 'false' }, { validated: false });

    expect(Object.values(prodRules).flatMap((rule) => rule(bare.templates))).toHaveLength(2);
    expect(Object.values(rules).flatMap((rule) => rule(bare.templates))).toEqual([]);
    bare.remove();
  });

  test('codes are mailed from an address of one’s own, and from Cognito’s without one', () => {
    const [own] = resourcesOf(guarded, 'AWS::Cognito::UserPool');
    const [plain] = resourcesOf(assemblyOf('prod'), 'AWS::Cognito::UserPool');

    expect(own?.Properties?.EmailConfiguration).toMatchObject({ EmailSendingAccount: 'DEVELOPER', From: 'Parley <chat@mail.example.org>' });
    expect(JSON.stringify(own?.Properties?.EmailConfiguration)).toContain(':identity/mail.example.org');
    expect(plain?.Properties).not.toHaveProperty('EmailConfiguration');
  });

  test('events that may wait are written to the history together, and nothing else waits', () => {
    const sources = resourcesOf(guarded, 'AWS::Lambda::EventSourceMapping').map(({ Properties }) => Properties);
    const [waiting, ...others] = sources.filter((source) => source?.MaximumBatchingWindowInSeconds !== undefined);

    expect(waiting).toMatchObject({ BatchSize: 100, MaximumBatchingWindowInSeconds: 3, ScalingConfig: { MaximumConcurrency: 50 } });
    expect(others).toEqual([]);
  });

  test('firewalls stand before the site and the sign-in', () => {
    const acls = resourcesOf(guarded, 'AWS::WAFv2::WebACL').map(({ Properties }) => Properties);
    const [distribution] = resourcesOf(guarded, 'AWS::CloudFront::Distribution');
    const [association] = resourcesOf(guarded, 'AWS::WAFv2::WebACLAssociation');

    expect(acls.map((acl) => acl?.Scope).sort()).toEqual(['CLOUDFRONT', 'REGIONAL']);
    for (const acl of acls) {
      expect(acl).toMatchObject({ DefaultAction: { Allow: {} } });
      expect(JSON.stringify(acl?.Rules)).toContain('RateBasedStatement');
    }
    expect(
      flatten(Object.entries({ ...(distribution?.Properties?.DistributionConfig as object) }).find(([key]) => key === 'WebACLId')?.[1]),
    ).toMatch(/^<SiteFirewall/);
    expect(flatten(association?.Properties?.ResourceArn)).toMatch(/^<AccountsUserPool/);
    expect(guarded.findings).toEqual([]);
  });

  test('a firewall made in us-east-1 serves a stage elsewhere', async () => {
    const siteFirewallArn = 'arn:aws:wafv2:us-east-1:123456789012:global/webacl/site/1';
    const assembly = await synthesize({ stage: 'prod', web: 'false', firewall: 'true', siteFirewallArn });

    expect(resourcesOf(assembly, 'AWS::CloudFront::Distribution')).toMatchObject([
      { Properties: { DistributionConfig: { WebACLId: siteFirewallArn } } },
    ]);
    expect(resourcesOf(assembly, 'AWS::WAFv2::WebACL')).toMatchObject([{ Properties: { Scope: 'REGIONAL' } }]);
    assembly.remove();
  });

  test('nobody pays for what was not asked for', () => {
    for (const stage of stageNames) expect(resourcesOf(assemblyOf(stage), 'AWS::WAFv2::WebACL')).toEqual([]);
  });
});

describe('what becomes of a stage', () => {
  const kept = ['AWS::DynamoDB::Table', 'AWS::Cognito::UserPool', 'AWS::S3::Bucket', 'AWS::Logs::LogGroup'];

  test.each([
    ['local', 'Delete'],
    ['dev', 'Delete'],
    ['staging', 'Retain'],
    ['prod', 'Retain'],
  ] as const)('%s: what holds data has the policy %s', (stage, policy) => {
    const assembly = assemblyOf(stage);

    for (const type of kept)
      for (const resource of resourcesOf(assembly, type))
        expect(resource).toMatchObject({ DeletionPolicy: policy, UpdateReplacePolicy: policy });
  });

  test('a second synthesis gives the same templates, so that a diff shows changes and nothing else', async () => {
    const again = await synthesize({ stage: 'prod' }, { validated: false });

    expect(JSON.stringify([...again.templates])).toBe(JSON.stringify([...assemblyOf('prod').templates]));
    again.remove();
  });
});
