import { type FormEvent, useId, useState } from 'react';
import { Dialog, DialogActions } from '../design/dialog.tsx';
import { toast } from '../design/toast.tsx';
import { t } from '../languages/language.ts';
import { navigate } from '../route.ts';
import { useRoom, useSession } from '../session/session-context.ts';
import { fullDay } from './times.ts';

const DAY_MS = 86_400_000;
const dateOf = (at: number): string => new Date(at - new Date(at).getTimezoneOffset() * 60_000).toISOString().slice(0, 10);

/** Leads to the first message of a day. */
const JumpToDate = ({ roomId, onClose }: { roomId: string; onClose: () => void }) => {
  const { api } = useSession();
  const createdAt = useRoom(roomId)?.room.createdAt ?? 0;
  const [date, setDate] = useState(() => dateOf(Math.max(createdAt, Date.now() - DAY_MS)));
  const [pending, setPending] = useState(false);
  const id = useId();
  const at = new Date(`${date}T00:00`).getTime();

  const jump = async (event: FormEvent) => {
    event.preventDefault();
    setPending(true);
    try {
      const { seq } = await api.moment(roomId, Math.max(0, at));
      if (seq > 0) navigate({ page: 'room', roomId, seq });
      onClose();
    } catch (error) {
      toast.error(error);
      setPending(false);
    }
  };

  return (
    <Dialog title={t.panels.date.title} onClose={onClose}>
      <form className="dialog-body" onSubmit={jump}>
        <div className="field">
          <label className="field-label" htmlFor={`${id}day`}>
            {t.panels.date.day}
          </label>
          <input
            id={`${id}day`}
            className="input"
            type="date"
            required
            aria-describedby={`${id}written`}
            min={dateOf(createdAt)}
            max={dateOf(Date.now())}
            value={date}
            onChange={(event) => setDate(event.target.value)}
          />
          {/* The browser writes the field in a language of its own. */}
          <p id={`${id}written`} className="field-hint">
            {Number.isNaN(at) ? '' : fullDay(at)}
          </p>
        </div>
        <DialogActions confirm={t.panels.date.jump} onCancel={onClose} isPending={pending} />
      </form>
    </Dialog>
  );
};

export default JumpToDate;
