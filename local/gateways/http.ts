// API Gateway's HTTP side: routes, JWT authorizers, CORS and the payload format 2.0.
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { CloudDefinition, CorsDefinition, HttpApiDefinition, HttpRoute, JwtAuthorizer } from '../assembly/definition.ts';
import type { Localise } from '../assembly/hosts.ts';
import { listen } from '../listener.ts';
import type { CognitoEngine, Functions } from '../ports.ts';
import { type Match, matcher } from './http-routes.ts';
import { requestTime, within } from './request-context.ts';
import { tokenBucket } from './token-bucket.ts';

export interface HttpGatewayOptions {
  /** 0 picks a free one. */
  port: number;
  functions: Functions;
  cognito: Pick<CognitoEngine, 'verify'>;
  /** Told of every answer, and how long it took, milliseconds. */
  observe?(status: number, ms: number): void;
}

export interface HttpGateway {
  /** `http://host:port` */
  url: string;
  /** Puts this API in the place of the one before. */
  deploy(cloud: Pick<CloudDefinition, 'httpApi' | 'region' | 'urlSuffix' | 'accountId'>, localise: Localise): void;
  /** What AWS would bill since the start: requests of 512 KB. */
  requestCount(): number;
  /** Stops listening, once running requests have their answer, but after `drainMs` at the latest. */
  close(drainMs: number): Promise<void>;
}

/** Largest request body of an HTTP API, bytes. */
const bodyLimit = 10 * 1024 * 1024;

/** What API Gateway counts as one request, bytes. */
const billedBytes = 512 * 1024;

interface Deployed {
  api: HttpApiDefinition;
  accountId: string;
  domainName: string;
  match(method: string, path: string): Match<HttpRoute> | undefined;
  admits(): boolean;
}

interface Reply {
  status: number;
  headers: Record<string, string>;
  cookies: string[];
  body: string | Buffer;
}

interface Caller {
  claims: Record<string, unknown>;
  scopes: string[];
}

export const startHttpGateway = async ({ port, functions, cognito, observe }: HttpGatewayOptions): Promise<HttpGateway> => {
  let deployed: Deployed | undefined;
  const inWork = new Set<Promise<void>>();
  let requests = 0;

  const server = createServer((request, response) => {
    const task = respond(request, response).finally(() => inWork.delete(task));
    inWork.add(task);
  });
  const listener = await listen(server, port);

  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const startedAt = performance.now();
    const reply = await answer(request, () => !response.destroyed).catch((): Reply | undefined => undefined);
    // Whoever has hung up got none.
    if (response.destroyed) return;
    observe?.(reply?.status ?? 500, performance.now() - startedAt);
    if (!reply) return void response.destroy();
    const cors = deployed?.api.cors;
    const headers = { ...reply.headers, ...(cors ? corsHeaders(cors, request.headers.origin) : {}), 'apigw-requestid': requestId() };
    response.writeHead(reply.status, { ...headers, ...(reply.cookies.length > 0 ? { 'set-cookie': reply.cookies } : {}) });
    response.end(request.method === 'HEAD' ? undefined : reply.body);
  };

  const answer = async (request: IncomingMessage, isWanted: () => boolean): Promise<Reply> => {
    if (!deployed) return problem(503, 'Service Unavailable');
    const { api } = deployed;
    if (api.cors && isPreflight(request)) return preflight(api.cors, request);
    if (!deployed.admits()) return problem(429, 'Too Many Requests');
    const [path = '/'] = (request.url ?? '/').split('?');
    const found = deployed.match(request.method ?? 'GET', path);
    if (!found) return problem(404, 'Not Found');

    const caller = found.route.authorizer ? await authorize(request, found.route.authorizer) : undefined;
    if (caller === 'unauthorized') return problem(401, 'Unauthorized', { 'www-authenticate': 'Bearer' });
    if (caller === 'forbidden') return problem(403, 'Forbidden', { 'www-authenticate': 'Bearer error="insufficient_scope"' });
    const body = await readBody(request);
    if (body === 'too large') return problem(413, 'Request Entity Too Large', { connection: 'close' });

    requests += Math.max(1, Math.ceil((body?.length ?? 0) / billedBytes));
    const event = eventOf(request, body, found, caller, deployed);
    const late = { ok: false, errorType: 'Timeout', errorMessage: '', durationMs: 0, cold: false } as const;
    const result = await within(found.route.timeoutMs, functions.invoke(found.route.functionName, event, isWanted), late);
    if (result.ok) return replyOf(result.payload);
    return result.errorType === 'Timeout' || result.errorType === 'TooManyRequestsException'
      ? problem(503, 'Service Unavailable')
      : problem(500, 'Internal Server Error');
  };

  const authorize = async (
    request: IncomingMessage,
    { userPoolId, audience, scopes }: JwtAuthorizer,
  ): Promise<Caller | 'unauthorized' | 'forbidden'> => {
    const token = /^(?:bearer\s+)?(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
    const claims = token && (await cognito.verify(token, userPoolId));
    if (!claims) return 'unauthorized';
    const intended = [claims.aud, claims.client_id].flat();
    if (!audience.some((client) => intended.includes(client))) return 'unauthorized';
    const granted = typeof claims.scope === 'string' ? claims.scope.split(' ') : [];
    return scopes.length > 0 && !scopes.some((scope) => granted.includes(scope)) ? 'forbidden' : { claims, scopes };
  };

  return {
    url: `http://${listener.address}`,
    requestCount: () => requests,
    deploy: ({ httpApi, accountId, region, urlSuffix }, localise) => {
      const { cors } = httpApi;
      deployed = {
        api: cors ? { ...httpApi, cors: { ...cors, allowOrigins: cors.allowOrigins.map(localise) } } : httpApi,
        accountId,
        domainName: `${httpApi.id}.execute-api.${region}.${urlSuffix}`,
        match: matcher(httpApi.routes, httpApi.stage),
        admits: httpApi.throttle ? tokenBucket(httpApi.throttle) : () => true,
      };
    },
    close: async (drainMs) => {
      await within(drainMs, Promise.allSettled(inWork), undefined);
      await listener.close();
    },
  };
};

