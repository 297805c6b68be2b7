// Reads a cloud assembly: its templates' resources, what their names stand for, and their assets.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, resolve as resolvePath } from 'node:path';
import * as z from 'zod/mini';
import { Problem } from '../problem.ts';
import { type Json, type JsonObject, resolve, type Scope } from './intrinsics.ts';

/** Where the stacks are deployed to, as far as their templates can tell. */
export interface Environment {
  region: string;
  accountId: string;
  partition: string;
  urlSuffix: string;
}

/** One resource of a template, its properties resolved. */
export interface Resource {
  stack: string;
  logicalId: string;
  type: string;
  properties: JsonObject;
  /** What `Ref` gives. */
  ref: string;
  attribute(name: string): string;
}

/** The resources of every stack of an assembly. */
export interface Resources {
  environment: Environment;
  /** Every type that occurs, once. */
  types(): string[];
  ofType(...types: string[]): Resource[];
  /** The folder or file of an asset, by the key under which it would lie in the bootstrap bucket. */
  asset(objectKey: string): string;
}

const anyJson = z.json();
const records = z.optional(z.record(z.string(), anyJson));
const manifestSchema = z.object({
  artifacts: z.record(
    z.string(),
    z.object({
      type: z.string(),
      environment: z.optional(z.string()),
      properties: z.optional(
        z.object({ templateFile: z.optional(z.string()), stackName: z.optional(z.string()), file: z.optional(z.string()) }),
      ),
    }),
  ),
});
const templateSchema = z.object({
  Resources: z.optional(z.record(z.string(), z.object({ Type: z.string(), Properties: records, Condition: z.optional(z.string()) }))),
  Parameters: z.optional(z.record(z.string(), z.object({ Default: z.optional(anyJson) }))),
  Outputs: z.optional(z.record(z.string(), z.object({ Value: anyJson, Export: z.optional(z.object({ Name: anyJson })) }))),
  Conditions: records,
  Mappings: z.optional(z.record(z.string(), z.record(z.string(), z.record(z.string(), anyJson)))),
});
const assetsSchema = z.object({
  files: z.record(
    z.string(),
    z.object({ source: z.object({ path: z.string() }), destinations: z.record(z.string(), z.object({ objectKey: z.string() })) }),
  ),
});

type Template = z.infer<typeof templateSchema>;
interface Stack {
  name: string;
  template: Template;
}

/** Reads the assembly in `folder`. Throws a `Problem` if there is none, or it does not hold together. */
export const readResources = (folder: string): Resources => {
  const manifest = readJson(join(folder, 'manifest.json'), manifestSchema);
  const artifacts = Object.entries(manifest.artifacts);
  const stacks = artifacts.flatMap(([id, { type, properties }]): Stack[] =>
    type === 'aws:cloudformation:stack' && properties?.templateFile
      ? [{ name: properties.stackName ?? id, template: readJson(join(folder, properties.templateFile), templateSchema) }]
      : [],
  );
  const assets = new Map(
    artifacts
      .flatMap(([, { type, properties }]) => (type === 'cdk:asset-manifest' && properties?.file ? [properties.file] : []))
      .flatMap((file) => Object.values(readJson(join(folder, file), assetsSchema).files))
      .flatMap(({ source, destinations }) =>
        Object.values(destinations).map(({ objectKey }) => [objectKey, resolvePath(folder, source.path)] as const),
      ),
  );
  refuseFixedEnvironment(artifacts.map(([, { environment }]) => environment));
  const environment = localEnvironment;
  return {
    environment,
    types: () => [...new Set(stacks.flatMap(({ template }) => Object.values(template.Resources ?? {}).map(({ Type }) => Type)))].sort(),
    ofType: (...types) => stacks.flatMap((stack) => resourcesOf(stack, types, stacks, environment)),
    asset: (objectKey) => {
      const path = assets.get(objectKey);
      if (!path) throw new Problem(`The cloud assembly names the asset ${objectKey}, which it does not contain.`);
      return path;
    },
  };
};

