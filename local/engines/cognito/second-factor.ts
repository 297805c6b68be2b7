// The second factor, by an authenticator app: enrolling it, asking for it, and letting nobody use a code twice.
import { randomBytes } from 'node:crypto';
import { RefusedError } from '../aws-json.ts';
import type { User } from './directory.ts';
import { type Cognito, clientAndPool, completeSignIn, invalidParameter, type Operation, operation, parameter } from './operation.ts';
import * as requests from './requests.ts';
import { notAuthorized, userOfAccessToken } from './sessions.ts';
import { newSecret, stepOf } from './totp.ts';

const CHALLENGE = 'SOFTWARE_TOKEN_MFA';
/** As in Cognito, by default. */
const CHALLENGE_MS = 3 * 60_000;
const MOST_TRIES = 5;

const codeMismatch = () => new RefusedError('CodeMismatchException', 'Invalid code received for user');

/** Asks for the second factor in place of giving tokens. */
export const challenge = ({ challenges, clock }: Cognito, clientId: string, user: User) => {
  const now = clock();
  for (const [session, { expiresAt }] of challenges) if (expiresAt < now) challenges.delete(session);
  const session = randomBytes(48).toString('base64url');
  challenges.set(session, { poolId: user.poolId, sub: user.sub, clientId, expiresAt: now + CHALLENGE_MS, tries: 0 });
  return { ChallengeName: CHALLENGE, ChallengeParameters: { USER_ID_FOR_SRP: user.sub }, Session: session };
};

/** The factors that are on, as GetUser tells them. */
export const factorsOf = ({ totp }: User) => (totp?.enabled ? { UserMFASettingList: [CHALLENGE], PreferredMfaSetting: CHALLENGE } : {});

/** Spends a code: each is good once. Changes the user; the caller saves it. */
const spend = (totp: NonNullable<User['totp']>, code: string, now: number): void => {
  const step = stepOf(totp.secret, code, now);
  if (step === undefined) throw codeMismatch();
  if (step <= totp.lastStep) throw new RefusedError('ExpiredCodeException', 'Your software token has already been used once.');
  totp.lastStep = step;
};

const answered = async (cognito: Cognito, clientId: string, session: string, code: string): Promise<User> => {
  const { challenges, directory, clock } = cognito;
  const asked = challenges.get(session);
  const user = asked && directory.find(asked.poolId, asked.sub);
  if (!asked || !user?.totp?.enabled || asked.clientId !== clientId || asked.expiresAt < clock() || asked.tries >= MOST_TRIES)
    throw notAuthorized('Invalid session for the user, session is expired.');
  asked.tries += 1;
  spend(user.totp, code, clock());
  challenges.delete(session);
  await directory.save(user);
  return user;
};

export const secondFactorOperations: readonly (readonly [string, Operation])[] = [
  [
    'AssociateSoftwareToken',
    operation(requests.byAccessToken, async (cognito, { AccessToken }) => {
      const user = userOfAccessToken(cognito, AccessToken);
      user.offeredSecret = newSecret();
      await cognito.directory.save(user);
      return { SecretCode: user.offeredSecret };
    }),
  ],
  [
    'VerifySoftwareToken',
    operation(requests.verifySoftwareToken, async (cognito, { AccessToken, UserCode }) => {
      const user = userOfAccessToken(cognito, AccessToken);
      if (user.offeredSecret === undefined) throw invalidParameter('No software token has been associated.');
      const step = stepOf(user.offeredSecret, UserCode, cognito.clock());
      if (step === undefined) throw new RefusedError('EnableSoftwareTokenMFAException', 'Code mismatch');
      user.totp = { secret: user.offeredSecret, enabled: user.totp?.enabled ?? false, lastStep: step };
      delete user.offeredSecret;
      await cognito.directory.save(user);
      return { Status: 'SUCCESS' };
    }),
  ],
  [
    'SetUserMFAPreference',
    operation(requests.setUserMfaPreference, async (cognito, { AccessToken, SoftwareTokenMfaSettings }) => {
      const user = userOfAccessToken(cognito, AccessToken);
      const enabled = SoftwareTokenMfaSettings?.Enabled ?? user.totp?.enabled ?? false;
      if (enabled && user.totp === undefined) throw invalidParameter('User has not verified software token mfa');
      if (user.totp !== undefined) user.totp.enabled = enabled;
      await cognito.directory.save(user);
      return {};
    }),
  ],
  [
    'RespondToAuthChallenge',
    operation(requests.respondToAuthChallenge, async (cognito, { ClientId, ChallengeName, Session, ChallengeResponses }) => {
      clientAndPool(cognito, ClientId);
      if (ChallengeName !== CHALLENGE) throw invalidParameter(`The local cloud does not ask for ${ChallengeName}.`);
      const user = await answered(cognito, ClientId, Session, parameter(ChallengeResponses, 'SOFTWARE_TOKEN_MFA_CODE'));
      return completeSignIn(cognito, ClientId, user);
    }),
  ],
];
