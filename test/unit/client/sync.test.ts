import { AccountError } from '../../../client/accounts.ts';
import { ApiError, type Shown } from '../../../client/api.ts';
import type { LogPage } from '../../../client/frames.ts';
import { receive, startRoom } from '../../../client/log.ts';
import type { RoomState } from '../../../client/state.ts';
import { createSync } from '../../../client/sync.ts';
import { createManualTime } from '../../support/manual-time.ts';
import { eventsAfter, type LogEntry } from '../../support/room-log.ts';

const message = (seq: number): LogEntry & { kind: 'message' } => ({
  roomId: 'room_1',
  seq,
  id: `id-${seq}`,
  senderId: 'ann',
  sentAt: seq,
  kind: 'message',
  text: `text ${seq}`,
});
const log = (length: number): LogEntry[] => Array.from({ length }, (_, index) => message(index + 1));

const room = (roomId: string, cursor = 0): RoomState =>
  startRoom({
    room: {
      roomId,
      kind: 'public',
      name: roomId,
      topic: '',
      encrypted: false,
      archived: false,
      createdBy: 'ann',
      createdAt: 1,
      memberCount: 1,
      head: cursor,
      activeAt: 1,
    },
    membership: { roomId, userId: 'me', role: 'member', joinedAt: 1, readSeq: 0 },
    head: cursor,
    unread: 0,
    unreadSeqs: [],
    mentionSeqs: [],
    unreadAt: cursor,
  });

interface Stored {
  log: LogEntry[];
  head?: number;
  error?: unknown;
  hanging?: boolean;
  /** Of many rooms asked for at once, one that may not be seen; and how many of the others are read. */
  secret?: string;
  places?: number;
}

const setUp = (given: Stored, roomIds = ['room_1']) => {
  const stored = Object.assign(given, { places: given.places ?? 20 });
  const time = createManualTime();
  const rooms = new Map(roomIds.map((roomId) => [roomId, room(roomId)]));
  const asked: number[] = [];
  const askedTogether: Shown[] = [];
  const askedSince: number[] = [];
  const joined: string[] = [];
  const lost: string[] = [];
  let flying = 0;
  let most = 0;
  const pageOf = (roomId: string, after: number, limit: number): LogPage => {
    const { items, voids, head } = eventsAfter(stored.log, after, limit, stored.head ?? stored.log.length);
    return { roomId, events: items.map((event) => ({ ...event, roomId })), skipped: [], voids, head, size: items.length };
  };
  const answered = async (signal: AbortSignal) => {
    flying += 1;
    most = Math.max(most, flying);
    await new Promise<void>((resolve) => {
      if (stored.hanging) signal.addEventListener('abort', () => resolve());
      else setImmediate(resolve);
    });
    flying -= 1;
    if (signal.aborted) throw new ApiError({ code: 'unavailable', status: 0, message: 'called off' });
    if (stored.error !== undefined) throw stored.error;
  };
  const sync = createSync({
    room: (roomId) => rooms.get(roomId),
    async events(roomId, after, limit, signal): Promise<LogPage> {
      asked.push(after);
      await answered(signal);
      return pageOf(roomId, after, limit);
    },
    async eventsOfMany(shown, since, signal) {
      askedTogether.push(shown);
      if (since !== undefined) askedSince.push(since);
      await answered(signal);
      const seen = shown.filter(({ roomId }) => roomId !== stored.secret);
      const pages = seen.map(({ roomId, seq: after }, place) => {
        const page = pageOf(roomId, after, place < stored.places ? 50 : 0);
        return { ...page, more: page.head > after + page.size };
      });
      return { pages, joined: since === undefined ? [] : ['room_new'] };
    },
    joined: (roomIds) => joined.push(...roomIds),
    received(page) {
      const known = rooms.get(page.roomId);
      if (known !== undefined) rooms.set(page.roomId, receive(known, page.events, page.voids, page.head));
    },
    lost: (roomId) => lost.push(roomId),
    timers: time.timers,
    random: () => 0.5,
  });
  const live = (events: LogEntry[]) => {
    const known = rooms.get('room_1');
    if (known !== undefined)
      rooms.set(
        'room_1',
        receive(
          known,
          events.filter((entry) => entry.kind !== 'void'),
          [],
        ),
      );
    sync.check('room_1');
  };
  return {
    ...time,
    sync,
    rooms,
    asked,
    askedTogether,
    askedSince,
    joined,
    lost,
    live,
    mostAtOnce: () => most,
    cursor: () => rooms.get('room_1')?.cursor,
  };
};

