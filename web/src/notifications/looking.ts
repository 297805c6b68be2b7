// Which rooms are looked at in the tabs of this browser. Each holds a lock for its own, which goes with the tab however it ends.
import { useEffect } from 'react';
import { usePageActive } from '../room/page-activity.ts';
import { useChat } from '../session/session-context.ts';

const nameOf = (userId: string, roomId: string) => `parley.looking:${userId}:${roomId}`;

const hold = (name: string): (() => void) => {
  const end = new AbortController();
  const { signal } = end;
  const held = () => new Promise<void>((resolve) => (signal.aborted ? resolve() : signal.addEventListener('abort', () => resolve())));
  // Ended before it was had.
  navigator.locks.request(name, { mode: 'shared', signal }, held).catch(() => undefined);
  return () => end.abort();
};

/** Says to the other tabs which room is looked at in this one, while the component is there. */
export const useLooking = (userId: string): void => {
  const active = usePageActive();
  const roomId = useChat((state) => state.openRoomId);
  useEffect(() => {
    if (!active || roomId === undefined || !('locks' in navigator)) return;
    return hold(nameOf(userId, roomId));
  }, [active, roomId, userId]);
};

/** Whether somebody looks at the room in a tab of this browser that lets the others know. */
export const isLookedAt = async (userId: string, roomId: string): Promise<boolean> => {
  if (!('locks' in navigator)) return false;
  const { held = [] } = await navigator.locks.query();
  return held.some(({ name }) => name === nameOf(userId, roomId));
};
