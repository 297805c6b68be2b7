// The edge: one HTTP server that stands where AWS's endpoints stand. It knows the caller by the access key, verifies the signature, enforces
// the role's policies, counts the call, and hands it to the engine of its service.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AwsCall, AwsReply, Engine, Identity, Interference, ManagementApi } from '../ports.ts';
import { readBody } from './body.ts';
import { createManagementEngine } from './management.ts';
import { createMeter, type Meter, type RecordingMeter, type Verdict } from './meter.ts';
import { decide, type RequestContext } from './policy.ts';
import * as refusals from './refusals.ts';
import { createRights, type UsedRight, type UseRight } from './rights.ts';
import { type Authorization, createSignatureVerifier, parseAuthorization, type SignedRequest, type VerifySignature } from './signature.ts';

/** The largest body that DynamoDB takes, and so the edge; engines have smaller limits of their own. */
const bodyLimit = 16 * 1024 * 1024;
const requestTimeoutMs = 60_000;
/** Longer than any SDK keeps an idle connection, so that none is closed under a request. */
const keepAliveMs = 120_000;

export interface EdgeOptions {
  /** 0 takes a free one. */
  port: number;
  host: '127.0.0.1';
  /** Asked at each call, so that roles may come and go while the edge runs. */
  identities: () => Iterable<Identity>;
  /** By signing name: `dynamodb`, `sqs`, `cognito-idp`, `monitoring`. */
  engines: Record<string, Engine>;
  management: ManagementApi;
  /** What befalls calls that are allowed. */
  interference?: Interference;
  /** Told of each right that a role uses, once. */
  onRight?: (right: UsedRight) => void;
  /** Now, in milliseconds; for the age of signatures. */
  clock?: () => number;
}

export interface Edge {
  /** `http://127.0.0.1:<port>`, without a slash at the end. */
  url: string;
  port: number;
  meter: Meter;
  /** Ends at once; calls under way get no answer. */
  close(): Promise<void>;
}

