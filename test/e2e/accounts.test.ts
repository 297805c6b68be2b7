import { callCognito, callHttp, codeFor, newActor, PASSWORD, readOutputs, signIn } from '../support/black-box.ts';
import { testWith } from '../support/targets.ts';

const outputs = readOutputs();
const client = { ClientId: outputs.userPoolClientId };

describe('accounts', () => {
  testWith('mailed-codes', 'a new person signs up with a mailed code and is who they said', async () => {
    const ada = await newActor(outputs, 'Ada Lovelace');

    const me = await ada.call('GET', '/me');

    expect(me.status).toBe(200);
    expect(me.body).toMatchObject({ userId: ada.userId, name: 'Ada Lovelace', email: ada.email });
    expect(me.body.handle).toMatch(/^[a-z0-9][a-z0-9._-]*$/);
  });

  test('an address signs up once', async () => {
    const ada = await newActor(outputs, 'Ada');

    const again = await callCognito(outputs, 'SignUp', {
      ...client,
      Username: ada.email,
      Password: PASSWORD,
      UserAttributes: [
        { Name: 'email', Value: ada.email },
        { Name: 'name', Value: 'Ada' },
      ],
    });

    expect(again.status).toBe(400);
    expect(again.body.__type).toContain('UsernameExistsException');
  });

  test('a wrong password and an unknown address are told alike', async () => {
    const ada = await newActor(outputs, 'Ada');
    const attempt = (username: string) =>
      callCognito(outputs, 'InitiateAuth', {
        ...client,
        AuthFlow: 'USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: username, PASSWORD: 'Wrong-horse-7-battery' },
      });

    const [wrong, unknown] = [await attempt(ada.email), await attempt(`nobody-${ada.email}`)];

    expect(wrong.status).toBe(400);
    expect(wrong.body.__type).toContain('NotAuthorizedException');
    expect(unknown.body).toEqual(wrong.body);
  });

  test('a refresh token gives a new access token that works', async () => {
    const ada = await newActor(outputs, 'Ada');

    const refreshed = await callCognito(outputs, 'InitiateAuth', {
      ...client,
      AuthFlow: 'REFRESH_TOKEN_AUTH',
      AuthParameters: { REFRESH_TOKEN: ada.tokens.refreshToken },
    });

    const me = await callHttp(`${outputs.httpUrl}/v1/me`, 'GET', refreshed.body.AuthenticationResult.AccessToken);
    expect(me.status).toBe(200);
    expect(me.body.userId).toBe(ada.userId);
  });

  testWith('mailed-codes', 'a forgotten password is replaced with a mailed code', async () => {
    const ada = await newActor(outputs, 'Ada');
    const since = Date.now();
    await callCognito(outputs, 'ForgotPassword', { ...client, Username: ada.email });
    const code = await codeFor(outputs, ada.email, since);

    const changed = await callCognito(outputs, 'ConfirmForgotPassword', {
      ...client,
      Username: ada.email,
      ConfirmationCode: code,
      Password: 'Another-horse-8-staple',
    });

    expect(changed.status).toBe(200);
    await expect(signIn(outputs, ada.email)).rejects.toThrow('NotAuthorizedException');
    expect((await signIn(outputs, ada.email, 'Another-horse-8-staple')).accessToken).toBeTruthy();
  });

  test('a token that is missing, forged, of another kind or mangled is refused', async () => {
    const ada = await newActor(outputs, 'Ada');
    const [header, payload] = ada.tokens.accessToken.split('.');
    const forged = `${header}.${payload}.${Buffer.from('forged').toString('base64url')}`;
    const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`;

    const statuses = await Promise.all(
      [undefined, forged, none, 'nonsense', ada.tokens.idToken].map(
        async (token) => (await callHttp(`${outputs.httpUrl}/v1/me`, 'GET', token)).status,
      ),
    );

    expect(statuses).toEqual([401, 401, 401, 401, 401]);
  });

  test('[H2] a profile changes, and a handle belongs to one person', async () => {
    const [ada, bea] = [await newActor(outputs, 'Ada'), await newActor(outputs, 'Bea')];
    const handle = `h-${ada.userId.slice(0, 8)}`;

    const changed = await ada.call('PATCH', '/me', { name: 'Countess', handle });
    const taken = await bea.call('PATCH', '/me', { handle });

    expect(changed.body).toMatchObject({ name: 'Countess', handle });
    expect(taken.status).toBe(409);
    expect(taken.body.code).toBe('conflict');
  });

  test('[H3] people find each other by name, and never see an address', async () => {
    const [ada, bea] = [await newActor(outputs, 'Ada'), await newActor(outputs, `Beatrix${Date.now()}`)];

    const found = await ada.call('GET', `/users?query=${bea.name.toLowerCase().slice(0, 18)}`);
    const one = await ada.call('GET', `/users/${bea.userId}`);

    expect(found.body.items.map((person: { userId: string }) => person.userId)).toContain(bea.userId);
    expect(one.body).toMatchObject({ userId: bea.userId, name: bea.name });
    expect(JSON.stringify([found.body, one.body])).not.toContain('@example.com');
  });
});
