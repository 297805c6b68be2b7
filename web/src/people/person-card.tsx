import type { Profile } from '@parley/protocol';
import { useQuery } from '@tanstack/react-query';
import { Avatar } from '../design/avatar.tsx';
import { Button } from '../design/button.tsx';
import { Dialog } from '../design/dialog.tsx';
import { Icon } from '../design/icon.tsx';
import { FormError } from '../design/notice.tsx';
import { toast } from '../design/toast.tsx';
import { perLocale, reasonOf, t } from '../languages/language.ts';
import { clockTime } from '../room/times.ts';
import { navigate } from '../route.ts';
import { useChat, usePerson, useSession } from '../session/session-context.ts';
import { useBlocked, useBlocking } from './blocking.ts';
import { personName } from './person-name.ts';
import { statusText, useStatus } from './status.ts';
import './people.css';

/** What time it is where somebody is. Undefined if this browser does not know the place. */
const timeIn = perLocale((locale) => (timeZone: string): string | undefined => {
  try {
    return new Intl.DateTimeFormat(locale, { weekday: 'short', hour: '2-digit', minute: '2-digit', timeZone }).format();
  } catch {
    return undefined;
  }
});

/** Who somebody is: what they tell about themselves, fetched anew; what is known already shows at once. */
const PersonCard = ({ userId, onClose }: { userId: string; onClose: () => void }) => {
  const { api } = useSession();
  const known = usePerson(userId);
  const profile = useQuery({ queryKey: ['profile', userId], queryFn: () => api.person(userId), staleTime: 0 });
  const person = known ?? profile.data;
  return (
    <Dialog title={person === undefined ? t.design.someone : personName(person)} onClose={onClose}>
      <div className="dialog-body">
        <FormError>{profile.error ? reasonOf(profile.error) : undefined}</FormError>
        {person !== undefined && <About profile={{ ...profile.data, ...person }} onClose={onClose} />}
      </div>
    </Dialog>
  );
};

const About = ({ profile, onClose }: { profile: Profile; onClose: () => void }) => {
  const { userId, handle, pronouns, bio, timeZone, presence = 'offline', deleted } = profile;
  const name = personName(profile);
  const status = useStatus(profile);
  const time = timeZone === undefined ? undefined : timeIn()(timeZone);
  return (
    <>
      <div className="person-head">
        <Avatar id={userId} name={name} size="lg" presence={deleted ? undefined : presence} />
        <div className="person-head-text">
          {deleted ? (
            <p className="person-detail">{t.people.deleted}</p>
          ) : (
            <p className="person-detail" dir="auto">
              @{handle}
              {pronouns !== undefined && ` · ${pronouns}`}
            </p>
          )}
          {!deleted && <p className="person-detail">{t.people.presence[presence]}</p>}
        </div>
      </div>
      {status !== undefined && (
        <p className="person-status">
          <bdi>{statusText(status)}</bdi>
          {status.expiresAt !== undefined && <span className="person-detail"> {t.people.until(clockTime(status.expiresAt))}</span>}
        </p>
      )}
      {bio !== undefined && (
        <p className="person-bio" dir="auto">
          {bio}
        </p>
      )}
      {time !== undefined && (
        <p className="person-time">
          <Icon name="clock" size={18} />
          <span>
            {t.people.localTime(time)} <span className="person-detail">({timeZone})</span>
          </span>
        </p>
      )}
      {!deleted && <CardActions userId={userId} name={name} onClose={onClose} />}
    </>
  );
};

const CardActions = ({ userId, name, onClose }: { userId: string; name: string; onClose: () => void }) => {
  const { chat } = useSession();
  const blocked = useBlocked(userId);
  const setBlocked = useBlocking();
  const me = useChat((state) => state.me?.userId);

  const message = async () => {
    try {
      const { roomId } = await chat.openDirect([userId]);
      onClose();
      navigate({ page: 'room', roomId });
    } catch (error) {
      toast.error(error);
    }
  };

  const edit = () => {
    onClose();
    navigate({ page: 'settings', section: 'profile' });
  };

  return (
    <div className="dialog-actions">
      {userId === me ? (
        <Button icon="edit" onPress={edit}>
          {t.people.editProfile}
        </Button>
      ) : (
        <>
          <Button kind="quiet" icon="ban" onPress={() => void setBlocked({ userId, name }, !blocked)}>
            {blocked ? t.people.unblock : t.people.block}
          </Button>
          {!blocked && (
            <Button kind="primary" icon="message" onPress={() => void message()}>
              {t.people.sendMessage}
            </Button>
          )}
        </>
      )}
    </div>
  );
};

export default PersonCard;