const readJson = <T>(file: string, schema: z.ZodMiniType<T>): T => {
  try {
    return schema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    throw new Problem(`The cloud assembly's ${file} cannot be read; it has to be synthesized anew.`, { cause });
  }
};

/** The local cloud is one account in one region; the stacks leave both open, as they do for any deployment. */
export const localEnvironment: Environment = {
  accountId: '000000000000',
  region: 'us-east-1',
  partition: 'aws',
  urlSuffix: 'amazonaws.com',
};

const refuseFixedEnvironment = (names: (string | undefined)[]): void => {
  const fixed = names.find((name) => name !== undefined && !name.startsWith('aws://unknown-account/unknown-region'));
  if (fixed) throw new Problem(`A stack is bound to ${fixed}; the local cloud needs stacks that leave account and region open.`);
};

const resourcesOf = (stack: Stack, types: string[], stacks: Stack[], environment: Environment): Resource[] => {
  const scope = scopeOf(stack, stacks, environment);
  return Object.entries(stack.template.Resources ?? {})
    .filter(([, { Type }]) => types.includes(Type))
    .filter(([, { Condition }]) => Condition === undefined || resolve({ Condition }, scope) === true)
    .map(([logicalId, { Type, Properties }]) => {
      const identity = identityOf(stack, logicalId, environment);
      return {
        stack: stack.name,
        logicalId,
        type: Type,
        properties: resolveProperties(Properties ?? {}, scope),
        ref: identity.ref,
        attribute: (name) => identity.attributes[name] ?? fallbackAttribute(stack, logicalId, name),
      };
    });
};

const resolveProperties = (properties: Record<string, Json>, scope: Scope): JsonObject => {
  const resolved = resolve(properties, scope);
  return typeof resolved === 'object' && resolved !== null && !Array.isArray(resolved) ? resolved : {};
};

const scopeOf = (stack: Stack, stacks: Stack[], environment: Environment): Scope => {
  const { Resources = {}, Parameters = {}, Conditions = {}, Mappings = {} } = stack.template;
  const pseudo: Record<string, Json> = {
    'AWS::Region': environment.region,
    'AWS::AccountId': environment.accountId,
    'AWS::Partition': environment.partition,
    'AWS::URLSuffix': environment.urlSuffix,
    'AWS::StackName': stack.name,
    'AWS::StackId': `arn:${environment.partition}:cloudformation:${environment.region}:${environment.accountId}:stack/${stack.name}/local`,
    'AWS::NotificationARNs': [],
  };
  return {
    stack: stack.name,
    ref: (name) => pseudo[name] ?? Parameters[name]?.Default ?? (Resources[name] ? identityOf(stack, name, environment).ref : undefined),
    attribute: (logicalId, name) =>
      Resources[logicalId] && (identityOf(stack, logicalId, environment).attributes[name] ?? fallbackAttribute(stack, logicalId, name)),
    imported: (exportName) => importedValue(exportName, stacks, environment),
    condition: (name) => Conditions[name],
    mapping: (map, key, field) => Mappings[map]?.[key]?.[field],
  };
};

const importedValue = (exportName: string, stacks: Stack[], environment: Environment): Json | undefined => {
  for (const stack of stacks) {
    const scope = scopeOf(stack, stacks, environment);
    const output = Object.values(stack.template.Outputs ?? {}).find(({ Export }) => Export && resolve(Export.Name, scope) === exportName);
    if (output) return resolve(output.Value, scope);
  }
  return undefined;
};

interface Identity {
  ref: string;
  attributes: Record<string, string>;
}

/** Nobody reads attributes of a resource that is not served, but its neighbours' properties may hold them. */
const fallbackAttribute = (stack: Stack, logicalId: string, name: string): string => `${stack.name}-${logicalId}.${name}`;

