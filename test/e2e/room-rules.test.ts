import { type Actor, callHttp, newActor, newRoom, openSockets, readOutputs, ulid, until } from '../support/black-box.ts';

const outputs = readOutputs();
const open = openSockets();
let ada: Actor;
let bea: Actor;
let cid: Actor;

beforeAll(async () => {
  [ada, bea, cid] = [await newActor(outputs, 'Ada'), await newActor(outputs, 'Bea'), await newActor(outputs, 'Cid')];
});

const privateRoom = async (): Promise<string> =>
  (await ada.call('POST', '/rooms', { kind: 'private', name: `Secret ${ulid().slice(-6)}` })).body.roomId;

describe('invitations', () => {
  test('[H8] a stranger sees where a link leads without a token, and enters with one', async () => {
    const roomId = await privateRoom();
    const { status, body: invite } = await ada.call('POST', `/rooms/${roomId}/invites`, { maxUses: 1 });

    const preview = await callHttp(`${outputs.httpUrl}/v1/invites/${invite.code}`, 'GET');
    const accepted = await cid.call('POST', `/invites/${invite.code}/accept`);
    const again = await cid.call('POST', `/invites/${invite.code}/accept`);
    const late = await bea.call('POST', `/invites/${invite.code}/accept`);

    expect(status).toBe(201);
    expect(preview.body).toMatchObject({ room: { kind: 'private', memberCount: 1 }, invitedBy: 'Ada' });
    expect(JSON.stringify(preview.body)).not.toContain(roomId);
    expect([accepted.status, again.status, late.status]).toEqual([200, 200, 404]);
    expect(accepted.body).toMatchObject({ roomId, membership: { userId: cid.userId, role: 'member' } });
  });

  test('[H8] who enters with an open socket hears the room on it, and is seen to enter', async () => {
    const roomId = await privateRoom();
    // Nothing of what it may be given has to be.
    const { body: invite } = await ada.call('POST', `/rooms/${roomId}/invites`);
    const [hers, his] = [await open(ada), await open(cid)];

    await cid.call('POST', `/invites/${invite.code}/accept`);
    const entered = await hers.waitFor('who entered', (frame) => frame.type === 'event' && frame.roomId === roomId);
    await hers.ask({ action: 'send', roomId, text: 'Welcome.' });

    const welcome = await his.waitFor('the welcome', (frame) => frame.kind === 'message' && frame.roomId === roomId);
    expect(entered).toMatchObject({ kind: 'member', userId: cid.userId, change: 'joined' });
    expect(welcome).toMatchObject({ text: 'Welcome.' });
  });

  test('[H8] a limited link lets in no more than it may, however many come at once', async () => {
    const roomId = await privateRoom();
    const { body } = await ada.call('POST', `/rooms/${roomId}/invites`, { maxUses: 1 });

    const answers = await Promise.all([bea, cid].map((person) => person.call('POST', `/invites/${body.code}/accept`)));

    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 404]);
  });

  test('[H8] a link that is revoked leads nowhere, and neither does one that never was', async () => {
    const roomId = await privateRoom();
    const { body } = await ada.call('POST', `/rooms/${roomId}/invites`, {});

    const listed = await ada.call('GET', `/rooms/${roomId}/invites`);
    const revoked = await ada.call('DELETE', `/rooms/${roomId}/invites/${body.code}`);
    const gone = await Promise.all([body.code, 'NEVER'].map((code) => callHttp(`${outputs.httpUrl}/v1/invites/${code}`, 'GET')));

    expect(listed.body.items).toEqual([body]);
    expect(revoked.status).toBe(204);
    expect(gone.map(({ status, body: problem }) => [status, problem.detail])).toEqual([
      [404, gone[0]?.body.detail],
      [404, gone[0]?.body.detail],
    ]);
  });
});

test('[H20] who comes as a guest knows of their room and the people there, until they are made a member', async () => {
  const gwen = await newActor(outputs, 'Gwen');
  const [roomId, open] = [await privateRoom(), await newRoom(bea)];
  const { body } = await ada.call('POST', `/rooms/${roomId}/invites`, { role: 'guest' });
  await gwen.call('POST', `/invites/${body.code}/accept`);

  const found = await gwen.call('GET', '/users');
  const answers = await Promise.all([
    gwen.call('GET', `/rooms/${roomId}`),
    gwen.call('GET', `/rooms/${open}`),
    gwen.call('GET', `/users/${bea.userId}`),
    gwen.call('POST', '/direct', { userIds: [bea.userId] }),
    gwen.call('POST', '/direct', { userIds: [ada.userId] }),
    gwen.call('POST', '/rooms', { kind: 'public', name: 'Mine' }),
  ]);
  await ada.call('PUT', `/rooms/${roomId}/members/${gwen.userId}`, { role: 'member' });
  const joined = await gwen.call('POST', `/rooms/${open}/join`);

  expect(found.body.items.map(({ userId }: { userId: string }) => userId).toSorted()).toEqual([ada.userId, gwen.userId].toSorted());
  expect(answers.map(({ status }) => status)).toEqual([200, 404, 404, 404, 200, 403]);
  expect(joined.status).toBe(200);
});

