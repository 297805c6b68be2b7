import { type Actor, newActor, newRoom, openSockets, readOutputs, ulid, until, wholeLog } from '../support/black-box.ts';

const outputs = readOutputs();
let ada: Actor;
let bea: Actor;
const connect = openSockets();

beforeAll(async () => {
  [ada, bea] = [await newActor(outputs, 'Ada'), await newActor(outputs, 'Bea')];
});

test('[C30] [H40] a pin reaches everyone live, and is in the list until it is taken away', async () => {
  const roomId = await newRoom(ada, bea);
  const [a, b] = [await connect(ada), await connect(bea)];
  const { seq } = await a.ask({ action: 'send', roomId, text: 'The rules of the house' });
  const pins = async () => (await bea.call('GET', `/rooms/${roomId}/pins`)).body.items;

  const ack = await b.ask({ action: 'pin', roomId, target: seq, on: true });
  const event = await a.waitFor('the pin', (frame) => frame.kind === 'pin');
  const listed = await until('the pin in the list', async () => ((await pins()).length === 1 ? pins() : undefined));
  await a.ask({ action: 'pin', roomId, target: seq, on: false });
  await until('the empty list', async () => (await pins()).length === 0);

  expect(event).toMatchObject({ type: 'event', roomId, seq: ack.seq, senderId: bea.userId, target: seq, on: true });
  expect(listed).toEqual([
    expect.objectContaining({ seq, text: 'The rules of the house', pinned: { userId: bea.userId, at: ack.sentAt } }),
  ]);
});

test('[H16] [H40] a stranger learns nothing of a private room’s pins', async () => {
  const room = await ada.call('POST', '/rooms', { kind: 'private', name: 'Secret pins' });

  const answers = await Promise.all([bea.call('GET', `/rooms/${room.body.roomId}/pins`), bea.call('GET', '/rooms/room_nowhere/pins')]);

  expect(answers.map(({ status, body }) => [status, body.detail])).toEqual([
    [404, 'There is no such room.'],
    [404, 'There is no such room.'],
  ]);
});

test('[C31] a poll takes votes, changes of mind, and its end', async () => {
  const roomId = await newRoom(ada, bea);
  const [a, b] = [await connect(ada), await connect(bea)];
  const poll = { options: ['Tea', 'Coffee'], multiple: false };

  const { seq } = await a.ask({ action: 'send', roomId, text: 'Tea or coffee?', poll });
  const asked = await b.waitFor('the poll', (frame) => frame.seq === seq);
  await b.ask({ action: 'vote', roomId, target: seq, choices: [0] });
  await b.ask({ action: 'vote', roomId, target: seq, choices: [1] });
  const end = await a.ask({ action: 'close', roomId, target: seq });
  const message = await until('the end, and the vote', async () => {
    const { items } = (await ada.call('GET', `/rooms/${roomId}/messages`)).body;
    return items.find(
      (item: { closedAt?: number; ballots?: { choices: number[] }[] }) =>
        item.closedAt !== undefined && item.ballots?.[0]?.choices[0] === 1,
    );
  });
  const late = await b.ask({ action: 'vote', roomId, target: seq, choices: [0] });

  expect(asked).toMatchObject({ kind: 'message', text: 'Tea or coffee?', poll });
  expect(message).toMatchObject({ poll, ballots: [{ userId: bea.userId, choices: [1] }], closedAt: end.sentAt });
  expect(late).toMatchObject({ type: 'error', code: 'forbidden' });
});

test('[C31] in an anonymous poll all see the counts, and nobody but the voter who chose what', async () => {
  const roomId = await newRoom(ada, bea);
  const [a, b, desk] = [await connect(ada), await connect(bea), await connect(bea)];
  const poll = { options: ['Tea', 'Coffee'], multiple: false, anonymous: true };
  const { seq } = await a.ask({ action: 'send', roomId, text: 'Tea or coffee?', poll });
  await b.waitFor('the poll', (frame) => frame.seq === seq);
  const framesBefore = a.frames.length;

  const ids = [ulid(), ulid()];
  const first = await b.ask({ action: 'vote', id: ids[0], roomId, target: seq, choices: [0] });
  const second = await b.ask({ action: 'vote', id: ids[1], roomId, target: seq, choices: [1] });
  const again = await b.ask({ action: 'vote', id: ids[0], roomId, target: seq, choices: [0] });
  const told = await a.waitFor('the count', (frame) => frame.kind === 'tally' && frame.seq === second.seq);
  const own = await desk.waitFor('the own vote', (frame) => frame.kind === 'tally' && frame.seq === second.seq);
  const read = async ({ call }: Actor) => (await call('GET', `/rooms/${roomId}/messages?around=${seq}`)).body.items[0];
  const stands = await until('the count in the history', async () => {
    const message = await read(ada);
    return message.tally?.cast === 2 && message;
  });
  await wholeLog(ada, roomId);

  const tally = { counts: [0, 1], voters: 1, cast: 2 };
  expect(first).toMatchObject({ type: 'ack', id: ids[0], tally: { counts: [1, 0], voters: 1, cast: 1 } });
  expect(second).toMatchObject({ type: 'ack', tally, own: { choices: [1], seq: second.seq } });
  expect(again).toMatchObject({ type: 'ack', seq: first.seq, tally, own: { choices: [1], seq: second.seq } });
  expect(told).toMatchObject({ senderId: ada.userId, target: seq, tally });
  expect(own).toMatchObject({ tally, own: { choices: [1], seq: second.seq } });
  expect(await read(bea)).toEqual({ ...stands, own: { choices: [1], seq: second.seq } });
  const answers = await Promise.all([
    ada.call('GET', `/rooms/${roomId}/events?after=${seq}`),
    ada.call('POST', '/events', { shown: [{ roomId, seq }] }),
    ada.call('GET', `/rooms/${roomId}/threads/${seq}`),
    ada.call('GET', `/me/export/messages?cursor=${roomId}:${second.seq + 1}`),
  ]);
  // That he is here tells nothing of what he chose, and may be told at any time.
  const heard = a.frames.slice(framesBefore).filter(({ type }) => type !== 'presence');
  const known = JSON.stringify([stands, ...answers.map(({ body }) => body), ...heard]);
  expect(known).toContain('"tally"');
  for (const secret of [bea.userId, ...ids, '"own"', '"vote"', 'exceptUser']) expect(known).not.toContain(secret);
});

test.each([
  ['a poll of one answer', { action: 'send', text: 'Well?', poll: { options: ['Yes'], multiple: false } }],
  ['a poll of eleven answers', { action: 'send', text: 'Well?', poll: { options: [...'abcdefghijk'], multiple: false } }],
  ['an answer with a bidi override', { action: 'send', text: 'Well?', poll: { options: ['a\u202eb', 'c'], multiple: false } }],
  ['a vote that names an answer twice', { action: 'vote', target: 1, choices: [1, 1] }],
  ['a vote for an answer that no poll has', { action: 'vote', target: 1, choices: [10] }],
])('[R5] %s is refused', async (_what, frame) => {
  const roomId = await newRoom(ada);
  const a = await connect(ada);

  expect(await a.ask({ roomId, ...frame })).toMatchObject({ type: 'error', code: 'bad_request' });
});
