import { membersAfter } from '@parley/client';
import { limits } from '@parley/protocol';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { fetchAnew } from '../session/fetch-anew.ts';
import { useRoom, useSession } from '../session/session-context.ts';

/** A room's members whose name or handle contains `query`, page by page, fetched again when somebody comes, goes or gets another role. */
export const useMembers = (roomId: string, query = '') => {
  const { api } = useSession();
  const queries = useQueryClient();
  const room = useRoom(roomId);
  // Not the count alone: who came before somebody went leaves it as it was.
  const changed = room?.recent.events.findLast(({ kind }) => kind === 'member')?.seq;
  const found = useInfiniteQuery({
    queryKey: ['members', roomId, room?.room.memberCount, changed, query],
    queryFn: ({ pageParam }) => api.members(roomId, { query, limit: limits.listPage, ...(pageParam === '' ? {} : { cursor: pageParam }) }),
    initialPageParam: '',
    getNextPageParam: (page) => page.cursor,
    placeholderData: (earlier) => earlier,
  });
  const members = membersAfter(found.data?.pages.flatMap((page) => page.items) ?? [], room?.recent.events ?? []);
  return { ...found, members, refresh: () => void fetchAnew(queries, ['members', roomId]) };
};
