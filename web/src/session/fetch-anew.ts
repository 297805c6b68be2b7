/** What is asked of TanStack's QueryClient. */
interface Queries {
  cancelQueries(filters: { queryKey: readonly unknown[] }): Promise<void>;
  invalidateQueries(filters: { queryKey: readonly unknown[] }): Promise<void>;
}

/**
 * Fetches again what has changed. A fetch under way may have been answered before the change, and invalidating alone would take a first one's answer
 * for the new one.
 */
export const fetchAnew = async (queries: Queries, queryKey: readonly unknown[]): Promise<void> => {
  await queries.cancelQueries({ queryKey });
  await queries.invalidateQueries({ queryKey });
};
