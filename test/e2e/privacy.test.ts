import { newActor, newRoom, openSockets, readOutputs, ulid, wholeLog } from '../support/black-box.ts';

const outputs = readOutputs();
const connected = openSockets();

describe('read receipts', () => {
  test('[H60, S60, S61] the others see how far one has read, live and when they ask, until one switches it off', async () => {
    const [ada, bea] = [await newActor(outputs, 'Ada'), await newActor(outputs, 'Bea')];
    const roomId = await newRoom(ada, bea);
    const [hers, his] = [await connected(ada), await connected(bea)];
    const { seq } = await hers.ask({ action: 'send', roomId, text: 'Seen?' });

    his.send({ action: 'read', id: ulid(), roomId, seq });

    const receipt = await hers.waitFor('the receipt', (frame) => frame.type === 'receipt' && frame.roomId === roomId);
    expect(receipt).toMatchObject({ userId: bea.userId, seq });
    expect((await ada.call('GET', `/rooms/${roomId}/receipts`)).body).toEqual({ items: [{ userId: bea.userId, seq, at: receipt.at }] });
    await bea.call('PATCH', '/me', { receipts: false });
    await hers.waitFor('the end', (frame) => frame.type === 'receipts' && frame.userId === bea.userId && !frame.shown);
    expect((await ada.call('GET', `/rooms/${roomId}/receipts`)).body).toEqual({ items: [] });
    expect((await bea.call('GET', `/rooms/${roomId}/receipts`)).body).toEqual({ items: [] });
    expect((await ada.call('GET', `/users/${bea.userId}`)).body).not.toHaveProperty('receipts');
  });

  test('[H60] what is read while it is off is told to nobody, also later, and one’s own devices know it', async () => {
    const [ada, bea] = [await newActor(outputs, 'Ada'), await newActor(outputs, 'Bea')];
    const { roomId } = (await ada.call('POST', '/direct', { userIds: [bea.userId] })).body;
    await bea.call('PATCH', '/me', { receipts: false });
    const [hers, his, tablet] = [await connected(ada), await connected(bea), await connected(bea)];
    const { seq } = await hers.ask({ action: 'send', roomId, text: 'Seen?' });

    his.send({ action: 'read', id: ulid(), roomId, seq });

    await tablet.waitFor('the mark', (frame) => frame.type === 'read' && frame.seq === seq);
    await bea.call('PATCH', '/me', { receipts: true });
    await hers.waitFor('the switch', (frame) => frame.type === 'receipts' && frame.shown);
    expect((await ada.call('GET', `/rooms/${roomId}/receipts`)).body).toEqual({ items: [] });
    expect(hers.frames.filter(({ type }) => type === 'receipt')).toEqual([]);
  });

  test('[R7, H16] a stranger learns nothing', async () => {
    const [ada, eve] = [await newActor(outputs, 'Ada'), await newActor(outputs, 'Eve')];
    const roomId = await newRoom(ada);
    const secret = (await ada.call('POST', '/rooms', { kind: 'private', name: 'Secret' })).body.roomId;

    expect((await eve.call('GET', `/rooms/${roomId}/receipts`)).status).toBe(403);
    expect((await eve.call('GET', `/rooms/${secret}/receipts`)).status).toBe(404);
    expect((await ada.call('GET', `/rooms/${roomId}/receipts`)).status).toBe(200);
  });
});

describe('blocking', () => {
  test('[H61, S62] reaches my other devices within 2 s, and the next session', async () => {
    const [ada, bea] = [await newActor(outputs, 'Ada'), await newActor(outputs, 'Bea')];
    const [phone, laptop] = [await connected(ada), await connected(ada)];

    const answer = await ada.call('PUT', `/blocks/${bea.userId}`);

    expect(answer.status).toBe(204);
    for (const device of [phone, laptop])
      await device.waitFor('the word', (frame) => frame.type === 'block' && frame.userId === bea.userId && frame.on, 2_000);
    expect((await ada.session()).blocked).toEqual([bea.userId]);
    expect((await ada.call('GET', '/blocks')).body.items).toMatchObject([{ userId: bea.userId, name: 'Bea' }]);
    await ada.call('DELETE', `/blocks/${bea.userId}`);
    await laptop.waitFor('the end', (frame) => frame.type === 'block' && !frame.on, 2_000);
    expect((await ada.call('GET', '/blocks')).body).toEqual({ items: [] });
  });

  test('[H61] who is blocked cannot write, open a conversation or add me, and nothing of me reaches them', async () => {
    const [ada, bea, cem] = [await newActor(outputs, 'Ada'), await newActor(outputs, 'Bea'), await newActor(outputs, 'Cem')];
    const roomId = await newRoom(bea, ada);
    const { roomId: direct } = (await bea.call('POST', '/direct', { userIds: [ada.userId] })).body;
    const [hers, his] = [await connected(ada), await connected(bea)];
    await his.ask({ action: 'send', roomId: direct, text: 'Hey.' });
    const { seq } = await his.ask({ action: 'send', roomId, text: '@Ada', mentions: [ada.userId] });
    await wholeLog(ada, roomId);

    await ada.call('PUT', `/blocks/${bea.userId}`);

    await his.waitFor('her going', (frame) => frame.type === 'presence' && frame.userId === ada.userId && frame.state === 'offline');
    const heard = his.frames.length;
    expect(await his.ask({ action: 'send', roomId: direct, text: 'Please.' })).toMatchObject({ type: 'error', code: 'forbidden' });
    expect(await hers.ask({ action: 'send', roomId: direct, text: 'No.' })).toMatchObject({ type: 'error', code: 'forbidden' });
    expect((await bea.call('POST', '/direct', { userIds: [ada.userId, cem.userId] })).status).toBe(403);
    const secret = (await bea.call('POST', '/rooms', { kind: 'private', name: 'Come in' })).body.roomId;
    expect((await bea.call('PUT', `/rooms/${secret}/members/${ada.userId}`, { role: 'member' })).status).toBe(403);
    expect((await bea.call('GET', `/users/${ada.userId}`)).body.presence).toBe('offline');
    expect((await bea.call('GET', `/presence?userIds=${ada.userId}`)).body).toEqual({ items: [] });
    hers.send({ action: 'typing', id: ulid(), roomId, on: true });
    hers.send({ action: 'read', id: ulid(), roomId, seq });
    expect((await hers.ask({ action: 'send', roomId, text: 'To all.' })).type).toBe('ack');
    await his.waitFor('what she says to all', (frame) => frame.type === 'event' && frame.text === 'To all.');
    expect(his.frames.slice(heard).filter(({ type }) => ['typing', 'receipt', 'presence'].includes(type))).toEqual([]);
    expect((await bea.call('GET', `/rooms/${roomId}/receipts`)).body).toEqual({ items: [] });
    const mine = (await ada.session()).rooms.find((entry: { room: { roomId: string } }) => entry.room.roomId === direct);
    expect([mine.unread, mine.mentionSeqs]).toEqual([0, []]);
  });
});
