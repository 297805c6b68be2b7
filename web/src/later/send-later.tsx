import { createUlids } from '@parley/client';
import { limits, type Scheduled } from '@parley/protocol';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Dialog, DialogActions } from '../design/dialog.tsx';
import { Field } from '../design/field.tsx';
import { FormError } from '../design/notice.tsx';
import { useSubmission } from '../design/submission.ts';
import { toast } from '../design/toast.tsx';
import { t } from '../languages/language.ts';
import { fullTime } from '../room/times.ts';
import { useSession } from '../session/session-context.ts';
import { refreshLater } from './lists.ts';
import { MomentChoice } from './moment-choice.tsx';
import './later.css';

const ulids = createUlids({ clock: Date.now, random: Math.random });

export interface SendLaterProps {
  /** A new message; or with `id` and `sendAt` one that is scheduled already. */
  message: Omit<Scheduled, 'id' | 'sendAt' | 'failure'> & Partial<Pick<Scheduled, 'id' | 'sendAt'>>;
  onDone?: () => void;
  onClose: () => void;
}

const SendLater = ({ message, onDone, onClose }: SendLaterProps) => {
  const { api } = useSession();
  const queries = useQueryClient();
  const [text, setText] = useState(message.text);
  const [at, setAt] = useState(message.sendAt);
  const [id] = useState(() => message.id ?? ulids.next());

  const { pending, error, submit } = useSubmission(async () => {
    if (text.trim() === '') throw new Error(t.later.send.missing);
    if (at === undefined) throw new Error(t.later.moment.missing);
    const { id: _id, sendAt: _at, ...said } = message;
    await api.putScheduled(id, { ...said, text, sendAt: at });
    refreshLater(queries, 'scheduled');
    toast.done(t.later.send.done(fullTime(at)));
    onDone?.();
    onClose();
  });

  return (
    <Dialog title={message.id === undefined ? t.later.send.title : t.later.send.change} onClose={onClose}>
      <form className="dialog-body" onSubmit={submit} noValidate>
        <FormError>{error}</FormError>
        <Field label={t.later.send.message} value={text} onChange={setText} maxLength={limits.textChars} rows={3} />
        <MomentChoice value={at} onChange={setAt} />
        <DialogActions confirm={t.later.send.submit} onCancel={onClose} isPending={pending} />
      </form>
    </Dialog>
  );
};

export default SendLater;
