import { newActor, newRoom, openSockets, readOutputs, ulid } from '../support/black-box.ts';

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
