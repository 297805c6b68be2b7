// Who follows which thread, in memory.
import { limits } from '@parley/protocol';
import type { Follow, Follows, ThreadOf } from '../../../lambdas/domain/ports.ts';

interface Row extends ThreadOf {
  following: boolean;
  decided: boolean;
  listed: boolean;
  since: number | undefined;
  readSeq: number;
  mentions: Set<number>;
  touchedAt: number;
}

const MOST_MENTIONS = 100;

const keyOf = ({ userId, roomId, root }: ThreadOf) => `${userId} ${roomId} ${root}`;

const followOf = ({ userId, roomId, root, following, since = 0, readSeq, mentions, touchedAt }: Row): Follow => {
  const mark = Math.max(since, readSeq);
  const mentionSeqs = [...mentions].filter((seq) => seq > mark).sort((a, b) => a - b);
  return { userId, roomId, root, following, readSeq: mark, mentionSeqs, touchedAt };
};

export const memoryFollows = (): Follows => {
  const rows = new Map<string, Row>();

  const change = (thread: ThreadOf, changes: Partial<Row>): Follow => {
    const { userId, roomId, root } = thread;
    const fresh = { userId, roomId, root, following: false, decided: false, listed: false, since: undefined, readSeq: 0, touchedAt: 0 };
    const row = { ...(rows.get(keyOf(thread)) ?? { ...fresh, mentions: new Set<number>() }), ...changes };
    rows.set(keyOf(thread), row);
    return followOf(row);
  };

  return {
    begin: async (thread, since, at) => {
      const row = rows.get(keyOf(thread));
      const began = !row?.decided && since < (row?.since ?? Number.POSITIVE_INFINITY);
      return { follow: change(thread, began ? { following: true, since, listed: true, touchedAt: at } : {}), began };
    },
    mention: async (thread, seq, at) => {
      const mentions = rows.get(keyOf(thread))?.mentions ?? new Set();
      if (mentions.has(seq) || mentions.size >= MOST_MENTIONS) return change(thread, {});
      return change(thread, { mentions: new Set([...mentions, seq]), listed: true, touchedAt: at });
    },
    decide: async (thread, following, seq, at) =>
      change(thread, { following, decided: true, since: seq, readSeq: seq, listed: true, touchedAt: at }),
    read: async (thread, seq, at) => {
      const row = rows.get(keyOf(thread));
      if ((row?.readSeq ?? 0) >= seq) return false;
      const { mentionSeqs } = change(thread, { readSeq: seq, touchedAt: at });
      change(thread, { mentions: new Set(mentionSeqs) });
      return true;
    },
    get: async (thread) => {
      const row = rows.get(keyOf(thread));
      return row && followOf(row);
    },
    ofUser: async (userId) =>
      [...rows.values()]
        .filter((row) => row.userId === userId && row.listed)
        .sort((a, b) => b.touchedAt - a.touchedAt)
        .slice(0, limits.followedThreads)
        .map(followOf),
  };
};
