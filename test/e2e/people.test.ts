import { newActor, newRoom, readOutputs, signIn, ulid, until, wholeLog } from '../support/black-box.ts';
import { png } from '../support/pictures.ts';

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

describe('custom emoji', () => {
  test('[H70] [H71] [S70] [C2] is added once, told live, reacted with, and gone when its author takes it away', async () => {
    const [ada, bea] = [await newActor(outputs, 'Ada'), await newActor(outputs, 'Bea')];
    const roomId = await newRoom(ada, bea);
    const [phone, hers] = [await ada.connect(), await bea.connect()];
    const name = `boat_${ulid().slice(-8).toLowerCase()}`;
    const image = png();
    const named = (frame: { type: string; name?: string }) => frame.type === 'emoji' && frame.name === name;

    const unknown = await hers.ask({ action: 'react', roomId, target: 1, emoji: `:${name}:`, on: true });
    const added = await Promise.all([ada, ada, bea].map(({ call }) => call('PUT', `/emoji/${name}`, { image })));
    const emoji = (await bea.call('GET', '/emoji')).body.items.find((each: { name: string }) => each.name === name);
    const author = [ada, bea].find(({ userId }) => userId === emoji.createdBy) ?? ada;
    const [onPhone, onHers] = await Promise.all([phone, hers].map((socket) => socket.waitFor('the emoji', named)));
    const pictures = await bea.call('GET', `/emoji-images?ids=${emoji.emojiId},emoji_none`);
    const { seq: target } = await phone.ask({ action: 'send', roomId, text: `All aboard :${name}:` });
    const reaction = await hers.ask({ action: 'react', roomId, target, emoji: `:${name}:`, on: true });
    const other = author === ada ? bea : ada;
    const foreign = await other.call('DELETE', `/emoji/${name}`);
    const removed = await author.call('DELETE', `/emoji/${name}`);
    await hers.waitFor('its end', (frame) => named(frame) && frame.emoji === undefined);
    const late = await phone.ask({ action: 'react', roomId, target, emoji: `:${name}:`, on: true });

    expect(unknown).toMatchObject({ type: 'error', code: 'not_found' });
    expect(added.filter(({ status }) => status === 409).length).toBeGreaterThanOrEqual(1);
    expect([onPhone?.emoji, onHers?.emoji]).toEqual([emoji, emoji]);
    expect(pictures.body).toEqual({ items: [{ emojiId: emoji.emojiId, type: 'image/png', image }] });
    expect(reaction).toMatchObject({ type: 'ack' });
    expect([foreign.status, removed.status]).toEqual([403, 204]);
    expect(late).toMatchObject({ type: 'error', code: 'not_found' });
    await Promise.all([phone.close(), hers.close()]);
  });

  test.each([
    ['no name', 'PUT', '/emoji/NoName', { image: png() }, 404, 'not_found'],
    ['no base64', 'PUT', '/emoji/bad_one', { image: 'no base64!' }, 400, 'bad_request'],
    ['no picture', 'PUT', '/emoji/bad_one', { image: 'aGVsbG8=' }, 400, 'bad_request'],
    ['too many pixels', 'PUT', '/emoji/bad_one', { image: png(300) }, 400, 'bad_request'],
    ['too many bytes', 'PUT', '/emoji/bad_one', { image: 'A'.repeat(28_000) }, 400, 'bad_request'],
    ['more than was asked for', 'PUT', '/emoji/bad_one', { image: png(), type: 'image/svg+xml' }, 400, 'bad_request'],
    [
      'too many pictures',
      'GET',
      `/emoji-images?ids=${Array.from({ length: 21 }, (_, n) => `e${n}`).join(',')}`,
      undefined,
      400,
      'bad_request',
    ],
  ])('[H70] [R5] %s is refused', async (_what, method, path, body, status, code) => {
    const ada = await newActor(outputs, 'Ada');

    const answer = await ada.call(method, path, body);

    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });
});
