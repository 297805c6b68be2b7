import { openGateway } from '../../lambdas/adapters/gateway.ts';
import { platform } from '../support/aws-server.ts';
import { gatewayContract } from './gateway-contract.ts';

gatewayContract((endpoint, onFailure) => openGateway({ ...platform, endpoint, postsPerSecond: 10_000, onFailure }));
