// A person at the keyboard of a bare protocol client: no code of Parley's own beyond its outputs, so that the suite judges any deployment.
import { randomBytes, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { enrol } from './operator.ts';

/** What a deployment tells about itself. */
export interface Outputs {
  siteUrl: string;
  httpUrl: string;
  websocketUrl: string;
  region: string;
  userPoolId: string;
  userPoolClientId: string;
  cognitoEndpoint: string;
  /** Where mailed codes can be read; empty where they cannot: people are made by the operator. */
  mailboxUrl: string;
  metricsUrl: string;
  /** Of whoever runs the deployment; where there are none, the environment has AWS's own. */
  operator?: { accessKeyId: string; secretAccessKey: string };
}

export const readOutputs = (): Outputs => {
  const file = process.env.PARLEY_OUTPUTS;
  if (file === undefined) throw new Error('PARLEY_OUTPUTS must name the outputs file of a running deployment');
  return JSON.parse(readFileSync(file, 'utf8')) as Outputs;
};

// biome-ignore lint/suspicious/noExplicitAny: a black box answers with whatever it answers; the tests say what it must be.
export type Json = any;

export interface Answer {
  status: number;
  headers: Headers;
  body: Json;
}

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A ULID of now, or of another time. */
export const ulid = (at = Date.now()): string => {
  let time = '';
  for (let rest = at, place = 0; place < 10; place += 1, rest = Math.floor(rest / 32)) time = ALPHABET.charAt(rest % 32) + time;
  return time + Array.from(randomBytes(16), (byte) => ALPHABET.charAt(byte % 32)).join('');
};

const POLL_MS = 25;

/**
 * Polls until `probe` gives something other than false, for at most `ms`. Time in which this process itself got no turn does not count: what was
 * in time would be found too late by who looks too late.
 */
export const until = async <T>(
  what: string,
  probe: () => T | false | undefined | Promise<T | false | undefined>,
  ms = 30_000,
): Promise<T> => {
  let deadline = performance.now() + ms;
  for (;;) {
    const found = await probe();
    if (found !== undefined && found !== false) return found;
    const lookedAt = performance.now();
    if (lookedAt > deadline) throw new Error(`waited ${ms} ms for ${what}`);
    await delay(POLL_MS);
    deadline += performance.now() - lookedAt - POLL_MS;
  }
};

/** Makes a call about a time just ahead, again and further ahead while it has passed before the call arrived. */
export const soon = (call: (at: number) => Promise<Answer>): Promise<Answer> => {
  let ahead = 250;
  return until('a call that arrives before its time', async () => {
    ahead *= 2;
    const answer = await call(Date.now() + ahead);
    return answer.status === 400 ? undefined : answer;
  });
};

export const callCognito = async (outputs: Outputs, action: string, body: object): Promise<Answer> => {
  const response = await fetch(`${outputs.cognitoEndpoint}/`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `AWSCognitoIdentityProviderService.${action}` },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === '' ? {} : JSON.parse(text) };
};

export const callHttp = async (url: string, method: string, token?: string, body?: unknown, headers: object = {}): Promise<Answer> => {
  const response = await fetch(url, {
    method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) };
};

interface Mail {
  code: string | undefined;
  sentAt: number;
}

/** The mails to an address, oldest first: as Parley's own mailbox tells them, or as an emulator's SES does. */
const mailsTo = async ({ mailboxUrl }: Outputs, address: string): Promise<Mail[]> => {
  const { body } = await callHttp(`${mailboxUrl}?to=${encodeURIComponent(address)}`, 'GET');
  if (Array.isArray(body)) return body;
  return Object.values<Json[]>(body.messages)
    .flat()
    .filter((mail) => mail.To.includes(address))
    .map((mail) => ({ code: /\b\d{6}\b/.exec(mail.BodyText)?.[0], sentAt: mail.Timestamp * 1_000 }));
};

/** The newest code mailed to an address since `since`. */
export const codeFor = (outputs: Outputs, address: string, since = 0): Promise<string> =>
  until(`a code mailed to ${address}`, async () => (await mailsTo(outputs, address)).filter(({ sentAt }) => sentAt >= since).at(-1)?.code);

export const PASSWORD = 'Correct-horse-7-battery';

export interface Tokens {
  accessToken: string;
  idToken: string;
  refreshToken: string;
}

export const signIn = async (outputs: Outputs, email: string, password = PASSWORD): Promise<Tokens> => {
  const answer = await callCognito(outputs, 'InitiateAuth', {
    AuthFlow: 'USER_PASSWORD_AUTH',
    ClientId: outputs.userPoolClientId,
    AuthParameters: { USERNAME: email, PASSWORD: password },
  });
  if (answer.status !== 200) throw new Error(`sign-in refused: ${JSON.stringify(answer.body)}`);
  const result = answer.body.AuthenticationResult;
  return { accessToken: result.AccessToken, idToken: result.IdToken, refreshToken: result.RefreshToken };
};

/** Everything a socket has received, and ways to wait for what it shall receive. */
export interface Socket {
  readonly frames: Json[];
  /** Frames received as binary: an emulator may do that, AWS does not. */
  raw(data: string | Buffer): void;
  send(frame: object): void;
  /** Sends a frame with a new id and waits for its ack or error. */
  ask(frame: Record<string, unknown>): Promise<Json>;
  waitFor(what: string, matches: (frame: Json) => boolean, ms?: number): Promise<Json>;
  events(roomId: string): Json[];
  readonly closed: Promise<{ code: number; reason: string }>;
  /** Cuts the TCP connection without a closing handshake. */
  cut(): void;
  close(): Promise<void>;
}

/** What a refused upgrade answered. */
export class Refused extends Error {
  readonly status: number;
  constructor(status: number) {
    super(`the upgrade was refused with ${status}`);
    this.status = status;
  }
}

