// Accounts are Cognito's own API, unwrapped: a browser speaks to it directly and nobody else sees a password.
import type { Deployment } from './chat-api.ts';
import { type Clock, realTimers, type Timers } from './timers.ts';

export interface Tokens {
  accessToken: string;
  refreshToken: string;
  /** When the access token ends, milliseconds since the epoch. */
  expiresAt: number;
}

/**
 * A refusal by Cognito. `code` is its error name, such as `UsernameExistsException`, `NetworkError`, or one of `AccountCode`. `message` is for
 * people: never Cognito's own, which is the `cause`.
 */
export class AccountError extends Error {
  readonly code: string;

  constructor(code: string, message: string, options?: { cause: unknown }) {
    super(message, options);
    this.name = 'AccountError';
    this.code = code;
  }
}

/** The password was right; a code of the authenticator app is asked for. Stands for three minutes. */
export interface CodeQuestion {
  email: string;
  session: string;
}

/** Every call rejects with `AccountError`. */
export interface Accounts {
  /** Creates an account; a code comes by e-mail. */
  signUp(account: { email: string; password: string; name: string }): Promise<void>;
  confirmSignUp(email: string, code: string): Promise<void>;
  resendCode(email: string): Promise<void>;
  /** Gives the tokens, or what is asked for besides the password. */
  signIn(email: string, password: string): Promise<Tokens | CodeQuestion>;
  /** Answers with the code that the authenticator app shows. `AppCodeMismatch` for a wrong one: the question stands for some tries. */
  answerCode(question: CodeQuestion, code: string): Promise<Tokens>;
  /** Gives a secret for an authenticator app; it counts for nothing until `confirmAuthenticator` has seen a code made of it. */
  offerAuthenticator(accessToken: string): Promise<string>;
  /** From now on a sign-in takes a code of the app that has the offered secret. */
  confirmAuthenticator(accessToken: string, code: string): Promise<void>;
  /** From now on the password is enough. */
  removeAuthenticator(accessToken: string): Promise<void>;
  hasAuthenticator(accessToken: string): Promise<boolean>;
  /** New tokens for old. `NotAuthorizedException` once the refresh token has expired or been revoked. */
  refresh(tokens: Tokens): Promise<Tokens>;
  /** Sends a code with which to choose another password. */
  forgotPassword(email: string): Promise<void>;
  confirmForgotPassword(email: string, code: string, newPassword: string): Promise<void>;
  changePassword(accessToken: string, oldPassword: string, newPassword: string): Promise<void>;
  /** Ends this sign-in: its refresh token serves no more. */
  signOut(refreshToken: string): Promise<void>;
  /** Ends every sign-in of the account. */
  globalSignOut(accessToken: string): Promise<void>;
}

const TOO_MANY = 'Too many attempts. Wait some minutes and try again.';
const WRONG = 'The e-mail address or the password is wrong.';

/** What is said of the refusals that people meet. */
const SENTENCES = {
  AlreadyConfirmed: 'This e-mail address is confirmed already. Sign in.',
  AppCodeMismatch: 'This is not the code that the app shows now. Wait for the next one and try again.',
  AppCodeUsed: 'This code has been used already. Wait for the next one.',
  CodeDeliveryFailureException: 'The e-mail with the code could not be sent. Check the address.',
  CodeMismatchException: 'This is not the code we sent. Look at the newest e-mail, or ask for another code.',
  EnableSoftwareTokenMFAException:
    'This is not the code that belongs to the key. Wait for the next one, and check the clock of your phone.',
  ExpiredCodeException: 'This code has expired. Ask for another one.',
  InvalidParameterException: 'This could not be taken as it is. Check what you entered.',
  InvalidPasswordException: 'This password is too simple. Choose another one.',
  LimitExceededException: TOO_MANY,
  NetworkError: 'The sign-in service cannot be reached. Check the network and try again.',
  NotAuthorizedException: 'You are not signed in any more. Sign in again.',
  PasswordResetRequiredException: 'This password must be reset. Use "Forgot password".',
  QuestionOver: 'This took too long, or too many codes were wrong. Sign in again.',
  TooManyFailedAttemptsException: TOO_MANY,
  TooManyRequestsException: TOO_MANY,
  UserNotConfirmedException: 'This e-mail address is not confirmed yet. Enter the code we sent.',
  UserNotFoundException: WRONG,
  UsernameExistsException: 'There is an account with this e-mail address already. Sign in, or reset the password.',
  WrongPassword: 'The present password is wrong.',
  WrongSignIn: WRONG,
};

