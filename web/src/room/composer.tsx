import type { RoomState } from '@parley/client';
import { type Audience, limits } from '@parley/protocol';
import { type KeyboardEvent, type Ref, useImperativeHandle, useState, useSyncExternalStore } from 'react';
import { Check } from '../design/check.tsx';
import { Dialog, DialogActions } from '../design/dialog.tsx';
import { Icon } from '../design/icon.tsx';
import { t } from '../languages/language.ts';
import { useSession } from '../session/session-context.ts';
import { composed, useCompletion } from './completion.ts';
import { CompletionList } from './completion-list.tsx';
import { ComposerEmoji } from './composer-emoji.tsx';
import { ComposerMenu } from './composer-menu.tsx';
import { useTextBox } from './text-box.ts';
import './composer.css';

export interface ComposerHandle {
  /** Puts a text below what is written, and the cursor behind it. */
  insert: (text: string) => void;
}

interface ComposerProps {
  ref?: Ref<ComposerHandle>;
  room: RoomState;
  /** The message whose thread it writes to; the room itself unless given. */
  thread?: number;
  /** Who or what the message goes to. */
  name: string;
  onSent: () => void;
  /** Wants to edit one's last message. */
  onEditLast: () => void;
}

/** Characters left when it becomes worth knowing. */
const TELL_BELOW = 500;
/** People who may be mentioned all at once without a question. */
const WARNED_ABOVE = 20;

// A phone's keyboard would cover what one came to read.
const hasKeyboard = () => matchMedia('(hover: hover) and (pointer: fine)').matches;

export const Composer = ({ ref, room, thread, name, onSent, onEditLast }: ComposerProps) => {
  const { chat, drafts } = useSession();
  const { roomId, memberCount } = room.room;
  const draft = useSyncExternalStore(drafts.subscribe, () => drafts.get(roomId));
  // A reply in the making lives as long as its thread is on screen.
  const [reply, setReply] = useState('');
  const [alsoToRoom, setAlsoToRoom] = useState(false);
  const text = thread === undefined ? draft : reply;
  const label = thread === undefined ? t.room.composer.messageTo(name) : t.room.composer.reply;
  const [takesFocus] = useState(hasKeyboard);
  const box = useTextBox(text, { focused: takesFocus });
  const [asking, setAsking] = useState<Audience>();

  const left = limits.textChars - [...text.trim()].length;
  const sendable = text.trim() !== '' && left >= 0;

  const change = (next: string) => {
    if (thread === undefined) drafts.set(roomId, next);
    else setReply(next);
    chat.setTyping(roomId, next.trim() !== '');
  };

  const completion = useCompletion({ roomId, box });

  useImperativeHandle(ref, () => ({
    insert(inserted) {
      change(text === '' ? inserted : `${text.trimEnd()}\n${inserted}`);
      box.current?.focus();
    },
  }));

  const send = (confirmed = false) => {
    if (!sendable) return;
    const { text: body, ...calls } = composed(text.trim(), completion.picks, chat.getState().people);
    if (calls.audience !== undefined && memberCount > WARNED_ABOVE && !confirmed) return setAsking(calls.audience);
    setAsking(undefined);
    completion.close();
    chat.send(roomId, body, { ...calls, ...(thread !== undefined && { replyTo: thread, ...(alsoToRoom && { alsoToRoom }) }) });
    setAlsoToRoom(false);
    change('');
    onSent();
    box.current?.focus();
  };

  const onKeyDown = (event: KeyboardEvent) => {
    // Enter may end a composed character; only the next one sends. (Safari tells so by its key code alone.)
    if (event.nativeEvent.isComposing || event.keyCode === 229) return;
    if (completion.onKeyDown(event)) return;
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      send();
    } else if (event.key === 'ArrowUp' && text === '') {
      event.preventDefault();
      onEditLast();
    }
  };

  return (
    <form
      className="composer"
      data-region="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <CompletionList completion={completion} />
      <div className="composer-box">
        {thread === undefined && (
          <ComposerMenu
            roomId={roomId}
            compose={() => composed(text.trim(), completion.picks, chat.getState().people)}
            onTaken={() => change('')}
          />
        )}
        <textarea
          ref={box}
          className="composer-text"
          aria-label={label}
          placeholder={label}
          rows={1}
          // Without a text there is only the label, which is the page's.
          dir={text === '' ? undefined : 'auto'}
          value={text}
          onChange={(event) => change(event.target.value)}
          onKeyDown={onKeyDown}
          onBlur={() => {
            chat.setTyping(roomId, false);
            completion.close();
          }}
          {...completion.props}
        />
        {left < TELL_BELOW && (
          <span className="composer-left" data-over={left < 0 ? '' : undefined} role="status">
            {t.room.composer.left(left)}
          </span>
        )}
        <ComposerEmoji box={box} />
        <button type="submit" className="composer-send" aria-label={t.room.composer.send} disabled={!sendable}>
          <Icon name="send" />
        </button>
      </div>
      {thread !== undefined && (
        <div className="composer-also">
          <Check label={t.room.composer.alsoTo(name)} value={alsoToRoom} onChange={setAlsoToRoom} />
        </div>
      )}
      {asking !== undefined && (
        <MentionAll audience={asking} count={memberCount} onSend={() => send(true)} onCancel={() => setAsking(undefined)} />
      )}
    </form>
  );
};

interface MentionAllProps {
  audience: Audience;
  count: number;
  onSend: () => void;
  onCancel: () => void;
}

const MentionAll = ({ audience, count, onSend, onCancel }: MentionAllProps) => (
  <Dialog title={t.room.composer.mentionMany(count)} onClose={onCancel} alert>
    <div className="dialog-body">
      <p className="dialog-note">
        {audience === 'room' ? t.room.composer.callsForEveryone('@room') : t.room.composer.callsForEveryoneHere('@here')}
      </p>
      <DialogActions confirm={t.room.composer.send} onCancel={onCancel} onConfirm={onSend} focus="cancel" />
    </div>
  </Dialog>
);
