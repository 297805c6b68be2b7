// The canary's way into a stage: what it asks, what it is told when it is refused, and what it keeps to itself.
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { openVisitors } from '../../lambdas/adapters/visitors.ts';

interface Asked {
  what: string;
  authorization: string | undefined;
  body: Record<string, unknown>;
}

type Reply = { status: number; body: unknown };

let server: Server;
let sockets: WebSocketServer;
let url: string;
let asked: Asked[];
let replies: Record<string, Reply>;

const ok = (body: unknown): Reply => ({ status: 200, body });

const bodyOf = async (request: IncomingMessage): Promise<Record<string, unknown>> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return JSON.parse(Buffer.concat(chunks).toString() || '{}');
};

beforeEach(async () => {
  asked = [];
  replies = {
    AdminCreateUser: ok({ User: {} }),
    RespondToAuthChallenge: ok({}),
    InitiateAuth: ok({
      ...{ ChallengeName: 'NEW_PASSWORD_REQUIRED', ChallengeParameters: { USER_ID_FOR_SRP: 'sub-1' }, Session: 'session-1' },
      AuthenticationResult: { AccessToken: 'token-1' },
    }),
  };
  server = createServer(async (request, response) => {
    const target = String(request.headers['x-amz-target'] ?? '').split('.')[1];
    const what = target ?? `${request.method} ${request.url}`;
    asked.push({ what, authorization: request.headers.authorization, body: await bodyOf(request) });
    const { status, body } = replies[what] ?? { status: 404, body: { message: 'nothing here' } };
    response.writeHead(status).end(body === undefined ? '' : JSON.stringify(body));
  });
  sockets = new WebSocketServer({ noServer: true });
  server.on('upgrade', (request, socket, head) => {
    if (request.url?.includes('ticket=good')) sockets.handleUpgrade(request, socket, head, (opened) => sockets.emit('connection', opened));
    else socket.end('HTTP/1.1 401 Unauthorized\r\n\r\n');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(async () => {
  for (const client of sockets.clients) client.terminate();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const visitors = () =>
  openVisitors({
    ...{ region: 'eu-central-1', userPoolId: 'eu-central-1_Pool', clientId: 'client-1', httpUrl: url, cognitoEndpoint: url },
    credentials: async () => ({ accessKeyId: 'AKIACANARY', secretAccessKey: 'secret' }),
  });

const wsUrl = (): string => url.replace('http', 'ws');

test('somebody is made with the one right that it takes, chooses a password, and signs in with it as everybody does', async () => {
  await visitors().arrive('Canary');

  const [made, first, chosen, second] = asked;
  expect(asked.map(({ what }) => what)).toEqual(['AdminCreateUser', 'InitiateAuth', 'RespondToAuthChallenge', 'InitiateAuth']);
  expect(made?.authorization).toMatch(/^AWS4-HMAC-SHA256 Credential=AKIACANARY\/\d{8}\/eu-central-1\/cognito-idp\//);
  for (const call of [first, chosen, second]) expect(call?.authorization).toBeUndefined();
  expect(made?.body).toMatchObject({
    ...{ UserPoolId: 'eu-central-1_Pool', MessageAction: 'SUPPRESS', Username: expect.stringMatching(/^canary-\w{24}@parley\.invalid$/) },
    UserAttributes: expect.arrayContaining([{ Name: 'name', Value: 'Canary' }]),
  });
  const TemporaryPassword = String(made?.body.TemporaryPassword);
  const { NEW_PASSWORD = '' } = { ...(chosen?.body.ChallengeResponses as Record<string, string> | undefined) };
  expect(first?.body).toMatchObject({ AuthParameters: { PASSWORD: TemporaryPassword } });
  expect(second?.body).toMatchObject({ AuthParameters: { PASSWORD: NEW_PASSWORD } });
  expect(NEW_PASSWORD).not.toBe(TemporaryPassword);
  for (const each of [/[a-z]/, /[A-Z]/, /\d/, /[^\w]/, /.{30}/]) expect(NEW_PASSWORD).toMatch(each);
});

test('each visit is by somebody else', async () => {
  await visitors().arrive('Canary');
  await visitors().arrive('Canary');

  const people = asked.filter(({ what }) => what === 'AdminCreateUser').map(({ body }) => body.Username);
  expect(new Set(people).size).toBe(2);
});

test('a refusal is told with its status and words, and without a password', async () => {
  replies.InitiateAuth = { status: 400, body: { __type: 'NotAuthorizedException', message: 'Incorrect username or password.' } };

  const problem: Error = await visitors()
    .arrive('Canary')
    .catch((error) => error);

  expect(problem.message).toMatch(/^InitiateAuth was answered with 400: .*Incorrect username or password/);
  expect(problem.message).not.toContain(String(asked[0]?.body.TemporaryPassword));
});

test('calls carry the token of the sign-in; what is refused rejects, and an answer without a body is none', async () => {
  replies['POST /v1/rooms'] = ok({ roomId: 'room_1' });
  replies['DELETE /v1/me'] = { status: 200, body: undefined };
  const visitor = await visitors().arrive('Canary');

  expect(await visitor.call('POST', '/v1/rooms', { name: 'Canary' })).toEqual({ roomId: 'room_1' });
  expect(asked.at(-1)).toMatchObject({ authorization: 'Bearer token-1', body: { name: 'Canary' } });
  expect(await visitor.call('DELETE', '/v1/me')).toBeUndefined();
  await expect(visitor.call('GET', '/v1/rooms/none')).rejects.toThrow('GET /v1/rooms/none was answered with 404');
});

test('a socket hears what came before it listened and what comes after; each waits for its own', async () => {
  sockets.on('connection', (socket) => {
    socket.send(JSON.stringify({ n: 1 }));
    socket.on('message', (frame) => socket.send(String(frame)));
  });
  const socket = await (await visitors().arrive('Canary')).connect(wsUrl(), 'good');
  const numbered = (wanted: number) => (frame: unknown) => ((frame as { n: number }).n === wanted ? wanted : undefined);

  const [first, third] = [socket.hear(numbered(1)), socket.hear(numbered(3))];
  socket.say({ n: 2 });
  socket.say({ n: 3 });

  expect(await Promise.all([first, third])).toEqual([1, 3]);
  expect(await socket.hear(numbered(2))).toBe(2);
  socket.close();
});

test('a socket that is refused rejects, and does not tell the ticket', async () => {
  const visitor = await visitors().arrive('Canary');

  const problem: Error = await visitor.connect(wsUrl(), 'stale-ticket').catch((error) => error);

  expect(problem.message).toMatch(/refused|closed/);
  expect(JSON.stringify([problem.message, problem.stack])).not.toContain('stale-ticket');
});
