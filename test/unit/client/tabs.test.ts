import type { CatchUp, LogEvent, Session } from '@parley/protocol';
import * as fc from 'fast-check';
import { type Chat, createChat, type RoomState, shownMessages } from '../../../client/index.ts';
import { FakeBrowser, type FakeTab } from '../../support/fake-browser.ts';
import { createManualTime } from '../../support/manual-time.ts';
import { eventsAfter, messagesAt, messagesOf } from '../../support/room-log.ts';

const ROOM = 'room_1';
const TRIP_MS = 5;

type Frame = Record<string, unknown>;

/** A server of one room, where every frame takes its time and every tab of Ada's may come and go. */
class FakeService {
  readonly log: LogEvent[] = [];
  readonly sockets = new Set<FakeSocket>();
  /** Texts by the names of the tabs that sent them. */
  readonly sent: { tab: FakeTab; text: string; leading: boolean }[] = [];
  sessions = 0;
  readSeq = 0;
  /** By how much the time that it tells is ahead, milliseconds. */
  aheadMs = 0;
  readonly #claims = new Map<string, LogEvent>();
  readonly #time;
  readonly #browser;

  constructor(time: ReturnType<typeof createManualTime>, browser: FakeBrowser) {
    this.#time = time;
    this.#browser = browser;
  }

