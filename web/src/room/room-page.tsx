import { type ChatState, inRoom, isLoaded, type RoomState, shownMessages } from '@parley/client';
import { lazy, Suspense, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { Button, IconButton } from '../design/button.tsx';
import { copyText } from '../design/copying.ts';
import { Dialog, DialogActions } from '../design/dialog.tsx';
import { EmptyState } from '../design/notice.tsx';
import { SkeletonRows } from '../design/progress.tsx';
import { useShortcut } from '../keyboard/keyboard.tsx';
import { reasonOf, t } from '../languages/language.ts';
import { roomName } from '../rooms/room-name.ts';
import { navigate } from '../route.ts';
import { useChat, useRoom, useSession } from '../session/session-context.ts';
import { Announcer } from './announcer.tsx';
import { Composer, type ComposerHandle } from './composer.tsx';
import { lastToEdit } from './entries.ts';
import { MessageList, type MessageListHandle } from './message-list.tsx';
import type { MessageActions } from './message-row.tsx';
import { usePageActive } from './page-activity.ts';
import { RoomHeader, type RoomPanel } from './room-header.tsx';
import { TypingLine } from './typing-line.tsx';
import { useUnreadDivider } from './unread-divider.ts';
import { Writing } from './writing.tsx';
import './room-page.css';

const MembersPanel = lazy(() => import('./members-panel.tsx'));
const PinsPanel = lazy(() => import('./pins-panel.tsx'));
const EmojiPicker = lazy(() => import('../emoji/emoji-picker.tsx'));
const ThreadPanel = lazy(() => import('./thread-panel.tsx'));
const MessageMenu = lazy(() => import('./message-menu.tsx'));
const StrangeRoom = lazy(() => import('./strange-room.tsx'));

/** What is open beside a message, and the button that opened it. */
interface Opened {
  what: 'picker' | 'menu';
  seq: number;
  anchor: HTMLElement;
}

interface RoomPageProps {
  roomId: string;
  /** The message that the address names, or the thread. */
  seq: number | undefined;
  thread: number | undefined;
}

/** Whether there is no way to learn more than what was kept. */
const isUnreachable = ({ kept, connection: { status } }: ChatState): boolean =>
  kept === true && (status === 'waiting-for-network' || status === 'reconnecting');

/** A room of mine, or what there is to say about one that is not. */
export const RoomPage = ({ roomId, seq, thread }: RoomPageProps) => {
  const { chat } = useSession();
  const room = useRoom(roomId);
  const ready = useChat((state) => state.ready);
  const me = useChat((state) => state.me?.userId);
  const unreachable = useChat(isUnreachable);
  const known = room !== undefined;

  useLayoutEffect(() => {
    if (!known) return;
    chat.openRoom(roomId);
    return () => chat.openRoom(undefined);
  }, [chat, roomId, known]);

  if (room !== undefined && me !== undefined) return <OpenRoom room={room} me={me} pointed={seq} thread={thread} />;
  if (!ready && unreachable) return <RoomNotKept />;
  if (!ready) return <SkeletonRows count={8} label={t.room.page.loading} />;
  return (
    <Suspense fallback={<SkeletonRows count={8} label={t.room.page.loading} />}>
      <StrangeRoom roomId={roomId} />
    </Suspense>
  );
};

/** One that this browser knows nothing of, while there is no network to ask. */
const RoomNotKept = () => (
  <div className="strange-room">
    <span className="only-phone">
      <IconButton icon="back" label={t.room.backToRooms} onPress={() => navigate({ page: 'home' })} />
    </span>
    <h1 className="visually-hidden">{t.room.page.notKept.heading}</h1>
    <EmptyState icon="offline" title={t.room.page.notKept.title}>
      {t.room.page.notKept.text}
    </EmptyState>
  </div>
);

// Below that, a panel covers the conversation.
const isWide = () => matchMedia('(min-width: 64rem)').matches;

/** Whether a room has been on screen since the page was opened. */
let framed = false;

/** The first room stands before its list is made: each is a piece of work of its own, and between them is time for whoever types already. */
const useFrame = (): boolean => {
  const [standing, setStanding] = useState(framed);
  useEffect(() => {
    if (standing) return;
    framed = true;
    const timer = setTimeout(() => setStanding(true));
    return () => clearTimeout(timer);
  }, [standing]);
  return standing;
};

interface OpenRoomProps {
  room: RoomState;
  me: string;
  pointed: number | undefined;
  thread: number | undefined;
}

const OpenRoom = ({ room, me, pointed, thread }: OpenRoomProps) => {
  const { chat } = useSession();
  const { roomId } = room.room;
  const name = useChat((state) => roomName(room.room, me, state.people));
  const isOpen = useChat((state) => state.openRoomId === roomId);
  const active = usePageActive();
  const dividerSeq = useUnreadDivider(room, active);
  const [panel, setPanel] = useState<RoomPanel>();
  const [editing, setEditing] = useState<string>();
  const [deleting, setDeleting] = useState<number>();
  const [opened, setOpened] = useState<Opened>();
  const [listed, setListed] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  const list = useRef<MessageListHandle>(null);
  const composer = useRef<ComposerHandle>(null);
  const conversation = useRef<HTMLDivElement>(null);

  // The composer takes the focus where there is a keyboard; elsewhere the heading tells what has opened.
  useEffect(() => {
    if (document.activeElement === document.body) heading.current?.focus();
  }, []);

  useEffect(() => {
    if (isOpen && thread !== undefined) chat.openThread(roomId, thread);
  }, [chat, roomId, isOpen, thread]);

  // What the list shows first depends on the first page; later ones must not take it away.
  const standing = useFrame();
  const listable = standing && isLoaded(room) && (listed || (isOpen && room.loading !== 'initial'));
  if (listable !== listed) setListed(listable);

  const guest = room.membership.role === 'guest';
  const moderates = room.room.kind !== 'direct' && (room.membership.role === 'owner' || room.membership.role === 'moderator');

  const endEdit = useCallback(() => {
    const place = document.activeElement?.closest('.room-conversation, .thread-panel') ?? conversation.current;
    setEditing(undefined);
    place?.querySelector<HTMLElement>('.composer-text')?.focus();
  }, []);

  const actions = useMemo<MessageActions>(
    () => ({
      startEdit: setEditing,
      saveEdit({ seq, pending }, text) {
        if (seq !== undefined) chat.edit(roomId, seq, text);
        else if (pending !== undefined) chat.editPending(roomId, pending.id, text);
        endEdit();
      },
      cancelEdit: endEdit,
      askToDelete: setDeleting,
      copy: (text) => void copyText(text, t.room.copied),
      moderates,
      retry: (id) => chat.retry(roomId, id),
      discard: (id) => chat.discard(roomId, id),
      ...(guest ? {} : { pin: (seq, on) => chat.pin(roomId, seq, on) }),
      react: (seq, emoji, on) => chat.react(roomId, seq, emoji, on),
      openPicker: (seq, anchor) => setOpened({ what: 'picker', seq, anchor }),
      openMenu: (seq, anchor) => setOpened({ what: 'menu', seq, anchor }),
      openThread(root) {
        setPanel(undefined);
        chat.openThread(roomId, root);
      },
    }),
    [chat, roomId, endEdit, guest, moderates],
  );

  const showPinned = (seq: number) => {
    if (!isWide()) setPanel(undefined);
    list.current?.showMessage(seq);
  };

  const closeThread = () => {
    const root = room.thread?.root;
    // At once: while a panel covers everything, nothing behind it takes the focus.
    flushSync(() => chat.openThread(roomId, undefined));
    // So that the same address can lead there again.
    if (thread !== undefined) navigate({ page: 'room', roomId }, { replace: true });
    conversation.current?.querySelector<HTMLElement>(`[data-seq="${root}"]`)?.focus();
  };

  useShortcut('read-room', () => {
    chat.markRead(roomId, room.cursor);
    list.current?.showLatest();
  });

  const editLast = () => {
    const mine = lastToEdit({ messages: inRoom(shownMessages(room)), pending: inRoom(room.pending), me });
    if (mine !== undefined) actions.startEdit(mine);
  };

  return (
    <>
      <RoomHeader ref={heading} room={room} name={name} panel={panel} onShowPanel={setPanel} />
      <div className="room-body">
        <div className="room-conversation" ref={conversation}>
          {listable && (
            <MessageList
              ref={list}
              room={room}
              name={name}
              me={me}
              active={active}
              dividerSeq={dividerSeq}
              editing={editing}
              opened={opened?.seq}
              pointed={pointed}
              actions={actions}
            />
          )}
          {!listable && room.loadError === undefined && (
            <div className="room-loading">
              <SkeletonRows count={7} label={t.room.messages.loading} />
            </div>
          )}
          {!listable && room.loadError !== undefined && (
            <div className="room-loading">
              <EmptyState
                icon="offline"
                title={t.room.messages.notLoaded}
                action={<Button onPress={() => chat.jumpToLatest(roomId)}>{t.design.tryAgain}</Button>}
              >
                {reasonOf(room.loadError)}
              </EmptyState>
            </div>
          )}
          <Announcer room={room} me={me} />
          <TypingLine room={room} />
          <Writing room={room}>
            <Composer ref={composer} room={room} name={name} onSent={() => list.current?.showLatest()} onEditLast={editLast} />
          </Writing>
        </div>
        {room.thread !== undefined && panel === undefined && (
          <Suspense>
            <ThreadPanel
              key={room.thread.root}
              room={room}
              name={name}
              me={me}
              active={active}
              editing={editing}
              opened={opened?.seq}
              actions={actions}
              onClose={closeThread}
            />
          </Suspense>
        )}
        {panel === 'members' && (
          <Suspense>
            <MembersPanel room={room} onClose={() => setPanel(undefined)} />
          </Suspense>
        )}
        {panel === 'pins' && (
          <Suspense>
            <PinsPanel
              room={room}
              mutable={actions.pin !== undefined && !room.room.archived}
              onShow={showPinned}
              onClose={() => setPanel(undefined)}
            />
          </Suspense>
        )}
      </div>
      <Suspense>
        {opened?.what === 'picker' && (
          <EmojiPicker
            anchor={opened.anchor}
            custom
            onPick={(emoji) => chat.react(roomId, opened.seq, emoji, true)}
            onClose={() => setOpened(undefined)}
          />
        )}
        {opened?.what === 'menu' && (
          <MessageMenu
            room={room}
            seq={opened.seq}
            anchor={opened.anchor}
            onQuote={(text) => composer.current?.insert(text)}
            onClose={() => setOpened(undefined)}
          />
        )}
      </Suspense>
      {deleting !== undefined && (
        <DeleteMessage
          onCancel={() => setDeleting(undefined)}
          onDelete={() => {
            chat.remove(roomId, deleting);
            setDeleting(undefined);
          }}
        />
      )}
    </>
  );
};

const DeleteMessage = ({ onCancel, onDelete }: { onCancel: () => void; onDelete: () => void }) => (
  <Dialog title={t.room.deleting.title} onClose={onCancel} alert>
    <div className="dialog-body">
      <p className="dialog-note">{t.room.deleting.note}</p>
      <DialogActions confirm={t.design.delete} onCancel={onCancel} onConfirm={onDelete} danger focus="cancel" />
    </div>
  </Dialog>
);
