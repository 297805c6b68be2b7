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

  test('a refusal keeps its code, with a sentence for people', async () => {
    const { accounts } = setUp(
      { status: 400, body: { __type: 'com.amazonaws.cognito#CodeMismatchException', message: 'Invalid verification code provided' } },
      { status: 400, body: { __type: 'InvalidPasswordException', message: 'Password must have uppercase characters' } },
    );

    await expect(accounts.confirmSignUp('ann@example.com', '1')).rejects.toMatchObject({
      code: 'CodeMismatchException',
      message: expect.stringContaining('not the code we sent'),
    });
    await expect(accounts.confirmForgotPassword('ann@example.com', '1', 'x')).rejects.toMatchObject({
      code: 'InvalidPasswordException',
      message: 'Password must have uppercase characters',
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
