// What API Gateway, SQS and Cognito hand to a function, as documented; only what the test is about is spelt out.
import type { Context, PostConfirmationConfirmSignUpTriggerEvent, SQSEvent } from 'aws-lambda';
import type { HttpEvent, SocketEvent } from '../../lambdas/runtime/requests.ts';
import { AT } from './builders.ts';

export const aContext = (): Context => ({
  awsRequestId: 'request-of-lambda',
  callbackWaitsForEmptyEventLoop: true,
  functionName: 'function',
  functionVersion: '$LATEST',
  invokedFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:function',
  logGroupName: 'log',
  logStreamName: 'stream',
  memoryLimitInMB: '512',
  getRemainingTimeInMillis: () => 10_000,
  done: () => undefined,
  fail: () => undefined,
  succeed: () => undefined,
});

export const aSocketEvent = (changes: Partial<SocketEvent> & { connectionId?: string; routeKey?: string } = {}): SocketEvent => {
  const { connectionId = 'connection-1', routeKey = 'send', ...rest } = changes;
  return {
    requestContext: {
      routeKey,
      messageId: 'message',
      eventType: 'MESSAGE',
      extendedRequestId: 'extended',
      requestTime: '01/Nov/2026:00:00:00 +0000',
      messageDirection: 'IN',
      stage: 'v1',
      connectedAt: AT,
      requestTimeEpoch: AT,
      requestId: 'request-of-gateway',
      domainName: 'socket.example',
      connectionId,
      apiId: 'api',
    },
    isBase64Encoded: false,
    ...rest,
  };
};

/** A frame on a socket: JSON unless it is text already. */
export const aFrame = (frame: unknown, connectionId = 'connection-1'): SocketEvent =>
  aSocketEvent({ connectionId, body: typeof frame === 'string' ? frame : JSON.stringify(frame) });

export interface HttpCallOptions {
  userId?: string;
  claims?: Record<string, string>;
  path?: Record<string, string>;
  query?: Record<string, string>;
  body?: unknown;
  headers?: Record<string, string>;
  isBase64Encoded?: boolean;
}

/** A call of the HTTP API, by route key: `GET /v1/rooms/{roomId}`. */
export const anHttpEvent = (routeKey: string, options: HttpCallOptions = {}): HttpEvent => {
  const { userId = 'ada', claims = { sub: userId, token_use: 'access' }, path, query, body, isBase64Encoded = false } = options;
  const [method = '', rawPath = ''] = routeKey.split(' ');
  const headers = options.headers ?? (body === undefined ? {} : { 'content-type': 'application/json' });
  return {
    version: '2.0',
    routeKey,
    rawPath,
    rawQueryString: '',
    headers,
    isBase64Encoded,
    requestContext: {
      accountId: '000000000000',
      apiId: 'api',
      authorizer: { principalId: '', integrationLatency: 0, jwt: { claims, scopes: [] } },
      domainName: 'api.example',
      domainPrefix: 'api',
      http: { method, path: rawPath, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'test' },
      requestId: 'request-of-gateway',
      routeKey,
      stage: '$default',
      time: '01/Nov/2026:00:00:00 +0000',
      timeEpoch: AT,
    },
    ...(path !== undefined && { pathParameters: path }),
    ...(query !== undefined && { queryStringParameters: query }),
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  };
};

/** Messages of the persist queue, `item-0`, `item-1`, …: JSON unless they are text already. */
export const anSqsEvent = (...bodies: unknown[]): SQSEvent => ({
  Records: bodies.map((body, index) => ({
    messageId: `item-${index}`,
    receiptHandle: `receipt-${index}`,
    body: typeof body === 'string' ? body : JSON.stringify(body),
    attributes: { ApproximateReceiveCount: '1', SentTimestamp: String(AT), SenderId: 'x', ApproximateFirstReceiveTimestamp: String(AT) },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:persist',
    awsRegion: 'us-east-1',
  })),
});

export const aConfirmation = (userAttributes: Record<string, string>): PostConfirmationConfirmSignUpTriggerEvent => ({
  version: '1',
  region: 'us-east-1',
  userPoolId: 'us-east-1_pool',
  userName: userAttributes.sub ?? '',
  triggerSource: 'PostConfirmation_ConfirmSignUp',
  callerContext: { awsSdkVersion: '3', clientId: 'client' },
  request: { userAttributes },
  response: {},
});
