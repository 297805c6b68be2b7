// The whole client, on manual time, against a server that loses, doubles, delays and reorders: whatever happens, all see the same in the end.
import { limits } from '@parley/protocol';
import * as fc from 'fast-check';
import { type Chat, createChat, createMemoryStorage, type OutboxStorage } from '../../../client/index.ts';
import { createManualTime } from '../../support/manual-time.ts';
import { createModelServer, FIRST_FAULT, LAST_FAULT } from '../../support/model-server.ts';
import { messagesOf } from '../../support/room-log.ts';
import { seededRandom } from '../../support/seeded-random.ts';

const ROOMS = ['room_1', 'room_2'];
/** Two devices of one person, and another person. */
const DEVICES = ['ann.phone', 'ann.laptop', 'bob.phone'];

const rolls = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: 0, max: FIRST_FAULT - 1 }) },
    { weight: 1, arbitrary: fc.integer({ min: FIRST_FAULT, max: LAST_FAULT }) },
  ),
  { maxLength: 400 },
);

/** The same interleavings each time; `PARLEY_RUNS=1000` looks at as many others. */
const EXPLORED = process.env.PARLEY_RUNS === undefined ? { numRuns: 50, seed: 20_261_122 } : { numRuns: Number(process.env.PARLEY_RUNS) };

