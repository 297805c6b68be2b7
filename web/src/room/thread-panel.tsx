// [C21] One message and the replies to it, beside the room; over it on a phone.
import { type RoomState, shownMessages } from '@parley/client';
import { type KeyboardEvent, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { Button, IconButton } from '../design/button.tsx';
import { FormError } from '../design/notice.tsx';
import { SkeletonRows } from '../design/progress.tsx';
import { toast } from '../design/toast.tsx';
import { reasonOf, t } from '../languages/language.ts';
import { rightsIn } from '../rooms/room-name.ts';
import { useSession } from '../session/session-context.ts';
import { Composer } from './composer.tsx';
import { entriesOf, lastToEdit, type MessageEntry } from './entries.ts';
import { END_PX } from './list-end.ts';
import { type MessageActions, MessageRow } from './message-row.tsx';
import './pins-panel.css';
import './thread-panel.css';

interface ThreadPanelProps {
  room: RoomState;
  name: string;
  me: string;
  /** Whether somebody looks at the page. */
  active: boolean;
  /** The key of the entry that is edited. */
  editing: string | undefined;
  opened: number | undefined;
  actions: MessageActions;
  onClose: () => void;
}

const isMessage = (entry: { kind: string }): entry is MessageEntry => entry.kind === 'message';

const ThreadPanel = ({ room, name, me, active, editing, opened, actions, onClose }: ThreadPanelProps) => {
  const { chat } = useSession();
  const { roomId } = room.room;
  const panel = useRef<HTMLElement>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const root = room.thread?.root ?? 0;
  const items = shownMessages(room, room.thread?.items ?? []);
  const unsent = room.pending.filter(({ replyTo }) => replyTo === root);
  const entries = entriesOf({ messages: items, pending: unsent, me, fromStart: true }).filter(isMessage);
  const [first, ...replies] = entries;
  // A line stands between the two: the first reply says whose it is, also where both are of one hand.
  if (replies[0] !== undefined) replies[0].grouped = false;
  const count = entries.length;

  // Unless its text box has taken it, as it does where there is a keyboard, once the thread is at hand.
  useEffect(() => {
    if (!panel.current?.contains(document.activeElement)) panel.current?.focus({ preventScroll: true });
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: what has come is at the end.
  useLayoutEffect(() => {
    if (atEnd.current && scroller.current !== null) scroller.current.scrollTop = scroller.current.scrollHeight;
  }, [count]);

  const last = items.at(-1)?.seq;
  const unread = room.threads[root]?.unreadSeqs.length ?? 0;
  const readToEnd = () => {
    if (active && atEnd.current && last !== undefined && unread > 0) chat.readThread(roomId, root, last);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: behind each render that shows something else.
  useEffect(readToEnd, [active, last, unread]);

  const following = room.threads[root]?.following ?? false;
  const [pending, setPending] = useState(false);
  const follow = async () => {
    setPending(true);
    await chat.followThread(roomId, root, !following).catch(toast.error);
    setPending(false);
  };

  const onScroll = () => {
    const { scrollHeight = 0, scrollTop = 0, clientHeight = 0 } = scroller.current ?? {};
    atEnd.current = scrollHeight - scrollTop - clientHeight < END_PX;
    readToEnd();
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || event.defaultPrevented) return;
    event.preventDefault();
    onClose();
  };

  const editLast = () => {
    const mine = lastToEdit({ messages: items.filter(({ replyTo }) => replyTo === root), pending: unsent, me });
    if (mine !== undefined) actions.startEdit(mine);
  };

  const row = (entry: MessageEntry) => (
    <MessageRow
      key={entry.key}
      entry={entry}
      mine={entry.senderId === me}
      mutable={!room.room.archived}
      editing={entry.key === editing}
      opened={entry.seq !== undefined && entry.seq === opened}
      pointed={false}
      inThread
      actions={actions}
    />
  );

  return (
    <aside
      ref={panel}
      tabIndex={-1}
      data-region="panel"
      className="side-panel thread-panel"
      aria-label={t.panels.thread.label}
      onKeyDown={onKeyDown}
    >
      <header className="side-panel-header">
        <h2>{t.panels.thread.label}</h2>
        <div className="thread-panel-actions">
          {first !== undefined && (
            <Button kind="quiet" isPending={pending} onPress={follow}>
              {following ? t.threads.unfollow : t.threads.follow}
            </Button>
          )}
          <IconButton icon="close" label={t.panels.thread.close} onPress={onClose} />
        </div>
      </header>
      <div ref={scroller} className="thread-messages" role="log" aria-label={t.panels.thread.messages} onScroll={onScroll}>
        {first !== undefined && row(first)}
        {room.thread?.more && (
          <Button kind="quiet" wide onPress={() => void chat.loadThread(roomId)}>
            {t.panels.thread.older}
          </Button>
        )}
        {first !== undefined && replies.length > 0 && <p className="thread-count">{t.panels.thread.replies(replies.length)}</p>}
        {replies.map(row)}
        {room.thread?.loading && <SkeletonRows count={3} label={t.threads.loadingOne} />}
        <FormError>{room.thread?.error && reasonOf(room.thread.error)}</FormError>
      </div>
      {rightsIn(room).speak && first !== undefined && (
        <Composer room={room} name={name} thread={root} onSent={() => undefined} onEditLast={editLast} />
      )}
    </aside>
  );
};

export default ThreadPanel;
