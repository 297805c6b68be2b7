// What a message costs, counted at the edge of AWS by a cloud that does nothing else meanwhile.
import { setTimeout as delay } from 'node:timers/promises';
import {
  type Actor,
  type Json,
  newActor,
  newRoom,
  openSocket,
  readOutputs,
  type Socket,
  ulid,
  until,
  wholeLog,
} from '../support/black-box.ts';
import { endCloud, type LaunchedCloud, launchCloud, sharedAssembly } from '../support/local-cloud.ts';

const MEMBERS = 5;
const STRANGERS = 3;

type Counts = Record<string, number>;

const readCalls = async (): Promise<Json[]> => {
  const { callsUrl } = readOutputs() as unknown as { callsUrl: string };
  return (await (await fetch(callsUrl)).json()) as Json[];
};

/** Calls of one function by action since the start, once they have stopped growing. */
const callsOf = async (functionName: string): Promise<Counts> => {
  const read = async (): Promise<string> => {
    const own = (await readCalls()).filter((call) => call.functionName === functionName);
    return JSON.stringify(Object.fromEntries(own.map((call) => [`${call.action} ${call.verdict}`, call.count])));
  };
  let last = await read();
  return until('the calls to end', async () => {
    await delay(150);
    const now = await read();
    if (now === last) return JSON.parse(now) as Counts;
    last = now;
    return undefined;
  });
};

const difference = (after: Counts, before: Counts): Counts =>
  Object.fromEntries(
    Object.entries(after)
      .map(([action, count]) => [action, count - (before[action] ?? 0)] as const)
      .filter(([, count]) => count > 0),
  );

/** What has been called for people's coming and going so far, by function. */
const callsOfReturning = async (): Promise<Counts> => {
  const functions = new Set(['disconnect', 'fanout', 'api-session', 'connect', 'api-history', 'api-users']);
  const calls = (await readCalls()).filter((call) => functions.has(call.functionName));
  return Object.fromEntries(calls.map((call) => [`${call.functionName} ${call.action}`, call.count]));
};

/** Closes the socket, and waits until the server has noted that it is gone: nothing of it is counted with what follows. */
const leave = async (socket: Socket | undefined): Promise<void> => {
  const before = await callsOf('disconnect');
  await socket?.close();
  await until('the end to be noted', async () => difference(await callsOf('disconnect'), before)['BatchWriteItem allowed']);
};

