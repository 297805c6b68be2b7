import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { JwtVerifier } from 'aws-jwt-verify';
import { SimpleJwksCache } from 'aws-jwt-verify/jwk';
import type { Edge } from '../../../local/edge/edge.ts';
import { codeOf, stepAt } from '../../../local/engines/cognito/totp.ts';
import { openCognito } from '../../../local/engines/cognito.ts';
import type { CognitoEngine, UserPoolClientDefinition, UserPoolDefinition } from '../../../local/ports.ts';
import { aFolder, anEdge, region } from '../edge/support.ts';

const pool: UserPoolDefinition = {
  id: `${region}_Parley1`,
  arn: `arn:aws:cognito-idp:${region}:000000000000:userpool/${region}_Parley1`,
  passwordPolicy: { minimumLength: 12, lowercase: true, uppercase: true, numbers: true, symbols: false },
  groups: ['operators'],
  triggers: { PostConfirmation: 'accounts', PostAuthentication: 'accounts' },
};
const client: UserPoolClientDefinition = {
  id: 'webclient',
  userPoolId: pool.id,
  authFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
  accessTokenSeconds: 3_600,
  idTokenSeconds: 3_600,
  refreshTokenSeconds: 30 * 86_400,
};
const hour = 3_600_000;
const password = 'Correct horse 1';
const email = 'Anna@Example.org';

