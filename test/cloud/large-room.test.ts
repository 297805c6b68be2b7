// A room above the inline limit, over real sockets: one message reaches all, each connection is posted to once, and the sender's not at all.
import { inPool } from '../../lambdas/domain/pool.ts';
import { type Actor, type Json, newActor, newRoom, openSocket, readOutputs, type Socket, until } from '../support/black-box.ts';
import { endCloud, type LaunchedCloud, launchCloud, sharedAssembly } from '../support/local-cloud.ts';

const PEOPLE = 4;
const SOCKETS = 260;
const AT_A_TIME = 10;

describe('a room of 260 sockets', () => {
  let cloud: LaunchedCloud;
  let sockets: Socket[];
  let roomId: string;

  beforeAll(async () => {
    cloud = await launchCloud('--no-web', ...sharedAssembly());
    process.env.PARLEY_OUTPUTS = cloud.outputs;
    const outputs = readOutputs();
    const people: Actor[] = await Promise.all(Array.from({ length: PEOPLE }, (_, n) => newActor(outputs, `Member${n}`)));
    const [owner, ...others] = people;
    if (owner === undefined) throw new Error('a room needs somebody');
    roomId = await newRoom(owner, ...others);
    const tokens = Array.from({ length: SOCKETS }, (_, n) => people[n % PEOPLE]?.tokens.accessToken ?? '');
    sockets = await inPool(tokens, AT_A_TIME, (token) => openSocket(outputs.websocketUrl, { authorization: `Bearer ${token}` }));
  }, 300_000);

  afterAll(async () => {
    await Promise.all(sockets.map((socket) => socket.close()));
    await endCloud(cloud);
  }, 60_000);

  /** Posts of all functions so far. */
  const posts = async (): Promise<number> => {
    const { callsUrl } = readOutputs() as unknown as { callsUrl: string };
    const calls = (await (await fetch(callsUrl)).json()) as Json[];
    return calls.filter(({ action }) => action === 'ManageConnections').reduce((sum, { count }) => sum + count, 0);
  };

  test('what one says reaches all others, by one post each', async () => {
    const [sender, ...others] = sockets;
    await sender?.ask({ action: 'send', roomId, text: 'The first divides the room.' });
    await Promise.all(others.map((socket) => socket.waitFor('the first', () => socket.events(roomId).some(({ seq }) => seq >= PEOPLE))));
    const before = await posts();

    const ack = await sender?.ask({ action: 'send', roomId, text: 'Hello to all.' });
    await Promise.all(others.map((socket) => until('the message', () => socket.events(roomId).find(({ seq }) => seq === ack.seq))));

    expect((await posts()) - before).toBe(SOCKETS - 1);
    expect(sender?.events(roomId)).toEqual([]);
  }, 60_000);

  test('what many say at once comes to everyone, in order, in fewer frames', async () => {
    const last = 20;
    const already = sockets.map((socket) => socket.frames.length);
    const acks = await Promise.all(sockets.slice(0, last).map((socket, n) => socket.ask({ action: 'send', roomId, text: `From ${n}` })));
    const seqs = acks.map(({ seq }) => seq).toSorted((a, b) => a - b);
    const listeners = sockets.slice(last);

    await Promise.all(
      listeners.map((socket) =>
        until('all of them', () => seqs.every((seq) => socket.events(roomId).some((event) => event.seq === seq)) || undefined),
      ),
    );

    const frames = listeners.map((socket, index) => socket.frames.slice(already[index + last]));
    for (const socket of listeners) {
      // [S3] Of what comes again, the first time counts.
      const heard = [...new Set(socket.events(roomId).map(({ seq }) => seq))];
      expect(heard).toEqual(heard.toSorted((a, b) => a - b));
    }
    expect(Math.max(...frames.map(({ length }) => length))).toBeLessThan(last);
  }, 60_000);
});
