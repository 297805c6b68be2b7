// Lambda hands a function its credentials in the environment, and nowhere else. The bundler puts this in place of the SDK's default chain
// (`@aws-sdk/credential-provider-node`), which brings 115 KB of ways that no function takes.
import type { Credentials } from '../adapters/clients.ts';

/** How long a client may go on with what it read. The SDK renews five minutes before the end, so it reads again after one. */
const LIFE_MS = 6 * 60_000;

/** The SDK's provider of credentials: reads them from the environment, again every minute. */
export const defaultProvider = () => async (): Promise<Credentials> => {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: sessionToken } = process.env;
  if (!accessKeyId || !secretAccessKey) throw new Error('AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set.');
  return { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }), expiration: new Date(Date.now() + LIFE_MS) };
};
