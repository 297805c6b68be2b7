import { Dialog, DialogActions } from '../design/dialog.tsx';
import { t } from '../languages/language.ts';
import { useSession } from '../session/session-context.ts';

/** Asks before all that is new counts as read. */
const ReadAll = ({ onClose }: { onClose: () => void }) => {
  const { chat } = useSession();
  const readAll = () => {
    for (const { room, cursor } of Object.values(chat.getState().rooms)) chat.markRead(room.roomId, cursor);
    chat.readAllThreads();
    onClose();
  };
  return (
    <Dialog title={t.shell.readAll.title} onClose={onClose} alert>
      <div className="dialog-body">
        <p className="dialog-note">{t.shell.readAll.note}</p>
        <DialogActions
          confirm={t.shell.readAll.confirm}
          cancel={t.shell.readAll.cancel}
          onCancel={onClose}
          onConfirm={readAll}
          focus="confirm"
        />
      </div>
    </Dialog>
  );
};

export default ReadAll;
