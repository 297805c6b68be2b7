import * as fc from 'fast-check';
import { WebSocket } from 'ws';
import {
  type Chat,
  type ChatOptions,
  type ChatState,
  createChat,
  createMemoryStorage,
  type OutboxStorage,
  type RoomState,
  realTimers,
  SignedOutError,
  shownMessages,
} from '../../../client/index.ts';
import { reduce } from '../../../client/reduce.ts';
import { FakeServer } from '../../support/fake-server.ts';
import { MemoryKept } from '../../support/memory-kept.ts';
import { messagesOf } from '../../support/room-log.ts';

/** Plain sockets: compression would only slow the tests down. */
class PlainSocket extends WebSocket {
  constructor(url: string) {
    super(url, { perMessageDeflate: false });
  }
}

/** How long a peer may take to answer is real time: a busy machine would look like a dead one. */
const isPatience = (ms: number): boolean => ms >= 10_000 || (ms >= 2_000 && ms <= 3_000);

/** Time thirty times as fast, so that back-offs and graces take milliseconds; a minute of silence is out of a test's reach all the same. */
const fastTimers = { after: (ms: number, callback: () => void) => realTimers.after(isPatience(ms) ? ms : ms / 30, callback) };

let server: FakeServer;
let chats: Chat[] = [];

beforeEach(async () => {
  server = await new FakeServer().listen();
});
afterEach(async () => {
  await Promise.all(chats.map((chat) => chat.stop()));
  chats = [];
  await server.close();
});

const chatOf = (userId: string, storage: OutboxStorage = createMemoryStorage(), clock = Date.now, kept = new MemoryKept()): Chat => {
  const tokens = { accessToken: async () => FakeServer.token(userId), reject() {}, signOut: async () => {}, signedOut: false };
  const deployment = { httpUrl: server.httpUrl };
  const chat = createChat({ deployment, tokens, storage, clock, kept, timers: fastTimers, WebSocket: PlainSocket });
  chats.push(chat);
  return chat;
};

/** Resolves when the state is as wanted. */
const until = (chat: Chat, wanted: (state: ChatState) => boolean): Promise<void> =>
  new Promise((resolve) => {
    const look = () => {
      if (!wanted(chat.getState())) return;
      stop();
      resolve();
    };
    const stop = chat.subscribe(look);
    look();
  });

/** Resolves when the server is as wanted. */
const eventually = async (wanted: () => boolean): Promise<void> => {
  while (!wanted()) await new Promise<void>((resolve) => setImmediate(resolve));
};

const online = async (chat: Chat): Promise<Chat> => {
  chat.start();
  await until(chat, (state) => state.connection.status === 'online');
  return chat;
};

const roomOf = (chat: Chat, roomId = 'room_1'): RoomState => {
  const room = chat.getState().rooms[roomId];
  if (room === undefined) throw new Error(`${roomId} is not known`);
  return room;
};

const open = async (chat: Chat, roomId = 'room_1') => {
  chat.openRoom(roomId);
  await until(chat, () => roomOf(chat, roomId).loading === 'none');
};

const textsOf = (chat: Chat, roomId = 'room_1') =>
  shownMessages(roomOf(chat, roomId)).map((message) => (message.deletedAt === undefined ? message.text : '(deleted)'));
const shows = (chat: Chat, ...texts: string[]) => until(chat, () => textsOf(chat).join() === texts.join());
const settled = (chat: Chat) =>
  until(chat, (state) => Object.values(state.rooms).every((room) => room.pending.length === 0 && room.cursor === room.head));

