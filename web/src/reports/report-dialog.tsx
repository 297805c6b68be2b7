import { findMessage, type ReportSubject } from '@parley/client';
import { limits, ReportReason } from '@parley/protocol';
import { useState } from 'react';
import { Choice } from '../design/choice.tsx';
import { Dialog, DialogActions } from '../design/dialog.tsx';
import { Field } from '../design/field.tsx';
import { FormError } from '../design/notice.tsx';
import { useSubmission } from '../design/submission.ts';
import { toast } from '../design/toast.tsx';
import { t } from '../languages/language.ts';
import { RichText } from '../room/rich-text-view.tsx';
import { usePerson, useRoom, useSession } from '../session/session-context.ts';
import './reports.css';

interface ReportDialogProps {
  roomId: string;
  subject: ReportSubject;
  onClose: () => void;
}

/** Tells the moderators of a room of a message or of somebody in it. */
const ReportDialog = ({ roomId, subject, onClose }: ReportDialogProps) => {
  const { api } = useSession();
  const room = useRoom(roomId);
  const message = room !== undefined && 'seq' in subject ? findMessage(room, subject.seq) : undefined;
  const name = usePerson('seq' in subject ? (message?.senderId ?? '') : subject.userId)?.name ?? t.design.someone;
  const [reason, setReason] = useState<ReportReason>('spam');
  const [note, setNote] = useState('');

  const { pending, error, submit } = useSubmission(async () => {
    await api.report(roomId, subject, { reason, note: note.trim() });
    toast.done(t.reports.report.done);
    onClose();
  });

  return (
    <Dialog title={'seq' in subject ? t.reports.report.message : t.reports.report.person(name)} onClose={onClose}>
      <form className="dialog-body" onSubmit={submit} noValidate>
        <FormError>{error}</FormError>
        {message !== undefined && (
          <blockquote className="reported-words">
            <p className="reported-words-name" dir="auto">
              {name}
            </p>
            <div className="message-text" dir="auto">
              <RichText text={message.text} />
            </div>
          </blockquote>
        )}
        <Choice
          label={t.reports.report.reason}
          value={reason}
          onChange={(value) => setReason(ReportReason.parse(value))}
          options={ReportReason.options.map((each) => [each, t.reports.reasons[each]])}
        />
        <Field
          label={t.reports.report.note}
          value={note}
          onChange={setNote}
          maxLength={limits.reportNoteChars}
          rows={3}
          hint={t.reports.report.hint(name)}
        />
        <DialogActions confirm={t.reports.report.submit} onCancel={onClose} isPending={pending} />
      </form>
    </Dialog>
  );
};

export default ReportDialog;
