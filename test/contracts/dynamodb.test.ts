// What only DynamoDB can show: how many calls a pattern takes, and what happens when the service throttles, fails or says less than usual.
import { limits } from '@parley/protocol';
import { openDynamoDb } from '../../lambdas/adapters/dynamodb/client.ts';
import { revisionKey } from '../../lambdas/adapters/dynamodb/keys.ts';
import { reactionAttribute } from '../../lambdas/adapters/dynamodb/revisions.ts';
import { openTable } from '../../lambdas/adapters/dynamodb/table.ts';
import { platform } from '../support/aws-server.ts';
import { AT, aClaim, aMe, aMessage, aRoom } from '../support/builders.ts';
import { type DynamoDbStore, openDynamoDbStore } from '../support/dynamodb-store.ts';
import { times, word } from './support.ts';

// The SDK takes its time between tries.

const throttled = {
  status: 400,
  headers: { 'content-type': 'application/x-amz-json-1.0' },
  body: JSON.stringify({ __type: 'com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException', message: 'Slow down.' }),
};
const failed = { status: 500, headers: { 'content-type': 'application/x-amz-json-1.0' }, body: '{"__type":"InternalServerError"}' };
const denied = {
  status: 400,
  headers: { 'content-type': 'application/x-amz-json-1.0' },
  body: JSON.stringify({ __type: 'com.amazon.coral.service#AccessDeniedException', Message: 'User is not authorized on table Directory' }),
};

let store: DynamoDbStore;

beforeAll(async () => {
  store = await openDynamoDbStore();
});
afterAll(() => store.close());
afterEach(() => {
  store.server.intercept = () => undefined;
});

/** The calls that some work makes. */
const callsOf = async (work: () => Promise<unknown>): Promise<string[]> => {
  const before = store.server.calls.length;
  await work();
  return store.server.calls.slice(before).map(({ action }) => action);
};
const log = (roomId: string, seqs: readonly number[]) => seqs.map((seq) => aMessage({ roomId, seq, sentAt: AT + seq }));
const range = (from: number, to: number) => times(to - from + 1, (index) => from + index);

