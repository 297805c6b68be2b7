// What is to be made of a seq that holds nothing, and how long it may still be filled. An entry's rights shrink with its age, so that clocks
// which disagree by less than minutes, and calls that hang, can never have two processes decide differently about one seq:
//
//   its age   0 ─────────────── 5 ──────────────── 10 ───────────────── 15 minutes
//   writing   without a look    only if nothing stands at its seq ─────────────────
//   claim     a retry goes on with its seq ─────── a retry settles it first ───────
//   reading   a gap is "not yet" ──────────────────────────────────────  void, once what came next is that old
import { limits } from '@parley/protocol';
import type { Ports } from './deps.ts';
import { inPool } from './pool.ts';
import type { LogSlice, VoidEntry } from './ports.ts';

const FRESH_MS = limits.voidAfterMs / 3;
const TRUSTED_MS = 2 * FRESH_MS;

/** Gaps declared void at the price of one read, and at a time. The next read goes on. */
const DECLARED_AT_MOST = 100;
const AT_A_TIME = 20;

/** Whether an entry may be written without a look at what stands at its seq: nobody can have voided that yet. */
export const isFresh = ({ sentAt }: { sentAt: number }, now: number): boolean => now - sentAt < FRESH_MS;

/** Whether a claim's seq may still be used by whoever repeats the command. */
export const isTrusted = ({ sentAt }: { sentAt: number }, now: number): boolean => now - sentAt < TRUSTED_MS;

/** What is known of a room's end when its log is read. */
interface LogEnd {
  head: number;
  /** When the seq `head` was taken. */
  activeAt: number;
}

/**
 * The seqs of a stretch that hold no entry: expired if what came after is older than `limits.voidAfterMs`, and then with the time of that;
 * missing if they may still be on their way. Ascending.
 */
export const gapsOf = (
  slice: Pick<LogSlice<unknown>, 'at' | 'from' | 'to'>,
  { head, activeAt }: LogEnd,
  now: number,
): { expired: Pick<VoidEntry, 'seq' | 'sentAt'>[]; missing: number[] } => {
  const expired: Pick<VoidEntry, 'seq' | 'sentAt'>[] = [];
  const missing: number[] = [];
  // Downwards, so that each gap meets its successor first. Every seq up to the head was taken by `activeAt`.
  let successorAt = activeAt;
  for (let seq = Math.min(slice.to, head); seq >= slice.from; seq -= 1) {
    const at = slice.at.get(seq);
    if (at !== undefined) successorAt = at;
    else if (now - successorAt > limits.voidAfterMs) expired.push({ seq, sentAt: successorAt });
    else missing.push(seq);
  }
  return { expired: expired.reverse(), missing: missing.reverse() };
};

/** Makes the seq void for good, unless an event stands there; gives whether it is void now. Idempotent. */
export const declareVoid = async (deps: Pick<Ports, 'messages' | 'meter'>, entry: Omit<VoidEntry, 'kind'>): Promise<boolean> => {
  const stood = await deps.messages.settle({ kind: 'void', ...entry });
  if (stood === undefined) deps.meter.count('Voided', 1);
  return stood === undefined || stood.kind === 'void';
};

/**
 * The seqs of a stretch up to the head that hold no event, ascending: void for good, or missing still. An expired gap is declared void before
 * anybody is told, so that the answer stays true whatever arrives later. It counts as missing if its event came in between, or if there are
 * more of them than one read declares: whoever asks again gets what has become of it.
 */
export const settleGaps = async (
  deps: Pick<Ports, 'messages' | 'meter' | 'clock'>,
  roomId: string,
  slice: LogSlice<unknown>,
  end: LogEnd,
): Promise<{ voids: number[]; missing: number[] }> => {
  const { expired, missing } = gapsOf(slice, end, deps.clock());
  const declared = await inPool(expired.slice(0, DECLARED_AT_MOST), AT_A_TIME, async (gap) => ({
    seq: gap.seq,
    isVoid: await declareVoid(deps, { roomId, ...gap }),
  }));
  const gone = new Set(declared.filter(({ isVoid }) => isVoid).map(({ seq }) => seq));
  const left = expired.map(({ seq }) => seq).filter((seq) => !gone.has(seq));
  const ascending = (a: number, b: number) => a - b;
  return { voids: [...slice.voids, ...gone].sort(ascending), missing: [...missing, ...left].sort(ascending) };
};
