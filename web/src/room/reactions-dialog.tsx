import { findMessage } from '@parley/client';
import { Avatar } from '../design/avatar.tsx';
import { Dialog } from '../design/dialog.tsx';
import { EmojiMark } from '../emoji/custom-emoji.tsx';
import { t } from '../languages/language.ts';
import { Heard } from '../people/unheard.tsx';
import { usePerson, useRoom } from '../session/session-context.ts';
import './reactions.css';
import '../rooms/rooms.css';

/** Who put what on a message. */
const ReactionsDialog = ({ roomId, seq, onClose }: { roomId: string; seq: number; onClose: () => void }) => {
  const room = useRoom(roomId);
  const message = room && findMessage(room, seq);
  const reactions = message?.reactions ?? [];
  return (
    <Dialog title={t.panels.reactions.title} onClose={onClose}>
      <div className="dialog-body">
        <div className="dialog-list">
          {reactions.map(({ emoji, userIds }) => (
            <section key={emoji} className="reacted" aria-label={emoji}>
              <h3>
                <span className="reacted-emoji">
                  <EmojiMark emoji={emoji} />
                </span>{' '}
                {userIds.length}
              </h3>
              <ul>
                {userIds.map((userId) => (
                  <Reacted key={userId} userId={userId} />
                ))}
              </ul>
            </section>
          ))}
          {reactions.length === 0 && <p className="dialog-note">{t.panels.reactions.none}</p>}
        </div>
      </div>
    </Dialog>
  );
};

const Reacted = ({ userId }: { userId: string }) => {
  const name = usePerson(userId)?.name ?? t.design.someone;
  return (
    <li className="listed">
      <Heard userId={userId} what={t.panels.reactions.blocked}>
        <Avatar id={userId} name={name} size="sm" />
        <span className="listed-text">
          <span className="listed-title" dir="auto">
            {name}
          </span>
        </span>
      </Heard>
    </li>
  );
};

export default ReactionsDialog;
