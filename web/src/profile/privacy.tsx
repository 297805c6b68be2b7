import type { Me } from '@parley/protocol';
import { Switch } from '../design/switch.tsx';
import { toast } from '../design/toast.tsx';
import { useSession } from '../session/session-context.ts';
import { BlockedPeople } from './blocked-people.tsx';

/** What others learn of me, and whom I do not want to hear. */
export const PrivacySection = ({ me }: { me: Me }) => {
  const { chat } = useSession();
  return (
    <section className="profile-section">
      <h2>Privacy</h2>
      <Switch
        label="Read receipts"
        value={me.receipts !== false}
        onChange={(receipts) => chat.updateMe({ receipts }).catch(toast.error)}
        hint="In direct messages and small rooms others see how far you have read, and you see how far they have. Switched off, neither of you does."
      />
      <BlockedPeople />
    </section>
  );
};
