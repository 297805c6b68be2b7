import type { Me, Notifications } from '@parley/protocol';
import { useSyncExternalStore } from 'react';
import { Button } from '../design/button.tsx';
import { Choice } from '../design/choice.tsx';
import { useSubmission } from '../design/submission.ts';
import { Switch } from '../design/switch.tsx';
import { toast } from '../design/toast.tsx';
import { t } from '../languages/language.ts';
import { onDeviceChoice, permission, showHere, showsHere, soundHere, soundsHere } from '../notifications/device.ts';
import { DEFAULT } from '../notifications/news.ts';
import { playTone } from '../notifications/sound.ts';
import { useSession } from '../session/session-context.ts';

/** Whether this browser shows notifications, what keeps it from it, and whether it sounds. */
export const DeviceNotificationsSection = () => {
  const allowed = useSyncExternalStore(onDeviceChoice, permission);
  const on = useSyncExternalStore(onDeviceChoice, showsHere);
  const sound = useSyncExternalStore(onDeviceChoice, soundsHere);
  const { pending, submit } = useSubmission(() => showHere(!on));

  const { state, note } = {
    none: { state: t.settings.notifications.off, note: t.settings.notifications.impossible },
    denied: { state: t.settings.notifications.off, note: t.settings.notifications.denied },
    default: { state: t.settings.notifications.off, note: t.settings.notifications.willAsk },
    granted: on
      ? { state: t.settings.notifications.on, note: t.settings.notifications.onNote }
      : { state: t.settings.notifications.off, note: t.settings.notifications.offNote },
  }[allowed];

  return (
    <section className="settings-section">
      <h2>{t.settings.notifications.here}</h2>
      <div className="setting-row">
        <p role="status">
          <strong>{state}</strong>
          {note}
        </p>
        {(allowed === 'default' || allowed === 'granted') && (
          <Button icon="bell" isPending={pending} onPress={() => void submit()}>
            {on ? t.settings.notifications.turnOff : t.settings.notifications.turnOn}
          </Button>
        )}
      </div>
      {on && (
        <Switch
          label={t.settings.notifications.sound}
          value={sound}
          onChange={(next) => {
            soundHere(next);
            // So that one knows what to listen for.
            if (next) void playTone();
          }}
        />
      )}
    </section>
  );
};

const choices = (): (readonly [Notifications['about'], string])[] => [
  ['everything', t.settings.notifications.everything],
  ['calls', t.settings.notifications.calls],
  ['nothing', t.settings.notifications.nothing],
];

/** What I want to be told of, wherever I am signed in. */
export const NotificationsSection = ({ me }: { me: Me }) => {
  const { chat } = useSession();
  const standing = me.notifications ?? DEFAULT;
  const choose = (changes: Partial<Notifications>) => void chat.updateMe({ notifications: { ...standing, ...changes } }).catch(toast.error);
  return (
    <section className="settings-section">
      <h2>{t.settings.notifications.everywhere}</h2>
      <Choice
        label={t.settings.notifications.about}
        value={standing.about}
        onChange={(value) => choose({ about: choices().find(([each]) => each === value)?.[0] ?? DEFAULT.about })}
        options={choices()}
        hint={t.settings.notifications.aboutHint}
      />
      <Switch
        label={t.settings.notifications.words}
        value={standing.words}
        onChange={(words) => choose({ words })}
        hint={t.settings.notifications.wordsHint}
      />
    </section>
  );
};
