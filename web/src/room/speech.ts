import type { RoomState } from '@parley/client';
import { useEffect, useState } from 'react';
import { rightsIn } from '../rooms/room-name.ts';

/** Why I may not write here, and until when if that ends by itself. */
export interface Silence {
  reason: 'archived' | 'announcement' | 'muted' | 'slow';
  until?: number;
}

const silenceAt = (state: RoomState, now: number): Silence | undefined => {
  const { room, membership, window } = state;
  const { mutedUntil = 0, role } = membership;
  if (room.archived) return { reason: 'archived' };
  if (!rightsIn(state).speak) return { reason: 'announcement' };
  if (mutedUntil > now) return { reason: 'muted', until: mutedUntil };
  const slowMs = (room.slowModeSeconds ?? 0) * 1_000;
  if (slowMs === 0 || role === 'owner' || role === 'moderator') return undefined;
  const mine = window.items.findLast(({ senderId }) => senderId === membership.userId);
  const until = (mine?.sentAt ?? 0) + slowMs;
  return until > now ? { reason: 'slow', until } : undefined;
};

/** What keeps me from writing in the room, if anything does; looks again when it should be over. */
export const useSilence = (state: RoomState): Silence | undefined => {
  const [, look] = useState(0);
  const silence = silenceAt(state, Date.now());
  const until = silence?.until;
  const ticking = silence?.reason === 'slow';

  useEffect(() => {
    if (until === undefined) return;
    const again = () => look((times) => times + 1);
    const timer = ticking ? setInterval(again, 1_000) : setTimeout(again, Math.min(until - Date.now(), 2 ** 31 - 1));
    return () => clearTimeout(timer);
  }, [until, ticking]);

  return silence;
};
