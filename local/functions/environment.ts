import type { CloudDefinition, FunctionDefinition } from '../assembly/definition.ts';
import type { Addresses, Localise } from '../assembly/hosts.ts';
import type { Identity } from '../ports.ts';
import type { RunnableFunction } from './instance.ts';

/** The function with the environment that Lambda would give it, and the SDK's standard variables that lead it to the local edge. */
export const runnable = (
  definition: FunctionDefinition,
  identity: Identity,
  cloud: Pick<CloudDefinition, 'region' | 'websocketApi'>,
  addresses: Addresses,
  localise: Localise,
): RunnableFunction => ({
  ...definition,
  environment: {
    ...Object.fromEntries(Object.entries(definition.environment).map(([name, value]) => [name, localise(value)])),
    AWS_REGION: cloud.region,
    AWS_DEFAULT_REGION: cloud.region,
    AWS_ACCESS_KEY_ID: identity.accessKeyId,
    AWS_SECRET_ACCESS_KEY: identity.secretAccessKey,
    AWS_ENDPOINT_URL: addresses.edge,
    AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI: `${addresses.edge}/_aws/execute-api/${cloud.websocketApi.id}/${cloud.websocketApi.stage}`,
    AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: addresses.edge,
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_NAME: definition.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(definition.memoryMb),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${definition.name}`,
    _HANDLER: `${definition.handler.module}.${definition.handler.exportName}`,
    LAMBDA_TASK_ROOT: definition.folder,
    NODE_OPTIONS: '--enable-source-maps',
    TZ: ':UTC',
  },
});
