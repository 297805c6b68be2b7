import type { LogEvent, Member, Session } from '@parley/protocol';
import { receive, startRoom } from '../../../client/log.ts';
import { reduce } from '../../../client/reduce.ts';
import { membersAfter, sectionsOf } from '../../../client/selectors.ts';
import { initialState } from '../../../client/state.ts';
import { aMembership, aRoom } from '../../support/builders.ts';

type Entry = Session['rooms'][number];

const entryOf = (room: Parameters<typeof aRoom>[0] = {}, membership: Parameters<typeof aMembership>[0] = {}): Entry => {
  const stored = aRoom({ roomId: 'room_1', ...room });
  const mine = aMembership({ roomId: stored.roomId, userId: 'me', ...membership });
  return { room: stored, membership: mine, head: stored.head, unread: 0, unreadSeqs: [], mentionSeqs: [], unreadAt: stored.head };
};

const sessionOf = (...rooms: Entry[]): Session => ({
  ticket: 't',
  ticketExpiresAt: 1,
  websocketUrl: 'ws://x',
  me: { userId: 'me', name: 'Me', handle: 'me', email: 'me@example.com', createdAt: 1 },
  rooms,
  serverTime: 1,
});

const known = (...rooms: Entry[]) => reduce(initialState(0), { type: 'session', session: sessionOf(...rooms), keep: new Set() });

const entry = { roomId: 'room_1', id: 'x', senderId: 'ada', sentAt: 9 };

test.each<[Omit<Extract<LogEvent, { kind: 'room' }>, keyof typeof entry | 'kind' | 'seq'>, object]>([
  [{ announcement: true }, { announcement: true }],
  [{ slowModeSeconds: 30 }, { slowModeSeconds: 30 }],
  [{ avatar: { emoji: '🌹', hue: 1 } }, { avatar: { emoji: '🌹', hue: 1 } }],
  [{ visibility: 'private' }, { kind: 'private' }],
  [{ archived: false }, { archived: false, restoredAt: 9 }],
])('[H5] after the event %j the room is as a fetch would give it', (change, expected) => {
  const before = startRoom(entryOf());

  const after = receive(before, [{ ...entry, seq: 1, kind: 'room', ...change }], []);

  expect(after.room).toEqual({ ...before.room, head: 1, activeAt: before.room.activeAt, ...expected });
});

test.each(['left', 'removed', 'banned'] as const)(
  '[R8] what is on screen when I lose it is remembered, and that I was %s, until a room is opened',
  (why) => {
    const open = reduce(known(entryOf(), entryOf({ roomId: 'room_2' })), { type: 'opened', roomId: 'room_1' });

    const after = reduce(open, { type: 'left', roomId: 'room_1', why });
    const elsewhere = reduce(open, { type: 'left', roomId: 'room_2', why });

    expect(after).toMatchObject({ lost: { room: { roomId: 'room_1' }, why } });
    expect(reduce(after, { type: 'opened', roomId: undefined }).lost).toBe(after.lost);
    expect(reduce(after, { type: 'opened', roomId: 'room_2' }).lost).toBeUndefined();
    expect(elsewhere.lost).toBeUndefined();
  },
);

test('[H1] what is on screen and not in the session any more is remembered, without a reason', () => {
  const open = reduce(known(entryOf()), { type: 'opened', roomId: 'room_1' });

  const after = reduce(open, { type: 'session', session: sessionOf(), keep: new Set() });

  expect(after.lost).toEqual({ room: open.rooms.room_1?.room, why: undefined });
});

test('[H22] I hear that I am muted, and that I may speak again; of others it changes nothing', () => {
  const event = { ...entry, kind: 'member', change: 'role', role: 'member' } as const;
  const room = startRoom(entryOf());

  const muted = receive(room, [{ ...event, seq: 1, userId: 'me', mutedUntil: 50 }], []);
  const other = receive(muted, [{ ...event, seq: 2, userId: 'ben', mutedUntil: 90 }], []);
  const freed = receive(other, [{ ...event, seq: 3, userId: 'me', mutedUntil: 0 }], []);

  expect([muted, other, freed].map(({ membership }) => membership.mutedUntil)).toEqual([50, 50, 0]);
});

