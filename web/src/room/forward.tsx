import { findMessage, roomsByActivity } from '@parley/client';
import { useState } from 'react';
import { ListBox, ListBoxItem } from 'react-aria-components';
import { Dialog, DialogActions } from '../design/dialog.tsx';
import { Icon } from '../design/icon.tsx';
import { SearchField } from '../design/search-field.tsx';
import { toast } from '../design/toast.tsx';
import { t } from '../languages/language.ts';
import { rightsIn, roomName } from '../rooms/room-name.ts';
import { quotedAt } from '../route.ts';
import { useRoom, useSession } from '../session/session-context.ts';
import { forwardOf, quoteOf } from './quotes.ts';
import '../rooms/rooms.css';

/** Says in another room what was said in this one, with a link to it. */
const Forward = ({ roomId, seq, onClose }: { roomId: string; seq: number; onClose: () => void }) => {
  const { chat } = useSession();
  const [term, setTerm] = useState('');
  const [comment, setComment] = useState('');
  const [chosen, setChosen] = useState<string>();
  const room = useRoom(roomId);
  const message = room && findMessage(room, seq);
  const state = chat.getState();
  const rooms = roomsByActivity(state)
    .filter((room) => rightsIn(room).speak)
    .map(({ room }) => ({ id: room.roomId, kind: room.kind, name: roomName(room, state.me?.userId, state.people) }))
    .filter(({ name }) => name.toLocaleLowerCase().includes(term.trim().toLocaleLowerCase()));

  const forward = () => {
    if (chosen === undefined || message === undefined) return;
    chat.send(chosen, forwardOf(comment, quoteOf(message.text, quotedAt(roomId, seq, message.senderId))));
    toast.done(t.panels.forward.done);
    onClose();
  };

  return (
    <Dialog title={t.panels.forward.title} onClose={onClose}>
      <div className="dialog-body">
        <SearchField label={t.panels.forward.search} value={term} onChange={setTerm} />
        <div className="dialog-list">
          <ListBox
            aria-label={t.panels.forward.rooms}
            selectionMode="single"
            items={rooms}
            selectedKeys={chosen === undefined ? [] : [chosen]}
            onSelectionChange={(keys) => setChosen(keys === 'all' ? undefined : [...keys].map(String)[0])}
          >
            {({ id, kind, name }) => (
              <ListBoxItem id={id} textValue={name} className="listed pickable">
                <Icon name={kind === 'public' ? 'hash' : kind === 'private' ? 'lock' : 'people'} size={18} />
                <span className="listed-text">
                  <span className="listed-title" dir="auto">
                    {name}
                  </span>
                </span>
                <span className="pickable-mark">
                  <Icon name="check" size={14} />
                </span>
              </ListBoxItem>
            )}
          </ListBox>
        </div>
        <textarea
          className="message-editor-text"
          aria-label={t.panels.forward.comment}
          placeholder={t.panels.forward.comment}
          rows={2}
          value={comment}
          onChange={(event) => setComment(event.target.value)}
        />
        <DialogActions
          confirm={t.panels.forward.forward}
          onCancel={onClose}
          onConfirm={forward}
          isDisabled={chosen === undefined || message === undefined}
        />
      </div>
    </Dialog>
  );
};

export default Forward;
