import { openGateway } from '../../lambdas/adapters/gateway.ts';
import { openSdkGateway } from '../../lambdas/adapters/gateway-sdk.ts';
import { platform } from '../support/aws-server.ts';
import { gatewayContract } from './gateway-contract.ts';

describe.each([
  ['lean', openGateway],
  ['of the SDK', openSdkGateway],
])('the gateway %s', (_name, open) =>
  gatewayContract((endpoint, onFailure) => open({ ...platform, endpoint, postsPerSecond: 10_000, onFailure })),
);
