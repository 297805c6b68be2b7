import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Dialog, DialogActions } from '../design/dialog.tsx';
import { FormError } from '../design/notice.tsx';
import { useSubmission } from '../design/submission.ts';
import { toast } from '../design/toast.tsx';
import { t } from '../languages/language.ts';
import { fullTime } from '../room/times.ts';
import { useSession } from '../session/session-context.ts';
import { refreshLater } from './lists.ts';
import { MomentChoice } from './moment-choice.tsx';
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
    if (at === undefined) throw new Error(t.later.moment.missing);
    await api.putSaved(roomId, seq, { remindAt: at });
    refreshLater(queries, 'saved');
    toast.done(t.later.remind.done(fullTime(at)));
    onClose();
  });

  return (
    <Dialog title={t.later.remind.title} onClose={onClose}>
      <form className="dialog-body" onSubmit={submit} noValidate>
        <FormError>{error}</FormError>
        <MomentChoice value={at} onChange={setAt} />
        <DialogActions confirm={t.later.remind.title} onCancel={onClose} isPending={pending} />
      </form>
    </Dialog>
  );
};

export default Remind;
