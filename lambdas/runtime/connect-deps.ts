// Apart from the others because the JWT library cannot be shaken out of a bundle that it has come into.
import { openTokens } from '../adapters/tokens.ts';
import { comingAndGoing, devicesPort, directory, platform } from './deps.ts';
import { readEnvironment } from './env.ts';
import type { Observer } from './observer.ts';

export const connectPorts = (observer: Observer) => {
  const environment = readEnvironment('connect');
  const { USER_POOL_ID: userPoolId, USER_POOL_CLIENT_ID: clientId, ALLOWED_ORIGINS } = environment;
  return {
    ...directory(environment),
    ...devicesPort(environment),
    ...comingAndGoing(environment, observer),
    tokens: openTokens({ userPoolId, clientId, keysEndpoint: platform().cognitoEndpoint }),
    allowedOrigins: ALLOWED_ORIGINS.split(','),
  };
};
