import { request as rawRequest } from 'node:http';
import type { HttpApiDefinition, HttpRoute } from '../../../local/assembly/definition.ts';
import { type HttpGateway, startHttpGateway } from '../../../local/gateways/http.ts';
import { answering } from '../../support/lambda-functions.ts';

const route = (routeKey: string, changes: Partial<HttpRoute> = {}): HttpRoute => ({
  routeKey,
  functionName: routeKey,
  timeoutMs: 5_000,
  ...changes,
});
const authorizer = { userPoolId: 'us-east-1_pool', audience: ['client'], scopes: [] };
const siteUrl = 'https://site.example';

const api: HttpApiDefinition = {
  id: 'api1234567',
  stage: '$default',
  cors: {
    allowOrigins: [siteUrl],
    allowMethods: ['GET', 'POST'],
    allowHeaders: ['authorization', 'content-type'],
    exposeHeaders: [],
    allowCredentials: false,
    maxAgeSeconds: 3600,
  },
  routes: [
    route('GET /v1/rooms'),
    route('POST /v1/rooms'),
    route('GET /v1/rooms/{roomId}'),
    route('GET /v1/rooms/browse'),
    route('ANY /v1/files/{path+}'),
    route('GET /v1/me', { authorizer }),
    route('GET /v1/admin', { authorizer: { ...authorizer, scopes: ['admin'] } }),
  ],
};

/** Tokens are their claims, in base64: what a signature proves is the engine's own test. */
const cognito = {
  verify: async (token: string, userPoolId: string) =>
    userPoolId === authorizer.userPoolId ? JSON.parse(Buffer.from(token, 'base64').toString()) : undefined,
};

const gateways: HttpGateway[] = [];
afterEach(async () => {
  await Promise.all(gateways.splice(0).map((gateway) => gateway.close(100)));
});

const start = async (answer: (route: string, event: unknown) => unknown, changes: Partial<HttpApiDefinition> = {}) => {
  const functions = answering(answer);
  const gateway = await startHttpGateway({ port: 0, functions, cognito });
  gateway.deploy({ httpApi: { ...api, ...changes }, region: 'us-east-1', urlSuffix: 'amazonaws.com', accountId: '000000000000' }, (text) =>
    text.replace(siteUrl, 'http://127.0.0.1:4600'),
  );
  gateways.push(gateway);
  return { url: gateway.url, functions };
};

const echo = (_: string, event: unknown) => ({
  statusCode: 200,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(event),
});
const token = (claims: object): Record<string, string> => ({
  authorization: `Bearer ${Buffer.from(JSON.stringify(claims)).toString('base64')}`,
});

describe('the payload format 2.0', () => {
  test('has every field as API Gateway writes it', async () => {
    const { url } = await start(echo);

    const response = await fetch(`${url}/v1/rooms/room_1%2F2?limit=5&tag=a&tag=b%20c`, {
      headers: { 'X-Custom': 'Yes', cookie: 'a=1; b=2', 'user-agent': 'test' },
    });

    expect(await response.json()).toEqual({
      version: '2.0',
      routeKey: 'GET /v1/rooms/{roomId}',
      rawPath: '/v1/rooms/room_1%2F2',
      rawQueryString: 'limit=5&tag=a&tag=b%20c',
      cookies: ['a=1', 'b=2'],
      headers: expect.objectContaining({ 'x-custom': 'Yes', 'x-forwarded-for': '127.0.0.1' }),
      queryStringParameters: { limit: '5', tag: 'a,b c' },
      pathParameters: { roomId: 'room_1/2' },
      requestContext: {
        accountId: '000000000000',
        apiId: 'api1234567',
        domainName: 'api1234567.execute-api.us-east-1.amazonaws.com',
        domainPrefix: 'api1234567',
        http: { method: 'GET', path: '/v1/rooms/room_1%2F2', protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'test' },
        requestId: expect.any(String),
        routeKey: 'GET /v1/rooms/{roomId}',
        stage: '$default',
        time: expect.stringMatching(/\+0000$/),
        timeEpoch: expect.any(Number),
      },
      isBase64Encoded: false,
    });
  });

  test('a text body comes as it is, any other as base64', async () => {
    const { url } = await start(echo);
    const post = async (body: string | Uint8Array<ArrayBuffer>, type: string) =>
      (await fetch(`${url}/v1/rooms`, { method: 'POST', body, headers: { 'content-type': type } })).json();

    expect(await post('{"a":"ü"}', 'application/json')).toMatchObject({ body: '{"a":"ü"}', isBase64Encoded: false });
    expect(await post(new Uint8Array([0, 255]), 'application/octet-stream')).toMatchObject({ body: 'AP8=', isBase64Encoded: true });
  });

  test('an answer without a status code is the body of a 200', async () => {
    const { url } = await start(() => ({ hello: 'there' }));

    const response = await fetch(`${url}/v1/rooms`);

    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ hello: 'there' });
  });

  test('status, headers, cookies and a base64 body reach the client', async () => {
    const { url } = await start(() => ({
      statusCode: 201,
      headers: { 'X-Made': 'yes', 'content-type': 'image/png' },
      cookies: ['a=1', 'b=2'],
      body: 'AP8=',
      isBase64Encoded: true,
    }));

    const response = await fetch(`${url}/v1/rooms`);

    expect(response.status).toBe(201);
    expect(response.headers.get('x-made')).toBe('yes');
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect([...new Uint8Array(await response.arrayBuffer())]).toEqual([0, 255]);
  });
});

