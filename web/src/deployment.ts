import type { Deployment } from '@parley/client';

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const textOf = (config: Record<string, unknown>, name: keyof Deployment): string => {
  const value = config[name];
  if (typeof value !== 'string' || value === '') throw new Error(`/config.json lacks "${name}".`);
  return value;
};

/** Reads where this site's services are. Rejects with a sentence for the operator. */
export const loadDeployment = async (): Promise<Deployment> => {
  const response = await fetch('/config.json', { cache: 'no-cache' });
  // A site that answers every path with the app answers this one with a page.
  const found = response.ok && response.headers.get('content-type')?.includes('json');
  if (!found) throw new Error('/config.json is missing, so the app does not know where its services are.');
  const config: unknown = await response.json();
  if (!isObject(config)) throw new Error('/config.json is not an object.');
  return {
    httpUrl: textOf(config, 'httpUrl'),
    websocketUrl: textOf(config, 'websocketUrl'),
    region: textOf(config, 'region'),
    userPoolId: textOf(config, 'userPoolId'),
    userPoolClientId: textOf(config, 'userPoolClientId'),
    cognitoEndpoint: textOf(config, 'cognitoEndpoint'),
  };
};
