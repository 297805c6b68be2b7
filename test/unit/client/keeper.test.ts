import type { LogEvent, Message, Session } from '@parley/protocol';
import { createKeeper, KEPT_LENGTH, KEPT_ROOMS, type Keeper } from '../../../client/keeper.ts';
import { KEPT_VERSION, ROOM_LENGTH, readKept } from '../../../client/kept.ts';
import { reduce } from '../../../client/reduce.ts';
import { type ChatState, initialState, type RoomState } from '../../../client/state.ts';
import { createManualTime, type ManualTime } from '../../support/manual-time.ts';
import { MemoryKept } from '../../support/memory-kept.ts';

const ME = 'me';

const message = (roomId: string, seq: number, text = `text ${seq}`, senderId = 'ann'): Message & { kind: 'message' } => ({
  roomId,
  seq,
  id: `id-${seq}`,
  senderId,
  sentAt: 1_000 + seq,
  kind: 'message',
  text,
});

const entryOf = (roomId: string, head: number): Session['rooms'][number] => ({
  room: {
    roomId,
    kind: 'public',
    name: roomId,
    topic: '',
    encrypted: false,
    archived: false,
    createdBy: 'ann',
    createdAt: 1,
    memberCount: 2,
    head,
    activeAt: 1,
  },
  membership: { roomId, userId: ME, role: 'member', joinedAt: 1, readSeq: head },
  head,
  unread: 0,
  unreadSeqs: [],
  mentionSeqs: [],
  unreadAt: head,
});

const sessionOf = (roomIds: readonly string[], head = 3): Session => ({
  ticket: 't',
  ticketExpiresAt: 1,
  websocketUrl: 'ws://x',
  me: { userId: ME, name: 'Me', handle: 'me', email: 'me@example.com', createdAt: 1 },
  rooms: roomIds.map((roomId) => entryOf(roomId, head)),
  blocked: ['eve'],
  serverTime: 1,
});

const pageOf = (roomId: string, count: number, text?: string) => ({
  items: Array.from({ length: count }, (_, index) => message(roomId, index + 1, text)),
  head: count,
  voids: [],
  from: 1,
  to: count,
});

let state: ChatState;
let time: ManualTime;
let now: number;
let storage: MemoryKept;
let keeper: Keeper;

const keeperOf = () => createKeeper({ storage, state: () => state, clock: () => now, timers: time.timers });

const begin = () => {
  state = initialState(0);
  keeper = keeperOf();
};

const act = (action: Parameters<typeof reduce>[1]) => {
  state = reduce(state, action);
  keeper.changed();
};

/** Opens a room that has so many messages, a second after what was before. */
const open = (roomId: string, count = 3, text?: string) => {
  now += 1_000;
  act({ type: 'opened', roomId });
  act({ type: 'page', roomId, page: pageOf(roomId, count, text) });
};

/** Everything is stored, in as many turns as it takes. */
const store = async () => {
  for (let turn = 0; turn < 20; turn += 1) await keeper.flush();
};

const roomIds = (count: number) => Array.from({ length: count }, (_, index) => `room_${String(index + 1).padStart(2, '0')}`);

const rooms = (): Readonly<Record<string, RoomState>> => state.rooms;

beforeEach(() => {
  time = createManualTime();
  now = 1;
  storage = new MemoryKept();
  begin();
});