describe('calls', () => {
  test('[H10, H11] a page is one query inside a bucket and two over its edge', async () => {
    const roomId = word();
    await store.messages.append(log(roomId, [...range(5_000, 5_300), ...range(9_900, 10_100)]));

    expect(await callsOf(() => store.messages.before(roomId, 5_250, 50))).toEqual(['Query']);
    expect(await callsOf(() => store.messages.messagesAfter(roomId, 5_050, 50))).toEqual(['Query']);
    expect(await callsOf(() => store.messages.after(roomId, 5_290, 50))).toEqual(['Query']);
    expect(await callsOf(() => store.messages.before(roomId, 10_020, 50))).toEqual(['Query', 'Query']);
    expect(await callsOf(() => store.messages.messagesAfter(roomId, 9_980, 50))).toEqual(['Query', 'Query']);
    expect(await callsOf(() => store.messages.after(roomId, 9_980, 200))).toEqual(['Query', 'Query']);
  });

  test('a hot path call is one call: number, claim, gate, roster', async () => {
    const room = aRoom();
    await store.rooms.create(room);
    const connection = { connectionId: word(), userId: word(), connectedAt: AT, expiresAt: AT + 60_000 };
    await store.connections.open(connection);
    await store.connections.seat(connection, [{ roomId: room.roomId, role: 'member', shards: 1 }]);
    const rate = { perSecond: 10, burst: 20 };
    const gate = () => store.connections.gate(connection.connectionId, room.roomId, AT, rate);

    expect(await callsOf(() => store.rooms.number(room.roomId, AT))).toEqual(['UpdateItem']);
    expect(await callsOf(() => store.messages.claim(aClaim({ roomId: room.roomId })))).toEqual(['PutItem']);
    expect(await callsOf(gate)).toEqual(['UpdateItem']);
    expect(await callsOf(gate)).toEqual(['UpdateItem', 'UpdateItem']);
    expect(await callsOf(() => store.connections.roster(room.roomId, 1, 200))).toEqual(['Query']);
  });

  test('a batch of a hundred entries is four writes', async () => {
    const roomId = word();

    expect(await callsOf(() => store.messages.append(log(roomId, range(1, 100))))).toEqual(times(4, () => 'BatchWriteItem'));
  });

  test('a search that finds little looks at a bounded number of rows, and goes on from there', async () => {
    const part = word();
    await Promise.all(times(30, (index) => store.rooms.create(aRoom({ name: `${part} ${index}` }))));

    const calls = await callsOf(() => store.rooms.browse({ limit: 100, query: word() }));

    expect(calls.length).toBeLessThanOrEqual(5);
    expect(new Set(calls)).toEqual(new Set(['Query']));
  });

  test('[H62] a report is one write; the list passes closed cases by in three queries at most, and goes on from there', async () => {
    const roomId = word();
    const report = (seq: number) =>
      store.reports.add({ roomId, seq }, { userId: 'ben', reason: 'spam', at: AT }, { userId: 'cem', text: 'Buy!' });
    const reporting = await callsOf(() => report(1));
    for (const seq of range(2, 30)) await report(seq);
    for (const seq of range(1, 29)) await store.reports.close({ roomId, seq }, 'ada', AT);

    let page = await store.reports.ofRoom(roomId, 'ada', { limit: 5 });
    const first = page;
    const calls = await callsOf(async () => {
      page = await store.reports.ofRoom(roomId, 'ada', { limit: 5, ...(first.cursor && { cursor: first.cursor }) });
    });

    expect(reporting).toEqual(['UpdateItem']);
    expect([first.items, first.cursor]).toEqual([[], expect.any(String)]);
    expect(calls).toEqual(times(3, () => 'Query'));
    expect(page.items).toMatchObject([{ seq: 30 }]);
  });

  test('nothing but the sweeper scans', async () => {
    expect(await callsOf(() => store.connections.sweep(AT, 10))).toEqual(expect.arrayContaining(['Scan']));
    expect(store.server.calls.filter(({ action }) => action === 'Scan')).toHaveLength(1);
  });
});