describe('a chat', () => {
  test("[H1] [H10] shows my rooms, what is unread, and a room's messages around the divider", async () => {
    server.addRoom('room_1', ['ann', 'bob']);
    for (let count = 1; count <= 3; count += 1) server.say('room_1', 'bob', `text ${count}`);
    server.room('room_1').members.set('ann', { roomId: 'room_1', userId: 'ann', role: 'member', joinedAt: 1, readSeq: 1 });
    const ann = await online(chatOf('ann'));
    const unread = roomOf(ann).unread;
    await open(ann);

    expect(ann.getState()).toMatchObject({ ready: true, me: { userId: 'ann' } });
    expect(unread).toBe(2);
    expect(textsOf(ann)).toEqual(['text 1', 'text 2', 'text 3']);
    expect(roomOf(ann).dividerSeq).toBe(1);
  });

  test('[C1] [S1] [R2] a message is pending at once, and in its place with the ack', async () => {
    server.addRoom('room_1', ['ann', 'bob']);
    const [ann, bob] = [await online(chatOf('ann')), await online(chatOf('bob'))];
    await Promise.all([open(ann), open(bob)]);
    const id = ann.send('room_1', '  hello  ');
    const pending = roomOf(ann).pending;
    await Promise.all([shows(ann, 'hello'), shows(bob, 'hello')]);

    expect(pending).toMatchObject([{ id, text: 'hello', status: 'waiting' }]);
    expect(roomOf(ann)).toMatchObject({ pending: [], cursor: 1, unread: 0 });
    expect(roomOf(bob)).toMatchObject({ unread: 1 });
  });

  test('[C21] a thread whose beginning was told before it is in the store shows as soon as it is', async () => {
    server.addRoom('room_1', ['ann', 'bob']);
    const ann = await online(chatOf('ann'));
    await open(ann);
    server.room('room_1').persistedTo = 0;
    const root = server.say('room_1', 'bob', 'Who comes?').seq;
    await shows(ann, 'Who comes?');
    const asked = () => server.requests.filter((request) => request === `GET /v1/rooms/room_1/threads/${root}`).length;

    ann.openThread('room_1', root);
    await eventually(() => asked() > 2);
    const meanwhile = roomOf(ann).thread;
    server.room('room_1').persistedTo = root;
    await until(ann, () => roomOf(ann).thread?.items.length === 1);

    expect(meanwhile).toEqual({ root, items: [], more: false, loading: true });
    expect(roomOf(ann).thread).toMatchObject({ loading: false, items: [{ text: 'Who comes?' }] });
  });

  test('[C21] where there is no message, there is no thread in the end', async () => {
    server.addRoom('room_1', ['ann', 'bob']);
    server.burn('room_1');
    const ann = await online(chatOf('ann'));
    await open(ann);

    ann.openThread('room_1', 1);
    await until(ann, () => roomOf(ann).thread?.loading === false);
    ann.openThread('room_1', 2);
    await until(ann, () => roomOf(ann).thread?.loading === false);

    const asked = (root: number) => server.requests.filter((request) => request.endsWith(`/threads/${root}`)).length;
    expect(roomOf(ann).thread?.error).toBeDefined();
    // What lies above the log is known not to be there.
    expect([asked(1), asked(2)]).toEqual([15, 1]);
  });

  test('[R4] what is written without a connection leaves in order when there is one, even after a reload', async () => {
    server.addRoom('room_1', ['ann']);
    const storage = createMemoryStorage();
    const before = chatOf('ann', storage);
    before.send('room_1', 'one');
    before.send('room_1', 'two');
    await before.stop();
    const ann = chatOf('ann', storage);
    ann.send('room_1', 'three');
    await online(ann);
    await open(ann);
    await shows(ann, 'one', 'two', 'three');
    await ann.stop();

    expect(await storage.load()).toEqual([]);
  });

  test('[R4] [S1] a message whose ack was lost with the socket is shown once, everywhere', async () => {
    server.addRoom('room_1', ['ann', 'bob']);
    const [ann, bob] = [await online(chatOf('ann')), await online(chatOf('bob'))];
    await Promise.all([open(ann), open(bob)]);
    let losing = true;
    server.fate = () => {
      if (!losing) return 'serve';
      losing = false;
      setImmediate(() => server.cut('ann'));
      return 'lose-ack';
    };
    ann.send('room_1', 'once');
    ann.send('room_1', 'then');
    await Promise.all([shows(ann, 'once', 'then'), shows(bob, 'once', 'then')]);
    await settled(ann);

    expect(server.room('room_1').log).toHaveLength(2);
  });

  test('[R3] what happened during an absence is caught up, edits and deletions included', async () => {
    server.addRoom('room_1', ['ann', 'bob']);
    server.say('room_1', 'bob', 'one');
    server.say('room_1', 'bob', 'two');
    const ann = await online(chatOf('ann'));
    await open(ann);
    server.copies = () => 0;
    server.append('room_1', 'bob', { kind: 'edit', target: 1, text: 'one, edited' });
    server.append('room_1', 'bob', { kind: 'delete', target: 2 });
    server.burn('room_1');
    server.say('room_1', 'bob', 'three');
    server.cut('ann');
    await shows(ann, 'one, edited', '(deleted)', 'three');

    expect(roomOf(ann)).toMatchObject({ cursor: 6, head: 6, waiting: new Map() });
  });

  test('[R3] an event lost on the way is fetched as soon as a later one shows it', async () => {
    server.addRoom('room_1', ['ann', 'bob']);
    const ann = await online(chatOf('ann'));
    await open(ann);
    server.copies = (event) => (event.seq === 1 ? 0 : 2);
    server.say('room_1', 'bob', 'lost');
    server.say('room_1', 'bob', 'found');
    await shows(ann, 'lost', 'found');
  });

  test('[S4] void seqs and events of unknown kinds do not stall a room', async () => {
    server.addRoom('room_1', ['ann', 'bob']);
    const ann = await online(chatOf('ann'));
    await open(ann);
    const entry = { roomId: 'room_1', id: 'x', senderId: 'bob', sentAt: 1 };
    server.tell('ann', { type: 'event', ...entry, seq: 3, kind: 'message', text: 'after' });
    server.tell('ann', { type: 'void', roomId: 'room_1', seqs: [1] });
    server.tell('ann', { type: 'from-the-future' });
    server.tell('ann', { type: 'event', ...entry, seq: 2, kind: 'hologram' });
    await shows(ann, 'after');

    expect(roomOf(ann).cursor).toBe(3);
  });

  test('[C2] an edit shows at once, and is taken back if the server refuses', async () => {
    server.addRoom('room_1', ['ann', 'bob']);
    const ann = await online(chatOf('ann'));
    await open(ann);
    ann.send('room_1', 'mine');
    await shows(ann, 'mine');
    ann.edit('room_1', 1, 'changed');
    const atOnce = textsOf(ann);
    await settled(ann);
    await until(ann, () => roomOf(ann).changes.length === 0);
    const accepted = textsOf(ann);
    server.fate = () => ({ code: 'forbidden' });
    ann.remove('room_1', 1);
    const removed = textsOf(ann);
    await shows(ann, 'changed');

    expect([atOnce, accepted, removed]).toEqual([['changed'], ['changed'], ['(deleted)']]);
  });

  test('[C2] a change that is refused is told, and waits nowhere', async () => {
    server.addRoom('room_1', ['ann', 'bob']);
    const storage = createMemoryStorage();
    const told: [string, string][] = [];
    const tokens = { accessToken: async () => FakeServer.token('ann'), reject() {}, signOut: async () => {}, signedOut: false };
    const refused: ChatOptions['refused'] = ({ action }, { code }) => told.push([action, code]);
    const ann = createChat({ deployment: server, tokens, storage, refused, timers: fastTimers, WebSocket: PlainSocket });
    chats.push(ann);
    await open(await online(ann));
    ann.send('room_1', 'mine');
    await shows(ann, 'mine');

    ann.edit('room_1', 1, '🙂'.repeat(9_000));
    server.fate = () => ({ code: 'forbidden' });
    ann.edit('room_1', 1, 'changed');
    ann.react('room_1', 1, '👍', true);
    await until(ann, () => told.length === 3);
    await ann.stop();

    expect(told).toEqual([
      ['edit', 'too_large'],
      ['edit', 'forbidden'],
      ['react', 'forbidden'],
    ]);
    expect(roomOf(ann).changes).toEqual([]);
    expect(await storage.load()).toEqual([]);
  });

  test('[R4] a message that is edited before it is sent shows so at once, and everywhere when it is, even after a reload', async () => {
    server.addRoom('room_1', ['ann', 'bob']);
    const bob = await online(chatOf('bob'));
    await open(bob);
    const storage = createMemoryStorage();
    const before = await online(chatOf('ann', storage));
    server.fate = () => 'lose';
    const id = before.send('room_1', 'See you at six');
    before.editPending('room_1', id, ' See you at seven ');
    before.editPending('room_1', id, '  ');
    const atOnce = roomOf(before).pending.map(({ text }) => text);
    before.send('room_1', 'and bring him');
    await before.stop();
    server.fate = () => 'serve';
    const ann = await online(chatOf('ann', storage));
    await Promise.all([open(ann), ...[ann, bob].map((chat) => shows(chat, 'See you at seven', 'and bring him'))]);
    await until(ann, () => roomOf(ann).changes.length === 0);
    await ann.stop();

    expect(atOnce).toEqual(['See you at seven']);
    expect(server.room('room_1').log.filter((entry) => entry.kind === 'edit')).toHaveLength(1);
    expect(await storage.load()).toEqual([]);
  });

  test('[C2] what is edited when it has been sent, before its turn in the log, is edited too', async () => {
    server.addRoom('room_1', ['ann', 'bob']);
    const ann = await online(chatOf('ann'));
    await open(ann);
    server.room('room_1').persistedTo = 0;
    server.copies = () => 0;
    server.say('room_1', 'bob', 'first');
    const id = ann.send('room_1', 'second');
    await until(ann, () => roomOf(ann).pending[0]?.status === 'sent');
    ann.editPending('room_1', id, 'third');
    server.room('room_1').persistedTo = 3;
    await shows(ann, 'first', 'third');
    ann.editPending('room_1', id, 'fourth');
    await shows(ann, 'first', 'fourth');

    expect(roomOf(ann).pending).toEqual([]);
  });

  test('[C2] a reaction appears for everyone and goes again', async () => {
    server.addRoom('room_1', ['ann', 'bob']);
    const [ann, bob] = [await online(chatOf('ann')), await online(chatOf('bob'))];
    await Promise.all([open(ann), open(bob)]);
    ann.send('room_1', 'hi');
    await shows(bob, 'hi');
    const reactions = () =>
      [ann, bob].map((chat) =>
        roomOf(chat)
          .window.items[0]?.reactions?.map(({ userIds }) => userIds.join())
          .join(),
      );
    bob.react('room_1', 1, '👍', true);
    await Promise.all([ann, bob].map((chat) => until(chat, () => roomOf(chat).cursor === 2)));
    const on = reactions();
    bob.react('room_1', 1, '👍', false);
    await Promise.all([ann, bob].map((chat) => until(chat, () => roomOf(chat).cursor === 3)));

    expect([on, reactions()]).toEqual([
      ['bob', 'bob'],
      [undefined, undefined],
    ]);
  });

  test('[R7] a refused message is visible as failed, can be sent again, and can be thrown away', async () => {
    server.addRoom('room_1', ['ann']);
    const ann = await online(chatOf('ann'));
    await open(ann);
    server.fate = () => ({ code: 'forbidden' });
    const [first, second] = [ann.send('room_1', 'one'), ann.send('room_1', 'two')];
    await until(ann, () => roomOf(ann).pending.every((message) => message.status === 'failed'));
    const errors = roomOf(ann).pending.map((message) => message.error?.code);
    server.fate = () => 'serve';
    ann.discard('room_1', second);
    ann.retry('room_1', first);
    await shows(ann, 'one');

    expect(errors).toEqual(['forbidden', 'forbidden']);
    expect(roomOf(ann).pending).toEqual([]);
  });

  test('[R5] a message that could never be sent fails without a request', async () => {
    server.addRoom('room_1', ['ann']);
    const ann = await online(chatOf('ann'));
    ann.send('room_1', '   ');
    ann.send('room_1', '🙂'.repeat(9_000));

    expect(roomOf(ann).pending.map((message) => message.error?.code)).toEqual(['bad_request', 'too_large']);
    expect(server.frames).toEqual([]);
  });

  test('[C3] [S4] reading clears the count on every device, and is told again if a socket swallowed it', async () => {
    server.addRoom('room_1', ['ann', 'bob']);
    for (const text of ['one', 'two', 'three']) server.say('room_1', 'bob', text);
    const [phone, laptop] = [await online(chatOf('ann')), await online(chatOf('ann'))];
    phone.markRead('room_1', 2);
    await until(laptop, () => roomOf(laptop).unread === 1);
    server.cut();
    phone.markRead('room_1', 99);
    await eventually(() => server.room('room_1').members.get('ann')?.readSeq === 3);

    expect(roomOf(phone)).toMatchObject({ unread: 0, membership: { readSeq: 3 } });
    phone.markRead('room_1', 1);
    expect(roomOf(phone).membership.readSeq).toBe(3);
  });

  test('[H11] a mark set elsewhere between the session and the socket is heard of all the same', async () => {
    server.addRoom('room_1', ['ann', 'bob']);
    for (const text of ['one', 'two', 'three']) server.say('room_1', 'bob', text);
    server.refuse = (_, path) => {
      const mark = server.room('room_1').members.get('ann');
      if (path.endsWith('/events') && mark !== undefined) mark.readSeq = 2;
      return undefined;
    };
    const ann = await online(chatOf('ann'));
    await until(ann, () => roomOf(ann).unread === 1);

    expect(roomOf(ann).membership.readSeq).toBe(2);
  });

  test.each([
    ['half a minute later', 30_000],
    ['whose clock has been set back', -3_600_000],
  ])('[R3] whoever comes back to the page, %s, sees an event that was lost at the very end', async (_, later) => {
    server.addRoom('room_1', ['ann', 'bob']);
    let now = 1_000_000;
    const ann = await online(chatOf('ann', createMemoryStorage(), () => now));
    await open(ann);
    await settled(ann);
    await eventually(() => server.requests.includes('POST /v1/events'));
    server.copies = () => 0;
    server.say('room_1', 'bob', 'lost');
    now += later;
    ann.wake();
    await shows(ann, 'lost');

    expect(roomOf(ann).cursor).toBe(1);
  });

  test('[S4] [H11] whoever comes back to the page sees a room that they were added to unheard of', async () => {
    let now = Date.now();
    const ann = await online(chatOf('ann', createMemoryStorage(), () => now));
    await eventually(() => server.requests.includes('POST /v1/events'));
    const { members } = server.addRoom('room_1', ['bob']);
    members.set('ann', { roomId: 'room_1', userId: 'ann', role: 'member', joinedAt: Date.now(), readSeq: 0 });
    now += 30_000;
    ann.wake();
    await until(ann, (state) => state.rooms.room_1 !== undefined);

    expect(server.requests.filter((request) => request === 'POST /v1/events')).toHaveLength(2);
  });

  test('[C4] typing shows until the message comes, and is sent no more often than every 3 s', async () => {
    server.addRoom('room_1', ['ann', 'bob']);
    const ann = await online(chatOf('ann'));
    server.tell('ann', { type: 'typing', roomId: 'room_1', userId: 'bob', on: true });
    await until(ann, () => 'bob' in roomOf(ann).typing);
    server.say('room_1', 'bob', 'done');
    await until(ann, () => !('bob' in roomOf(ann).typing));
    for (let press = 0; press < 5; press += 1) ann.setTyping('room_1', true);
    ann.setTyping('room_1', false);
    ann.setTyping('room_1', false);
    ann.send('room_1', 'flush');
    await settled(ann);

    expect(server.frames.map(({ frame }) => [frame.action, frame.on])).toEqual([
      ['typing', true],
      ['typing', false],
      ['send', undefined],
    ]);
  });

  test('[C4] a typing sign that nothing follows goes away by itself', async () => {
    server.addRoom('room_1', ['ann', 'bob']);
    let now = 1_000_000;
    const tokens = { accessToken: async () => FakeServer.token('ann'), reject() {}, signOut: async () => {}, signedOut: false };
    const ann = createChat({
      deployment: { httpUrl: server.httpUrl },
      tokens,
      timers: fastTimers,
      clock: () => now,
      WebSocket: PlainSocket,
    });
    chats.push(ann);
    await online(ann);
    server.tell('ann', { type: 'typing', roomId: 'room_1', userId: 'bob', on: true });
    await until(ann, () => 'bob' in roomOf(ann).typing);
    now += 6_000;
    await until(ann, () => !('bob' in roomOf(ann).typing));
  });

  test('[S63] who listens is told of what is reported, until they do so no more', async () => {
    server.addRoom('room_1', ['ann', 'bob']);
    const ann = await online(chatOf('ann'));
    const [heard, heardFirst]: [unknown[], unknown[]] = [[], []];
    const report = (change: string) => ({ type: 'reports', roomId: 'room_1', change });
    const end = ann.onReports((frame) => heardFirst.push(frame));
    ann.onReports((frame) => heard.push(frame));
    await open(ann);
    server.tell('ann', report('reported'));
    server.say('room_1', 'bob', 'first');
    await shows(ann, 'first');
    end();
    server.tell('ann', report('closed'));
    server.say('room_1', 'bob', 'second');
    await shows(ann, 'first', 'second');

    expect([heard, heardFirst]).toEqual([[report('reported'), report('closed')], [report('reported')]]);
  });

  test('[S4] [R8] a room appears when I am added, goes when I am removed, and comes back', async () => {
    const ann = await online(chatOf('ann'));
    server.addRoom('room_1', ['ann', 'bob']);
    server.say('room_1', 'bob', 'welcome');
    server.tell('ann', { type: 'room', roomId: 'room_1', change: 'added' });
    await until(ann, (state) => state.rooms.room_1 !== undefined);
    const unread = roomOf(ann).unread;
    server.tell('ann', { type: 'room', roomId: 'room_1', change: 'removed' });
    await until(ann, (state) => state.rooms.room_1 === undefined);
    // Within the time in which nothing is asked twice: somebody has thought better of it.
    server.tell('ann', { type: 'room', roomId: 'room_1', change: 'added' });
    await until(ann, (state) => state.rooms.room_1 !== undefined);

    expect(unread).toBe(1);
  });

  test('[S4] [R8] rooms gained or lost unheard of are noticed by what follows', async () => {
    server.addRoom('room_1', ['ann', 'bob']);
    const ann = await online(chatOf('ann'));
    server.addRoom('room_2', ['ann', 'bob']);
    server.say('room_2', 'bob', 'surprise');
    await until(ann, (state) => state.rooms.room_2?.unread === 1);
    server.room('room_1').members.delete('ann');
    server.cut('ann');
    await until(ann, (state) => state.rooms.room_1 === undefined);
  });

  test.each([[[]], [['room_1']]])(
    '[S4] [H11] a room that I am added to between the session and the socket shows at once, being in %j',
    async (rooms) => {
      for (const roomId of rooms) server.addRoom(roomId, ['ann', 'bob']);
      server.refuse = (_, path) => {
        if (path !== '/v1/events' || server.rooms.has('room_2')) return undefined;
        const { members } = server.addRoom('room_2', ['bob']);
        members.set('ann', { roomId: 'room_2', userId: 'ann', role: 'member', joinedAt: Date.now(), readSeq: 0 });
        return undefined;
      };
      const ann = await online(chatOf('ann'));
      await until(ann, (state) => state.rooms.room_2 !== undefined);

      expect(Object.keys(ann.getState().rooms)).toEqual([...rooms, 'room_2']);
      expect(server.requests.filter((request) => request.endsWith('/session'))).toHaveLength(2);
    },
  );

  test.each(['public', 'private'] as const)(
    '[R8] [H11] a %s room that I am put out of between the session and the socket goes',
    async (kind) => {
      server.addRoom('room_1', ['ann', 'bob']);
      server.addRoom('room_2', ['ann', 'bob'], kind);
      server.refuse = (_, path) => {
        if (path === '/v1/events') server.room('room_2').members.delete('ann');
        return undefined;
      };
      const ann = await online(chatOf('ann'));
      await until(ann, (state) => state.rooms.room_2 === undefined);

      expect(Object.keys(ann.getState().rooms)).toEqual(['room_1']);
    },
  );

  test('[H4] [H6] rooms are created, joined and left', async () => {
    server.addRoom('room_1', ['bob']);
    for (const text of ['one', 'two']) server.say('room_1', 'bob', text);
    const ann = await online(chatOf('ann'));
    const created = await ann.createRoom({ kind: 'public', name: 'Mine' });
    await ann.joinRoom('room_1');
    await open(ann);
    await until(ann, () => roomOf(ann).cursor === 3);
    const joined = { unread: roomOf(ann).unread, texts: textsOf(ann) };
    await ann.leaveRoom('room_1');

    expect(joined).toEqual({ unread: 0, texts: ['one', 'two'] });
    expect(Object.keys(ann.getState().rooms)).toEqual([created.roomId]);
    await expect(ann.joinRoom('room_none')).rejects.toMatchObject({ code: 'not_found' });
  });

  test('[H10] history pages both ways without a break', async () => {
    server.addRoom('room_1', ['ann', 'bob']);
    for (let count = 1; count <= 300; count += 1) server.say('room_1', 'bob', `${count}`);
    server.room('room_1').members.set('ann', { roomId: 'room_1', userId: 'ann', role: 'member', joinedAt: 1, readSeq: 150 });
    const ann = await online(chatOf('ann'));
    await open(ann);
    const first = roomOf(ann).window;
    await ann.loadOlder('room_1');
    await Promise.all([ann.loadNewer('room_1'), ann.loadNewer('room_1')]);
    const wide = roomOf(ann).window;
    await ann.jumpToLatest('room_1');
    const latest = roomOf(ann).window;
    await ann.jumpTo('room_1', 10);

    expect([first.from, first.to]).toEqual([126, 175]);
    expect([wide.from, wide.to, wide.items.length]).toEqual([76, 225, 150]);
    expect([latest.from, latest.to]).toEqual([251, 300]);
    expect(roomOf(ann).window).toMatchObject({ from: 1, to: 35 });
  });

  test.each([
    [0, 1],
    [60, 36],
    [150, 51],
    [300, 51],
  ])('[H1] [H10] a room in which much was said just now is shown, also to who has read to %i', async (readSeq, from) => {
    server.addRoom('room_1', ['ann', 'bob']);
    for (let count = 1; count <= 300; count += 1) server.say('room_1', 'bob', `${count}`);
    Object.assign(server.room('room_1'), { settledTo: 100 });
    server.room('room_1').members.set('ann', { roomId: 'room_1', userId: 'ann', role: 'member', joinedAt: 1, readSeq });
    const ann = chatOf('ann');
    ann.openRoom('room_1');
    ann.start();

    await until(
      ann,
      (state) => state.rooms.room_1?.cursor === 300 && roomOf(ann).window.items.length > 0 && roomOf(ann).loading === 'none',
    );

    expect(roomOf(ann)).toMatchObject({ unread: Math.min(100, 300 - readSeq), loading: 'none', window: { from } });
    await ann.jumpToLatest('room_1');
    expect(textsOf(ann).at(-1)).toBe('300');
  });

  test('a failed fetch is told, and the next one clears it', async () => {
    server.addRoom('room_1', ['ann']);
    server.say('room_1', 'ann', 'hi');
    const ann = await online(chatOf('ann'));
    server.refuse = (_method, path) => (path.endsWith('/messages') ? 403 : undefined);
    await open(ann);
    const failed = roomOf(ann).loadError;
    server.refuse = () => undefined;
    await ann.jumpToLatest('room_1');

    expect(failed).toEqual({ code: 'forbidden', message: 'refused: forbidden' });
    expect(roomOf(ann).loadError).toBeUndefined();
    expect(textsOf(ann)).toEqual(['hi']);
  });

  test('[R3] after a long absence a room starts anew instead of fetching everything', async () => {
    server.addRoom('room_1', ['ann', 'bob']);
    server.say('room_1', 'bob', 'old');
    const ann = await online(chatOf('ann'));
    await open(ann);
    server.copies = () => 0;
    for (let count = 1; count <= 1_500; count += 1) server.say('room_1', 'bob', `${count}`);
    const before = server.requests.length;
    server.cut('ann');
    await until(ann, () => textsOf(ann).at(-1) === '1500' || roomOf(ann).window.from > 1 || roomOf(ann).cursor === 1_501);
    await until(ann, () => roomOf(ann).cursor === 1_501 && roomOf(ann).loading === 'none');

    expect(roomOf(ann).unread).toBe(100);
    expect(server.requests.slice(before).filter((request) => request.includes('/events')).length).toBeLessThanOrEqual(1);
  });

  test('whoever reads further up stays there, whatever becomes of the socket meanwhile', async () => {
    server.addRoom('room_1', ['ann', 'bob']);
    for (let count = 1; count <= 200; count += 1) server.say('room_1', 'bob', `${count}`);
    const ann = await online(chatOf('ann'));
    await open(ann);
    await ann.jumpTo('room_1', 60);
    const before = roomOf(ann).window;
    server.copies = () => 0;
    for (let count = 1; count <= 1_500; count += 1) server.say('room_1', 'bob', 'more');
    server.append('room_1', 'bob', { kind: 'edit', target: 60, text: 'changed' });
    server.cut('ann');
    await until(ann, () => textsOf(ann).includes('changed'));
    const after = roomOf(ann);
    server.cut('ann');
    await until(ann, (state) => state.connection.status !== 'online');
    await until(ann, (state) => state.connection.status === 'online' && roomOf(ann).cursor === 1_701);
    await settled(ann);

    expect(before).toMatchObject({ from: 36, to: 85 });
    expect(after.window).toMatchObject({ from: 36, to: 85 });
    expect(after.cursor).toBe(1_701);
    expect(roomOf(ann).window).toEqual(after.window);
  });

  test('[H1] whoever has gone to the newest stays there, whatever else is unread, when a session comes or the socket is lost', async () => {
    server.addRoom('room_1', ['ann', 'bob']);
    for (let count = 1; count <= 200; count += 1) server.say('room_1', 'bob', `${count}`);
    const ann = await online(chatOf('ann'));
    await open(ann);
    await ann.jumpToLatest('room_1');
    const before = roomOf(ann).window;
    const isSession = (request: string) => request.endsWith('/session');
    const asked = server.requests.filter(isSession).length;
    server.cut('ann');
    await eventually(() => server.requests.filter(isSession).length > asked);
    await until(ann, (state) => state.connection.status === 'online');
    server.say('room_1', 'bob', '201');
    await until(ann, () => roomOf(ann).cursor === 201 && roomOf(ann).loading === 'none');

    expect(before).toMatchObject({ from: 151, to: 200 });
    expect(roomOf(ann).window).toMatchObject({ from: 151, to: 201 });
    expect(textsOf(ann).at(-1)).toBe('201');
  });

  test('[H1] a room that could not be opened without a network leads to what is unread when there is one', async () => {
    server.addRoom('room_1', ['ann', 'bob']);
    const ann = await online(chatOf('ann'));
    for (let count = 1; count <= 300; count += 1) server.say('room_1', 'bob', `${count}`);
    await until(ann, () => roomOf(ann).cursor === 300);
    server.refuse = (_method, path) => (path.endsWith('/messages') ? 403 : undefined);
    await open(ann);
    server.refuse = () => undefined;
    const failed = roomOf(ann);
    server.cut('ann');
    await until(ann, () => roomOf(ann).window.from === 1);

    expect(failed.window).toMatchObject({ to: 300 });
    expect(failed.window.from).toBeGreaterThan(1);
    expect(failed.loadError).toBeDefined();
    expect(roomOf(ann).window).toMatchObject({ from: 1, to: 50 });
  });

  test('[H3] people are fetched as they are seen, each once', async () => {
    server.addRoom('room_1', ['ann', 'bob', 'eve']);
    const ann = await online(chatOf('ann'));
    server.say('room_1', 'bob', 'one');
    server.say('room_1', 'bob', 'two');
    server.say('room_1', 'nobody', 'three');
    await until(ann, (state) => state.people.bob !== undefined);

    expect(ann.getState().people.bob).toEqual({ userId: 'bob', name: 'BOB', handle: 'bob', presence: 'offline' });
    expect(server.requests.filter((request) => request.startsWith('GET /v1/users/bob'))).toHaveLength(1);
    server.tell('ann', { type: 'presence', userId: 'bob', state: 'online' });
    await until(ann, (state) => state.people.bob?.presence === 'online');
  });

  test('[H51] whoever comes back asks who is here of the people on screen, and not for the list of members again', async () => {
    server.addRoom('room_1', ['ann', 'bob', 'eve']);
    await online(chatOf('bob'));
    const ann = await online(chatOf('ann'));
    ann.openRoom('room_1');
    await until(ann, (state) => state.people.bob?.presence === 'online' && state.people.eve?.presence === 'offline');
    const lists = () => server.requests.filter((request) => request.includes('/members')).length;
    const listed = lists();

    await online(chatOf('eve'));
    server.cut('ann');
    await until(ann, (state) => state.people.eve?.presence === 'online');

    expect(lists()).toBe(listed);
  });

  test('[S4] what is told of somebody while an older answer is on its way stands', async () => {
    server.addRoom('room_1', ['ann', 'bob', 'eve']);
    await online(chatOf('bob'));
    const tokens = { accessToken: async () => FakeServer.token('ann'), reject() {}, signOut: async () => {}, signedOut: false };
    const slow: typeof fetch = async (...request) => {
      const answer = await fetch(...request);
      if (String(request[0]).includes('/presence')) {
        server.tell('ann', { type: 'presence', userId: 'bob', state: 'offline' });
        await until(ann, (state) => state.people.bob?.presence === 'offline');
      }
      return answer;
    };
    const ann = createChat({ deployment: { httpUrl: server.httpUrl }, tokens, timers: fastTimers, WebSocket: PlainSocket, fetch: slow });
    chats.push(ann);
    await online(ann);
    ann.openRoom('room_1');
    await until(ann, (state) => state.people.bob?.presence === 'online' && state.people.eve?.presence === 'offline');

    await online(chatOf('eve'));
    server.cut('ann');
    // The answer is in: it alone tells of her.
    await until(ann, (state) => state.people.eve?.presence === 'online');

    expect(ann.getState().people.bob?.presence).toBe('offline');
  });

  /** A chat that is told where I keep room_1 while an answer is on its way that does not know of it. */
  const toldMeanwhile = (crosses: (url: string) => boolean): Chat => {
    const tokens = { accessToken: async () => FakeServer.token('ann'), reject() {}, signOut: async () => {}, signedOut: false };
    const slow: typeof fetch = async (...request) => {
      const answer = await fetch(...request);
      if (crosses(String(request[0]))) {
        server.tell('ann', { type: 'arranged', roomId: 'room_1', favourite: true, section: 'Work' });
        await until(ann, () => roomOf(ann).membership.favourite === true);
      }
      return answer;
    };
    const ann = createChat({ deployment: { httpUrl: server.httpUrl }, tokens, timers: fastTimers, WebSocket: PlainSocket, fetch: slow });
    chats.push(ann);
    return ann;
  };

  test('[H25] where I keep a room is not undone by an older page of its log', async () => {
    server.addRoom('room_1', ['ann']);
    server.copies = () => 0;
    server.say('room_1', 'ann', 'brought by the page');
    server.room('room_1').settledTo = 0;
    const ann = toldMeanwhile((url) => url.includes('/events'));
    await online(ann);
    await until(ann, () => roomOf(ann).cursor === 1);

    expect(roomOf(ann).membership).toMatchObject({ favourite: true, section: 'Work' });
  });

  test('[H25] where I keep a room is not undone by an older session', async () => {
    server.addRoom('room_1', ['ann']);
    let sessions = 0;
    const ann = toldMeanwhile((url) => {
      sessions += url.endsWith('/session') ? 1 : 0;
      return url.endsWith('/session') && sessions === 2;
    });
    await online(ann);

    // Of a room that is not known the session tells.
    server.addRoom('room_2', ['ann']);
    server.tell('ann', { type: 'room', roomId: 'room_2', change: 'added' });
    await until(ann, ({ rooms }) => rooms.room_2 !== undefined);

    expect(roomOf(ann).membership).toMatchObject({ favourite: true, section: 'Work' });
  });

  test('[S41] how I am seen is what my account says, not what a list of people says that is older', async () => {
    server.addRoom('room_1', ['ann', 'bob']);
    const ann = await online(chatOf('ann'));
    const { me } = ann.getState();
    server.tell('ann', { type: 'me', me: { ...me, availability: 'away' } });
    await until(ann, (state) => state.people.ann?.presence === 'away');

    const member = { userId: 'ann', name: 'Ann L.', handle: 'ann', role: 'member' as const, joinedAt: 1, presence: 'offline' as const };
    const after = reduce(ann.getState(), { type: 'people', people: [member] });

    expect(after.people.ann).toMatchObject({ name: 'Ann L.', presence: 'away' });
  });

  test('an ended sign-in ends the chat, and keeps what waits', async () => {
    const storage = createMemoryStorage();
    const tokens = { accessToken: () => Promise.reject(new SignedOutError()), reject() {}, signOut: async () => {}, signedOut: true };
    const ann = createChat({ deployment: { httpUrl: server.httpUrl }, tokens, storage, timers: fastTimers, WebSocket: PlainSocket });
    chats.push(ann);
    ann.start();
    ann.send('room_1', 'kept');
    await until(ann, (state) => state.connection.status === 'signed-out');
    await ann.stop();

    expect(await storage.load()).toHaveLength(1);
  });

  test('[R1] [R3] [R4] three people on bad lines see the same, everything once, in one order', async () => {
    const faults = fc.array(fc.constantFrom('serve', 'serve', 'lose-ack', 'lose', 'unavailable', 'rate_limited', 'cut', 'cut all'), {
      maxLength: 25,
    });
    await fc.assert(
      fc.asyncProperty(faults, fc.array(fc.integer({ min: 0, max: 2 }), { maxLength: 40 }), async (script, copies) => {
        const roomId = `room_${server.rooms.size + 1}`;
        server.addRoom(roomId, ['ann', 'bob', 'eve']);
        server.copies = () => copies.shift() ?? 1;
        server.fate = ({ roomId: target }, userId) => {
          if (target !== roomId) return 'serve';
          const fault = script.shift() ?? 'serve';
          if (fault === 'serve' || fault === 'lose-ack') return fault;
          if (fault === 'unavailable' || fault === 'rate_limited') return { code: fault, retryAfterMs: 10 };
          setImmediate(() => server.cut(fault === 'cut' ? userId : undefined));
          return fault === 'lose' ? 'lose' : 'lose-ack';
        };
        const people = await Promise.all(['ann', 'bob', 'eve'].map((userId) => online(chatOf(userId))));
        await Promise.all(people.map((chat) => open(chat, roomId)));
        const ids = [0, 1, 2, 3].flatMap((turn) => people.map((chat) => chat.send(roomId, `${turn}`)));
        const { log } = server.room(roomId);
        await Promise.all(people.map((chat) => until(chat, () => roomOf(chat, roomId).pending.length === 0)));
        // A frame lost at the very end shows only when something follows it.
        server.copies = () => 1;
        server.say(roomId, 'ann', 'last');
        await Promise.all(people.map((chat) => until(chat, () => roomOf(chat, roomId).cursor === log.length)));

        for (const chat of people) expect(roomOf(chat, roomId).window.items).toEqual(messagesOf(log));
        expect(log.filter((entry) => 'id' in entry && ids.includes(entry.id))).toHaveLength(ids.length);
        await Promise.all(people.map((chat) => chat.stop()));
      }),
      { numRuns: 25 },
    );
  }, 60_000);
});

