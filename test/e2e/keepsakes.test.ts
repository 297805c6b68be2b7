import { type Actor, newActor, newRoom, openSockets, readOutputs, soon, ulid, until, wholeLog } from '../support/black-box.ts';

const outputs = readOutputs();
let ada: Actor;
let bea: Actor;
const connect = openSockets();

beforeAll(async () => {
  [ada, bea] = [await newActor(outputs, 'Ada'), await newActor(outputs, 'Bea')];
});

test('[H41] [S30] a draft reaches the other device, and nobody else', async () => {
  const roomId = await newRoom(ada, bea);
  const [laptop, hers] = [await connect(ada), await connect(bea)];

  const put = await ada.call('PUT', `/drafts/${roomId}`, { text: 'Dear Bea' });
  await laptop.waitFor('the draft', (frame) => frame.type === 'draft' && frame.text === 'Dear Bea');
  const kept = await ada.call('GET', '/drafts');
  const gone = await ada.call('DELETE', `/drafts/${roomId}`);
  await laptop.waitFor('its end', (frame) => frame.type === 'draft' && frame.text === '');

  expect(put.body).toEqual({ roomId, text: 'Dear Bea', updatedAt: expect.any(Number) });
  expect(kept.body.items).toEqual([put.body]);
  expect(gone.status).toBe(204);
  expect((await bea.call('GET', '/drafts')).body).toEqual({ items: [] });
  expect(hers.frames.filter(({ type }) => type === 'draft')).toEqual([]);
});

test('[H42] [S30] a saved message comes back with its text, and its reminder once', async () => {
  const roomId = await newRoom(bea, ada);
  const [hers, laptop] = [await connect(bea), await connect(ada)];
  const { seq } = await hers.ask({ action: 'send', roomId, text: 'Remember the milk' });
  await wholeLog(ada, roomId);

  const put = await soon((remindAt) => ada.call('PUT', `/saved/${roomId}/${seq}`, { remindAt }));
  const reminded = await until('the reminder', async () => {
    const [item] = (await ada.call('GET', '/saved')).body.items;
    return item.remindedAt === undefined ? undefined : item;
  });
  await laptop.waitFor('the reminder', (frame) => frame.type === 'saved' && frame.change === 'reminder');
  const gone = await ada.call('DELETE', `/saved/${roomId}/${seq}`);

  expect(put.status).toBe(200);
  expect(reminded).toMatchObject({ roomId, seq, message: { text: 'Remember the milk', senderId: bea.userId } });
  expect([gone.status, (await ada.call('GET', '/saved')).body]).toEqual([204, { items: [] }]);
  expect(laptop.frames.filter((frame) => frame.change === 'reminder')).toHaveLength(1);
});

test('[H43] [S30] a scheduled message is sent once, at its time, to everybody', async () => {
  const roomId = await newRoom(ada, bea);
  const [laptop, hers] = [await connect(ada), await connect(bea)];
  const [id, other] = [ulid(), ulid()];

  const put = await soon((sendAt) => ada.call('PUT', `/scheduled/${id}`, { roomId, text: 'Happy birthday!', sendAt }));
  await ada.call('PUT', `/scheduled/${other}`, { roomId, text: 'Never', sendAt: Date.now() + 60_000 });
  const cancelled = await ada.call('DELETE', `/scheduled/${other}`);
  // Whoever looks at the list has sent what is due.
  await until('the end of the list', async () => (await ada.call('GET', '/scheduled')).body.items.length === 0);
  const event = await hers.waitFor('the message', (frame) => frame.id === id);
  await laptop.waitFor('the news', (frame) => frame.type === 'scheduled' && frame.change === 'sent');
  const again = await ada.call('PUT', `/scheduled/${id}`, { roomId, text: 'Again!', sendAt: Date.now() + 60_000 });

  expect([put.status, cancelled.status]).toEqual([200, 204]);
  expect(event).toMatchObject({ kind: 'message', senderId: ada.userId, text: 'Happy birthday!', sentAt: expect.any(Number) });
  expect(event.sentAt).toBeGreaterThanOrEqual(put.body.sendAt);
  expect([again.status, again.body.code]).toEqual([409, 'conflict']);
  expect((await wholeLog(bea, roomId)).filter(({ kind }) => kind === 'message')).toHaveLength(1);
});

test.each([
  ['PUT', '/drafts/room_nowhere', { text: 'Hm' }, 404],
  ['PUT', '/drafts/room_nowhere', { text: '' }, 400],
  ['PUT', '/saved/room_nowhere/1', {}, 404],
  ['PUT', '/saved/room_nowhere/1e3', {}, 404],
  ['PUT', '/saved/room_nowhere/1', { remindAt: 1 }, 400],
  ['PUT', '/scheduled/not-a-ulid', { roomId: 'room_nowhere', text: 'Hm', sendAt: 1 }, 404],
  ['PUT', '/scheduled/01KB1V7M3QF2Z8D4T6X0RNHJWC', { roomId: 'room_nowhere', text: 'Hm', sendAt: 1 }, 400],
  ['PUT', '/scheduled/01KB1V7M3QF2Z8D4T6X0RNHJWC', { roomId: 'room_nowhere', text: 'Hm', sendAt: Date.now() + 3_600_000 }, 404],
  ['PUT', '/scheduled/01KB1V7M3QF2Z8D4T6X0RNHJWC', { roomId: 'room_nowhere', text: 'Hm', sendAt: Date.now(), colour: 'red' }, 400],
])('[R5] [H16] %s %s %j is refused with %i', async (method, path, body, status) => {
  const answer = await ada.call(method, path, body);

  expect(answer.status).toBe(status);
  expect(JSON.stringify(answer.body)).not.toMatch(/arn:|Directory/);
});
