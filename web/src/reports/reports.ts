// What members have reported in a room that I moderate, asked for again when that changes (S63).
import type { Cases } from '@parley/protocol';
import { type InfiniteData, type QueryClient, useInfiniteQuery } from '@tanstack/react-query';
import { rightsIn } from '../rooms/room-name.ts';
import { fetchAnew } from '../session/fetch-anew.ts';
import { useRoom, useSession } from '../session/session-context.ts';

/** The cases that wait in a room; none where I am no moderator. */
export const useReports = (roomId: string) => {
  const { api } = useSession();
  const room = useRoom(roomId);
  return useInfiniteQuery({
    queryKey: ['reports', roomId],
    queryFn: ({ pageParam }) => api.reports(roomId, pageParam === '' ? {} : { cursor: pageParam }),
    initialPageParam: '',
    getNextPageParam: (page) => page.cursor,
    staleTime: Number.POSITIVE_INFINITY,
    enabled: room !== undefined && rightsIn(room).moderate,
  });
};

export const casesOf = (data: InfiniteData<Cases> | undefined): Cases['items'] => data?.pages.flatMap(({ items }) => items) ?? [];

/** How many cases wait, as a badge shows it; empty for none. */
export const useReportCount = (roomId: string): string => {
  const { data, hasNextPage } = useReports(roomId);
  const room = useRoom(roomId);
  const count = room !== undefined && rightsIn(room).moderate ? casesOf(data).length : 0;
  return count === 0 ? '' : `${count}${hasNextPage ? '+' : ''}`;
};

/** Of one room, or of all. */
export const refreshReports = (queries: QueryClient, roomId?: string): Promise<void> =>
  fetchAnew(queries, roomId === undefined ? ['reports'] : ['reports', roomId]);
