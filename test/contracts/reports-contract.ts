import { limits, type Report } from '@parley/protocol';
import { AT, aMembership } from '../support/builders.ts';
import type { Store } from '../support/dynamodb-store.ts';
import { everyPage, times, word } from './support.ts';

const aReport = (changes: Partial<Report> = {}): Report => ({ userId: word(), reason: 'spam', at: AT, ...changes });

/** What every implementation of `Reports` guarantees. */
export const reportsContract = (open: () => Promise<Store>): void => {
  let store: Store;
  beforeAll(async () => {
    store = await open();
  });
  afterAll(() => store.close());

  const casesOf = async (roomId: string, except = 'nobody') => (await store.reports.ofRoom(roomId, except, { limit: 100 })).items;

  test('[H62] a person counts once in what is reported of the same, and each wording is kept', async () => {
    const subject = { roomId: word(), seq: 7 };
    const [first, second, third] = [
      aReport({ note: 'Look at this.' }),
      aReport({ at: AT + 1, reason: 'hate' }),
      aReport({ at: AT + 2, reason: 'other' }),
    ];

    const added = [
      await store.reports.add(subject, first, { userId: 'cem', text: 'Rude' }),
      await store.reports.add(subject, { ...first, at: AT + 9, reason: 'other' }, { userId: 'cem', text: 'Nice' }),
      await store.reports.add(subject, second, { userId: 'cem', text: 'Rude' }),
      await store.reports.add(subject, third, { userId: 'cem', text: 'Ruder' }),
    ];

    expect(added).toEqual([true, false, true, true]);
    expect(await casesOf(subject.roomId)).toEqual([
      { ...subject, userId: 'cem', wordings: ['Rude', 'Ruder'], reports: [first, second, third] },
    ]);
  });

  test('[H62] of many at once at most so many are kept, and none of them twice', async () => {
    const subject = { roomId: word(), userId: word() };
    const reports = times(limits.reportsNamed + 5, () => aReport());

    const added = await Promise.all([...reports, ...reports].map((each) => store.reports.add(subject, each, { userId: subject.userId })));

    const [found] = await casesOf(subject.roomId);
    expect(added.filter(Boolean)).toHaveLength(limits.reportsNamed);
    expect(new Set(found?.reports.map(({ userId }) => userId)).size).toBe(limits.reportsNamed);
    expect(found).toMatchObject({ userId: subject.userId, wordings: [] });
  });

  test('[H62] a room’s open cases come page by page, messages by their place and then people, without those about one person', async () => {
    const roomId = word();
    const people = times(3, () => word()).toSorted();
    for (const seq of [20, 3, 100]) await store.reports.add({ roomId, seq }, aReport(), { userId: 'cem', text: 'x' });
    for (const userId of people) await store.reports.add({ roomId, userId }, aReport(), { userId });
    await store.reports.add({ roomId: word(), seq: 1 }, aReport(), { userId: 'cem', text: 'x' });
    await store.reports.add({ roomId, seq: 4 }, aReport(), { userId: 'mod', text: 'Mine' });

    const all = await everyPage((request) => store.reports.ofRoom(roomId, 'mod', request), 2);

    expect(all.map(({ seq, userId }) => seq ?? userId)).toEqual([3, 20, 100, ...people]);
    await expect(store.reports.ofRoom(roomId, 'mod', { limit: 5, cursor: 'nonsense' })).rejects.toMatchObject({ code: 'bad_request' });
  });

  test('[H62] a case that is closed is in no list; whoever reported it does not open it again, and somebody else does', async () => {
    const subject = { roomId: word(), seq: 5 };
    const [first, second] = [aReport(), aReport({ at: AT + 20 })];
    const about = { userId: 'cem', text: 'Rude' };
    await store.reports.add(subject, first, about);

    const closed = [
      await store.reports.close(subject, 'cem', AT + 5),
      await store.reports.close({ ...subject, seq: 6 }, 'ben', AT + 5),
      await store.reports.close(subject, 'ben', AT + 10),
      await store.reports.close(subject, 'ada', AT + 15),
    ];

    expect(closed).toEqual([undefined, undefined, 'cem', 'cem']);
    expect(await store.reports.add(subject, first, about)).toBe(false);
    expect(await casesOf(subject.roomId)).toEqual([]);
    expect(await store.reports.add(subject, second, about)).toBe(true);
    expect(await casesOf(subject.roomId)).toEqual([
      { ...subject, userId: 'cem', wordings: ['Rude'], reports: [first, second], closed: { userId: 'ben', at: AT + 10 } },
    ]);
  });

  test('[H54, H62] what somebody reported is noted for them, once each, and not for ever', async () => {
    const userId = word();
    const [message, person] = [
      { roomId: word(), seq: 3, reason: 'hate', note: 'See above.', at: AT } as const,
      { roomId: word(), userId: word(), reason: 'other', at: AT + 60_000 } as const,
    ];
    for (const own of [message, message, person]) await store.reports.keep(userId, own);

    const all = await store.reports.ofUser(userId, AT + limits.reportMs - 60_000);
    const later = await store.reports.ofUser(userId, AT + limits.reportMs + 1_000);

    expect(all).toHaveLength(2);
    expect(all).toEqual(expect.arrayContaining([message, person]));
    expect(later).toEqual([person]);
    expect(await store.reports.ofUser(word(), AT)).toEqual([]);
  });

  test('[H62] a room’s moderators are its owners and moderators, and nobody else’s', async () => {
    const roomId = word();
    const [owner, moderator, member, guest] = times(4, () => word());
    const roles = { [owner ?? '']: 'owner', [moderator ?? '']: 'moderator', [member ?? '']: 'member', [guest ?? '']: 'guest' } as const;
    for (const [userId, role] of Object.entries(roles)) await store.memberships.add(aMembership({ roomId, userId, role }));
    await store.memberships.add(aMembership({ roomId: word(), role: 'owner' }));

    expect((await store.memberships.moderators(roomId)).toSorted()).toEqual([owner, moderator].toSorted());
  });
};
