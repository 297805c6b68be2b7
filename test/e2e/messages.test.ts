import { type Actor, newActor, newRoom, openSockets, readOutputs, ulid, until, wholeLog } from '../support/black-box.ts';

const outputs = readOutputs();
let ada: Actor;
let bea: Actor;
let cid: Actor;
const connect = openSockets();

beforeAll(async () => {
  [ada, bea, cid] = [await newActor(outputs, 'Ada'), await newActor(outputs, 'Bea'), await newActor(outputs, 'Cid')];
});

/** The room's messages once `count` of them are persisted. */
const history = (actor: Actor, roomId: string, count: number) =>
  until(`${count} messages in the history`, async () => {
    const page = (await actor.call('GET', `/rooms/${roomId}/messages?limit=100`)).body;
    return page.items.length >= count ? page : undefined;
  });

describe('messages', () => {
  test('[C1] [S1] [S2] what one says is acknowledged to them and reaches the other, once', async () => {
    const roomId = await newRoom(ada, bea);
    const [a, b] = [await connect(ada), await connect(bea)];
    const id = ulid();

    const ack = await a.ask({ action: 'send', id, roomId, text: '  Hello, Bea 👋  ' });
    const event = await b.waitFor('the message', (frame) => frame.type === 'event' && frame.id === id);

    expect(ack).toEqual({ type: 'ack', id, roomId, seq: expect.any(Number), sentAt: expect.any(Number) });
    expect(event).toEqual({
      type: 'event',
      roomId,
      seq: ack.seq,
      kind: 'message',
      id,
      senderId: ada.userId,
      sentAt: ack.sentAt,
      text: 'Hello, Bea 👋',
    });
    const page = await history(bea, roomId, 1);
    expect(page.items).toEqual([expect.objectContaining({ seq: ack.seq, id, text: 'Hello, Bea 👋', senderId: ada.userId })]);
    expect(b.events(roomId).filter((each) => each.id === id)).toHaveLength(1);
  });

  test('[R1] seq begins at 1 and counts every event of the room', async () => {
    const roomId = await newRoom(ada);
    const a = await connect(ada);

    const seqs = [];
    for (let n = 0; n < 3; n += 1) seqs.push((await a.ask({ action: 'send', roomId, text: `${n}` })).seq);

    expect(seqs).toEqual([1, 2, 3]);
  });

  test('[R2] the sender gets the ack on the sending connection and the event on the others', async () => {
    const roomId = await newRoom(ada);
    const [phone, laptop] = [await connect(ada), await connect(ada)];

    const ack = await phone.ask({ action: 'send', roomId, text: 'from my phone' });
    await laptop.waitFor('the event', (frame) => frame.type === 'event' && frame.seq === ack.seq);

    expect(phone.events(roomId)).toEqual([]);
    expect(laptop.frames.filter((frame) => frame.type === 'ack')).toEqual([]);
  });

  test('[S1] the same id again gives the same seq and no second message', async () => {
    const roomId = await newRoom(ada, bea);
    const a = await connect(ada);
    const id = ulid();

    const first = await a.ask({ action: 'send', id, roomId, text: 'once' });
    const again = await a.ask({ action: 'send', id, roomId, text: 'once' });
    const later = await (await connect(ada)).ask({ action: 'send', id, roomId, text: 'once' });

    expect([again.seq, later.seq]).toEqual([first.seq, first.seq]);
    const log = await wholeLog(ada, roomId);
    expect(log.filter((event) => event.id === id)).toHaveLength(1);
  });

  test('[S1] something else under the same id is not said, whatever the room would take', async () => {
    const roomId = await newRoom(ada, bea);
    const [a, b] = [await connect(ada), await connect(bea)];
    const id = ulid();

    const first = await a.ask({ action: 'send', id, roomId, text: 'what was said' });
    const other = await a.ask({ action: 'send', id, roomId, text: 'what was not' });
    const later = await (await connect(ada)).ask({ action: 'send', id, roomId, text: 'nor this' });
    await a.ask({ action: 'send', roomId, text: 'the end' });
    await b.waitFor('the end', (frame) => frame.text === 'the end');

    expect([other.seq, later.seq]).toEqual([first.seq, first.seq]);
    expect(b.events(roomId).flatMap(({ text }) => text ?? [])).toEqual(['what was said', 'the end']);
    const log = await wholeLog(ada, roomId);
    expect(log.flatMap(({ text }) => text ?? [])).toEqual(['what was said', 'the end']);
  });

  test('[C2] an edit and a deletion reach the other and stand in the history', async () => {
    const roomId = await newRoom(ada, bea);
    const [a, b] = [await connect(ada), await connect(bea)];
    const kept = await a.ask({ action: 'send', roomId, text: 'teh' });
    const gone = await a.ask({ action: 'send', roomId, text: 'oops' });

    const edit = await a.ask({ action: 'edit', roomId, target: kept.seq, text: 'the' });
    const deletion = await a.ask({ action: 'delete', roomId, target: gone.seq });
    await b.waitFor('the edit', (frame) => frame.kind === 'edit' && frame.target === kept.seq && frame.text === 'the');
    await b.waitFor('the deletion', (frame) => frame.kind === 'delete' && frame.target === gone.seq);

    await wholeLog(ada, roomId);
    const page = await until('the revisions', async () => {
      const { items } = (await bea.call('GET', `/rooms/${roomId}/messages`)).body;
      return items[1]?.deletedAt === undefined || items[0]?.editedSeq === undefined ? undefined : items;
    });
    expect(page[0]).toMatchObject({ seq: kept.seq, text: 'the', editedSeq: edit.seq });
    expect(page[1]).toMatchObject({ seq: gone.seq, text: '' });
    expect(deletion.seq).toBeGreaterThan(edit.seq);
  });

  test('[C2] a reaction is put on and taken off', async () => {
    const roomId = await newRoom(ada, bea);
    const [a, b] = [await connect(ada), await connect(bea)];
    const { seq } = await a.ask({ action: 'send', roomId, text: 'good news' });

    await b.ask({ action: 'react', roomId, target: seq, emoji: '🎉', on: true });
    await a.waitFor('the reaction', (frame) => frame.kind === 'reaction' && frame.on === true);
    await b.ask({ action: 'react', roomId, target: seq, emoji: '👍', on: true });
    await b.ask({ action: 'react', roomId, target: seq, emoji: '🎉', on: false });

    const reactions = await until('one reaction left', async () => {
      const { items } = (await ada.call('GET', `/rooms/${roomId}/messages`)).body;
      return items[0]?.reactions?.length === 1 && items[0].reactions[0].emoji === '👍' ? items[0].reactions : undefined;
    });
    expect(reactions).toEqual([{ emoji: '👍', userIds: [bea.userId] }]);
  });

  test("[C2] nobody edits or deletes somebody else's message, or one that is not there", async () => {
    const roomId = await newRoom(ada, bea);
    const [a, b] = [await connect(ada), await connect(bea)];
    const { seq } = await a.ask({ action: 'send', roomId, text: 'mine' });
    await history(ada, roomId, 1);

    const edit = await b.ask({ action: 'edit', roomId, target: seq, text: 'yours' });
    const deletion = await b.ask({ action: 'delete', roomId, target: seq });
    const nowhere = await b.ask({ action: 'edit', roomId, target: 4_000, text: 'x' });

    expect([edit.code, deletion.code, nowhere.code]).toEqual(['forbidden', 'forbidden', 'not_found']);
  });

  test('[C2] a moderator deletes what anyone said, for everyone, and the tombstone says so', async () => {
    const roomId = await newRoom(ada, bea);
    const [a, b] = [await connect(ada), await connect(bea)];
    const { seq } = await b.ask({ action: 'send', roomId, text: 'spam' });

    const deletion = await a.ask({ action: 'delete', roomId, target: seq });

    expect(deletion).toMatchObject({ type: 'ack', moderator: true });
    await b.waitFor('the deletion', (frame) => frame.kind === 'delete' && frame.target === seq && frame.moderator === true);
    const tombstone = await until('the tombstone', async () => {
      const { items } = (await bea.call('GET', `/rooms/${roomId}/messages`)).body;
      return items.find((message: { seq: number; deletedAt?: number }) => message.seq === seq && message.deletedAt !== undefined);
    });
    expect(tombstone).toMatchObject({ text: '', deletedBy: ada.userId });
  });

  test('[R7] one speaks only where one is: forbidden where the room can be seen, not found where not', async () => {
    const publicRoom = await newRoom(ada);
    const secret = (await ada.call('POST', '/rooms', { kind: 'private', name: 'Secret' })).body.roomId;
    const c = await connect(cid);

    const seen = await c.ask({ action: 'send', roomId: publicRoom, text: 'hi' });
    const unseen = await c.ask({ action: 'send', roomId: secret, text: 'hi' });
    const nowhere = await c.ask({ action: 'send', roomId: 'room_nowhere', text: 'hi' });

    expect([seen.code, unseen.code, nowhere.code]).toEqual(['forbidden', 'not_found', 'not_found']);
  });

  test('[R8] whoever leaves or is put out hears nothing more and can say nothing more', async () => {
    const roomId = await newRoom(ada, bea, cid);
    const [a, b, c] = [await connect(ada), await connect(bea), await connect(cid)];
    await a.ask({ action: 'send', roomId, text: 'all here' });
    await b.waitFor('the first', (frame) => frame.text === 'all here');

    await bea.call('POST', `/rooms/${roomId}/leave`);
    await ada.call('DELETE', `/rooms/${roomId}/members/${cid.userId}`);
    await c.waitFor('the news', (frame) => frame.type === 'room' && frame.roomId === roomId && frame.change === 'removed');
    const before = [b.events(roomId).length, c.events(roomId).length];
    const ack = await a.ask({ action: 'send', roomId, text: 'alone' });
    await (await connect(ada)).ask({ action: 'send', roomId, text: 'still alone' });
    const refused = await c.ask({ action: 'send', roomId, text: 'hello?' });

    expect(ack.type).toBe('ack');
    expect(refused.code).toBe('forbidden');
    expect([b.events(roomId).length, c.events(roomId).length]).toEqual(before);
  });

  test('a room joined or entered while connected is heard at once', async () => {
    const secret = (await ada.call('POST', '/rooms', { kind: 'private', name: 'Secret' })).body.roomId;
    const [a, b] = [await connect(ada), await connect(bea)];

    await ada.call('PUT', `/rooms/${secret}/members/${bea.userId}`, { role: 'member' });
    await b.waitFor('the news', (frame) => frame.type === 'room' && frame.roomId === secret && frame.change === 'added');
    await a.ask({ action: 'send', roomId: secret, text: 'welcome' });

    expect(await b.waitFor('the welcome', (frame) => frame.text === 'welcome')).toMatchObject({ roomId: secret });
  });

  test('[C3] reading moves forward only, shows on the other device and empties the unread count', async () => {
    const roomId = await newRoom(ada, bea);
    const [a, phone, laptop] = [await connect(ada), await connect(bea), await connect(bea)];
    const first = await a.ask({ action: 'send', roomId, text: 'one' });
    const second = await a.ask({ action: 'send', roomId, text: 'two' });
    await wholeLog(bea, roomId);
    const mine = async () => (await bea.session()).rooms.find((entry: { room: { roomId: string } }) => entry.room.roomId === roomId);
    expect(await mine()).toMatchObject({ unread: 2, head: second.seq });

    phone.send({ action: 'read', id: ulid(), roomId, seq: second.seq });
    await laptop.waitFor('the read mark', (frame) => frame.type === 'read' && frame.seq === second.seq && frame.roomId === roomId);
    phone.send({ action: 'read', id: ulid(), roomId, seq: first.seq });
    const beyond = await phone.ask({ action: 'read', roomId, seq: second.seq + 100 });

    expect(beyond.code).toBe('bad_request');
    expect(await mine()).toMatchObject({ unread: 0, membership: { readSeq: second.seq } });
  });

  test('[C4] typing and presence are seen by others and kept by nobody', async () => {
    // Nobody has seen her yet: who comes back within seconds is no news.
    const dee = await newActor(readOutputs(), 'Dee');
    const roomId = await newRoom(ada, dee);
    const a = await connect(ada);
    const d = await connect(dee);
    await a.waitFor('her coming', (frame) => frame.type === 'presence' && frame.userId === dee.userId && frame.state === 'online');

    d.send({ action: 'typing', id: ulid(), roomId, on: true });
    await a.waitFor(
      'her typing',
      (frame) => frame.type === 'typing' && frame.userId === dee.userId && frame.on === true && frame.roomId === roomId,
    );
    const members = (await ada.call('GET', `/rooms/${roomId}/members`)).body.items;
    await d.close();
    await a.waitFor('her going', (frame) => frame.type === 'presence' && frame.userId === dee.userId && frame.state === 'offline');

    expect(members.find((member: { userId: string }) => member.userId === dee.userId)).toMatchObject({ presence: 'online' });
    expect((await wholeLog(ada, roomId)).map((event) => event.kind)).toEqual(['member']);
  });

  test('[H10] history pages both ways and around a message without a gap or a double', async () => {
    const roomId = await newRoom(ada);
    const a = await connect(ada);
    const seqs: number[] = [];
    for (let n = 0; n < 19; n += 1) seqs.push((await a.ask({ action: 'send', roomId, text: `${n}` })).seq);
    await history(ada, roomId, 19);
    const get = async (query: string) => (await ada.call('GET', `/rooms/${roomId}/messages?${query}`)).body;
    const seqsOf = (page: { items: { seq: number }[] }) => page.items.map((item) => item.seq);

    const newest = await get('limit=7');
    const older = await get(`limit=7&before=${newest.from}`);
    const newer = await get(`limit=7&after=${older.to}`);
    const around = await get(`limit=6&around=${seqs[9]}`);

    expect(seqsOf(newest)).toEqual(seqs.slice(12));
    expect(seqsOf(older)).toEqual(seqs.slice(5, 12));
    expect(seqsOf(newer)).toEqual(seqs.slice(12));
    expect(seqsOf(around)).toContain(seqs[9]);
    expect(around.items.length).toBeLessThanOrEqual(6);
    expect(newest.head).toBe(seqs.at(-1));
  });

  test.each(['before=0', 'before=-1', 'before=9007199254740993', 'after=1.5', 'before=1&after=2', 'limit=101', 'limit=0', 'after=abc'])(
    '[H10] history refuses %s',
    async (query) => {
      const roomId = await newRoom(ada);

      const answer = await ada.call('GET', `/rooms/${roomId}/messages?${query}`);

      expect(answer.status).toBe(400);
      expect(answer.body.code).toBe('bad_request');
    },
  );

  test('[H11] the raw log brings whoever was away everything, in order', async () => {
    const roomId = await newRoom(ada, bea);
    const a = await connect(ada);
    const { seq } = await a.ask({ action: 'send', roomId, text: 'first' });
    await a.ask({ action: 'edit', roomId, target: seq, text: 'First' });
    await ada.call('PATCH', `/rooms/${roomId}`, { topic: 'Now with a topic' });

    const log = await wholeLog(bea, roomId);

    expect(log.map((event) => event.kind)).toEqual(['member', 'message', 'edit', 'room']);
    expect(log.map((event) => event.seq)).toEqual([1, 2, 3, 4]);
  });
});
