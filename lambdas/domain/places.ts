// How an event comes by its place in the room's order, once, however often it is tried.
import type { LogEvent, Membership } from '@parley/protocol';
import { isInBurst } from './bursts.ts';
import type { Ports } from './deps.ts';
import { ChatError } from './errors.ts';
import { declareVoid, isTrusted } from './gaps.ts';
import { permit, refuseArchived } from './permissions.ts';
import type { Claim, Numbered, RoomChanges } from './ports.ts';
import { shardsOf } from './shards.ts';
import { refuseSilenced } from './speech.ts';

type Placing = Pick<Ports, 'rooms' | 'messages' | 'persistQueue' | 'meter' | 'clock'>;

type WithoutPlace<Event> = Event extends LogEvent ? Omit<Event, 'seq' | 'sentAt'> : never;

/** An event before it has its place in the room's order. */
export type NewEvent = WithoutPlace<LogEvent>;

export interface PlaceOptions {
  /** By how much the room's `memberCount` moves. */
  members?: -1 | 0 | 1;
  /** What of the room changes with the event. Whoever begins a session at its seq or later finds it so. */
  changes?: RoomChanges;
  /** In whose name `event.id` is claimed; the sender's unless told. Two people who do the same thing to a third share the third's name. */
  claimant?: string | undefined;
  /** Who sends a message: some rooms refuse it from most. */
  speaker?: Pick<Membership, 'role'>;
  /** What is said under the id (`printOf`): who says something else under it is refused. Default: whatever comes under it is the same. */
  print?: string;
  /** The claim of an earlier try, where the caller has looked: no new seq is taken as long as its own is good. */
  claim?: Claim | undefined;
  /** The event was acknowledged while the room was open, and has its place even if the room has been archived since. */
  acknowledged?: boolean;
  /** The seq, where the caller has begun to take it (`takeSeq`). */
  numbering?: Promise<Numbered> | undefined;
}

/** What is begun with a place while it is being claimed, in a room whose every connection its sender serves. */
type Meanwhile<Begun> = (place: Pick<Place, 'seq' | 'sentAt' | 'shards'>) => Begun;

export interface Place {
  seq: number;
  sentAt: number;
  shards: number;
  /** Whether it is one of a burst, which the fan-out delivers. What had its claim before is not. */
  inBurst: boolean;
  /** Whether it is a place that an earlier try has taken. */
  again: boolean;
  /** A seq that was taken for nothing, because the event had one. */
  burnt?: number;
}

/** Something else has been said under this id before, and that stands. */
export class IdTaken extends ChatError {
  readonly claim: Claim;

  constructor(claim: Claim) {
    super('conflict', 'Something else has been said under this id.');
    this.claim = claim;
  }
}

