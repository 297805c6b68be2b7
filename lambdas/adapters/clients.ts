import type { Provider } from '@smithy/types';

export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
  /** Read them again at the latest then. */
  expiration?: Date;
}

/** Where a function runs, and as whom. Given explicitly, so that no client goes looking for configuration files. */
export interface Platform {
  region: string;
  credentials: Provider<Credentials>;
}

/**
 * What every SDK client shares: sockets are kept and bounded, and a call that hangs is given up while the function still has time to say so.
 * One client per service and process.
 */
export const clientConfig = ({ region, credentials }: Platform) => ({
  region,
  credentials,
  maxAttempts: 4,
  requestHandler: {
    connectionTimeout: 1_000,
    requestTimeout: 3_000,
    throwOnRequestTimeout: true,
    httpsAgent: { keepAlive: true, maxSockets: 100 },
    httpAgent: { keepAlive: true, maxSockets: 100 },
  },
});
