import type { BrowsedRoom } from '@parley/protocol';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../design/button.tsx';
import { Dialog } from '../design/dialog.tsx';
import { EmptyState, FormError } from '../design/notice.tsx';
import { SkeletonRows } from '../design/progress.tsx';
import { SearchField } from '../design/search-field.tsx';
import { toast } from '../design/toast.tsx';
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
    <Dialog title="Browse rooms" onClose={onClose}>
      <div className="dialog-body">
        <SearchField label="Search public rooms" value={typed} onChange={setTyped} />
        <FormError>{found.error?.message}</FormError>
        <div className="dialog-list">
          {found.isPending && <SkeletonRows count={4} label="Loading rooms" />}
          {found.isSuccess && rooms.length === 0 && (
            <EmptyState
              icon="hash"
              title={term === '' ? 'There are no public rooms yet' : `No room is called “${term}”`}
              action={
                <Button kind="primary" icon="add" onPress={() => open({ dialog: 'create-room' })}>
                  Create a room
                </Button>
              }
            >
              Be the first to open one.
            </EmptyState>
          )}
          <ul aria-label="Public rooms">
            {rooms.map((room) => (
              <ListedRoom key={room.roomId} room={room} onClose={onClose} />
            ))}
          </ul>
          {found.hasNextPage && (
            <Button wide kind="quiet" isPending={found.isFetchingNextPage} onPress={() => found.fetchNextPage()}>
              Show more
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

  const members = `${room.memberCount} ${room.memberCount === 1 ? 'member' : 'members'}`;
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
        <Button onPress={show} aria-label={`Open ${room.name}`}>
          Open
        </Button>
      ) : (
        <Button kind="primary" onPress={join} isPending={pending} aria-label={`Join ${room.name}`}>
          Join
        </Button>
      )}
    </li>
  );
};

export default BrowseRooms;
