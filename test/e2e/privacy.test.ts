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
    const [his, hers] = [await connected(bea), await connected(ada)];
    // Told at any time, it would look like what reaches him in spite of the block.
    await his.waitFor('her coming', (frame) => frame.type === 'presence' && frame.userId === ada.userId && frame.state === 'online');
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

describe('reports', () => {
  test('[H62, S63] reach the moderators of the room with the words as they were, on all devices, and nobody else, until they are closed', async () => {
    const [ada, bea, cem] = [await newActor(outputs, 'Ada'), await newActor(outputs, 'Bea'), await newActor(outputs, 'Cem')];
    const roomId = await newRoom(ada, bea, cem);
    const [phone, laptop, his] = [await connected(ada), await connected(ada), await connected(cem)];
    const { seq } = await his.ask({ action: 'send', roomId, text: 'Rude' });
    await wholeLog(cem, roomId);

    const answers = [
      await bea.call('PUT', `/rooms/${roomId}/reports/messages/${seq}`, { reason: 'harassment', note: 'To me.' }),
      await bea.call('PUT', `/rooms/${roomId}/reports/messages/${seq}`, { reason: 'spam' }),
      await bea.call('PUT', `/rooms/${roomId}/reports/people/${cem.userId}`, { reason: 'other' }),
    ];

    expect(answers.map(({ status }) => status)).toEqual([204, 204, 204]);
    for (const device of [phone, laptop])
      await device.waitFor(
        'the word',
        (frame) => frame.type === 'reports' && frame.roomId === roomId && frame.change === 'reported',
        2_000,
      );
    await phone.ask({ action: 'delete', id: ulid(), roomId, target: seq });
    const { items } = (await ada.call('GET', `/rooms/${roomId}/reports`)).body;
    expect(items).toMatchObject([
      {
        seq,
        person: { userId: cem.userId, name: 'Cem' },
        role: 'member',
        wordings: ['Rude'],
        reports: [{ userId: bea.userId, note: 'To me.' }],
      },
      { person: { userId: cem.userId }, wordings: [], reports: [{ name: 'Bea', reason: 'other' }] },
    ]);
    await ada.call('DELETE', `/rooms/${roomId}/reports/messages/${seq}`);
    await ada.call('DELETE', `/rooms/${roomId}/reports/people/${cem.userId}`);
    await laptop.waitFor('the end', (frame) => frame.type === 'reports' && frame.change === 'closed', 2_000);
    expect((await ada.call('GET', `/rooms/${roomId}/reports`)).body).toEqual({ items: [] });
    expect(his.frames.filter(({ type }) => type === 'reports')).toEqual([]);
    expect((await bea.call('GET', '/me/export')).body.reports).toHaveLength(2);
    expect((await cem.call('GET', '/me/export')).body.reports).toEqual([]);
  });

  test('[R5, R7, H16] are for members to make, and for moderators to see', async () => {
    const [ada, bea, eve] = [await newActor(outputs, 'Ada'), await newActor(outputs, 'Bea'), await newActor(outputs, 'Eve')];
    const roomId = await newRoom(ada, bea);
    const secret = (await ada.call('POST', '/rooms', { kind: 'private', name: 'Secret' })).body.roomId;
    const about = `/rooms/${roomId}/reports/people/${ada.userId}`;

    expect((await eve.call('PUT', about, { reason: 'spam' })).status).toBe(403);
    expect((await eve.call('GET', `/rooms/${secret}/reports`)).status).toBe(404);
    expect((await eve.call('PUT', `/rooms/${secret}/reports/people/${ada.userId}`, { reason: 'spam' })).status).toBe(404);
    expect((await bea.call('GET', `/rooms/${roomId}/reports`)).status).toBe(403);
    expect((await bea.call('DELETE', about)).status).toBe(403);
    expect((await bea.call('PUT', about, { reason: 'boring' })).body).toMatchObject({
      status: 400,
      detail: expect.stringMatching(/^reason /),
    });
    expect((await bea.call('PUT', about, { reason: 'spam', note: 'x'.repeat(501) })).status).toBe(400);
    expect((await bea.call('PUT', `/rooms/${roomId}/reports/messages/999`, { reason: 'spam' })).status).toBe(404);
  });
});
