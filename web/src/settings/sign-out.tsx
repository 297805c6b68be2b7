import type { ChatState } from '@parley/client';
import { Dialog, DialogActions } from '../design/dialog.tsx';
import { useSubmission } from '../design/submission.ts';
import { toast } from '../design/toast.tsx';
import { t } from '../languages/language.ts';
import { navigate } from '../route.ts';
import { useChat, useSession } from '../session/session-context.ts';

const unsent = (state: ChatState): number => Object.values(state.rooms).reduce((sum, room) => sum + room.pending.length, 0);

const SignOut = ({ onClose }: { onClose: () => void }) => {
  const { signOut } = useSession();
  const waiting = useChat(unsent);

  const { pending, submit } = useSubmission(async () => {
    navigate({ page: 'home' }, { replace: true });
    // Signed out here in any case; Cognito may be out of reach.
    await signOut().catch(toast.error);
  });

  return (
    <Dialog title={t.settings.signOut.title} onClose={onClose} alert>
      <div className="dialog-body">
        <p className="dialog-note">{waiting > 0 ? t.settings.signOut.losing(waiting) : t.settings.signOut.note}</p>
        <DialogActions
          confirm={t.settings.signOut.confirm}
          onCancel={onClose}
          onConfirm={() => submit()}
          danger={waiting > 0}
          isPending={pending}
          focus="cancel"
        />
      </div>
    </Dialog>
  );
};

export default SignOut;
