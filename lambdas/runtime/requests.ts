// From what the gateways and the queue hand over to the protocol's own values. Whatever does not fit its schema stops here (R5).
import { Id, LogEvent, limits, parse, Seq, Time } from '@parley/protocol';
import type { APIGatewayProxyEventV2WithJWTAuthorizer, APIGatewayProxyWebsocketEventV2, SQSRecord } from 'aws-lambda';
import * as z from 'zod/mini';
import type { Caller } from '../domain/caller.ts';
import { ChatError } from '../domain/errors.ts';
import type { QueuedJob } from '../domain/fanout.ts';
import type { QueuedEntry } from '../domain/persist.ts';
import type { FanoutJob, PreviewJob } from '../domain/ports.ts';

/** What a WebSocket route hands over. Only `$connect` has headers and a query. */
export type SocketEvent = APIGatewayProxyWebsocketEventV2 & {
  headers?: Record<string, string | undefined>;
  queryStringParameters?: Record<string, string | undefined>;
};
export type HttpEvent = APIGatewayProxyEventV2WithJWTAuthorizer;

export type Schema = Parameters<typeof parse>[0];

const badRequest = (message: string) => new ChatError('bad_request', message);

const jsonOf = (text: string): unknown => {
  if (Buffer.byteLength(text) > limits.frameBytes) throw new ChatError('too_large', `At most ${limits.frameBytes / 1024} KB are accepted.`);
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message quotes what it could not read.
    throw badRequest('(root) is not JSON');
  }
};

const accepted = <S extends Schema>(schema: S, input: unknown) => {
  const parsed = parse(schema, input);
  if (!parsed.ok) throw badRequest(`${parsed.path} ${parsed.reason}`);
  return parsed.value;
};

/** The JSON of a frame. `too_large` above 30 KB, `bad_request` for a binary frame and for what is not JSON. */
export const jsonFrameOf = ({ body = '', isBase64Encoded }: SocketEvent): unknown => {
  if (isBase64Encoded) throw badRequest('(root) must be a text frame');
  return jsonOf(body);
};

/** The frame by its schema: `bad_request`, with the path of the first field that does not fit. */
export const frameOf = <S extends Schema>(schema: S, event: SocketEvent) => accepted(schema, jsonFrameOf(event));

/** A header, however its name is written. */
export const headerOf = ({ headers = {} }: SocketEvent, name: string): string | undefined =>
  Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1];

/** A field of a frame that was refused, for the answer and the log: text of the length of an id, or nothing. */
export const fieldOf = (event: SocketEvent, name: 'id' | 'roomId'): string | undefined => {
  try {
    const frame: unknown = JSON.parse(event.body ?? '');
    const value = typeof frame === 'object' && frame !== null && Object.hasOwn(frame, name) ? Reflect.get(frame, name) : undefined;
    return parse(Id, value).ok ? String(value) : undefined;
  } catch {
    return undefined;
  }
};

/** One call over HTTP. */
export interface HttpCall extends Caller {
  /** Who calls. Whoever asks gets an answer or `unauthorized`: the few calls that need no token do not ask. */
  readonly userId: string;
  /** The sign-in that the token is of, where it says. */
  readonly deviceId: string | undefined;
  /** When that began, milliseconds since the epoch, where the token says. */
  readonly signedInAt: number | undefined;
  /** Groups of the user pool that the caller was in when the token was made. */
  readonly groups: readonly string[];
  /** The token that the call carries. */
  readonly accessToken: string;
  /** What the program calls itself, at most 200 characters. */
  userAgent: string;
  /** An id in the path; `not_found` if nothing could have that id. */
  path(name: keyof typeof ABSENT): string;
  /** Another part of the path, by its schema; `not_found` if nothing could be there. */
  part<S extends Schema>(name: 'seq' | 'id' | 'name', schema: S): z.output<S>;
  query<S extends Schema>(schema: S): z.output<S>;
  hasBody: boolean;
  body<S extends Schema>(schema: S): z.output<S>;
}

const claimsOf = ({ requestContext }: HttpEvent) => {
  // A route without an authorizer hands over none, whatever the type says.
  const { authorizer }: { authorizer?: HttpEvent['requestContext']['authorizer'] } = requestContext;
  return authorizer?.jwt.claims ?? {};
};

/** Who calls: the subject of an access token that the gateway's authorizer has verified. An ID token is no key to the API. */
const userOf = (event: HttpEvent): string => {
  const { sub, token_use: use } = claimsOf(event);
  if (use !== 'access' || typeof sub !== 'string') throw new ChatError('unauthorized', 'An access token is needed.');
  return sub;
};

const deviceOf = (event: HttpEvent): string | undefined => {
  const signIn = parse(Id, claimsOf(event).origin_jti);
  return signIn.ok ? signIn.value : undefined;
};

/** The gateway hands times over as text. */
const signedInAtOf = (event: HttpEvent): number | undefined => {
  const seconds = Number(claimsOf(event).auth_time);
  return Number.isSafeInteger(seconds) ? seconds * 1_000 : undefined;
};

/** The gateway hands a list of groups over as text: `[operators others]`. */
const groupsOf = (event: HttpEvent): string[] => {
  const groups = [claimsOf(event)['cognito:groups'] ?? ''].flat().join(' ');
  return groups.split(/[\s,[\]]+/).filter((group) => group !== '');
};

