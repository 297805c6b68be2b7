// Cognito's public operations, with the names and words of its errors. It never tells whether a user exists (`PreventUserExistenceErrors`),
// except at sign-up, as Cognito.
import { randomUUID } from 'node:crypto';
import type { UserPoolDefinition } from '../../ports.ts';
import { RefusedError } from '../aws-json.ts';
import { answering, challenge } from './challenges.ts';
import { codeExpired, codeMismatch, sendCode, tryCode } from './codes.ts';
import type { CodePurpose, User } from './directory.ts';
import {
  attributesOf,
  type Cognito,
  clientAndPool,
  completeSignIn,
  fire,
  invalidParameter,
  type Operation,
  operation,
  parameter,
  poolOf,
} from './operation.ts';
import { checkPolicy } from './passwords.ts';
import * as requests from './requests.ts';
import { answerByCode, factorsOf, secondFactorOperations } from './second-factor.ts';
import { notAuthorized, refreshSession, revokeSession, userOfAccessToken } from './sessions.ts';

export const operations = new Map<string, Operation>([
  [
    'SignUp',
    operation(requests.signUp, async (cognito, { ClientId, Username, Password, UserAttributes = [] }) => {
      const { pool } = clientAndPool(cognito, ClientId);
      const user = await newUser(cognito, pool, { username: Username, password: Password, attributes: UserAttributes });
      await mailCode(cognito, user, 'sign-up');
      return { UserConfirmed: false, UserSub: user.sub, CodeDeliveryDetails: deliveryTo(user.email) };
    }),
  ],
  [
    // Of whom the edge lets in. Mails to people who are made are not offered.
    'AdminCreateUser',
    operation(requests.adminCreateUser, async (cognito, { UserPoolId, Username, TemporaryPassword, UserAttributes = [] }) => {
      const attributes = UserAttributes.filter(({ Name }) => Name !== 'email_verified');
      const user = await newUser(cognito, poolOf(cognito, UserPoolId), { username: Username, password: TemporaryPassword, attributes });
      user.status = 'FORCE_CHANGE_PASSWORD';
      await cognito.directory.save(user);
      return { User: { Username: user.sub, UserStatus: user.status, Enabled: true } };
    }),
  ],
  [
    'AdminAddUserToGroup',
    operation(requests.adminGroup, (cognito, { GroupName, ...request }) => regroup(cognito, request, GroupName, true)),
  ],
  [
    'AdminRemoveUserFromGroup',
    operation(requests.adminGroup, (cognito, { GroupName, ...request }) => regroup(cognito, request, GroupName, false)),
  ],
  [
    'ConfirmSignUp',
    operation(requests.confirmSignUp, async (cognito, { ClientId, Username, ConfirmationCode }) => {
      const { pool } = clientAndPool(cognito, ClientId);
      const user = cognito.directory.find(pool.id, Username);
      if (!user) throw codeExpired();
      if (user.status !== 'UNCONFIRMED') throw notAuthorized(`User cannot be confirmed. Current status is ${user.status}`);
      await useCode(cognito, user, 'sign-up', ConfirmationCode, () => {
        user.status = 'CONFIRMED';
      });
      await fire(cognito, pool, user, ClientId, 'PostConfirmation_ConfirmSignUp');
      return {};
    }),
  ],
  [
    'ResendConfirmationCode',
    operation(requests.byUsername, async (cognito, { ClientId, Username }) => {
      const { pool } = clientAndPool(cognito, ClientId);
      const user = cognito.directory.find(pool.id, Username);
      if (user && user.status !== 'UNCONFIRMED') throw invalidParameter('User is already confirmed.');
      if (user) await mailCode(cognito, user, 'sign-up');
      return { CodeDeliveryDetails: deliveryTo(Username) };
    }),
  ],
  [
    'InitiateAuth',
    operation(requests.initiateAuth, async (cognito, { ClientId, AuthFlow, AuthParameters }) => {
      const { client, pool } = clientAndPool(cognito, ClientId);
      const flow = AuthFlow === 'REFRESH_TOKEN' ? 'REFRESH_TOKEN_AUTH' : AuthFlow;
      if (!client.authFlows.includes(`ALLOW_${flow}`)) throw invalidParameter(`${flow} flow not enabled for this client`);
      switch (flow) {
        case 'USER_PASSWORD_AUTH': {
          const user = await checkPassword(cognito, pool, parameter(AuthParameters, 'USERNAME'), parameter(AuthParameters, 'PASSWORD'));
          if (user.status === 'UNCONFIRMED') throw new RefusedError('UserNotConfirmedException', 'User is not confirmed.');
          if (user.status === 'FORCE_CHANGE_PASSWORD') return challenge(cognito, 'NEW_PASSWORD_REQUIRED', ClientId, user);
          return user.totp?.enabled ? challenge(cognito, 'SOFTWARE_TOKEN_MFA', ClientId, user) : completeSignIn(cognito, ClientId, user);
        }
        case 'REFRESH_TOKEN_AUTH': {
          const result = await refreshSession(cognito, client, parameter(AuthParameters, 'REFRESH_TOKEN'));
          return { ChallengeParameters: {}, AuthenticationResult: result };
        }
        default:
          throw invalidParameter(`The local cloud does not offer the flow ${flow}.`);
      }
    }),
  ],
  [
    'ForgotPassword',
    operation(requests.byUsername, async (cognito, { ClientId, Username }) => {
      const { pool } = clientAndPool(cognito, ClientId);
      const user = cognito.directory.find(pool.id, Username);
      if (user?.status === 'CONFIRMED') await mailCode(cognito, user, 'reset');
      return { CodeDeliveryDetails: deliveryTo(Username) };
    }),
  ],
  [
    'ConfirmForgotPassword',
    operation(requests.confirmForgotPassword, async (cognito, { ClientId, Username, ConfirmationCode, Password }) => {
      const { pool } = clientAndPool(cognito, ClientId);
      checkPolicy(pool.passwordPolicy, Password);
      const passwordHash = await cognito.passwords.hash(Password);
      const user = cognito.directory.find(pool.id, Username);
      if (!user) throw codeMismatch();
      await useCode(cognito, user, 'reset', ConfirmationCode, () => {
        user.passwordHash = passwordHash;
        user.failures = { count: 0, lockedUntil: 0 };
      });
      await fire(cognito, pool, user, ClientId, 'PostConfirmation_ConfirmForgotPassword');
      return {};
    }),
  ],
  [
    'ChangePassword',
    operation(requests.changePassword, async (cognito, { AccessToken, PreviousPassword, ProposedPassword }) => {
      const user = userOfAccessToken(cognito, AccessToken);
      const pool = poolOf(cognito, user.poolId);
      await checkPassword(cognito, pool, user.sub, PreviousPassword);
      checkPolicy(pool.passwordPolicy, ProposedPassword);
      user.passwordHash = await cognito.passwords.hash(ProposedPassword);
      await cognito.directory.save(user);
      return {};
    }),
  ],
  [
    'GetUser',
    operation(requests.byAccessToken, async (cognito, { AccessToken }) => {
      const user = userOfAccessToken(cognito, AccessToken);
      const UserAttributes = Object.entries(attributesOf(user)).map(([Name, Value]) => ({ Name, Value }));
      return { Username: user.sub, UserAttributes, ...factorsOf(user) };
    }),
  ],
  [
    'UpdateUserAttributes',
    operation(requests.updateUserAttributes, async (cognito, { AccessToken, UserAttributes }) => {
      const user = userOfAccessToken(cognito, AccessToken);
      Object.assign(user.attributes, ownAttributes(UserAttributes));
      await cognito.directory.save(user);
      return { CodeDeliveryDetailsList: [] };
    }),
  ],
  [
    'GlobalSignOut',
    operation(requests.byAccessToken, async (cognito, { AccessToken }) => {
      await cognito.directory.endAll(userOfAccessToken(cognito, AccessToken));
      return {};
    }),
  ],
  [
    'RevokeToken',
    operation(requests.revokeToken, async (cognito, { ClientId, Token }) => {
      clientAndPool(cognito, ClientId);
      await revokeSession(cognito, ClientId, Token);
      return {};
    }),
  ],
  [
    'DeleteUser',
    operation(requests.byAccessToken, async (cognito, { AccessToken }) => {
      await cognito.directory.remove(userOfAccessToken(cognito, AccessToken));
      return {};
    }),
  ],
  [
    'RespondToAuthChallenge',
    operation(requests.respondToAuthChallenge, async (cognito, { ClientId, ChallengeName, Session, ChallengeResponses }) => {
      clientAndPool(cognito, ClientId);
      switch (ChallengeName) {
        case 'SOFTWARE_TOKEN_MFA': {
          const user = await answerByCode(cognito, ClientId, Session, parameter(ChallengeResponses, 'SOFTWARE_TOKEN_MFA_CODE'));
          return completeSignIn(cognito, ClientId, user);
        }
        case 'NEW_PASSWORD_REQUIRED': {
          const user = await choosePassword(cognito, ClientId, Session, parameter(ChallengeResponses, 'NEW_PASSWORD'));
          return completeSignIn(cognito, ClientId, user);
        }
        default:
          throw invalidParameter(`The local cloud does not ask for ${ChallengeName}.`);
      }
    }),
  ],
  ...secondFactorOperations,
]);

