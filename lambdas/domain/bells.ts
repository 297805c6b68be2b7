// How an event reaches a large room, or one where much is said at once: it goes into the log, and a bell for each shard of the roster, or one for all, has
// it fetched there.
import type { LogEvent } from '@parley/protocol';
import type { Appending } from './deps.ts';
import { ChatError } from './errors.ts';
import { isFresh } from './gaps.ts';
import type { Place } from './places.ts';
import type { LogEntry, RevisingEvent } from './ports.ts';
import { bellsFor } from './rounds.ts';
import { divide } from './shards.ts';
import { findTarget, mayRevise } from './targets.ts';

/** Shards whose bells the sender rings; more of them are rung in rounds. */
const RUNG_AT_ONCE = 4;

const isRevision = (event: LogEvent): event is RevisingEvent => 'target' in event;

// Who reads the log takes what an entry did to its message for done. Where the message is not there yet, `persist` does it.
const reviseAtOnce = async (deps: Appending, event: RevisingEvent): Promise<void> => {
  const target = await findTarget(deps, event.roomId, event.target);
  if (typeof target === 'object' && mayRevise(event, target)) await deps.messages.revise(event);
};

const busy = () => new ChatError('unavailable', 'The service is busy. Try again.');

// What is no longer fresh may have been settled by somebody else since its claim was looked at. Then whoever tries again takes a new seq.
const write = async (deps: Appending, entry: LogEntry): Promise<void> => {
  if (!isFresh(entry, deps.clock())) {
    if ((await deps.messages.settle(entry))?.kind === 'void') throw busy();
  } else if ((await deps.messages.append([entry])).length > 0) throw busy();
};

/**
 * Has the fan-out deliver an event that the persist queue holds already. The log first, then the bells: a bell rings only for what is there.
 * The first time that a room is found to be large, it is divided. Idempotent. Throws `unavailable` when a service does not answer.
 */
export const ringFor = async (
  deps: Appending,
  entry: LogEvent & LogEntry,
  { shards, inBurst, burnt }: Pick<Place, 'shards' | 'inBurst'> & { burnt: number | undefined },
): Promise<void> => {
  const { roomId, seq } = entry;
  if (isRevision(entry)) await reviseAtOnce(deps, entry);
  await Promise.all([
    write(deps, entry),
    burnt === undefined ? undefined : deps.messages.settle({ kind: 'void', roomId, seq: burnt, sentAt: deps.clock() }),
  ]);
  if (inBurst) return deps.fanoutQueue.ring([{ kind: 'burst', roomId, seq }]);
  const divided = shards > 1 ? shards : await divide(deps, roomId);
  await deps.fanoutQueue.ring(divided > RUNG_AT_ONCE ? [{ kind: 'room', roomId, seq }] : bellsFor({ roomId, seq }, divided));
};