describe('catching up', () => {
  test('[R3] goes page by page until the log is complete', async () => {
    const { sync, asked, cursor, pass } = setUp({ log: log(450) });
    sync.catchUp(['room_1']);
    await pass(0);

    expect(cursor()).toBe(450);
    expect(asked).toEqual([0, 200, 400]);
  });

  test('[R3] a gap that fills by itself costs no request', async () => {
    const { sync, asked, live, pass } = setUp({ log: [] });
    sync.catchUp(['room_1']);
    await pass(0);
    live([message(2)]);
    await pass(100);
    live([message(1)]);
    await pass(60_000);

    expect(asked).toEqual([0]);
  });

  test('[R3] a gap that stays is fetched, ever more slowly while the store does not have it', async () => {
    const stored = { log: [] as LogEntry[] };
    const { sync, asked, live, pass, cursor } = setUp(stored);
    sync.catchUp(['room_1']);
    await pass(0);
    live([message(2)]);
    await pass(250);
    const first = asked.length;
    await pass(10_000);
    const tries = asked.length;
    stored.log = log(2);
    await pass(30_000);

    expect(first).toBe(2);
    expect(tries).toBeGreaterThan(3);
    expect(tries).toBeLessThan(12);
    expect(cursor()).toBe(2);
  });

  test('[R3] keeps one fetch in flight a room, and six in all', async () => {
    const roomIds = Array.from({ length: 20 }, (_, index) => `room_${index + 1}`);
    const { sync, asked, mostAtOnce, pass } = setUp({ log: [] }, roomIds);
    for (const roomId of ['room_1', 'room_1', ...roomIds]) sync.catchUp([roomId]);
    await pass(0);

    expect(asked).toHaveLength(21);
    expect(mostAtOnce()).toBe(6);
  });

  test('[H11] asks for many rooms at once, and for each by itself what is more than fits', async () => {
    const roomIds = ['room_1', 'room_2', 'room_3'];
    const { sync, asked, askedTogether, rooms, pass } = setUp({ log: log(60), places: 2 }, roomIds);
    sync.catchUp(roomIds);
    await pass(0);

    expect(askedTogether).toEqual([roomIds.map((roomId) => ({ roomId, seq: 0 }))]);
    expect(asked.toSorted((a, b) => a - b)).toEqual([0, 50, 50]);
    expect(roomIds.map((roomId) => rooms.get(roomId)?.cursor)).toEqual([60, 60, 60]);
  });

  test('[H11] asks for nothing more of rooms in which nothing is new', async () => {
    const { sync, asked, askedTogether, pass } = setUp({ log: [] }, ['room_1', 'room_2']);
    sync.catchUp(['room_1', 'room_2']);
    await pass(60_000);

    expect([asked.length, askedTogether.length]).toEqual([0, 1]);
  });

  test.each([[[]], [['room_1']], [['room_1', 'room_2']]])(
    '[H11] asks which rooms I came into since the session, being in %j',
    async (roomIds) => {
      const { sync, asked, askedTogether, askedSince, joined, pass } = setUp({ log: [] }, roomIds);
      sync.catchUp(roomIds, 7);
      await pass(60_000);

      expect(askedTogether).toEqual([roomIds.map((roomId) => ({ roomId, seq: 0 }))]);
      expect(asked).toEqual([]);
      expect(askedSince).toEqual([7]);
      expect(joined).toEqual(['room_new']);
    },
  );

  test.each([
    new ApiError({ code: 'unavailable', status: 503, message: 'busy' }),
    new ApiError({ code: 'rate_limited', status: 429, message: 'too fast' }),
    new AccountError('NetworkError', 'no fresh token'),
  ])('[H11] asks for them again until there is an answer: %s', async (error) => {
    const stored: Stored = { log: log(3), error };
    const { sync, askedSince, joined, cursor, pass } = setUp(stored);
    sync.catchUp(['room_1'], 7);
    await pass(10_000);
    const before = askedSince.length;
    delete stored.error;
    await pass(60_000);

    expect(before).toBeGreaterThan(1);
    expect(new Set(askedSince)).toEqual(new Set([7]));
    expect(joined).toEqual(['room_new']);
    expect(cursor()).toBe(3);
  });

  test.each([
    ['the socket is lost', { code: 'unavailable', status: 503, message: 'busy' }, true],
    ['a server does not know the question', { code: 'bad_request', status: 400, message: 'no since' }, false],
  ] as const)('[H11] asks for them no more when %s', async (_, refusal, pauses) => {
    const { sync, askedSince, joined, pass } = setUp({ log: [], error: new ApiError(refusal) });
    sync.catchUp([], 7);
    await pass(0);
    if (pauses) sync.pause();
    await pass(60_000);

    expect(askedSince).toEqual([7]);
    expect(joined).toEqual([]);
  });

  test('[H11] asks again for each room when the answer for all fails, and takes one that is not in it for lost', async () => {
    const stored: Stored = { log: log(3), error: new Error('offline'), secret: 'room_2' };
    const { sync, lost, rooms, pass } = setUp(stored, ['room_1', 'room_2', 'room_3']);
    sync.catchUp(['room_1', 'room_3']);
    await pass(0);
    delete stored.error;
    await pass(30_000);
    sync.catchUp(['room_1', 'room_2']);
    await pass(0);

    expect([rooms.get('room_1')?.cursor, rooms.get('room_3')?.cursor]).toEqual([3, 3]);
    expect(lost).toEqual(['room_2']);
  });

  test('goes on asking after a failure, even when nothing seems to be missing', async () => {
    const stored: { log: LogEntry[]; error?: unknown } = { log: log(3), error: new Error('offline') };
    const { sync, cursor, pass } = setUp(stored);
    sync.catchUp(['room_1']);
    await pass(1_000);
    delete stored.error;
    await pass(30_000);

    expect(cursor()).toBe(3);
  });

  test('[R8] stops asking for a room that is lost', async () => {
    const { sync, asked, lost, waiting, pass } = setUp({
      log: [],
      error: new ApiError({ code: 'not_found', status: 404, message: 'gone' }),
    });
    sync.catchUp(['room_1']);
    await pass(60_000);

    expect(asked).toEqual([0]);
    expect(lost).toEqual(['room_1']);
    expect(waiting()).toBe(0);
  });

  test('does not wait for what hangs on a network that is gone', async () => {
    const stored = { log: log(3), hanging: true };
    const { sync, asked, cursor, mostAtOnce, pass } = setUp(stored);
    sync.catchUp(['room_1']);
    await pass(0);
    sync.pause();
    stored.hanging = false;
    sync.catchUp(['room_1']);
    await pass(0);

    expect(asked).toEqual([0, 0]);
    expect(cursor()).toBe(3);
    expect(mostAtOnce()).toBe(1);
  });

  test('[R3] the members of a large room do not all ask at once for what they all lack', async () => {
    const { sync, rooms, asked, live, pass } = setUp({ log: [] });
    const known = rooms.get('room_1');
    if (known !== undefined) rooms.set('room_1', { ...known, room: { ...known.room, memberCount: 4_000 } });
    sync.catchUp(['room_1']);
    await pass(0);
    live([message(2)]);
    await pass(1_249);
    const early = asked.length;
    await pass(1);

    expect([early, asked.length]).toEqual([1, 2]);
  });

  test('asks nothing while paused', async () => {
    const { sync, asked, live, waiting, pass } = setUp({ log: log(1) });
    sync.catchUp(['room_1']);
    await pass(0);
    live([message(3)]);
    sync.pause();
    live([message(4)]);
    await pass(60_000);

    expect(asked).toEqual([0]);
    expect(waiting()).toBe(0);
  });
});
