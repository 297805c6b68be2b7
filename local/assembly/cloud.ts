// The one reading of an assembly: what the template describes, checked to hold together.
import { Problem } from '../problem.ts';
import { readHttpApi, readWebSocketApi } from './apis.ts';
import type { CloudDefinition } from './definition.ts';
import { readEventSources, readFunctions, readSchedules } from './functions.ts';
import { readPermissions } from './policies.ts';
import { readQueues } from './queues.ts';
import { type Environment, type Resources, readResources } from './resources.ts';
import { readSite } from './site.ts';
import { readTables } from './tables.ts';
import { readUserPoolClients, readUserPools } from './user-pools.ts';

/** Types that are served, or that say how others are. */
const served = new Set([
  'AWS::ApiGatewayV2::Api',
  'AWS::ApiGatewayV2::Authorizer',
  'AWS::ApiGatewayV2::Integration',
  'AWS::ApiGatewayV2::IntegrationResponse',
  'AWS::ApiGatewayV2::Route',
  'AWS::ApiGatewayV2::RouteResponse',
  'AWS::ApiGatewayV2::Stage',
  'AWS::CloudFront::Distribution',
  'AWS::CloudFront::ResponseHeadersPolicy',
  'AWS::Cognito::UserPool',
  'AWS::Cognito::UserPoolClient',
  'AWS::Cognito::UserPoolGroup',
  'AWS::DynamoDB::GlobalTable',
  'AWS::DynamoDB::Table',
  'AWS::Events::Rule',
  'AWS::IAM::ManagedPolicy',
  'AWS::IAM::Policy',
  'AWS::IAM::Role',
  'AWS::Lambda::EventSourceMapping',
  'AWS::Lambda::Function',
  'AWS::Lambda::Permission',
  'AWS::SQS::Queue',
  'Custom::CDKBucketDeployment',
]);

/** Reads the cloud assembly in `folder`. Throws a `Problem` for the first thing that is missing or does not fit. */
export const readCloud = (folder: string): CloudDefinition => {
  const resources = readResources(folder);
  const { region, accountId, urlSuffix } = resources.environment;
  const cloud: CloudDefinition = {
    region,
    accountId,
    urlSuffix,
    tables: readTables(resources),
    queues: readQueues(resources),
    userPools: readUserPools(resources),
    userPoolClients: readUserPoolClients(resources),
    functions: readFunctions(resources),
    eventSources: readEventSources(resources),
    schedules: readSchedules(resources),
    httpApi: readHttpApi(resources),
    websocketApi: readWebSocketApi(resources),
    site: readSite(resources),
    skipped: resources.types().filter((type) => !served.has(type)),
  };
  checkInvocations(cloud, resources);
  checkReferences(cloud);
  return cloud;
};

interface Invocation {
  what: string;
  service: string;
  functionName: string;
  sourceArn: string;
}

/** Whoever invokes a function must find it, and be permitted to. */
const checkInvocations = (cloud: CloudDefinition, resources: Resources): void => {
  const names = new Set(cloud.functions.map(({ name }) => name));
  const permits = readPermissions(resources);
  for (const { what, service, functionName, sourceArn } of invocationsOf(cloud, resources.environment)) {
    if (!names.has(functionName)) throw new Problem(`${what} invokes the function ${functionName}, which is not in the template.`);
    if (!permits(service, functionName, sourceArn)) {
      throw new Problem(`${what} may not invoke ${functionName}: the template has no AWS::Lambda::Permission for ${sourceArn}.`);
    }
  }
};

const invocationsOf = (cloud: CloudDefinition, environment: Environment): Invocation[] => {
  const { httpApi, websocketApi } = cloud;
  const apiArn = (id: string, rest: string): string =>
    `arn:${environment.partition}:execute-api:${environment.region}:${environment.accountId}:${id}/${rest}`;
  return [
    ...httpApi.routes.map(({ routeKey, functionName }) => ({
      what: `The route ${routeKey}`,
      service: 'apigateway',
      functionName,
      sourceArn: apiArn(httpApi.id, `${httpApi.stage}/${routeKey.replace(' ', '')}`),
    })),
    ...websocketApi.routes.flatMap(({ routeKey, integration }) =>
      integration.kind === 'function'
        ? [
            {
              what: `The route ${routeKey}`,
              service: 'apigateway',
              functionName: integration.functionName,
              sourceArn: apiArn(websocketApi.id, `${websocketApi.stage}/${routeKey}`),
            },
          ]
        : [],
    ),
    ...cloud.schedules.map(({ name, functionName, arn }) => ({
      what: `The schedule ${name}`,
      service: 'events',
      functionName,
      sourceArn: arn,
    })),
    ...cloud.userPools.flatMap(({ triggers, arn }) =>
      Object.entries(triggers).map(([trigger, functionName]) => ({
        what: `The user pool's trigger ${trigger}`,
        service: 'cognito-idp',
        functionName,
        sourceArn: arn,
      })),
    ),
  ];
};

const checkReferences = (cloud: CloudDefinition): void => {
  const queues = new Set(cloud.queues.map(({ arn }) => arn));
  for (const { queueArn, functionName } of cloud.eventSources) {
    if (!queues.has(queueArn))
      throw new Problem(`The event source of ${functionName} is ${queueArn}, a queue that is not in the template.`);
    if (!cloud.functions.some(({ name }) => name === functionName)) {
      throw new Problem(`The event source ${queueArn} feeds the function ${functionName}, which is not in the template.`);
    }
  }
  for (const { name, deadLetter } of cloud.queues) {
    if (deadLetter && !queues.has(deadLetter.arn)) throw new Problem(`The dead-letter queue of ${name} is not in the template.`);
  }
  const pools = new Set(cloud.userPools.map(({ id }) => id));
  for (const { routeKey, authorizer } of cloud.httpApi.routes) {
    if (authorizer && !pools.has(authorizer.userPoolId)) {
      throw new Problem(`The route ${routeKey} trusts the user pool ${authorizer.userPoolId}, which is not in the template.`);
    }
  }
};
