import { Id, parse } from '@parley/protocol';
import type { Caller } from '../domain/caller.ts';
import { checkOrigin, openConnection, redeemTicket } from '../domain/connections.ts';
import type { Ports } from '../domain/deps.ts';
import { ChatError } from '../domain/errors.ts';
import { connectPorts } from '../runtime/connect-deps.ts';
import { connectionPipeline } from '../runtime/pipelines.ts';
import { headerOf, type SocketEvent } from '../runtime/requests.ts';

export type Connecting = Parameters<typeof openConnection>[0] &
  Pick<Ports, 'clock'> & { tokens: { callerOf(token: string): Promise<Caller> }; allowedOrigins: readonly string[] };

const BEARER = /^Bearer ([^\s]+)$/i;

/** Who wants to connect: whose ticket it is, or for clients that can set headers, whose access token. */
const callerOf = async (deps: Connecting, event: SocketEvent): Promise<Caller> => {
  const ticket = parse(Id, event.queryStringParameters?.ticket);
  if (ticket.ok) return redeemTicket(deps, ticket.value);
  const [, token] = BEARER.exec(headerOf(event, 'authorization') ?? '') ?? [];
  if (token === undefined) throw new ChatError('unauthorized', 'A ticket or a token is needed.');
  return deps.tokens.callerOf(token);
};

/** Opens a socket. The Origin is looked at first, so that no ticket is spent on a page that may not connect. */
export const connect = (deps: Connecting) => async (event: SocketEvent) => {
  checkOrigin(deps.allowedOrigins, headerOf(event, 'origin'));
  const { connectionId } = event.requestContext;
  await openConnection(deps, { connectionId, ...(await callerOf(deps, event)) });
};

export const handler = connectionPipeline('connect', (observer) => connect(connectPorts(observer)));
