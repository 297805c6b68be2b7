import { findMessage, roomsByActivity } from '@parley/client';
import { useState } from 'react';
import { ListBox, ListBoxItem } from 'react-aria-components';
import { Dialog, DialogActions } from '../design/dialog.tsx';
import { Icon } from '../design/icon.tsx';
import { EmptyState } from '../design/notice.tsx';
import { SearchField } from '../design/search-field.tsx';
import { toast } from '../design/toast.tsx';
import { fitting } from '../keyboard/likeness.ts';
import { t } from '../languages/language.ts';
import { ListedSymbol } from '../rooms/listed-symbol.tsx';
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
  const open = roomsByActivity(state)
    .filter((room) => rightsIn(room).speak)
    .map(({ room }) => ({ id: room.roomId, room, name: roomName(room, state.me?.userId, state.people) }));
  const rooms = fitting(open, term, ({ name }) => [name]);
  // What the search hides is not what one means.
  const target = rooms.find(({ id }) => id === chosen)?.id;

  const forward = () => {
    if (target === undefined || message === undefined) return;
    chat.send(target, forwardOf(comment, quoteOf(message.text, quotedAt(roomId, seq, message.senderId))));
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
            selectedKeys={target === undefined ? [] : [target]}
            onSelectionChange={(keys) => setChosen(keys === 'all' ? undefined : [...keys].map(String)[0])}
            renderEmptyState={() => (
              <EmptyState icon="search" title={term.trim() === '' ? t.keyboard.goTo.noRooms : t.keyboard.goTo.none(term.trim())}>
                {t.keyboard.goTo.advice}
              </EmptyState>
            )}
          >
            {({ id, room, name }) => (
              <ListBoxItem id={id} textValue={name} className="listed pickable">
                <ListedSymbol room={room} me={state.me?.userId} />
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
          isDisabled={target === undefined || message === undefined}
        />
      </div>
    </Dialog>
  );
};

export default Forward;
