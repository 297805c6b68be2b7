// The way of every invocation: its keys on the log, the handler, and one place where an error becomes what its caller may see.

import middy from '@middy/core';
import { type AckFrame, type ErrorFrame, type Problem, statusOf } from '@parley/protocol';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import * as z from 'zod/mini';
import { ChatError } from '../domain/errors.ts';
import { deviceGate, type Gate } from './device-gate.ts';
import type { FunctionName, HttpFunctionName } from './env.ts';
import { type Observer, openObserver } from './observer.ts';
import { once } from './once.ts';
import { callOf, fieldOf, type HttpCall, type HttpEvent, type Schema, type SocketEvent } from './requests.ts';

type Handle<Event, Answer> = (event: Event) => Promise<Answer>;
/** Makes the handler, at the first invocation: only then is the environment read. */
type Build<Event, Answer> = (observer: Observer) => Handle<Event, Answer>;

interface Edge<Event, Answer> {
  /** What the log shows of the event. */
  keysOf: (event: Event) => Record<string, string | undefined>;
  /** What the caller gets for an error. Without it the invocation fails, and the caller is a service that tries again. */
  refusalOf?: (error: ChatError, event: Event) => Answer;
}

const chatErrorOf = (error: unknown): ChatError =>
  error instanceof ChatError ? error : new ChatError('internal', 'Something went wrong on our side.', { cause: error });

const report = ({ logger }: Observer, { code, message, cause }: ChatError, keys: Record<string, string | undefined>): void => {
  const details = { code, reason: message, ...keys };
  if (code === 'internal') logger.error('failed', { ...details, error: cause });
  else if (code === 'unavailable') logger.warn('unavailable', { ...details, error: cause });
  else logger.info('refused', details);
};

const pipeline = <Event, Answer>(name: FunctionName, build: Build<Event, Answer>, { keysOf, refusalOf }: Edge<Event, Answer>) => {
  const observer = once(() => openObserver(name));
  const handle = once(() => build(observer()));
  return middy<Event, Answer>()
    .use({
      before: ({ context }) => observer().logger.appendKeys({ requestId: context.awsRequestId }),
      after: () => observer().flush(),
      onError: (request) => {
        const error = chatErrorOf(request.error);
        report(observer(), error, keysOf(request.event));
        observer().flush();
        if (refusalOf !== undefined) request.response = refusalOf(error, request.event);
      },
    })
    .handler((event: Event) => handle()(event));
};

const socketKeys = (event: SocketEvent) => ({
  connectionId: event.requestContext.connectionId,
  route: event.requestContext.routeKey,
  roomId: fieldOf(event, 'roomId'),
});

const errorFrame = ({ code, message, retryAfterMs }: ChatError, id: string | undefined): ErrorFrame => ({
  type: 'error',
  ...(id !== undefined && { id }),
  code,
  message,
  ...(retryAfterMs !== undefined && { retryAfterMs }),
});

// The body goes to the client through the route's response. The status is for the gateway: it got its answer.
const frameReply = (frame?: AckFrame | ErrorFrame): APIGatewayProxyStructuredResultV2 => ({
  statusCode: 200,
  ...(frame !== undefined && { body: JSON.stringify(frame) }),
});

/** Frames of an open socket: answered by a frame, or by nothing; an error is S5. */
export const socketPipeline = (name: FunctionName, build: Build<SocketEvent, AckFrame | undefined>) =>
  pipeline<SocketEvent, APIGatewayProxyStructuredResultV2>(
    name,
    (observer) => {
      const handle = build(observer);
      return async (event) => frameReply(await handle(event));
    },
    { keysOf: socketKeys, refusalOf: (error, event) => frameReply(errorFrame(error, fieldOf(event, 'id'))) },
  );

/** `$connect` and `$disconnect`: the status lets the socket open or refuses it, and the caller learns no more than that. */
export const connectionPipeline = (name: FunctionName, build: Build<SocketEvent, void>) =>
  pipeline<SocketEvent, APIGatewayProxyStructuredResultV2>(
    name,
    (observer) => {
      const handle = build(observer);
      return async (event) => {
        await handle(event);
        return { statusCode: 200 };
      };
    },
    { keysOf: socketKeys, refusalOf: ({ code }) => ({ statusCode: statusOf[code], body: 'The connection was refused.' }) },
  );

/** A status, and what goes with it as JSON. */
export interface HttpReply {
  status: number;
  body?: unknown;
}
/** What a function answers to one route. A call with a query is refused unless the route takes one. */
export interface HttpRoute {
  (call: HttpCall): Promise<HttpReply>;
  takesQuery?: boolean;
}
/** What a function answers, by the route keys of the HTTP API: `GET /v1/rooms/{roomId}`. */
export type HttpRoutes = Record<string, HttpRoute>;

/** A route that takes a query, by its schema. */
export const withQuery = <S extends Schema>(schema: S, serve: (call: HttpCall, query: z.output<S>) => Promise<HttpReply>): HttpRoute =>
  Object.assign((call: HttpCall) => serve(call, call.query(schema)), { takesQuery: true });

const NoQuery = z.strictObject({});

export const ok = (body: unknown): HttpReply => ({ status: 200, body });
export const created = (body: unknown): HttpReply => ({ status: 201, body });
export const done: HttpReply = { status: 204 };

const httpReply = (type: string, status: number, body: unknown, headers: Record<string, string> = {}) => ({
  statusCode: status,
  headers: { 'content-type': type, 'cache-control': 'no-store', ...headers },
  body: JSON.stringify(body),
});

const titleOf = (code: Problem['code']): string => code.charAt(0).toUpperCase() + code.slice(1).replaceAll('_', ' ');

const problemReply = ({ code, message, retryAfterMs }: ChatError, { requestContext }: HttpEvent): APIGatewayProxyStructuredResultV2 => {
  const status = statusOf[code];
  const problem: Problem = {
    type: 'about:blank',
    title: titleOf(code),
    status,
    detail: message,
    code,
    requestId: requestContext.requestId,
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  };
  const retry = retryAfterMs === undefined ? {} : { 'retry-after': String(Math.ceil(retryAfterMs / 1000)) };
  return httpReply('application/problem+json', status, problem, retry);
};

const dispatch = (routes: HttpRoutes, gate: Gate): Handle<HttpEvent, APIGatewayProxyStructuredResultV2> => {
  const byKey = new Map(Object.entries(routes));
  return async (event) => {
    const route = byKey.get(event.routeKey);
    if (route === undefined) throw new ChatError('not_found', 'There is nothing here.');
    const call = callOf(event);
    await gate(call);
    if (!route.takesQuery) call.query(NoQuery);
    const { status, body } = await route(call);
    return body === undefined ? { statusCode: status } : httpReply('application/json', status, body);
  };
};

/** Calls over HTTP, of callers whom the gate lets through: an error is a problem (RFC 9457). */
export const httpPipeline = (name: HttpFunctionName, build: (observer: Observer) => HttpRoutes, gate: Gate = deviceGate(name)) =>
  pipeline<HttpEvent, APIGatewayProxyStructuredResultV2>(name, (observer) => dispatch(build(observer), gate), {
    keysOf: ({ routeKey, pathParameters, requestContext }) => ({
      route: routeKey,
      roomId: pathParameters?.roomId,
      apiRequestId: requestContext.requestId,
    }),
    refusalOf: problemReply,
  });

/** Queues, schedules and Cognito: an error fails the invocation, and the service tries again. */
export const triggerPipeline = <Event, Answer>(name: FunctionName, build: Build<Event, Answer>) =>
  pipeline<Event, Answer>(name, build, { keysOf: () => ({}) });
