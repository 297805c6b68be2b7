import type { Draft } from '@parley/protocol';
import { type Drafts, openDrafts } from '../../../web/src/session/drafts.ts';

const ROOM = 'room_1';

/** What a browser keeps: enough of it for one account. */
class MemoryStorage implements Storage {
  [name: string]: unknown;
  getItem(key: string) {
    return Object.hasOwn(this, key) ? String(this[key]) : null;
  }
  setItem(key: string, value: string) {
    this[key] = value;
  }
  removeItem(key: string) {
    delete this[key];
  }
  clear() {
    for (const key of Object.keys(this)) delete this[key];
  }
  key(index: number) {
    return Object.keys(this)[index] ?? null;
  }
  get length() {
    return Object.keys(this).length;
  }
}

let server: Map<string, string>;
/** When what the server has came there. */
let cameAt: number;
let serverTime: () => number;
let calls: string[];
let reachable: boolean;
const opened: Drafts[] = [];

const answer = async <T>(call: string, change: () => T): Promise<T> => {
  calls.push(call);
  if (!reachable) throw new Error('offline');
  return change();
};

const api = {
  drafts: () => answer('list', () => ({ items: [...server].map(([roomId, text]): Draft => ({ roomId, text, updatedAt: cameAt })) })),
  putDraft: (roomId: string, text: string) =>
    answer(`put ${text}`, () => {
      server.set(roomId, text);
      cameAt = serverTime();
      return { roomId, text, updatedAt: cameAt };
    }),
  removeDraft: (roomId: string) => answer('remove', () => void server.delete(roomId)),
};

const open = (storage = new MemoryStorage()) => {
  const drafts = openDrafts('ada@example.com', api, { storage, watch: () => () => undefined });
  opened.push(drafts);
  return drafts;
};

beforeEach(() => {
  jest.useFakeTimers();
  server = new Map();
  cameAt = 1;
  serverTime = () => 1;
  calls = [];
  reachable = true;
});

afterEach(() => {
  for (const drafts of opened.splice(0)) drafts.close();
  jest.useRealTimers();
});

const pass = (ms: number) => jest.advanceTimersByTimeAsync(ms);

test('[H41] what is written is told within two seconds, once for many keys', async () => {
  const drafts = open();

  for (const text of ['D', 'De', 'Dear', 'Dear all ']) drafts.set(ROOM, text);
  await pass(2_000);

  expect([drafts.get(ROOM), calls]).toEqual(['Dear all ', ['put Dear all']]);
});

test('a message that is written and sent within a moment costs no call', async () => {
  const drafts = open();

  drafts.set(ROOM, 'Hi');
  drafts.set(ROOM, '');
  await pass(60_000);

  expect(calls).toEqual([]);
});

test('a draft that is sent is gone everywhere', async () => {
  const drafts = open();
  drafts.set(ROOM, 'Hello');
  await pass(2_000);

  drafts.set(ROOM, '');
  await pass(2_000);

  expect([calls, server]).toEqual([['put Hello', 'remove'], new Map()]);
});

test('[S30] another device’s draft shows here, but not over what is being written', async () => {
  const drafts = open();
  drafts.hear({ type: 'draft', roomId: ROOM, text: 'From the phone', updatedAt: 1 });
  const heard = drafts.get(ROOM);

  drafts.set(ROOM, 'From the desk');
  drafts.hear({ type: 'draft', roomId: ROOM, text: 'From the phone again', updatedAt: 2 });
  await pass(2_000);

  expect([heard, drafts.get(ROOM), server.get(ROOM)]).toEqual(['From the phone', 'From the desk', 'From the desk']);
});

test.each([
  ['later', 2, 'From the phone'],
  ['earlier', 0, 'From the desk'],
] as const)(
  '[S30] of a late answer and another device’s draft that came %s, the one that was written last stands',
  async (_, at, stands) => {
    const drafts = open();
    const late = Promise.withResolvers<void>();
    const { putDraft } = api;
    api.putDraft = async (roomId, text) => {
      const taken = await putDraft(roomId, text);
      await late.promise;
      return taken;
    };
    drafts.set(ROOM, 'From the desk');
    await pass(2_000);

    drafts.hear({ type: 'draft', roomId: ROOM, text: 'From the phone', updatedAt: at });
    server.set(ROOM, stands);
    drafts.hear({ type: 'draft', roomId: ROOM, text: 'From the desk', updatedAt: 1 });
    await pass(10_000);
    late.resolve();
    await pass(60_000);
    api.putDraft = putDraft;

    expect([drafts.get(ROOM), server.get(ROOM)]).toEqual([stands, stands]);
    expect(calls.filter((call) => call.startsWith('put'))).toEqual(['put From the desk']);
  },
);

test('what was written offline is told when the server can be reached, over a restart', async () => {
  const storage = new MemoryStorage();
  reachable = false;
  const before = open(storage);
  before.set(ROOM, 'In the tunnel');
  await pass(3_000);
  before.close();
  reachable = true;

  const after = open(storage);
  after.refresh();
  await pass(2_000);

  expect([after.get(ROOM), server.get(ROOM)]).toEqual(['In the tunnel', 'In the tunnel']);
});

