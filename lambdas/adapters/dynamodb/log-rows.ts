// The rows of a room's log in the order in which they are read, and what of them fan-out delivers. A file of its own, since fan-out needs no more.
import { LogEvent } from '@parley/protocol';
import type { Deliverable, LogSlice, Messages } from '../../domain/ports.ts';
import { BUCKET, bucketOf, logPartition } from './keys.ts';
import { decode, numberOf, textOf } from './rows.ts';
import type { Item, Table } from './table.ts';

const QUERIES_PER_PAGE = 2;
/** A reader at the end of what is stored looks into the next bucket only this near to its beginning: no run of missing entries is longer. */
const BUCKET_END = 1_000;

export const seqOf = (row: Item): number => numberOf(row, 'seq');
export const isEntry = (row: Item): boolean => Number.isInteger(seqOf(row));
export const isMessage = (row: Item): boolean => row.kind === 'message';
export const isVoid = (row: Item): boolean => row.kind === 'void';
export const isEvent = (row: Item): boolean => isEntry(row) && !isVoid(row);

const deliverableOf = (row: Item): Deliverable => ({
  event: decode(LogEvent, row),
  ...(row.except !== undefined && { except: textOf(row, 'except') }),
  ...(row.exceptUser !== undefined && { exceptUser: textOf(row, 'exceptUser') }),
});

/** A stretch of the log in the order it was read, and the last seq that it covers, whether that holds an entry or not. */
interface Stretch {
  rows: Item[];
  edge: number;
}
interface Reading {
  isWanted: (row: Item) => boolean;
  limit: number;
  consistent: boolean;
}

/** Where the first row is that is wanted, but not on this page; -1 if there is none. */
const surplusIn = (rows: readonly Item[], { isWanted, limit }: Reading): number => {
  let wanted = 0;
  return rows.findIndex((row) => isWanted(row) && ++wanted > limit);
};

/** The sort key of the last row read, or what stands if none was. */
const lastRow = (rows: readonly Item[], otherwise: number): number => {
  const row = rows.at(-1);
  return row === undefined ? otherwise : seqOf(row);
};

/** The seq of the last entry read, or what stands if none was. */
const lastSeq = (rows: readonly Item[], otherwise: number): number => {
  const entry = rows.findLast(isEntry);
  return entry === undefined ? otherwise : seqOf(entry);
};

export const sliceOf = <T>(rows: readonly Item[], items: T[], from: number, to: number): LogSlice<T> => ({
  items,
  voids: rows.filter(isVoid).map(seqOf),
  at: new Map(rows.filter(isEntry).map((row) => [seqOf(row), numberOf(row, 'sentAt')])),
  from,
  to,
});

/** Reads stretches of the log. */
export const openLogRows = (table: Table) => {
  /** Rows from `seq` on, ascending: as many as are wanted, or what two queries give. */
  const ascend = async (roomId: string, seq: number, reading: Reading): Promise<Stretch> => {
    const rows: Item[] = [];
    let position = seq;
    let exhausted = false;
    for (let queries = 0; queries < QUERIES_PER_PAGE && surplusIn(rows, reading) < 0; queries += 1) {
      const bucket = bucketOf(position);
      const { items, last } = await table.query({
        where: '#pk = :pk AND #seq >= :position',
        values: { pk: logPartition(roomId, bucket), position },
        limit: 2 * reading.limit + 1,
        consistent: reading.consistent,
      });
      rows.push(...items);
      const reached = lastRow(items, position);
      const next = (bucket + 1) * BUCKET;
      exhausted = last === undefined;
      position = exhausted ? next : reached + 0.5;
      if (exhausted && next - reached > BUCKET_END) break;
    }
    const surplus = surplusIn(rows, reading);
    if (surplus >= 0) return { rows: rows.slice(0, surplus), edge: lastSeq(rows.slice(0, surplus), seq - 1) };
    if (exhausted) return { rows, edge: position - 1 };
    // The revision of a message that came last may stand behind what was read: the next page begins with that message.
    const known = rows.slice(-1).some(isMessage) ? rows.slice(0, -1) : rows;
    return { rows: known, edge: lastSeq(known, seq - 1) };
  };

  /** Rows below `seq`, descending: as many as are wanted, or what two queries give. */
  const descend = async (roomId: string, seq: number, reading: Reading): Promise<Stretch> => {
    const rows: Item[] = [];
    let position = seq;
    let exhausted = false;
    for (let queries = 0; queries < QUERIES_PER_PAGE && position > 0 && surplusIn(rows, reading) < 0; queries += 1) {
      const bucket = bucketOf(position - 0.5);
      const { items, last } = await table.query({
        where: '#pk = :pk AND #seq < :position',
        values: { pk: logPartition(roomId, bucket), position },
        limit: 2 * reading.limit + 1,
        consistent: reading.consistent,
        descending: true,
      });
      rows.push(...items);
      exhausted = last === undefined;
      position = exhausted ? bucket * BUCKET : lastRow(items, position);
    }
    const surplus = surplusIn(rows, reading);
    const over = rows[surplus];
    if (over !== undefined) return { rows: rows.slice(0, surplus), edge: seqOf(over) + 1 };
    return { rows, edge: exhausted ? Math.max(1, position) : lastSeq(rows, seq) };
  };

  return { ascend, descend };
};

export const openDeliverables = (table: Table): Pick<Messages, 'deliverable'> => {
  const { ascend } = openLogRows(table);
  return {
    /** AP22 */
    deliverable: async (roomId, seq, limit) => {
      const { rows, edge } = await ascend(roomId, seq + 1, { isWanted: isEvent, limit, consistent: true });
      return sliceOf(rows, rows.filter(isEvent).map(deliverableOf), seq + 1, edge);
    },
  };
};
