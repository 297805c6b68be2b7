// Whether a connection may speak in a room now, and as whom (R6, R7).
import type { Membership } from '@parley/protocol';
import type { Ports } from './deps.ts';
import { ChatError } from './errors.ts';
import { noSuchRoom, permitted } from './permissions.ts';
import type { Gate, Seat } from './ports.ts';
import { seatConnection } from './rosters.ts';

export type Admission = Pick<Ports, 'rooms' | 'memberships' | 'connections' | 'gateway' | 'clock' | 'rate'>;

/**
 * Who the connection is. One without a row has ended for us, though its socket may still stand: it is closed, so that the client opens another
 * and sends again what was not acknowledged. Throws `unavailable` then.
 */
export const identify = async (deps: Pick<Ports, 'connections' | 'gateway'>, connectionId: string): Promise<string> => {
  const connection = await deps.connections.find(connectionId);
  if (connection !== undefined) return connection.userId;
  await deps.gateway.disconnect(connectionId);
  throw new ChatError('unavailable', 'This connection has ended. Connect again.');
};

// A member without a seat connected while they were being added, and the index lagged. The membership is looked at again behind the seat's
// write: who lost it in between is unseated here or by whoever took it.
const takeSeat = async (deps: Admission, connectionId: string, membership: Membership): Promise<void> => {
  const { roomId, userId } = membership;
  await seatConnection(deps, connectionId, membership);
  if ((await deps.memberships.get(roomId, userId)) !== undefined) return;
  await deps.connections.unseat(connectionId, roomId);
  throw noSuchRoom();
};

const claimSeat = async (deps: Admission, connectionId: string, roomId: string): Promise<void> => {
  const userId = await identify(deps, connectionId);
  const { membership } = await permitted(deps, userId, roomId, 'attend');
  if (membership !== undefined) await takeSeat(deps, connectionId, membership);
};

const pass = (gate: Gate): Seat | undefined => {
  if (gate.pass) return gate.seat;
  if (gate.reason === 'absent') return undefined;
  throw new ChatError('rate_limited', 'Too many frames. Slow down.', { retryAfterMs: gate.retryAfterMs });
};

/**
 * Spends one frame of the connection's rate in the room and gives its seat: one write, as a rule. Throws `rate_limited` (R6); `forbidden` or
 * `not_found` for who is not in the room (R7); `unavailable` for a connection that has ended.
 */
export const admit = async (deps: Admission, connectionId: string, roomId: string): Promise<Seat> => {
  const knock = async () => pass(await deps.connections.gate(connectionId, roomId, deps.clock(), deps.rate));
  const seat = await knock();
  if (seat !== undefined) return seat;
  await claimSeat(deps, connectionId, roomId);
  const second = await knock();
  if (second === undefined) throw noSuchRoom();
  return second;
};
