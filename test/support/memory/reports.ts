import { limits, type OwnReport, type Report } from '@parley/protocol';
import type { Reports, StoredCase, Subject } from '../../../lambdas/domain/ports.ts';
import { pageByKey } from './paging.ts';

interface Row extends StoredCase {
  open: boolean;
}

const keyOf = (subject: Subject): string =>
  'seq' in subject ? `message ${String(subject.seq).padStart(16, '0')}` : `person ${subject.userId}`;
const subjectOf = ({ roomId, seq, userId = '' }: Pick<OwnReport, 'roomId' | 'seq' | 'userId'>): Subject =>
  seq === undefined ? { roomId, userId } : { roomId, seq };

const inOrder = (one: Report, other: Report): number => one.at - other.at || (one.userId < other.userId ? -1 : 1);

export const memoryReports = (): Reports => {
  const rows = new Map<string, Row>();
  const own = new Map<string, Map<string, OwnReport>>();
  const rowKey = (subject: Subject) => `${subject.roomId} ${keyOf(subject)}`;

  return {
    add: async (subject, report, { userId, text }) => {
      const row = rows.get(rowKey(subject)) ?? { ...subject, userId, wordings: [], reports: [], open: false };
      if (row.reports.some((each) => each.userId === report.userId) || row.reports.length >= limits.reportsNamed) return false;
      const wordings = [...new Set([...row.wordings, ...(text === undefined ? [] : [text])])];
      rows.set(rowKey(subject), { ...row, wordings, reports: [...row.reports, report].sort(inOrder), open: true });
      return true;
    },
    ofRoom: async (roomId, except, request) => {
      const open = [...rows.values()].filter((row) => row.open && row.roomId === roomId && row.userId !== except);
      const page = pageByKey(open, (row) => keyOf(subjectOf(row)), request);
      return { ...page, items: page.items.map(({ open: _, ...stored }) => stored) };
    },
    close: async (subject, by, at) => {
      const row = rows.get(rowKey(subject));
      if (row === undefined || row.userId === by) return undefined;
      if (row.open) rows.set(rowKey(subject), { ...row, open: false, closed: { userId: by, at } });
      return row.userId;
    },
    keep: async (userId, report) => {
      own.set(userId, new Map([...(own.get(userId) ?? []), [rowKey(subjectOf(report)), report]]));
    },
    ofUser: async (userId, at) => [...(own.get(userId)?.values() ?? [])].filter((report) => report.at + limits.reportMs > at),
  };
};