const inOrder = (_key: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.fromEntries(Object.entries(value).sort()) : value;

/** Whether the seq is the claim's, and was not given up. */
export const isFor = (claim: Claim, seq: number): boolean => claim.seq === seq && !claim.void;

/** What an event says, whichever rank its sender has by now. */
export const printOf = ({ fingerprint }: Pick<Ports, 'fingerprint'>, event: NewEvent): string =>
  fingerprint(JSON.stringify({ ...event, moderator: undefined }, inOrder));

/** Has a seq recorded as void that was taken for nothing. Nobody else will ever write there, so the record may take its time. */
export const keepVoid = (deps: Placing, roomId: string, seq: number, sentAt: number): Promise<void> => {
  deps.meter.count('Voided', 1);
  return deps.persistQueue.keep({ kind: 'void', roomId, seq, sentAt });
};

/**
 * Whether the claim's seq is its event's. A young claim's is: only those who repeat the command write there. An old one's is if the event
 * stands there; otherwise it is void from now on, and what is still under way to it will find that out. One that was given up is made void here
 * too: whoever gave it up may have died before that was kept.
 */
const isGood = async (deps: Placing, claim: Claim): Promise<boolean> => {
  const { roomId, seq, sentAt } = claim;
  if (!claim.void && isTrusted({ sentAt }, deps.clock())) return true;
  return !(await declareVoid(deps, { roomId, seq, sentAt }));
};

/** What reaches the other of a room of two: not where one has blocked the other. */
const SAID: ReadonlySet<string> = new Set(['message', 'edit', 'reaction', 'pin', 'vote', 'close']);

/** Why the room, as it was when it gave the seq, does not take the event. */
const refusalOf = (room: Numbered, { kind }: NewEvent, speaker: PlaceOptions['speaker']): unknown => {
  try {
    refuseArchived(room);
    if (SAID.has(kind)) refuseSilenced(room);
    if (speaker !== undefined) permit('speak', room, speaker);
    return undefined;
  } catch (refusal) {
    return refusal;
  }
};

/** A taker who asks again gets the same seq. Where that has been given up, as void or as refused, another taker asks. */
const takerOf = (event: NewEvent, { claimant = event.senderId, claim, acknowledged }: PlaceOptions): string =>
  [claimant, event.id, claim?.seq, acknowledged].join(' ');

/** Takes the room's next seq for the event; the same seq for the same event, within two minutes. It is to be claimed (`takePlace`) or given up. */
export const takeSeq = (deps: Pick<Ports, 'rooms' | 'clock'>, event: NewEvent, options: PlaceOptions = {}): Promise<Numbered> => {
  const { members = 0, claim, changes } = options;
  // Whoever claimed before has counted the member.
  const counted = claim === undefined ? members : 0;
  return deps.rooms.number(event.roomId, deps.clock(), { members: counted, taker: takerOf(event, options), changes });
};

/**
 * Makes a seq void whose event is refused, unless another try of the same command has claimed it: the claim decides, so that of a try that is
 * refused and one that is not neither harms the other. Whoever tries later, and may, takes another seq.
 */
export const giveUpSeq = async (deps: Placing, event: NewEvent, { seq, sentAt }: Numbered, options: PlaceOptions = {}): Promise<void> => {
  const { roomId, id: clientId, senderId } = event;
  const { claim: earlier, claimant = senderId } = options;
  // What an earlier try has claimed was accepted, and stays so for whoever says it again.
  const offer: Claim = { roomId, senderId: claimant, clientId, seq, sentAt, print: earlier?.print ?? '', void: true };
  const standing = await deps.messages.claim(offer, earlier);
  await deps.rooms.forget(roomId, takerOf(event, options));
  if (!isFor(standing, seq)) await keepVoid(deps, roomId, seq, sentAt);
};

/**
 * Takes the next seq and claims it for the event's id, or finds the seq that the id has. A claim whose seq has become void passes to the new
 * one; of several who try that at once one succeeds, and the others join it and burn their own.
 *
 * What `meanwhile` begins comes with the place if it is the one that was begun with; what it has begun with another must come to nothing by itself.
 *
 * Throws `IdTaken` where something else was said under the id; `forbidden` for an archived room, a room of two of whom one has blocked the other
 * (H61), and an announcement room in which the speaker must not speak; `not_found` without one.
 */
export const takePlace = async <Begun>(
  deps: Placing,
  event: NewEvent,
  options: PlaceOptions,
  meanwhile?: Meanwhile<Begun>,
): Promise<Place & { begun?: Begun | undefined }> => {
  const { claim: earlier, claimant = event.senderId } = options;
  const { print = earlier?.print ?? '' } = options;
  const { roomId } = event;
  const saysAnother = (claim: Claim): boolean => options.print !== undefined && claim.print !== print;
  if (earlier !== undefined && (await isGood(deps, earlier))) {
    if (saysAnother(earlier)) throw new IdTaken(earlier);
    return { seq: earlier.seq, sentAt: earlier.sentAt, shards: await shardsOf(deps, roomId), inBurst: false, again: true };
  }
  const taker = takerOf(event, options);
  const numbered = await (options.numbering ?? takeSeq(deps, event, options));
  const { seq, sentAt, shards } = numbered;
  const inBurst = isInBurst(numbered, deps.clock());
  const refusal = options.acknowledged ? undefined : refusalOf(numbered, event, options.speaker);
  if (refusal !== undefined) {
    await giveUpSeq(deps, event, numbered, options);
    throw refusal;
  }
  const offer: Claim = { roomId, senderId: claimant, clientId: event.id, seq, sentAt, print };
  const claiming = deps.messages.claim(offer, earlier);
  const begun = earlier === undefined && shards === 1 && !inBurst ? meanwhile?.({ seq, sentAt, shards }) : undefined;
  const claim = await claiming;
  if (isFor(claim, seq)) {
    await deps.rooms.forget(roomId, taker);
    if (saysAnother(claim)) throw new IdTaken(claim);
    return { seq, sentAt, shards, inBurst, again: claim !== offer, begun };
  }
  if (await isGood(deps, claim)) {
    if (saysAnother(claim)) {
      await keepVoid(deps, roomId, seq, sentAt);
      throw new IdTaken(claim);
    }
    return { seq: claim.seq, sentAt: claim.sentAt, shards, inBurst: false, again: true, burnt: seq };
  }
  if (claim.seq !== seq) await keepVoid(deps, roomId, seq, sentAt);
  await deps.rooms.forget(roomId, taker);
  return takePlace(deps, event, { ...options, claim, numbering: undefined }, meanwhile);
};
