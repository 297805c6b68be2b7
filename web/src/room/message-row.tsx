import { isMentioned, limits } from '@parley/protocol';
import { type KeyboardEvent, type MouseEvent, memo, useState } from 'react';
import { flushSync } from 'react-dom';
import { Button } from '../design/button.tsx';
import { Icon, type IconName } from '../design/icon.tsx';
import { t } from '../languages/language.ts';
import { AvatarButton } from '../people/avatar-button.tsx';
import { useBlocked } from '../people/blocking.ts';
import { Unheard } from '../people/unheard.tsx';
import { useChat, usePerson } from '../session/session-context.ts';
import { type MessageEntry, sameEntry } from './entries.ts';
import { LinkPreviews } from './link-previews.tsx';
import { Calls } from './mention-mark.tsx';
import { Poll } from './poll.tsx';
import { Reactions } from './reactions.tsx';
import { RichText } from './rich-text-view.tsx';
import { useTextBox } from './text-box.ts';
import { FromThread, ThreadSummary } from './thread-summary.tsx';
import { clockTime, fullTime } from './times.ts';
import './message-row.css';

/** What can be done to a message; the same functions as long as the room is open. */
export interface MessageActions {
  /** Opens the editor of the entry of that key. */
  startEdit: (key: string) => void;
  /** Ends the edit. A message that is on its way is followed by it. */
  saveEdit: (entry: MessageEntry, text: string) => void;
  cancelEdit: () => void;
  askToDelete: (seq: number) => void;
  copy: (text: string) => void;
  /** Pins a message for the room, or takes the pin away. Missing for who may not. */
  pin?: (seq: number, on: boolean) => void;
  /** Whether one may delete what others said. */
  moderates: boolean;
  retry: (id: string) => void;
  discard: (id: string) => void;
  react: (seq: number, emoji: string, on: boolean) => void;
  /** Opens the picker of reactions, or the menu, beside the button that was pressed. */
  openPicker: (seq: number, anchor: HTMLElement) => void;
  openMenu: (seq: number, anchor: HTMLElement) => void;
  /** Opens the thread of the message at `root`. */
  openThread: (root: number) => void;
}

interface MessageRowProps {
  entry: MessageEntry;
  mine: boolean;
  /** Whether its author may change it: it is in the log of a room that is not archived. */
  mutable: boolean;
  editing: boolean;
  /** Whether its picker or menu is open. */
  opened: boolean;
  /** Whether somebody was led to it. */
  pointed: boolean;
  /** Shown in its thread: neither leads there nor tells of it. */
  inThread?: boolean;
  actions: MessageActions;
}

/** Of somebody whom I have blocked a fold, until I ask for the message. */
const Row = (props: MessageRowProps) => {
  const { senderId, seq } = props.entry;
  const blocked = useBlocked(senderId);
  const [shown, setShown] = useState(false);
  if (!blocked || shown) return <Told {...props} />;
  return (
    <article className="message" tabIndex={-1} aria-label={t.room.message.blocked} data-grouped="" data-seq={seq}>
      <div className="message-gutter" />
      <div className="message-main">
        <Unheard onShow={() => setShown(true)} />
      </div>
    </article>
  );
};

