import {
  type AckFrame,
  type EventsPage,
  type EventsQuery,
  type LogCommand,
  limits,
  type Membership,
  type MessagesPage,
  type MessagesQuery,
  type PageQuery,
  type Pins,
  type Send,
} from '@parley/protocol';
import { type Admission, admit } from './admission.ts';
import { refuseUnknownEmoji } from './custom-emoji.ts';
import type { Appending, Ports, Readable } from './deps.ts';
import { ChatError } from './errors.ts';
import { settleGaps } from './gaps.ts';
import { ulidTime } from './ids.ts';
import { appendEvent } from './log.ts';
import { pageRequest } from './pages.ts';
import { outranks, permitAnywhere, permitted } from './permissions.ts';
import { giveUpSeq, IdTaken, type NewEvent, type PlaceOptions, printOf, takeSeq } from './places.ts';
import { checkVote, noSuchPoll, withOwnTallies, withOwnVotes } from './polls.ts';
import type { Claim, EmojiNames, LogSlice, Numbered, RevisingEvent, Seat, StoredRoom } from './ports.ts';
import { heedRules } from './speech.ts';
import { findTarget, mayRevise } from './targets.ts';

export type Posting = Appending & Admission & Pick<Ports, 'fingerprint'> & { emoji: EmojiNames };
export type Reading = Readable & Pick<Ports, 'rooms' | 'memberships' | 'ballots' | 'meter' | 'clock'>;

type Change = Exclude<LogCommand, { action: 'send' }>;

/** What a message is in the log, before it has its place there. */
export const messageOf = ({ action, mentions, ...body }: Send, senderId: string): NewEvent => ({
  kind: 'message',
  senderId,
  ...body,
  ...(mentions && { mentions: [...new Set(mentions)] }),
});

const eventOf = (command: LogCommand, { userId: senderId, role }: Pick<Seat, 'userId' | 'role'>): NewEvent => {
  switch (command.action) {
    case 'send':
      return messageOf(command, senderId);
    case 'edit': {
      const { action, ...body } = command;
      return { kind: 'edit', senderId, ...body };
    }
    case 'delete': {
      const { action, ...body } = command;
      // What a moderator deletes says so, whoever wrote it: it may not be known yet.
      return { kind: 'delete', senderId, ...body, ...(outranks(role, 'member') && { moderator: true }) };
    }
    case 'react': {
      const { action, ...body } = command;
      return { kind: 'reaction', senderId, ...body };
    }
    case 'pin': {
      const { action, ...body } = command;
      return { kind: 'pin', senderId, ...body };
    }
    case 'vote': {
      const { action, ...body } = command;
      return { kind: 'vote', senderId, ...body };
    }
    case 'close': {
      const { action, ...body } = command;
      return { kind: 'close', senderId, ...body };
    }
  }
};

/** A frame just under the limit can become one just over it, since the server adds who, when and where to it. */
const isTooLarge = (event: NewEvent): boolean => {
  const frame = JSON.stringify({ type: 'event', ...event, seq: Number.MAX_SAFE_INTEGER, sentAt: Number.MAX_SAFE_INTEGER });
  const utf8BytesAtMost = frame.length * 3;
  return utf8BytesAtMost > limits.frameBytes && new TextEncoder().encode(frame).length > limits.frameBytes;
};

/** Throws `too_large`. */
export const refuseTooLarge = (event: NewEvent): void => {
  if (isTooLarge(event)) throw new ChatError('too_large', 'The message is too large.');
};

/** A first send is younger than its connection. */
const isFirstSend = (command: LogCommand, { connectedAt }: Seat): command is Send =>
  command.action === 'send' && ulidTime(command.id) >= connectedAt;

/**
 * The claim of an earlier try, where there may be one. A first send spares the read; should a clock mislead us, the claim is found all the same,
 * at the price of a void seq. A change is looked up always: once it has taken effect, its target may no longer allow it.
 */
const earlierClaim = async (deps: Posting, command: LogCommand, seat: Seat): Promise<Claim | undefined> =>
  isFirstSend(command, seat) ? undefined : deps.messages.claimed(command.roomId, seat.userId, command.id);

/** A deletion that is sent again stays what it was, if its sender has become a moderator since, or is one no more. */
const asItStood = async (deps: Posting, event: NewEvent, claim: Claim): Promise<NewEvent> => {
  if (event.kind !== 'delete') return event;
  const { items } = await deps.messages.deliverable(event.roomId, claim.seq - 1, 1);
  const [stood] = items.map((item) => item.event);
  if (stood?.seq !== claim.seq || stood.kind !== 'delete') return event;
  const { moderator: _, ...rest } = event;
  return { ...rest, ...(stood.moderator && { moderator: true }) };
};

const noSuchMessage = () => new ChatError('not_found', 'There is no such message.');

/** What an action on a message is called in the log. */
const kindOf = ({ action }: Change): RevisingEvent['kind'] => (action === 'react' ? 'reaction' : action);

/**
 * [C2, C30, C31] One's own message, or for a reaction, a pin, a vote, and a moderator's deletion anyone's; not a deleted one. What is not persisted yet is checked again
 * when it is.
 */