/** Puts a user into a group of the pool, or takes them out. Tokens that there are already say what they said. */
const regroup = async (
  cognito: Cognito,
  { UserPoolId, Username }: { UserPoolId: string; Username: string },
  group: string,
  isIn: boolean,
): Promise<object> => {
  const pool = poolOf(cognito, UserPoolId);
  const user = cognito.directory.find(pool.id, Username);
  if (!user) throw new RefusedError('UserNotFoundException', 'User does not exist.');
  if (!pool.groups.includes(group)) throw new RefusedError('ResourceNotFoundException', 'Group not found.');
  const others = (user.groups ?? []).filter((each) => each !== group);
  user.groups = isIn ? [...others, group] : others;
  await cognito.directory.save(user);
  return {};
};

/** Puts a password of the user's own in place of the one that they were given, which confirms them. */
const choosePassword = async (cognito: Cognito, clientId: string, session: string, password: string): Promise<User> => {
  const user = answering(cognito, 'NEW_PASSWORD_REQUIRED', clientId, session);
  checkPolicy(poolOf(cognito, user.poolId).passwordPolicy, password);
  user.passwordHash = await cognito.passwords.hash(password);
  user.status = 'CONFIRMED';
  cognito.challenges.delete(session);
  await cognito.directory.save(user);
  return user;
};

