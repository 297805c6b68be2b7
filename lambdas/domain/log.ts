import type { LogEvent } from '@parley/protocol';
import { ringFor } from './bells.ts';
import { deliver, inlineAudience, tellUser } from './delivery.ts';
import type { Appending } from './deps.ts';
import { keepVoid, type NewEvent, type Place, type PlaceOptions, takePlace } from './places.ts';
import { castBallot, forAll, openBallots } from './polls.ts';
import type { Subscriber } from './ports.ts';

export interface AppendOptions extends PlaceOptions {
  /** The connection that has the answer already and needs no event (R2). */
  except?: string;
}

/** An event, and what of it only the devices of who did it are told. */
interface Told {
  event: LogEvent;
  private?: { userId: string; event: LogEvent } | undefined;
}

/** What the log takes and others are told of an event that has its place: itself, but for a vote that nobody is to know of. */
const tellable = async (deps: Appending, event: LogEvent): Promise<Told> => {
  if (event.kind === 'message') await openBallots(deps, event);
  const tally = event.kind === 'vote' ? await castBallot(deps, event) : undefined;
  return tally === undefined ? { event } : { event: forAll(tally), private: { userId: event.senderId, event: tally } };
};

/** Whether what was said has been deleted since: then it is not told again to who may have come later. */
const isDeleted = async (deps: Appending, event: LogEvent): Promise<boolean> => {
  if (event.kind !== 'message' && event.kind !== 'edit') return false;
  const message = await deps.messages.get(event.roomId, event.kind === 'edit' ? event.target : event.seq);
  return message?.deletedAt !== undefined;
};

/** The event on its way into the log, and who is to see it. */
interface Begun {
  kept: Promise<void>;
  audience: Promise<Subscriber[] | undefined>;
}

/**
 * Keeps a message and reads the roster while its place is being claimed; `persist` goes by the claim. Not what other rows hang on, which must have its place for
 * certain first.
 */
const keepMeanwhile = (deps: Appending, event: NewEvent, { except, print }: AppendOptions) => {
  if (event.kind !== 'message' || event.poll !== undefined || print === undefined) return undefined;
  return ({ seq, sentAt, shards }: Pick<Place, 'seq' | 'sentAt' | 'shards'>): Begun => {
    const begun = {
      kept: deps.persistQueue.keep({ ...event, seq, sentAt, except, print }),
      audience: inlineAudience(deps, event.roomId, shards),
    };
    // A failure is heard where the place is the event's.
    for (const each of Object.values(begun)) each.catch(() => undefined);
    return begun;
  };
};

/** Delivers an event to a room whose every connection this invocation serves itself. */
const deliverInline = async (
  deps: Appending,
  subscribers: readonly Subscriber[],
  { event, private: own }: Told,
  { except, burnt }: { except: string | undefined; burnt: number | undefined },
): Promise<void> => {
  const startedAt = deps.clock();
  const isOwn = ({ userId }: Subscriber) => userId === own?.userId;
  if (own !== undefined) await deliver(deps, subscribers.filter(isOwn), { type: 'event', ...own.event }, { except, attempt: 0 });
  const others = own === undefined ? subscribers : subscribers.filter((each) => !isOwn(each));
  await deliver(deps, others, { type: 'event', ...event }, { except, attempt: 0 });
  deps.meter.time('FanoutTime', deps.clock() - startedAt);
  deps.meter.time('DeliveryTime', deps.clock() - event.sentAt);
  if (burnt !== undefined) await deliver(deps, subscribers, { type: 'void', roomId: event.roomId, seqs: [burnt] }, { attempt: 0 });
};

/**
 * Appends an event to its room's log and delivers it to everyone connected: number, then claim, keep and roster, then deliver. When it returns, the event is
 * durable. Safe to repeat with the same id: whatever a crash left undone after the claim is done again with the same seq, and doing it twice
 * changes nothing; what has been deleted since is not told again. A crash before the claim leaves a seq that is never used; readers declare it
 * void after `limits.voidAfterMs`. An event whose seq has become void while it waited gets a new one.
 *
 * In a large room, and in a burst, the fan-out delivers, from the log: there the event is written to the log at once, and a bell is rung for each shard,
 * or one for all.
 *
 * A vote in an anonymous poll becomes a tally, which names nobody but to who voted: the event that is given back is theirs to see.
 *
 * Throws `IdTaken` where something else was said under the id, `forbidden` for an archived room, `not_found` without one, `unavailable` when a
 * service does not answer.
 */
export const appendEvent = async (deps: Appending, event: NewEvent, options: AppendOptions = {}): Promise<LogEvent> => {
  const { roomId } = event;
  const { except } = options;
  const place = await takePlace(deps, event, options, keepMeanwhile(deps, event, options));
  const { seq, sentAt, shards, inBurst, again, burnt, begun } = place;
  const placed = { ...event, seq, sentAt };
  if (again && (await isDeleted(deps, placed))) {
    if (burnt !== undefined) await keepVoid(deps, roomId, burnt, deps.clock());
    return placed;
  }
  const told = await tellable(deps, placed);
  const kept = { ...told.event, except, ...(told.private && { exceptUser: told.private.userId }) };
  const [subscribers] = await Promise.all([
    inBurst ? undefined : (begun?.audience ?? inlineAudience(deps, roomId, shards)),
    begun?.kept ?? deps.persistQueue.keep({ ...kept, ...(options.claimant !== undefined && { claimant: options.claimant }) }),
    burnt === undefined ? undefined : keepVoid(deps, roomId, burnt, deps.clock()),
  ]);
  deps.meter.count('Accepted', 1);
  if (options.changes !== undefined) await deps.rooms.announced(roomId, seq);

  // Only now: nobody may see an event that could still be lost.
  if (subscribers !== undefined) await deliverInline(deps, subscribers, told, { except, burnt });
  else {
    const { userId, event: own } = told.private ?? {};
    if (userId !== undefined && own !== undefined) await tellUser(deps, userId, { type: 'event', ...own }, { except, attempt: 0 });
    await ringFor(deps, kept, { shards, inBurst, burnt });
  }
  return told.private?.event ?? told.event;
};