describe('trouble', () => {
  test('a call that is throttled is tried again', async () => {
    let refusals = 2;
    store.server.intercept = () => (refusals-- > 0 ? throttled : undefined);

    expect(await store.rooms.create(aRoom())).toBe(true);
  });

  test.each([
    ['throttles', throttled],
    ['fails', failed],
  ])('a service that %s for long is unavailable, with the reason as cause', async (_what, reply) => {
    store.server.intercept = () => reply;

    const refusal = store.rooms.get('room_1');

    await expect(refusal).rejects.toMatchObject({ code: 'unavailable', cause: expect.any(Error) });
    await expect(refusal).rejects.toMatchObject({ message: expect.not.stringMatching(/Directory|Slow|arn/) });
  });

  test('a service that cannot be reached is unavailable', async () => {
    const gone = await openDynamoDbStore();
    await gone.close();

    await expect(gone.rooms.get('room_1')).rejects.toMatchObject({ code: 'unavailable' });
  });

  test('a call that is not allowed is a defect, not a passing trouble', async () => {
    store.server.intercept = () => denied;

    await expect(store.rooms.get('room_1')).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });

  test('what a batch leaves over is offered again', async () => {
    const roomId = word();
    let leftOver = 2;
    store.server.intercept = (call) => {
      const { RequestItems } = JSON.parse(call.body.toString());
      if (call.action !== 'BatchWriteItem' || leftOver-- <= 0) return undefined;
      return { status: 200, headers: throttled.headers, body: JSON.stringify({ UnprocessedItems: RequestItems }) };
    };

    expect(await store.messages.append(log(roomId, [1, 2, 3]))).toEqual([]);
    expect((await store.messages.after(roomId, 0, 10)).items).toHaveLength(3);
  });

  test('entries that are not taken in the end are given back, and only those', async () => {
    const roomId = word();
    const entries = log(roomId, range(1, 30));
    store.server.intercept = (call) => {
      const body: { RequestItems: { Messages: { PutRequest: { Item: { seq: { N: string } } } }[] } } = JSON.parse(call.body.toString());
      const late = body.RequestItems.Messages.filter(({ PutRequest }) => Number(PutRequest.Item.seq.N) > 25);
      if (late.length === 0) return undefined;
      return { status: 200, headers: throttled.headers, body: JSON.stringify({ UnprocessedItems: { Messages: late } }) };
    };

    const left = await store.messages.append(entries);
    store.server.intercept = () => undefined;

    expect(left).toEqual(entries.slice(25));
    expect((await store.messages.after(roomId, 0, 100)).items).toEqual(entries.slice(0, 25));
  });

  test('entries of which none is taken are unavailable', async () => {
    store.server.intercept = () => throttled;

    await expect(store.messages.append(log(word(), [1, 2]))).rejects.toMatchObject({ code: 'unavailable' });
  });

  test('an engine that does not say which row stood against a condition is asked for it', async () => {
    const withoutItems = (call: { body: Buffer }) => {
      const body = JSON.parse(call.body.toString());
      delete body.ReturnValuesOnConditionCheckFailure;
      call.body = Buffer.from(JSON.stringify(body));
      return undefined;
    };
    const claim = aClaim({ roomId: word() });
    const connection = { connectionId: word(), userId: word(), connectedAt: AT, expiresAt: AT + 60_000 };
    await store.connections.open(connection);
    await store.connections.seat(connection, [{ roomId: claim.roomId, role: 'member', shards: 1 }]);
    store.server.intercept = withoutItems;

    const claims = [await store.messages.claim(claim), await store.messages.claim({ ...claim, seq: 9 })];
    const gate = (connectionId: string) => store.connections.gate(connectionId, claim.roomId, AT, { perSecond: 10, burst: 1 });
    const gates = [await gate(connection.connectionId), await gate(connection.connectionId), await gate(word())];

    expect(claims.map(({ seq }) => seq)).toEqual([claim.seq, claim.seq]);
    expect(gates).toMatchObject([{ pass: true }, { pass: false, reason: 'rate', retryAfterMs: 100 }, { pass: false, reason: 'absent' }]);
  });
});

test('[H62] the longest reports of different wordings have room in a case', async () => {
  const subject = { roomId: word(), seq: 1 };
  for (const nth of range(1, limits.reportsNamed)) {
    const report = { userId: word(), reason: 'other' as const, note: '𝄞'.repeat(limits.reportNoteChars), at: AT + nth };
    const text = `${nth} ${'x'.repeat(limits.frameBytes)}`;
    expect(await store.reports.add(subject, report, { userId: 'cem', text })).toBe(true);
  }

  const { items } = await store.reports.ofRoom(subject.roomId, 'ada', { limit: 1 });

  expect(items[0]?.wordings).toHaveLength(limits.reportsNamed);
});