const checkTarget = async (deps: Posting, command: Change, event: NewEvent, seat: Seat): Promise<void> => {
  const target = await findTarget(deps, command.roomId, command.target);
  if (target === 'none') throw noSuchMessage();
  if (target === 'not yet') {
    const room = await deps.rooms.get(command.roomId, { consistent: true });
    if (room === undefined || command.target > room.head) throw noSuchMessage();
    return;
  }
  if (target.deletedAt !== undefined) throw noSuchMessage();
  const moderator = event.kind === 'delete' && event.moderator === true;
  if (!mayRevise({ kind: kindOf(command), senderId: seat.userId, moderator }, target))
    throw new ChatError('forbidden', 'This message is not yours to change.');
  if (command.action === 'vote') checkVote(command, target);
  if (command.action === 'close' && target.poll === undefined) throw noSuchPoll();
};

interface Admitted {
  seat: Seat;
  event: NewEvent;
  print: string;
  claim: Claim | undefined;
}

/** What the connection may say now. */
const admitCommand = async (deps: Posting, connectionId: string, command: LogCommand): Promise<Admitted> => {
  const seat = await admit(deps, connectionId, command.roomId);
  if (command.action === 'send' && command.audience !== undefined) permitAnywhere('mentionAll', seat);
  if (command.action === 'pin') permitAnywhere('pin', seat);
  const fresh = eventOf(command, seat);
  refuseTooLarge(fresh);
  const claim = await earlierClaim(deps, command, seat);
  const print = printOf(deps, fresh);
  const isAgain = claim?.print === print;
  const event = isAgain ? await asItStood(deps, fresh, claim) : fresh;
  // What has been accepted once stays so, whatever has changed since.
  if (!isAgain) await heedRules(deps, seat, command);
  if (!isAgain && command.action === 'react' && command.on) await refuseUnknownEmoji(deps, command.emoji);
  if (!isAgain && command.action !== 'send') await checkTarget(deps, command, event, seat);
  return { seat, event, print, claim };
};

/**
 * The event of a first send whose connection has passed the gate lately, and will most likely pass again: its seq may be taken meanwhile. Not where a
 * refusal could be had again and again: each costs a seq, and the gate alone forgets whom it has refused.
 */
const foreseen = (deps: Posting, connectionId: string, command: LogCommand): NewEvent | undefined => {
  const seat = deps.connections.passedLately(connectionId, command.roomId, deps.clock());
  if (seat === undefined || seat.ruled || seat.mutedUntil !== undefined) return undefined;
  if (!isFirstSend(command, seat) || command.audience !== undefined) return undefined;
  const event = messageOf(command, seat.userId);
  return isTooLarge(event) ? undefined : event;
};

/** Gives a seq up that was taken for what is refused. Never throws: what the sender is to hear is the refusal. */
const giveUp = async (deps: Posting, event: NewEvent, numbering: Promise<Numbered>): Promise<void> => {
  try {
    await giveUpSeq(deps, event, await numbering);
  } catch {
    // No seq, or one that a retry fills, or that readers find void in a while.
  }
};

/**
 * [C1, C2, C30, C31] Takes a command into its room's log and delivers it. The answer means that the event is durable (S1); the same `id` again
 * gives the same answer, and changes nothing where it comes with something else to say.
 *
 * A first send costs 3 writes, 1 query, 1 message to the queue and a post to each other connection in the room, and no read; in announcement rooms
 * and in slow mode, where its sender is no moderator, 2 reads and a write more. A reaction with a custom emoji costs a read more, and so does a
 * message or an edit that is tried again.
 *
 * Throws `rate_limited` (R6, slow mode), `forbidden` and `not_found` (R7, C2), `too_large`, `unavailable`.
 */
export const postCommand = async (deps: Posting, connectionId: string, command: LogCommand): Promise<AckFrame> => {
  const likely = foreseen(deps, connectionId, command);
  const admission = admitCommand(deps, connectionId, command);
  const numbering = likely && takeSeq(deps, likely);
  // Its failure is heard where the seq is used: later, or nowhere.
  numbering?.catch(() => undefined);
  const admitted = await admission.catch(async (refusal: unknown) => {
    if (likely && numbering) await giveUp(deps, likely, numbering);
    throw refusal;
  });
  try {
    return await append(deps, connectionId, command, { ...admitted, numbering });
  } catch (error) {
    if (!(error instanceof IdTaken)) throw error;
    const { seq, sentAt } = error.claim;
    return { type: 'ack', id: command.id, roomId: command.roomId, seq, sentAt };
  }
};

const append = async (
  deps: Posting,
  except: string,
  command: LogCommand,
  { seat, event, ...place }: Admitted & Pick<PlaceOptions, 'numbering'>,
): Promise<AckFrame> => {
  const speaker = command.action === 'send' ? { speaker: seat } : {};
  const taken = await appendEvent(deps, event, { except, ...place, ...speaker });
  const { roomId, seq, sentAt } = taken;
  const ack: AckFrame = { type: 'ack', id: command.id, roomId, seq, sentAt };
  if (taken.kind === 'tally') return { ...ack, tally: taken.tally, ...(taken.own && { own: taken.own }) };
  return { ...ack, ...(event.kind === 'delete' && event.moderator && { moderator: true }) };
};

