import { AccountError, createAccounts } from '../../../client/accounts.ts';

interface Call {
  url: string;
  target: string | null;
  body: unknown;
}

/** Accounts over a `fetch` that gives the answers one after another. */
const setUp = (...answers: { status?: number; body: unknown }[]) => {
  const calls: Call[] = [];
  const fetch = async (url: string | URL | Request, init?: RequestInit): Promise<Response> => {
    calls.push({ url: String(url), target: new Headers(init?.headers).get('x-amz-target'), body: JSON.parse(String(init?.body)) });
    const answer = answers.shift();
    if (answer === undefined) throw new TypeError('fetch failed');
    return new Response(JSON.stringify(answer.body), { status: answer.status ?? 200 });
  };
  const accounts = createAccounts({ cognitoEndpoint: 'https://cognito.test', userPoolClientId: 'client' }, { fetch, clock: () => 1_000 });
  return { accounts, calls };
};

const RESULT = { AccessToken: 'access', RefreshToken: 'refresh', ExpiresIn: 3600 };

describe('accounts', () => {
  test('sign-up sends the address, the password and the name', async () => {
    const { accounts, calls } = setUp({ body: {} });
    await accounts.signUp({ email: 'ann@example.com', password: 'secret', name: 'Ann' });

    expect(calls).toEqual([
      {
        url: 'https://cognito.test',
        target: 'AWSCognitoIdentityProviderService.SignUp',
        body: {
          ClientId: 'client',
          Username: 'ann@example.com',
          Password: 'secret',
          UserAttributes: [
            { Name: 'email', Value: 'ann@example.com' },
            { Name: 'name', Value: 'Ann' },
          ],
        },
      },
    ]);
  });

  test('signing in gives tokens with their end', async () => {
    const { accounts } = setUp({ body: { AuthenticationResult: RESULT } });

    expect(await accounts.signIn('ann@example.com', 'secret')).toEqual({
      accessToken: 'access',
      refreshToken: 'refresh',
      expiresAt: 3_601_000,
    });
  });

  test('a refresh keeps the refresh token unless another comes', async () => {
    const { RefreshToken: _, ...renewed } = RESULT;
    const { accounts } = setUp(
      { body: { AuthenticationResult: renewed } },
      { body: { AuthenticationResult: { ...renewed, RefreshToken: 'rotated' } } },
    );
    const old = { accessToken: 'old', refreshToken: 'mine', expiresAt: 0 };

    expect((await accounts.refresh(old)).refreshToken).toBe('mine');
    expect((await accounts.refresh(old)).refreshToken).toBe('rotated');
  });

  const question = { email: 'ann@example.com', session: 'session' };
  type Account = ReturnType<typeof setUp>['accounts'];

  test.each<[string, string, string, (accounts: Account) => Promise<unknown>]>([
    ['CodeMismatchException', 'CodeMismatchException', 'not the code we sent', (accounts) => accounts.confirmSignUp('ann', '1')],
    ['CodeMismatchException', 'AppCodeMismatch', 'not the code that the app shows', (accounts) => accounts.answerCode(question, '1')],
    ['InvalidPasswordException', 'InvalidPasswordException', 'too simple', (accounts) => accounts.confirmForgotPassword('ann', '1', 'x')],
    ['NotAuthorizedException', 'WrongSignIn', 'e-mail address or the password is wrong', (accounts) => accounts.signIn('ann', 'x')],
    ['NotAuthorizedException', 'WrongPassword', 'present password is wrong', (accounts) => accounts.changePassword('token', 'x', 'y')],
    ['NotAuthorizedException', 'AlreadyConfirmed', 'confirmed already', (accounts) => accounts.confirmSignUp('ann', '1')],
    ['NotAuthorizedException', 'NotAuthorizedException', 'not signed in', (accounts) => accounts.offerAuthenticator('token')],
    ['InvalidParameterException', 'AlreadyConfirmed', 'confirmed already', (accounts) => accounts.resendCode('ann')],
    ['BrandNewException', 'BrandNewException', 'could not do this', (accounts) => accounts.forgotPassword('ann')],
  ])('%s is told as %s, in words of our own', async (name, code, hint, refused) => {
    const body = { __type: `com.amazonaws.cognito#${name}`, message: 'Username ann of pool us-east-1_x' };
    const { accounts } = setUp({ status: 400, body });

    const refusal = await refused(accounts).catch((error: unknown) => error);

    expect(refusal).toMatchObject({ code, message: expect.stringContaining(hint), cause: body.message });
    expect(refusal).toMatchObject({ message: expect.not.stringContaining('sername') });
  });

  test('a sign-in that is locked for a while is not told as a wrong password', async () => {
    const { accounts } = setUp({ status: 400, body: { __type: 'NotAuthorizedException', message: 'Password attempts exceeded' } });

    await expect(accounts.signIn('ann@example.com', 'x')).rejects.toMatchObject({
      code: 'TooManyFailedAttemptsException',
      message: expect.stringContaining('Wait some minutes'),
    });
  });

  test('no answer is a NetworkError, a further step names itself', async () => {
    const { accounts } = setUp({ body: { ChallengeName: 'SOFTWARE_TOKEN_MFA' } });

    await expect(accounts.signIn('a', 'b')).rejects.toMatchObject({ code: 'SOFTWARE_TOKEN_MFA' });
    const failure = await accounts.signIn('a', 'b').catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(AccountError);
    expect(failure).toMatchObject({ code: 'NetworkError' });
  });
});
