import type { RoomState } from '@parley/client';
import { useEffect, useState } from 'react';

/** The seq above which messages are new to whoever looks: where they stopped when the room was opened, or when they looked away. */
export const useUnreadDivider = (room: RoomState, active: boolean): number | undefined => {
  const { unread, membership } = room;
  const hasUnread = unread > 0;
  const [divider, setDivider] = useState(hasUnread ? membership.readSeq : undefined);

  // Rooms that were kept from the last time tell what is new once they have caught up.
  const [kept, setKept] = useState(room.kept !== undefined);
  if (kept && room.kept === undefined) {
    setKept(false);
    setDivider(hasUnread ? membership.readSeq : undefined);
  }

  useEffect(() => {
    if (active) return;
    setDivider((current) => (hasUnread ? (current ?? membership.readSeq) : undefined));
  }, [active, hasUnread, membership.readSeq]);

  // Marked unread while one looks at it: it stands where it was put.
  return room.held ? membership.readSeq : divider;
};
