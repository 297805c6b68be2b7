import type { RoomState } from '@parley/client';
import type { ReactNode } from 'react';
import { Button } from '../design/button.tsx';
import { Icon } from '../design/icon.tsx';
import { toast } from '../design/toast.tsx';
import { perLocale, t } from '../languages/language.ts';
import { useBlocking } from '../people/blocking.ts';
import { rightsIn } from '../rooms/room-name.ts';
import { useChat, usePerson, useSession } from '../session/session-context.ts';
import { useSilence } from './speech.ts';

const time = perLocale((locale) => new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }));

const waitUntil = (until: number): string => {
  const seconds = Math.ceil((until - Date.now()) / 1_000);
  return seconds >= 120 ? t.room.closed.slowMinutes(Math.ceil(seconds / 60)) : t.room.closed.slowSeconds(seconds);
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
          <p>{t.room.closed.archived}</p>
          {rightsIn(state).restore && (
            <Button icon="retry" onPress={() => void chat.restoreRoom(roomId).catch(toast.error)}>
              {t.room.closed.restore}
            </Button>
          )}
        </div>
      );
    case 'announcement':
      return (
        <p className="composer-closed">
          <Icon name="megaphone" size={18} />
          {t.room.closed.announcement}
        </p>
      );
    case 'muted':
      return (
        <p className="composer-closed" role="status">
          <Icon name="clock" size={18} />
          {t.room.closed.muted(time().format(silence.until))}
        </p>
      );
    default:
      return (
        <>
          {silence?.until !== undefined && <p className="composer-wait">{waitUntil(silence.until)}</p>}
          {children}
        </>
      );
  }
};

const BlockedPerson = ({ userId }: { userId: string }) => {
  const name = usePerson(userId)?.name;
  const setBlocked = useBlocking();
  return (
    <div className="composer-closed">
      <p>{name === undefined ? t.room.closed.blockedPerson : t.room.closed.blocked(name)}</p>
      <Button onPress={() => void setBlocked({ userId, name: name ?? t.design.someone }, false)}>{t.room.closed.unblock}</Button>
    </div>
  );
};