export const openSocket = async (url: string, headers: Record<string, string> = {}): Promise<Socket> => {
  const socket = new WebSocket(url, { headers, perMessageDeflate: false });
  const frames: Json[] = [];
  socket.on('message', (data) => frames.push(JSON.parse(String(data))));
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.on('close', (code, reason) => resolve({ code, reason: String(reason) }));
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
    socket.once('unexpected-response', (_request, response) => {
      reject(new Refused(response.statusCode ?? 0));
      response.resume();
    });
  });
  socket.on('error', () => undefined);
  const waitFor = (what: string, matches: (frame: Json) => boolean, ms?: number): Promise<Json> =>
    until(what, () => frames.find(matches), ms);
  return {
    frames,
    closed,
    raw: (data) => socket.send(data),
    send: (frame) => socket.send(JSON.stringify(frame)),
    async ask(frame) {
      const id = (frame.id as string | undefined) ?? ulid();
      const already = frames.length;
      socket.send(JSON.stringify({ ...frame, id }));
      return until(`an answer to ${String(frame.action)}`, () =>
        frames.slice(already).find((answer) => answer.id === id && (answer.type === 'ack' || answer.type === 'error')),
      );
    },
    waitFor,
    events: (roomId) =>
      frames
        .flatMap((frame) => (frame.type === 'event' ? [frame] : frame.type === 'events' ? frame.events : []))
        .filter((event) => event.roomId === roomId),
    cut: () => socket.terminate(),
    async close() {
      socket.close();
      await closed;
    },
  };
};

/** One signed-up and signed-in person. */
export interface Actor {
  readonly email: string;
  readonly name: string;
  readonly userId: string;
  readonly tokens: Tokens;
  call(method: string, path: string, body?: unknown): Promise<Answer>;
  session(): Promise<Json>;
  connect(): Promise<Socket>;
}

const claimsOf = (token: string): Json => JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());

export const actorFrom = (outputs: Outputs, email: string, name: string, tokens: Tokens): Actor => {
  const call = (method: string, path: string, body?: unknown): Promise<Answer> =>
    callHttp(`${outputs.httpUrl}/v1${path}`, method, tokens.accessToken, body);
  const session = async (): Promise<Json> => {
    const answer = await call('POST', '/session');
    if (answer.status !== 200) throw new Error(`no session: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  return {
    email,
    name,
    tokens,
    userId: claimsOf(tokens.accessToken).sub,
    call,
    session,
    async connect() {
      const { ticket, websocketUrl } = await session();
      return openSocket(`${websocketUrl}?ticket=${ticket}`);
    },
  };
};

/** Signs up, and confirms with the mailed code. */
const signUp = async (outputs: Outputs, email: string, name: string): Promise<void> => {
  const since = Date.now() - 1_000;
  const answer = await callCognito(outputs, 'SignUp', {
    ClientId: outputs.userPoolClientId,
    Username: email,
    Password: PASSWORD,
    UserAttributes: [
      { Name: 'email', Value: email },
      { Name: 'name', Value: name },
    ],
  });
  if (answer.status !== 200) throw new Error(`sign-up refused: ${JSON.stringify(answer.body)}`);
  const confirmed = await callCognito(outputs, 'ConfirmSignUp', {
    ClientId: outputs.userPoolClientId,
    Username: email,
    ConfirmationCode: await codeFor(outputs, email, since),
  });
  if (confirmed.status !== 200) throw new Error(`confirmation refused: ${JSON.stringify(confirmed.body)}`);
};

/** Somebody with a fresh address, signed in. They have signed up themselves where mailed codes can be read. */
export const newActor = async (outputs: Outputs, name: string): Promise<Actor> => {
  const email = `${name.toLowerCase().replaceAll(/[^a-z]/g, '')}-${randomUUID().slice(0, 8)}@example.com`;
  await (outputs.mailboxUrl === '' ? enrol : signUp)(outputs, email, name);
  return actorFrom(outputs, email, name, await signIn(outputs, email));
};

/** A room of these people; the first creates it, the others join. */
export const newRoom = async (owner: Actor, ...others: Actor[]): Promise<string> => {
  const room = await owner.call('POST', '/rooms', { kind: 'public', name: `Room ${ulid().slice(-8)}` });
  if (room.status !== 201) throw new Error(`no room: ${JSON.stringify(room.body)}`);
  for (const other of others) {
    const joined = await other.call('POST', `/rooms/${room.body.roomId}/join`);
    if (joined.status !== 200) throw new Error(`no place: ${JSON.stringify(joined.body)}`);
  }
  return room.body.roomId;
};

/** The room's whole log once everything up to its head is persisted. */
export const wholeLog = async (actor: Actor, roomId: string): Promise<Json[]> =>
  until('the whole log', async () => {
    const events: Json[] = [];
    const voids: number[] = [];
    let head = 0;
    for (let after = 0; ; ) {
      const page = (await actor.call('GET', `/rooms/${roomId}/events?after=${after}&limit=200`)).body;
      events.push(...page.items);
      voids.push(...page.voids);
      head = page.head;
      const last = page.items.at(-1)?.seq ?? after;
      if (last === after) break;
      after = last;
    }
    return new Set([...events.map((event) => event.seq), ...voids]).size === head ? events : undefined;
  });

/** Opens sockets, and closes them all behind each test. To be called at the top of a suite. */
export const openSockets = (): ((actor: Actor) => Promise<Socket>) => {
  const sockets: Socket[] = [];
  afterEach(async () => {
    await Promise.all(sockets.splice(0).map((socket) => socket.close()));
  });
  return async (actor) => {
    const socket = await actor.connect();
    sockets.push(socket);
    return socket;
  };
};
