// API Gateway's WebSocket side: connections, routes and limits.
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, STATUS_CODES } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { CloudDefinition, WebSocketApiDefinition, WebSocketRoute } from '../assembly/definition.ts';
import { type Listener, listen, partsOf } from '../listener.ts';
import type { Functions, InvokeResult, ManagementApi, SocketPerils } from '../ports.ts';
import { frameMeter } from './frames.ts';
import { gatewayId, requestTime, within } from './request-context.ts';
import { tokenBucket } from './token-bucket.ts';

/** API Gateway's own limits, and how this gateway keeps house. Milliseconds and bytes. */
export const webSocketLimits = {
  frameBytes: 32 * 1024,
  messageBytes: 128 * 1024,
  idleMs: 10 * 60_000,
  lifeMs: 2 * 60 * 60_000,
  connects: { ratePerSecond: 500, burst: 500 },
  urlChars: 4096,
  /** How often connections are looked at; a peer that has not answered the ping of the look before is gone. */
  watchMs: 30_000,
  /** A client that lets this much pile up is cut off, as a slow consumer. */
  bufferedBytes: 4 * 1024 * 1024,
  /** Frames of one connection in work at once; above that its socket is not read. */
  framesInWork: 64,
};

/** What API Gateway counts as one message, bytes. */
const billedBytes = 32 * 1024;

const billedMessages = (data: string | Buffer): number => Math.max(1, Math.ceil(Buffer.byteLength(data) / billedBytes));
export type WebSocketLimits = typeof webSocketLimits;

export interface WebSocketGatewayOptions {
  /** 0 picks a free one. */
  port: number;
  functions: Functions;
  limits?: Partial<WebSocketLimits>;
  /** What befalls the sockets, beside what their clients do. */
  perils?: SocketPerils;
  /** Told of what API Gateway counts too. */
  observe?(what: SocketCount): void;
}

/** A connection that was let in; a frame that the gateway refused; an integration that failed. */
export type SocketCount = 'opened' | 'clientError' | 'integrationError';

export interface WebSocketGateway {
  /** `ws://host:port`, without the stage. */
  url: string;
  /** Puts this API in the place of the one before; connections stay. */
  deploy(cloud: Pick<CloudDefinition, 'websocketApi' | 'region' | 'urlSuffix'>): void;
  management: ManagementApi;
  connectionCount(): number;
  /** What AWS would bill since the start: messages of 32 KB, both ways, and the minutes that all connections were open, together. */
  usage(): { messages: number; minutes: number };
  /** Closes every connection with 1001, lets `$disconnect` run for at most `drainMs`, and stops listening. */
  close(drainMs: number): Promise<void>;
}

interface Connection {
  id: string;
  socket: WebSocket;
  connectedAt: number;
  lastActiveAt: number;
  sourceIp: string;
  userAgent: string | undefined;
  alive: boolean;
  /** Nothing passes any more, and neither side knows. */
  frozen: boolean;
  inWork: number;
}

type Peer = Pick<Connection, 'id' | 'connectedAt' | 'sourceIp' | 'userAgent'>;

interface Deployed {
  api: WebSocketApiDefinition;
  domainName: string;
  routes: Map<string, WebSocketRoute>;
  /** Whether the stage lets one more frame pass. */
  admits(): boolean;
}

interface Answer {
  statusCode: number;
  body: string | undefined;
  headers: Record<string, string>;
}

const lateResult = { ok: false, errorType: 'Timeout', errorMessage: 'Endpoint request timed out', durationMs: 0, cold: false } as const;

