// What people read of the room log. A file of its own, since the hot path reads nothing of it.
import { LogEvent, type Message } from '@parley/protocol';
import type { History } from '../../domain/ports.ts';
import { cursorOf, sortKeyOf } from './cursors.ts';
import { entryKey, pinsPartition, revisionKey, threadPartition } from './keys.ts';
import { isEvent, isMessage, openLogRows, seqOf, sliceOf } from './log-rows.ts';
import { EDIT, messagesOf, repliesOf, wordless } from './revisions.ts';
import { decode, numberOf, textOf } from './rows.ts';
import type { Item, Table } from './table.ts';

const PIN_CURSOR = /^[0-9]{1,16}$/;

/** An event whose message has been deleted since, without what it said. */
const withoutWords = (event: LogEvent): LogEvent => {
  if (event.kind === 'message') return wordless(event);
  if (event.kind === 'preview') return { ...event, previews: [] };
  return event.kind === 'edit' ? { ...event, text: '' } : event;
};

const inOrder = (rows: readonly Item[]): Item[] => rows.toSorted((one, other) => seqOf(one) - seqOf(other));

export const openHistory = (table: Table): History => {
  const { ascend, descend } = openLogRows(table);

  /** Messages as they stand now, ascending. */
  const many = async (roomId: string, seqs: readonly number[], options?: { consistent: boolean }): Promise<Message[]> => {
    const keys = seqs.flatMap((seq) => [entryKey(roomId, seq), revisionKey(roomId, seq)]);
    const rows = await table.getMany(keys, options);
    return messagesOf(inOrder(rows));
  };

  /** Which of the messages that the rows hold or change are deleted: their revisions stand beside them, or on another page. */
  const deletedIn = async (roomId: string, rows: readonly Item[]): Promise<ReadonlySet<number>> => {
    const here = new Set(rows.map(seqOf));
    const targets = rows.filter(({ kind }) => kind === 'edit' || kind === 'preview').map((row) => numberOf(row, 'target'));
    const elsewhere = [...new Set(targets)].filter((target) => !here.has(target));
    const revisions = [...rows, ...(await table.getMany(elsewhere.map((target) => revisionKey(roomId, target))))];
    return new Set(revisions.filter(({ deletedAt }) => deletedAt !== undefined).map((row) => seqOf(row) - 0.5));
  };

  return {
    /** AP22 */
    after: async (roomId, seq, limit) => {
      const { rows, edge } = await ascend(roomId, seq + 1, { isWanted: isEvent, limit, consistent: true });
      const deleted = await deletedIn(roomId, rows);
      const events = rows.filter(isEvent).map((row) => decode(LogEvent, row));
      const isDeleted = (event: LogEvent) => deleted.has('target' in event ? event.target : event.seq);
      return sliceOf(
        rows,
        events.map((event) => (isDeleted(event) ? withoutWords(event) : event)),
        seq + 1,
        edge,
      );
    },

    /** AP23 */
    before: async (roomId, seq, limit) => {
      const { rows, edge } = await descend(roomId, seq, { isWanted: isMessage, limit, consistent: false });
      const ascending = rows.toReversed();
      return sliceOf(ascending, messagesOf(ascending), edge, seq - 1);
    },

    /** AP24 */
    messagesAfter: async (roomId, seq, limit) => {
      const { rows, edge } = await ascend(roomId, seq + 1, { isWanted: isMessage, limit, consistent: false });
      return sliceOf(rows, messagesOf(rows), seq + 1, edge);
    },

    /** AP52 */
    edits: async (roomId, seq) => {
      const [entry, revision] = await table.getMany([entryKey(roomId, seq), revisionKey(roomId, seq)], { consistent: true }).then(inOrder);
      if (entry === undefined || !isMessage(entry) || revision?.deletedAt !== undefined) return undefined;
      const names = Object.keys(revision ?? {}).filter((name) => name.startsWith(EDIT));
      const rows = inOrder(await table.getMany(names.map((name) => entryKey(roomId, Number(name.slice(EDIT.length))))));
      return [entry, ...rows].map((row) => ({ seq: seqOf(row), text: textOf(row, 'text'), at: numberOf(row, 'sentAt') }));
    },

    /** AP51 */
    thread: async (roomId, root, before, limit) => {
      const pk = threadPartition(roomId, root);
      const { items: rows, last } = await table.query({
        where: '#pk = :pk AND #seq < :before',
        values: { pk, before },
        limit,
        descending: true,
      });
      return { items: await many(roomId, rows.map(seqOf)), more: last !== undefined };
    },

    /** AP53 */
    replies: async (roots) => {
      const keys = roots.map(({ roomId, seq }) => revisionKey(roomId, seq));
      const rows = await table.getMany(keys, { consistent: true });
      const nameOf = ({ pk, seq }: Item) => `${pk} ${seq}`;
      const named = new Map(rows.map((row) => [nameOf(row), repliesOf(row).replies ?? []]));
      return keys.map((key) => named.get(nameOf({ ...key })) ?? []);
    },

    /** AP80 */
    pins: async (roomId, { limit, cursor }) => {
      const pk = pinsPartition(roomId);
      const { items: rows, last } = await table.query({
        where: '#pk = :pk',
        filter: '#pinned = :on',
        values: { pk, on: true },
        limit,
        descending: true,
        consistent: true,
        from: cursor === undefined ? undefined : { pk, seq: Number(sortKeyOf(cursor, PIN_CURSOR)) },
      });
      const found = await many(roomId, rows.map(seqOf), { consistent: true });
      const items = found.filter(({ pinned }) => pinned !== undefined).reverse();
      return { items, ...(last !== undefined && { cursor: cursorOf(String(seqOf(last))) }) };
    },
  };
};
