import { ChatError } from '../../domain/errors.ts';

/** What a caller gets to go on from: the sort key of the last row, opaque. */
export const cursorOf = (sortKey: string): string => Buffer.from(sortKey).toString('base64url');

/** The sort key that a cursor stands for, if it is one of this list's; else `bad_request`. The partition never comes from the caller. */
export const sortKeyOf = (cursor: string, shape: RegExp): string => {
  const sortKey = Buffer.from(cursor, 'base64url').toString();
  if (cursorOf(sortKey) !== cursor || !shape.test(sortKey)) throw new ChatError('bad_request', 'cursor is not one that a page returned.');
  return sortKey;
};
