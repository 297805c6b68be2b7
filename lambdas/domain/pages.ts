import { type ListQuery, limits } from '@parley/protocol';
import type { Page, PageRequest } from './ports.ts';

/** What a list's query asks of a port. An empty query is none. */
export const pageRequest = ({ limit = limits.listPage, cursor, query }: ListQuery): PageRequest & { query?: string } => ({
  limit,
  ...(cursor === undefined ? {} : { cursor }),
  ...(query ? { query } : {}),
});

/** The same page of other items. */
export const pageOf = <T>(items: T[], { cursor }: Page<unknown>): Page<T> => ({ items, ...(cursor === undefined ? {} : { cursor }) });
