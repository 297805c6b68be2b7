import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';
import { WebSocket } from 'ws';
import type { WebSocketApiDefinition, WebSocketRoute } from '../../../local/assembly/definition.ts';
import { startWebSocketGateway, type WebSocketGateway, type WebSocketLimits } from '../../../local/gateways/websocket.ts';
import { until } from '../../support/black-box.ts';
import { type AnsweringFunctions, answering } from '../../support/lambda-functions.ts';

const route = (routeKey: string, hasResponse = false): WebSocketRoute => ({
  routeKey,
  integration: { kind: 'function', functionName: routeKey, timeoutMs: 500 },
  hasResponse,
});

const api: WebSocketApiDefinition = {
  id: 'api1234567',
  stage: 'v1',
  routeField: 'action',
  routes: [
    route('$connect'),
    route('$disconnect'),
    route('$default', true),
    route('send', true),
    route('quiet'),
    { routeKey: 'ping', integration: { kind: 'mock', reply: '{"type":"pong"}' }, hasResponse: true },
  ],
};

interface Event {
  requestContext: Record<string, unknown> & { connectionId: string };
  headers: Record<string, string>;
  queryStringParameters?: Record<string, string>;
  body?: string;
}

const gateways: WebSocketGateway[] = [];
const sockets: WebSocket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.terminate();
  await Promise.all(gateways.splice(0).map((gateway) => gateway.close(1_000)));
});

const ok = { statusCode: 200 };

const start = async (
  answer: (route: string, event: Event) => unknown = () => ok,
  limits: Partial<WebSocketLimits> = {},
  changes: Partial<WebSocketApiDefinition> = {},
): Promise<{ gateway: WebSocketGateway; functions: AnsweringFunctions; events(route: string): Event[] }> => {
  const functions = answering((name, event) => answer(name, event as Event));
  const gateway = await startWebSocketGateway({ port: 0, functions, limits });
  gateway.deploy({ websocketApi: { ...api, ...changes }, region: 'us-east-1', urlSuffix: 'amazonaws.com' });
  gateways.push(gateway);
  const events = (name: string) =>
    functions.invocations.filter(({ functionName }) => functionName === name).map(({ event }) => event as Event);
  return { gateway, functions, events };
};

const open = async (gateway: WebSocketGateway, query = '', protocols: string[] = []): Promise<WebSocket> => {
  const socket = new WebSocket(`${gateway.url}/v1${query}`, protocols);
  sockets.push(socket);
  await once(socket, 'open');
  return socket;
};

const refusal = (url: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const socket = new WebSocket(url);
    sockets.push(socket);
    socket.on('unexpected-response', (_, response) => resolve(response.statusCode ?? 0));
    socket.on('open', () => reject(new Error('The upgrade was let through.')));
    socket.on('error', () => {});
  });

const nextMessage = async (socket: WebSocket): Promise<{ text: string; isBinary: boolean }> => {
  const [data, isBinary] = await once(socket, 'message');
  return { text: String(data), isBinary };
};

const ask = async (socket: WebSocket, frame: unknown): Promise<unknown> => {
  const answer = nextMessage(socket);
  socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
  return JSON.parse((await answer).text);
};

const closeCode = async (socket: WebSocket): Promise<number> => {
  const [code] = await once(socket, 'close');
  return code;
};

test('counts what AWS bills: messages of 32 KB both ways, and the minutes of all connections', async () => {
  const { gateway, events } = await start((route) => (route === 'send' ? { ...ok, body: '{"type":"ack"}' } : ok));
  const socket = await open(gateway);
  await ask(socket, { action: 'send' });
  const { connectionId } = events('$connect')[0]?.requestContext ?? { connectionId: '' };
  const heard = nextMessage(socket);
  await gateway.management.post(connectionId, Buffer.alloc(33 * 1024, 'x'));
  await heard;

  const during = gateway.usage();
  socket.close();
  await once(socket, 'close');
  await until('the end to be noted', () => gateway.connectionCount() === 0 || undefined);
  const closed = gateway.usage();

  // The command, its answer, and a post of 33 KB.
  expect(during.messages).toBe(4);
  expect(during.minutes).toBeGreaterThan(0);
  expect(closed.minutes).toBeGreaterThanOrEqual(during.minutes);
  expect(gateway.usage()).toEqual(closed);
});

