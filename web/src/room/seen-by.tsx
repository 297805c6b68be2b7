import { seenBy } from '@parley/client';
import type { Receipt } from '@parley/protocol';
import { Avatar } from '../design/avatar.tsx';
import { Icon } from '../design/icon.tsx';
import { t } from '../languages/language.ts';
import { usePerson, useRoom } from '../session/session-context.ts';
import { useDialogs } from '../shell/dialogs.tsx';
import { clockTime } from './times.ts';
import './seen-by.css';

/** People shown by picture; the others are a number. */
const FACES = 4;

/** Below my last message: who has seen it. Opens who and when. */
export const SeenBy = ({ roomId, seq }: { roomId: string; seq: number | undefined }) => {
  const open = useDialogs();
  const room = useRoom(roomId);
  const receipts = room === undefined || seq === undefined ? [] : seenBy(room, seq);
  const [first] = receipts;
  if (first === undefined || seq === undefined) return <div className="seen-line" />;
  const isPair = room?.room.kind === 'direct' && room.room.memberCount === 2;
  return (
    <div className="seen-line">
      <button type="button" className="seen" onClick={() => open({ dialog: 'seen', roomId, seq })}>
        <Icon name="check" size={14} />
        {isPair ? (
          t.panels.seen.at(clockTime(first.at))
        ) : (
          <>
            <span className="visually-hidden">{t.panels.seen.by} </span>
            {receipts.slice(0, FACES).map((receipt) => (
              <Face key={receipt.userId} receipt={receipt} />
            ))}
            {receipts.length > FACES && (
              <span>
                <bdi>+{receipts.length - FACES}</bdi>
                <span className="visually-hidden"> {t.panels.seen.more}</span>
              </span>
            )}
          </>
        )}
      </button>
    </div>
  );
};

const Face = ({ receipt: { userId } }: { receipt: Receipt }) => {
  const name = usePerson(userId)?.name ?? t.design.someone;
  return (
    <span className="seen-face" title={name}>
      <Avatar id={userId} name={name} size="sm" />
      <span className="visually-hidden">{name}</span>
    </span>
  );
};
