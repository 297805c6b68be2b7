import {
  type ErrorCode,
  limits,
  type PutScheduled,
  type Scheduled,
  type ScheduledFrame,
  type ScheduledList,
  type Send,
} from '@parley/protocol';
import { tellUser } from './delivery.ts';
import type { Appending, Delivery, Ports } from './deps.ts';
import { isToCome } from './due.ts';
import { ChatError } from './errors.ts';
import { appendEvent } from './log.ts';
import { messageOf, refuseTooLarge } from './messages.ts';
import { permit, permitted } from './permissions.ts';
import { printOf } from './places.ts';
import { inPool } from './pool.ts';
import type { Owned } from './ports.ts';
import { refuseSilenced, takeTurn } from './speech.ts';

export type Scheduling = Appending & Pick<Ports, 'memberships' | 'scheduled' | 'fingerprint'>;

const AT_A_TIME = 10;
/** What will pass: in slow mode a message waits for its turn. */
const PASSING = new Set<ErrorCode>(['unavailable', 'rate_limited']);
const isPassing = (error: unknown): boolean => error instanceof ChatError && PASSING.has(error.code);

const tell = (deps: Delivery, userId: string, id: string, change: ScheduledFrame['change']) =>
  tellUser(deps, userId, { type: 'scheduled', id, change });

const isUnderWay = () => new ChatError('conflict', 'This message is being sent.');

/** What a person must be allowed in the room to say this. */
const checkSpeaker = async (deps: Scheduling, userId: string, { roomId, audience }: Pick<Send, 'roomId' | 'audience'>): Promise<void> => {
  const { room, membership } = await permitted(deps, userId, roomId, 'speak');
  if (audience !== undefined) permit('mentionAll', room, membership);
};

const sendOf = ({ sendAt: _, failure: _f, ...said }: Scheduled): Send => ({ action: 'send', ...said });

/** Says it as its author would at this moment; with the same id it is the same message, however often it is tried. */
const say = async (deps: Scheduling, userId: string, item: Scheduled): Promise<void> => {
  const claim = await deps.messages.claimed(item.roomId, userId, item.id);
  const event = messageOf(sendOf(item), userId);
  const print = printOf(deps, event);
  if (claim?.print !== print) {
    await checkSpeaker(deps, userId, item);
    refuseSilenced({ blocked: await deps.rooms.isBlocked(item.roomId) });
    await takeTurn(deps, { userId, roomId: item.roomId, clientId: item.id });
  }
  await appendEvent(deps, event, { print, claim });
};

/**
 * Sends the message, once: from `begin` on it can neither be changed nor called off, and whoever finds it left half-way completes it under its id.
 * What its author may not say any more is kept with the reason; what cannot be sent now stays due.
 */
const send = async (deps: Scheduling, { userId, ...due }: Owned<Scheduled>): Promise<void> => {
  const item = await deps.scheduled.begin(userId, due, deps.clock());
  if (item === undefined) return;
  try {
    await say(deps, userId, item);
  } catch (error) {
    if (!(error instanceof ChatError) || isPassing(error)) throw error;
    await deps.scheduled.fail(userId, item.id, error.code);
    return tell(deps, userId, item.id, 'failed');
  }
  await deps.scheduled.finish(userId, item.id);
  await tell(deps, userId, item.id, 'sent');
};

const sendAll = async (deps: Scheduling & Pick<Ports, 'report'>, due: readonly Owned<Scheduled>[]): Promise<void> => {
  await inPool(due, AT_A_TIME, (item) => send(deps, item).catch((error: unknown) => isPassing(error) || deps.report(error)));
};

/** Sends what is due, late rather than never. Gives how many there were, at most `limit`. */
export const sendDue = async (deps: Scheduling & Pick<Ports, 'report'>, limit: number): Promise<number> => {
  const due = await deps.scheduled.due(deps.clock(), limit);
  await sendAll(deps, due);
  return due.length;
};

/** [H43] Everything that the user has scheduled, soonest first. Sends what is due at once, without waiting for the schedule. */
export const listScheduled = async (deps: Scheduling & Pick<Ports, 'report'>, userId: string): Promise<ScheduledList> => {
  const items = await deps.scheduled.ofUser(userId);
  const due = items.filter(({ sendAt, failure }) => sendAt <= deps.clock() && failure === undefined);
  await sendAll(
    deps,
    due.map((item) => ({ ...item, userId })),
  );
  const left = due.length === 0 ? items : await deps.scheduled.ofUser(userId);
  return { items: left.toSorted((a, b) => a.sendAt - b.sendAt) };
};

/**
 * [H43] Schedules a message under its id, or changes what is scheduled. Throws `forbidden` and `not_found` as sending it now would, `bad_request`
 * for a time that has passed, `too_large`; `conflict` above `limits.scheduled`, and for a message that is being sent or has been.
 */
export const putScheduled = async (deps: Scheduling, userId: string, id: string, request: PutScheduled): Promise<Scheduled> => {
  if (!isToCome(request.sendAt, deps.clock())) throw new ChatError('bad_request', 'sendAt must lie within the next year');
  const item: Scheduled = { id, ...request };
  refuseTooLarge(messageOf(sendOf(item), userId));
  await checkSpeaker(deps, userId, request);
  const items = await deps.scheduled.ofUser(userId);
  if (items.length >= limits.scheduled && !items.some((each) => each.id === id))
    throw new ChatError('conflict', `At most ${limits.scheduled} messages can be scheduled.`);
  const claim = await deps.messages.claimed(request.roomId, userId, id);
  // A seq that was given up before anything had been said under the id leaves it free.
  const isFree = claim === undefined || (claim.void === true && claim.print === '');
  if (!isFree || !(await deps.scheduled.put(userId, item))) throw isUnderWay();
  await tell(deps, userId, id, 'scheduled');
  return item;
};

/** [H43] Calls a message off. Idempotent. Throws `conflict` for one that is being sent. */
export const cancelScheduled = async (deps: Scheduling, userId: string, id: string): Promise<void> => {
  const outcome = await deps.scheduled.cancel(userId, id);
  if (outcome === 'under way') throw isUnderWay();
  if (outcome === 'cancelled') await tell(deps, userId, id, 'cancelled');
};
