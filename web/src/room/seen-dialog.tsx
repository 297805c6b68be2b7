import { seenBy } from '@parley/client';
import type { Receipt } from '@parley/protocol';
import { Avatar } from '../design/avatar.tsx';
import { Dialog } from '../design/dialog.tsx';
import { t } from '../languages/language.ts';
import { usePerson, useRoom } from '../session/session-context.ts';
import { fullTime } from './times.ts';
import '../rooms/rooms.css';

/** Who has seen a message, and since when they have read as far. */
const SeenDialog = ({ roomId, seq, onClose }: { roomId: string; seq: number; onClose: () => void }) => {
  const room = useRoom(roomId);
  const receipts = room === undefined ? [] : seenBy(room, seq);
  return (
    <Dialog title={t.panels.seen.by} onClose={onClose}>
      <div className="dialog-body">
        <ul className="dialog-list">
          {receipts.map((receipt) => (
            <Reader key={receipt.userId} receipt={receipt} />
          ))}
        </ul>
        {receipts.length === 0 && <p className="dialog-note">{t.panels.seen.none}</p>}
      </div>
    </Dialog>
  );
};

const Reader = ({ receipt: { userId, at } }: { receipt: Receipt }) => {
  const name = usePerson(userId)?.name ?? t.design.someone;
  return (
    <li className="listed">
      <Avatar id={userId} name={name} size="sm" />
      <span className="listed-text">
        <span className="listed-title" dir="auto">
          {name}
        </span>
        <span className="listed-detail">{fullTime(at)}</span>
      </span>
    </li>
  );
};

export default SeenDialog;
