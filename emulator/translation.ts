// What an emulator is given in place of AWS: the synthesized templates, with its own addresses in them, and without what it does not know.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Resource {
  Type: string;
  Properties?: Record<string, unknown>;
  DependsOn?: string | string[];
}

export interface Template {
  Resources: Record<string, Resource>;
  Outputs?: Record<string, { Value: unknown; Export?: unknown }>;
}

/** An answer that the gateway itself gives, to be set through its API: CloudFormation cannot set it there. */
export interface GatewayAnswer {
  /** The output that tells where it belongs: `API/INTEGRATION`. */
  output: string;
  key: string;
  templates: unknown;
}

export interface Translation {
  template: Template;
  answers: GatewayAnswer[];
}

/** Types that the emulator's CloudFormation refuses a whole template for (`Unrecognized resource types`). */
const unknownTypes = new Set([
  // The emulator sends every answer to the client, whether its route has a response or not.
  'AWS::ApiGatewayV2::RouteResponse',
  // Becomes a `GatewayAnswer`.
  'AWS::ApiGatewayV2::IntegrationResponse',
]);

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

const joined = (...parts: unknown[]): unknown => ({ 'Fn::Join': ['', parts] });

const refers = (value: unknown, to: string): boolean => isRecord(value) && value.Ref === to;

/** The parts of text that is joined without anything in between. */
const partsOf = (value: Record<string, unknown>): unknown[] | undefined => {
  const join = value['Fn::Join'];
  return Array.isArray(join) && join[0] === '' && Array.isArray(join[1]) ? join[1] : undefined;
};

/** Replaces addresses of AWS: `https://API.execute-api.REGION.SUFFIX`, an API's endpoint and Cognito's. A token's issuer is a name, and stays. */
const localise = (value: unknown, endpoint: string, isSocket: (api: string) => boolean): unknown => {
  if (Array.isArray(value)) return value.map((part) => localise(part, endpoint, isSocket));
  if (!isRecord(value)) return value;
  const [api, attribute] = Array.isArray(value['Fn::GetAtt']) ? value['Fn::GetAtt'] : [];
  if (attribute === 'ApiEndpoint') {
    const base = isSocket(api) ? endpoint.replace(/^http/, 'ws') : endpoint;
    return joined(`${base}/_aws/execute-api/`, { Ref: api });
  }
  const parts = partsOf(value);
  if (parts?.[0] === 'https://' && parts[2] === '.execute-api.' && refers(parts[5], 'AWS::URLSuffix'))
    return joined(`${endpoint}/_aws/execute-api/`, parts[1], ...parts.slice(6));
  if (parts?.[0] === 'https://cognito-idp.' && refers(parts[3], 'AWS::URLSuffix')) return endpoint;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, localise(part, endpoint, isSocket)]));
};

/**
 * Cognito calls `PostAuthentication` at every sign-in; the emulator never does. It calls `PreTokenGeneration` then, with the same attributes, and a
 * function that returns the event as it came changes no token.
 */
const triggersOf = ({ PostConfirmation: _never, PostAuthentication, ...others }: Record<string, unknown>) => ({
  ...others,
  PreTokenGeneration: PostAuthentication,
});

/** `AllowOrigins` → `allowOrigins`: as the emulator's gateway reads them, whose CloudFormation hands them on unread. */
const inCamelCase = (settings: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(settings).map(([name, value]) => [name.charAt(0).toLowerCase() + name.slice(1), value]));

const propertiesOf = (properties: Record<string, unknown>): Record<string, unknown> => {
  const { LambdaConfig: triggers, CorsConfiguration: cors } = properties;
  return {
    ...properties,
    ...(isRecord(triggers) && { LambdaConfig: triggersOf(triggers) }),
    ...(isRecord(cors) && 'AllowOrigins' in cors && { CorsConfiguration: inCamelCase(cors) }),
  };
};

const remaining = (dependsOn: string | string[], resources: Record<string, Resource>): string[] =>
  [dependsOn].flat().filter((name) => name in resources);

/** Translates one template. `endpoint` is the emulator's, `http://…` without a slash at its end. */
export const translate = (template: Template, endpoint: string): Translation => {
  const all = Object.entries(template.Resources);
  const resources = Object.fromEntries(all.filter(([, { Type }]) => !unknownTypes.has(Type)).map(([name, one]) => [name, { ...one }]));
  for (const resource of Object.values(resources)) {
    if (resource.DependsOn !== undefined) resource.DependsOn = remaining(resource.DependsOn, resources);
    if (resource.Properties !== undefined) resource.Properties = propertiesOf(resource.Properties);
  }

  const outputs = { ...template.Outputs };
  const answers = all.flatMap(([name, { Type, Properties = {} }]): GatewayAnswer[] => {
    if (Type !== 'AWS::ApiGatewayV2::IntegrationResponse') return [];
    outputs[name] = { Value: joined(Properties.ApiId, '/', Properties.IntegrationId) };
    return [{ output: name, key: String(Properties.IntegrationResponseKey), templates: Properties.ResponseTemplates }];
  });

  const isSocket = (api: string): boolean => template.Resources[api]?.Properties?.ProtocolType === 'WEBSOCKET';
  const translated = localise({ ...template, Resources: resources, Outputs: outputs }, endpoint, isSocket) as Template;
  return { template: translated, answers };
};

/** The name under which the CDK publishes what a file holds; by an old name, an older template would be found published already. */
const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Translates every template of a synthesized cloud assembly in its folder. */
export const translateAssembly = (folder: string, endpoint: string): GatewayAnswer[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.template.json'))
    .flatMap((file) => {
      const path = join(folder, file);
      const before = readFileSync(path, 'utf8');
      const { template, answers } = translate(JSON.parse(before), endpoint);
      const after = JSON.stringify(template, undefined, 1);
      writeFileSync(path, after);
      for (const index of [file.replace('.template.json', '.assets.json'), 'manifest.json']) {
        const text = readFileSync(join(folder, index), 'utf8');
        writeFileSync(join(folder, index), text.replaceAll(digest(before), digest(after)));
      }
      return answers;
    });
