import type { LogEvent, MessageEvent } from '@parley/protocol';
import { byClaims } from './claims.ts';
import type { Appending, Ports, Seating } from './deps.ts';
import { ChatError } from './errors.ts';
import { followReply } from './follows.ts';
import { isFresh } from './gaps.ts';
import { appendEvent } from './log.ts';
import { inPool } from './pool.ts';
import type { KeptEntry, LogEntry, PreviewJob, RevisingEvent, VoidEntry } from './ports.ts';
import { previewJobOf } from './previews.ts';
import { settleRoster } from './rosters.ts';
import { findTarget, mayRevise, type Target } from './targets.ts';
import { forgetReply, noteReply, rootOf } from './threads.ts';

export type Persisting = Seating & Appending & Pick<Ports, 'previewQueue' | 'follows' | 'blocks' | 'pause' | 'report'>;

export interface QueuedEntry {
  /** Names the entry to whoever delivered it. */
  itemId: string;
  entry: KeptEntry;
}

type KeptEvent = Exclude<LogEntry, VoidEntry>;

const AT_A_TIME = 10;

/** How long a batch as a whole waits for messages that are in another batch than what changes them; and up to which age a change is waited for. */
const PATIENCE_MS = 2_000;
const WORTH_WAITING_MS = 30_000;
const LOOK_AGAIN_MS = 100;

const placeOf = ({ roomId, seq }: { roomId: string; seq: number }): string => `${roomId} ${seq}`;

// What comes again has waited before, and looks once: else one change of a message that never comes would hold up batch after batch.
const awaitTarget = async (
  deps: Persisting,
  { roomId, target, sentAt }: Pick<RevisingEvent, 'roomId' | 'target' | 'sentAt'>,
  until: number,
): Promise<Target> => {
  let found = await findTarget(deps, roomId, target);
  while (found === 'not yet' && deps.clock() < Math.min(until, sentAt + WORTH_WAITING_MS)) {
    await deps.pause(LOOK_AGAIN_MS);
    found = await findTarget(deps, roomId, target);
  }
  return found;
};

// Authorship is checked here again, because the hot path lets through what is about a message that is not persisted yet. An event without the
// right stays in the log, as it has been acknowledged, and changes nothing; clients ignore it by the same rule.
const revise = async (deps: Persisting, event: RevisingEvent, until: number): Promise<void> => {
  const target = await awaitTarget(deps, event, until);
  if (target === 'not yet') throw new ChatError('unavailable', 'The message to change is not persisted yet.');
  if (target === 'none' || !mayRevise(event, target)) return;
  await deps.messages.revise(event);
  if (event.kind === 'delete') await forgetReply(deps, target, event.seq);
};

// Into its thread first: the root then names it, and who follows is decided by what the root names.
const joinThread = async (deps: Persisting, message: MessageEvent, until: number): Promise<void> => {
  const target = rootOf(message);
  if (target === undefined) return;
  await noteReply(deps, message);
  const root = await awaitTarget(deps, { ...message, target }, until);
  if (root === 'not yet') throw new ChatError('unavailable', 'The message that the thread began with is not persisted yet.');
  if (root !== 'none') await followReply(deps, message, root);
};

const askForPreviews = async (deps: Persisting, job: PreviewJob | undefined): Promise<void> => {
  if (job !== undefined) await deps.previewQueue.ask(job);
};

const apply = async (deps: Persisting, event: LogEvent, until: number): Promise<void> => {
  switch (event.kind) {
    case 'edit':
      await revise(deps, event, until);
      return askForPreviews(deps, previewJobOf(event, event.target));
    case 'delete':
    case 'reaction':
    case 'pin':
    case 'vote':
    case 'tally':
    case 'close':
    case 'preview':
      return revise(deps, event, until);
    case 'member':
      return settleRoster(deps, event.roomId, event.userId);
    case 'message':
      await joinThread(deps, event, until);
      return askForPreviews(deps, previewJobOf(event));
    case 'room':
      return;
  }
};

// Its seq became void while the event waited, so it moves to a new one, as a retry of its command would have it. If one has done so already,
// this completes what that may have left undone. The connection that sent it knows it at the old seq, and hears of the new one.
const renumber = async (deps: Persisting, entry: KeptEvent, claimant: string | undefined): Promise<void> => {
  const { seq: _seq, sentAt: _sentAt, except: _except, exceptUser: _exceptUser, ...event } = entry;
  const claim = await deps.messages.claimed(event.roomId, claimant ?? event.senderId, event.id);
  await appendEvent(deps, event, { claimant, claim, acknowledged: true });
};

const settle = async (deps: Persisting, event: KeptEvent, claimant: string | undefined, until: number): Promise<void> => {
  const stood = await deps.messages.settle(event);
  return stood?.kind === 'void' ? renumber(deps, event, claimant) : apply(deps, event, until);
};

/** Whether the work is done. What failed comes again, alone; a defect is reported besides. */
const succeeds = async (deps: Persisting, work: Promise<void>): Promise<boolean> => {
  try {
    await work;
    return true;
  } catch (error) {
    if (!(error instanceof ChatError && error.code === 'unavailable')) deps.report(error);
    return false;
  }
};

/**
 * Writes queued entries to the log, then does what they say to the messages and rosters they are about. Entries may come in any order and any
 * number of times, with the same result. An entry that comes so late that its seq may have been declared void is written only if it has not,
 * and gets a new seq if it has. Gives the ids of the items to deliver again; throws if none could be written.
 */
export const persistEntries = async (deps: Persisting, queued: readonly QueuedEntry[]): Promise<string[]> => {
  const now = deps.clock();
  const entries = await byClaims(
    deps,
    queued.map(({ entry }) => entry),
    now,
  );
  const byPlace = new Map(
    entries.flatMap((kept) => {
      if (kept === undefined) return [];
      const { claimant, print: _, ...entry } = kept;
      return [[placeOf(entry), { claimant, entry }]];
    }),
  );
  const isLate = (entry: LogEntry): entry is KeptEvent => entry.kind !== 'void' && !isFresh(entry, now);
  const inTime = Array.from(byPlace.values(), ({ entry }) => entry).filter((entry) => !isLate(entry));
  const notTaken = new Set((await deps.messages.append(inTime)).map(placeOf));

  const until = now + PATIENCE_MS;
  const keep = async ({ entry, claimant }: { entry: LogEntry; claimant: string | undefined }): Promise<void> => {
    if (isLate(entry)) return settle(deps, entry, claimant, until);
    if (entry.kind !== 'void') return apply(deps, entry, until);
  };
  const failed = new Set(notTaken);
  const taken = [...byPlace].filter(([place]) => !notTaken.has(place));
  await inPool(taken, AT_A_TIME, async ([place, item]) => {
    if (!(await succeeds(deps, keep(item)))) failed.add(place);
  });

  const again = queued.filter(({ entry }) => failed.has(placeOf(entry))).map(({ itemId }) => itemId);
  if (again.length < queued.length) deps.meter.count('Persisted', queued.length - again.length);
  if (queued.length > 0) deps.meter.time('PersistLag', deps.clock() - Math.min(...queued.map(({ entry }) => entry.sentAt)));
  return again;
};
