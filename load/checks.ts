// What a program set out to show, and whether it did.
import { cpus } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { type Figure, table } from './figures.ts';
import type { Progress } from './progress.ts';

export interface Check {
  what: string;
  holds: boolean;
}

/** What was measured, and what it shows. */
export interface Proof {
  figures: Figure[];
  checks: Check[];
}

export const addTo = (proof: Proof, { figures, checks }: Proof): void => {
  proof.figures.push(...figures);
  proof.checks.push(...checks);
};

/**
 * Runs a program that adds to the proof as it goes. Where it throws, or takes longer than so many minutes, the proof has what was shown until
 * then, and a check that failed and says what was being done.
 */
export const proofOf = async (
  prove: (proof: Proof) => Promise<void>,
  { minutes, progress }: { minutes: number; progress: Pick<Progress, 'doing' | 'end'> },
): Promise<Proof> => {
  const proof: Proof = { figures: [], checks: [] };
  const stop = new AbortController();
  const outOfTime = async (): Promise<void> => {
    await delay(minutes * 60_000, undefined, stop);
    throw new Error(`${minutes} minutes are over`);
  };
  try {
    await Promise.race([prove(proof), outOfTime()]);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    proof.checks.push({ what: `the run comes to its end (${reason}; last seen: ${progress.doing()})`, holds: false });
  } finally {
    stop.abort();
    progress.end();
  }
  return proof;
};

/** Prints the figures and the checks. Gives the exit code: 0 if every check holds. */
export const conclude = ({ figures, checks }: Proof): 0 | 1 => {
  console.log(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model.trim()}\n\n${table(figures)}\n`);
  for (const { what, holds } of checks) console.log(`${holds ? '✓' : '✗'} ${what}`);
  return checks.every(({ holds }) => holds) ? 0 : 1;
};
