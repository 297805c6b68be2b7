import type { RoomState } from '@parley/client';
import type { ReactNode } from 'react';
import { Button } from '../design/button.tsx';
import { Icon } from '../design/icon.tsx';
import { toast } from '../design/toast.tsx';
import { useBlocking } from '../people/blocking.ts';
import { rightsIn } from '../rooms/room-name.ts';
import { useChat, usePerson, useSession } from '../session/session-context.ts';
import { useSilence } from './speech.ts';

const time = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

const secondsUntil = (until: number): string => {
  const seconds = Math.ceil((until - Date.now()) / 1_000);
  return seconds >= 120 ? `${Math.ceil(seconds / 60)} minutes` : `${seconds} s`;
};

/** The composer, or why there is none. In slow mode it stays, so that one can write while one waits. */
export const Writing = ({ room: state, children }: { room: RoomState; children: ReactNode }) => {
  const silence = useSilence(state);
  const { chat } = useSession();
  const { roomId } = state.room;
  const [other, ...others] = (state.room.people ?? []).filter(({ userId }) => userId !== state.membership.userId);
  const blocked = useChat((chat) => other !== undefined && others.length === 0 && chat.blocked.has(other.userId));
  if (blocked && other !== undefined) return <BlockedPerson userId={other.userId} />;
  switch (silence?.reason) {
    case 'archived':
      return (
        <div className="composer-closed">
          <p>This room has been archived. Its history stays.</p>
          {rightsIn(state).restore && (
            <Button icon="retry" onPress={() => void chat.restoreRoom(roomId).catch(toast.error)}>
              Restore
            </Button>
          )}
        </div>
      );
    case 'announcement':
      return (
        <p className="composer-closed">
          <Icon name="megaphone" size={18} />
          Only moderators and owners write here.
        </p>
      );
    case 'muted':
      return (
        <p className="composer-closed" role="status">
          <Icon name="clock" size={18} />
          You have been muted until {time.format(silence.until)}.
        </p>
      );
    default:
      return (
        <>
          {silence?.until !== undefined && (
            <p className="composer-wait">Slow mode: your next message leaves in {secondsUntil(silence.until)}.</p>
          )}
          {children}
        </>
      );
  }
};

const BlockedPerson = ({ userId }: { userId: string }) => {
  const name = usePerson(userId)?.name ?? 'this person';
  const setBlocked = useBlocking();
  return (
    <div className="composer-closed">
      <p>You have blocked {name}: neither of you can write here.</p>
      <Button onPress={() => void setBlocked({ userId, name }, false)}>Unblock</Button>
    </div>
  );
};