const requestId = (): string => Buffer.from(randomUUID().slice(0, 11)).toString('base64');

const problem = (status: number, message: string, headers: Record<string, string> = {}): Reply => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  cookies: [],
  body: JSON.stringify({ message }),
});

const isPreflight = (request: IncomingMessage): boolean =>
  request.method === 'OPTIONS' && request.headers.origin !== undefined && request.headers['access-control-request-method'] !== undefined;

const allows = ({ allowOrigins }: CorsDefinition, origin: string | undefined): origin is string =>
  origin !== undefined && (allowOrigins.includes('*') || allowOrigins.includes(origin));

const preflight = (cors: CorsDefinition, request: IncomingMessage): Reply => {
  const headers = allows(cors, request.headers.origin)
    ? {
        'access-control-allow-methods': cors.allowMethods.join(','),
        'access-control-allow-headers': cors.allowHeaders.join(','),
        ...(cors.maxAgeSeconds === undefined ? {} : { 'access-control-max-age': String(cors.maxAgeSeconds) }),
      }
    : {};
  return { status: 204, headers, cookies: [], body: '' };
};

/** Whatever a function says about CORS, the gateway's configuration overrides. */
const corsHeaders = (cors: CorsDefinition, origin: string | undefined): Record<string, string> =>
  allows(cors, origin)
    ? {
        'access-control-allow-origin': cors.allowOrigins.includes('*') ? '*' : origin,
        vary: 'origin',
        ...(cors.allowCredentials ? { 'access-control-allow-credentials': 'true' } : {}),
        ...(cors.exposeHeaders.length > 0 ? { 'access-control-expose-headers': cors.exposeHeaders.join(',') } : {}),
      }
    : {};

/** The body; or that it is too large, and then the rest is not read. */
const readBody = async (request: IncomingMessage): Promise<Buffer | 'too large'> => {
  if (Number(request.headers['content-length'] ?? 0) > bodyLimit) return 'too large';
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length > bodyLimit) return 'too large';
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
};

