import { randomBytes } from 'node:crypto';
import type { Visitor, VisitorSocket, Visitors } from '../domain/ports.ts';
import type { Platform } from './clients.ts';
import { cognitoApi, openCalls, openSignedCalls } from './json-calls.ts';

/** How long a visitor waits for any answer. */
const PATIENCE_MS = 20_000;

export interface VisitorsOptions extends Platform {
  userPoolId: string;
  clientId: string;
  /** Of the HTTP API, without a slash at the end. */
  httpUrl: string;
  /** @default AWS's own */
  cognitoEndpoint: string | undefined;
}

interface Answer {
  readonly Session?: string;
  readonly ChallengeName?: string;
  readonly ChallengeParameters?: { readonly USER_ID_FOR_SRP?: string };
  readonly AuthenticationResult?: { readonly AccessToken?: string };
}

/** The answer as JSON. Throws its status and text where it is a refusal. */
const answerOf = async (what: string, response: Response): Promise<unknown> => {
  const text = await response.text();
  if (!response.ok) throw new Error(`${what} was answered with ${response.status}: ${text.slice(0, 500)}`);
  return text === '' ? undefined : JSON.parse(text);
};

/** Meets the four classes of the pool's policy, and cannot be guessed; it is known for the length of a visit, and nowhere kept. */
const newPassword = (): string => `Aa1!${randomBytes(24).toString('base64url')}`;

/** People made by the one right that this takes, `cognito-idp:AdminCreateUser`: no mail is sent, and what they do then everybody may. */
export const openVisitors = (options: VisitorsOptions): Visitors => {
  const { region, credentials, userPoolId, clientId, httpUrl } = options;
  const call = openCalls(region, cognitoApi, options.cognitoEndpoint);
  const callSigned = openSignedCalls({ region, credentials }, cognitoApi, options.cognitoEndpoint);

  const ask = async (action: string, input: object): Promise<Answer> =>
    (await answerOf(action, await call(action, input, PATIENCE_MS))) as Answer;

  const logIn = (email: string, password: string): Promise<Answer> =>
    ask('InitiateAuth', {
      AuthFlow: 'USER_PASSWORD_AUTH',
      ClientId: clientId,
      AuthParameters: { USERNAME: email, PASSWORD: password },
    });

  const register = async (name: string): Promise<{ email: string; password: string }> => {
    // A domain that can never be anybody's (RFC 2606).
    const email = `canary-${randomBytes(12).toString('hex')}@parley.invalid`;
    const [temporary, password] = [newPassword(), newPassword()];
    const attributes = { email, email_verified: 'true', name };
    const person = {
      UserPoolId: userPoolId,
      Username: email,
      TemporaryPassword: temporary,
      MessageAction: 'SUPPRESS',
      UserAttributes: Object.entries(attributes).map(([Name, Value]) => ({ Name, Value })),
    };
    await answerOf('AdminCreateUser', await callSigned('AdminCreateUser', person, PATIENCE_MS));
    const { ChallengeName, ChallengeParameters, Session } = await logIn(email, temporary);
    const responses = { USERNAME: ChallengeParameters?.USER_ID_FOR_SRP ?? email, NEW_PASSWORD: password };
    await ask('RespondToAuthChallenge', { ClientId: clientId, ChallengeName, Session, ChallengeResponses: responses });
    return { email, password };
  };

  return {
    arrive: async (name) => {
      const { email, password } = await register(name);
      const token = (await logIn(email, password)).AuthenticationResult?.AccessToken;
      if (token === undefined) throw new Error('The sign-in gave no token.');
      return visitorWith(httpUrl, token);
    },
  };
};

const visitorWith = (httpUrl: string, token: string): Visitor => ({
  call: async (method, path, body) => {
    const response = await fetch(`${httpUrl}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    return answerOf(`${method} ${path}`, response);
  },
  connect: (websocketUrl, ticket) => openSocket(`${websocketUrl}?ticket=${encodeURIComponent(ticket)}`),
});

/** Rejects with `message` unless what is begun resolves in time. */
const inTime = <T>(message: string, begin: (resolve: (value: T) => void, reject: (error: Error) => void) => void): Promise<T> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(message)), PATIENCE_MS);
    const settled =
      <V>(settle: (value: V) => void) =>
      (value: V) => {
        clearTimeout(timer);
        settle(value);
      };
    begin(settled(resolve), settled(reject));
  });

const openSocket = async (url: string): Promise<VisitorSocket> => {
  const socket = new WebSocket(url);
  const frames: unknown[] = [];
  const listeners = new Set<(frame: unknown) => void>();
  socket.addEventListener('message', ({ data }) => {
    const frame: unknown = JSON.parse(String(data));
    frames.push(frame);
    for (const listener of listeners) listener(frame);
  });
  await inTime<void>('The socket did not open in time.', (resolve, reject) => {
    socket.addEventListener('open', () => resolve());
    socket.addEventListener('close', ({ code }) => reject(new Error(`The socket closed with ${code}.`)));
    socket.addEventListener('error', () => reject(new Error('The socket was refused.')));
  }).catch((error: unknown) => {
    socket.close();
    throw error;
  });
  return {
    say: (frame) => socket.send(JSON.stringify(frame)),
    hear: <T>(pick: (frame: unknown) => T | undefined) =>
      inTime<T>(`The socket told nothing of it within ${PATIENCE_MS} ms.`, (resolve) => {
        const listener = (frame: unknown): void => {
          const picked = pick(frame);
          if (picked === undefined) return;
          listeners.delete(listener);
          resolve(picked);
        };
        listeners.add(listener);
        for (const frame of frames) listener(frame);
      }),
    close: () => socket.close(),
  };
};
