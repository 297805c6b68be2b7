import type { FollowedThread, Me } from '@parley/protocol';
import { type Action, reduce } from '../../../client/reduce.ts';
import { type ChatState, initialState } from '../../../client/state.ts';
import type { News } from '../../../web/src/notifications/news.ts';
import { startNotifier } from '../../../web/src/notifications/notifier.ts';
import { plainText } from '../../../web/src/notifications/plain.ts';
import { wordsOf } from '../../../web/src/notifications/words.ts';
import { aMe, aMembership, aMessage, aRoom } from '../../support/builders.ts';
import { createManualTime, settle } from '../../support/manual-time.ts';

const SETTLE_MS = 1_000;

/** I am in a public room and in a direct one, where everything to seq 5 has been read. */
const given = (notifications?: Me['notifications']) => {
  const time = createManualTime();
  const me = aMe({ userId: 'me', ...(notifications && { notifications }) });
  const rooms = (['public', 'direct'] as const).map((kind) => {
    const room = aRoom({ roomId: kind, kind, head: 5 });
    const membership = aMembership({ roomId: kind, userId: 'me', readSeq: 5 });
    return { room, membership, head: 5, unread: 0, unreadSeqs: [], mentionSeqs: [], unreadAt: 5 };
  });
  const session = { ticket: 't', ticketExpiresAt: 1, websocketUrl: 'ws://x', me, serverTime: 1, rooms };
  let state: ChatState = reduce(initialState(0), { type: 'session', session, keep: new Set() });
  const listeners = new Set<() => void>();
  const shown: News[] = [];
  const world = { leads: true, lookedAt: '', closed: 0, shown, time };
  const notifier = startNotifier({
    chat: {
      getState: () => state,
      subscribe(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    leads: () => world.leads,
    isLookedAt: async (roomId) => roomId === world.lookedAt,
    show(news) {
      shown.push(news);
      return () => {
        world.closed += 1;
      };
    },
    clock: time.clock,
    timers: time.timers,
  });
  const happens = (...actions: Action[]) => {
    state = actions.reduce(reduce, state);
    for (const listener of [...listeners]) listener();
  };
  const said = (roomId: string, seq: number, over: Parameters<typeof aMessage>[0] = {}) =>
    happens({
      type: 'log',
      roomId,
      events: [aMessage({ roomId, seq, senderId: 'ben', sentAt: time.clock(), ...over })],
      voids: [],
    });
  const passes = async () => {
    await time.pass(SETTLE_MS);
    await settle();
  };
  return Object.assign(world, { state: () => state, notifier, happens, said, passes, listeners });
};

const seqs = (shown: readonly News[]) => shown.map(({ roomId, seq }) => `${roomId} ${seq}`);

describe('[H50] what one is told of while one does not look', () => {
  test.each([
    ['nothing', []],
    ['calls', ['public 7', 'direct 6']],
    ['everything', ['public 7', 'direct 6']],
  ] as const)('%s', async (about, expected) => {
    const world = given({ about, words: true });

    world.said('public', 6);
    world.said('public', 7, { mentions: ['me'] });
    world.said('direct', 6);
    await world.passes();

    expect(seqs(world.shown)).toEqual(expected);
  });

  test('calls alone, unless told: what is said to nobody in particular is everything’s', async () => {
    const [some, all] = [given(), given({ about: 'everything', words: false })];
    for (const world of [some, all]) {
      world.said('public', 6, { text: 'Tea?' });
      await world.passes();
    }

    expect(some.shown).toEqual([]);
    expect(all.shown).toMatchObject([{ roomId: 'public', seq: 6, called: false, said: { senderId: 'ben', text: 'Tea?' } }]);
  });

  test('never my own words, nor those of somebody whom I have blocked', async () => {
    const world = given({ about: 'everything', words: true });
    world.happens({ type: 'blocked', userId: 'ben', on: true });

    world.said('direct', 6);
    world.said('public', 6, { senderId: 'me' });
    await world.passes();

    expect(world.shown).toEqual([]);
  });

  test('once, and what is said next in its place', async () => {
    const world = given();
    world.said('direct', 6);
    world.said('direct', 7);
    await world.passes();
    world.happens({ type: 'people', people: [] });
    await world.passes();
    const once = seqs(world.shown);

    world.said('direct', 8);
    await world.passes();

    expect(once).toEqual(['direct 7']);
    expect(seqs(world.shown)).toEqual(['direct 7', 'direct 8']);
    expect(world.closed).toBe(1);
  });

  test('not what is read in the meantime, on whichever device, and no longer once it is read or deleted', async () => {
    const world = given();
    world.said('direct', 6);
    world.happens({ type: 'read', roomId: 'direct', seq: 6 });
    await world.passes();
    world.said('direct', 7);
    await world.passes();
    const closedBefore = world.closed;

    world.happens({ type: 'read', roomId: 'direct', seq: 7 });
    world.said('direct', 8);
    await world.passes();
    const { roomId, seq, id, senderId, sentAt } = aMessage({ roomId: 'direct', seq: 9, senderId: 'ben' });
    world.happens({
      type: 'log',
      roomId,
      events: [{ kind: 'delete', roomId, seq, id, senderId, sentAt, target: 8 }],
      voids: [],
    });

    expect(seqs(world.shown)).toEqual(['direct 7', 'direct 8']);
    expect([closedBefore, world.closed]).toEqual([0, 2]);
  });

  test('not in a room that somebody looks at in a tab of this browser', async () => {
    const world = given();
    world.lookedAt = 'direct';

    world.said('direct', 6);
    await world.passes();
    world.lookedAt = '';
    await world.passes();

    expect(world.shown).toEqual([]);
  });

  test('by the tab that leads, and no other; whoever leads next does not tell it again', async () => {
    const world = given();
    world.leads = false;
    world.said('direct', 6);
    await world.passes();

    world.leads = true;
    world.happens({ type: 'people', people: [] });
    await world.passes();
    world.said('direct', 7);
    await world.passes();

    expect(seqs(world.shown)).toEqual(['direct 7']);
  });

  test('not of what was there before, nor of what was said long ago', async () => {
    const world = given();

    world.said('direct', 6, { sentAt: world.time.clock() - 11 * 60_000 });
    await world.passes();
    world.said('direct', 7);
    await world.passes();

    expect(seqs(world.shown)).toEqual(['direct 7']);
  });

  test('[C21] of a reply that calls me in a thread, with the thread to be led to', async () => {
    const world = given();
    const thread: FollowedThread = {
      roomId: 'public',
      root: 3,
      following: true,
      readSeq: 5,
      unreadSeqs: [],
      mentionSeqs: [],
      activeAt: 0,
    };
    world.happens({ type: 'threads', threads: [thread] });

    world.said('public', 6, { replyTo: 3, mentions: ['me'] });
    await world.passes();
    world.happens({ type: 'threads-read', threads: [{ roomId: 'public', root: 3, seq: 6 }] });

    expect(world.shown).toMatchObject([{ roomId: 'public', seq: 6, thread: 3, called: true }]);
    expect(world.closed).toBe(1);
  });

  test('of a direct room that begins with it', async () => {
    const world = given();
    const room = { ...aRoom({ roomId: 'new', kind: 'direct', head: 0 }), membership: aMembership({ roomId: 'new', userId: 'me' }) };
    world.happens({ type: 'joined', room });

    world.said('new', 1);
    await world.passes();

    expect(seqs(world.shown)).toEqual(['new 1']);
  });

  test('until one signs out', async () => {
    const world = given();
    world.said('direct', 6);
    await world.passes();
    world.said('public', 6, { mentions: ['me'] });

    world.notifier.stop();
    await world.passes();

    expect(seqs(world.shown)).toEqual(['direct 6']);
    expect([world.closed, world.listeners.size, world.time.waiting()]).toEqual([1, 0, 0]);
  });
});

test.each([
  ['what was said to me alone', 'direct', true, { title: 'Ben', body: 'Tea?' }],
  ['only who said it', 'direct', false, { title: 'Ben', body: 'New message' }],
  ['who, where and what', 'public', true, { title: 'Ben in General', body: 'Tea?' }],
  ['who, and where', 'public', false, { title: 'Ben in General', body: 'You were mentioned' }],
] as const)('[H50] it says %s', async (_what, roomId, words, expected) => {
  const world = given({ about: 'calls', words });
  world.happens({ type: 'people', people: [{ userId: 'ben', name: 'Ben', handle: 'ben' }] });
  world.said(roomId, 6, { text: 'Tea?', mentions: ['me'] });
  await world.passes();

  expect(world.shown.map((news) => wordsOf(news, world.state()))).toEqual([expected]);
});

test('of what was only counted it says where', () => {
  const world = given();
  expect(wordsOf({ roomId: 'public', seq: 9, called: true, at: 0 }, world.state())).toEqual({
    title: 'General',
    body: 'You were mentioned',
  });
});

describe('a message where there is no markup', () => {
  test.each([
    ['**Tea** at `five`, [here](https://example.org)?', 'Tea at five, here?'],
    ['The end: ||they die||', 'The end: ▇▇▇'],
    ['- milk\n- eggs', '• milk\n• eggs'],
    ['> Tea?\nYes.', '> Tea?\nYes.'],
    ['# News\n```ts\nconst a = 1;\n```', 'News\nconst a = 1;'],
    ['|a|b|\n|-|-|\n|1|2|', 'a · b\n1 · 2'],
    ['a\u202eb', 'ab'],
    ['😀'.repeat(300), `${'😀'.repeat(200)}…`],
  ])('%j', (text, plain) => expect(plainText(text)).toBe(plain));
});