describe('connecting', () => {
  test('$connect gets the handshake and everything API Gateway says about it', async () => {
    const { gateway, events } = await start();

    await open(gateway, '?ticket=abc&a=1&a=2');

    expect(events('$connect')).toEqual([
      {
        headers: expect.objectContaining({ Host: expect.any(String), 'X-Forwarded-For': '127.0.0.1' }),
        multiValueHeaders: expect.objectContaining({ Host: [expect.any(String)] }),
        queryStringParameters: { ticket: 'abc', a: '2' },
        multiValueQueryStringParameters: { ticket: ['abc'], a: ['1', '2'] },
        isBase64Encoded: false,
        requestContext: {
          routeKey: '$connect',
          eventType: 'CONNECT',
          connectionId: expect.stringMatching(/^[\w-]{15}=$/),
          connectedAt: expect.any(Number),
          requestId: expect.any(String),
          extendedRequestId: expect.any(String),
          requestTime: expect.stringMatching(/^\d\d\/\w{3}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
          requestTimeEpoch: expect.any(Number),
          messageDirection: 'IN',
          stage: 'v1',
          apiId: 'api1234567',
          domainName: 'api1234567.execute-api.us-east-1.amazonaws.com',
          identity: { sourceIp: '127.0.0.1' },
        },
      },
    ]);
  });

  test.each([401, 403, 500])('a refusal with %i refuses the upgrade', async (statusCode) => {
    const { gateway, events } = await start(() => ({ statusCode }));

    expect(await refusal(`${gateway.url}/v1`)).toBe(statusCode);
    expect(gateway.connectionCount()).toBe(0);
    expect(events('$disconnect')).toEqual([]);
  });

  test('a failing $connect is 502; another stage is 403', async () => {
    const { gateway } = await start(() => {
      throw new Error('no');
    });

    expect(await refusal(`${gateway.url}/v1`)).toBe(502);
    expect(await refusal(`${gateway.url}/v2`)).toBe(403);
  });

  test('a path that is no URL is 403, and ends nothing', async () => {
    const { gateway } = await start();

    expect(await refusal(`${gateway.url}//`)).toBe(403);
    expect((await open(gateway)).readyState).toBe(WebSocket.OPEN);
  });

  test('the upgrade is held until $connect returns, and nobody can be posted to before', async () => {
    let early: string | undefined;
    const { gateway } = await start(async (name, event) => {
      if (name === '$connect') early = await gateway.management.post(event.requestContext.connectionId, Buffer.from('early'));
      return ok;
    });

    await open(gateway);

    expect(early).toBe('gone');
  });

  test('a subprotocol is the one that the function echoes', async () => {
    const { gateway } = await start(() => ({ statusCode: 200, headers: { 'Sec-WebSocket-Protocol': 'chat' } }));

    const socket = await open(gateway, '', ['other', 'chat']);

    expect(socket.protocol).toBe('chat');
  });

  test('more connections a second than allowed are 429', async () => {
    const { gateway } = await start(() => ok, { connects: { ratePerSecond: 0.001, burst: 1 } });
    await open(gateway);

    expect(await refusal(`${gateway.url}/v1`)).toBe(429);
  });
});

describe('routing', () => {
  const echo = (name: string, event: Event) =>
    name.startsWith('$c') ? ok : { statusCode: 200, body: JSON.stringify({ route: name, got: event.body }) };

  test.each([
    ['its action', '{"action":"send"}', 'send'],
    ['$default for an unknown action', '{"action":"dance"}', '$default'],
    ['$default for no JSON', 'hello', '$default'],
    ['$default for no action', '{}', '$default'],
    ['$default for an action that is a built-in route', '{"action":"$connect"}', '$default'],
    ['$default for an inherited name', '{"action":"__proto__"}', '$default'],
    ['$default for a list', '["send"]', '$default'],
  ])('a frame goes to %s', async (_, frame, expected) => {
    const { gateway } = await start(echo);
    const socket = await open(gateway);

    expect(await ask(socket, frame)).toEqual({ route: expected, got: frame });
  });

  test('a body reaches the client only through a route response', async () => {
    const { gateway, events } = await start(echo);
    const socket = await open(gateway);
    const received: string[] = [];
    socket.on('message', (data) => received.push(String(data)));

    socket.send('{"action":"quiet"}');
    await until('the quiet one to be invoked', () => events('quiet')[0]);
    socket.send('{"action":"ping"}');
    await until('the pong', () => received[0]);

    expect(received).toEqual(['{"type":"pong"}']);
  });

  test('a failure is told with the ids, and no more', async () => {
    const { gateway, events } = await start((name) => {
      if (name === 'send') throw new Error('secret');
      return ok;
    });
    const socket = await open(gateway);

    const answer = await ask(socket, { action: 'send' });

    expect(answer).toEqual({
      message: 'Internal server error',
      connectionId: events('$connect')[0]?.requestContext.connectionId,
      requestId: expect.any(String),
    });
  });

  test('no route at all is Forbidden; too slow an integration is told', async () => {
    const { gateway } = await start(
      (name) => (name === 'send' ? new Promise(() => {}) : ok),
      {},
      { routes: api.routes.filter(({ routeKey }) => routeKey !== '$default') },
    );
    const socket = await open(gateway);

    expect(await ask(socket, 'x')).toMatchObject({ message: 'Forbidden' });
    expect(await ask(socket, { action: 'send' })).toMatchObject({ message: 'Endpoint request timed out' });
  });

  test('frames of one connection run beside each other', async () => {
    let finish = (): void => {};
    const gate = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const { gateway, events } = await start(async (name) => {
      if (name === 'send') await gate;
      return ok;
    });
    const socket = await open(gateway);

    socket.send('{"action":"send"}');
    socket.send('{"action":"send"}');
    await until('both to run', () => events('send').length === 2);
    finish();
  });

  test('a new deployment keeps the connections', async () => {
    const { gateway } = await start(echo);
    const socket = await open(gateway);

    gateway.deploy({
      websocketApi: { ...api, routes: [...api.routes, route('dance', true)] },
      region: 'us-east-1',
      urlSuffix: 'amazonaws.com',
    });

    expect(await ask(socket, { action: 'dance' })).toMatchObject({ route: 'dance' });
  });
});

describe('limits', () => {
  test('a frame above 32 KB closes with 1009', async () => {
    const { gateway, events } = await start();
    const socket = await open(gateway);

    socket.send('x'.repeat(32 * 1024 + 1));

    expect(await closeCode(socket)).toBe(1009);
    expect(events('$default')).toEqual([]);
  });

  test('a message of several frames may have 128 KB, and no more', async () => {
    const { gateway, events } = await start();
    const socket = await open(gateway);
    const sendFragments = (count: number): void => {
      for (let i = 0; i < count; i += 1) socket.send('x'.repeat(32 * 1024), { fin: i === count - 1 });
    };

    sendFragments(4);
    await until('the message', () => events('$default')[0]);
    expect(events('$default')[0]?.body).toHaveLength(128 * 1024);

    sendFragments(5);
    expect(await closeCode(socket)).toBe(1009);
  });

  test('a binary frame closes with 1003', async () => {
    const { gateway } = await start();
    const socket = await open(gateway);

    socket.send(Buffer.from([1, 2, 3]), { binary: true });

    expect(await closeCode(socket)).toBe(1003);
  });

  test('invalid UTF-8 closes with 1007', async () => {
    const { gateway } = await start();
    const socket = await open(gateway);

    socket.send(Buffer.from([0xc3, 0x28]), { binary: false });

    expect(await closeCode(socket)).toBe(1007);
  });

  test('an idle connection, and one at the end of its life, closes with 1001', async () => {
    // Looks so far apart that the pong to one is there before the next, however busy the machine: who misses it is cut off with 1006.
    const watchMs = 1_000;
    const idle = await start(() => ok, { idleMs: 50, watchMs });
    expect(await closeCode(await open(idle.gateway))).toBe(1001);

    const old = await start(() => ok, { lifeMs: 50, watchMs });
    const socket = await open(old.gateway);
    const busy = setInterval(() => socket.send('{"action":"ping"}'), 10);
    const code = await closeCode(socket).finally(() => clearInterval(busy));
    expect(code).toBe(1001);
  });

  test('a peer that no longer answers is noticed', async () => {
    const { gateway, events } = await start(() => ok, { watchMs: 50 });
    const tcp = await openAndIgnore(gateway);

    await until('$disconnect', () => events('$disconnect')[0]);

    expect(events('$disconnect')[0]?.requestContext).toMatchObject({ disconnectStatusCode: 1006 });
    tcp.destroy();
  });
});

/** A client that shakes hands and then never answers anything. */
const openAndIgnore = async (gateway: WebSocketGateway): Promise<Socket> => {
  const url = new URL(gateway.url);
  const tcp = connectTcp(Number(url.port), url.hostname);
  const key = randomBytes(16).toString('base64');
  tcp.write(
    `GET /v1 HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\n\r\n`,
  );
  const [answer] = await once(tcp, 'data');
  expect(String(answer)).toContain(createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64'));
  return tcp;
};

describe('the way back', () => {
  test('a post arrives as text; a connection that is gone is gone', async () => {
    const { gateway, events } = await start();
    const socket = await open(gateway);
    const id = events('$connect')[0]?.requestContext.connectionId ?? '';

    const message = nextMessage(socket);
    expect(await gateway.management.post(id, Buffer.from('{"type":"event"}'))).toBe('sent');
    expect(await message).toEqual({ text: '{"type":"event"}', isBinary: false });
    expect(gateway.management.describe(id)).toMatchObject({ sourceIp: '127.0.0.1', connectedAt: expect.any(Number) });

    socket.close();
    await until('the connection to end', () => gateway.connectionCount() === 0);
    expect(await gateway.management.post(id, Buffer.from('late'))).toBe('gone');
    expect(await gateway.management.disconnect(id)).toBe(false);
    expect(gateway.management.describe(id)).toBeUndefined();
  });

  test('disconnecting closes the socket, and $disconnect tells how it ended', async () => {
    const { gateway, events } = await start();
    const socket = await open(gateway);
    const id = events('$connect')[0]?.requestContext.connectionId ?? '';

    const closed = closeCode(socket);
    expect(await gateway.management.disconnect(id)).toBe(true);
    await closed;
    await until('$disconnect', () => events('$disconnect')[0]);

    expect(events('$disconnect')[0]?.requestContext).toMatchObject({
      connectionId: id,
      eventType: 'DISCONNECT',
      disconnectStatusCode: 1000,
    });
  });

  test("a client's own close code reaches $disconnect", async () => {
    const { gateway, events } = await start();
    const socket = await open(gateway);

    socket.close(4000, 'bye');
    await until('$disconnect', () => events('$disconnect')[0]);

    expect(events('$disconnect')[0]?.requestContext).toMatchObject({ disconnectStatusCode: 4000, disconnectReason: 'bye' });
  });

  test('closing the gateway closes every connection with 1001 and runs $disconnect', async () => {
    const { gateway, events } = await start();
    const codes = Promise.all([closeCode(await open(gateway)), closeCode(await open(gateway))]);

    await gateway.close(5_000);

    expect(await codes).toEqual([1001, 1001]);
    expect(events('$disconnect')).toHaveLength(2);
  });
});
