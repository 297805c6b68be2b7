import type { Membership } from '@parley/protocol';
import { AT, aMembership } from '../support/builders.ts';
import type { Store } from '../support/dynamodb-store.ts';
import { everyPage, times, word } from './support.ts';

/** What every implementation of `Memberships` guarantees. */
export const membershipsContract = (open: () => Promise<Store>): void => {
  let store: Store;
  beforeAll(async () => {
    store = await open();
  });
  afterAll(() => store.close());

  const given = async (changes: Partial<Membership> = {}): Promise<Membership> => {
    const membership = aMembership({ roomId: word(), userId: word(), ...changes });
    await store.memberships.add(membership);
    return membership;
  };
  const roomsOf = async (userId: string, limit = 100): Promise<string[]> =>
    (await everyPage((request) => store.memberships.ofUser(userId, request), limit)).map(({ roomId }) => roomId);

  test('a member is added once, even twice at the same time, and the first stays as they are', async () => {
    const membership = aMembership({ roomId: word(), role: 'owner' });

    const added = await Promise.all([store.memberships.add(membership), store.memberships.add(membership)]);
    const again = await store.memberships.add({ ...membership, role: 'guest', readSeq: 9 });

    expect([...added.toSorted(), again]).toEqual([false, true, false]);
    expect(await store.memberships.get(membership.roomId, membership.userId)).toEqual(membership);
  });

  test('[H11] a user’s memberships in some rooms come together, and nobody else’s', async () => {
    const userId = word();
    const theirs = await Promise.all(times(3, () => given({ userId })));
    const others = await given();
    const [first, second] = theirs.map(({ roomId }) => roomId);

    const found = await store.memberships.getMany(userId, [first ?? '', second ?? '', others.roomId, first ?? '', word()]);

    expect(found.toSorted((a, b) => a.roomId.localeCompare(b.roomId))).toEqual(
      theirs.slice(0, 2).toSorted((a, b) => a.roomId.localeCompare(b.roomId)),
    );
    expect(await store.memberships.getMany(userId, [])).toEqual([]);
  });

  test('[H36] a read mark that moves back begins a turn, and marks of earlier ones move it no more', async () => {
    const { roomId, userId } = await given();
    await store.memberships.read(roomId, userId, 9, AT, { turn: 0 });

    const back = await store.memberships.unread(roomId, userId, 5);
    const again = await store.memberships.unread(roomId, userId, 5);
    const moves = [
      await store.memberships.read(roomId, userId, 9, AT, { turn: 0 }),
      await store.memberships.read(roomId, userId, 6, AT, { turn: 1 }),
      await store.memberships.read(roomId, userId, 7, AT, { turn: 2 }),
      await store.memberships.read(roomId, userId, 8, AT),
    ];

    expect([back, again]).toMatchObject([
      { readSeq: 4, readTurn: 1 },
      { readSeq: 4, readTurn: 1 },
    ]);
    expect(moves).toEqual([false, true, false, true]);
    expect(await store.memberships.get(roomId, userId)).toMatchObject({ readSeq: 8, readTurn: 1 });
    expect(await store.memberships.unread(roomId, word(), 5)).toBeUndefined();
  });

  test('[H60] what others are told of a read mark stays behind while it is not shown, and leaves with its member', async () => {
    const { roomId, userId } = await given();
    const quiet = await given({ roomId });
    await store.memberships.read(roomId, userId, 3, AT + 3, { shown: true });
    await store.memberships.read(roomId, userId, 5, AT + 5);
    await store.memberships.read(roomId, quiet.userId, 4, AT + 4, { shown: false });
    const told = await store.memberships.receipts(roomId, 10);

    await store.memberships.read(roomId, userId, 2, AT + 6, { shown: true });
    await store.memberships.read(roomId, userId, 7, AT + 7, { shown: true });

    expect(told).toEqual([{ userId, seq: 3, at: AT + 3 }]);
    expect(await store.memberships.receipts(roomId, 10)).toEqual([{ userId, seq: 7, at: AT + 7 }]);
    expect(await store.memberships.get(roomId, userId)).toEqual(aMembership({ roomId, userId, readSeq: 7 }));
    await store.memberships.remove(roomId, userId);
    expect(await store.memberships.receipts(roomId, 10)).toEqual([]);
  });

  test('a role changes for members only', async () => {
    const { roomId, userId } = await given();

    const changed = await store.memberships.setRole(roomId, userId, 'moderator');
    const stranger = await store.memberships.setRole(roomId, word(), 'owner');

    expect([changed, stranger]).toEqual([true, false]);
    expect(await store.memberships.get(roomId, userId)).toMatchObject({ role: 'moderator' });
    expect((await store.memberships.ofRoom(roomId, { limit: 10 })).items).toHaveLength(1);
  });

  test('whoever is removed is a member nowhere, and is removed once', async () => {
    const { roomId, userId } = await given();

    const removed = [await store.memberships.remove(roomId, userId), await store.memberships.remove(roomId, userId)];

    expect(removed).toEqual([true, false]);
    expect(await store.memberships.get(roomId, userId)).toBeUndefined();
    expect((await store.memberships.ofRoom(roomId, { limit: 10 })).items).toEqual([]);
    expect(await roomsOf(userId)).toEqual([]);
  });

  test('[C3] a read mark moves forward only, whatever the order', async () => {
    const { roomId, userId } = await given();

    const moved = [];
    for (const seq of [5, 3, 5, 8]) moved.push(await store.memberships.read(roomId, userId, seq, AT + seq));

    expect(moved).toEqual([true, false, false, true]);
    expect(await store.memberships.get(roomId, userId)).toMatchObject({ readSeq: 8 });
  });

  test('[C3] read marks that come at once leave the furthest', async () => {
    const { roomId, userId } = await given();

    await Promise.all([7, 2, 9, 4].map((seq) => store.memberships.read(roomId, userId, seq, AT + seq)));

    expect(await store.memberships.get(roomId, userId)).toMatchObject({ readSeq: 9 });
  });

  test('a stranger reads nothing, and does not become a member by it', async () => {
    const [roomId, userId] = [word(), word()];

    expect(await store.memberships.read(roomId, userId, 1, AT)).toBe(false);
    expect(await store.memberships.get(roomId, userId)).toBeUndefined();
  });

  test('[H7] the members of a room come by user id, page by page, each once', async () => {
    const roomId = word();
    const names = times(13, (index) => `user-${String(index).padStart(2, '0')}`);
    for (const userId of names.toReversed()) await given({ roomId, userId });
    await given();

    const members = await everyPage((request) => store.memberships.ofRoom(roomId, request), 4);

    expect(members.map(({ userId }) => userId)).toEqual(names);
  });

  test('the rooms of a user come newest activity first: when they joined, or last read', async () => {
    const userId = word();
    const [old, middle, young] = [
      await given({ userId, joinedAt: AT }),
      await given({ userId, joinedAt: AT + 10 }),
      await given({ userId, joinedAt: AT + 20 }),
    ];
    const before = await roomsOf(userId);

    await store.memberships.read(old.roomId, userId, 1, AT + 30);

    expect(before).toEqual([young.roomId, middle.roomId, old.roomId]);
    expect(await roomsOf(userId)).toEqual([old.roomId, young.roomId, middle.roomId]);
  });

  test('the rooms of a user come page by page, each once', async () => {
    const userId = word();
    const memberships = await Promise.all(times(11, (index) => given({ userId, joinedAt: AT + (index % 3) })));

    const rooms = await roomsOf(userId, 3);

    expect(rooms.toSorted()).toEqual(memberships.map(({ roomId }) => roomId).toSorted());
  });

  test.each(['nonsense', '', Buffer.from('handle#ada').toString('base64url')])(
    'cursor %j, which no page returned, is refused',
    async (cursor) => {
      const { roomId, userId } = await given();

      await expect(store.memberships.ofRoom(roomId, { limit: 5, cursor })).rejects.toMatchObject({ code: 'bad_request' });
      await expect(store.memberships.ofUser(userId, { limit: 5, cursor })).rejects.toMatchObject({ code: 'bad_request' });
    },
  );

  test('[H22] a mute stands on the membership, for members only', async () => {
    const { roomId, userId } = await given();

    const muted = [await store.memberships.mute(roomId, userId, AT + 1), await store.memberships.mute(roomId, word(), AT + 1)];

    expect(muted).toEqual([true, false]);
    expect(await store.memberships.get(roomId, userId)).toMatchObject({ mutedUntil: AT + 1 });
    expect((await store.memberships.ofRoom(roomId, { limit: 10 })).items).toHaveLength(1);
  });

  test('[H25] where a room stands in one’s list changes as far as it is given, for members only', async () => {
    const membership = await given();
    const { roomId, userId } = membership;

    await store.memberships.arrange(roomId, userId, { favourite: true });
    const after = await store.memberships.arrange(roomId, userId, { section: 'Work' });

    expect(after).toEqual({ ...membership, favourite: true, section: 'Work' });
    expect((await store.memberships.ofUser(userId, { limit: 10 })).items).toEqual([after]);
    expect(await store.memberships.arrange(roomId, word(), { favourite: true })).toBeUndefined();
  });

  test('slow mode: a turn is one message’s, the next comes after its time, and of several at once one gets it', async () => {
    const { roomId, userId } = await given();
    const take = (clientId: string, at: number) => store.memberships.takeTurn(roomId, userId, clientId, at, 1_000);

    const first = await Promise.all([take('a', AT), take('b', AT), take('c', AT)]);
    const winner = ['a', 'b', 'c'].at(first.findIndex((turn) => turn?.waitMs === 0)) ?? '';

    expect(first.map((turn) => turn?.waitMs).toSorted()).toEqual([0, 1_000, 1_000]);
    expect(await take('d', AT + 400)).toEqual({ waitMs: 600 });
    expect(await take(winner, AT + 400)).toEqual({ waitMs: 0 });
    expect(await take('d', AT + 1_400)).toEqual({ waitMs: 0 });
    expect(await store.memberships.takeTurn(roomId, word(), 'a', AT, 1_000)).toBeUndefined();
  });

  test('[H24] who has left is remembered until the time given, and is no member', async () => {
    const membership = aMembership({ roomId: word(), userId: word(), role: 'moderator', readSeq: 7 });
    const { roomId, userId } = membership;

    await store.memberships.remember(membership, AT + 10);

    expect(await store.memberships.remembered(roomId, userId, AT + 9)).toEqual(membership);
    expect(await store.memberships.remembered(roomId, userId, AT + 10)).toBeUndefined();
    expect(await store.memberships.get(roomId, userId)).toBeUndefined();
    expect((await store.memberships.ofRoom(roomId, { limit: 10 })).items).toEqual([]);
    expect(await roomsOf(userId)).toEqual([]);
  });

  test('[H20] a guest is one until it ends, and is in no room by it', async () => {
    const userId = word();
    const read = () => store.memberships.isGuest(userId);

    const before = await read();
    await store.memberships.setGuest(userId, true);
    await store.memberships.setGuest(userId, true);
    const during = await read();
    await store.memberships.setGuest(userId, false);
    await store.memberships.setGuest(userId, false);

    expect([before, during, await read()]).toEqual([false, true, false]);
    expect(await roomsOf(userId)).toEqual([]);
  });
};
