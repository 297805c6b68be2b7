import type { RoomChanges, StoredRoom } from '../../lambdas/domain/ports.ts';
import { AT, aRoom, aRoomId } from '../support/builders.ts';
import type { Store } from '../support/dynamodb-store.ts';
import { everyPage, times, word } from './support.ts';

/** What every implementation of `Rooms` guarantees. */
export const roomsContract = (open: () => Promise<Store>): void => {
  let store: Store;
  beforeAll(async () => {
    store = await open();
  });
  afterAll(() => store.close());

  const given = async (changes: Partial<StoredRoom> = {}): Promise<StoredRoom> => {
    const room = aRoom(changes);
    await store.rooms.create(room);
    return room;
  };
  const change = (roomId: string, changes: RoomChanges) => store.rooms.number(roomId, AT, { changes });
  const namesFound = async (query: string): Promise<string[]> => {
    const rooms = await everyPage((request) => store.rooms.browse({ ...request, query }), 2);
    return rooms.map(({ name }) => name);
  };

  test('a room comes back as it was created', async () => {
    const room = await given({ topic: 'Roses', encrypted: true, kind: 'private' });

    expect(await store.rooms.get(room.roomId, { consistent: true })).toEqual(room);
    expect(await store.rooms.get(aRoomId())).toBeUndefined();
  });

  test('a room is created once, even by two at the same time', async () => {
    const room = aRoom();

    const created = await Promise.all(times(3, (number) => store.rooms.create({ ...room, topic: `by ${number}` })));

    expect(created.toSorted()).toEqual([false, false, true]);
    const winner = created.indexOf(true);
    expect(await store.rooms.get(room.roomId)).toMatchObject({ topic: `by ${winner}` });
  });

  test('many rooms come at once; those that do not exist are left out, and nothing comes twice', async () => {
    const rooms = await Promise.all(times(60, () => given()));
    const ids = rooms.map(({ roomId }) => roomId);

    const found = await store.rooms.getMany([...ids, ...ids.slice(0, 20), aRoomId()]);

    expect(found.map(({ roomId }) => roomId).toSorted()).toEqual(ids.toSorted());
    expect(await store.rooms.getMany([])).toEqual([]);
  });

  test('only what is given changes, with the seq that is taken', async () => {
    const room = await given({ topic: 'Roses' });

    await change(room.roomId, { name: 'Garden', avatar: undefined });

    expect(await store.rooms.get(room.roomId, { consistent: true })).toEqual({ ...room, name: 'Garden', head: 1, activeAt: AT });
  });

  test('of many who change the same at once the highest seq wins, and it is listed so', async () => {
    const part = word();
    const { roomId } = await given({ name: `${part} first` });

    const changes = times(8, (index) => `${part} ${index}`).map(async (name) => ({ name, ...(await change(roomId, { name })) }));
    const [last] = (await Promise.all(changes)).toSorted((a, b) => b.seq - a.seq);

    expect(await store.rooms.get(roomId, { consistent: true })).toMatchObject({ name: last?.name, head: 8 });
    expect(await namesFound(part)).toEqual([last?.name]);
  });

  test('a taker who asks for a change again changes nothing', async () => {
    const { roomId } = await given();
    const take = (name: string, taker: string) => store.rooms.number(roomId, AT, { taker, changes: { name } });

    const seqs = [await take('One', 'ann 1'), await take('Two', 'ann 2'), await take('One', 'ann 1')].map(({ seq }) => seq);

    expect(seqs).toEqual([1, 2, 1]);
    expect(await store.rooms.get(roomId, { consistent: true })).toMatchObject({ name: 'Two', head: 2 });
  });

  test('an archived room takes no change but that it is restored, and the refusal costs no seq', async () => {
    const { roomId } = await given();
    await change(roomId, { archived: true });

    await expect(change(roomId, { name: 'Late' })).rejects.toMatchObject({ code: 'forbidden' });
    const restored = await change(roomId, { archived: false, restoredAt: AT });

    expect(restored).toMatchObject({ seq: 2, archived: false });
    expect(await store.rooms.get(roomId, { consistent: true })).toMatchObject({ head: 2, archived: false, restoredAt: AT });
  });

  test('a change is unannounced until its own seq is announced', async () => {
    const { roomId } = await given();
    const isUnannounced = () => store.rooms.isUnannounced(roomId);
    const before = await isUnannounced();
    await change(roomId, { topic: 'One' });
    await change(roomId, { topic: 'Two' });

    await store.rooms.announced(roomId, 1);
    const afterFirst = await isUnannounced();
    await store.rooms.announced(roomId, 2);
    await store.rooms.announced(roomId, 2);

    expect([before, afterFirst, await isUnannounced()]).toEqual([false, true, false]);
  });

  test('what does not exist cannot be changed or numbered, and does not come to exist', async () => {
    const roomId = aRoomId();

    await expect(change(roomId, { name: 'x' })).rejects.toMatchObject({ code: 'not_found' });
    await expect(change(roomId, { topic: 'x' })).rejects.toMatchObject({ code: 'not_found' });
    await store.rooms.announced(roomId, 1);
    await expect(store.rooms.number(roomId, AT)).rejects.toMatchObject({ code: 'not_found' });
    expect(await store.rooms.get(roomId, { consistent: true })).toBeUndefined();
  });

  test('[R1] seqs are 1, 2, 3, … each exactly once, however many are taken at a time', async () => {
    const { roomId } = await given();

    const numbered = await Promise.all(times(30, () => store.rooms.number(roomId, AT)));

    expect(numbered.map(({ seq }) => seq).toSorted((a, b) => a - b)).toEqual(times(30, (index) => index + 1));
    expect((await store.rooms.number(roomId, AT)).seq).toBe(31);
  });

  test('a taker who asks again gets the same seq, and nothing moves', async () => {
    const { roomId } = await given({ memberCount: 3 });

    const first = await store.rooms.number(roomId, AT, { members: 1, taker: 'ann 1' });
    const other = await store.rooms.number(roomId, AT + 1, { taker: 'bob 1' });
    const again = await store.rooms.number(roomId, AT + 2, { members: 1, taker: 'ann 1' });

    expect([first, other, again]).toMatchObject([
      { seq: 1, sentAt: AT },
      { seq: 2, sentAt: AT + 1 },
      { seq: 1, sentAt: AT },
    ]);
    expect(await store.rooms.get(roomId, { consistent: true })).toMatchObject({ head: 2, activeAt: AT + 1, memberCount: 4 });
  });

  test('a taker who may still need the seq is remembered, however many others have come and gone', async () => {
    const { roomId } = await given();

    const first = await store.rooms.number(roomId, AT, { taker: 'ann 1' });
    for (const index of times(120, (each) => each)) {
      await store.rooms.number(roomId, AT + index, { taker: `ben ${index}` });
      await store.rooms.forget(roomId, `ben ${index}`);
    }
    const again = await store.rooms.number(roomId, AT + 120, { taker: 'ann 1' });

    expect([first.seq, again.seq]).toEqual([1, 1]);
    expect((await store.rooms.number(roomId, AT + 121, { taker: 'ann 2' })).seq).toBe(122);
  });

  test('a taker who asks again after minutes gets another seq', async () => {
    const { roomId } = await given();
    const later = AT + 3 * 60_000;

    const seqs = [await store.rooms.number(roomId, AT, { taker: 'ann 1' }), await store.rooms.number(roomId, later, { taker: 'ann 1' })];

    expect(seqs).toMatchObject([
      { seq: 1, sentAt: AT },
      { seq: 2, sentAt: later },
    ]);
  });

  test('what does not exist cannot be numbered by name either', async () => {
    await expect(store.rooms.number(aRoomId(), AT, { taker: 'ann 1' })).rejects.toMatchObject({ code: 'not_found' });
  });

  test('a seq comes with the settings of the room, and moves its activity and its members', async () => {
    const { roomId } = await given({ kind: 'private', memberCount: 3 });
    await change(roomId, { archived: true });

    const numbered = await store.rooms.number(roomId, AT + 5, { members: 1 });
    await store.rooms.number(roomId, AT + 6, { members: -1 });
    await store.rooms.number(roomId, AT + 7, { members: -1 });

    expect(numbered).toEqual({
      seq: 2,
      memberCount: 4,
      tenthAt: 0,
      blocked: false,
      sentAt: AT + 5,
      kind: 'private',
      archived: true,
      announcement: false,
      slowModeSeconds: 0,
      shards: 1,
    });
    expect(await store.rooms.get(roomId, { consistent: true })).toMatchObject({ head: 4, activeAt: AT + 7, memberCount: 2 });
  });

  test('a seq tells when the tenth of the latest was taken, the creation counting as none', async () => {
    const { roomId, activeAt } = await given();
    const takeAt = (at: number, taker?: string) => store.rooms.number(roomId, at, taker === undefined ? {} : { taker });

    const tenths: number[] = [];
    for (const index of times(12, (each) => each)) tenths.push((await takeAt(AT + 10 + index)).tenthAt);

    expect(tenths).toEqual([...times(8, () => 0), activeAt, AT + 10, AT + 11, AT + 12]);
  });

  test('a taker who asks again is told so as it is by now, and moves nothing', async () => {
    const { roomId } = await given();
    await store.rooms.number(roomId, AT, { taker: 'ann 1' });
    for (const index of times(10, (each) => each)) await store.rooms.number(roomId, AT + 1 + index);

    const again = await store.rooms.number(roomId, AT + 50, { taker: 'ann 1' });
    const next = await store.rooms.number(roomId, AT + 51);

    expect([again, next]).toMatchObject([
      { seq: 1, tenthAt: AT + 1 },
      { seq: 12, tenthAt: AT + 2 },
    ]);
  });

  test('a seq and the sharding tell of the rules of speaking', async () => {
    const { roomId } = await given();

    await change(roomId, { announcement: true, slowModeSeconds: 30, name: undefined });
    const ruled = [await store.rooms.number(roomId, AT), (await store.rooms.shardsOf([roomId])).get(roomId)];
    await change(roomId, { announcement: false });
    await change(roomId, { slowModeSeconds: 0 });

    expect(ruled).toMatchObject([{ announcement: true, slowModeSeconds: 30 }, { ruled: true }]);
    expect(await store.rooms.number(roomId, AT)).toMatchObject({ announcement: false, slowModeSeconds: 0 });
    expect((await store.rooms.shardsOf([roomId])).get(roomId)).toMatchObject({ ruled: false });
  });

  test('[H16] a room that becomes private is found no more, until it is public again', async () => {
    const name = word();
    const { roomId } = await given({ name });

    await change(roomId, { kind: 'private' });
    const hidden = await namesFound(name);
    await change(roomId, { kind: 'public' });

    expect([hidden, await namesFound(name)]).toEqual([[], [name]]);
  });

  const UNDIVIDED = { shards: 1, seats: 1, dividedAt: 0 };
  const FOUR = { shards: 4, seats: 4, dividedAt: AT };
  const NARROWER = { shards: 4, seats: 1, dividedAt: AT + 1 };

  test('a room has one shard until it is divided, which its counter tells from then on', async () => {
    const { roomId } = await given({ memberCount: 7 });
    const before = await store.rooms.shardsOf([roomId, `room_${word()}`]);

    await store.rooms.divide(roomId, UNDIVIDED, FOUR);

    expect(before).toEqual(new Map([[roomId, { ...UNDIVIDED, memberCount: 7, ruled: false }]]));
    expect(await store.rooms.shardsOf([roomId, roomId])).toEqual(new Map([[roomId, { ...FOUR, memberCount: 7, ruled: false }]]));
    expect((await store.rooms.shardsOf([roomId], { consistent: true })).get(roomId)).toMatchObject(FOUR);
    expect(await store.rooms.number(roomId, AT)).toMatchObject({ shards: 4 });
  });

  test('who does not know how a room is divided does not divide it anew, and a room that does not exist is not made', async () => {
    const { roomId } = await given();
    const missing = `room_${word()}`;
    await store.rooms.divide(roomId, UNDIVIDED, FOUR);
    await store.rooms.divide(roomId, FOUR, NARROWER);

    await store.rooms.divide(roomId, UNDIVIDED, { shards: 16, seats: 16, dividedAt: AT + 2 });
    await store.rooms.divide(roomId, FOUR, { shards: 16, seats: 16, dividedAt: AT + 2 });
    await store.rooms.divide(missing, UNDIVIDED, FOUR);

    expect((await store.rooms.shardsOf([roomId])).get(roomId)).toMatchObject(NARROWER);
    expect(await store.rooms.get(missing, { consistent: true })).toBeUndefined();
  });

  test('[H5] public rooms are found by a part of their name, whatever its case and accents, in the order of their names', async () => {
    const part = word();
    for (const name of [`Zoë ${part}`, `${part.toUpperCase()} Café`, `an ${part}`]) await given({ name });
    await given({ name: `${part} secret`, kind: 'private' });
    await given({ name: `${part} direct`, kind: 'direct' });
    await given({ name: `${part} old`, archived: true });

    expect(await namesFound(part)).toEqual([`an ${part}`, `${part.toUpperCase()} Café`, `Zoë ${part}`].toSorted(byFold));
    expect(await namesFound(`${part} CAFE`)).toEqual([`${part.toUpperCase()} Café`]);
    expect(await namesFound(word())).toEqual([]);
  });

  test('a room that is renamed is found by its new name only, and one that is archived not at all', async () => {
    const [before, after] = [word(), word()];
    const { roomId } = await given({ name: before });

    await change(roomId, { name: after });
    const renamed = [await namesFound(before), await namesFound(after)];
    await change(roomId, { archived: true });
    const archived = await namesFound(after);
    await change(roomId, { archived: false });

    expect(renamed).toEqual([[], [after]]);
    expect(archived).toEqual([]);
    expect(await namesFound(after)).toEqual([after]);
  });

  test('pages hold at most what was asked for, and together everything once', async () => {
    const part = word();
    await Promise.all(times(23, (index) => given({ name: `${part} ${String(index).padStart(2, '0')}` })));

    const first = await store.rooms.browse({ limit: 5, query: part });
    const all = await namesFound(part);

    expect(first.items).toHaveLength(5);
    expect(all).toEqual(times(23, (index) => `${part} ${String(index).padStart(2, '0')}`));
  });

  test('rooms without a query are all public rooms', async () => {
    const room = await given({ name: word() });

    const all = await everyPage((request) => store.rooms.browse(request), 100);

    expect(all.map(({ roomId }) => roomId)).toContain(room.roomId);
    expect(new Set(all.map(({ kind }) => kind))).toEqual(new Set(['public']));
  });

  test('the longest name that folds the furthest can be stored, found and changed', async () => {
    const part = word();
    const name = `${part}${'\ufdfa'.repeat(60)}`;
    const { roomId } = await given({ name });

    expect(await namesFound(part)).toEqual([name]);
    await change(roomId, { name: `${name}\ufdfa` });
    expect(await namesFound(part)).toEqual([`${name}\ufdfa`]);
  });

  test.each(['nonsense', '', '%%%', Buffer.from('member#ada').toString('base64')])(
    'cursor %j, which no page returned, is refused',
    async (cursor) => {
      await expect(store.rooms.browse({ limit: 5, cursor })).rejects.toMatchObject({ code: 'bad_request' });
    },
  );
};

const fold = (text: string) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
const byFold = (a: string, b: string) => (fold(a) < fold(b) ? -1 : 1);
