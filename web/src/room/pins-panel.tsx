import type { RoomState } from '@parley/client';
import type { LogEvent, Message } from '@parley/protocol';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { Button, IconButton } from '../design/button.tsx';
import { EmptyState, FormError } from '../design/notice.tsx';
import { SkeletonRows } from '../design/progress.tsx';
import { reasonOf, t } from '../languages/language.ts';
import { Heard } from '../people/unheard.tsx';
import { usePerson, useSession } from '../session/session-context.ts';
import { RichText } from './rich-text-view.tsx';
import { fullTime } from './times.ts';
import './pins-panel.css';

const PAGE = 50;
/** How long the list may lag behind the log, asked for again meanwhile, milliseconds. */
const LOOK_AGAIN_MS = 1_000;

type PinEvent = Extract<LogEvent, { kind: 'pin' }>;

interface PinsPanelProps {
  room: RoomState;
  /** Whether one may take pins away. */
  mutable: boolean;
  onShow: (seq: number) => void;
  onClose: () => void;
}

const PinsPanel = ({ room, mutable, onShow, onClose }: PinsPanelProps) => {
  const { api, chat } = useSession();
  const { roomId } = room.room;
  const events = room.recent.events.filter((event) => event.kind === 'pin');
  const latest = new Map<number, PinEvent>(events.map((event) => [event.target, event]));
  const stands = (message: Message) => latest.get(message.seq)?.on !== false;

  const found = useInfiniteQuery({
    queryKey: ['pins', roomId, events.at(-1)?.seq],
    queryFn: async ({ pageParam }) => {
      const page = await api.pins(roomId, { limit: PAGE, ...(pageParam === '' ? {} : { cursor: pageParam }) });
      chat.see(page.items.map(({ senderId }) => senderId));
      return page;
    },
    initialPageParam: '',
    getNextPageParam: (page) => page.cursor,
    placeholderData: keepPreviousData,
    staleTime: 0,
    // A pin is told before it is in the list.
    refetchInterval: ({ state }) => {
      const listed = new Set(state.data?.pages.flatMap(({ items }) => items.map(({ seq }) => seq)));
      const lags = [...latest.values()].some(({ target, on }) => on !== listed.has(target));
      return lags && state.dataUpdateCount < 10 ? LOOK_AGAIN_MS : false;
    },
  });
  const pins = found.data?.pages.flatMap(({ items }) => items).filter(stands) ?? [];

  return (
    <aside data-region="panel" className="side-panel" aria-label={t.panels.pins.label}>
      <header className="side-panel-header">
        <h2>{t.panels.pins.title}</h2>
        <IconButton icon="close" label={t.panels.pins.close} onPress={onClose} />
      </header>
      <FormError>{found.error === null ? undefined : reasonOf(found.error)}</FormError>
      {found.isPending && <SkeletonRows count={3} label={t.panels.pins.loading} />}
      {found.isSuccess && pins.length === 0 && (
        <EmptyState icon="pin" title={t.panels.pins.none}>
          {t.panels.pins.hint}
        </EmptyState>
      )}
      <ul className="side-panel-list">
        {pins.map((message) => (
          <PinnedMessage
            key={message.seq}
            message={message}
            onShow={() => onShow(message.seq)}
            onUnpin={mutable ? () => chat.pin(roomId, message.seq, false) : undefined}
          />
        ))}
      </ul>
      {found.hasNextPage && (
        <Button kind="quiet" wide isPending={found.isFetchingNextPage} onPress={() => found.fetchNextPage()}>
          {t.design.showMore}
        </Button>
      )}
    </aside>
  );
};

interface PinnedMessageProps {
  message: Message;
  onShow: () => void;
  onUnpin: (() => void) | undefined;
}

const PinnedMessage = ({ message, onShow, onUnpin }: PinnedMessageProps) => {
  const name = usePerson(message.senderId)?.name ?? t.design.someone;
  return (
    <li className="excerpt">
      <div className="excerpt-header">
        <span className="excerpt-name" dir="auto">
          {name}
        </span>
        <time className="excerpt-time" dateTime={new Date(message.sentAt).toISOString()}>
          {fullTime(message.sentAt)}
        </time>
      </div>
      <Heard userId={message.senderId}>
        <div className="excerpt-text message-text" dir="auto">
          <RichText text={message.text} />
        </div>
      </Heard>
      <div className="excerpt-actions">
        <Button onPress={onShow}>{t.panels.pins.show}</Button>
        {onUnpin && (
          <Button kind="quiet" onPress={onUnpin}>
            {t.panels.pins.unpin}
          </Button>
        )}
      </div>
    </li>
  );
};

export default PinsPanel;
