import { limits } from '@parley/protocol';
import { type Caller, isSignedOut, signedOut } from './caller.ts';
import type { Ports, Seating } from './deps.ts';
import { ChatError } from './errors.ts';
import { newTicket } from './ids.ts';
import { membershipsOf } from './memberships.ts';
import type { Ticket } from './ports.ts';
import { announceArrival, announceDeparture } from './presence.ts';
import { confirmSeats, takeSeats } from './rosters.ts';
import { ROWS_LIVE_MS } from './shards.ts';

type Ticketing = Pick<Ports, 'connections' | 'clock'>;

/** [H1] A single-use right to open a socket, good for `limits.ticketMs`. */
export const issueTicket = async (deps: Ticketing, { userId, deviceId }: Caller): Promise<Ticket> => {
  const ticket = { ticket: newTicket(), userId, deviceId, expiresAt: deps.clock() + limits.ticketMs };
  await deps.connections.putTicket(ticket);
  return ticket;
};

/** Whose ticket it is, once. Throws `unauthorized` for one that was used, has expired or never was. */
export const redeemTicket = async (deps: Ticketing, ticket: string): Promise<Caller> => {
  const caller = await deps.connections.takeTicket(ticket, deps.clock());
  if (caller === undefined) throw new ChatError('unauthorized', 'This ticket is not valid any more.');
  return caller;
};

/** Throws `forbidden` for a web page of another origin. Without an Origin the caller is no browser, and has nobody's session to abuse. */
export const checkOrigin = (allowed: readonly string[], origin: string | undefined): void => {
  if (origin !== undefined && !allowed.includes(origin)) throw new ChatError('forbidden', 'This origin may not connect.');
};

/**
 * Records a new connection and puts it on the rosters of its user's rooms, the 1,000 most recently active. Idempotent.
 *
 * The connection is recorded before the memberships are read, as joining writes the membership before it reads the connections: whichever is
 * later sees the other. So it is with a device that is signed out: its mark is set before its connections are looked for. A membership that
 * changes while the seats are written is looked at behind them: nobody who was muted or put out in that moment keeps the seat they had. Others
 * hear of the connection if it is news to them. Throws `unauthorized` for a device that has been signed out.
 */
export const openConnection = async (
  deps: Seating & Pick<Ports, 'devices' | 'fanoutQueue' | 'meter' | 'clock'>,
  { connectionId, ...caller }: Caller & { connectionId: string },
): Promise<void> => {
  const { userId, deviceId } = caller;
  const connectedAt = deps.clock();
  const connection = { connectionId, userId, connectedAt, expiresAt: connectedAt + ROWS_LIVE_MS };
  await deps.connections.open({ ...connection, deviceId });
  const [ended, { told }, memberships] = await Promise.all([
    isSignedOut(deps, caller),
    deps.connections.arrive(connection),
    membershipsOf(deps, userId),
  ]);
  if (ended) {
    await closeConnection(deps, connectionId);
    throw signedOut();
  }
  const sitDown = async () => {
    await takeSeats(deps, connection, memberships, { new: true });
    await confirmSeats(deps, connection, memberships);
  };
  await Promise.all([sitDown(), told ? undefined : announceArrival(deps, userId)]);
};

/**
 * Forgets a connection that has ended. Others hear of it in some seconds, if it was its user's last one. The rows go last: a crash before that
 * leaves them for whoever finds next that the connection is gone. Idempotent.
 */
export const closeConnection = async (deps: Pick<Ports, 'connections' | 'fanoutQueue'>, connectionId: string): Promise<void> => {
  const departure = await deps.connections.leave(connectionId);
  if (departure === undefined) return;
  if (!departure.presence.here) await announceDeparture(deps, departure.userId);
  await deps.connections.close(departure);
};