describe('the Cognito engine', () => {
  let place: Awaited<ReturnType<typeof aFolder>>;
  let engine: CognitoEngine;
  let edge: Edge;
  let now: number;
  let triggered: unknown[];
  let failure: string | undefined;
  /** Calls of a trigger that are not answered in time. */
  let late: number;

  const start = async () => {
    engine = await openCognito({
      folder: place.folder,
      region,
      clock: () => now,
      passwordHashing: { cost: 2 ** 10 },
      invokeTrigger: async (functionName, event) => {
        triggered.push({ functionName, event });
        const run = { durationMs: 1, cold: false };
        late -= 1;
        if (late >= 0) return { ok: false, errorType: 'Sandbox.Timedout', errorMessage: 'Task timed out', ...run };
        return failure ? { ok: false, errorType: 'Error', errorMessage: failure, ...run } : { ok: true, payload: event, ...run };
      },
    });
    await engine.createUserPool(pool);
    await engine.createUserPoolClient(client);
    edge = await anEdge({ identities: () => [], engines: { 'cognito-idp': engine } });
  };
  const stop = async () => {
    await edge.close();
    await engine.close();
  };

  beforeEach(async () => {
    now = Date.now();
    triggered = [];
    failure = undefined;
    late = 0;
    place = await aFolder();
    await start();
  });
  afterEach(async () => {
    await stop();
    await place.remove();
  });

  /** Calls as a browser does: the reply's JSON, with its status. */
  const call = async (
    action: string,
    input: object,
  ): Promise<{ status: number; __type?: string; message?: string; [key: string]: unknown }> => {
    const response = await fetch(edge.url, {
      method: 'POST',
      headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `AWSCognitoIdentityProviderService.${action}` },
      body: JSON.stringify(input),
    });
    return { status: response.status, ...((await response.json()) as object) };
  };
  const ClientId = client.id;
  const signUp = (Username = email, Password = password) =>
    call('SignUp', { ClientId, Username, Password, UserAttributes: [{ Name: 'name', Value: 'Anna' }] });
  const lastCode = (to = email) => engine.mails(to).at(-1)?.code ?? 'no mail';
  const confirm = (ConfirmationCode = lastCode()) => call('ConfirmSignUp', { ClientId, Username: email, ConfirmationCode });
  const signIn = async (PASSWORD = password, USERNAME = email) => {
    const reply = await call('InitiateAuth', { ClientId, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters: { USERNAME, PASSWORD } });
    const { Session, AuthenticationResult } = reply;
    return {
      ...reply,
      Session,
      AuthenticationResult,
      tokens: (reply.AuthenticationResult ?? {}) as Record<'AccessToken' | 'IdToken' | 'RefreshToken', string>,
    };
  };
  const refresh = (REFRESH_TOKEN: string) =>
    call('InitiateAuth', { ClientId, AuthFlow: 'REFRESH_TOKEN_AUTH', AuthParameters: { REFRESH_TOKEN } });
  const getUser = (AccessToken: string) => call('GetUser', { AccessToken });
  const aMember = async () => {
    await signUp();
    await confirm();
    return (await signIn()).tokens;
  };
  const wrong = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, '0');

  test('a member signs up, confirms the address, signs in and is known', async () => {
    const { UserSub } = await signUp();
    await confirm();
    const { tokens } = await signIn(password, email.toLowerCase());

    const { Username, UserAttributes } = await getUser(tokens.AccessToken);

    expect(Username).toBe(UserSub);
    expect(UserAttributes).toEqual(
      expect.arrayContaining([
        { Name: 'sub', Value: UserSub },
        { Name: 'email', Value: email },
        { Name: 'email_verified', Value: 'true' },
        { Name: 'name', Value: 'Anna' },
      ]),
    );
  });

  describe('somebody whom an administrator made', () => {
    const temporary = 'Given to her 1';
    const make = async (more: object = {}) => {
      const input = { UserPoolId: pool.id, Username: email, TemporaryPassword: temporary, MessageAction: 'SUPPRESS', ...more };
      const body = Buffer.from(JSON.stringify(input));
      const call = { service: 'cognito-idp', region, action: 'AdminCreateUser', method: 'POST', path: '/', headers: {}, body };
      const { status, body: answer } = await engine.handle(call);
      return { status, ...JSON.parse(String(answer)) };
    };
    const choose = (Session: unknown, NEW_PASSWORD: string) =>
      call('RespondToAuthChallenge', {
        ...{ ClientId, ChallengeName: 'NEW_PASSWORD_REQUIRED', Session },
        ChallengeResponses: { USERNAME: email, NEW_PASSWORD },
      });

    test('gets no mail, chooses a password of her own at the first sign-in, and signs in with that alone from then on', async () => {
      const made = await make();
      const first = await signIn(temporary);
      const chosen = await choose(first.Session, password);

      expect(made).toMatchObject({ status: 200, User: { UserStatus: 'FORCE_CHANGE_PASSWORD' } });
      expect(engine.mails(email)).toEqual([]);
      expect(first).toMatchObject({ ChallengeName: 'NEW_PASSWORD_REQUIRED', AuthenticationResult: undefined });
      expect(chosen).toMatchObject({ status: 200, AuthenticationResult: { AccessToken: expect.any(String) } });
      expect(await signIn(temporary)).toMatchObject({ __type: 'NotAuthorizedException' });
      expect(await getUser((await signIn()).tokens.AccessToken)).toMatchObject({ Username: made.User.Username });
    });

    test('must keep to the policy, and the question is asked of her once', async () => {
      await make();
      const { Session } = await signIn(temporary);

      expect(await choose(Session, 'short')).toMatchObject({ __type: 'InvalidPasswordException' });
      expect(await choose(Session, password)).toMatchObject({ status: 200 });
      expect(await choose(Session, 'Another horse 2')).toMatchObject({ __type: 'NotAuthorizedException' });
      expect(await signIn()).toMatchObject({ status: 200 });
    });

    test('is made once; and neither a code nor a forgotten password gets round the question', async () => {
      await make();

      expect(await make()).toMatchObject({ __type: 'UsernameExistsException' });
      expect(await make({ Username: 'bea@example.org', TemporaryPassword: 'weak' })).toMatchObject({ __type: 'InvalidPasswordException' });
      expect(await confirm('000000')).toMatchObject({ __type: 'NotAuthorizedException' });
      expect(await call('ResendConfirmationCode', { ClientId, Username: email })).toMatchObject({ __type: 'InvalidParameterException' });
      await call('ForgotPassword', { ClientId, Username: email });
      expect(engine.mails(email)).toEqual([]);
    });

    test('is asked for her password and not for a code that was asked of somebody else', async () => {
      await make();
      const { Session } = await signIn(temporary);

      const answer = { ClientId, ChallengeName: 'SOFTWARE_TOKEN_MFA', Session, ChallengeResponses: { SOFTWARE_TOKEN_MFA_CODE: '123456' } };

      expect(await call('RespondToAuthChallenge', answer)).toMatchObject({ __type: 'NotAuthorizedException' });
    });
  });

  describe('groups', () => {
    const regroup = async (action: string, more: object = {}) => {
      const body = Buffer.from(JSON.stringify({ UserPoolId: pool.id, Username: email, GroupName: 'operators', ...more }));
      const { body: answer, status } = await engine.handle({
        ...{ service: 'cognito-idp', region, action, method: 'POST', path: '/', headers: {} },
        body,
      });
      return { status, ...JSON.parse(String(answer)) };
    };
    const groupsIn = (token: string) => JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())['cognito:groups'];

    test('are in the tokens of who is in them, from the next ones on, and survive a restart', async () => {
      const before = await aMember();

      expect(await regroup('AdminAddUserToGroup')).toEqual({ status: 200 });
      await regroup('AdminAddUserToGroup', { Username: email.toLowerCase() });
      await stop();
      await start();

      const { AuthenticationResult } = await refresh(before.RefreshToken);
      const { AccessToken, IdToken } = AuthenticationResult as typeof before;
      expect([AccessToken, IdToken].map(groupsIn)).toEqual([['operators'], ['operators']]);
      expect([before.AccessToken, before.IdToken].map(groupsIn)).toEqual([undefined, undefined]);
      expect(await regroup('AdminRemoveUserFromGroup')).toEqual({ status: 200 });
      expect(groupsIn((await signIn()).tokens.AccessToken)).toBeUndefined();
    });

    test('take nobody whom there is not, and there are no others than the template has', async () => {
      await aMember();

      expect(await regroup('AdminAddUserToGroup', { Username: 'nobody@example.org' })).toMatchObject({ __type: 'UserNotFoundException' });
      expect(await regroup('AdminAddUserToGroup', { GroupName: 'owners' })).toMatchObject({ __type: 'ResourceNotFoundException' });
    });

    test('are for administrators alone', async () => {
      await aMember();
      const input = { UserPoolId: pool.id, Username: email, GroupName: 'operators' };

      expect(await call('AdminAddUserToGroup', input)).toMatchObject({ __type: 'MissingAuthenticationTokenException' });
    });
  });

  describe('the second factor', () => {
    const enrol = async (AccessToken: string): Promise<string> => {
      const { SecretCode } = await call('AssociateSoftwareToken', { AccessToken });
      const secret = String(SecretCode);
      await call('VerifySoftwareToken', { AccessToken, UserCode: codeOf(secret, stepAt(now)) });
      await call('SetUserMFAPreference', { AccessToken, SoftwareTokenMfaSettings: { Enabled: true, PreferredMfa: true } });
      now += 30_000;
      return secret;
    };
    const answer = (Session: unknown, code: string) =>
      call('RespondToAuthChallenge', {
        ClientId,
        ChallengeName: 'SOFTWARE_TOKEN_MFA',
        Session,
        ChallengeResponses: { USERNAME: email, SOFTWARE_TOKEN_MFA_CODE: code },
      });

    test('once it is on, a password alone opens nothing, and password and code do', async () => {
      const { AccessToken } = await aMember();
      const secret = await enrol(AccessToken);

      const first = await signIn();
      const second = await answer(first.Session, codeOf(secret, stepAt(now)));

      expect(first).toMatchObject({ status: 200, ChallengeName: 'SOFTWARE_TOKEN_MFA' });
      expect(first.AuthenticationResult).toBeUndefined();
      expect(second).toMatchObject({ status: 200, AuthenticationResult: { TokenType: 'Bearer' } });
      expect(await getUser(AccessToken)).toMatchObject({ UserMFASettingList: ['SOFTWARE_TOKEN_MFA'] });
    });

    test('a code is good once, and a wrong one for nothing', async () => {
      const secret = await enrol((await aMember()).AccessToken);
      const code = codeOf(secret, stepAt(now));
      const [one, other] = [await signIn(), await signIn()];

      const wrongly = await answer(one.Session, wrong(code));
      const rightly = await answer(one.Session, code);
      const again = await answer(other.Session, code);

      expect(wrongly).toMatchObject({ status: 400, __type: expect.stringContaining('CodeMismatchException') });
      expect(rightly.status).toBe(200);
      expect(again).toMatchObject({ status: 400, __type: expect.stringContaining('ExpiredCodeException') });
    });

    test('the question stands for three minutes and five tries', async () => {
      const secret = await enrol((await aMember()).AccessToken);
      const [slow, guessed] = [await signIn(), await signIn()];

      for (let tries = 0; tries < 5; tries += 1) await answer(guessed.Session, wrong(codeOf(secret, stepAt(now))));
      const sixth = await answer(guessed.Session, codeOf(secret, stepAt(now)));
      now += 3 * 60_000 + 1;
      const late = await answer(slow.Session, codeOf(secret, stepAt(now)));

      expect([sixth.__type, late.__type]).toEqual([
        expect.stringContaining('NotAuthorizedException'),
        expect.stringContaining('NotAuthorizedException'),
      ]);
    });

    test('an app that shows other codes is not taken, and what is on goes off again', async () => {
      const { AccessToken } = await aMember();
      const { SecretCode } = await call('AssociateSoftwareToken', { AccessToken });
      const mismatch = await call('VerifySoftwareToken', { AccessToken, UserCode: wrong(codeOf(String(SecretCode), stepAt(now))) });
      const early = await call('SetUserMFAPreference', { AccessToken, SoftwareTokenMfaSettings: { Enabled: true } });
      await enrol(AccessToken);

      await call('SetUserMFAPreference', { AccessToken, SoftwareTokenMfaSettings: { Enabled: false } });

      expect(mismatch.__type).toContain('EnableSoftwareTokenMFAException');
      expect(early.__type).toContain('InvalidParameterException');
      expect((await signIn()).AuthenticationResult).toBeDefined();
    });

    test('it outlives a restart', async () => {
      const secret = await enrol((await aMember()).AccessToken);
      await stop();
      await start();

      const { Session } = await signIn();

      expect((await answer(Session, codeOf(secret, stepAt(now)))).status).toBe(200);
    });
  });

  test('tokens verify by the published keys, and say what Cognito says', async () => {
    const { AccessToken, IdToken } = await aMember();
    const issuer = `https://cognito-idp.${region}.amazonaws.com/${pool.id}`;
    const published = { fetch: async () => (await fetch(`${edge.url}/${pool.id}/.well-known/jwks.json`)).arrayBuffer() };
    const verifier = JwtVerifier.create(
      { issuer, audience: null, jwksUri: `${issuer}/jwks` },
      { jwksCache: new SimpleJwksCache({ fetcher: published }) },
    );

    const access = await verifier.verify(AccessToken);
    const id = await verifier.verify(IdToken);

    expect(access).toMatchObject({
      iss: issuer,
      token_use: 'access',
      client_id: client.id,
      username: access.sub,
      origin_jti: id.origin_jti,
    });
    expect(id).toMatchObject({ token_use: 'id', aud: client.id, email, name: 'Anna', email_verified: true, 'cognito:username': id.sub });
    expect(Number(access.exp) - Number(access.iat)).toBe(client.accessTokenSeconds);
    expect(await engine.verify(AccessToken, pool.id)).toMatchObject({ sub: access.sub });
  });

  test('a forged, foreign or expired token is not verified', async () => {
    const { AccessToken } = await aMember();
    const [head, , signature] = AccessToken.split('.');
    const forged = [head, Buffer.from(JSON.stringify({ sub: 'root' })).toString('base64url'), signature].join('.');

    expect(await engine.verify(forged, pool.id)).toBeUndefined();
    expect(await engine.verify('not.a.token', pool.id)).toBeUndefined();
    expect(await engine.verify(AccessToken, `${region}_Other`)).toBeUndefined();
    now += 2 * hour;
    expect(await engine.verify(AccessToken, pool.id)).toBeUndefined();
    expect(await getUser(AccessToken)).toMatchObject({ __type: 'NotAuthorizedException', message: 'Access Token has expired' });
  });

  test('an address is taken once, whatever its case', async () => {
    await signUp();

    expect(await signUp(email.toUpperCase())).toMatchObject({ status: 400, __type: 'UsernameExistsException' });
  });

  test.each([
    ['short', 'not long enough'],
    ['no uppercase 1', 'uppercase'],
    ['NO LOWERCASE 1', 'lowercase'],
    ['No numbers here', 'numeric'],
  ])('the password %p is refused', async (weak, reason) => {
    expect(await signUp(email, weak)).toMatchObject({ __type: 'InvalidPasswordException', message: expect.stringContaining(reason) });
  });

  test('what is no address is refused', async () => {
    expect(await signUp('anna')).toMatchObject({ __type: 'InvalidParameterException', message: 'Username should be an email.' });
  });

  test('nobody signs in before the address is confirmed', async () => {
    await signUp();

    expect(await signIn()).toMatchObject({ __type: 'UserNotConfirmedException' });
    expect(await signIn('Wrong password 1')).toMatchObject({ __type: 'NotAuthorizedException' });
  });

  test('a wrong code is refused, and after five even the right one', async () => {
    await signUp();
    const code = lastCode();

    for (let tries = 0; tries < 5; tries++) expect(await confirm(wrong(code))).toMatchObject({ __type: 'CodeMismatchException' });

    expect(await confirm(code)).toMatchObject({ __type: 'LimitExceededException' });
    await call('ResendConfirmationCode', { ClientId, Username: email });
    expect(await confirm()).toMatchObject({ status: 200 });
  });

  test('an expired code is refused', async () => {
    await signUp();

    now += 25 * hour;

    expect(await confirm()).toMatchObject({ __type: 'ExpiredCodeException' });
  });

  test('a code works once', async () => {
    await signUp();
    const code = lastCode();
    await confirm(code);

    expect(await confirm(code)).toMatchObject({ __type: 'NotAuthorizedException', message: expect.stringContaining('CONFIRMED') });
  });

  test('wrong passwords and unknown users get the same answer, and many of them a lock', async () => {
    await aMember();
    const answer = { __type: 'NotAuthorizedException', message: 'Incorrect username or password.' };

    expect(await signIn(password, 'nobody@example.org')).toMatchObject(answer);
    for (let tries = 0; tries < 5; tries++) expect(await signIn('Wrong password 1')).toMatchObject(answer);

    expect(await signIn()).toMatchObject({ message: 'Password attempts exceeded' });
    now += 2_000;
    expect(await signIn()).toMatchObject({ status: 200 });
  });

  test('a forgotten password is set anew by a code', async () => {
    await aMember();
    await call('ForgotPassword', { ClientId, Username: email });
    const reset = (ConfirmationCode: string) =>
      call('ConfirmForgotPassword', { ClientId, Username: email, ConfirmationCode, Password: 'Another horse 2' });

    expect(await reset(wrong(lastCode()))).toMatchObject({ __type: 'CodeMismatchException' });
    expect(await reset(lastCode())).toMatchObject({ status: 200 });

    expect(await signIn('Another horse 2')).toMatchObject({ status: 200 });
    expect(await signIn()).toMatchObject({ __type: 'NotAuthorizedException' });
  });

  test('asking for a code does not tell whether a user exists', async () => {
    const replies = await Promise.all(
      ['ForgotPassword', 'ResendConfirmationCode'].map((action) => call(action, { ClientId, Username: 'nobody@example.org' })),
    );

    expect(replies).toEqual(
      Array.from({ length: 2 }, () => ({
        status: 200,
        CodeDeliveryDetails: { AttributeName: 'email', DeliveryMedium: 'EMAIL', Destination: 'n***@e***' },
      })),
    );
    expect(engine.mails('nobody@example.org')).toEqual([]);
  });

  test('a session is refreshed until its refresh token expires', async () => {
    const { RefreshToken } = await aMember();

    now += 24 * hour;
    const { AuthenticationResult } = await refresh(RefreshToken);
    expect(AuthenticationResult).toEqual({
      AccessToken: expect.any(String),
      IdToken: expect.any(String),
      ExpiresIn: 3_600,
      TokenType: 'Bearer',
    });

    now += 30 * 24 * hour;
    expect(await refresh(RefreshToken)).toMatchObject({ __type: 'NotAuthorizedException', message: 'Refresh Token has expired' });
  });

  test('a revoked session has no tokens left; another one goes on', async () => {
    const { AccessToken, RefreshToken } = await aMember();
    const { tokens: other } = await signIn();

    await call('RevokeToken', { ClientId, Token: RefreshToken });

    expect(await refresh(RefreshToken)).toMatchObject({ __type: 'NotAuthorizedException' });
    expect(await getUser(AccessToken)).toMatchObject({ message: 'Access Token has been revoked' });
    expect(await getUser(other.AccessToken)).toMatchObject({ status: 200 });
  });

  test('signing out everywhere ends all sessions', async () => {
    const { AccessToken } = await aMember();
    const { tokens: other } = await signIn();

    await call('GlobalSignOut', { AccessToken });

    expect(await getUser(AccessToken)).toMatchObject({ __type: 'NotAuthorizedException' });
    expect(await getUser(other.AccessToken)).toMatchObject({ __type: 'NotAuthorizedException' });
    expect(await refresh(other.RefreshToken)).toMatchObject({ __type: 'NotAuthorizedException' });
  });

  test('a member changes password and name, and leaves', async () => {
    const { AccessToken, RefreshToken } = await aMember();
    const change = (PreviousPassword: string) =>
      call('ChangePassword', { AccessToken, PreviousPassword, ProposedPassword: 'Another horse 2' });

    expect(await change('Wrong password 1')).toMatchObject({ __type: 'NotAuthorizedException' });
    expect(await change(password)).toMatchObject({ status: 200 });
    expect(await signIn('Another horse 2')).toMatchObject({ status: 200 });

    await call('UpdateUserAttributes', { AccessToken, UserAttributes: [{ Name: 'name', Value: 'Anne' }] });
    expect((await getUser(AccessToken)).UserAttributes).toContainEqual({ Name: 'name', Value: 'Anne' });
    expect(await call('UpdateUserAttributes', { AccessToken, UserAttributes: [{ Name: 'email_verified', Value: 'true' }] })).toMatchObject({
      __type: 'InvalidParameterException',
    });

    await call('DeleteUser', { AccessToken });
    expect(await refresh(RefreshToken)).toMatchObject({ __type: 'NotAuthorizedException' });
    expect(await signUp()).toMatchObject({ status: 200 });
  });

  test('triggers run after the confirmation and at each sign-in', async () => {
    await aMember();

    expect(triggered).toEqual([
      {
        functionName: 'accounts',
        event: expect.objectContaining({
          triggerSource: 'PostConfirmation_ConfirmSignUp',
          userPoolId: pool.id,
          userName: expect.any(String),
          request: {
            userAttributes: {
              sub: expect.any(String),
              email,
              email_verified: 'true',
              name: 'Anna',
              'cognito:user_status': 'CONFIRMED',
            },
          },
        }),
      },
      { functionName: 'accounts', event: expect.objectContaining({ triggerSource: 'PostAuthentication_Authentication' }) },
    ]);
  });

  test('a trigger that fails is told of, and the sign-in after it tries again', async () => {
    await signUp();
    failure = 'no table';

    expect(await confirm()).toMatchObject({
      __type: 'UserLambdaValidationException',
      message: 'PostConfirmation failed with error no table.',
    });
    failure = undefined;
    expect(await signIn()).toMatchObject({ status: 200 });
  });

  test.each([
    [2, 3, { status: 200 }],
    [3, 3, { __type: 'UserLambdaValidationException', message: 'PostConfirmation failed with error Task timed out.' }],
  ])('a trigger that is late %i times is asked %i times', async (times, asked, answer) => {
    await signUp();
    late = times;

    expect(await confirm()).toMatchObject(answer);
    expect(triggered).toHaveLength(asked);
  });

  test('users, sessions and the key survive a restart; the key is for its owner only', async () => {
    const { AccessToken, RefreshToken } = await aMember();

    await stop();
    await start();

    expect(await getUser(AccessToken)).toMatchObject({ status: 200 });
    expect(await refresh(RefreshToken)).toMatchObject({ status: 200 });
    expect(await signIn()).toMatchObject({ status: 200 });
    expect((await stat(join(place.folder, 'signing-key.pem'))).mode & 0o777).toBe(0o600);
  });

  test('browsers of any origin may call', async () => {
    const preflight = await fetch(edge.url, {
      method: 'OPTIONS',
      headers: { origin: 'https://app.example', 'access-control-request-headers': 'content-type,x-amz-target' },
    });
    const answer = await fetch(edge.url, {
      method: 'POST',
      headers: { origin: 'https://app.example', 'x-amz-target': 'AWSCognitoIdentityProviderService.GetUser' },
      body: '{}',
    });

    expect(preflight.headers.get('access-control-allow-origin')).toBe('*');
    expect(preflight.headers.get('access-control-allow-headers')).toBe('content-type,x-amz-target');
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect(await answer.json()).toMatchObject({ __type: 'InvalidParameterException' });
  });

  test.each(['', '[]', 'null', '{"ClientId":1}', '{"__proto__":{"x":1}}'])('the body %p is refused', async (body) => {
    const response = await fetch(edge.url, {
      method: 'POST',
      headers: { 'x-amz-target': 'AWSCognitoIdentityProviderService.SignUp' },
      body,
    });

    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ __type: 'InvalidParameterException' });
  });
});