const identityOf = (stack: Stack, logicalId: string, environment: Environment): Identity => {
  const resource = stack.template.Resources?.[logicalId];
  const identify = resource && identities[resource.Type];
  const physicalName = `${stack.name}-${logicalId}`;
  const arn = (service: string, name: string, region = environment.region): string =>
    `arn:${environment.partition}:${service}:${region}:${environment.accountId}:${name}`;
  if (!identify) return { ref: physicalName, attributes: {} };
  return identify({
    physicalName,
    properties: resource.Properties ?? {},
    arn,
    environment,
    id: (length) => stableId(physicalName, length),
  });
};

interface IdentifyInput {
  physicalName: string;
  properties: Record<string, Json>;
  environment: Environment;
  arn(service: string, name: string, region?: string): string;
  /** Letters and digits that are the same at every start, so that stored data stays valid. */
  id(length: number): string;
}

const table = ({ physicalName, arn }: IdentifyInput): Identity => ({
  ref: physicalName,
  attributes: { Arn: arn('dynamodb', `table/${physicalName}`) },
});

const identities: Record<string, (input: IdentifyInput) => Identity> = {
  'AWS::DynamoDB::GlobalTable': table,
  'AWS::DynamoDB::Table': table,
  'AWS::SQS::Queue': ({ physicalName, arn, environment }) => {
    const url = `https://sqs.${environment.region}.${environment.urlSuffix}/${environment.accountId}/${physicalName}`;
    return { ref: url, attributes: { Arn: arn('sqs', physicalName), QueueName: physicalName, QueueUrl: url } };
  },
  'AWS::Lambda::Function': ({ physicalName, arn }) => ({
    ref: physicalName,
    attributes: { Arn: arn('lambda', `function:${physicalName}`) },
  }),
  'AWS::IAM::Role': ({ physicalName, arn }) => ({ ref: physicalName, attributes: { Arn: arn('iam', `role/${physicalName}`, '') } }),
  'AWS::Events::Rule': ({ physicalName, arn }) => ({ ref: physicalName, attributes: { Arn: arn('events', `rule/${physicalName}`) } }),
  'AWS::Cognito::UserPool': ({ id, arn, environment }) => {
    const poolId = `${environment.region}_${id(9)}`;
    const provider = `cognito-idp.${environment.region}.${environment.urlSuffix}/${poolId}`;
    return {
      ref: poolId,
      attributes: {
        Arn: arn('cognito-idp', `userpool/${poolId}`),
        UserPoolId: poolId,
        ProviderName: provider,
        ProviderURL: `https://${provider}`,
      },
    };
  },
  'AWS::Cognito::UserPoolClient': ({ id }) => ({ ref: id(26), attributes: { ClientId: id(26) } }),
  'AWS::ApiGatewayV2::Api': ({ id, properties, environment }) => {
    const protocol = properties.ProtocolType === 'WEBSOCKET' ? 'wss' : 'https';
    return {
      ref: id(10),
      attributes: { ApiId: id(10), ApiEndpoint: `${protocol}://${id(10)}.execute-api.${environment.region}.${environment.urlSuffix}` },
    };
  },
  'AWS::ApiGatewayV2::Stage': ({ properties, physicalName }) => ({
    ref: typeof properties.StageName === 'string' ? properties.StageName : physicalName,
    attributes: {},
  }),
  'AWS::ApiGatewayV2::Authorizer': ({ physicalName }) => ({ ref: physicalName, attributes: { AuthorizerId: physicalName } }),
  'AWS::S3::Bucket': ({ physicalName, environment }) => {
    const name = physicalName.toLowerCase();
    return {
      ref: name,
      attributes: {
        Arn: `arn:${environment.partition}:s3:::${name}`,
        DomainName: `${name}.s3.${environment.urlSuffix}`,
        RegionalDomainName: `${name}.s3.${environment.region}.${environment.urlSuffix}`,
      },
    };
  },
  'AWS::CloudFront::Distribution': ({ id }) => ({
    ref: id(14).toUpperCase(),
    attributes: { Id: id(14).toUpperCase(), DomainName: `d${id(13)}.cloudfront.net` },
  }),
};

const stableId = (seed: string, length: number): string =>
  BigInt(`0x${createHash('sha256').update(seed).digest('hex')}`)
    .toString(36)
    .padStart(length, '0')
    .slice(-length);