/** Starts the edge. Rejects with the server's error if the port is taken. */
export const startEdge = async (options: EdgeOptions): Promise<Edge> => {
  const meter = createMeter();
  const engines = new Map(Object.entries({ ...options.engines, 'execute-api': createManagementEngine(options.management) }));
  const answer = createAnswer({
    engines,
    meter,
    identities: options.identities,
    verify: createSignatureVerifier(),
    clock: options.clock ?? Date.now,
    interference: options.interference ?? ((call, carryOut) => carryOut(call)),
    useRight: options.onRight ? createRights(options.onRight) : () => {},
  });

  const server = createServer({ requestTimeout: requestTimeoutMs, keepAliveTimeout: keepAliveMs }, (request, response) => {
    serve(request, response, answer).catch((error: unknown) => {
      console.error('The edge could not answer a request.', error);
      response.destroy();
    });
  });
  server.on('clientError', (_error, socket) => socket.destroy());

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : options.port;

  return {
    url: `http://${options.host}:${port}`,
    port,
    meter,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

type Answer = (request: SignedRequest) => Promise<AwsReply>;

const serve = async (request: IncomingMessage, response: ServerResponse, answer: Answer): Promise<void> => {
  request.on('error', () => response.destroy());
  response.on('error', () => response.destroy());
  if (request.method === 'OPTIONS') return send(request, response, { status: 204, headers: preflightHeaders(request), body: '' });
  const body = await readBody(request, bodyLimit);
  if (body === undefined) return;
  if (body === 'too large') {
    send(request, response, { ...refusals.tooLarge('dynamodb'), status: 413 });
    return;
  }
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) if (value !== undefined) headers[name] = String(value);
  send(request, response, await answer({ method: request.method ?? 'GET', url: request.url ?? '/', headers, body }));
};

const send = (request: IncomingMessage, response: ServerResponse, reply: AwsReply): void => {
  if (response.destroyed) return;
  if (request.headers.origin) {
    response.setHeader('access-control-allow-origin', '*');
    response.setHeader('access-control-expose-headers', 'x-amzn-requestid, x-amzn-errortype');
  }
  if (!request.complete) response.setHeader('connection', 'close');
  response.writeHead(reply.status, { ...reply.headers, 'content-length': Buffer.byteLength(reply.body) });
  response.end(reply.body);
};

/** Cognito answers browsers of any origin; a page cannot sign calls to the others. */
const preflightHeaders = (request: IncomingMessage): Record<string, string> => ({
  'access-control-allow-methods': 'GET, POST, OPTIONS',
  'access-control-allow-headers': request.headers['access-control-request-headers'] ?? '*',
  'access-control-max-age': '7200',
});

interface Parts {
  engines: ReadonlyMap<string, Engine>;
  meter: RecordingMeter;
  identities: () => Iterable<Identity>;
  verify: VerifySignature;
  clock: () => number;
  interference: Interference;
  useRight: UseRight;
}

const createAnswer =
  (parts: Parts): Answer =>
  async (request) => {
    const call = identify(parts, request);
    if ('status' in call) return call;
    const engine = parts.engines.get(call.service);
    if (!engine) return refusals.unknownService(call.service);
    const started = performance.now();
    const resources = call.identity ? engine.resourcesOf(call) : [];
    const { verdict, reply } =
      authorize(call, call.identity, resources, parts.useRight) ?? (await carryOut(engine, call, parts.interference));
    parts.meter.record({
      at: parts.clock(),
      functionName: call.identity?.functionName ?? '',
      service: call.service,
      action: call.action,
      resources,
      verdict,
      status: reply.status,
      units: reply.units ?? (verdict === 'allowed' ? 1 : 0),
      durationMs: performance.now() - started,
    });
    return reply;
  };

/** Finds out what is called and by whom, or why not to believe it. */
const identify = ({ identities, verify, clock }: Parts, request: SignedRequest): AwsCall | AwsReply => {
  const header = request.headers.authorization;
  if (header === undefined) return identifyPublic(request);
  const authorization = parseAuthorization(header);
  if (!authorization) return refusals.incompleteSignature(serviceOfTarget(request.headers['x-amz-target']) ?? 'execute-api');
  const { service, accessKeyId } = authorization;
  const identity = findIdentity(identities(), accessKeyId);
  if (!identity) return refusals.unknownKey(service);
  const fault = verify(request, authorization, identity.secretAccessKey, clock());
  if (fault) return refusals.badSignature(service, fault);
  return { ...describeCall(request, authorization), identity };
};

const findIdentity = (identities: Iterable<Identity>, accessKeyId: string): Identity | undefined => {
  for (const identity of identities) if (identity.accessKeyId === accessKeyId) return identity;
  return undefined;
};

/** Cognito's user calls and its public keys are for everybody; nothing else is, and of Cognito not what administrators call. */
const identifyPublic = (request: SignedRequest): AwsCall | AwsReply => {
  const call = describeCall(request, { service: 'cognito-idp', region: '' });
  if (request.method === 'GET' && call.path.endsWith('/.well-known/jwks.json')) return { ...call, action: 'GetJwks' };
  const service = serviceOfTarget(request.headers['x-amz-target']);
  return service === 'cognito-idp' && !call.action.startsWith('Admin') ? call : refusals.missingToken(service ?? 'execute-api');
};

const targetServices: Record<string, string> = {
  DynamoDB_20120810: 'dynamodb',
  AmazonSQS: 'sqs',
  AWSCognitoIdentityProviderService: 'cognito-idp',
  GraniteServiceVersion20100801: 'monitoring',
};

const serviceOfTarget = (target = ''): string | undefined => targetServices[target.split('.')[0] ?? ''];

const describeCall = (request: SignedRequest, { service, region }: Pick<Authorization, 'service' | 'region'>): AwsCall => ({
  service,
  region,
  action: service === 'execute-api' ? 'ManageConnections' : (request.headers['x-amz-target']?.split('.')[1] ?? ''),
  method: request.method,
  path: request.url.split('?')[0] ?? '/',
  headers: request.headers,
  body: request.body,
});

/** Batches need the permission of the single call; CloudWatch signs by another name than policies have for it. */
const permissionOf = ({ service, action }: AwsCall): string => {
  if (service === 'sqs') return `sqs:${action.replace(/Batch$/, '')}`;
  return `${service === 'monitoring' ? 'cloudwatch' : service}:${action}`;
};

/** The deployed app calls AWS by TLS only, so the local one counts as secure too. */
const contextOf = ({ roleName }: Identity, { region }: AwsCall): RequestContext => ({
  'aws:securetransport': 'true',
  'aws:requestedregion': region,
  'aws:principalaccount': '000000000000',
  'aws:principalarn': `arn:aws:iam::000000000000:role/${roleName}`,
});

type Answered = { verdict: Verdict; reply: AwsReply };

const authorize = (
  call: AwsCall,
  identity: Identity | undefined,
  resources: readonly string[],
  useRight: UseRight,
): Answered | undefined => {
  if (!identity) return undefined;
  const action = permissionOf(call);
  const context = contextOf(identity, call);
  for (const resource of resources) {
    const decision = decide(identity.statements, action, resource, context);
    if (decision === 'allowed') {
      useRight(identity, action, resource);
      continue;
    }
    const { roleName, functionName } = identity;
    const explicit = decision === 'explicitly denied';
    return { verdict: 'denied', reply: refusals.accessDenied(call.service, { roleName, functionName, action, resource, explicit }) };
  }
  return undefined;
};

const carryOut = async (engine: Engine, call: AwsCall, interference: Interference): Promise<Answered> => {
  try {
    const reply = await interference(call, (allowed) => engine.handle(allowed));
    return { verdict: reply.status < 400 ? 'allowed' : 'failed', reply };
  } catch (error) {
    console.error(`The edge: ${call.service} ${call.action} ended in an unexpected error.`, error);
    return { verdict: 'failed', reply: refusals.internalError(call.service) };
  }
};
