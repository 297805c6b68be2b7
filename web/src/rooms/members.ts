import type { Member } from '@parley/protocol';
import { limits } from '@parley/protocol';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useRoom, useSession } from '../session/session-context.ts';

/** A room's members whose name or handle contains `query`, page by page, fetched again when somebody comes or goes. */
export const useMembers = (roomId: string, query = '') => {
  const { api } = useSession();
  const queries = useQueryClient();
  const count = useRoom(roomId)?.room.memberCount;
  const found = useInfiniteQuery({
    queryKey: ['members', roomId, count, query],
    queryFn: ({ pageParam }) => api.members(roomId, { query, limit: limits.listPage, ...(pageParam === '' ? {} : { cursor: pageParam }) }),
    initialPageParam: '',
    getNextPageParam: (page) => page.cursor,
    placeholderData: (earlier) => earlier,
  });
  const members: Member[] = found.data?.pages.flatMap((page) => page.items) ?? [];
  return { ...found, members, refresh: () => void queries.invalidateQueries({ queryKey: ['members', roomId] }) };
};
