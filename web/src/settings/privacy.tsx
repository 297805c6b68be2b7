import type { Availability, Me } from '@parley/protocol';
import { Choice } from '../design/choice.tsx';
import { Switch } from '../design/switch.tsx';
import { toast } from '../design/toast.tsx';
import { t } from '../languages/language.ts';
import { useSession } from '../session/session-context.ts';
import { BlockedPeople } from './blocked-people.tsx';

const availabilities = (): (readonly [Availability, string])[] => [
  ['auto', t.settings.presence.auto],
  ['away', t.settings.presence.away],
  ['invisible', t.settings.presence.invisible],
];

/** What others learn of me without being told, and whom I do not want to hear. */
export const PrivacySection = ({ me }: { me: Me }) => {
  const { chat } = useSession();
  const choose = (value: string) => {
    const availability = availabilities().find(([each]) => each === value)?.[0] ?? 'auto';
    chat.updateMe({ availability }).catch(toast.error);
  };
  return (
    <>
      <section className="settings-section">
        <Choice
          label={t.settings.presence.label}
          value={me.availability ?? 'auto'}
          onChange={choose}
          options={availabilities()}
          hint={t.settings.presence.hint}
        />
        <Switch
          label={t.settings.privacy.receipts}
          value={me.receipts !== false}
          onChange={(receipts) => chat.updateMe({ receipts }).catch(toast.error)}
          hint={t.settings.privacy.receiptsHint}
        />
      </section>
      <BlockedPeople />
    </>
  );
};
