import { jobsFor } from './delivery.ts';
import type { Ports } from './deps.ts';

export type Sweeping = Pick<Ports, 'connections' | 'fanoutQueue' | 'meter' | 'clock'>;

/** Rows looked at in one call, and calls in one run. */
const PAGE = 1_000;
const PAGES = 100;

/**
 * Removes tickets and pumps that have expired and that the table's own expiry has not reached yet, and has the fan-out close connections that
 * have. Looks at no more than 100,000 rows; if those were all, the estimate of open connections is put right, and told.
 */
export const sweepConnections = async (deps: Sweeping): Promise<{ removed: number; expired: number }> => {
  const now = deps.clock();
  const swept = { removed: 0, expired: 0, sampled: 0 };
  let cursor: string | undefined;
  for (let page = 0; page < PAGES; page += 1) {
    const { removed, expired, sampled, ...rest } = await deps.connections.sweep(now, PAGE, cursor);
    await deps.fanoutQueue.ring(jobsFor(expired, (connectionIds) => ({ kind: 'gone', connectionIds })));
    swept.removed += removed;
    swept.expired += expired.length;
    swept.sampled += sampled;
    cursor = rest.cursor;
    if (cursor === undefined) break;
  }
  const { sampled, ...counts } = swept;
  if (cursor === undefined) deps.meter.level('Connections', await deps.connections.recount(sampled));
  return counts;
};