export const startWebSocketGateway = async ({
  port,
  functions,
  limits,
  perils,
  observe = () => {},
}: WebSocketGatewayOptions): Promise<WebSocketGateway> => {
  const { frameBytes, messageBytes, idleMs, lifeMs, connects, urlChars, watchMs, bufferedBytes, framesInWork } = {
    ...webSocketLimits,
    ...limits,
  };
  const connections = new Map<string, Connection>();
  const tasks = new Set<Promise<unknown>>();
  const admitsConnect = tokenBucket(connects);
  let deployed: Deployed | undefined;
  let messages = 0;
  /** Of connections that have ended. */
  let openMs = 0;

  const protocols = new WeakMap<IncomingMessage, string>();
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: messageBytes,
    perMessageDeflate: false,
    handleProtocols: (_, request) => protocols.get(request) ?? false,
  });
  const httpServer = createServer((_, response) => response.writeHead(426, { connection: 'close' }).end());
  httpServer.on('upgrade', (request, socket, head) => track(upgrade(request, socket, head)));
  const listener: Listener = await listen(httpServer, port);

  const track = (task: Promise<unknown>): void => {
    tasks.add(task);
    void task.finally(() => tasks.delete(task));
  };

  const upgrade = async (request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> => {
    socket.on('error', () => socket.destroy());
    const target = deployed;
    const status = target ? objection(request, target) : 503;
    if (!target || status) return refuse(socket, status ?? 503);

    const peer: Peer = {
      id: gatewayId(),
      connectedAt: Date.now(),
      sourceIp: request.socket.remoteAddress ?? '127.0.0.1',
      userAgent: request.headers['user-agent'],
    };
    const answer = await connect(request, peer, target, () => !socket.destroyed);
    if (answer.statusCode < 200 || answer.statusCode > 299) return refuse(socket, answer.statusCode, peer.id);
    if (socket.destroyed) return disconnect(peer, 1006, 'Connection closed abnormally');

    const protocol = Object.entries(answer.headers).find(([name]) => name.toLowerCase() === 'sec-websocket-protocol')?.[1];
    if (protocol) protocols.set(request, protocol);
    server.handleUpgrade(request, socket, head, (webSocket) => open(webSocket, socket, peer));
  };

  /** The status of a refusal that needs no `$connect`, or undefined. */
  const objection = (request: IncomingMessage, { api }: Deployed): number | undefined => {
    const url = request.url ?? '/';
    if (url.length > urlChars) return 414;
    if (partsOf(url).path.replace(/\/$/, '') !== `/${api.stage}`) return 403;
    const isHandshake =
      request.method === 'GET' &&
      request.headers.upgrade?.toLowerCase() === 'websocket' &&
      request.headers['sec-websocket-version'] === '13' &&
      /^[+/0-9A-Za-z]{22}==$/.test(request.headers['sec-websocket-key'] ?? '');
    if (!isHandshake) return 400;
    return admitsConnect() ? undefined : 429;
  };

  const refuse = (socket: Duplex, status: number, connectionId?: string): void => {
    const body = JSON.stringify({ message: STATUS_CODES[status] ?? 'Refused', connectionId, requestId: gatewayId() });
    socket.end(
      `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Refused'}\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    );
  };

  const connect = async (request: IncomingMessage, peer: Peer, target: Deployed, isWanted: () => boolean): Promise<Answer> => {
    const route = target.routes.get('$connect');
    if (!route) return { statusCode: 200, body: undefined, headers: {} };
    const event = { ...handshakeFields(request), requestContext: context(peer, target, 'CONNECT', '$connect'), isBase64Encoded: false };
    const result = await integrate(route, event, isWanted);
    return result.ok
      ? (answerOf(result.payload) ?? { statusCode: 502, body: undefined, headers: {} })
      : { statusCode: 502, body: undefined, headers: {} };
  };

  const open = (socket: WebSocket, stream: Duplex, peer: Peer): void => {
    const connection: Connection = { ...peer, socket, lastActiveAt: Date.now(), alive: true, frozen: false, inWork: 0 };
    connections.set(peer.id, connection);
    observe('opened');
    const endPeril = perils?.expose({
      cut: () => (stream instanceof Socket ? stream.resetAndDestroy() : stream.destroy()),
      freeze: () => {
        connection.frozen = true;
        socket.pause();
      },
    });
    const largestFrame = frameMeter();
    stream.prependListener('data', (chunk: Buffer) => {
      if (largestFrame(chunk) > frameBytes) socket.close(1009, 'Frame exceeds 32 KB');
    });
    socket.on('pong', () => {
      connection.alive = true;
    });
    // `ws` has closed the socket with the right code (1007, 1009, 1002) when it reports an error.
    socket.on('error', () => {});
    socket.on('message', (data: Buffer, isBinary) => {
      if (socket.readyState !== socket.OPEN) return;
      if (isBinary) return socket.close(1003, 'Binary frames are not supported');
      connection.lastActiveAt = Date.now();
      messages += billedMessages(data);
      track(message(connection, data.toString()));
    });
    socket.on('close', (code, reason) => {
      connections.delete(peer.id);
      openMs += Date.now() - peer.connectedAt;
      endPeril?.();
      if (!perils?.losesDisconnect()) track(disconnect(peer, code, reason.toString()));
    });
  };

  const disconnect = async (peer: Peer, disconnectStatusCode: number, disconnectReason: string): Promise<void> => {
    const route = deployed?.routes.get('$disconnect');
    if (!deployed || !route) return;
    const requestContext = { ...context(peer, deployed, 'DISCONNECT', '$disconnect'), disconnectStatusCode, disconnectReason };
    await integrate(route, { headers: { Host: deployed.domainName }, requestContext, isBase64Encoded: false });
  };

  const message = async (connection: Connection, body: string): Promise<void> => {
    if (!deployed) return;
    const { api, routes } = deployed;
    const routeKey = routeKeyOf(body, api.routeField, routes);
    const requestContext = { ...context(connection, deployed, 'MESSAGE', routeKey ?? '$default'), messageId: gatewayId() };
    const complain = (text: string): void => {
      send(connection, JSON.stringify({ message: text, connectionId: connection.id, requestId: requestContext.requestId }));
    };
    const route = routeKey === undefined ? undefined : routes.get(routeKey);
    if (!route || !deployed.admits()) {
      observe('clientError');
      return complain(route ? 'Too Many Requests' : 'Forbidden');
    }

    connection.inWork += 1;
    if (connection.inWork >= framesInWork) connection.socket.pause();
    const result = await integrate(route, { requestContext, body, isBase64Encoded: false });
    connection.inWork -= 1;
    if (connection.socket.isPaused && !connection.frozen) connection.socket.resume();

    if (!result.ok) observe('integrationError');
    if (!result.ok) return complain(result.errorType === 'Timeout' ? 'Endpoint request timed out' : 'Internal server error');
    const reply = route.hasResponse ? answerOf(result.payload)?.body : undefined;
    if (reply !== undefined) send(connection, reply);
  };

  const integrate = async ({ integration }: WebSocketRoute, event: object, isWanted?: () => boolean): Promise<InvokeResult> => {
    if (integration.kind === 'mock') return { ok: true, payload: { statusCode: 200, body: integration.reply }, durationMs: 0, cold: false };
    return within(integration.timeoutMs, functions.invoke(integration.functionName, event, isWanted), lateResult);
  };

  const send = ({ socket, frozen }: Connection, data: string | Buffer): boolean => {
    if (socket.readyState !== socket.OPEN) return false;
    messages += billedMessages(data);
    if (frozen) return true;
    if (socket.bufferedAmount > bufferedBytes) {
      socket.terminate();
      return false;
    }
    socket.send(data, { binary: false });
    return true;
  };

  const watch = setInterval(() => {
    const now = Date.now();
    const heard = [...connections.values()].filter(({ frozen }) => !frozen);
    for (const { socket, alive, connectedAt, lastActiveAt } of heard) {
      if (!alive) socket.terminate();
      else if (now - lastActiveAt > idleMs || now - connectedAt > lifeMs) socket.close(1001, 'Going away');
    }
    for (const connection of heard) {
      connection.alive = false;
      if (connection.socket.readyState === connection.socket.OPEN) connection.socket.ping();
    }
  }, watchMs);

  const management: ManagementApi = {
    post: async (connectionId, data) => {
      const connection = connections.get(connectionId);
      if (!connection || !send(connection, data)) return 'gone';
      connection.lastActiveAt = Date.now();
      return 'sent';
    },
    disconnect: async (connectionId) => {
      const connection = connections.get(connectionId);
      if (!connection?.frozen) connection?.socket.close(1000, 'Connection Closed Normally');
      return connection !== undefined;
    },
    describe: (connectionId) => {
      const connection = connections.get(connectionId);
      return connection && { connectedAt: connection.connectedAt, lastActiveAt: connection.lastActiveAt, sourceIp: connection.sourceIp };
    },
  };

  return {
    url: `ws://${listener.address}`,
    deploy: ({ websocketApi: api, region, urlSuffix }) => {
      deployed = {
        api,
        domainName: `${api.id}.execute-api.${region}.${urlSuffix}`,
        routes: new Map(api.routes.map((route) => [route.routeKey, route])),
        admits: api.throttle ? tokenBucket(api.throttle) : () => true,
      };
    },
    management,
    connectionCount: () => connections.size,
    usage: () => {
      const now = Date.now();
      const openNow = [...connections.values()].reduce((sum, { connectedAt }) => sum + now - connectedAt, 0);
      return { messages, minutes: (openMs + openNow) / 60_000 };
    },
    close: async (drainMs) => {
      clearInterval(watch);
      const closed = listener.close();
      for (const { socket, frozen } of connections.values()) {
        if (frozen) socket.terminate();
        else socket.close(1001, 'Going away');
      }
      const deadline = performance.now() + drainMs;
      while ((tasks.size > 0 || connections.size > 0) && performance.now() < deadline)
        await new Promise((resolve) => setTimeout(resolve, 10));
      for (const { socket } of connections.values()) socket.terminate();
      await closed;
    },
  };
};

/** The route that the frame names, `$default` if it names none that exists, undefined if there is not even that. */
const routeKeyOf = (body: string, field: string, routes: ReadonlyMap<string, WebSocketRoute>): string | undefined => {
  const named = routeNameIn(body, field);
  if (named !== undefined && !named.startsWith('$') && routes.has(named)) return named;
  return routes.has('$default') ? '$default' : undefined;
};

const routeNameIn = (body: string, field: string): string | undefined => {
  try {
    const frame: unknown = JSON.parse(body);
    const value =
      typeof frame === 'object' && frame !== null && Object.hasOwn(frame, field)
        ? Object.entries(frame).find(([key]) => key === field)?.[1]
        : undefined;
    return value === undefined || value === null ? undefined : String(value);
  } catch {
    return undefined;
  }
};

const context = (peer: Peer, { api, domainName }: Deployed, eventType: 'CONNECT' | 'MESSAGE' | 'DISCONNECT', routeKey: string) => {
  const at = Date.now();
  const requestId = gatewayId();
  return {
    routeKey,
    eventType,
    extendedRequestId: requestId,
    requestTime: requestTime(at),
    messageDirection: 'IN',
    stage: api.stage,
    connectedAt: peer.connectedAt,
    requestTimeEpoch: at,
    identity: { sourceIp: peer.sourceIp, ...(peer.userAgent ? { userAgent: peer.userAgent } : {}) },
    requestId,
    domainName,
    connectionId: peer.id,
    apiId: api.id,
  };
};

/** The fields of a `$connect` event that come from the HTTP request. */
const handshakeFields = (request: IncomingMessage) => {
  const headers = new Map<string, string[]>();
  for (let i = 0; i < request.rawHeaders.length; i += 2) {
    const name = request.rawHeaders[i] ?? '';
    headers.set(name, [...(headers.get(name) ?? []), request.rawHeaders[i + 1] ?? '']);
  }
  headers.set('X-Forwarded-For', [request.socket.remoteAddress ?? '']);
  headers.set('X-Forwarded-Proto', ['https']);
  headers.set('X-Forwarded-Port', ['443']);
  headers.set('X-Amzn-Trace-Id', [`Root=1-${Math.floor(Date.now() / 1000).toString(16)}-${randomBytes(12).toString('hex')}`]);
  const query = new Map<string, string[]>();
  for (const [name, value] of new URLSearchParams(partsOf(request.url).query)) query.set(name, [...(query.get(name) ?? []), value]);
  return {
    headers: lastValues(headers),
    multiValueHeaders: Object.fromEntries(headers),
    ...(query.size > 0 ? { queryStringParameters: lastValues(query), multiValueQueryStringParameters: Object.fromEntries(query) } : {}),
  };
};

const lastValues = (values: ReadonlyMap<string, string[]>): Record<string, string> =>
  Object.fromEntries([...values].map(([name, all]) => [name, all.at(-1) ?? '']));

/** A proxy integration's answer, or undefined if it has no status code. */
const answerOf = (payload: unknown): Answer | undefined => {
  if (typeof payload !== 'object' || payload === null || !('statusCode' in payload)) return undefined;
  const statusCode = Number(payload.statusCode);
  if (!Number.isInteger(statusCode)) return undefined;
  const body = 'body' in payload && typeof payload.body === 'string' ? payload.body : undefined;
  const headers =
    'headers' in payload && typeof payload.headers === 'object' && payload.headers !== null ? Object.entries(payload.headers) : [];
  return { statusCode, body, headers: Object.fromEntries(headers.map(([name, value]) => [name, String(value)])) };
};
