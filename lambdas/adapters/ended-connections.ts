// Which connections this process has found to be gone: an id is never given again, so nobody need ask for it twice.
import type { Gateway } from '../domain/ports.ts';

/** So many are remembered, the latest. */
const MOST = 10_000;
/** After so long it is found out anew, in case that whoever was to forget the connection did not. */
const REMEMBERED_MS = 60_000;

export const openEndedConnections = (clock: () => number = Date.now): Pick<Gateway, 'markEnded' | 'hasEnded'> => {
  const ended = new Map<string, number>();
  return {
    markEnded(connectionIds) {
      for (const connectionId of connectionIds) ended.set(connectionId, clock());
      for (const oldest of ended.keys()) {
        if (ended.size <= MOST) break;
        ended.delete(oldest);
      }
    },
    hasEnded(connectionId) {
      const at = ended.get(connectionId);
      if (at === undefined) return false;
      if (clock() - at < REMEMBERED_MS) return true;
      ended.delete(connectionId);
      return false;
    },
  };
};