test('no number of reactions takes the room that an edit or a deletion needs', async () => {
  const roomId = word();
  await store.messages.append(log(roomId, [1]));
  const senderId = 'u'.repeat(36);
  const react = (seq: number, emoji: string, on = true) =>
    store.messages.revise({ kind: 'reaction', roomId, seq, id: `id-${seq}`, senderId, sentAt: AT, target: 1, emoji, on });
  const emoji = (seq: number) => `:${'x'.repeat(28)}${seq}:`;
  // The row as the first 990 leave it, in one write: each of its own costs the embedded engine more than the one before.
  const first990 = range(2, 991).map((seq) => [reactionAttribute(emoji(seq), senderId), { seq, on: true }]);
  const client = openDynamoDb(platform, store.server.endpoint);
  await openTable(client, 'Messages').put({ ...revisionKey(roomId, 1), ...Object.fromEntries(first990), reactions: 990 });
  client.destroy();
  await Promise.all(range(992, 1_006).map((seq) => react(seq, emoji(seq))));
  const full = await store.messages.get(roomId, 1);
  const [first] = full?.reactions ?? [];

  await react(5_000, first?.emoji ?? '', false);
  await store.messages.revise({
    kind: 'edit',
    roomId,
    seq: 5_001,
    id: 'id',
    senderId: 'ada',
    sentAt: AT,
    target: 1,
    text: 'x'.repeat(10_000),
  });

  expect(full?.reactions).toHaveLength(1_000);
  const stands = await store.messages.get(roomId, 1);
  expect(stands?.reactions).toHaveLength(999);
  expect(stands?.text).toHaveLength(10_000);
});

describe('two who change at once', () => {
  /** Holds the first call of an action from now on. */
  const hold = (...actions: string[]) => {
    const held = new Map(
      actions.map((action) => [action, { reached: Promise.withResolvers<void>(), released: Promise.withResolvers<void>() }]),
    );
    const passed = new Set<string>();
    store.server.intercept = async ({ action }) => {
      const gate = held.get(action);
      if (gate === undefined || passed.has(action)) return undefined;
      passed.add(action);
      gate.reached.resolve();
      await gate.released.promise;
      return undefined;
    };
    return {
      reached: (action: string) => held.get(action)?.reached.promise,
      release: (action: string) => held.get(action)?.released.resolve(),
    };
  };

  const named = [
    [
      'room',
      async (name: string) => {
        const room = aRoom({ name });
        await store.rooms.create(room);
        return room.roomId;
      },
      (roomId: string, name: string) => store.rooms.number(roomId, AT, { changes: { name } }),
      async (query: string) => (await store.rooms.browse({ limit: 10, query })).items.map(({ roomId }) => roomId),
    ],
    [
      'person',
      async (name: string) => (await store.people.ensure(aMe({ userId: word(), name, handle: word() }))).userId,
      (userId: string, name: string) => store.people.update(userId, { name }),
      async (query: string) => (await store.people.search({ limit: 10, query })).items.map(({ userId }) => userId),
    ],
  ] as const;

  test.each(named)(
    'a %s whose name goes and comes back is found by it, though the old sign is taken down last',
    async (_, make, rename, found) => {
      const [before, after] = [word(), word()];
      const id = await make(before);
      const { reached, release } = hold('DeleteItem');

      const there = rename(id, after);
      await reached('DeleteItem');
      await rename(id, before);
      release('DeleteItem');
      await there;

      expect([await found(before), await found(after)]).toEqual([[id], []]);
    },
  );

  test.each(named)(
    'a %s whose name goes and comes back is found by it, though the new sign is taken down first',
    async (_, make, rename, found) => {
      const [before, after] = [word(), word()];
      const id = await make(before);
      const first = hold('DeleteItem');
      const there = rename(id, after);
      await first.reached('DeleteItem');
      const second = hold('UpdateItem');

      const back = rename(id, before);
      await second.reached('UpdateItem');
      first.release('DeleteItem');
      await there;
      second.release('UpdateItem');
      await back;

      expect([await found(before), await found(after)]).toEqual([[id], []]);
    },
  );

  test('a profile keeps a name that changes while something else of it does', async () => {
    const { userId } = await store.people.ensure(aMe({ userId: word(), handle: word() }));
    const { reached, release } = hold('UpdateItem');

    const other = store.people.update(userId, { bio: 'Sails.' });
    await reached('UpdateItem');
    await store.people.update(userId, { name: 'Zoë' });
    release('UpdateItem');
    await other;

    expect(await store.people.get(userId)).toMatchObject({ name: 'Zoë', bio: 'Sails.' });
  });
});
