import { inRoom, isAtEnd, type RoomState, shownMessages } from '@parley/client';
import { limits, type Room } from '@parley/protocol';
import { useVirtualizer } from '@tanstack/react-virtual';
import {
  type KeyboardEvent,
  type Ref,
  useCallback,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { Icon } from '../design/icon.tsx';
import { Spinner } from '../design/progress.tsx';
import { reasonOf, t } from '../languages/language.ts';
import { unreadLabel } from '../rooms/room-name.ts';
import { useChat, useSession } from '../session/session-context.ts';
import { type Entry, entriesOf } from './entries.ts';
import { useArriving, useFollowing, useHistoryPages } from './history-pages.ts';
import { END_PX, useListEnd } from './list-end.ts';
import { type MessageActions, MessageRow } from './message-row.tsx';
import { RoomStart } from './room-start.tsx';
import { createGuesses } from './row-heights.ts';
import { SeenBy } from './seen-by.tsx';
import { dayName } from './times.ts';
import './message-list.css';

export interface MessageListHandle {
  /** Shows the newest message, fetching it first if the window lies elsewhere. */
  showLatest: () => void;
  /** Shows the message at that seq and gives it the focus, fetching what is around it first if the window lies elsewhere. */
  showMessage: (seq: number) => void;
}

interface MessageListProps {
  ref: Ref<MessageListHandle>;
  room: RoomState;
  name: string;
  me: string;
  /** Whether somebody looks at the page. */
  active: boolean;
  dividerSeq: number | undefined;
  /** The key of the entry that is edited. */
  editing: string | undefined;
  /** The message whose picker or menu is open. */
  opened: number | undefined;
  /** The message that the address names. */
  pointed: number | undefined;
  actions: MessageActions;
}

/** Whatever begins above the top edge grows and shrinks upwards, in whichever direction one scrolls. */
const keepPlace = (row: { start: number }, _delta: number, list: { scrollOffset: number | null }) => row.start < (list.scrollOffset ?? 0);

/** How high a list was last, pixels: by that the first rows of the next one are chosen, before it can be measured. */
let lastHeight = globalThis.innerHeight;

/** Moves the focus to the next or the previous row. */
const moveFocus = (event: KeyboardEvent<HTMLElement>) => {
  const direction = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  const typing = event.target instanceof HTMLTextAreaElement;
  if (direction === 0 || typing || event.altKey || event.ctrlKey || event.metaKey) return;
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('.message')];
  const focused = rows.findIndex((row) => row.contains(document.activeElement));
  const next = focused === -1 ? rows.at(-1) : rows[focused + direction];
  if (next === undefined) return;
  event.preventDefault();
  next.focus();
};