const textTypes = /^(text\/|application\/(json|xml|javascript|x-www-form-urlencoded|[\w.+-]+\+(json|xml)))/i;

const eventOf = (
  request: IncomingMessage,
  body: Buffer,
  { route, parameters }: Match<HttpRoute>,
  caller: Caller | undefined,
  { api, accountId, domainName }: Deployed,
) => {
  const url = request.url ?? '/';
  const [rawPath = '/'] = url.split('?');
  const rawQueryString = url.slice(rawPath.length + 1);
  const now = Date.now();
  const { cookie, ...headers } = joinedHeaders(request);
  const query = joinedQuery(rawQueryString);
  const isText = textTypes.test(request.headers['content-type'] ?? 'text/plain');
  return {
    version: '2.0',
    routeKey: route.routeKey,
    rawPath,
    rawQueryString,
    ...(cookie ? { cookies: cookie.split(/;\s*/) } : {}),
    headers,
    ...(query ? { queryStringParameters: query } : {}),
    requestContext: {
      accountId,
      apiId: api.id,
      ...(caller
        ? { authorizer: { jwt: { claims: claimTexts(caller.claims), scopes: caller.scopes.length > 0 ? caller.scopes : null } } }
        : {}),
      domainName,
      domainPrefix: api.id,
      http: {
        method: request.method,
        path: rawPath,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: request.socket.remoteAddress ?? '127.0.0.1',
        userAgent: request.headers['user-agent'] ?? '',
      },
      requestId: requestId(),
      routeKey: route.routeKey,
      stage: api.stage,
      time: requestTime(now),
      timeEpoch: now,
    },
    ...(Object.keys(parameters).length > 0 ? { pathParameters: parameters } : {}),
    ...(body.length > 0 ? { body: body.toString(isText ? 'utf8' : 'base64') } : {}),
    isBase64Encoded: body.length > 0 && !isText,
  };
};

/** Lower-case names; the values of one name joined with commas. */
const joinedHeaders = (request: IncomingMessage): Record<string, string> => ({
  ...Object.fromEntries(
    Object.entries(request.headersDistinct).map(([name, values]) => [name, (values ?? []).join(name === 'cookie' ? '; ' : ',')]),
  ),
  'x-forwarded-for': request.socket.remoteAddress ?? '127.0.0.1',
  'x-forwarded-proto': 'https',
  'x-forwarded-port': '443',
});

const joinedQuery = (rawQueryString: string): Record<string, string> | undefined => {
  const values = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(rawQueryString)) {
    const before = values.get(name);
    values.set(name, before === undefined ? value : `${before},${value}`);
  }
  return values.size > 0 ? Object.fromEntries(values) : undefined;
};

/** API Gateway hands claims over as text; a list as `[a b]`. */
const claimTexts = (claims: Record<string, unknown>): Record<string, string> =>
  Object.fromEntries(Object.entries(claims).map(([name, value]) => [name, Array.isArray(value) ? `[${value.join(' ')}]` : String(value)]));

/** What the function's answer means. An answer without a status code is the body of a 200. */
const replyOf = (payload: unknown): Reply => {
  if (typeof payload !== 'object' || payload === null || !('statusCode' in payload)) {
    return {
      status: 200,
      headers: { 'content-type': 'application/json' },
      cookies: [],
      body: typeof payload === 'string' ? payload : JSON.stringify(payload),
    };
  }
  const fields: Record<string, unknown> = { ...payload };
  const status = Number(fields.statusCode);
  if (!Number.isInteger(status) || status < 100 || status > 599) return problem(500, 'Internal Server Error');
  const headers = typeof fields.headers === 'object' && fields.headers !== null ? Object.entries(fields.headers) : [];
  const body = typeof fields.body === 'string' ? fields.body : '';
  return {
    status,
    headers: {
      'content-type': 'text/plain; charset=utf-8',
      ...Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), String(value)])),
    },
    cookies: Array.isArray(fields.cookies) ? fields.cookies.map(String) : [],
    body: fields.isBase64Encoded === true ? Buffer.from(body, 'base64') : body,
  };
};