describe('routes', () => {
  test.each([
    ['GET', '/v1/rooms', 'GET /v1/rooms'],
    ['GET', '/v1/rooms/browse', 'GET /v1/rooms/browse'],
    ['GET', '/v1/rooms/other', 'GET /v1/rooms/{roomId}'],
    ['PUT', '/v1/files/a/b', 'ANY /v1/files/{path+}'],
  ])('%s %s takes %s', async (method, path, expected) => {
    const { url } = await start((name) => ({ statusCode: 200, body: name }));

    expect(await (await fetch(url + path, { method })).text()).toBe(expected);
  });

  test.each([
    ['DELETE', '/v1/rooms'],
    ['GET', '/v1/rooms/a/b'],
    ['GET', '/'],
    ['GET', '/v1/rooms/'],
  ])('%s %s is not there', async (method, path) => {
    const { url } = await start(echo);

    const response = await fetch(url + path, { method });

    expect(response.status).toBe(404);
    expect(await response.json()).toEqual({ message: 'Not Found' });
  });
});

describe('the JWT authorizer', () => {
  test('hands the claims over as text', async () => {
    const { url } = await start((_, event) => ({ statusCode: 200, body: JSON.stringify(event) }));

    const response = await fetch(`${url}/v1/me`, { headers: token({ sub: 'u', client_id: 'client', exp: 5, groups: ['a', 'b'] }) });

    expect(await response.json()).toMatchObject({
      requestContext: { authorizer: { jwt: { claims: { sub: 'u', client_id: 'client', exp: '5', groups: '[a b]' }, scopes: null } } },
    });
  });

  test.each<[string, Record<string, string>]>([
    ['no token', {}],
    ['a token of another client', token({ sub: 'u', client_id: 'other' })],
    ['a token of no client', token({ sub: 'u' })],
  ])('%s is 401', async (_, headers) => {
    const { url, functions } = await start(echo);

    const response = await fetch(`${url}/v1/me`, { headers });

    expect(response.status).toBe(401);
    expect(await response.json()).toEqual({ message: 'Unauthorized' });
    expect(functions.invocations).toEqual([]);
  });

  test('a missing scope is 403', async () => {
    const { url } = await start(echo);

    expect((await fetch(`${url}/v1/admin`, { headers: token({ aud: 'client', scope: 'chat' }) })).status).toBe(403);
    expect((await fetch(`${url}/v1/admin`, { headers: token({ aud: 'client', scope: 'chat admin' }) })).status).toBe(200);
  });
});

describe('CORS', () => {
  const preflight = (url: string, origin: string) =>
    fetch(`${url}/v1/rooms`, { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'POST' } });

  test("a preflight is answered by the gateway; the template's origin stands for the local site's", async () => {
    const { url, functions } = await start(echo);

    const response = await preflight(url, 'http://127.0.0.1:4600');

    expect(response.status).toBe(204);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'access-control-allow-origin': 'http://127.0.0.1:4600',
      'access-control-allow-methods': 'GET,POST',
      'access-control-allow-headers': 'authorization,content-type',
      'access-control-max-age': '3600',
    });
    expect(functions.invocations).toEqual([]);
  });

  test('a foreign origin gets no permission', async () => {
    const { url } = await start(echo);

    expect((await preflight(url, 'https://evil.example')).headers.get('access-control-allow-origin')).toBeNull();
    const response = await fetch(`${url}/v1/rooms`, { headers: { origin: 'https://evil.example' } });
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
  });

  test('every answer carries the permission, errors too', async () => {
    const { url } = await start(echo);

    for (const path of ['/v1/rooms', '/v1/me', '/nowhere']) {
      const response = await fetch(url + path, { headers: { origin: 'http://127.0.0.1:4600' } });
      expect(response.headers.get('access-control-allow-origin')).toBe('http://127.0.0.1:4600');
    }
  });
});

describe('limits', () => {
  test('a body above 10 MB is 413', async () => {
    const { url, functions } = await start(echo);

    const status = await new Promise((resolve, reject) => {
      const request = rawRequest(`${url}/v1/rooms`, { method: 'POST', headers: { 'content-length': 10 * 1024 * 1024 + 1 } }, (response) => {
        resolve(response.statusCode);
        request.destroy();
      });
      request.on('error', reject).write('x');
    });

    expect(status).toBe(413);
    expect(functions.invocations).toEqual([]);
  });

  test('a failing function is 500, a slow one 503, and neither says more', async () => {
    const { url } = await start(
      (name) => {
        if (name === 'GET /v1/rooms') throw new Error('secret');
        return new Promise(() => {});
      },
      { routes: [route('GET /v1/rooms'), route('POST /v1/rooms', { timeoutMs: 50 })] },
    );

    const failed = await fetch(`${url}/v1/rooms`);
    const slow = await fetch(`${url}/v1/rooms`, { method: 'POST' });

    expect([failed.status, await failed.json()]).toEqual([500, { message: 'Internal Server Error' }]);
    expect([slow.status, await slow.json()]).toEqual([503, { message: 'Service Unavailable' }]);
  });

  test("above the stage's rate it is 429", async () => {
    const { url } = await start(echo, { throttle: { ratePerSecond: 0.001, burst: 1 } });

    expect((await fetch(`${url}/v1/rooms`)).status).toBe(200);
    expect((await fetch(`${url}/v1/rooms`)).status).toBe(429);
  });
});
