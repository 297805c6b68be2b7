import { type ListQuery, limits } from '@parley/protocol';
import type { Page, PageRequest } from './ports.ts';

/** What a list's query asks of a port. An empty query is none. */
export const pageRequest = ({ limit = limits.listPage, cursor, query }: ListQuery): PageRequest & { query?: string } => ({
  limit,
  ...(cursor === undefined ? {} : { cursor }),
  ...(query ? { query } : {}),
});

/** All pages of a list, each asked for when the one before it has been dealt with. */
export async function* pagesOf<T>(limit: number, read: (request: PageRequest) => Promise<Page<T>>): AsyncGenerator<T[]> {
  let cursor: string | undefined;
  do {
    const page = await read({ limit, ...(cursor !== undefined && { cursor }) });
    yield page.items;
    cursor = page.cursor;
  } while (cursor !== undefined);
}

/** The same page of other items. */
export const pageOf = <T>(items: T[], { cursor }: Page<unknown>): Page<T> => ({ items, ...(cursor === undefined ? {} : { cursor }) });
