import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../design/button.tsx';
import { Dialog } from '../design/dialog.tsx';
import { FormError } from '../design/notice.tsx';
import { useSubmission } from '../design/submission.ts';
import { toast } from '../design/toast.tsx';
import { useSession } from '../session/session-context.ts';
import { refreshLater } from './lists.ts';
import { MomentChoice } from './moment-choice.tsx';
import { momentName } from './moments.ts';
import './later.css';

interface RemindProps {
  roomId: string;
  seq: number;
  onClose: () => void;
}

/** Saves a message with a time at which I want to be reminded of it. */
const Remind = ({ roomId, seq, onClose }: RemindProps) => {
  const { api } = useSession();
  const queries = useQueryClient();
  const [at, setAt] = useState<number>();

  const { pending, error, submit } = useSubmission(async () => {
    if (at === undefined) throw new Error('Choose a date and time.');
    await api.putSaved(roomId, seq, { remindAt: at });
    refreshLater(queries, 'saved');
    toast.done(`You will be reminded on ${momentName(at)}.`);
    onClose();
  });

  return (
    <Dialog title="Remind me" onClose={onClose}>
      <form className="dialog-body" onSubmit={submit} noValidate>
        <FormError>{error}</FormError>
        <MomentChoice value={at} onChange={setAt} />
        <div className="dialog-actions">
          <Button kind="quiet" onPress={onClose}>
            Cancel
          </Button>
          <Button type="submit" kind="primary" isPending={pending}>
            Remind me
          </Button>
        </div>
      </form>
    </Dialog>
  );
};

export default Remind;
