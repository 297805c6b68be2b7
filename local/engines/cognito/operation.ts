// What every operation of Cognito is made of.
import type * as z from 'zod/mini';
import type { UserPoolClientDefinition, UserPoolDefinition } from '../../ports.ts';
import { RefusedError } from '../aws-json.ts';
import type { User } from './directory.ts';
import type { Mailbox } from './mailbox.ts';
import type { Passwords } from './passwords.ts';
import { beginSession, type SessionParts } from './sessions.ts';
import { fireTrigger, type InvokeTrigger } from './triggers.ts';

export type ChallengeName = 'SOFTWARE_TOKEN_MFA' | 'NEW_PASSWORD_REQUIRED';

/** A sign-in whose password was right, and of which more is asked. */
export interface Challenge {
  name: ChallengeName;
  poolId: string;
  sub: string;
  clientId: string;
  expiresAt: number;
  tries: number;
}

/** What the operations work with. */
export interface Cognito extends SessionParts {
  pools: ReadonlyMap<string, UserPoolDefinition>;
  clients: ReadonlyMap<string, UserPoolClientDefinition>;
  passwords: Passwords;
  mailbox: Mailbox;
  invokeTrigger: InvokeTrigger;
  /** By session; forgotten with the process. */
  challenges: Map<string, Challenge>;
}

export type Operation = (cognito: Cognito, input: unknown) => Promise<object>;

export const operation =
  <S extends z.ZodMiniType>(schema: S, run: (cognito: Cognito, input: z.infer<S>) => Promise<object>): Operation =>
  (cognito, content) => {
    const input = schema.safeParse(content);
    if (!input.success) throw invalidParameter(describeIssue(input.error.issues[0]));
    return run(cognito, input.data);
  };

const describeIssue = (issue: { path: PropertyKey[]; message: string } | undefined): string =>
  `1 validation error detected: Value at '${issue?.path.join('.')}' failed to satisfy constraint: ${issue?.message}`;

export const invalidParameter = (message: string) => new RefusedError('InvalidParameterException', message);

export const clientAndPool = (cognito: Cognito, clientId: string) => {
  const client = cognito.clients.get(clientId);
  if (!client) throw new RefusedError('ResourceNotFoundException', `User pool client ${clientId} does not exist.`);
  return { client, pool: poolOf(cognito, client.userPoolId) };
};

export const poolOf = (cognito: Cognito, poolId: string): UserPoolDefinition => {
  const pool = cognito.pools.get(poolId);
  if (!pool) throw new RefusedError('ResourceNotFoundException', `User pool ${poolId} does not exist.`);
  return pool;
};

export const parameter = (parameters: Record<string, string>, name: string): string => {
  const value = parameters[name];
  if (!value) throw invalidParameter(`Missing required parameter ${name}`);
  return value;
};

export const attributesOf = (user: User): Record<string, string> => ({
  sub: user.sub,
  email_verified: String(user.status === 'CONFIRMED'),
  ...user.attributes,
  email: user.email,
});

export const fire = (
  { invokeTrigger, region }: Cognito,
  pool: UserPoolDefinition,
  user: User,
  clientId: string,
  source: string,
  more: Record<string, unknown> = {},
): Promise<void> =>
  fireTrigger(invokeTrigger, {
    pool,
    region,
    clientId,
    userName: user.sub,
    source,
    request: { userAttributes: { ...attributesOf(user), 'cognito:user_status': user.status }, ...more },
  });

/** Ends a sign-in that has shown all its factors: the trigger, then the tokens. */
export const completeSignIn = async (cognito: Cognito, clientId: string, user: User) => {
  const { client, pool } = clientAndPool(cognito, clientId);
  await fire(cognito, pool, user, clientId, 'PostAuthentication_Authentication', { newDeviceUsed: false });
  return { ChallengeParameters: {}, AuthenticationResult: await beginSession(cognito, client, user) };
};
