import * as z from 'zod/mini';
import { Problem } from '../problem.ts';
import type { HttpApiDefinition, HttpRoute, JwtAuthorizer, Throttle, WebSocketApiDefinition, WebSocketRoute } from './definition.ts';
import { boolean, functionNameIn, number, propertiesOf, strings } from './properties.ts';
import type { Resource, Resources } from './resources.ts';

const apiSchema = z.object({
  ProtocolType: z.enum(['HTTP', 'WEBSOCKET']),
  RouteSelectionExpression: z.optional(z.string()),
  CorsConfiguration: z.optional(
    z.object({
      AllowOrigins: z.optional(strings),
      AllowMethods: z.optional(strings),
      AllowHeaders: z.optional(strings),
      ExposeHeaders: z.optional(strings),
      MaxAge: z.optional(number),
      AllowCredentials: z.optional(boolean),
    }),
  ),
});
const stageSchema = z.object({
  ApiId: z.string(),
  StageName: z.string(),
  DefaultRouteSettings: z.optional(z.object({ ThrottlingRateLimit: z.optional(number), ThrottlingBurstLimit: z.optional(number) })),
});
const routeSchema = z.object({
  ApiId: z.string(),
  RouteKey: z.string(),
  Target: z.optional(z.string()),
  AuthorizationType: z.optional(z.string()),
  AuthorizerId: z.optional(z.string()),
  AuthorizationScopes: z.optional(strings),
  RouteResponseSelectionExpression: z.optional(z.string()),
});
const routeResponseSchema = z.object({ RouteId: z.string() });
const templates = z.optional(z.record(z.string(), z.string()));
const integrationSchema = z.object({
  IntegrationType: z.string(),
  IntegrationUri: z.optional(z.string()),
  TimeoutInMillis: z.optional(number),
  RequestTemplates: templates,
  TemplateSelectionExpression: z.optional(z.string()),
});
const integrationResponseSchema = z.object({
  IntegrationId: z.string(),
  IntegrationResponseKey: z.string(),
  ResponseTemplates: templates,
  TemplateSelectionExpression: z.optional(z.string()),
});
const authorizerSchema = z.object({
  AuthorizerType: z.string(),
  JwtConfiguration: z.optional(z.object({ Audience: z.optional(strings), Issuer: z.string() })),
});

type Route = z.infer<typeof routeSchema>;
type Integration = z.infer<typeof integrationSchema>;

/** API Gateway's own integration timeouts, milliseconds. */
const timeouts = { http: 30_000, websocket: 29_000 };

export const readHttpApi = (resources: Resources): HttpApiDefinition => {
  const { api, properties, stage, throttle, routes } = readApi('HTTP', resources);
  const cors = properties.CorsConfiguration;
  return {
    id: api.ref,
    stage,
    routes: routes.map((route) => httpRoute(route, resources)),
    ...throttle,
    ...(cors
      ? {
          cors: {
            allowOrigins: cors.AllowOrigins ?? [],
            allowMethods: cors.AllowMethods ?? [],
            allowHeaders: cors.AllowHeaders ?? [],
            exposeHeaders: cors.ExposeHeaders ?? [],
            allowCredentials: cors.AllowCredentials ?? false,
            ...(cors.MaxAge === undefined ? {} : { maxAgeSeconds: cors.MaxAge }),
          },
        }
      : {}),
  };
};

const httpRoute = (route: { resource: Resource; properties: Route }, resources: Resources): HttpRoute => {
  const { properties } = integrationOf(route, resources);
  if (properties.IntegrationType !== 'AWS_PROXY') {
    throw new Problem(
      `The route ${route.properties.RouteKey} has a ${properties.IntegrationType} integration; the local cloud knows AWS_PROXY only.`,
    );
  }
  return {
    routeKey: route.properties.RouteKey,
    functionName: functionNameIn(properties.IntegrationUri ?? ''),
    timeoutMs: properties.TimeoutInMillis ?? timeouts.http,
    ...(route.properties.AuthorizationType === 'JWT' ? { authorizer: authorizerOf(route.properties, resources) } : {}),
  };
};

const authorizerOf = (route: Route, resources: Resources): JwtAuthorizer => {
  const resource = resources.ofType('AWS::ApiGatewayV2::Authorizer').find(({ ref }) => ref === route.AuthorizerId);
  const jwt = resource && propertiesOf(resource, authorizerSchema).JwtConfiguration;
  if (!jwt) throw new Problem(`The route ${route.RouteKey} names the JWT authorizer ${route.AuthorizerId}, which is not in the template.`);
  return {
    userPoolId: jwt.Issuer.slice(jwt.Issuer.lastIndexOf('/') + 1),
    audience: jwt.Audience ?? [],
    scopes: route.AuthorizationScopes ?? [],
  };
};