  say(senderId: string, text: string, id = `id-${this.log.length}`, except?: FakeSocket, target?: number): LogEvent {
    const entry = { roomId: ROOM, seq: this.log.length + 1, id, senderId, text, sentAt: this.#time.clock() };
    const event: LogEvent = target === undefined ? { ...entry, kind: 'message' } : { ...entry, kind: 'edit', target };
    this.log.push(event);
    for (const socket of this.sockets) if (socket !== except) this.post(socket, { type: 'event', ...event });
    return event;
  }

  post(socket: FakeSocket, frame: object): void {
    this.#time.timers.after(TRIP_MS, () => socket.tab.run(() => socket.onmessage?.({ data: JSON.stringify(frame) })));
  }

  receive(socket: FakeSocket, frame: Frame): void {
    if (frame.action === 'send')
      this.sent.push({ tab: socket.tab, text: String(frame.text), leading: this.#browser.leader === socket.tab });
    this.#time.timers.after(TRIP_MS, () => this.#serve(socket, frame));
  }

  #serve(socket: FakeSocket, frame: Frame): void {
    if (frame.action === 'ping') this.post(socket, { type: 'pong' });
    if (frame.action === 'read') this.readSeq = Math.max(this.readSeq, Number(frame.seq));
    const id = String(frame.id);
    if (frame.action === 'react') this.post(socket, { type: 'error', id, code: 'forbidden', message: 'You may not.' });
    if (frame.action !== 'send' && frame.action !== 'edit') return;
    const target = frame.action === 'edit' ? Number(frame.target) : undefined;
    const event = this.#claims.get(id) ?? this.say('ada', String(frame.text), id, socket, target);
    this.#claims.set(id, event);
    this.post(socket, { type: 'ack', id, roomId: ROOM, seq: event.seq, sentAt: event.sentAt });
  }

  cut(tab?: FakeTab): void {
    for (const socket of this.sockets) {
      if (tab !== undefined && socket.tab !== tab) continue;
      this.sockets.delete(socket);
      socket.tab.run(() => socket.onclose?.());
    }
  }

  session(): Session {
    this.sessions += 1;
    const room = {
      roomId: ROOM,
      kind: 'public' as const,
      name: 'harbour',
      topic: '',
      encrypted: false,
      archived: false,
      createdBy: 'ada',
      createdAt: 1,
      memberCount: 2,
      head: this.log.length,
      activeAt: 1,
    };
    const membership = { roomId: ROOM, userId: 'ada', role: 'member' as const, joinedAt: 1, readSeq: this.readSeq };
    const unread = this.log.filter(({ seq, senderId }) => seq > this.readSeq && senderId !== 'ada').map(({ seq }) => seq);
    return {
      ticket: 'ticket',
      ticketExpiresAt: this.#time.clock() + 30_000,
      websocketUrl: 'wss://socket.test',
      me: { userId: 'ada', name: 'Ada', handle: 'ada', email: 'ada@example.com', createdAt: 1 },
      rooms: [
        { room, membership, head: this.log.length, unread: unread.length, unreadSeqs: unread, mentionSeqs: [], unreadAt: this.log.length },
      ],
      serverTime: this.#time.clock() + this.aheadMs,
    };
  }

  caughtUp(body: string): unknown {
    const { shown }: CatchUp = JSON.parse(body);
    return { rooms: shown.map(({ roomId, seq }) => ({ roomId, ...eventsAfter(this.log, seq, 200), readSeq: 0, more: false })), joined: [] };
  }

  answer(url: URL, body: string): unknown {
    const limit = Number(url.searchParams.get('limit') ?? 50);
    const given = (name: string) => (url.searchParams.has(name) ? { [name]: Number(url.searchParams.get(name)) } : {});
    if (url.pathname.endsWith('/session')) return this.session();
    if (url.pathname.endsWith('/v1/events')) return this.caughtUp(body);
    if (url.pathname.endsWith('/events')) return { ...eventsAfter(this.log, Number(url.searchParams.get('after')), limit), readSeq: 0 };
    if (url.pathname.endsWith('/messages'))
      return messagesAt(this.log, { ...given('before'), ...given('after'), ...given('around') }, limit);
    if (url.pathname.endsWith('/members')) return { items: [] };
    return { userId: 'ben', name: 'Ben', handle: 'ben' };
  }
}

class FakeSocket {
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: (() => void) | null = null;
  onerror: (() => void) | null = null;
  readonly tab: FakeTab;
  readonly #service: FakeService;

  constructor(service: FakeService, tab: FakeTab) {
    this.tab = tab;
    this.#service = service;
    tab.run(() => {
      service.sockets.add(this);
      this.onopen?.();
    });
  }

  send(data: string): void {
    if (this.#service.sockets.has(this)) this.#service.receive(this, JSON.parse(data));
  }

  close(): void {
    this.#service.sockets.delete(this);
  }
}

interface Opened {
  tab: FakeTab;
  chat: Chat;
  /** What it was told of. */
  refused: string[];
}

const setUp = () => {
  const time = createManualTime();
  const browser = new FakeBrowser();
  const service = new FakeService(time, browser);
  let opened = 0;

  /** Opens a tab at the room. */
  const open = (): Opened => {
    const tab = browser.openTab(time.timers);
    opened += 1;
    let seed = opened * 7_919;
    const random = () => {
      seed = (seed * 16_807) % 2_147_483_647;
      return seed / 2_147_483_647;
    };
    const refused: string[] = [];
    const chat = createChat({
      refused: ({ action }, { code }) => refused.push(`${action} ${code}`),
      deployment: { httpUrl: 'https://api.test' },
      tokens: { accessToken: async () => 'token', reject() {}, signOut: async () => {}, signedOut: false },
      storage: tab.storage,
      tabs: tab,
      clock: time.clock,
      random,
      timers: tab.timers,
      WebSocket: class extends FakeSocket {
        constructor() {
          super(service, tab);
        }
      },
      fetch: (input, init) => {
        const answered = new Promise<Response>((resolve) => {
          time.timers.after(TRIP_MS, () => resolve(Response.json(service.answer(new URL(String(input)), String(init?.body)))));
        });
        return tab.gate(answered);
      },
    });
    chat.openRoom(ROOM);
    chat.start();
    return { tab, chat, refused };
  };

  const crash = ({ tab }: Opened) => {
    tab.crash();
    service.cut(tab);
  };

  return { time, browser, service, open, crash };
};

const roomOf = ({ chat }: Opened): RoomState => {
  const room = chat.getState().rooms[ROOM];
  if (room === undefined) throw new Error('the room is not known');
  return room;
};

const shown = (tab: Opened): string[] => roomOf(tab).window.items.map(({ text }) => text);

const pending = (tab: Opened): string[] => roomOf(tab).pending.map(({ text }) => text);

const leaders = (tabs: readonly Opened[], browser: FakeBrowser): Opened[] => tabs.filter(({ tab }) => browser.leader === tab);

/** Two tabs, of which the first leads. */
const twoTabs = async () => {
  const world = setUp();
  const first = world.open();
  await world.time.pass(100);
  const second = world.open();
  await world.time.pass(100);
  return { ...world, first, second };
};

type Step = { act: 'open' | 'say' } | { act: Deed | 'send' | 'edit'; which: number } | { act: 'pass'; ms: number };
const deeds = ['close', 'crash', 'freeze', 'hang', 'go on', 'cut'] as const;
type Deed = (typeof deeds)[number];

/**
 * What once went wrong: ids that two tabs made both, what a tab wrote and never told, orders that a load or another tab mixed up, what another tab had
 * sent and a new one showed as waiting.
 */
const FOUND: Step[][] = [
  [
    { act: 'pass', ms: 200 },
    { act: 'send', which: 0 },
    { act: 'send', which: 0 },
    { act: 'open' },
    { act: 'pass', ms: 0 },
    { act: 'send', which: 1 },
    { act: 'send', which: 0 },
  ],
  [
    { act: 'open' },
    { act: 'open' },
    { act: 'pass', ms: 0 },
    { act: 'close', which: 4 },
    { act: 'send', which: 3 },
    { act: 'hang', which: 7 },
    { act: 'pass', ms: 0 },
    { act: 'close', which: 1 },
  ],
  [{ act: 'open' }, { act: 'send', which: 3 }, { act: 'send', which: 0 }, { act: 'send', which: 3 }],
  [{ act: 'send', which: 0 }, { act: 'open' }, { act: 'pass', ms: 0 }, { act: 'send', which: 0 }, { act: 'freeze', which: 0 }],
  [
    { act: 'pass', ms: 200 },
    { act: 'send', which: 0 },
    { act: 'send', which: 0 },
    { act: 'hang', which: 0 },
    { act: 'open' },
    { act: 'pass', ms: 2_000 },
  ],
];

describe('the tabs of one browser', () => {
  test('have one socket, and each shows what comes over it', async () => {
    const { time, service, first, second } = await twoTabs();

    service.say('ben', 'Hello');
    await time.pass(100);

    expect(service.sockets.size).toBe(1);
    expect([shown(first), shown(second)]).toEqual([['Hello'], ['Hello']]);
    expect(second.chat.getState().connection.status).toBe('online');
  });

  test('[R2] show what one of them sends, whichever it is, and ask nobody for it', async () => {
    const { time, service, first, second } = await twoTabs();

    first.chat.send(ROOM, 'From the leader');
    second.chat.send(ROOM, 'From the follower');
    await time.pass(0);
    const waiting = [pending(first), pending(second)];
    await time.pass(100);

    expect(waiting).toEqual([
      ['From the leader', 'From the follower'],
      ['From the follower', 'From the leader'],
    ]);
    expect([...shown(first)].sort()).toEqual(['From the follower', 'From the leader']);
    expect(shown(second)).toEqual(shown(first));
    expect([...pending(first), ...pending(second)]).toEqual([]);
    expect(service.sent.every(({ tab }) => tab === first.tab)).toBe(true);
  });

  test('[C3] share their read marks', async () => {
    const { time, service, first, second } = await twoTabs();
    service.say('ben', 'Hello');
    await time.pass(100);

    second.chat.markRead(ROOM, 1);
    await time.pass(100);

    expect([roomOf(first).unread, roomOf(second).unread]).toEqual([0, 0]);
    expect(service.readSeq).toBe(1);
  });

  test('[R4] a message discarded in one is gone in the other, and is not sent', async () => {
    const { time, service, first, second } = await twoTabs();
    const id = second.chat.send(ROOM, '\u{1F6A2}'.repeat(9_000));
    await time.pass(100);
    const failed = [roomOf(first).pending[0]?.status, roomOf(second).pending[0]?.status];

    first.chat.discard(ROOM, id);
    await time.pass(100);

    expect(failed).toEqual(['failed', 'failed']);
    expect([...pending(first), ...pending(second)]).toEqual([]);
    expect(service.sent).toEqual([]);
  });

  test('[C2] a change that is refused is taken back in all of them, and told in each', async () => {
    const { time, browser, service, first, second } = await twoTabs();
    service.say('ben', 'Hello');
    await time.pass(100);
    const reactions = () => [first, second].map((tab) => shownMessages(roomOf(tab))[0]?.reactions?.length ?? 0);

    second.chat.react(ROOM, 1, '👍', true);
    await time.pass(4);
    const before = reactions();
    await time.pass(100);

    expect([before, reactions()]).toEqual([
      [1, 1],
      [0, 0],
    ]);
    expect([first.refused, second.refused]).toEqual([['react forbidden'], ['react forbidden']]);
    expect([...browser.stored.keys()]).toEqual([]);
  });

  test('the next one leads as soon as the leader is closed, and sends what waits', async () => {
    const { time, browser, service, first, second } = await twoTabs();
    second.chat.send(ROOM, 'Between two leaders');

    await first.chat.stop();
    service.say('ben', 'Meanwhile');
    await time.pass(100);

    expect(browser.leader).toBe(second.tab);
    expect([...shown(second)].sort()).toEqual(['Between two leaders', 'Meanwhile']);
  });

  test('[R4] what a tab wrote before it crashed is sent by another', async () => {
    const { time, service, first, second, crash } = await twoTabs();
    service.cut();
    first.chat.send(ROOM, 'Last words');
    await time.pass(0);

    crash(first);
    await time.pass(1_000);

    expect(shown(second)).toEqual(['Last words']);
  });

  test('[R4] what one of them edits before it is sent is edited once, by whichever sends it', async () => {
    const { time, service, first, second, crash } = await twoTabs();
    service.cut();
    const id = second.chat.send(ROOM, 'Six');
    await time.pass(0);

    second.chat.editPending(ROOM, id, 'Seven');
    await time.pass(0);
    const waiting = [pending(first), pending(second)];
    crash(second);
    await time.pass(1_000);

    expect(waiting).toEqual([['Seven'], ['Seven']]);
    expect(service.log.map((event) => [event.kind, 'text' in event && event.text])).toEqual([
      ['message', 'Six'],
      ['edit', 'Seven'],
    ]);
    expect(shown(first)).toEqual(['Seven']);
  });

  test('[R4] what one writes goes behind what another tab wrote before, whatever the time of the server is to each', async () => {
    const { time, open, service } = setUp();
    service.aheadMs = 60_000;
    const first = open();
    await time.pass(100);
    service.aheadMs = 0;
    const second = open();
    await time.pass(100);
    service.cut();

    first.chat.send(ROOM, 'One');
    await time.pass(0);
    second.chat.send(ROOM, 'Two');
    await time.pass(5_000);

    expect(shown(second)).toEqual(['One', 'Two']);
  });

  test('[R4] what is acknowledged while a tab loads the outbox does not wait there for ever', async () => {
    const { time, open, service, first } = await twoTabs();
    first.chat.send(ROOM, 'Just in time');
    first.tab.hang();
    await time.pass(100);

    first.tab.goOn();
    const third = open();
    await time.pass(1_000);

    expect(service.log).toHaveLength(1);
    expect([pending(first), pending(third)]).toEqual([[], []]);
  });

  test('a leader that falls silent is robbed within 1.75 s, and follows when it goes on', async () => {
    const { time, browser, service, first, second } = await twoTabs();

    first.tab.hang();
    await time.pass(1_750);
    const robbed = browser.leader;
    service.say('ben', 'Where are you?');
    first.tab.goOn();
    await time.pass(1_000);

    expect(robbed).toBe(second.tab);
    expect(browser.leader).toBe(second.tab);
    expect(service.sockets.size).toBe(1);
    expect([shown(first), shown(second)]).toEqual([['Where are you?'], ['Where are you?']]);
  });

  test('a tab that slept itself robs nobody', async () => {
    const { time, browser, first, second } = await twoTabs();

    second.tab.hang();
    await time.pass(60_000);
    second.tab.goOn();
    await time.pass(10_000);

    expect(browser.leader).toBe(first.tab);
  });

  test('a leader in the background keeps time as long as another tab is awake', async () => {
    const { time, browser, service, first, second } = await twoTabs();
    first.tab.drowsy = true;

    service.cut();
    service.say('ben', 'Still there?');
    await time.pass(2_000);

    expect(browser.leader).toBe(first.tab);
    expect(shown(second)).toEqual(['Still there?']);
  });

  test('followers cost nothing while nothing happens: no request, no frame', async () => {
    const { time, service } = await twoTabs();
    const before = service.sessions;

    await time.pass(60_000);

    expect(service.sessions).toBe(before);
  });

  test('[R4] lose, double and reorder nothing, whatever becomes of them', async () => {
    const which = fc.nat(7);
    const step: fc.Arbitrary<Step> = fc.oneof(
      { weight: 2, arbitrary: fc.record({ act: fc.constant('open' as const) }) },
      { weight: 6, arbitrary: fc.record({ act: fc.constant('send' as const), which }) },
      { weight: 3, arbitrary: fc.record({ act: fc.constant('edit' as const), which }) },
      { weight: 2, arbitrary: fc.record({ act: fc.constant('say' as const) }) },
      { weight: 6, arbitrary: fc.record({ act: fc.constantFrom(...deeds), which }) },
      { weight: 6, arbitrary: fc.record({ act: fc.constant('pass' as const), ms: fc.constantFrom(0, 3, 12, 200, 2_000) }) },
    );

    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const { time, browser, service, open, crash } = setUp();
        let tabs: Opened[] = [open()];
        const hung = new Set<FakeTab>();
        const written = new Map<Opened, string[]>();
        let count = 0;
        const edit = ({ tab, chat }: Opened) => {
          const last = chat.getState().rooms[ROOM]?.pending.at(-1);
          if (tab.state === 'running' && last !== undefined) chat.editPending(ROOM, last.id, `ada ${count++} edited`);
        };
        const act = (tab: Opened, how: string) => {
          if (how === 'close') void tab.chat.stop();
          if (how === 'close' || how === 'crash') {
            crash(tab);
            tabs = tabs.filter((other) => other !== tab);
          }
          if (how === 'freeze' && tab.tab.state === 'running') tab.tab.freeze();
          if (how === 'hang' && tab.tab.state === 'running') {
            hung.add(tab.tab);
            tab.tab.hang();
          }
          if (how === 'go on' && tab.tab.state === 'stopped') tab.tab.goOn();
          if (how === 'cut') service.cut();
        };
        for (const each of steps) {
          if (each.act === 'open' && tabs.length < 4) tabs.push(open());
          else if (each.act === 'say') service.say('ben', `ben ${count++}`);
          else if (each.act === 'pass') await time.pass(each.ms);
          else if ('which' in each) {
            const tab = tabs[each.which % Math.max(1, tabs.length)];
            if (tab === undefined) continue;
            if (each.act === 'edit') edit(tab);
            else if (each.act !== 'send') act(tab, each.act);
            else if (tab.tab.state === 'running') {
              written.set(tab, [...(written.get(tab) ?? []), tab.chat.send(ROOM, `ada ${count++}`)]);
            }
          }
        }
        const edits = [...browser.stored.values()].flatMap((item) => item.edit?.id ?? []);
        const kept = new Set([...browser.stored.keys(), ...edits, ...service.log.map(({ id }) => id)]);
        for (const { tab } of tabs) if (tab.state === 'stopped') tab.goOn();
        tabs.push(open());
        await time.pass(90_000);

        const ids = service.log.map(({ id }) => id);
        expect(new Set(ids).size).toBe(ids.length);
        expect([...kept].filter((id) => !ids.includes(id))).toEqual([]);
        for (const order of written.values())
          expect(ids.filter((id) => order.includes(id))).toEqual(order.filter((id) => ids.includes(id)));
        expect([...browser.stored.keys()]).toEqual([]);
        expect(service.sent.filter(({ tab, leading }) => !leading && !hung.has(tab))).toEqual([]);
        expect(leaders(tabs, browser)).toHaveLength(1);
        expect(service.sockets.size).toBe(1);
        for (const tab of tabs) {
          const { window, cursor, changes } = roomOf(tab);
          const messages = messagesOf(service.log);
          expect(window.items.map(({ seq, text }) => [seq, text])).toEqual(
            messages.map(({ seq, text }) => [seq, text]).slice(messages.length - window.items.length),
          );
          expect(cursor).toBe(service.log.length);
          expect([pending(tab), changes]).toEqual([[], []]);
        }
        await Promise.all(tabs.map(({ chat }) => chat.stop()));
      }),
      { numRuns: 100, examples: FOUND.map((steps) => [steps]) },
    );
  });
});
