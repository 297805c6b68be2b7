import { ApiGatewayManagementApiClient, DeleteConnectionCommand, PostToConnectionCommand } from '@aws-sdk/client-apigatewaymanagementapi';
import type { Gateway } from '../domain/ports.ts';
import { statusOfRefusal } from './availability.ts';
import { clientConfig, type Platform } from './clients.ts';
import { openEndedConnections } from './ended-connections.ts';
import { openLoadGauge } from './load-gauge.ts';

/** `GoneException`, by its status: not every gateway gives it its name. */
const GONE = 410;
const THROTTLED = 429;

export interface GatewayOptions extends Platform {
  /** The stage's @connections endpoint, `https://…/stage`. */
  endpoint: string;
  /** The account's quota of calls to @connections. */
  postsPerSecond: number;
  /** Told about a frame that could not be sent, or a connection that could not be closed. */
  onFailure?: (reason: unknown) => void;
}

/** The way back to clients, through the SDK. Fan-out has a leaner one (gateway.ts). */
export const openSdkGateway = ({ endpoint, postsPerSecond, onFailure, ...platform }: GatewayOptions): Gateway => {
  const client = new ApiGatewayManagementApiClient({ ...clientConfig(platform), maxAttempts: 3, endpoint });
  const gauge = openLoadGauge(postsPerSecond);
  return {
    ...openEndedConnections(),
    load: gauge.load,
    post: async (connectionId, frame) => {
      gauge.posted();
      try {
        const { $metadata } = await client.send(new PostToConnectionCommand({ ConnectionId: connectionId, Data: frame }));
        // The SDK does not tell why it had to try again. That it had to is sign enough.
        if (($metadata.attempts ?? 1) > 1) gauge.throttled();
        return 'delivered';
      } catch (error) {
        const status = statusOfRefusal(error);
        if (status === GONE) return 'gone';
        if (status === THROTTLED) gauge.throttled();
        onFailure?.(error);
        return 'failed';
      }
    },
    disconnect: async (connectionId) => {
      try {
        await client.send(new DeleteConnectionCommand({ ConnectionId: connectionId }));
      } catch (error) {
        if (statusOfRefusal(error) !== GONE) onFailure?.(error);
      }
    },
  };
};
