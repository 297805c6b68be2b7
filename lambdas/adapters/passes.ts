// Who passed a gate lately, as far as this process has seen: whoever did will most likely pass again.
import type { Connections, Seat } from '../domain/ports.ts';

/** So many are remembered, the latest. */
const MOST = 10_000;
const REMEMBERED_MS = 10 * 60_000;

interface Pass {
  seat: Seat;
  at: number;
  /** When the connection will have earned back every frame that it has spent. */
  restedAt: number;
}

const nameOf = (connectionId: string, roomId: string): string => `${connectionId} ${roomId}`;

export const openPasses = () => {
  const passes = new Map<string, Pass>();

  const passedLately: Connections['passedLately'] = (connectionId, roomId, at) => {
    const pass = passes.get(nameOf(connectionId, roomId));
    return pass !== undefined && at - pass.at < REMEMBERED_MS && at >= pass.restedAt ? pass.seat : undefined;
  };

  return {
    passedLately,
    passed: (roomId: string, pass: Pass): void => {
      const name = nameOf(pass.seat.connectionId, roomId);
      passes.delete(name);
      passes.set(name, pass);
      const [oldest] = passes.keys();
      if (passes.size > MOST && oldest !== undefined) passes.delete(oldest);
    },
    refused: (connectionId: string, roomId: string): void => {
      passes.delete(nameOf(connectionId, roomId));
    },
  };
};