/** Refusals that have words of their own. */
export type AccountCode = keyof typeof SENTENCES;

const sentenceOf: Readonly<Partial<Record<string, string>>> = SENTENCES;

/** Names of Cognito that mean something else in one call than in others, by what they mean there. */
type Meanings = Readonly<Partial<Record<string, AccountCode>>>;

const APP_CODE: Meanings = {
  CodeMismatchException: 'AppCodeMismatch',
  ExpiredCodeException: 'AppCodeUsed',
  NotAuthorizedException: 'QuestionOver',
};

const UNKNOWN = 'The sign-in service could not do this. Try again in a moment.';

const CODE_CHALLENGE = 'SOFTWARE_TOKEN_MFA';
const TIMEOUT_MS = 15_000;

const field = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Object.getOwnPropertyDescriptor(value, name)?.value : undefined;

const textField = (value: unknown, name: string): string | undefined => {
  const found = field(value, name);
  return typeof found === 'string' ? found : undefined;
};

/** A sign-in is locked for a while under the name of a wrong password; only the words differ. */
const LOCKED = 'Password attempts exceeded';

const refusal = (body: unknown, status: number, meanings: Meanings): AccountError => {
  const words = textField(body, 'message') ?? textField(body, 'Message');
  const name = textField(body, '__type')?.split('#').at(-1) ?? (status >= 500 ? 'InternalErrorException' : 'UnknownError');
  const code = words === LOCKED ? 'TooManyFailedAttemptsException' : (meanings[name] ?? name);
  return new AccountError(code, sentenceOf[code] ?? UNKNOWN, { cause: words });
};