test('what was kept is the state as it was, for all that one can see', async () => {
  act({ type: 'session', session: sessionOf(['room_1', 'room_2']), keep: new Set() });
  act({ type: 'people', people: [{ userId: 'ann', name: 'Ann', handle: 'ann' }] });
  open('room_1');
  const edit: LogEvent = { ...message('room_1', 4), kind: 'edit', target: 2, text: 'changed' };
  act({ type: 'log', roomId: 'room_1', events: [edit, message('room_1', 5, 'new')], voids: [] });
  await store();
  const before = state;

  begin();
  const kept = await keeper.load();
  if (kept !== undefined) act({ type: 'restored', kept });

  const { dividerSeq: _, ...room } = before.rooms.room_1 ?? ({} as RoomState);
  expect(rooms().room_1).toEqual({ ...room, kept: 'whole' });
  expect(rooms().room_2).toMatchObject({ kept: 'outline', room: { name: 'room_2' } });
  expect(state).toMatchObject({ ready: false, kept: true, me: { userId: ME }, people: { ann: { name: 'Ann', kept: true } } });
  expect([...state.blocked]).toEqual(['eve']);
});

test('changes are stored a moment later, many at once', async () => {
  act({ type: 'session', session: sessionOf(['room_1']), keep: new Set() });
  open('room_1');
  for (let seq = 4; seq < 100; seq += 1) act({ type: 'log', roomId: 'room_1', events: [message('room_1', seq)], voids: [] });
  const before = storage.changes;

  await time.pass(2_000);
  await keeper.stop();

  expect([before, storage.changes]).toEqual([0, 1]);
});

test('what has not changed is not written again', async () => {
  act({ type: 'session', session: sessionOf(['room_1']), keep: new Set() });
  open('room_1');
  await store();
  const before = storage.changes;

  act({ type: 'typing', roomId: 'nowhere', userId: 'ann', on: true, at: 1 });
  await store();

  expect(storage.changes).toBe(before);
});

test(`the ${KEPT_ROOMS} rooms that were open last are kept, the others make way`, async () => {
  const ids = roomIds(KEPT_ROOMS + 3);
  act({ type: 'session', session: sessionOf(ids), keep: new Set() });
  for (const roomId of ids) open(roomId);
  await store();
  const first = storage.roomIds();
  open('room_01');
  await store();

  expect(first).toEqual(ids.slice(3));
  expect(storage.roomIds()).toEqual(['room_01', ...ids.slice(4)]);
});

test('there is a bound for all of it: the rooms that were open longest ago make way', async () => {
  const ids = roomIds(25);
  act({ type: 'session', session: sessionOf(ids, 25), keep: new Set() });
  for (const roomId of ids) open(roomId, 25, 'x'.repeat(9_000));
  await store();

  const lengths = [...storage.records.values()].filter(({ id }) => !id.startsWith('#')).map(({ text }) => text.length);
  const sum = lengths.reduce((a, b) => a + b, 0);
  expect(sum).toBeLessThanOrEqual(KEPT_LENGTH);
  expect(sum).toBeGreaterThan(KEPT_LENGTH - ROOM_LENGTH);
  expect(storage.roomIds()).toEqual(ids.slice(-lengths.length));
});

test('of long messages fewer are kept', async () => {
  act({ type: 'session', session: sessionOf(['room_1'], 100), keep: new Set() });
  open('room_1', 100, 'x'.repeat(10_000));
  await store();

  const kept = readKept([...storage.records.values()])?.rooms.get('room_1');
  expect(kept?.window).toMatchObject({ from: 81, to: 100 });
  expect(kept?.window.items.map(({ seq }) => seq)).toEqual(Array.from({ length: 20 }, (_, index) => 81 + index));
});

test('a room that is left, or lost while one was away, is removed', async () => {
  act({ type: 'session', session: sessionOf(['room_1', 'room_2', 'room_3']), keep: new Set() });
  for (const roomId of ['room_1', 'room_2', 'room_3']) open(roomId);
  await store();
  act({ type: 'left', roomId: 'room_1' });
  await store();
  const afterLeaving = storage.roomIds();

  begin();
  const kept = await keeper.load();
  if (kept !== undefined) act({ type: 'restored', kept });
  act({ type: 'session', session: sessionOf(['room_3']), keep: new Set() });
  await store();

  expect(afterLeaving).toEqual(['room_2', 'room_3']);
  expect(storage.roomIds()).toEqual(['room_3']);
  expect(JSON.stringify([...storage.records.values()])).not.toContain('room_2');
});

