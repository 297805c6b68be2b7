import { type Actor, newActor, newRoom, readOutputs, type Socket, until, wholeLog } from '../support/black-box.ts';

const outputs = readOutputs();
let ada: Actor;
let bea: Actor;
let a: Socket;

beforeAll(async () => {
  [ada, bea] = [await newActor(outputs, 'Ada'), await newActor(outputs, 'Bea')];
  a = await ada.connect();
});

afterAll(() => a?.close());

const threadOf = async (actor: Actor, roomId: string, seq: number) => (await actor.call('GET', `/rooms/${roomId}/threads/${seq}`)).body;
const mine = async (actor: Actor, roomId: string) =>
  (await actor.session()).rooms.find((entry: { room: { roomId: string } }) => entry.room.roomId === roomId);

describe('threads', () => {
  test('[C21] [H30] replies are listed with their root, which names them; a deleted one no longer', async () => {
    const roomId = await newRoom(ada, bea);
    const root = await a.ask({ action: 'send', roomId, text: 'Cake?' });
    const first = await a.ask({ action: 'send', roomId, text: 'Yes', replyTo: root.seq });
    const second = await a.ask({ action: 'send', roomId, text: 'Please', replyTo: root.seq });
    await a.ask({ action: 'delete', roomId, target: first.seq });

    const thread = await until('the deletion', async () => {
      const found = await threadOf(bea, roomId, root.seq);
      return found.items?.length === 2 && found.root.replies?.length === 1 && found.root.replies[0].seq === second.seq && found;
    });

    expect(thread.root.replies).toEqual([{ userId: ada.userId, seq: second.seq, at: second.sentAt }]);
    expect(thread.items.map(({ text }: { text: string }) => text)).toEqual(['', 'Please']);
  });

  test('[C21] [C20] what stands in a thread alone is not unread in the room, nor a mention there', async () => {
    const roomId = await newRoom(ada, bea);
    const root = await a.ask({ action: 'send', roomId, text: 'Cake?' });
    await a.ask({ action: 'send', roomId, text: 'Only here, @bea', replyTo: root.seq, mentions: [bea.userId] });
    const both = await a.ask({
      action: 'send',
      roomId,
      text: '@bea, for all',
      replyTo: root.seq,
      alsoToRoom: true,
      mentions: [bea.userId],
    });

    const counted = await until('all of it to be counted', async () => {
      const entry = await mine(bea, roomId);
      return entry.unreadAt === both.seq ? entry : undefined;
    });

    expect(counted).toMatchObject({ unread: 2, unreadSeqs: [root.seq, both.seq], mentionSeqs: [both.seq] });
  });

  test('[H16] a thread of a private room does not exist for who is not in it, nor one without a message', async () => {
    const roomId = (await ada.call('POST', '/rooms', { kind: 'private', name: 'Secret' })).body.roomId;
    const { seq } = await a.ask({ action: 'send', roomId, text: 'Cake?' });

    expect((await bea.call('GET', `/rooms/${roomId}/threads/${seq}`)).status).toBe(404);
    expect((await ada.call('GET', `/rooms/${roomId}/threads/${seq + 50}`)).status).toBe(404);
    expect((await ada.call('GET', `/rooms/${roomId}/threads/x`)).status).toBe(404);
  });
});

const followed = async (actor: Actor, roomId: string) =>
  (await actor.call('GET', '/threads')).body.items.find((item: { roomId: string }) => item.roomId === roomId);

describe('threads that one follows', () => {
  test('[H33] [S33] who is mentioned follows: every device hears of it, and it can be fetched', async () => {
    const roomId = await newRoom(ada, bea);
    const root = await a.ask({ action: 'send', roomId, text: 'Cake?' });
    const devices = [await bea.connect(), await bea.connect()];
    const reply = await a.ask({ action: 'send', roomId, text: '@bea?', replyTo: root.seq, mentions: [bea.userId] });

    const thread = {
      roomId,
      root: root.seq,
      following: true,
      readSeq: reply.seq - 1,
      unreadSeqs: [reply.seq],
      mentionSeqs: [reply.seq],
      activeAt: reply.sentAt,
    };
    for (const device of devices) {
      const told = await device.waitFor('the thread', (frame) => frame.type === 'threads' && frame.threads[0].roomId === roomId);
      expect(told.threads).toEqual([thread]);
      await device.close();
    }
    expect(await followed(bea, roomId)).toEqual(thread);
  });

  test('[H35] [S33] what one device has read, the other hears of within 2 s, and a fresh one too', async () => {
    const roomId = await newRoom(ada, bea);
    const root = await a.ask({ action: 'send', roomId, text: 'Cake?' });
    const b = await bea.connect();
    const { seq } = await b.ask({ action: 'send', roomId, text: 'Yes', replyTo: root.seq });
    await until('the author to follow', async () => (await followed(ada, roomId))?.unreadSeqs.length === 1);

    const read = { threads: [{ roomId, root: root.seq, seq }] };
    const { status } = await ada.call('POST', '/threads/read', read);
    const told = await a.waitFor('the mark', (frame) => frame.type === 'threads-read' && frame.threads[0].roomId === roomId, 2_000);
    await b.close();

    expect([status, told]).toEqual([204, { type: 'threads-read', ...read }]);
    expect(await followed(ada, roomId)).toMatchObject({ following: true, unreadSeqs: [], readSeq: seq });
  });

  test('[H34] who does not want to follow is left alone', async () => {
    const roomId = await newRoom(ada, bea);
    const root = await a.ask({ action: 'send', roomId, text: 'Cake?' });
    const path = `/rooms/${roomId}/threads/${root.seq}/follow`;
    await wholeLog(ada, roomId);
    expect((await ada.call('PUT', path, { following: false })).body).toMatchObject({ following: false, unreadSeqs: [] });
    const b = await bea.connect();
    await b.ask({ action: 'send', roomId, text: 'Yes', replyTo: root.seq });
    await b.close();
    await until('the reply to be persisted', async () => (await followed(bea, roomId))?.following);

    expect(await followed(ada, roomId)).toMatchObject({ following: false, unreadSeqs: [] });
    expect((await ada.call('PUT', path, { following: 'yes' })).status).toBe(400);
    expect((await ada.call('PUT', `/rooms/${roomId}/threads/${root.seq + 9}/follow`, { following: true })).status).toBe(404);
  });
});