const step = fc.record({
  device: fc.nat(DEVICES.length - 1),
  room: fc.constantFrom(...ROOMS),
  what: fc.oneof(
    {
      weight: 40,
      arbitrary: fc.constantFrom(
        'send',
        'send',
        'send',
        'edit',
        'ask',
        'vote',
        'vote',
        'hear',
        'hear',
        'burn',
        'cut',
        'offline',
        'online',
        'wake',
        'reload',
        'open',
      ),
    },
    { weight: 1, arbitrary: fc.constant('hear too much') },
  ),
  /** How long until the next step: the longest are enough for a handover, and for a hole to become void. */
  wait: fc.constantFrom(0, 0, 20, 300, 2_000, 6_000, 5.2 * 60_000, 16 * 60_000),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** What was wrong once: what chance decides, the steps, and the seed of the clients' own chance. */
const FOUND: [number[], Step[], number][] = [
  // A session that came took whoever had gone to the newest messages back to the first unread one.
  [
    [],
    [
      { device: 0, room: 'room_1', what: 'send', wait: 16 * 60_000 },
      { device: 0, room: 'room_1', what: 'hear too much', wait: 0 },
      { device: 0, room: 'room_1', what: 'hear too much', wait: 0 },
    ],
    0,
  ],
];

const setUp = (script: readonly number[], seed: number) => {
  const time = createManualTime();
  const server = createModelServer({ time, rolls: script, rooms: ROOMS });
  const random = seededRandom(seed);
  const wrong: string[] = [];

  /** What must hold at every moment: in order, no message twice, none past a gap, and what was shown is not taken back. */
  const watch = (chat: Chat) => {
    const reached = new Map<string, number>();
    return chat.subscribe(() => {
      for (const [roomId, { cursor, window }] of Object.entries(chat.getState().rooms)) {
        if (cursor < (reached.get(roomId) ?? 0)) wrong.push(`${roomId} went back to ${cursor}`);
        reached.set(roomId, cursor);
        const shown = window.items.map((item) => item.seq).join();
        const due = server.log(roomId).filter(({ kind, seq }) => kind === 'message' && seq >= window.from && seq <= window.to);
        if (window.to > cursor || shown !== due.map(({ seq }) => seq).join()) wrong.push(`${roomId} at ${cursor} shows ${shown}`);
      }
    });
  };

  const begin = (device: string, storage: OutboxStorage) => {
    const tokens = {
      accessToken: async () => device,
      reject() {},
      signOut: async () => {},
      signedOut: false,
      // Sockets are handed over as often as they may be.
      get expiresAt() {
        return time.clock();
      },
    };
    const { fetch, WebSocket } = server;
    const { clock, timers } = time;
    const chat = createChat({
      deployment: { httpUrl: 'http://model' },
      tokens,
      storage,
      fetch,
      WebSocket,
      clock,
      timers,
      random,
    });
    const unwatch = watch(chat);
    chat.start();
    return { chat, storage, unwatch, sent: [] as { roomId: string; id: string }[] };
  };

  const devices = DEVICES.map((device) => begin(device, createMemoryStorage()));

  const reload = (index: number) => {
    const old = devices[index];
    if (old === undefined) return;
    old.unwatch();
    void old.chat.stop();
    devices[index] = { ...begin(DEVICES[index] ?? '', old.storage), sent: old.sent };
  };

  const act = ({ device, room, what }: Step, turn: number) => {
    const acting = devices[device];
    if (acting === undefined) return;
    const { chat, sent } = acting;
    const known = chat.getState().rooms[room];
    const mine = known?.window.items.findLast((item) => item.senderId === chat.getState().me?.userId);
    switch (what) {
      case 'send':
        return sent.push({ roomId: room, id: chat.send(room, `${turn}`) });
      case 'edit':
        return mine && chat.edit(room, mine.seq, `edited ${turn}`);
      case 'ask': {
        const poll = { options: ['Tea', 'Coffee'], multiple: false, anonymous: true };
        return sent.push({ roomId: room, id: chat.send(room, `${turn}`, { poll }) });
      }
      case 'vote': {
        const asked = known?.window.items.findLast((item) => item.poll !== undefined);
        return asked && chat.vote(room, asked.seq, turn % 3 === 2 ? [] : [turn % 3]);
      }
      case 'hear':
        return server.say(room, `${turn}`);
      case 'hear too much':
        // More than anybody fetches event by event who has been away meanwhile.
        return server.fill(room, limits.catchUpEvents + 1);
      case 'burn':
        return server.burn(room);
      case 'cut':
        return server.cut(device === 2 ? 'bob' : 'ann');
      case 'offline':
        return chat.setNetwork(false);
      case 'online':
        return chat.setNetwork(true);
      case 'wake':
        return chat.wake();
      case 'open':
        return chat.openRoom(room);
      case 'reload':
        return reload(device);
    }
  };

  return { time, server, devices, wrong, act };
};

/** More pages than there are in the longest log, and in all that may fail of them. */
const MOST_PAGES = 2_000;

/**
 * The whole of a room, from its first message to its last, as somebody sees it who goes to the newest and reads upwards. A page that a fault costs is
 * asked for again. Nothing but they themselves takes them away from the newest.
 */
const loadAll = async (chat: Chat, roomId: string, pass: (ms: number) => Promise<void>) => {
  let [jumped, arrived] = [false, false];
  chat.openRoom(roomId);
  await pass(2_000);
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const { window, cursor = 0 } = chat.getState().rooms[roomId] ?? {};
    const atEnd = window?.to === cursor;
    if (window === undefined || (window.from === 1 && atEnd)) break;
    if (arrived && !atEnd) throw new Error(`${roomId} went from its newest messages to ${window.from}`);
    arrived = jumped && atEnd;
    jumped ||= !atEnd;
    void (atEnd ? chat.loadOlder(roomId) : chat.jumpToLatest(roomId));
    await pass(2_000);
  }
  return chat.getState().rooms[roomId]?.window.items;
};

describe('any interleaving of sends, acks, losses, doubles, reconnects, handovers, reloads and holes', () => {
  test('[R1] [R2] [R3] [R4] ends in what a fresh fetch gives: everything once, in one order', async () => {
    await fc.assert(
      fc.asyncProperty(rolls, fc.array(step, { maxLength: 25 }), fc.nat(), async (script, steps, seed) => {
        const { time, server, devices, wrong, act } = setUp(script, seed);
        for (const [turn, current] of steps.entries()) {
          act(current, turn);
          await time.pass(current.wait);
        }
        for (const { chat } of devices) chat.setNetwork(true);
        await time.pass(10 * 60_000);
        // A frame lost at the very end shows only when something follows it; a hole is void when that is old enough.
        for (const roomId of ROOMS) server.say(roomId, 'last');
        await time.pass(20 * 60_000);

        expect(wrong).toEqual([]);
        expect(server.fetchesAtOnce()).toBeLessThanOrEqual(1);
        for (const [index, { chat, sent, storage }] of devices.entries()) {
          const userId = index === 2 ? 'bob' : 'ann';
          expect(await storage.load()).toEqual([]);
          for (const roomId of ROOMS) {
            const log = server.log(roomId);
            const ids = sent.filter((message) => message.roomId === roomId).map(({ id }) => id);
            const shown = await loadAll(chat, roomId, time.pass);

            expect(log.flatMap((entry) => ('id' in entry && ids.includes(entry.id) ? [entry.id] : []))).toEqual(ids);
            expect(chat.getState().rooms[roomId]).toMatchObject({
              cursor: log.length,
              head: log.length,
              waiting: new Map(),
              voids: new Set(),
              pending: [],
              changes: [],
            });
            expect(shown).toEqual(server.seenBy(userId, messagesOf(log)));
          }
        }
        await Promise.all(devices.map(({ chat }) => chat.stop()));

        expect(wrong).toEqual([]);
      }),
      { ...EXPLORED, examples: FOUND },
    );
  }, 3_600_000);
});
