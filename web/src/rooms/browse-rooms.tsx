import type { BrowsedRoom } from '@parley/protocol';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../design/button.tsx';
import { Dialog } from '../design/dialog.tsx';
import { EmptyState, FormError } from '../design/notice.tsx';
import { SkeletonRows } from '../design/progress.tsx';
import { SearchField } from '../design/search-field.tsx';
import { toast } from '../design/toast.tsx';
import { reasonOf, t } from '../languages/language.ts';
import { navigate } from '../route.ts';
import { useRoom, useSession } from '../session/session-context.ts';
import { useDialogs } from '../shell/dialogs.tsx';
import { RoomSymbol } from './room-symbol.tsx';
import { useSearchTerm } from './search-term.ts';
import './rooms.css';

const PAGE = 30;

const BrowseRooms = ({ onClose }: { onClose: () => void }) => {
  const { api } = useSession();
  const open = useDialogs();
  const { typed, setTyped, term } = useSearchTerm();
  const found = useInfiniteQuery({
    queryKey: ['rooms', term],
    queryFn: ({ pageParam }) => api.browseRooms({ query: term, limit: PAGE, ...(pageParam === '' ? {} : { cursor: pageParam }) }),
    initialPageParam: '',
    getNextPageParam: (page) => page.cursor,
    placeholderData: keepPreviousData,
    staleTime: 0,
  });
  const rooms = found.data?.pages.flatMap((page) => page.items) ?? [];

  return (
    <Dialog title={t.shell.browseRooms} onClose={onClose}>
      <div className="dialog-body">
        <SearchField label={t.rooms.browse.search} value={typed} onChange={setTyped} />
        <FormError>{found.error ? reasonOf(found.error) : undefined}</FormError>
        <div className="dialog-list">
          {found.isPending && <SkeletonRows count={4} label={t.rooms.browse.loading} />}
          {found.isSuccess && rooms.length === 0 && (
            <EmptyState
              icon="hash"
              title={term === '' ? t.rooms.browse.none : t.rooms.browse.notFound(term)}
              action={
                <Button kind="primary" icon="add" onPress={() => open({ dialog: 'create-room' })}>
                  {t.shell.createRoom}
                </Button>
              }
            >
              {t.rooms.browse.beFirst}
            </EmptyState>
          )}
          <ul aria-label={t.rooms.browse.listed}>
            {rooms.map((room) => (
              <ListedRoom key={room.roomId} room={room} onClose={onClose} />
            ))}
          </ul>
          {found.hasNextPage && (
            <Button wide kind="quiet" isPending={found.isFetchingNextPage} onPress={() => found.fetchNextPage()}>
              {t.design.showMore}
            </Button>
          )}
        </div>
      </div>
    </Dialog>
  );
};

const ListedRoom = ({ room, onClose }: { room: BrowsedRoom; onClose: () => void }) => {
  const { chat } = useSession();
  const joined = useRoom(room.roomId) !== undefined;
  const [pending, setPending] = useState(false);

  const show = () => {
    onClose();
    navigate({ page: 'room', roomId: room.roomId });
  };
  const join = async () => {
    setPending(true);
    try {
      await chat.joinRoom(room.roomId);
      show();
    } catch (error) {
      toast.error(error);
      setPending(false);
    }
  };

  const members = t.rooms.members(room.memberCount);
  return (
    <li className="listed">
      <span className="listed-symbol">
        <RoomSymbol room={room} size="md" />
      </span>
      <span className="listed-text">
        <span className="listed-title" dir="auto">
          {room.name}
        </span>
        <span className="listed-detail" dir="auto">
          {room.topic === '' ? members : `${members} · ${room.topic}`}
        </span>
      </span>
      {joined ? (
        <Button onPress={show} aria-label={t.rooms.browse.openOf(room.name)}>
          {t.rooms.browse.open}
        </Button>
      ) : (
        <Button kind="primary" onPress={join} isPending={pending} aria-label={t.rooms.browse.joinOf(room.name)}>
          {t.rooms.browse.join}
        </Button>
      )}
    </li>
  );
};

export default BrowseRooms;
