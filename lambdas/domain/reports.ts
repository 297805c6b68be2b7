// [H62] What members tell the moderators of their room. Whom it is about learns nothing of it, also if they moderate the room themselves.
import { type Case, type Cases, limits, type Message, type PageQuery, type PutReport, type ReportsFrame } from '@parley/protocol';
import { tellUser } from './delivery.ts';
import type { Delivery, Ports } from './deps.ts';
import { ChatError } from './errors.ts';
import { pageOf, pageRequest } from './pages.ts';
import { peopleById } from './people.ts';
import { permitted } from './permissions.ts';
import { inPool } from './pool.ts';
import type { StoredCase, StoredRoom, Subject } from './ports.ts';
import { findTarget } from './targets.ts';

export type Reporting = Delivery & Pick<Ports, 'rooms' | 'memberships' | 'people' | 'messages' | 'reports'>;

const AT_A_TIME = 20;
/** What is told live may be in the store a second later. */
const NOT_YET_MS = 1_000;

/** What a message says, a poll's answers included. */
const wordsOf = ({ text, poll }: Message): string => [text, ...(poll?.options ?? [])].join('\n');

const reportedMessage = async (deps: Reporting, room: StoredRoom, seq: number): Promise<{ userId: string; text: string }> => {
  const target = seq > room.head ? 'none' : await findTarget(deps, room.roomId, seq);
  if (target === 'not yet') throw new ChatError('unavailable', 'This message is being stored. Try again.', { retryAfterMs: NOT_YET_MS });
  if (target === 'none' || target.deletedAt !== undefined) throw new ChatError('not_found', 'There is no such message.');
  return { userId: target.senderId, text: wordsOf(target) };
};

const reportedMember = async (deps: Reporting, roomId: string, userId: string): Promise<{ userId: string }> => {
  if ((await deps.memberships.get(roomId, userId)) === undefined) throw new ChatError('not_found', 'There is no such member.');
  return { userId };
};

/** [S63] Lets the moderators know, on all of their devices, but the one whom it is about. */
const tellModerators = async (deps: Reporting, roomId: string, change: ReportsFrame['change'], about: string): Promise<void> => {
  const moderators = await deps.memberships.moderators(roomId);
  await inPool(
    moderators.filter((userId) => userId !== about),
    AT_A_TIME,
    (userId) => tellUser(deps, userId, { type: 'reports', roomId, change }),
  );
};

const isSame = (one: Subject, { seq, userId = '' }: { seq?: number | undefined; userId?: string | undefined }): boolean =>
  'seq' in one ? one.seq === seq : one.userId === userId;

/**
 * [H62] Reports a message or a member to the room's moderators, once a person; one's own note that it was done comes last, so that whoever asks
 * again completes what a failure cut short. Throws `not_found` for what is not there, `unavailable` for a message that is not persisted yet,
 * `bad_request` for what is one's own, and `rate_limited` above `limits.reports`.
 */
export const report = async (deps: Reporting, userId: string, subject: Subject, { reason, note = '' }: PutReport): Promise<void> => {
  const { roomId } = subject;
  const { room } = await permitted(deps, userId, roomId, 'report');
  const now = deps.clock();
  const own = await deps.reports.ofUser(userId, now);
  if (own.some((each) => each.roomId === roomId && isSame(subject, each))) return;
  const about = await ('seq' in subject ? reportedMessage(deps, room, subject.seq) : reportedMember(deps, roomId, subject.userId));
  if (about.userId === userId) throw new ChatError('bad_request', 'One reports what others say and do.');
  if (own.length >= limits.reports) {
    const oldest = Math.min(...own.map(({ at }) => at));
    const retryAfterMs = Math.max(1, oldest + limits.reportMs - now);
    throw new ChatError('rate_limited', `At most ${limits.reports} reports are taken in 30 days.`, { retryAfterMs });
  }
  const said = { reason, ...(note !== '' && { note }), at: now };
  await deps.reports.add(subject, { userId, ...said }, about);
  await tellModerators(deps, roomId, 'reported', about.userId);
  await deps.reports.keep(userId, { ...subject, ...said });
};

const standingOf = ({ text, sentAt, editedAt, deletedAt }: Message): NonNullable<Case['message']> => ({
  text,
  sentAt,
  ...(editedAt !== undefined && { editedAt }),
  ...(deletedAt !== undefined && { deletedAt }),
});

const describe = async (deps: Reporting, cases: readonly StoredCase[]): Promise<Case[]> => {
  const people = await peopleById(
    deps,
    cases.flatMap(({ userId, reports }) => [userId, ...reports.map((each) => each.userId)]),
  );
  const described = await inPool(cases, AT_A_TIME, async ({ roomId, seq, userId, wordings, reports, closed }): Promise<Case[]> => {
    const person = people.get(userId);
    if (person === undefined) return [];
    const [membership, message] = await Promise.all([
      deps.memberships.get(roomId, userId),
      seq === undefined ? undefined : deps.messages.get(roomId, seq),
    ]);
    return [
      {
        ...(seq !== undefined && { seq }),
        person,
        ...(membership && { role: membership.role }),
        wordings,
        ...(message && { message: standingOf(message) }),
        reports: reports.map((each) => ({ ...each, name: people.get(each.userId)?.name ?? '' })),
        ...(closed && { closed }),
      },
    ];
  });
  return described.flat();
};

/** [H62] What is reported in the room and waits for a moderator, but what is about the caller. */
export const listReports = async (deps: Reporting, actorId: string, roomId: string, query: PageQuery): Promise<Cases> => {
  await permitted(deps, actorId, roomId, 'ruleReports');
  const page = await deps.reports.ofRoom(roomId, actorId, pageRequest(query));
  return pageOf(await describe(deps, page.items), page);
};

/** [H62, S63] Closes a case, whatever was done about it. Idempotent, and completes what a failure cut short. */
export const closeReport = async (deps: Reporting, actorId: string, subject: Subject): Promise<void> => {
  await permitted(deps, actorId, subject.roomId, 'ruleReports');
  const about = await deps.reports.close(subject, actorId, deps.clock());
  if (about !== undefined) await tellModerators(deps, subject.roomId, 'closed', about);
};
