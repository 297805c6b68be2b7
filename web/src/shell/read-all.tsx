import { Button } from '../design/button.tsx';
import { Dialog } from '../design/dialog.tsx';
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
    <Dialog title="Mark everything as read?" onClose={onClose} alert>
      <div className="dialog-body">
        <p className="dialog-note">No room will show anything new, on any of your devices.</p>
        <div className="dialog-actions">
          <Button kind="quiet" onPress={onClose}>
            Cancel
          </Button>
          <Button kind="primary" onPress={readAll} autoFocus>
            Mark as read
          </Button>
        </div>
      </div>
    </Dialog>
  );
};

export default ReadAll;