/** What was read may be newer than the room that was read before it. */
const endOf = (room: StoredRoom, slice: LogSlice<unknown>) => ({
  head: Math.max(room.head, ...slice.at.keys()),
  activeAt: Math.max(room.activeAt, ...slice.at.values()),
});

type Stretch = Pick<MessagesPage, 'items' | 'voids' | 'from' | 'to'> & { head: number };

const stretchOf = async (deps: Reading, room: StoredRoom, slice: LogSlice<MessagesPage['items'][number]>): Promise<Stretch> => {
  const end = endOf(room, slice);
  const { voids } = await settleGaps(deps, room.roomId, slice, end);
  return { items: slice.items, voids, from: slice.from, to: Math.min(slice.to, end.head), head: end.head };
};

const stretchesOf = async (deps: Reading, room: StoredRoom, query: MessagesQuery): Promise<Stretch[]> => {
  const { before, after, around, limit = limits.messagesPageDefault } = query;
  const read = async (slice: ReturnType<Readable['messages']['before']>) => stretchOf(deps, room, await slice);
  const upTo = (seq: number, count: number) => read(deps.messages.before(room.roomId, Math.min(seq, room.head) + 1, count));
  const above = (seq: number, count: number) => read(deps.messages.messagesAfter(room.roomId, seq, count));
  if (after !== undefined) return [await above(after, limit)];
  if (before !== undefined) return [await upTo(before - 1, limit)];
  if (around === undefined) return [await upTo(room.head, limit)];
  const older = Math.ceil(limit / 2);
  const middle = Math.min(around, room.head);
  return Promise.all([upTo(middle, older), ...(limit > older ? [above(middle, limit - older)] : [])]);
};

/**
 * [H10] A page of messages as they stand now, ascending. At most 2 queries, 4 for `around`, and a write for each gap
 * that is void from now on. A seq of the span that is in neither list holds
 * another kind of event, or is not persisted yet and will come by H11. Throws `not_found` where the caller may not see the room (H16).
 */
export const readMessages = async (deps: Reading, userId: string, roomId: string, query: MessagesQuery): Promise<MessagesPage> => {
  const { room } = await permitted(deps, userId, roomId, 'see');
  const stretches = await stretchesOf(deps, room, query);
  return {
    items: await withOwnVotes(
      deps,
      userId,
      stretches.flatMap(({ items }) => items),
    ),
    voids: stretches.flatMap(({ voids }) => voids),
    head: Math.max(...stretches.map(({ head }) => head)),
    from: Math.max(1, stretches.at(0)?.from ?? 1),
    to: Math.max(0, stretches.at(-1)?.to ?? 0),
  };
};

/** What a page of the log tells a member of their own place. */
export const ownPlace = (membership: Membership | undefined): Pick<EventsPage, 'readSeq' | 'readTurn' | 'favourite' | 'section'> => {
  if (membership === undefined) return {};
  const { readSeq, readTurn, favourite = false, section = '' } = membership;
  return { readSeq, ...(readTurn !== undefined && { readTurn }), favourite, section };
};

/** A page of the log above `after` as the user sees it, and whether there is more at once. */
export const readLog = async (
  deps: Reading,
  userId: string,
  { room, membership }: { room: StoredRoom; membership: Membership | undefined },
  { after, limit }: { after: number; limit: number },
): Promise<EventsPage & { more: boolean }> => {
  const slice = await deps.messages.after(room.roomId, after, limit);
  const end = endOf(room, slice);
  const { voids } = await settleGaps(deps, room.roomId, slice, end);
  const items = await withOwnTallies(deps, userId, slice.items);
  return { items, head: end.head, voids, more: slice.to < end.head, ...ownPlace(membership) };
};

/**
 * [H11] The raw log above `after`, ascending. At most 2 queries, and a write for each gap that is void from now on. A seq at or below `head` that is in neither list is not there yet: ask again.
 * Throws `not_found` where the caller may not see the room (H16).
 */
export const readEvents = async (deps: Reading, userId: string, roomId: string, query: EventsQuery): Promise<EventsPage> => {
  const place = await permitted(deps, userId, roomId, 'see');
  const { more: _, ...page } = await readLog(deps, userId, place, { after: query.after, limit: query.limit ?? limits.eventsPage });
  return page;
};

/**
 * [H40] A page of the room's pinned messages, newest message first: one query, and one a message. Throws `not_found` where the caller may not see
 * the room (H16).
 */
export const readPins = async (deps: Reading, userId: string, roomId: string, query: PageQuery): Promise<Pins> => {
  await permitted(deps, userId, roomId, 'see');
  const { items, ...rest } = await deps.messages.pins(roomId, pageRequest(query));
  return { items: await withOwnVotes(deps, userId, items), ...rest };
};
