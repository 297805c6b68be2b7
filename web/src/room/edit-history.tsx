import { findMessage } from '@parley/client';
import { useQuery } from '@tanstack/react-query';
import { Dialog } from '../design/dialog.tsx';
import { FormError } from '../design/notice.tsx';
import { SkeletonRows } from '../design/progress.tsx';
import { reasonOf, t } from '../languages/language.ts';
import { useRoom, useSession } from '../session/session-context.ts';
import { RichText } from './rich-text-view.tsx';
import { fullTime } from './times.ts';
import './edit-history.css';

/** How long the history may lag behind the log, asked for again meanwhile, milliseconds. */
const LOOK_AGAIN_MS = 1_000;

/** What a message said, wording by wording, the latest first. */
const EditHistory = ({ roomId, seq, onClose }: { roomId: string; seq: number; onClose: () => void }) => {
  const { api } = useSession();
  const room = useRoom(roomId);
  const latest = (room && findMessage(room, seq)?.editedSeq) ?? seq;
  const found = useQuery({
    queryKey: ['edits', roomId, seq],
    queryFn: () => api.edits(roomId, seq),
    staleTime: 0,
    // An edit is told before it is in the history.
    refetchInterval: ({ state }) =>
      (state.data?.items.at(-1)?.seq ?? latest) < latest && state.dataUpdateCount < 10 ? LOOK_AGAIN_MS : false,
  });
  const wordings = found.data?.items.toReversed() ?? [];
  return (
    <Dialog title={t.panels.edits.title} onClose={onClose}>
      <div className="dialog-body">
        <FormError>{found.error === null ? undefined : reasonOf(found.error)}</FormError>
        {found.isPending && <SkeletonRows count={2} label={t.panels.edits.loading} />}
        <ol className="edit-history">
          {wordings.map((wording, index) => (
            <li key={wording.seq}>
              <p className="edit-history-at">
                {(index === wordings.length - 1 ? t.panels.edits.firstSaid : t.panels.edits.edited)(fullTime(wording.at))}
              </p>
              <div className="message-text" dir="auto">
                <RichText text={wording.text} />
              </div>
            </li>
          ))}
        </ol>
      </div>
    </Dialog>
  );
};

export default EditHistory;
