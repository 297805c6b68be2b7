// The second factor, by an authenticator app: enrolling it, asking for it, and letting nobody use a code twice.
import { RefusedError } from '../aws-json.ts';
import { answering } from './challenges.ts';
import type { User } from './directory.ts';
import { type Cognito, invalidParameter, type Operation, operation } from './operation.ts';
import * as requests from './requests.ts';
import { notAuthorized, userOfAccessToken } from './sessions.ts';
import { newSecret, stepOf } from './totp.ts';

const CHALLENGE = 'SOFTWARE_TOKEN_MFA';

const codeMismatch = () => new RefusedError('CodeMismatchException', 'Invalid code received for user');

/** The factors that are on, as GetUser tells them. */
export const factorsOf = ({ totp }: User) => (totp?.enabled ? { UserMFASettingList: [CHALLENGE], PreferredMfaSetting: CHALLENGE } : {});

/** Spends a code: each is good once. Changes the user; the caller saves it. */
const spend = (totp: NonNullable<User['totp']>, code: string, now: number): void => {
  const step = stepOf(totp.secret, code, now);
  if (step === undefined) throw codeMismatch();
  if (step <= totp.lastStep) throw new RefusedError('ExpiredCodeException', 'Your software token has already been used once.');
  totp.lastStep = step;
};

/** Whose code it is. Throws CodeMismatchException, ExpiredCodeException, NotAuthorizedException. */
export const answerByCode = async (cognito: Cognito, clientId: string, session: string, code: string): Promise<User> => {
  const user = answering(cognito, CHALLENGE, clientId, session);
  if (!user.totp?.enabled) throw notAuthorized('Invalid session for the user, session is expired.');
  spend(user.totp, code, cognito.clock());
  cognito.challenges.delete(session);
  await cognito.directory.save(user);
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
];