const Told = ({ entry, mine, mutable, editing, opened, pointed, inThread = false, actions }: MessageRowProps) => {
  const name = usePerson(entry.senderId)?.name ?? t.design.someone;
  const { grouped, deleted, pending, at, seq } = entry;
  const called = useChat(({ me }) => me !== undefined && !deleted && isMentioned(entry, me.userId));
  // What can be done to it is there once somebody reaches for it: a hundred bars that nobody sees would hold up every room that is opened.
  const [reached, setReached] = useState(false);
  const reach = () => setReached(true);
  const enterActions = ({ currentTarget: way }: MouseEvent<HTMLElement>) => {
    flushSync(reach);
    // The bar can take the focus once it shows, which it does for a focus in the message.
    way.focus();
    way.parentElement?.querySelector<HTMLElement>('.message-action')?.focus();
  };
  const actable = !deleted && !editing && seq !== undefined;
  return (
    <article
      className="message"
      tabIndex={-1}
      onPointerEnter={reach}
      onFocus={reach}
      aria-label={t.room.message.label(name, clockTime(at))}
      data-grouped={grouped ? '' : undefined}
      data-pending={pending?.status}
      data-called={called ? '' : undefined}
      data-opened={opened ? '' : undefined}
      data-pointed={pointed ? '' : undefined}
      data-editing={editing ? '' : undefined}
      data-seq={seq}
    >
      <div className="message-gutter">
        {grouped ? (
          <time className="message-gutter-time" dateTime={new Date(at).toISOString()} title={fullTime(at)}>
            {clockTime(at)}
          </time>
        ) : (
          <AvatarButton userId={entry.senderId} name={name} />
        )}
      </div>
      <div className="message-main">
        {!grouped && (
          <header className="message-header">
            <span className="message-name" dir="auto">
              {name}
            </span>
            <time className="message-time" dateTime={new Date(at).toISOString()} title={fullTime(at)}>
              {clockTime(at)}
            </time>
          </header>
        )}
        {editing ? (
          <Editor text={entry.text} onSave={(text) => actions.saveEdit(entry, text)} onCancel={actions.cancelEdit} />
        ) : (
          <>
            {entry.replyTo !== undefined && !inThread && <FromThread onOpen={() => actions.openThread(entry.replyTo ?? 0)} />}
            <Body entry={entry} />
          </>
        )}
        {entry.message?.poll !== undefined && <Poll message={{ ...entry.message, poll: entry.message.poll }} mutable={mutable} />}
        {entry.message?.previews !== undefined && !deleted && <LinkPreviews text={entry.text} previews={entry.message.previews} />}
        {entry.message?.pinned !== undefined && <PinnedBy userId={entry.message.pinned.userId} />}
        {entry.reactions !== undefined && seq !== undefined && (
          <Reactions reactions={entry.reactions} onReact={mutable ? (emoji, on) => actions.react(seq, emoji, on) : undefined} />
        )}
        {entry.replies !== undefined && seq !== undefined && !inThread && (
          <ThreadSummary replies={entry.replies} onOpen={() => actions.openThread(seq)} />
        )}
        {pending?.status === 'failed' && (
          <div className="message-failure" role="alert">
            <span className="message-failure-reason">
              <Icon name="warning" size={16} />
              {t.room.message.notSent(pending.reason ?? t.refusals.unknown)}
            </span>
            <button type="button" onClick={() => actions.retry(pending.id)}>
              {t.room.message.retry}
            </button>
            <button type="button" onClick={() => actions.discard(pending.id)}>
              {t.design.delete}
            </button>
          </div>
        )}
      </div>
      {actable && (
        // A screen reader's own cursor neither points nor takes the focus: this is what it finds, one element a message.
        <button type="button" className="visually-hidden" tabIndex={-1} aria-label={t.room.actions.label} onClick={enterActions} />
      )}
      {reached && actable && <Actions entry={entry} seq={seq} mine={mine} mutable={mutable} inThread={inThread} actions={actions} />}
    </article>
  );
};

const Body = ({ entry }: { entry: MessageEntry }) => {
  const { text, edited, deleted, pending } = entry;
  if (deleted)
    return <p className="message-tombstone">{entry.message?.deletedBy === undefined ? t.room.message.deleted : t.room.message.removed}</p>;
  return (
    <div className="message-text" dir="auto">
      <Calls value={entry}>
        <RichText text={text} />
      </Calls>
      {edited && <span className="message-mark"> {t.room.message.edited}</span>}
      {pending?.status === 'waiting' && (
        <span className="message-mark message-mark-icon">
          <Icon name="clock" size={14} />
          <span className="visually-hidden">{t.room.message.sending}</span>
        </span>
      )}
    </div>
  );
};

