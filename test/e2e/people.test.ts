import { newActor, newRoom, readOutputs, signIn, ulid, until, wholeLog } from '../support/black-box.ts';

const outputs = readOutputs();

describe('people', () => {
  test('[H2, H3] what somebody tells about themselves is on their card, and their settings are not', async () => {
    const [ada, bea] = [await newActor(outputs, 'Ada'), await newActor(outputs, 'Bea')];
    await ada.call('PATCH', '/me', { bio: 'Sails.', pronouns: 'she/her', timeZone: 'Europe/Berlin', availability: 'away' });

    const seen = await bea.call('GET', `/users/${ada.userId}`);

    expect(seen.body).toMatchObject({
      userId: ada.userId,
      bio: 'Sails.',
      pronouns: 'she/her',
      timeZone: 'Europe/Berlin',
      presence: 'offline',
    });
    expect(seen.body).not.toHaveProperty('availability');
    expect((await ada.call('GET', '/me')).body.availability).toBe('away');
  });

  test('[S40, S41] a new status reaches the other devices, and whoever shares a room', async () => {
    const [ada, bea] = [await newActor(outputs, 'Ada'), await newActor(outputs, 'Bea')];
    await newRoom(ada, bea);
    const [phone, hers] = [await ada.connect(), await bea.connect()];

    await ada.call('PATCH', '/me', { status: { text: 'Lunch', emoji: '🍜', expiresIn: 60_000 } });

    const own = await phone.waitFor('my own change', (frame) => frame.type === 'me');
    const told = await hers.waitFor('the news', (frame) => frame.type === 'person');
    expect(own.me.status).toMatchObject({ text: 'Lunch', emoji: '🍜' });
    expect(told.person).toMatchObject({ userId: ada.userId, status: { text: 'Lunch' } });
    expect(JSON.stringify(told)).not.toContain('@example.com');
    await Promise.all([phone.close(), hers.close()]);
  });

  test('[C4, H51] away and invisible are what others see, in every call', async () => {
    const [ada, bea] = [await newActor(outputs, 'Ada'), await newActor(outputs, 'Bea')];
    const roomId = await newRoom(ada, bea);
    const [phone, hers] = [await ada.connect(), await bea.connect()];
    const asSeen = async () => {
      const asked = (await bea.call('GET', `/presence?userIds=${ada.userId},nobody`)).body.items[0]?.presence ?? 'offline';
      const card = (await bea.call('GET', `/users/${ada.userId}`)).body.presence;
      const members = (await bea.call('GET', `/rooms/${roomId}/members`)).body.items;
      return [asked, card, members.find((member: { userId: string }) => member.userId === ada.userId).presence];
    };
    const told = (state: string) =>
      hers.waitFor(`${state} of her`, (frame) => frame.type === 'presence' && frame.userId === ada.userId && frame.state === state);

    await until('her to be here', async () => (await asSeen())[0] === 'online');
    phone.send({ action: 'presence', id: ulid(), state: 'away' });
    await told('away');
    const away = await asSeen();
    await ada.call('PATCH', '/me', { availability: 'invisible' });
    await told('offline');

    expect(away).toEqual(['away', 'away', 'away']);
    expect(await asSeen()).toEqual(['offline', 'offline', 'offline']);
    await Promise.all([phone.close(), hers.close()]);
  });

  test('[H53, H54] an account takes its data along and is gone: nothing opens, and what it said stays', async () => {
    const [ada, bea] = [await newActor(outputs, 'Ada'), await newActor(outputs, 'Bea')];
    const roomId = await newRoom(ada, bea);
    const [phone, hers] = [await ada.connect(), await bea.connect()];
    const ack = await phone.ask({ action: 'send', roomId, text: 'I was here.' });
    await wholeLog(ada, roomId);
    await ada.call('PUT', `/drafts/${roomId}`, { text: 'And here is what I never' });
    await ada.call('PUT', `/saved/${roomId}/${ack.seq}`, {});
    await ada.call('PUT', `/scheduled/${ulid()}`, { roomId, text: 'To come', sendAt: Date.now() + 3_600_000 });
    const kept = (await ada.call('GET', '/me/export')).body;
    const said = (await ada.call('GET', '/me/export/messages')).body;

    const gone = await ada.call('DELETE', '/me');

    await phone.closed;
    const word = await hers.waitFor('the word', (frame) => frame.type === 'person' && frame.person.userId === ada.userId);
    const members = (await bea.call('GET', `/rooms/${roomId}/members`)).body.items;
    const { items } = (await bea.call('GET', `/rooms/${roomId}/messages`)).body;
    expect(kept.me.email).toBe(ada.email);
    expect(kept).toMatchObject({
      drafts: [{ text: 'And here is what I never' }],
      saved: [{ roomId, seq: ack.seq }],
      scheduled: [{ text: 'To come' }],
    });
    expect(said.items).toMatchObject([{ roomId, seq: ack.seq, text: 'I was here.' }]);
    expect(gone.status).toBe(204);
    expect(word.person).toMatchObject({ name: 'Deleted account', deleted: true });
    expect(members).toMatchObject([{ userId: bea.userId, role: 'owner' }]);
    expect(items).toMatchObject([{ senderId: ada.userId, text: 'I was here.' }]);
    expect((await ada.call('POST', '/session')).status).toBe(401);
    expect((await ada.call('DELETE', '/me')).status).toBe(204);
    await expect(signIn(outputs, ada.email)).rejects.toThrow('NotAuthorizedException');
    await hers.close();
  });
});
