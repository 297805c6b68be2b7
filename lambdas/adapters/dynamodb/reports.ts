// What is reported, one row a case: who reported it, and what it said then, stand in attributes of their own, so that each counts once.
import { Id, limits, OwnReport, Report, Seq, Time } from '@parley/protocol';
import type { Reports, StoredCase } from '../../domain/ports.ts';
import { cursorOf, sortKeyOf } from './cursors.ts';
import { caseKey, ownReportKey, REPORTS } from './keys.ts';
import { decode, textOf } from './rows.ts';
import type { Item, Table } from './table.ts';

/** What the attribute begins with that holds the report of a person. */
const BY = 'by:';

const IS_NEW = 'attribute_not_exists(#by) AND (attribute_not_exists(#reports) OR #reports < :most)';
const IS_OPEN = 'attribute_exists(#openAt) AND #userId <> :except';
const IS_ABOUT_ANOTHER = 'attribute_exists(#openAt) AND #userId <> :by';
const IS_NOTED = '#expiresAt > :now';

const CASE_KEY = /^(message#[0-9]{16}|person#[A-Za-z0-9_-]{1,64})$/;

/** A page reads on where cases are closed, but not for long. */
const LOOKS = 3;
/** Rows of one person's reports: DynamoDB takes up to two days to remove those that have ended. */
const OWN_ROWS = 2 * limits.reports;

const expiry = (at: number): number => Math.floor((at + limits.reportMs) / 1000);

/** The reports in the row, the first one first, each with what it was about. */
const reportsOf = (row: Item) =>
  Object.entries(row)
    .flatMap(([attribute, value]) => {
      if (!attribute.startsWith(BY) || typeof value !== 'object' || value === null) return [];
      const { text, ...report }: Item = { ...value, userId: attribute.slice(BY.length) };
      return [{ report: decode(Report, report), text: typeof text === 'string' ? [text] : [] }];
    })
    .sort((a, b) => a.report.at - b.report.at || (a.report.userId < b.report.userId ? -1 : 1));

const caseOf = (row: Item): StoredCase => {
  const reports = reportsOf(row);
  return {
    roomId: decode(Id, row.roomId),
    ...(row.seq !== undefined && { seq: decode(Seq, row.seq) }),
    userId: decode(Id, row.userId),
    wordings: [...new Set(reports.flatMap(({ text }) => text))],
    reports: reports.map(({ report }) => report),
    ...(row.closedAt !== undefined && { closed: { userId: decode(Id, row.closedBy), at: decode(Time, row.closedAt) } }),
  };
};

export const openReports = (directory: Table): Reports => ({
  /** AP145 */
  add: async (subject, { userId: reporter, ...report }, { userId, text }) => {
    const about = '#roomId = :roomId, #userId = :userId, #openAt = if_not_exists(#openAt, :at)';
    const place = 'seq' in subject ? { set: ', #seq = :seq', values: { seq: subject.seq } } : { set: '', values: {} };
    const update = `SET #by = :report, ${about}${place.set} REMOVE #expiresAt ADD #reports :one`;
    const { done } = await directory.update(caseKey(subject), update, {
      condition: IS_NEW,
      values: {
        report: { ...report, ...(text !== undefined && { text }) },
        roomId: subject.roomId,
        userId,
        at: report.at,
        one: 1,
        most: limits.reportsNamed,
        ...place.values,
      },
      names: { by: `${BY}${reporter}` },
    });
    return done;
  },

  /** AP146 */
  ofRoom: async (roomId, except, { limit, cursor }) => {
    const { pk } = caseKey({ roomId, seq: 0 });
    const items: StoredCase[] = [];
    let from: Item | undefined = cursor === undefined ? undefined : { pk, sk: sortKeyOf(cursor, CASE_KEY) };
    for (let look = 0; look < LOOKS && items.length < limit; look += 1) {
      const page = await directory.query({
        where: '#pk = :pk',
        filter: IS_OPEN,
        values: { pk, except },
        limit: limit - items.length,
        consistent: true,
        from,
      });
      items.push(...page.items.map(caseOf));
      from = page.last && { pk, sk: textOf(page.last, 'sk') };
      if (from === undefined) break;
    }
    return { items, ...(from !== undefined && { cursor: cursorOf(textOf(from, 'sk')) }) };
  },

  /** AP147 */
  close: async (subject, by, at) => {
    const update = 'SET #closedBy = :by, #closedAt = :at, #expiresAt = :expiresAt REMOVE #openAt';
    const { item } = await directory.update(caseKey(subject), update, {
      condition: IS_ABOUT_ANOTHER,
      values: { by, at, expiresAt: expiry(at) },
    });
    const userId = item && textOf(item, 'userId');
    return userId === by ? undefined : userId;
  },

  /** AP148 */
  keep: async (userId, report) => {
    const { roomId, seq, userId: other = '' } = report;
    const subject = seq === undefined ? { roomId, userId: other } : { roomId, seq };
    // Whose row it is stands in its key.
    await directory.put({ ...ownReportKey(userId, subject), ...report, expiresAt: expiry(report.at) });
  },

  /** AP148 */
  ofUser: async (userId, at) => {
    const { items } = await directory.query({
      where: '#pk = :pk AND begins_with(#sk, :reports)',
      filter: IS_NOTED,
      values: { pk: ownReportKey(userId, { roomId: '', seq: 0 }).pk, reports: REPORTS, now: Math.floor(at / 1000) },
      limit: OWN_ROWS,
      consistent: true,
    });
    return items.map((row) => decode(OwnReport, row));
  },
});
