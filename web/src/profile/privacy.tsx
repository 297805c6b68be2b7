import type { Me } from '@parley/protocol';
import { Switch } from '../design/switch.tsx';
import { toast } from '../design/toast.tsx';
import { t } from '../languages/language.ts';
import { useSession } from '../session/session-context.ts';
import { BlockedPeople } from './blocked-people.tsx';

/** What others learn of me, and whom I do not want to hear. */
export const PrivacySection = ({ me }: { me: Me }) => {
  const { chat } = useSession();
  return (
    <section className="profile-section">
      <h2>{t.profile.privacy.title}</h2>
      <Switch
        label={t.profile.privacy.receipts}
        value={me.receipts !== false}
        onChange={(receipts) => chat.updateMe({ receipts }).catch(toast.error)}
        hint={t.profile.privacy.receiptsHint}
      />
      <BlockedPeople />
    </section>
  );
};
