// DynamoDB's endpoint follows from the Region. The bundler puts this in place of the SDK's discovery of endpoints
// (`@aws-sdk/middleware-endpoint-discovery`), which no call here uses, and which brings 9 KB of cache.

/** Leaves the client's configuration as it is. */
export const resolveEndpointDiscoveryConfig = <T extends object>(config: T): T => config;

/** The setting that would turn the discovery on: never read. */
export const NODE_ENDPOINT_DISCOVERY_CONFIG_OPTIONS = {
  environmentVariableSelector: () => undefined,
  configFileSelector: () => undefined,
  default: undefined,
};