interface Candidate {
  username: string;
  password: string;
  attributes: readonly { Name: string; Value: string }[];
}

/** A user to be saved. Throws UsernameExistsException, InvalidPasswordException, InvalidParameterException. */
const newUser = async (cognito: Cognito, pool: UserPoolDefinition, { username, password, attributes }: Candidate): Promise<User> => {
  const email = username.trim();
  if (!/^[^\s@]+@[^\s@]+$/.test(email)) throw invalidParameter('Username should be an email.');
  const own = ownAttributes(attributes.filter(({ Name, Value }) => Name !== 'email' || Value.toLowerCase() !== email.toLowerCase()));
  checkPolicy(pool.passwordPolicy, password);
  const passwordHash = await cognito.passwords.hash(password);
  if (cognito.directory.find(pool.id, email)) throw new RefusedError('UsernameExistsException', 'User already exists');
  return {
    ...{ poolId: pool.id, email, attributes: own, passwordHash, createdAt: cognito.clock() },
    sub: randomUUID(),
    status: 'UNCONFIRMED',
    codes: {},
    codesSentAt: [],
    failures: { count: 0, lockedUntil: 0 },
  };
};

/** Standard attributes that users set themselves; the address is not among them, for it would have to be confirmed anew. */
const changeable = new Set([
  ...['address', 'birthdate', 'family_name', 'gender', 'given_name', 'locale', 'middle_name', 'name', 'nickname'],
  ...['picture', 'preferred_username', 'profile', 'website', 'zoneinfo'],
]);

const ownAttributes = (given: readonly { Name: string; Value: string }[]): Record<string, string> => {
  for (const { Name } of given) if (!changeable.has(Name)) throw invalidParameter(`Attributes did not conform to the schema: ${Name}`);
  return Object.fromEntries(given.map(({ Name, Value }) => [Name, Value]));
};

const mailCode = async ({ directory, mailbox, clock }: Cognito, user: User, purpose: CodePurpose): Promise<void> => {
  sendCode(user, purpose, mailbox, clock());
  await directory.save(user);
};

/** Tries the code; if it is right, changes the user in the same write. */
const useCode = async (cognito: Cognito, user: User, purpose: CodePurpose, digits: string, change: () => void): Promise<void> => {
  const refusal = tryCode(user, purpose, digits, cognito.clock());
  if (!refusal) change();
  await cognito.directory.save(user);
  if (refusal) throw refusal;
};

/** Wrong passwords that go without a wait; after them it doubles from a second to a quarter of an hour. */
const freeFailures = 5;
const longestLockMs = 15 * 60_000;

/** The user whose password it is. Throws NotAuthorizedException, whether or not the user exists. */
const checkPassword = async (cognito: Cognito, pool: UserPoolDefinition, username: string, password: string): Promise<User> => {
  const user = cognito.directory.find(pool.id, username);
  if (user && user.failures.lockedUntil > cognito.clock()) throw notAuthorized('Password attempts exceeded');
  const isRight = await cognito.passwords.verify(password, user?.passwordHash);
  if (!user) throw notAuthorized('Incorrect username or password.');
  if (isRight && user.failures.count === 0) return user;
  user.failures = isRight ? { count: 0, lockedUntil: 0 } : failedAgain(user.failures, cognito.clock());
  await cognito.directory.save(user);
  if (!isRight) throw notAuthorized('Incorrect username or password.');
  return user;
};

const failedAgain = ({ count }: User['failures'], now: number): User['failures'] => {
  const lockMs = count + 1 < freeFailures ? 0 : Math.min(1000 * 2 ** (count + 1 - freeFailures), longestLockMs);
  return { count: count + 1, lockedUntil: now + lockMs };
};

/** Enough to recognise one's own address by. */
const deliveryTo = (address: string) => {
  const [name = '', host = ''] = address.split('@');
  return { AttributeName: 'email', DeliveryMedium: 'EMAIL', Destination: `${name.slice(0, 1)}***@${host.slice(0, 1)}***` };
};
