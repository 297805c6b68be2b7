import type { Presence, Read, SignalCommand, Timings, Typing } from '@parley/protocol';
import { withoutBlocked } from './acquaintances.ts';
import { type Admission, admit, identify } from './admission.ts';
import { deliver, isShed, smallAudience, tellUser } from './delivery.ts';
import type { Delivery, Ports } from './deps.ts';
import { ChatError } from './errors.ts';
import { announcePresence, presenceOf } from './presence.ts';
import { isShown, tellReceipt } from './receipts.ts';

export type Signalling = Delivery & Admission & Pick<Ports, 'people' | 'blocks'>;

/** [C3, S60] In a room of few people with two reads more, and a query. */
const markRead = async (deps: Signalling, connectionId: string, { roomId, seq, turn }: Read): Promise<void> => {
  const { userId } = await admit(deps, connectionId, roomId);
  const room = await deps.rooms.get(roomId, { consistent: true });
  if (room === undefined || seq > room.head) throw new ChatError('bad_request', 'seq must not lie above the newest event of the room');
  const [shown, at] = [await isShown(deps, room, userId), deps.clock()];
  const moved = await deps.memberships.read(roomId, userId, seq, at, { shown, turn });
  if (!moved) return;
  await tellUser(deps, userId, { type: 'read', roomId, userId, seq, ...(turn && { turn }) }, { except: connectionId });
  if (shown) await tellReceipt(deps, { roomId, userId, seq, at });
};

/** [C4] To everyone else in the room whom the user has not blocked; to nobody in a large one, nor while posts near the account's quota. */
const showTyping = async (deps: Signalling, connectionId: string, { roomId, on }: Typing): Promise<void> => {
  const { userId } = await admit(deps, connectionId, roomId);
  if (isShed(deps, 'typing')) return;
  const others = (await smallAudience(deps, roomId)).filter((subscriber) => subscriber.userId !== userId);
  await deliver(deps, await withoutBlocked(deps, userId, others), { type: 'typing', roomId, userId, on });
};

/**
 * [C4, S41] What a device says of itself stands for its user until a device says otherwise, and the others hear of it; whoever wants to be
 * invisible is told of to nobody. A frame that names no room spends the rate of the most recently active one.
 */
const showPresence = async (deps: Signalling, connectionId: string, { state }: Presence): Promise<void> => {
  const userId = await identify(deps, connectionId);
  const { items } = await deps.memberships.ofUser(userId, { limit: 100 });
  const roomIds = items.map(({ roomId }) => roomId);
  const [recent] = roomIds;
  if (recent === undefined) return;
  await admit(deps, connectionId, recent);
  const me = state === 'offline' ? await deps.people.get(userId) : await deps.people.setAway(userId, state === 'away');
  if (me === undefined || me.availability === 'invisible') return;
  if (state !== 'offline') await tellUser(deps, userId, { type: 'me', me }, { except: connectionId });
  await announcePresence(deps, userId, presenceOf(me, state !== 'offline'), roomIds);
};

/** [C40] Believed as far as it goes: whoever tells tales moves a graph, by the rate of R6 and the bounds of the frame, and nothing else. */
const noteTimings = async (deps: Signalling, connectionId: string, { roomId, tookMs }: Timings): Promise<void> => {
  await admit(deps, connectionId, roomId);
  for (const took of tookMs) deps.meter.time('ReceiveTime', took);
};

/**
 * [C3, C4, C40] Read marks, typing, presence and timings: nothing of them enters the log. Throws `rate_limited` (R6), `forbidden` and `not_found` (R7),
 * `bad_request` for a read mark above the room's head, `unavailable`.
 */
export const signal = async (deps: Signalling, connectionId: string, command: SignalCommand): Promise<void> => {
  switch (command.action) {
    case 'read':
      return markRead(deps, connectionId, command);
    case 'typing':
      return showTyping(deps, connectionId, command);
    case 'presence':
      return showPresence(deps, connectionId, command);
    case 'timings':
      return noteTimings(deps, connectionId, command);
  }
};
