import * as z from 'zod/mini';
import { Problem } from '../problem.ts';
import type { EventSourceDefinition, FunctionDefinition, ScheduleDefinition } from './definition.ts';
import { statementsOf } from './policies.ts';
import { boolean, functionNameIn, number, propertiesOf, strings } from './properties.ts';
import type { Resource, Resources } from './resources.ts';

const functionSchema = z.object({
  Code: z.object({ S3Key: z.string() }),
  Handler: z.string(),
  Role: z.string(),
  Environment: z.optional(z.object({ Variables: z.optional(z.record(z.string(), z.string())) })),
  Timeout: z.optional(number),
  MemorySize: z.optional(number),
  ReservedConcurrentExecutions: z.optional(number),
});

/** Lambda's own defaults. */
const defaults = { timeoutSeconds: 3, memoryMb: 128 };

/** The functions of the application: those that only deploy it (custom resources) and those of another runtime are left out. */
export const readFunctions = (resources: Resources): FunctionDefinition[] => {
  const deployers = deployersOf(resources);
  return resources
    .ofType('AWS::Lambda::Function')
    .filter(({ attribute, properties }) => !deployers.has(attribute('Arn')) && String(properties.Runtime).startsWith('nodejs'))
    .map((resource) => readFunction(resource, resources));
};

/** ARNs of the functions behind custom resources. */
const deployersOf = (resources: Resources): Set<unknown> => {
  const customTypes = resources.types().filter((type) => type.startsWith('Custom::') || type === 'AWS::CloudFormation::CustomResource');
  return new Set(resources.ofType(...customTypes).map(({ properties }) => properties.ServiceToken));
};

const readFunction = (resource: Resource, resources: Resources): FunctionDefinition => {
  const properties = propertiesOf(resource, functionSchema);
  const environment = properties.Environment?.Variables ?? {};
  const [module = 'index', exportName = 'handler'] = properties.Handler.split('.');
  const roleName = properties.Role.slice(properties.Role.lastIndexOf('/') + 1);
  if (!resources.ofType('AWS::IAM::Role').some(({ ref }) => ref === roleName)) {
    throw new Problem(`The function ${resource.ref} has the role ${roleName}, which is not in the template.`);
  }
  return {
    name: resource.ref,
    label: environment.POWERTOOLS_SERVICE_NAME ?? resource.ref,
    arn: resource.attribute('Arn'),
    folder: resources.asset(properties.Code.S3Key),
    handler: { module, exportName },
    environment,
    timeoutMs: (properties.Timeout ?? defaults.timeoutSeconds) * 1000,
    memoryMb: properties.MemorySize ?? defaults.memoryMb,
    ...(properties.ReservedConcurrentExecutions === undefined ? {} : { reservedConcurrency: properties.ReservedConcurrentExecutions }),
    roleName,
    statements: statementsOf(roleName, resources),
  };
};

const eventSourceSchema = z.object({
  EventSourceArn: z.string(),
  FunctionName: z.string(),
  Enabled: z.optional(boolean),
  BatchSize: z.optional(number),
  MaximumBatchingWindowInSeconds: z.optional(number),
  FunctionResponseTypes: z.optional(strings),
  ScalingConfig: z.optional(z.object({ MaximumConcurrency: z.optional(number) })),
});

export const readEventSources = (resources: Resources): EventSourceDefinition[] =>
  resources
    .ofType('AWS::Lambda::EventSourceMapping')
    .map((resource) => propertiesOf(resource, eventSourceSchema))
    .filter(({ Enabled }) => Enabled !== false)
    .map((source) => ({
      queueArn: source.EventSourceArn,
      functionName: functionNameIn(source.FunctionName),
      batchSize: source.BatchSize ?? 10,
      windowMs: (source.MaximumBatchingWindowInSeconds ?? 0) * 1000,
      reportsItemFailures: source.FunctionResponseTypes?.includes('ReportBatchItemFailures') ?? false,
      ...(source.ScalingConfig?.MaximumConcurrency === undefined ? {} : { maximumConcurrency: source.ScalingConfig.MaximumConcurrency }),
    }));

const ruleSchema = z.object({
  ScheduleExpression: z.optional(z.string()),
  State: z.optional(z.string()),
  Targets: z.optional(z.array(z.object({ Arn: z.string(), Input: z.optional(z.string()) }))),
});

/** Rules that run at a rate. Those that match events are nobody's business here: nothing emits any. */
export const readSchedules = (resources: Resources): ScheduleDefinition[] =>
  resources.ofType('AWS::Events::Rule').flatMap((resource) => {
    const { ScheduleExpression, State, Targets } = propertiesOf(resource, ruleSchema);
    if (!ScheduleExpression || State === 'DISABLED') return [];
    const everyMs = periodOf(ScheduleExpression, resource);
    return (Targets ?? []).map(({ Arn, Input }) => ({
      name: resource.ref,
      arn: resource.attribute('Arn'),
      functionName: functionNameIn(Arn),
      everyMs,
      ...(Input === undefined ? {} : { input: JSON.parse(Input) }),
    }));
  });

const unitMs: Record<string, number> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

const periodOf = (expression: string, resource: Resource): number => {
  const [, count, unit = ''] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  const ms = unitMs[unit];
  if (!count || !ms) {
    throw new Problem(`The schedule ${resource.stack}/${resource.logicalId} is ${expression}; the local cloud knows rate(…) only.`);
  }
  return Number(count) * ms;
};
