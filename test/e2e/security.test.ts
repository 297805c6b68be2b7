import {
  type Actor,
  actorFrom,
  callCognito,
  callHttp,
  newActor,
  openSocket,
  PASSWORD,
  readOutputs,
  signIn,
  until,
} from '../support/black-box.ts';
import { testWith } from '../support/targets.ts';
import { totpCode } from '../support/totp.ts';

const outputs = readOutputs();
const ROOM = { kind: 'public', name: 'Ghosts' };
const client = { ClientId: outputs.userPoolClientId };

/** The same person, signed in once more. */
const elsewhere = async (actor: Actor, password = PASSWORD): Promise<Actor> =>
  actorFrom(outputs, actor.email, actor.name, await signIn(outputs, actor.email, password));

describe('devices', () => {
  test('[H52, S42, R20] a device is signed out from another one: its socket closes and its tokens open nothing', async () => {
    const laptop = await newActor(outputs, 'Ada');
    const phone = await elsewhere(laptop);
    const [kept, lost] = [await laptop.connect(), await phone.connect()];
    const { items } = (await laptop.call('GET', '/me/devices')).body;
    const [other] = items.filter((device: { current: boolean }) => !device.current);

    const ended = await laptop.call('DELETE', `/me/devices/${other.deviceId}`);

    await lost.waitFor('the word', (frame) => frame.type === 'signed-out');
    await lost.closed;
    const refused = [await phone.call('POST', '/session'), await phone.call('GET', '/me')];
    expect([items.length, ended.status]).toEqual([2, 204]);
    expect(refused.map(({ status, body }) => [status, body.code])).toEqual([
      [401, 'unauthorized'],
      [401, 'unauthorized'],
    ]);
    expect((await laptop.call('GET', '/me/devices')).body.items).toHaveLength(1);
    kept.send({ action: 'ping' });
    await kept.waitFor('the other device to stay', (frame) => frame.type === 'pong');
    await kept.close();
  });

  testWith(
    'refusal-status',
    '[R20] neither a refreshed token, nor a ticket from before, nor a token at the socket brings it back',
    async () => {
      const laptop = await newActor(outputs, 'Ada');
      const phone = await elsewhere(laptop);
      const { ticket, websocketUrl } = await phone.session();

      await laptop.call('DELETE', '/me/devices');

      const refreshed = await callCognito(outputs, 'InitiateAuth', {
        ...client,
        AuthFlow: 'REFRESH_TOKEN_AUTH',
        AuthParameters: { REFRESH_TOKEN: phone.tokens.refreshToken },
      });
      const { AccessToken } = refreshed.body.AuthenticationResult;
      expect((await callHttp(`${outputs.httpUrl}/v1/session`, 'POST', AccessToken)).status).toBe(401);
      await expect(openSocket(`${websocketUrl}?ticket=${ticket}`)).rejects.toMatchObject({ status: 401 });
      await expect(openSocket(websocketUrl, { authorization: `Bearer ${AccessToken}` })).rejects.toMatchObject({ status: 401 });
      expect((await laptop.call('GET', '/me')).status).toBe(200);
    },
  );
});

test('[R20] a sign-in that has never begun a session ends with the others, and with the account', async () => {
  const [ada, ben] = [await newActor(outputs, 'Ada'), await newActor(outputs, 'Ben')];
  const [hidden, ghost] = [await elsewhere(ada), await elsewhere(ben)];
  const before = [(await hidden.call('GET', '/drafts')).status, (await ghost.call('GET', '/drafts')).status];
  // When a sign-in began is told in whole seconds.
  const next = (Math.floor(Date.now() / 1_000) + 1) * 1_000;
  await until('the next second', () => Date.now() >= next);

  await ada.call('DELETE', '/me/devices');
  await ben.call('DELETE', '/me');

  const after = [await hidden.call('GET', '/drafts'), await hidden.call('POST', '/session'), await ghost.call('POST', '/rooms', ROOM)];
  expect([before, after.map(({ status }) => status)]).toEqual([
    [200, 200],
    [401, 401, 401],
  ]);
  await expect(openSocket(outputs.websocketUrl, { authorization: `Bearer ${hidden.tokens.accessToken}` })).rejects.toThrow('refused');
  expect((await ada.call('GET', '/me')).status).toBe(200);
});

describe('the second factor', () => {
  test('once an authenticator app is enrolled, the password alone opens nothing', async () => {
    const ada = await newActor(outputs, 'Ada');
    const AccessToken = ada.tokens.accessToken;
    const secret: string = (await callCognito(outputs, 'AssociateSoftwareToken', { AccessToken })).body.SecretCode;
    await callCognito(outputs, 'VerifySoftwareToken', { AccessToken, UserCode: totpCode(secret) });
    await callCognito(outputs, 'SetUserMFAPreference', { AccessToken, SoftwareTokenMfaSettings: { Enabled: true, PreferredMfa: true } });

    const asked = await callCognito(outputs, 'InitiateAuth', {
      ...client,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: ada.email, PASSWORD },
    });
    const answered = await callCognito(outputs, 'RespondToAuthChallenge', {
      ...client,
      ChallengeName: asked.body.ChallengeName,
      Session: asked.body.Session,
      ChallengeResponses: { USERNAME: ada.email, SOFTWARE_TOKEN_MFA_CODE: totpCode(secret, 1) },
    });

    expect(asked.body).toMatchObject({ ChallengeName: 'SOFTWARE_TOKEN_MFA' });
    expect(asked.body.AuthenticationResult).toBeUndefined();
    const token = answered.body.AuthenticationResult.AccessToken;
    expect((await callHttp(`${outputs.httpUrl}/v1/me`, 'GET', token)).body.userId).toBe(ada.userId);
  });
});
