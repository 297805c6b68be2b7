// What I have kept for later, fetched again when a device of mine changes it (S30) and when something of it is due.
import type { Saved, Scheduled } from '@parley/protocol';
import { type QueryClient, useQuery } from '@tanstack/react-query';
import { fetchAnew } from '../session/fetch-anew.ts';
import { useSession } from '../session/session-context.ts';

/** Asking for a list has what is due in it done; not more often than that while it cannot be, milliseconds. */
const OVERDUE_MS = 5_000;
const LONGEST_MS = 2 ** 31 - 1;

const untilNext = (times: readonly number[]): number | false => {
  const next = Math.min(...times);
  if (next === Number.POSITIVE_INFINITY) return false;
  const wait = next - Date.now();
  return wait > 0 ? Math.min(wait + 100, LONGEST_MS) : OVERDUE_MS;
};

const reminderOf = ({ remindAt, remindedAt }: Saved): number[] => (remindAt === undefined || remindedAt !== undefined ? [] : [remindAt]);
const sendingOf = ({ sendAt, failure }: Scheduled): number[] => (failure === undefined ? [sendAt] : []);

export const useSaved = () => {
  const { api, chat } = useSession();
  return useQuery({
    queryKey: ['later', 'saved'],
    queryFn: async () => {
      const list = await api.saved();
      chat.see(list.items.flatMap(({ message }) => (message === undefined ? [] : [message.senderId])));
      return list;
    },
    staleTime: Number.POSITIVE_INFINITY,
    refetchInterval: ({ state }) => untilNext(state.data?.items.flatMap(reminderOf) ?? []),
  });
};

export const useScheduled = () => {
  const { api } = useSession();
  return useQuery({
    queryKey: ['later', 'scheduled'],
    queryFn: () => api.scheduled(),
    staleTime: Number.POSITIVE_INFINITY,
    refetchInterval: ({ state }) => untilNext(state.data?.items.flatMap(sendingOf) ?? []),
  });
};

export const refreshLater = (queries: QueryClient, list?: 'saved' | 'scheduled'): void =>
  void fetchAnew(queries, list === undefined ? ['later'] : ['later', list]);
