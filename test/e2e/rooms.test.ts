import { type Actor, newActor, newRoom, openSockets, readOutputs, ulid, until } from '../support/black-box.ts';

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

describe('rooms', () => {
  test('[H4] whoever creates a room owns it, and it begins empty', async () => {
    const name = `Garden ${ulid().slice(-6)}`;

    const room = await ada.call('POST', '/rooms', { kind: 'public', name, topic: 'Roses' });

    expect(room.status).toBe(201);
    expect(room.body).toMatchObject({
      kind: 'public',
      name,
      topic: 'Roses',
      head: 0,
      memberCount: 1,
      createdBy: ada.userId,
      archived: false,
    });
    const session = await ada.session();
    const mine = session.rooms.find((entry: { room: { roomId: string } }) => entry.room.roomId === room.body.roomId);
    expect(mine).toMatchObject({ head: 0, unread: 0, membership: { role: 'owner', readSeq: 0 } });
  });

  test.each([
    ['an empty name', { kind: 'public', name: '  ' }],
    ['a name of 81 characters', { kind: 'public', name: 'x'.repeat(81) }],
    ['a name with a bidi override', { kind: 'public', name: 'a\u202eb' }],
    ['a kind that does not exist', { kind: 'secret', name: 'x' }],
    ['a field that does not exist', { kind: 'public', name: 'x', owner: 'me' }],
    ['a list', []],
    ['broken JSON', '{"kind":'],
    ['a prototype', '{"kind":"public","name":"x","__proto__":{"a":1}}'],
  ])('[R5] a room is refused for %s', async (_what, body) => {
    const answer = await ada.call('POST', '/rooms', body);

    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.body).toMatchObject({ status: 400, code: 'bad_request' });
    expect(answer.body.requestId).toBeTruthy();
    expect(JSON.stringify(answer.body)).not.toMatch(/arn:|\bat .*\.m?[jt]s/);
  });

  test('[H5] a public room is found by a part of its name, and joined once', async () => {
    const word = `lily${ulid().slice(-8).toLowerCase()}`;
    const roomId = (await ada.call('POST', '/rooms', { kind: 'public', name: `The ${word} pond` })).body.roomId;

    const found = await bea.call('GET', `/rooms?query=${word}`);
    const first = await bea.call('POST', `/rooms/${roomId}/join`);
    const second = await bea.call('POST', `/rooms/${roomId}/join`);
    const members = await bea.call('GET', `/rooms/${roomId}/members`);

    expect(found.body.items).toEqual([expect.objectContaining({ roomId, joined: false })]);
    expect([first.status, second.status]).toEqual([200, 200]);
    expect(members.body.items).toHaveLength(2);
    expect(second.body.memberCount).toBe(2);
  });

  test('[H7] a private room takes people in, and puts them out', async () => {
    const roomId = await privateRoom();

    const added = await ada.call('PUT', `/rooms/${roomId}/members/${bea.userId}`, { role: 'member' });
    const seen = await bea.call('GET', `/rooms/${roomId}`);
    const removed = await ada.call('DELETE', `/rooms/${roomId}/members/${bea.userId}`);
    const gone = await bea.call('GET', `/rooms/${roomId}`);

    expect(added.status).toBeLessThan(300);
    expect(seen.status).toBe(200);
    expect(removed.status).toBeLessThan(300);
    expect(gone.status).toBe(404);
  });

  test('[H11] who was added or put out after their session was read learns of it by catching up', async () => {
    const left = await newRoom(ada, bea);
    const { body: session } = await bea.call('POST', '/session', {});
    const roomId = await privateRoom();
    await ada.call('PUT', `/rooms/${roomId}/members/${bea.userId}`, { role: 'member' });
    await ada.call('DELETE', `/rooms/${left}/members/${bea.userId}`);
    const ask = (shown: object[]) => bea.call('POST', '/events', { shown, since: session.serverTime });

    const { joined } = await until('the room among those that Bea has come into', async () => {
      const { body } = await ask([]);
      return body.joined.includes(roomId) ? body : undefined;
    });
    const { body: shown } = await ask([{ roomId: left, seq: 0 }]);

    expect(session.rooms.map(({ room }: { room: { roomId: string } }) => room.roomId)).not.toContain(roomId);
    expect(joined).toContain(roomId);
    expect(shown.rooms).toMatchObject([{ roomId: left }]);
    expect(shown.rooms[0]).not.toHaveProperty('readSeq');
  });

  test('[H7] only an owner gives roles, and the last owner stays', async () => {
    const roomId = await newRoom(ada, bea);

    const byMember = await bea.call('PUT', `/rooms/${roomId}/members/${bea.userId}`, { role: 'owner' });
    const lastOwner = await ada.call('PUT', `/rooms/${roomId}/members/${ada.userId}`, { role: 'member' });
    const byOwner = await ada.call('PUT', `/rooms/${roomId}/members/${bea.userId}`, { role: 'owner' });

    expect(byMember.body.code).toBe('forbidden');
    expect(lastOwner.body.code).toBe('conflict');
    expect(byOwner.status).toBeLessThan(300);
  });

  test('[H16] to a stranger a private room does not exist, whatever they ask', async () => {
    const roomId = await privateRoom();
    const calls: [string, string, unknown?][] = [
      ['GET', ''],
      ['PATCH', '', { name: 'Mine' }],
      ['DELETE', ''],
      ['POST', '/join'],
      ['POST', '/leave'],
      ['GET', '/members'],
      ['PUT', `/members/${cid.userId}`, { role: 'member' }],
      ['DELETE', `/members/${ada.userId}`],
      ['GET', '/messages'],
      ['GET', '/events?after=0'],
    ];

    const answers = await Promise.all(calls.map(([method, path, body]) => cid.call(method, `/rooms/${roomId}${path}`, body)));
    const nowhere = await cid.call('GET', '/rooms/room_00000000000000000000000000');

    expect(answers.map((answer) => answer.status)).toEqual(calls.map(() => 404));
    const bare = ({ requestId: _, ...problem }: Record<string, unknown>) => problem;
    expect(bare(answers[0]?.body)).toEqual(bare(nowhere.body));
    expect((await cid.call('GET', '/rooms?query=Secret')).body.items).toEqual([]);
  });

  test('[H9] the same people get the same direct room, whoever asks, in whatever order', async () => {
    const [one, two, three] = await Promise.all([
      ada.call('POST', '/direct', { userIds: [bea.userId] }),
      bea.call('POST', '/direct', { userIds: [ada.userId] }),
      bea.call('POST', '/direct', { userIds: [bea.userId, ada.userId] }),
    ]);
    const group = await ada.call('POST', '/direct', { userIds: [bea.userId, cid.userId] });

    expect(new Set([one, two, three].map((answer) => answer.body.roomId)).size).toBe(1);
    expect(one.body).toMatchObject({ kind: 'direct', memberCount: 2 });
    expect(one.body.people.map((person: { userId: string }) => person.userId).sort()).toEqual([ada.userId, bea.userId].sort());
    expect(group.body.roomId).not.toBe(one.body.roomId);
    expect((await cid.call('GET', `/rooms/${one.body.roomId}`)).status).toBe(404);
  });

  test('[H9] a direct room is there at once on every socket that is open', async () => {
    const people = [await newActor(outputs, 'Dot'), await newActor(outputs, 'Eve')] as const;
    const [hers, his] = [await open(people[0]), await open(people[1])];

    const { roomId } = (await people[0].call('POST', '/direct', { userIds: [people[1].userId] })).body;
    await his.waitFor('the room', (frame) => frame.type === 'room' && frame.roomId === roomId);
    await his.ask({ action: 'send', roomId, text: 'So soon?' });

    const event = await hers.waitFor('what was said', (frame) => frame.type === 'event' && frame.roomId === roomId);
    expect(event).toMatchObject({ text: 'So soon?', senderId: people[1].userId });
  });

  test('[H5] a room is renamed by its owner and archived by its owner only', async () => {
    const roomId = await newRoom(ada, bea);

    const renamed = await ada.call('PATCH', `/rooms/${roomId}`, { name: 'Renamed', topic: '' });
    const byMember = await bea.call('DELETE', `/rooms/${roomId}`);
    const archived = await ada.call('DELETE', `/rooms/${roomId}`);
    const socket = await ada.connect();
    const refused = await socket.ask({ action: 'send', roomId, text: 'too late' });
    await socket.close();

    expect(renamed.body).toMatchObject({ name: 'Renamed', topic: '' });
    expect(byMember.body.code).toBe('forbidden');
    expect(archived.status).toBeLessThan(300);
    expect(refused).toMatchObject({ type: 'error', code: 'forbidden' });
  });

  test.each(['limit=0', 'limit=101', 'limit=-1', 'limit=1e3', 'limit=9007199254740993', 'cursor=-1', 'cursor=nonsense', 'colour=red'])(
    'a list refuses %s',
    async (query) => {
      const answer = await ada.call('GET', `/rooms?${query}`);

      expect(answer.status).toBe(400);
      expect(answer.body.code).toBe('bad_request');
    },
  );

  test('a call that takes no query is refused with one', async () => {
    const roomId = await newRoom(ada);

    const answers = await Promise.all([
      ada.call('GET', `/rooms/${roomId}?limit=5`),
      ada.call('DELETE', `/rooms/${roomId}?archive=false`),
      ada.call('GET', '/saved?cursor='),
    ]);

    expect(answers.map(({ status, body }) => [status, body.code])).toEqual(answers.map(() => [400, 'bad_request']));
    expect((await ada.call('GET', `/rooms/${roomId}`)).body.archived).toBeFalsy();
  });

  test('a list pages by cursor without a gap or a double', async () => {
    const word = `reed${ulid().slice(-8).toLowerCase()}`;
    for (let n = 0; n < 5; n += 1) await ada.call('POST', '/rooms', { kind: 'public', name: `${word} ${n}` });

    const names: string[] = [];
    let cursor: string | undefined;
    do {
      const page = (
        await bea.call('GET', `/rooms?query=${word}&limit=2${cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`}`)
      ).body;
      names.push(...page.items.map((room: { name: string }) => room.name));
      cursor = page.cursor;
    } while (cursor !== undefined);

    expect(names).toEqual([0, 1, 2, 3, 4].map((n) => `${word} ${n}`));
  });
});
