// Lists that people browse by name: public rooms, and people. A row is only a sign-post, written before what it points to and removed after:
// readers fetch the thing itself and pass by sign-posts that are no longer true.
import type { Page, PageRequest } from '../../domain/ports.ts';
import { fold } from '../../domain/text.ts';
import { cursorOf, sortKeyOf } from './cursors.ts';
import { type Listing, listingKey } from './keys.ts';
import { textOf } from './rows.ts';
import type { Item, Table } from './table.ts';

/** What one thing is listed under. */
export interface Sign {
  id: string;
  name: string;
  handle?: string;
}

/** Rows that one call looks at in search of matches, at most: then the page is short, and its cursor goes on. */
const ROWS_PER_QUERY = 200;
const QUERIES_PER_PAGE = 5;
const SORT_KEY = /^.*#[A-Za-z0-9_-]{1,64}$/su;

const MATCHES = 'contains(#folded, :query) OR contains(#handle, :query)';

export const openListing = (table: Table, listing: Listing) => {
  const keyOf = (sign: Sign) => listingKey(listing, fold(sign.name), sign.id);
  const put = (sign: Sign) => table.put({ ...keyOf(sign), id: sign.id, folded: fold(sign.name), handle: sign.handle });

  return {
    put,
    remove: (sign: Sign) => table.delete(keyOf(sign)),
    /**
     * Takes down the sign of before, unless that of after stands in the same row, as names that fold to the same do; and puts up that of what is
     * `standing` by now, if it is listed. Of two who change a name back and forth at once, one may take down what the other needs, before or after
     * the other's change: whoever looks last puts it up again.
     */
    replace: async (before: Sign, after: Sign | undefined, standing: () => Promise<Sign | undefined>): Promise<void> => {
      if (after === undefined || keyOf(after).sk !== keyOf(before).sk) await table.delete(keyOf(before));
      const now = await standing();
      if (now !== undefined) await put(now);
    },
    /** Whether a row tells where the thing stands now. */
    isTrue: (row: Item, sign: Sign): boolean => row.sk === keyOf(sign).sk,

    /** Rows by name, those that match. */
    page: async ({ limit, cursor, query = '' }: PageRequest & { query?: string }): Promise<Page<Item>> => {
      const matching = query === '' ? {} : { filter: MATCHES };
      const values = query === '' ? { pk: listing } : { pk: listing, query: fold(query) };
      const rowsPerQuery = query === '' ? limit : ROWS_PER_QUERY;
      const items: Item[] = [];
      let from: Item | undefined = cursor === undefined ? undefined : { pk: listing, sk: sortKeyOf(cursor, SORT_KEY) };
      for (let queries = 0; queries < QUERIES_PER_PAGE && items.length < limit; queries += 1) {
        const rows = await table.query({ where: '#pk = :pk', ...matching, values, limit: rowsPerQuery, from });
        items.push(...rows.items);
        from = rows.last;
        if (from === undefined) break;
      }
      const taken = items.slice(0, limit);
      const end = items.length > limit ? taken.at(-1) : from;
      return { items: taken, ...(end !== undefined && { cursor: cursorOf(textOf(end, 'sk')) }) };
    },
  };
};