const USER_AGENT_CHARS = 200;

const bodyOf = ({ headers, body = '', isBase64Encoded }: HttpEvent): unknown => {
  const [type = ''] = (headers['content-type'] ?? '').split(';');
  if (type.trim().toLowerCase() !== 'application/json') throw badRequest('content-type must be application/json');
  return jsonOf(isBase64Encoded ? Buffer.from(body, 'base64').toString() : body);
};

/** What is said of an id that nothing could have: the same as of one that nothing has (H16). */
const ABSENT = {
  roomId: 'There is no such room.',
  userId: 'There is no such person.',
  deviceId: 'There is no such device.',
  code: 'This invitation is not valid any more.',
};

const DIGITS = /^[0-9]{1,16}$/;

export const callOf = (event: HttpEvent): HttpCall => ({
  get userId() {
    return userOf(event);
  },
  get deviceId() {
    return deviceOf(event);
  },
  get signedInAt() {
    return signedInAtOf(event);
  },
  get groups() {
    return groupsOf(event);
  },
  get accessToken() {
    return (event.headers.authorization ?? '').replace(/^Bearer /i, '');
  },
  userAgent: (event.headers['user-agent'] ?? '').slice(0, USER_AGENT_CHARS),
  path: (name) => {
    const parsed = parse(Id, event.pathParameters?.[name]);
    if (!parsed.ok) throw new ChatError('not_found', ABSENT[name]);
    return parsed.value;
  },
  part: (name, schema) => {
    const given = event.pathParameters?.[name];
    const parsed = parse(schema, name === 'seq' && given !== undefined && DIGITS.test(given) ? Number(given) : given);
    if (!parsed.ok) throw new ChatError('not_found', 'There is nothing here.');
    return parsed.value;
  },
  query: (schema) => accepted(schema, event.queryStringParameters ?? {}),
  hasBody: (event.body ?? '') !== '',
  body: (schema) => accepted(schema, bodyOf(event)),
});

/** The gateway's own, not one of ours. */
const ConnectionId = z.string().check(z.minLength(1), z.maxLength(128));

const Entry = z.intersection(
  z.union([LogEvent, z.object({ kind: z.literal('void'), roomId: Id, seq: Seq, sentAt: Time })]),
  z.object({ claimant: z.optional(Id), print: z.optional(z.string()), except: z.optional(ConnectionId), exceptUser: z.optional(Id) }),
);

const connectionIds = z.array(ConnectionId);
const Job = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('room'), roomId: Id, seq: Seq }),
  z.object({ kind: z.literal('shard'), roomId: Id, shard: z.number(), seq: Seq }),
  z.object({ kind: z.literal('burst'), roomId: Id, seq: Seq }),
  z.object({ kind: z.literal('resend'), connectionIds, frame: z.string(), attempt: z.number() }),
  z.object({ kind: z.literal('gone'), connectionIds }),
  z.object({ kind: z.literal('presence'), userId: Id, again: z.optional(z.boolean()) }),
]);

/** What the bodies of a batch hold, and the ids of the messages that hold nothing of the kind: no retry will mend those. */
const bodiesOf = <S extends Schema>(records: readonly SQSRecord[], schema: S) => {
  const read = records.map(({ messageId: itemId, body }) => {
    try {
      return { itemId, parsed: parse(schema, JSON.parse(body)) };
    } catch {
      return { itemId, parsed: undefined };
    }
  });
  return {
    whole: read.flatMap(({ itemId, parsed }) => (parsed?.ok ? [{ itemId, value: parsed.value }] : [])),
    damaged: read.flatMap(({ itemId, parsed }) => (parsed?.ok ? [] : [itemId])),
  };
};

/** The entries of the room log that a batch brings. */
export const queuedOf = (records: readonly SQSRecord[]): { queued: QueuedEntry[]; damaged: string[] } => {
  const { whole, damaged } = bodiesOf(records, Entry);
  return { queued: whole.map(({ itemId, value: entry }) => ({ itemId, entry })), damaged };
};

/** Names of messages that were handed out before, and not done with. */
const triedBefore = (records: readonly SQSRecord[]): Set<string> =>
  new Set(records.filter(({ attributes }) => Number(attributes.ApproximateReceiveCount) > 1).map(({ messageId }) => messageId));

/** The work that a batch brings for the fan-out. */
export const jobsOf = (records: readonly SQSRecord[]): { queued: QueuedJob[]; damaged: string[] } => {
  const { whole, damaged } = bodiesOf(records, Job);
  const tried = triedBefore(records);
  const jobOf = (itemId: string, job: FanoutJob): FanoutJob =>
    job.kind === 'presence' && tried.has(itemId) ? { ...job, again: true } : job;
  return { queued: whole.map(({ itemId, value }) => ({ itemId, job: jobOf(itemId, value) })), damaged };
};

const Preview = z.object({
  roomId: Id,
  id: Id,
  target: Seq,
  senderId: Id,
  urls: z.array(z.string().check(z.maxLength(limits.previewUrlChars))).check(z.maxLength(limits.previews)),
});

/** The links that a batch brings to be read. */
export const previewJobsOf = (records: readonly SQSRecord[]): { itemId: string; job: PreviewJob }[] =>
  bodiesOf(records, Preview).whole.map(({ itemId, value: job }) => ({ itemId, job }));