describe('keeping order', () => {
  test('[H21, R8] whoever is banned hears nothing more and stays out until the ban is lifted', async () => {
    const roomId = await newRoom(ada, bea);
    const socket = await bea.connect();
    const hers = await ada.connect();

    const banned = await ada.call('PUT', `/rooms/${roomId}/bans/${bea.userId}`);
    await socket.waitFor('word of the removal', (frame) => frame.type === 'room' && frame.change === 'removed');
    await hers.ask({ action: 'send', roomId, text: 'Without her' });
    const kept = await bea.call('POST', `/rooms/${roomId}/join`);
    const list = await ada.call('GET', `/rooms/${roomId}/bans`);
    await ada.call('DELETE', `/rooms/${roomId}/bans/${bea.userId}`);
    const back = await bea.call('POST', `/rooms/${roomId}/join`);
    await Promise.all([socket.close(), hers.close()]);

    expect([banned.status, kept.status, back.status]).toEqual([204, 403, 200]);
    expect(list.body.items).toMatchObject([{ userId: bea.userId, bannedBy: ada.userId }]);
    expect(socket.events(roomId).filter(({ text }) => text === 'Without her')).toEqual([]);
  });

  test('[H22] whoever is muted reads and does not write, and everyone is told', async () => {
    const roomId = await newRoom(ada, bea);
    const [socket, hers] = await Promise.all([bea.connect(), ada.connect()]);

    const muted = await ada.call('PUT', `/rooms/${roomId}/members/${bea.userId}/mute`, { minutes: 5 });
    await socket.waitFor('word of it', (frame) => frame.kind === 'member' && frame.mutedUntil === muted.body.mutedUntil);
    const refused = await socket.ask({ action: 'send', roomId, text: 'Hm' });
    await hers.ask({ action: 'send', roomId, text: 'Listen' });
    await until('what is said', () => socket.events(roomId).find(({ text }) => text === 'Listen'));
    await ada.call('DELETE', `/rooms/${roomId}/members/${bea.userId}/mute`);
    // The mute may still be on its way to the log, and settle the seat a moment longer.
    const allowed = await until('the floor', async () => {
      const answer = await socket.ask({ action: 'send', roomId, text: 'Thank you' });
      return answer.type === 'ack' ? answer : undefined;
    });
    await Promise.all([socket.close(), hers.close()]);

    expect(refused).toMatchObject({ type: 'error', code: 'forbidden' });
    expect(allowed.type).toBe('ack');
  });

  test('[H5] in an announcement room moderators write and others read; in slow mode others wait', async () => {
    const roomId = await newRoom(ada, bea);
    const [hers, socket] = await Promise.all([ada.connect(), bea.connect()]);

    const byMember = await bea.call('PATCH', `/rooms/${roomId}`, { announcement: true });
    await ada.call('PATCH', `/rooms/${roomId}`, { announcement: true });
    const refused = await socket.ask({ action: 'send', roomId, text: 'May I?' });
    const news = await hers.ask({ action: 'send', roomId, text: 'News' });
    await ada.call('PATCH', `/rooms/${roomId}`, { announcement: false, slowModeSeconds: 3_600 });
    const first = await socket.ask({ action: 'send', roomId, text: 'One' });
    const second = await socket.ask({ action: 'send', roomId, text: 'Two' });
    await Promise.all([socket.close(), hers.close()]);

    expect([byMember.status, refused.code, news.type, first.type, second.code]).toEqual([403, 'forbidden', 'ack', 'ack', 'rate_limited']);
    expect(second.retryAfterMs).toBeGreaterThan(3_000_000);
  });
});

describe('a room’s life', () => {
  test('[H23] an archived room is restored by its owner, and spoken in again', async () => {
    const roomId = await newRoom(ada, bea);
    await ada.call('DELETE', `/rooms/${roomId}`);

    const byMember = await bea.call('POST', `/rooms/${roomId}/restore`);
    const restored = await ada.call('POST', `/rooms/${roomId}/restore`);
    const socket = await bea.connect();
    const said = await socket.ask({ action: 'send', roomId, text: 'Back again' });
    await socket.close();

    expect([byMember.status, restored.status, said.type]).toEqual([403, 200, 'ack']);
    expect(restored.body).toMatchObject({ archived: false });
  });

  test('[H16] a public room that becomes private is gone for who is not in it, and its old readers get nothing', async () => {
    const roomId = await newRoom(ada, bea);
    const before = await cid.call('GET', `/rooms/${roomId}/messages`);

    await ada.call('PATCH', `/rooms/${roomId}`, { visibility: 'private' });
    const after = await Promise.all(
      ['', '/messages', '/members', '/events?after=0'].map((path) => cid.call('GET', `/rooms/${roomId}${path}`)),
    );

    expect(before.status).toBe(200);
    expect(after.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
    expect((await bea.call('GET', `/rooms/${roomId}`)).body.kind).toBe('private');
  });

  test('[H24] whoever has left comes back in their old place', async () => {
    const roomId = await privateRoom();
    await ada.call('PUT', `/rooms/${roomId}/members/${bea.userId}`, { role: 'moderator' });

    await bea.call('POST', `/rooms/${roomId}/leave`);
    const outside = await bea.call('GET', `/rooms/${roomId}`);
    const back = await bea.call('POST', `/rooms/${roomId}/return`);

    expect(outside.status).toBe(404);
    expect(back.body.membership).toMatchObject({ role: 'moderator' });
  });

  test('[H25, S10] a favourite on one device is one on the other, and after a reconnect', async () => {
    const roomId = await newRoom(ada);
    const socket = await ada.connect();

    await ada.call('PATCH', `/rooms/${roomId}/membership`, { favourite: true, section: 'Work' });
    const frame = await socket.waitFor('word of it', ({ type }) => type === 'arranged');
    const session = await ada.session();
    await socket.close();

    expect(frame).toMatchObject({ roomId, favourite: true, section: 'Work' });
    const mine = session.rooms.find((entry: { room: { roomId: string } }) => entry.room.roomId === roomId);
    expect(mine.membership).toMatchObject({ favourite: true, section: 'Work' });
  });
});