const PinnedBy = ({ userId }: { userId: string }) => (
  <p className="message-pinned">
    <Icon name="pin" size={14} />
    {t.room.message.pinnedBy(usePerson(userId)?.name ?? t.design.someone)}
  </p>
);

interface ActionsProps extends Pick<MessageRowProps, 'entry' | 'mine' | 'mutable' | 'inThread' | 'actions'> {
  seq: number;
}

/** A bar that shows on hover and focus; a tap focuses too. */
const Actions = ({ entry: { key, text, message, replyTo }, seq, mine, mutable, inThread, actions }: ActionsProps) => (
  <div className="message-actions-way">
    <div className="message-actions" role="toolbar" aria-label={t.room.actions.label}>
      {mutable && (
        <ActionButton icon="smile" label={t.room.actions.react} onClick={(event) => actions.openPicker(seq, event.currentTarget)} />
      )}
      {!inThread && <ActionButton icon="thread" label={t.room.actions.reply} onClick={() => actions.openThread(replyTo ?? seq)} />}
      <ActionButton icon="copy" label={t.room.actions.copy} onClick={() => actions.copy(text)} />
      {mutable && actions.pin && (
        <ActionButton
          icon="pin"
          label={message?.pinned === undefined ? t.room.actions.pin : t.room.actions.unpin}
          onClick={() => actions.pin?.(seq, message?.pinned === undefined)}
        />
      )}
      {mine && mutable && <ActionButton icon="edit" label={t.room.actions.edit} onClick={() => actions.startEdit(key)} />}
      {(mine || actions.moderates) && mutable && (
        <ActionButton icon="delete" label={t.room.actions.delete} onClick={() => actions.askToDelete(seq)} />
      )}
      <ActionButton icon="more" label={t.room.actions.more} onClick={(event) => actions.openMenu(seq, event.currentTarget)} />
    </div>
  </div>
);

interface ActionButtonProps {
  icon: IconName;
  label: string;
  onClick: (event: MouseEvent<HTMLElement>) => void;
}

/** Plain, because a screen holds a hundred of them. */
const ActionButton = ({ icon, label, onClick }: ActionButtonProps) => (
  <button type="button" className="message-action" aria-label={label} title={label} onClick={onClick}>
    <Icon name={icon} size={18} />
  </button>
);

interface EditorProps {
  text: string;
  onSave: (text: string) => void;
  onCancel: () => void;
}

const Editor = ({ text, onSave, onCancel }: EditorProps) => {
  const [draft, setDraft] = useState(text);
  const box = useTextBox(draft, { focused: true });
  const trimmed = draft.trim();
  const left = limits.textChars - [...trimmed].length;

  const save = () => {
    if (left < 0) return;
    if (trimmed === '' || trimmed === text) onCancel();
    else onSave(trimmed);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Escape') onCancel();
    else if (event.key === 'Enter' && !event.shiftKey) save();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div className="message-editor">
      <textarea
        ref={box}
        className="message-editor-text"
        aria-label={t.room.actions.edit}
        rows={1}
        dir="auto"
        value={draft}
        onChange={(event) => setDraft(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <div className="message-editor-actions">
        <span role="status" data-over={left < 0 ? '' : undefined}>
          {left < 0 ? t.room.composer.left(left) : t.room.editorKeys}
        </span>
        <Button kind="quiet" onPress={onCancel}>
          {t.design.cancel}
        </Button>
        <Button kind="primary" onPress={save}>
          {t.design.save}
        </Button>
      </div>
    </div>
  );
};

/** Renders again only if it would look different. */
export const MessageRow = memo(
  Row,
  (one, other) =>
    sameEntry(one.entry, other.entry) &&
    one.mine === other.mine &&
    one.mutable === other.mutable &&
    one.editing === other.editing &&
    one.opened === other.opened &&
    one.pointed === other.pointed &&
    one.actions === other.actions,
);
