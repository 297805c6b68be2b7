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
  /** Where services stand instead of at AWS's own endpoints. */
  endpoints?: { dynamodb?: string | undefined; sqs?: string | undefined };
  /** The trace of the invocation, which every call hands on. */
  traceId?: () => string | undefined;
}