describe('what is called of AWS for', () => {
  let cloud: LaunchedCloud;
  let members: Actor[];
  let sockets: Socket[];
  let strangers: Socket[];
  let roomId: string;

  beforeAll(async () => {
    cloud = await launchCloud('--no-web', ...sharedAssembly());
    process.env.PARLEY_OUTPUTS = cloud.outputs;
    const outputs = readOutputs();
    members = await Promise.all(Array.from({ length: MEMBERS }, (_, n) => newActor(outputs, `Member${n}`)));
    const [owner, ...others] = members;
    if (owner === undefined) throw new Error('a room needs somebody');
    roomId = await newRoom(owner, ...others);
    sockets = await Promise.all(members.map((member) => member.connect()));
    strangers = await Promise.all(Array.from({ length: STRANGERS }, async (_, n) => (await newActor(outputs, `Stranger${n}`)).connect()));
  }, 240_000);

  afterAll(async () => {
    await Promise.all([...sockets, ...strangers].map((socket) => socket.close()));
    await endCloud(cloud);
  });

  test('an accepted send: 3 writes, 1 query, 1 message to the queue, a post to each other member and nothing else', async () => {
    const [sender, ...others] = sockets;
    const before = await callsOf('send');

    const ack = await sender?.ask({ action: 'send', roomId, text: 'How much is this?' });
    await Promise.all(others.map((socket) => socket.waitFor('the message', (frame) => frame.type === 'event' && frame.seq === ack.seq)));

    const { 'PutItem allowed': put = 0, 'PutItem failed': found = 0, ...spent } = difference(await callsOf('send'), before);
    expect(put + found).toBe(1);
    // Here the queue is faster than a table: where `persist` has put the claim, `send` looks whether the message has been deleted since.
    expect(spent).toEqual({
      'UpdateItem allowed': 2,
      'Query allowed': 1 + found,
      'SendMessage allowed': 1,
      'ManageConnections allowed': MEMBERS - 1,
    });
    expect(strangers.flatMap((socket) => socket.events(roomId))).toEqual([]);
    expect(sender?.events(roomId).filter((event) => event.seq === ack.seq)).toEqual([]);
  });

  test('persisting it: batched reads of claims, batched writes, and no scan', async () => {
    await wholeLog(members[0] as Actor, roomId);
    const before = await callsOf('persist');

    await Promise.all(sockets.map((socket, n) => socket.ask({ action: 'send', roomId, text: `From ${n}` })));
    await wholeLog(members[0] as Actor, roomId);

    const spent = difference(await callsOf('persist'), before);
    // `persist` may come before the claim, and puts it, or finds that its sender just has.
    const { 'PutItem allowed': _put, 'PutItem failed': _found, ...usual } = spent;
    expect(Object.keys(usual).sort()).toEqual(['BatchGetItem allowed', 'BatchWriteItem allowed']);
    expect(usual['BatchGetItem allowed']).toBe(usual['BatchWriteItem allowed']);
    expect(usual['BatchWriteItem allowed']).toBeLessThanOrEqual(MEMBERS);
    expect(await callsOf('send')).not.toHaveProperty('Scan allowed');
  });

  test('a retry after a reconnect: three reads more, and no new number', async () => {
    const owner = members[0] as Actor;
    const id = ulid();
    const first = await sockets[0]?.ask({ action: 'send', id, roomId, text: 'once' });
    const again = await owner.connect();
    const before = await callsOf('send');

    const second = await again.ask({ action: 'send', id, roomId, text: 'once' });

    expect(second.seq).toBe(first.seq);
    const spent = difference(await callsOf('send'), before);
    expect(spent).toMatchObject({
      'UpdateItem allowed': 1,
      'GetItem allowed': 1,
      'BatchGetItem allowed': 1,
      'SendMessage allowed': 1,
      // The roster, and whether what was said has been deleted since.
      'Query allowed': 2,
    });
    expect(spent).not.toHaveProperty('PutItem allowed');
    await leave(again);
  });

  /** Somebody loses their socket and comes back as a client does. Undefined where that takes so long that others are told. */
  const comeBack = async (member: Actor, shown: readonly object[]) => {
    await until('everybody to be known to be here', async () => {
      const { items } = (await member.call('GET', `/rooms/${roomId}/members`)).body;
      return items.every((each: Json) => each.presence === 'online') || undefined;
    });
    const before = await callsOfReturning();
    const sinceThen = async () => difference(await callsOfReturning(), before);
    const beganAt = Date.now();
    await sockets[1]?.close();
    await until('the end to be noted', async () => (await sinceThen())['disconnect BatchWriteItem']);
    const { ticket, websocketUrl } = (await member.call('POST', '/session', { shown })).body;
    sockets[1] = await openSocket(`${websocketUrl}?ticket=${ticket}`);
    if (Date.now() - beganAt > 3_000) {
      await until('the others to be told', async () => (await sinceThen())['fanout GetItem']);
      await callsOf('fanout');
      return undefined;
    }
    const caughtUp = (await member.call('POST', '/events', { shown })).body;
    await member.call('GET', `/presence?userIds=${members.map(({ userId }) => userId).join(',')}`);
    await until('the fan-out to look for them', async () => (await sinceThen())['fanout GetItem']);
    return { caughtUp, spent: await sinceThen() };
  };

  test('[S4] a lost socket and the return: 32 calls at most, and not a post', async () => {
    const member = members[1] as Actor;
    const head = (await wholeLog(member, roomId)).length;

    const { caughtUp, spent } = await until('a return in time', () => comeBack(member, [{ roomId, seq: head - 1 }]), 60_000);

    expect(caughtUp.rooms).toMatchObject([{ roomId, head, more: false, items: [{ seq: head }] }]);
    expect(Object.keys(spent).toSorted()).toEqual([
      'api-history BatchGetItem',
      'api-history GetItem',
      'api-history Query',
      'api-session BatchGetItem',
      'api-session GetItem',
      'api-session PutItem',
      'api-session Query',
      'api-session UpdateItem',
      'api-users BatchGetItem',
      'api-users GetItem',
      'connect BatchGetItem',
      'connect BatchWriteItem',
      'connect DeleteItem',
      'connect GetItem',
      'connect PutItem',
      'connect Query',
      'connect UpdateItem',
      'disconnect BatchWriteItem',
      'disconnect Query',
      'disconnect SendMessageBatch',
      'disconnect UpdateItem',
      'fanout GetItem',
    ]);
    // 29: four for the device, two for who has blocked whom, one for what changed while seats were taken; another to ask how many are connected,
    // and two to count one of the sample.
    expect(Object.values(spent).reduce((sum, count) => sum + count)).toBeLessThanOrEqual(32);
  }, 90_000);
});
