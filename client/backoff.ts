import { limits } from '@parley/protocol';
import type { Random } from './timers.ts';

export const BACKOFF_BASE_MS = 500;
export const BACKOFF_CAP_MS = 30_000;

/**
 * How long to wait before try number `attempt` (0 is the first): anything from nothing to a bound that doubles from 500 ms up to 30 s. Full
 * jitter, so that clients that lost the same server do not come back in step.
 */
export const backoff = (attempt: number, random: Random): number =>
  Math.floor(random() * Math.min(BACKOFF_CAP_MS, BACKOFF_BASE_MS * 2 ** Math.min(attempt, 16)));

/** The first tries come within this: most losses are over before anybody notices, milliseconds. */
const QUICK_MS = 250;
/** An absence that has lasted so long is tried again within one eighth of it. */
const SHARE_OF_ABSENCE = 8;
/** Clients whose server knows no spread are so few that this between their tries keeps them to `limits.connectsPerSecond` together. */
const FEW_CLIENTS = 100;
export const RETRY_FLOOR_MS = (FEW_CLIENTS * 1_000) / limits.connectsPerSecond;

/** A client that has lost its socket and has not got the next one. */
export interface Absence {
  /** Tries that have failed since. */
  attempts: number;
  /** How long it has lasted, milliseconds. */
  lasted: number;
  /** [H1] The session's `reconnectMs`: 0 where the server knows none. */
  spreadMs: number;
}

/**
 * How long to wait before trying to come back.
 *
 * The first try comes at a random moment of the spread. Later ones come no sooner than the spread after the one before, so that every client
 * keeps the place it drew and no second ever sees more of them than the first did. On top of that full jitter, whose bound follows the
 * absence from a quarter of a second up to 30 s: whoever was away for a moment is back in a moment.
 */
export const returnDelay = ({ attempts, lasted, spreadMs }: Absence, random: Random): number => {
  const bound = Math.min(BACKOFF_CAP_MS, Math.max(QUICK_MS, lasted / SHARE_OF_ABSENCE));
  if (attempts === 0) return Math.floor(random() * Math.max(spreadMs, bound));
  return Math.floor(Math.max(spreadMs, RETRY_FLOOR_MS, random() * bound));
};