test('nothing is written before the server has said what there is', async () => {
  act({ type: 'session', session: sessionOf(['room_1']), keep: new Set() });
  open('room_1');
  await store();
  const before = new Map(storage.records);

  begin();
  const kept = await keeper.load();
  if (kept !== undefined) act({ type: 'restored', kept });
  act({ type: 'opened', roomId: 'room_1' });
  await store();

  expect(storage.records).toEqual(before);
});

test('a window that does not reach the log’s end is not kept in place of the one that did', async () => {
  act({ type: 'session', session: sessionOf(['room_1'], 500), keep: new Set() });
  now += 1;
  act({ type: 'opened', roomId: 'room_1' });
  act({ type: 'page', roomId: 'room_1', page: pageOf('room_1', 50) });
  await store();

  expect(storage.roomIds()).toEqual([]);
});

describe('what cannot be read', () => {
  beforeEach(async () => {
    act({ type: 'session', session: sessionOf(['room_1', 'room_2']), keep: new Set() });
    open('room_1');
    open('room_2');
    await store();
  });

  const spoil = (id: string, change: (text: string) => string) => {
    const record = storage.records.get(id);
    if (record === undefined) throw new Error(`${id} is not kept`);
    storage.records.set(id, { ...record, text: change(record.text) });
  };

  test.each([
    ['half of it', (text: string) => text.slice(0, text.length / 2)],
    ['nothing', () => ''],
    ['another thing', () => '[1,2,3]'],
    ['a message without a text', (text: string) => text.replaceAll('"text":"text 2"', '"text":2')],
    ['messages that do not reach the end', (text: string) => text.replace('"to":3', '"to":2')],
    ['another room', (text: string) => text.replaceAll('room_1', 'room_2')],
  ])('of a room (%s) leaves its name, and the other rooms', async (_what, change) => {
    spoil('room_1', change);
    begin();

    const kept = await keeper.load();

    expect([...(kept?.rooms.keys() ?? [])]).toEqual(['room_2']);
    expect(kept?.session.rooms.map(({ room }) => room.roomId)).toEqual(['room_1', 'room_2']);
  });

  test('of whom there is leaves the rooms', async () => {
    spoil('#people', () => '{"items":[{"userId":7}]}');
    begin();

    expect(await keeper.load()).toMatchObject({ people: [], session: { me: { userId: ME } } });
  });

  test.each([
    ['spoiled', (text: string) => text.slice(1)],
    ['of another version', (text: string) => text.replace(`"version":${KEPT_VERSION}`, '"version":0')],
  ])('of the whole (%s) is as if there were nothing, and makes way', async (_what, change) => {
    spoil('#session', change);
    begin();
    const kept = await keeper.load();

    act({ type: 'session', session: sessionOf(['room_2']), keep: new Set() });
    open('room_2');
    await store();

    expect(kept).toBeUndefined();
    expect(storage.roomIds()).toEqual(['room_2']);
    expect(readKept([...storage.records.values()])?.rooms.size).toBe(1);
  });
});

describe('a storage that fails', () => {
  test('at the beginning keeps nothing, and says nothing', async () => {
    storage.failing = true;

    expect(await keeper.load()).toBeUndefined();
    storage.failing = false;
    act({ type: 'session', session: sessionOf(['room_1']), keep: new Set() });
    open('room_1');
    await store();

    expect(storage.changes).toBe(0);
  });

  test('later leaves what was kept, which can be gone on from', async () => {
    act({ type: 'session', session: sessionOf(['room_1']), keep: new Set() });
    open('room_1');
    await store();
    storage.failing = true;
    act({ type: 'log', roomId: 'room_1', events: [message('room_1', 4)], voids: [] });
    await store();

    expect(readKept([...storage.records.values()])?.rooms.get('room_1')?.cursor).toBe(3);
  });
});
