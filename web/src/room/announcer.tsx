import type { RoomState } from '@parley/client';
import { useState } from 'react';
import { t } from '../languages/language.ts';
import { useBlocked } from '../people/blocking.ts';
import { usePerson } from '../session/session-context.ts';

/** Reads out what others write, but who is blocked, while the room is open. */
export const Announcer = ({ room, me }: { room: RoomState; me: string }) => {
  const newest = room.window.items.at(-1);
  const [from] = useState(room.cursor);
  const name = usePerson(newest?.senderId ?? '')?.name;
  const blocked = useBlocked(newest?.senderId ?? '');
  const told = !blocked && newest !== undefined && newest.seq > from && newest.senderId !== me && newest.deletedAt === undefined;
  return (
    <p className="visually-hidden" aria-live="polite">
      {told && t.room.messages.announced(name ?? t.design.someone, newest.text)}
    </p>
  );
};
