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

/** A room in which Ada has said three things that Bea has read, all of it persisted. */
const readRoom = async () => {
  const roomId = await newRoom(ada, bea);
  const seqs: number[] = [];
  for (const text of ['One', 'Two', 'Three']) seqs.push((await a.ask({ action: 'send', roomId, text })).seq);
  const device = await bea.connect();
  device.send({ action: 'read', id: '01KB1V7M3QF2Z8D4T6X0RNHJWC', roomId, seq: seqs[2] });
  await wholeLog(bea, roomId);
  await until('the mark', async () => (await bea.call('GET', `/rooms/${roomId}/unread`)).body.readSeq === seqs[2]);
  return { roomId, seqs, device };
};

describe('[H36] marking unread', () => {
  test('the mark moves back, on every device within 2 s, and a mark from before moves it no more', async () => {
    const { roomId, seqs, device } = await readRoom();
    const [, second = 0, third = 0] = seqs;

    const marked = await bea.call('POST', `/rooms/${roomId}/unread`, { seq: second });
    const told = await device.waitFor('the mark', (frame) => frame.type === 'read' && frame.roomId === roomId, 2_000);
    device.send({ action: 'read', id: '01KB1V7M3QF2Z8D4T6X0RNHJWD', roomId, seq: third, turn: 0 });
    // Whoever marks it read again does so in this turn: when that has come, the other has come before it.
    device.send({ action: 'read', id: '01KB1V7M3QF2Z8D4T6X0RNHJWE', roomId, seq: second, turn: 1 });
    const count = await until('the mark of this turn', async () => {
      const { body } = await bea.call('GET', `/rooms/${roomId}/unread`);
      return body.readSeq >= second ? body : undefined;
    });
    await device.close();

    expect(marked).toMatchObject({ status: 200, body: { readSeq: second - 1, readTurn: 1, unread: 2, unreadSeqs: [second, third] } });
    expect(told).toEqual({ type: 'read', roomId, userId: bea.userId, seq: second - 1, turn: 1 });
    expect(count).toMatchObject({ readSeq: second, readTurn: 1, unreadSeqs: [third] });
  });

  test('a session and the log tell of it, and to mark what is unread already changes nothing', async () => {
    const { roomId, seqs, device } = await readRoom();
    await device.close();
    const seq = seqs[0] ?? 0;
    await bea.call('POST', `/rooms/${roomId}/unread`, { seq });
    const again = await bea.call('POST', `/rooms/${roomId}/unread`, { seq: seq + 1 });

    const { rooms } = await bea.session();
    const { body: page } = await bea.call('GET', `/rooms/${roomId}/events?after=0`);

    expect(again.body).toMatchObject({ readSeq: seq - 1, readTurn: 1 });
    expect(rooms.find((entry: { room: { roomId: string } }) => entry.room.roomId === roomId)).toMatchObject({
      membership: { readSeq: seq - 1, readTurn: 1 },
      unreadSeqs: seqs,
    });
    expect(page).toMatchObject({ readSeq: seq - 1, readTurn: 1 });
  });

  test('[H16] not above the head, and not in a room that one is not in', async () => {
    const roomId = (await ada.call('POST', '/rooms', { kind: 'private', name: 'Secret' })).body.roomId;

    expect((await ada.call('POST', `/rooms/${roomId}/unread`, { seq: 99 })).status).toBe(400);
    expect((await ada.call('POST', `/rooms/${roomId}/unread`, { seq: 0 })).status).toBe(400);
    expect((await bea.call('POST', `/rooms/${roomId}/unread`, { seq: 1 })).status).toBe(404);
    expect((await bea.call('GET', `/rooms/${roomId}/unread`)).status).toBe(404);
  });
});