describe('a draft that is told without an answer', () => {
  // This device's clock is wrong by hours.
  beforeEach(() => {
    serverTime = () => Date.now() + 7_200_000;
  });

  /** `arrives`: whether the server has it all the same. */
  const toldInVain = async ({ arrives }: { arrives: boolean }) => {
    const storage = new MemoryStorage();
    const drafts = open(storage);
    drafts.set(ROOM, 'Dear');
    await pass(2_000);
    jest.spyOn(api, 'putDraft').mockImplementationOnce(async (roomId, text) => {
      if (arrives) server.set(roomId, text);
      if (arrives) cameAt = serverTime();
      throw new Error('no answer');
    });
    drafts.set(ROOM, 'Dear all');
    await pass(2_000);
    return { storage, drafts };
  };
  const putFromThePhone = (at: number) => {
    server.set(ROOM, 'From the phone');
    cameAt = at;
  };
  const stands = (drafts: Drafts) => [drafts.get(ROOM), server.get(ROOM)];

  test('is told again, if it has not arrived', async () => {
    const { drafts } = await toldInVain({ arrives: false });
    await pass(10_000);

    expect([stands(drafts), calls]).toEqual([
      ['Dear all', 'Dear all'],
      ['put Dear', 'list', 'put Dear all'],
    ]);
  });

  test('is not told twice, if it has', async () => {
    const { drafts } = await toldInVain({ arrives: true });
    await pass(60_000);

    expect([stands(drafts), calls]).toEqual([
      ['Dear all', 'Dear all'],
      ['put Dear', 'list'],
    ]);
  });

  test.each([
    ['later', 1_000, 'From the phone'],
    ['earlier', -10_000, 'Dear all'],
  ])('gives way to another device’s that came %s than what was written here, and to no other', async (_, after, expected) => {
    const { drafts } = await toldInVain({ arrives: true });
    putFromThePhone(serverTime() + after);
    await pass(60_000);

    expect(stands(drafts)).toEqual([expected, expected]);
  });

  test('gives way when it is told of the other, or has been closed meanwhile', async () => {
    const { storage, drafts } = await toldInVain({ arrives: false });
    drafts.close();
    putFromThePhone(serverTime() + 1_000);
    const after = open(storage);
    after.refresh();
    await pass(10_000);
    const other = await toldInVain({ arrives: false });
    putFromThePhone(serverTime() + 1_000);
    other.drafts.hear({ type: 'draft', roomId: ROOM, text: 'From the phone', updatedAt: cameAt });
    await pass(10_000);

    expect([stands(after), stands(other.drafts)]).toEqual([
      ['From the phone', 'From the phone'],
      ['From the phone', 'From the phone'],
    ]);
  });

  test('does not give way once one has gone on writing', async () => {
    const { drafts } = await toldInVain({ arrives: false });
    putFromThePhone(serverTime() + 100);
    await pass(200);
    drafts.set(ROOM, 'Dear all of you');
    await pass(60_000);

    expect(stands(drafts)).toEqual(['Dear all of you', 'Dear all of you']);
  });

  test('goes when the other device has sent it', async () => {
    const { drafts } = await toldInVain({ arrives: true });
    server.clear();
    drafts.hear({ type: 'draft', roomId: ROOM, text: '', updatedAt: serverTime() });
    await pass(60_000);

    expect([drafts.get(ROOM), server]).toEqual(['', new Map()]);
  });
});

test('[H41] what is told while the list is under way is not taken back by the list', async () => {
  let listed = (): void => undefined;
  jest.spyOn(api, 'drafts').mockImplementationOnce(() => new Promise((resolve) => (listed = () => resolve({ items: [] }))));
  const drafts = open();
  drafts.refresh();
  drafts.set(ROOM, 'Just begun');
  await pass(2_000);

  listed();
  await pass(2_000);

  expect([drafts.get(ROOM), server.get(ROOM)]).toEqual(['Just begun', 'Just begun']);
});

test('a draft that was sent on another device meanwhile is gone here, and not brought back', async () => {
  const storage = new MemoryStorage();
  const before = open(storage);
  before.set(ROOM, 'Nearly');
  await pass(2_000);
  before.close();
  server.clear();

  const after = open(storage);
  after.refresh();
  await pass(5_000);

  expect([after.get(ROOM), server]).toEqual(['', new Map()]);
});

describe('a draft that is sent while the server is being told of it', () => {
  /** Told, but the answer does not come before `answered` is called. */
  const beingTold = async () => {
    const storage = new MemoryStorage();
    const drafts = open(storage);
    let answered = (): void => undefined;
    jest.spyOn(api, 'putDraft').mockImplementationOnce(
      (roomId, text) =>
        new Promise((resolve) => {
          server.set(roomId, text);
          answered = () => resolve({ roomId, text, updatedAt: 1 });
        }),
    );
    drafts.set(ROOM, 'Happy birthday!');
    await pass(1_600);
    drafts.set(ROOM, '');
    return { storage, drafts, answered: () => answered() };
  };

  test('does not come back by a reload', async () => {
    const { storage, drafts } = await beingTold();
    drafts.close();

    const after = open(storage);
    after.refresh();
    await pass(2_000);

    expect([after.get(ROOM), server]).toEqual(['', new Map()]);
  });

  test('[S30] does not come back when the server tells of it', async () => {
    const { drafts, answered } = await beingTold();

    drafts.hear({ type: 'draft', roomId: ROOM, text: 'Happy birthday!', updatedAt: 1 });
    answered();
    await pass(2_000);

    expect([drafts.get(ROOM), server]).toEqual(['', new Map()]);
  });
});