describe('what the last run kept', () => {
  const again = (userId: string, kept: MemoryKept) => chatOf(userId, createMemoryStorage(), Date.now, kept);

  /** A run of Ann's that has shown the first messages of a room, and ended. */
  const shownBefore = async (messages = 3): Promise<MemoryKept> => {
    const kept = new MemoryKept();
    for (let count = 1; count <= messages; count += 1) server.say('room_1', 'bob', `text ${count}`);
    const before = await online(again('ann', kept));
    await open(before);
    before.markRead('room_1', messages, { looking: true });
    await until(before, () => roomOf(before).membership.readSeq === messages);
    await before.keep();
    await before.stop();
    return kept;
  };

  test('is shown without a network, with what waits to be sent, and read like any room', async () => {
    server.addRoom('room_1', ['ann', 'bob']);
    const kept = await shownBefore();
    const storage = createMemoryStorage();
    const command = { action: 'send', id: '01KAM0000000000000000000AA', roomId: 'room_1', text: 'hello' } as const;
    await storage.put({ id: command.id, command, createdAt: 1 });
    const after = chatOf('ann', storage, Date.now, kept);
    after.setNetwork(false);

    after.start();
    await until(after, (state) => state.rooms.room_1?.pending.length === 1);

    expect(textsOf(after)).toEqual(['text 1', 'text 2', 'text 3']);
    expect(after.getState()).toMatchObject({ ready: false, kept: true, me: { userId: 'ann' } });
    expect(roomOf(after)).toMatchObject({ unread: 0, loading: 'none' });
    expect(roomOf(after).kept).toBeUndefined();
  });

  test('[R3] is gone on from without a gap, and is then what a client sees that kept nothing', async () => {
    server.addRoom('room_1', ['ann', 'bob']);
    const kept = await shownBefore();
    server.append('room_1', 'bob', { kind: 'edit', target: 1, text: 'changed' });
    server.append('room_1', 'bob', { kind: 'delete', target: 2 });
    for (let count = 4; count <= 60; count += 1) server.say('room_1', 'bob', `text ${count}`);
    server.burn('room_1');
    const [after, fresh] = [await online(again('ann', kept)), await online(chatOf('ann'))];
    await Promise.all([settled(after), settled(fresh)]);

    const { unread, membership, cursor, tally, kept: mark } = roomOf(after);

    expect(textsOf(after)).toEqual(['changed', '(deleted)', 'text 3', ...Array.from({ length: 57 }, (_, index) => `text ${index + 4}`)]);
    expect({ unread, membership, cursor, mark }).toEqual({
      unread: roomOf(fresh).unread,
      membership: roomOf(fresh).membership,
      cursor: roomOf(fresh).cursor,
      mark: undefined,
    });
    expect(tally.seqs).toEqual(roomOf(fresh).tally.seqs);
    expect(server.requests.filter((request) => request.includes('/messages'))).toHaveLength(1);
  });

  test('is not read by being on screen before it is brought up to date, and then the divider stands before what is new', async () => {
    server.addRoom('room_1', ['ann', 'bob']);
    const kept = await shownBefore();
    for (let count = 4; count <= 6; count += 1) server.say('room_1', 'bob', `text ${count}`);
    const after = again('ann', kept);
    const stop = after.subscribe(() => {
      const { rooms, openRoomId } = after.getState();
      if (openRoomId === undefined && rooms.room_1 !== undefined) after.openRoom('room_1');
      const { kept: mark, cursor } = rooms.room_1 ?? {};
      if (mark !== undefined) after.markRead('room_1', cursor ?? 0, { looking: true });
    });

    await online(after);
    await until(after, () => roomOf(after).kept === undefined);
    stop();

    expect(roomOf(after)).toMatchObject({ unread: 3, dividerSeq: 3, membership: { readSeq: 3 } });
    expect(textsOf(after)).toHaveLength(6);
  });

  test('of rooms that were not open is their names, until the session tells of them', async () => {
    server.addRoom('room_1', ['ann', 'bob']);
    server.addRoom('room_2', ['ann', 'bob']);
    const kept = await shownBefore();
    server.say('room_2', 'bob', 'news');
    const after = again('ann', kept);
    after.setNetwork(false);
    after.start();
    await until(after, (state) => state.kept === true);
    const outline = roomOf(after, 'room_2');

    after.setNetwork(true);
    await until(after, (state) => state.connection.status === 'online');
    await open(after, 'room_2');

    expect(outline).toMatchObject({ kept: 'outline', room: { name: 'room_2' }, unread: 0 });
    expect(roomOf(after, 'room_2').kept).toBeUndefined();
    expect([roomOf(after, 'room_2').unread, textsOf(after, 'room_2')]).toEqual([1, ['news']]);
  });

  test('what one sees of a room before the session has come stays in sight, and goes on', async () => {
    server.addRoom('room_1', ['ann', 'bob']);
    server.addRoom('room_2', ['ann', 'bob']);
    server.say('room_2', 'bob', 'long ago');
    const kept = await shownBefore();
    server.say('room_2', 'bob', 'news');
    server.refuse = (_, path) => (path.endsWith('/session') ? 503 : undefined);
    const after = again('ann', kept);
    after.start();
    await until(after, (state) => state.kept === true);
    after.openRoom('room_2');
    await until(after, () => textsOf(after, 'room_2').length > 0);
    const seen: number[] = [];
    after.subscribe(() => seen.push(textsOf(after, 'room_2').length));

    server.refuse = () => undefined;
    await until(after, (state) => state.kept === undefined && roomOf(after, 'room_2').kept === undefined);

    expect(textsOf(after, 'room_2')).toEqual(['long ago', 'news']);
    expect(Math.min(...seen)).toBeGreaterThan(0);
  });

  test('[R3] what was told of a room, and is in no page of its history yet, is shown when it is, and counted once', async () => {
    server.addRoom('room_1', ['ann', 'bob']);
    server.addRoom('room_2', ['ann', 'bob']).persistedTo = 0;
    const kept = new MemoryKept();
    const before = await online(again('ann', kept));
    server.say('room_2', 'bob', 'news');
    await until(before, () => roomOf(before, 'room_2').unread === 1);
    await before.keep();
    await before.stop();
    server.refuse = (_, path) => (path.endsWith('/session') ? 503 : undefined);
    const after = again('ann', kept);
    after.start();
    await until(after, (state) => state.kept === true);
    const unread = [roomOf(after, 'room_2').unread];
    await open(after, 'room_2');
    server.refuse = () => undefined;
    await until(after, (state) => state.connection.status === 'online');
    await until(after, () => roomOf(after, 'room_2').loading === 'none');

    server.room('room_2').persistedTo = 1;
    await until(after, () => textsOf(after, 'room_2').join() === 'news');
    unread.push(roomOf(after, 'room_2').unread);

    expect(unread).toEqual([1, 1]);
  });

  test('[C21] a thread that was opened before the session has come stays open, and is fetched again', async () => {
    server.addRoom('room_1', ['ann', 'bob']);
    server.addRoom('room_2', ['ann', 'bob']);
    const kept = await shownBefore();
    const root = server.say('room_2', 'bob', 'news').seq;
    const after = again('ann', kept);
    after.setNetwork(false);
    after.start();
    await until(after, (state) => state.kept === true);
    after.openRoom('room_2');
    after.openThread('room_2', root);
    await until(after, () => roomOf(after, 'room_2').thread?.loading === false);
    const asked = () => server.requests.filter((request) => request === `GET /v1/rooms/room_2/threads/${root}`).length;
    const before = asked();

    after.setNetwork(true);
    await until(after, (state) => state.connection.status === 'online');
    await eventually(() => asked() > before);

    expect(roomOf(after, 'room_2').thread).toMatchObject({ root });
  });

  test('ends with the room, and with the account', async () => {
    server.addRoom('room_1', ['ann', 'bob', 'cem']);
    server.addRoom('room_2', ['ann', 'bob']);
    const kept = await shownBefore();
    server.room('room_1').members.delete('ann');
    const after = await online(again('ann', kept));
    // An account that somebody else has under the same address.
    const stranger = await online(again('cem', kept));

    expect(Object.keys(after.getState().rooms)).toEqual(['room_2']);
    expect(roomOf(stranger)).toMatchObject({ membership: { userId: 'cem' }, window: { items: [] } });
  });

  test('from before the server was set back gives way', async () => {
    server.addRoom('room_1', ['ann', 'bob']);
    const kept = await shownBefore();
    server.addRoom('room_1', ['ann', 'bob']);
    server.say('room_1', 'bob', 'anew');
    const after = await online(again('ann', kept));
    await open(after);

    expect(textsOf(after)).toEqual(['anew']);
  });

  test('people are fetched again when they show', async () => {
    server.addRoom('room_1', ['ann', 'bob']);
    const kept = await shownBefore();
    const before = server.requests.length;
    const after = await online(again('ann', kept));
    after.openRoom('room_1');
    await until(after, (state) => state.people.bob !== undefined && state.people.bob.kept === undefined);

    expect(server.requests.slice(before).some((request) => request === 'GET /v1/users/bob' || request.includes('/members'))).toBe(true);
  });
});