export const MessageList = ({ ref, room, name, me, active, dividerSeq, editing, opened, pointed, actions }: MessageListProps) => {
  const { chat } = useSession();
  const { roomId } = room.room;
  const scroller = useRef<HTMLElement>(null);
  const { window, cursor, loading } = room;
  const pending = useMemo(() => inRoom(room.pending), [room.pending]);
  const items = shownMessages(room);
  const messages = useMemo(() => inRoom(items), [items]);
  const { memberCount } = room.room;
  const receipts = useChat((state) => state.me?.receipts !== false) && memberCount > 1 && memberCount <= limits.receiptPeople;
  const entries = useMemo(
    () => entriesOf({ messages, pending, me, fromStart: window.from <= 1, dividerSeq, receipts }),
    [messages, pending, me, window.from, dividerSeq, receipts],
  );

  const [guess] = useState(createGuesses);
  const arriving = useArriving(room, dividerSeq);
  const divider = entries.findIndex((entry) => entry.kind === 'unread');
  // About where the list will stand, so that no rows are made that will not be seen.
  const [start] = useState(() => {
    const above = divider === -1 ? entries : entries.slice(0, divider);
    const height = above.reduce((sum, entry) => sum + guess(entry), 0);
    return divider === -1 ? Math.max(0, height - lastHeight) : height;
  });
  const virtualizer = useVirtualizer({
    count: entries.length,
    getScrollElement: () => scroller.current,
    getItemKey: useCallback((index: number) => entries[index]?.key ?? index, [entries]),
    estimateSize: (index) => guess(entries[index]),
    initialOffset: start,
    initialRect: { width: 0, height: lastHeight },
    overscan: 12,
    anchorTo: 'end',
    followOnAppend: useFollowing(room, arriving),
    scrollEndThreshold: END_PX,
  });
  virtualizer.shouldAdjustScrollPositionOnItemSizeChange = keepPlace;
  const rows = virtualizer.getVirtualItems();
  const end = useListEnd(scroller, divider === -1, () => virtualizer.scrollToEnd());
  const atEnd = end.near && isAtEnd(room);

  const moved = useRef(false);
  /** Where one has been led, and has not moved since. */
  const led = useRef<{ key: string; align: 'start' | 'center' }>(undefined);
  const lead = (index: number, align: 'start' | 'center') => {
    const key = entries[index]?.key;
    led.current = key === undefined ? undefined : { key, align };
    virtualizer.scrollToIndex(index, { align });
  };

  // biome-ignore lint/correctness/useExhaustiveDependencies: rows have joined above, while the virtualizer may still be on its way to an index.
  useLayoutEffect(() => {
    const { current } = led;
    const index = current === undefined ? -1 : entries.findIndex(({ key }) => key === current.key);
    if (current !== undefined && index !== -1) virtualizer.scrollToIndex(index, { align: current.align });
  }, [virtualizer, entries[0]?.key]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: where the list stands when it appears, and when what is new has come.
  useLayoutEffect(() => {
    lastHeight = scroller.current?.clientHeight || lastHeight;
    if (moved.current) return;
    if (divider === -1) virtualizer.scrollToEnd();
    else lead(divider, 'start');
    moved.current = !arriving;
  }, [virtualizer, arriving]);

  /** Whoever has taken the list in hand is led nowhere else. */
  const stay = () => {
    moved.current = true;
    led.current = undefined;
  };

  const showLatest = async () => {
    stay();
    if (!isAtEnd(room)) await chat.jumpToLatest(roomId);
    end.reach();
  };
  const [sought, setSought] = useState<number>();
  const showMessage = async (seq: number) => {
    // The oldest one at hand is not shown yet.
    const shown = seq <= window.to && (seq > window.from || window.from <= 1);
    if (!shown) await chat.jumpTo(roomId, seq);
    setSought(seq);
  };
  useImperativeHandle(ref, () => ({ showLatest: () => void showLatest(), showMessage: (seq) => void showMessage(seq) }));

  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each address; where the window stands then does not matter.
  useEffect(() => {
    if (pointed !== undefined) void showMessage(pointed);
  }, [pointed]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: behind the render that has it, once for each that is sought.
  useEffect(() => {
    if (sought === undefined) return;
    const index = entries.findIndex((entry) => entry.kind === 'message' && entry.seq === sought);
    setSought(undefined);
    const root = index === -1 ? items.find(({ seq }) => seq === sought)?.replyTo : undefined;
    if (root !== undefined) actions.openThread(root);
    if (index === -1) return;
    moved.current = true;
    lead(index, 'center');
    requestAnimationFrame(() => scroller.current?.querySelector<HTMLElement>(`[data-seq="${sought}"]`)?.focus({ preventScroll: true }));
  }, [sought, entries, items, actions, virtualizer]);

  const edited = editing === undefined ? -1 : entries.findIndex((entry) => entry.key === editing);
  const editedHeight = virtualizer.measurementsCache[edited]?.size;
  // biome-ignore lint/correctness/useExhaustiveDependencies: as the editor opens, and as it grows; otherwise one may look elsewhere meanwhile.
  useLayoutEffect(() => {
    if (editing !== undefined) scroller.current?.querySelector('.message-editor')?.scrollIntoView({ block: 'nearest' });
  }, [editing, editedHeight]);

  const [first, final] = [rows[0]?.index ?? 0, rows.at(-1)?.index ?? 0];
  const retryPages = useHistoryPages(room, { first, last: final, count: entries.length });

  useEffect(() => {
    if (active && atEnd && !arriving) chat.markRead(roomId, cursor, { looking: true });
  }, [chat, roomId, active, atEnd, cursor, arriving]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever more has come.
  useEffect(() => {
    if (atEnd && !arriving) chat.stayAtEnd(roomId);
  }, [chat, roomId, atEnd, cursor, arriving]);

  return (
    <div className="message-list-frame">
      {(loading === 'older' || loading === 'newer') && (
        <div className="message-list-loading" data-edge={loading}>
          <Spinner label={loading === 'older' ? t.room.messages.loadingOlder : t.room.messages.loadingNewer} />
        </div>
      )}
      <section
        ref={scroller}
        className="message-list"
        data-region="messages"
        role="log"
        // Rows come and go while one scrolls; the announcer tells of new messages instead.
        aria-live="off"
        aria-label={t.room.messages.label(name)}
        aria-busy={loading !== 'none'}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
        tabIndex={0}
        onScroll={end.onScroll}
        onWheel={stay}
        onPointerDown={stay}
        onKeyDown={(event) => {
          stay();
          moveFocus(event);
        }}
      >
        <div className="message-list-sizer" style={{ height: virtualizer.getTotalSize() }}>
          {rows.map((row) => {
            const entry = entries[row.index];
            if (entry === undefined) return null;
            return (
              <div
                key={row.key}
                ref={virtualizer.measureElement}
                data-index={row.index}
                className="message-list-row"
                // By its place, not by a transform: what sticks in a row would not know of that.
                style={{ top: row.start }}
              >
                <Line
                  entry={entry}
                  room={room.room}
                  name={name}
                  me={me}
                  editing={editing}
                  opened={opened}
                  pointed={pointed}
                  actions={actions}
                />
              </div>
            );
          })}
        </div>
      </section>
      {room.loadError !== undefined && (
        <div className="message-list-error" role="alert">
          <span>{reasonOf(room.loadError)}</span>
          <button type="button" onClick={retryPages}>
            {t.design.tryAgain}
          </button>
        </div>
      )}
      {!atEnd && (
        <button type="button" className="jump-to-latest" onClick={showLatest}>
          <Icon name="down" size={18} />
          <span>{t.room.messages.jumpToLatest}</span>
          {room.unread > 0 && <span className="badge">{t.room.messages.fresh(unreadLabel(room.unread))}</span>}
        </button>
      )}
    </div>
  );
};

interface LineProps {
  entry: Entry;
  room: Room;
  name: string;
  me: string;
  editing: string | undefined;
  opened: number | undefined;
  pointed: number | undefined;
  actions: MessageActions;
}

const Line = ({ entry, room, name, me, editing, opened, pointed, actions }: LineProps) => {
  switch (entry.kind) {
    case 'start':
      return <RoomStart room={room} name={name} />;
    case 'day':
      return (
        <div className="day-line">
          <h2>{dayName(entry.at)}</h2>
        </div>
      );
    case 'unread':
      return (
        <div className="unread-line">
          <h2>{t.room.messages.unread}</h2>
        </div>
      );
    case 'seen':
      return <SeenBy roomId={room.roomId} seq={entry.seq} />;
    case 'message':
      return (
        <MessageRow
          entry={entry}
          mine={entry.senderId === me}
          mutable={!room.archived}
          editing={entry.key === editing}
          opened={entry.seq !== undefined && entry.seq === opened}
          pointed={entry.seq !== undefined && entry.seq === pointed}
          actions={actions}
        />
      );
  }
};
