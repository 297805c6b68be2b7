import { ChatError } from '../../../lambdas/domain/errors.ts';
import type { Page, PageRequest } from '../../../lambdas/domain/ports.ts';

const PREFIX = 'after:';

const decode = (cursor: string): string => {
  const key = Buffer.from(cursor, 'base64url').toString();
  if (!key.startsWith(PREFIX)) throw new ChatError('bad_request', 'cursor is not one that a page returned.');
  return key.slice(PREFIX.length);
};

/** A page of items in the order of their keys, which differ. */
export const pageByKey = <T>(items: Iterable<T>, keyOf: (item: T) => string, { limit, cursor }: PageRequest): Page<T> => {
  const after = cursor === undefined ? '' : decode(cursor);
  const rest = [...items]
    .map((item) => ({ item, key: keyOf(item) }))
    .filter(({ key }) => key > after)
    .sort((a, b) => (a.key < b.key ? -1 : 1));
  const page = rest.slice(0, limit);
  const last = page.at(-1);
  const more = last !== undefined && rest.length > page.length;
  return { items: page.map(({ item }) => item), ...(more && { cursor: Buffer.from(PREFIX + last.key).toString('base64url') }) };
};