export const createAccounts = (
  deployment: Pick<Deployment, 'cognitoEndpoint' | 'userPoolClientId'>,
  deps: { fetch?: typeof fetch; clock?: Clock; timers?: Timers } = {},
): Accounts => {
  const { fetch = globalThis.fetch, clock = Date.now, timers = realTimers } = deps;
  const ClientId = deployment.userPoolClientId;

  const call = async (operation: string, input: Record<string, unknown>, meanings: Meanings = {}): Promise<unknown> => {
    const abort = new AbortController();
    const cancelTimeout = timers.after(TIMEOUT_MS, () => abort.abort());
    try {
      const response = await fetch(deployment.cognitoEndpoint, {
        method: 'POST',
        headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `AWSCognitoIdentityProviderService.${operation}` },
        body: JSON.stringify(input),
        signal: abort.signal,
      });
      const text = await response.text();
      const body: unknown = text === '' ? {} : JSON.parse(text);
      if (!response.ok) throw refusal(body, response.status, meanings);
      return body;
    } catch (cause) {
      throw cause instanceof AccountError ? cause : new AccountError('NetworkError', SENTENCES.NetworkError, { cause });
    } finally {
      cancelTimeout();
    }
  };

  const tokensIn = (body: unknown, oldRefreshToken?: string): Tokens => {
    const result = field(body, 'AuthenticationResult');
    const accessToken = textField(result, 'AccessToken');
    // A refresh gives no new refresh token unless the pool rotates them.
    const refreshToken = textField(result, 'RefreshToken') ?? oldRefreshToken;
    const seconds = field(result, 'ExpiresIn');
    if (accessToken === undefined || refreshToken === undefined || typeof seconds !== 'number') {
      const challenge = textField(body, 'ChallengeName');
      throw new AccountError(challenge ?? 'UnknownError', 'This account needs a further step that this app does not offer.');
    }
    return { accessToken, refreshToken, expiresAt: clock() + seconds * 1000 };
  };

  const authenticate = (AuthFlow: string, AuthParameters: Record<string, string>, meanings?: Meanings) =>
    call('InitiateAuth', { ClientId, AuthFlow, AuthParameters }, meanings);

  const preferAuthenticator = async (accessToken: string, on: boolean): Promise<void> => {
    const SoftwareTokenMfaSettings = { Enabled: on, PreferredMfa: on };
    await call('SetUserMFAPreference', { AccessToken: accessToken, SoftwareTokenMfaSettings });
  };

  return {
    async signUp({ email, password, name }) {
      const UserAttributes = [
        { Name: 'email', Value: email },
        { Name: 'name', Value: name },
      ];
      await call('SignUp', { ClientId, Username: email, Password: password, UserAttributes });
    },
    async confirmSignUp(email, code) {
      await call('ConfirmSignUp', { ClientId, Username: email, ConfirmationCode: code }, { NotAuthorizedException: 'AlreadyConfirmed' });
    },
    async resendCode(email) {
      await call('ResendConfirmationCode', { ClientId, Username: email }, { InvalidParameterException: 'AlreadyConfirmed' });
    },
    async signIn(email, password) {
      const credentials = { USERNAME: email, PASSWORD: password };
      const body = await authenticate('USER_PASSWORD_AUTH', credentials, { NotAuthorizedException: 'WrongSignIn' });
      const session = textField(body, 'Session');
      return textField(body, 'ChallengeName') === CODE_CHALLENGE && session !== undefined ? { email, session } : tokensIn(body);
    },
    async answerCode({ email, session }, code) {
      const ChallengeResponses = { USERNAME: email, SOFTWARE_TOKEN_MFA_CODE: code };
      const answer = { ClientId, ChallengeName: CODE_CHALLENGE, Session: session, ChallengeResponses };
      return tokensIn(await call('RespondToAuthChallenge', answer, APP_CODE));
    },
    async offerAuthenticator(accessToken) {
      const secret = textField(await call('AssociateSoftwareToken', { AccessToken: accessToken }), 'SecretCode');
      if (secret === undefined) throw new AccountError('UnknownError', 'The sign-in service gave no key. Try again.');
      return secret;
    },
    async confirmAuthenticator(accessToken, code) {
      await call('VerifySoftwareToken', { AccessToken: accessToken, UserCode: code });
      await preferAuthenticator(accessToken, true);
    },
    removeAuthenticator: (accessToken) => preferAuthenticator(accessToken, false),
    async hasAuthenticator(accessToken) {
      const factors = field(await call('GetUser', { AccessToken: accessToken }), 'UserMFASettingList');
      return Array.isArray(factors) && factors.includes(CODE_CHALLENGE);
    },
    async refresh({ refreshToken }) {
      return tokensIn(await authenticate('REFRESH_TOKEN_AUTH', { REFRESH_TOKEN: refreshToken }), refreshToken);
    },
    async forgotPassword(email) {
      await call('ForgotPassword', { ClientId, Username: email });
    },
    async confirmForgotPassword(email, code, newPassword) {
      await call('ConfirmForgotPassword', { ClientId, Username: email, ConfirmationCode: code, Password: newPassword });
    },
    async changePassword(accessToken, oldPassword, newPassword) {
      const change = { AccessToken: accessToken, PreviousPassword: oldPassword, ProposedPassword: newPassword };
      await call('ChangePassword', change, { NotAuthorizedException: 'WrongPassword' });
    },
    async signOut(refreshToken) {
      await call('RevokeToken', { ClientId, Token: refreshToken });
    },
    async globalSignOut(accessToken) {
      await call('GlobalSignOut', { AccessToken: accessToken });
    },
  };
};