export const readWebSocketApi = (resources: Resources): WebSocketApiDefinition => {
  const { api, properties, stage, throttle, routes } = readApi('WEBSOCKET', resources);
  const routeField = /^\$request\.body\.(\w+)$/.exec(properties.RouteSelectionExpression ?? '')?.[1];
  if (!routeField) throw new Problem(`The WebSocket API ${api.logicalId} must select its routes by $request.body.<field>.`);
  const responses = resources
    .ofType('AWS::ApiGatewayV2::RouteResponse')
    .map((resource) => propertiesOf(resource, routeResponseSchema).RouteId);
  return {
    id: api.ref,
    stage,
    routeField,
    routes: routes.map((route) => webSocketRoute(route, responses.includes(route.resource.ref), resources)),
    ...throttle,
  };
};

const webSocketRoute = (route: { resource: Resource; properties: Route }, hasResponse: boolean, resources: Resources): WebSocketRoute => {
  const { resource, properties } = integrationOf(route, resources);
  const integration: WebSocketRoute['integration'] =
    properties.IntegrationType === 'MOCK'
      ? mock(resource, properties, resources)
      : {
          kind: 'function',
          functionName: functionNameIn(properties.IntegrationUri ?? ''),
          timeoutMs: properties.TimeoutInMillis ?? timeouts.websocket,
        };
  return {
    routeKey: route.properties.RouteKey,
    integration,
    hasResponse: hasResponse && Boolean(route.properties.RouteResponseSelectionExpression),
  };
};

/** A mock integration's request template gives the status, by which its response, and so the reply, is chosen. */
const mock = (resource: Resource, integration: Integration, resources: Resources): WebSocketRoute['integration'] => {
  const request = selected(integration.RequestTemplates, integration.TemplateSelectionExpression, resource);
  const status = /"?statusCode"?\s*:\s*"?(\d{3})/.exec(request ?? '')?.[1] ?? '200';
  const responses = resources
    .ofType('AWS::ApiGatewayV2::IntegrationResponse')
    .map((response) => ({ response, properties: propertiesOf(response, integrationResponseSchema) }))
    .filter(({ properties }) => properties.IntegrationId === resource.ref);
  const chosen =
    responses.find(({ properties }) => properties.IntegrationResponseKey === `/${status}/`) ??
    responses.find(({ properties }) => properties.IntegrationResponseKey === '$default');
  const reply = chosen && selected(chosen.properties.ResponseTemplates, chosen.properties.TemplateSelectionExpression, chosen.response);
  return { kind: 'mock', ...(reply === undefined ? {} : { reply }) };
};

const selected = (
  templates: Record<string, string> | undefined,
  expression: string | undefined,
  resource: Resource,
): string | undefined => {
  const template = templates?.[(expression ?? '$default').replaceAll('\\', '')] ?? templates?.$default;
  if (template && /[#$]/.test(template)) {
    throw new Problem(`The template of ${resource.stack}/${resource.logicalId} uses VTL, which the local cloud does not evaluate.`);
  }
  return template;
};

const readApi = (protocol: 'HTTP' | 'WEBSOCKET', resources: Resources) => {
  const apis = resources
    .ofType('AWS::ApiGatewayV2::Api')
    .map((api) => ({ api, properties: propertiesOf(api, apiSchema) }))
    .filter(({ properties }) => properties.ProtocolType === protocol);
  const [only] = apis;
  if (!only || apis.length > 1) throw new Problem(`The local cloud serves exactly one ${protocol} API; the template has ${apis.length}.`);
  const { stage, throttle } = stageOf(only.api, resources);
  const routes = resources
    .ofType('AWS::ApiGatewayV2::Route')
    .map((resource) => ({ resource, properties: propertiesOf(resource, routeSchema) }))
    .filter(({ properties }) => properties.ApiId === only.api.ref);
  return { ...only, stage, throttle, routes };
};

const stageOf = (api: Resource, resources: Resources): { stage: string; throttle: { throttle?: Throttle } } => {
  const stage = resources
    .ofType('AWS::ApiGatewayV2::Stage')
    .map((resource) => propertiesOf(resource, stageSchema))
    .find(({ ApiId }) => ApiId === api.ref);
  if (!stage) throw new Problem(`The API ${api.logicalId} has no stage, so nobody can call it.`);
  const { ThrottlingRateLimit, ThrottlingBurstLimit } = stage.DefaultRouteSettings ?? {};
  const throttle = ThrottlingRateLimit
    ? { throttle: { ratePerSecond: ThrottlingRateLimit, burst: ThrottlingBurstLimit ?? ThrottlingRateLimit } }
    : {};
  return { stage: stage.StageName, throttle };
};

const integrationOf = ({ properties }: { properties: Route }, resources: Resources): { resource: Resource; properties: Integration } => {
  const resource = resources.ofType('AWS::ApiGatewayV2::Integration').find(({ ref }) => properties.Target === `integrations/${ref}`);
  if (!resource) throw new Problem(`The route ${properties.RouteKey} has the target ${properties.Target}, which is not in the template.`);
  return { resource, properties: propertiesOf(resource, integrationSchema) };
};
