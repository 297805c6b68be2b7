import { JwtVerifier } from 'aws-jwt-verify';
import { FetchError } from 'aws-jwt-verify/error';
import { SimpleJwksCache } from 'aws-jwt-verify/jwk';
import type { Caller } from '../domain/caller.ts';
import { ChatError } from '../domain/errors.ts';

const FETCH_TIMEOUT_MS = 3_000;

export interface TokensOptions {
  userPoolId: string;
  clientId: string;
  /** Where the pool's public keys are, if not at its issuer: the SDK's endpoint setting for Cognito. */
  keysEndpoint: string | undefined;
}

/** Who an access token speaks for. */
export interface Tokens {
  /** The user and the sign-in of a valid access token of this pool and client; `unauthorized` for any other, `unavailable` if the keys cannot be fetched. */
  callerOf(token: string): Promise<Caller>;
}

// The library's own fetcher refuses plain HTTP, which an emulator speaks.
const keysFetcher = {
  fetch: async (uri: string): Promise<ArrayBuffer> => {
    try {
      const response = await fetch(uri, { signal: AbortSignal.timeout(FETCH_TIMEOUT_MS) });
      if (!response.ok) throw new Error(`status ${response.status}`);
      return await response.arrayBuffer();
    } catch (error) {
      throw new FetchError(uri, error);
    }
  },
};

export const openTokens = ({ userPoolId, clientId, keysEndpoint }: TokensOptions): Tokens => {
  const [region] = userPoolId.split('_');
  const issuer = `https://cognito-idp.${region}.amazonaws.com/${userPoolId}`;
  const jwksUri = `${keysEndpoint === undefined ? issuer : `${keysEndpoint.replace(/\/$/, '')}/${userPoolId}`}/.well-known/jwks.json`;
  const verifier = JwtVerifier.create({ issuer, jwksUri, audience: null }, { jwksCache: new SimpleJwksCache({ fetcher: keysFetcher }) });

  return {
    callerOf: async (token) => {
      const claims = await verifier.verify(token).catch((error: unknown) => {
        if (error instanceof FetchError)
          throw new ChatError('unavailable', 'The token cannot be checked now. Try again.', { cause: error });
        throw new ChatError('unauthorized', 'The token is not valid.', { cause: error });
      });
      const isAccessToken = claims.token_use === 'access' && claims.client_id === clientId;
      if (!isAccessToken || claims.sub === undefined) throw new ChatError('unauthorized', 'The token is not valid.');
      const { sub: userId, origin_jti: deviceId, auth_time: signedIn } = claims;
      const signedInAt = typeof signedIn === 'number' ? { signedInAt: signedIn * 1_000 } : {};
      return typeof deviceId === 'string' ? { userId, deviceId, ...signedInAt } : { userId };
    },
  };
};
