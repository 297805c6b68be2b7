import type { Progress, PumpId, Pumps } from '../../../lambdas/domain/ports.ts';

interface Row {
  holder?: string | undefined;
  leaseUntil: number;
  words: number;
  progress?: Progress | undefined;
  usedAt: number;
  expiresAt: number;
}

const LIFE_MS = 24 * 60 * 60_000;

const keyOf = ({ roomId, shard }: PumpId): string => `${roomId} ${shard}`;

export const memoryPumps = (): Pumps => {
  const rows = new Map<string, Row>();
  return {
    take: async (pump, { holder, at, until }) => {
      if ((rows.get(keyOf(pump))?.expiresAt ?? at) < at) rows.delete(keyOf(pump));
      const row = rows.get(keyOf(pump)) ?? { leaseUntil: 0, words: 0, usedAt: 0, expiresAt: 0 };
      rows.set(keyOf(pump), row);
      if (row.holder !== undefined && row.leaseUntil > at) {
        row.words += 1;
        return 'held';
      }
      row.holder = holder;
      row.leaseUntil = until;
      row.expiresAt = until + LIFE_MS;
      return { progress: row.progress, usedAt: row.usedAt, words: row.words };
    },
    release: async (pump, { holder, at }, progress, words) => {
      const row = rows.get(keyOf(pump));
      if (row?.holder !== holder) return undefined;
      if (words !== undefined && words !== row.words) return row.words;
      Object.assign(row, { holder: undefined, leaseUntil: 0, usedAt: at, progress: progress ?? row.progress });
      return undefined;
    },
  };
};
