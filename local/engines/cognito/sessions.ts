// Sign-ins: the tokens they give, and what a token says later.
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { UserPoolClientDefinition } from '../../ports.ts';
import { RefusedError } from '../aws-json.ts';
import type { Directory, Session, User } from './directory.ts';
import type { Tokens } from './tokens.ts';

export interface SessionParts {
  directory: Directory;
  tokens: Tokens;
  clock: () => number;
  region: string;
}

export const issuerOf = (region: string, poolId: string): string => `https://cognito-idp.${region}.amazonaws.com/${poolId}`;

/** Begins a session; gives its tokens as `AuthenticationResult`. */
export const beginSession = async (parts: SessionParts, client: UserPoolClientDefinition, user: User) => {
  const now = parts.clock();
  const refreshToken = randomBytes(64).toString('base64url');
  const session: Session = {
    originJti: randomUUID(),
    poolId: user.poolId,
    sub: user.sub,
    clientId: client.id,
    tokenHash: hashOf(refreshToken),
    authTime: Math.floor(now / 1000),
    expiresAt: now + client.refreshTokenSeconds * 1000,
  };
  await parts.directory.open(session);
  return { ...issueTokens(parts, client, user, session), RefreshToken: refreshToken };
};

/** New access and ID tokens for a refresh token. Throws NotAuthorizedException. */
export const refreshSession = async (parts: SessionParts, client: UserPoolClientDefinition, refreshToken: string) => {
  const session = parts.directory.sessionOf(hashOf(refreshToken));
  const user = session && parts.directory.find(session.poolId, session.sub);
  if (!user || session.clientId !== client.id) throw notAuthorized('Invalid Refresh Token');
  if (session.expiresAt < parts.clock()) {
    await parts.directory.end(session);
    throw notAuthorized('Refresh Token has expired');
  }
  return issueTokens(parts, client, user, session);
};

/** Ends the session of a refresh token, and with it all its access tokens. Unknown tokens are ignored. */
export const revokeSession = async ({ directory }: SessionParts, clientId: string, refreshToken: string): Promise<void> => {
  const session = directory.sessionOf(hashOf(refreshToken));
  if (session?.clientId === clientId) await directory.end(session);
};

/** The user of an access token whose session is alive. Throws NotAuthorizedException. */
export const userOfAccessToken = ({ directory, tokens, clock }: SessionParts, accessToken: string): User => {
  const claims = tokens.read(accessToken);
  if (claims?.token_use !== 'access') throw notAuthorized('Invalid Access Token');
  if (Number(claims.exp) * 1000 <= clock()) throw notAuthorized('Access Token has expired');
  const session = directory.session(String(claims.origin_jti));
  const user = session && directory.find(session.poolId, session.sub);
  if (!user) throw notAuthorized('Access Token has been revoked');
  return user;
};

export const notAuthorized = (message: string) => new RefusedError('NotAuthorizedException', message);

const issueTokens = ({ tokens, clock, region }: SessionParts, client: UserPoolClientDefinition, user: User, session: Session) => {
  const iat = Math.floor(clock() / 1000);
  const shared = {
    sub: user.sub,
    iss: issuerOf(region, user.poolId),
    origin_jti: session.originJti,
    event_id: randomUUID(),
    auth_time: session.authTime,
    iat,
    ...((user.groups ?? []).length > 0 && { 'cognito:groups': user.groups }),
  };
  const access = {
    ...shared,
    client_id: client.id,
    token_use: 'access',
    scope: 'aws.cognito.signin.user.admin',
    exp: iat + client.accessTokenSeconds,
    jti: randomUUID(),
    username: user.sub,
  };
  const id = {
    ...shared,
    ...user.attributes,
    email: user.email,
    email_verified: user.status === 'CONFIRMED',
    'cognito:username': user.sub,
    aud: client.id,
    token_use: 'id',
    exp: iat + client.idTokenSeconds,
    jti: randomUUID(),
  };
  return { AccessToken: tokens.sign(access), IdToken: tokens.sign(id), ExpiresIn: client.accessTokenSeconds, TokenType: 'Bearer' };
};

const hashOf = (token: string): string => createHash('sha256').update(token).digest('base64url');