test('[H7] a list of people that tells nothing new changes nothing that shows them', () => {
  const ben = {
    userId: 'ben',
    name: 'Ben',
    handle: 'ben',
    status: { text: 'Out', emoji: '🌴', expiresAt: 9 },
    presence: 'online' as const,
  };
  const told =
    (...people: object[]) =>
    (state: ReturnType<typeof known>) =>
      people.reduce((next: typeof state, person) => reduce(next, { type: 'people', people: [{ ...ben, ...person }] }), state);

  const first = told({})(known());
  const again = told({}, { status: { ...ben.status } })(first);
  const changes = [
    { name: 'Benno' },
    { handle: 'b' },
    { presence: 'away' },
    { deleted: true },
    { status: undefined },
    { status: { text: 'In' } },
  ];

  expect(again.people.ben).toBe(first.people.ben);
  for (const change of changes) expect(told(change)(first).people.ben).not.toBe(first.people.ben);
});

test('[H25] rooms stand where they are kept: favourites, own sections by name, the others, the direct ones', () => {
  const state = known(
    entryOf({ roomId: 'plain' }),
    entryOf({ roomId: 'work' }, { section: 'Work' }),
    entryOf({ roomId: 'home' }, { section: 'Home' }),
    entryOf({ roomId: 'liked' }, { favourite: true, section: 'Work' }),
    entryOf({ roomId: 'direct', kind: 'direct' }),
  );

  const sections = sectionsOf(state).map(({ kind, name, rooms }) => [kind, name, rooms.map(({ room }) => room.roomId)]);

  expect(sections).toEqual([
    ['favourites', '', ['liked']],
    ['own', 'Home', ['home']],
    ['own', 'Work', ['work']],
    ['rooms', '', ['plain']],
    ['direct', '', ['direct']],
  ]);
});

test('[S10] a room that another device puts elsewhere goes there, as far as it is told', () => {
  const state = known(entryOf());

  const favourite = reduce(state, { type: 'arranged', roomId: 'room_1', place: { favourite: true } });
  const moved = reduce(favourite, { type: 'arranged', roomId: 'room_1', place: { section: 'Work' } });

  expect(moved.rooms.room_1?.membership).toMatchObject({ favourite: true, section: 'Work' });
});

describe("a room's members (H7)", () => {
  const listed = (userId: string, role: Member['role'] = 'member'): Member => ({
    userId,
    role,
    name: userId,
    handle: userId,
    joinedAt: 1,
    presence: 'offline',
  });
  const told = (
    seq: number,
    userId: string,
    change: 'left' | 'removed' | 'added' | 'role',
    rest: { role?: Member['role']; mutedUntil?: number } = {},
  ): LogEvent => ({
    kind: 'member',
    roomId: 'room',
    seq,
    sentAt: seq,
    id: `event-${seq}`,
    senderId: 'ada',
    userId,
    change,
    ...rest,
  });
  const [ada, bea, cem] = [listed('ada', 'owner'), listed('bea'), listed('cem')];

  test('[H7] whoever was put out does not stand there, also if the list was answered before they were', () => {
    expect(membersAfter([ada, bea, cem], [told(4, 'cem', 'removed'), told(5, 'bea', 'left')])).toEqual([ada]);
  });

  test('whoever came back stands there', () => {
    expect(membersAfter([ada, cem], [told(4, 'cem', 'left'), told(6, 'cem', 'added')])).toEqual([ada, cem]);
  });

  test('a mute of before one left says nothing of who is back', () => {
    const events = [
      told(4, 'cem', 'role', { role: 'moderator', mutedUntil: 99 }),
      told(5, 'cem', 'left'),
      told(6, 'cem', 'added', { role: 'member' }),
    ];

    expect(membersAfter([cem], events)).toEqual([cem]);
  });

  test('a role and a mute are those of the newest event', () => {
    const events = [told(4, 'bea', 'role', { role: 'moderator' }), told(5, 'bea', 'role', { role: 'moderator', mutedUntil: 99 })];

    expect(membersAfter([ada, bea], events)).toEqual([ada, { ...bea, role: 'moderator', mutedUntil: 99 }]);
  });
});
