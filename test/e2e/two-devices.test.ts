// One person, two sign-ins: what is done on one is seen on the other before one looks up.
import {
  type Actor,
  actorFrom,
  newActor,
  newRoom,
  openSockets,
  readOutputs,
  type Socket,
  signIn,
  ulid,
  until,
  wholeLog,
} from '../support/black-box.ts';

/** How long it may take from the answer of the call, milliseconds. */
const PROMPTLY = 2_000;

const outputs = readOutputs();
const connect = openSockets();
let phone: Actor;
let laptop: Actor;
let bea: Actor;
let roomId: string;
let said: number;

beforeAll(async () => {
  [phone, bea] = [await newActor(outputs, 'Ada'), await newActor(outputs, 'Bea')];
  laptop = actorFrom(outputs, phone.email, phone.name, await signIn(outputs, phone.email));
  roomId = await newRoom(bea, phone);
  const hers = await bea.connect();
  await hers.ask({ action: 'send', roomId, text: 'Hello' });
  said = (await hers.ask({ action: 'send', roomId, text: 'Read me, keep me' })).seq;
  await hers.close();
  await wholeLog(phone, roomId);
});

/** What the laptop hears of what the phone does, with no more than `PROMPTLY` between the answer to the phone and the frame. */
const heard = async (act: () => Promise<unknown>, type: string): Promise<unknown> => {
  const screen: Socket = await connect(laptop);
  await act();
  return screen.waitFor(`${type} on the other device`, (frame) => frame.type === type, PROMPTLY);
};

const okay = async (call: Promise<{ status: number; body: unknown }>): Promise<void> => {
  const { status, body } = await call;
  if (status >= 300) throw new Error(`refused with ${status}: ${JSON.stringify(body)}`);
};

test('[C3] [S4] a read mark is on the other device within 2 s, and in its count of what is unread', async () => {
  const [hand, screen] = [await connect(phone), await connect(laptop)];
  // Nothing answers a mark: what is measured begins with the frame, and would count the function's first start.
  hand.send({ action: 'read', id: ulid(), roomId, seq: said - 1 });
  await screen.waitFor('the mark before', (frame) => frame.type === 'read');
  const before = await laptop.session();

  const frame = await heard(async () => hand.send({ action: 'read', id: ulid(), roomId, seq: said }), 'read');

  expect(before.rooms).toMatchObject([{ room: { roomId }, unread: 1 }]);
  expect(frame).toEqual({ type: 'read', roomId, userId: phone.userId, seq: said });
  expect((await laptop.session()).rooms).toMatchObject([{ membership: { readSeq: said }, unread: 0 }]);
});

test.each([
  ['[H41] [S30] a draft', 'PUT', () => `/drafts/${roomId}`, { text: 'Dear Bea' }, { type: 'draft', text: 'Dear Bea' }],
  ['[H41] [S30] the end of a draft', 'DELETE', () => `/drafts/${roomId}`, undefined, { type: 'draft', text: '' }],
  ['[H25] [S10] a favourite', 'PATCH', () => `/rooms/${roomId}/membership`, { favourite: true }, { type: 'arranged', favourite: true }],
  ['[H25] [S10] a section', 'PATCH', () => `/rooms/${roomId}/membership`, { section: 'Work' }, { type: 'arranged', section: 'Work' }],
  ['[H2] [S41] a name', 'PATCH', () => '/me', { name: 'Ada L.' }, { type: 'me', me: { name: 'Ada L.' } }],
  [
    '[H2] [S41] a profile',
    'PATCH',
    () => '/me',
    { bio: 'Sails.', pronouns: 'she' },
    { type: 'me', me: { bio: 'Sails.', pronouns: 'she' } },
  ],
  ['[H50] [S41] a status', 'PATCH', () => '/me', { status: { text: 'Lunch' } }, { type: 'me', me: { status: { text: 'Lunch' } } }],
  [
    '[H50] [S41] what one is told of',
    'PATCH',
    () => '/me',
    { notifications: { about: 'everything', words: false } },
    { type: 'me', me: { notifications: { about: 'everything', words: false } } },
  ],
  ['[H51] [S41] how one is seen', 'PATCH', () => '/me', { availability: 'away' }, { type: 'me', me: { availability: 'away' } }],
])('%s is on the other device within 2 s', async (_what, method, path, body, expected) => {
  const frame = await heard(() => okay(phone.call(method, path(), body)), expected.type);

  expect(frame).toMatchObject(expected);
});

test('[H42] [S30] a saved message is on the other device within 2 s', async () => {
  const frame = await heard(() => okay(phone.call('PUT', `/saved/${roomId}/${said}`, {})), 'saved');

  expect(frame).toEqual({ type: 'saved', roomId, seq: said, change: 'saved' });
});

test('[H43] [S30] a scheduled message is on the other device within 2 s', async () => {
  const id = ulid();

  const frame = await heard(
    () => okay(phone.call('PUT', `/scheduled/${id}`, { roomId, text: 'Later', sendAt: Date.now() + 3_600_000 })),
    'scheduled',
  );

  expect(frame).toEqual({ type: 'scheduled', id, change: 'scheduled' });
});

test('[H52] [S42] [R20] signed out on one device, the other is shut within 2 s and stays so', async () => {
  const other = actorFrom(outputs, phone.email, phone.name, await signIn(outputs, phone.email));
  const screen = await other.connect();
  const devices = (await other.call('GET', '/me/devices')).body.items;
  const { deviceId } = devices.find(({ current }: { current: boolean }) => current);

  let isShut = false;
  void screen.closed.then(() => {
    isShut = true;
  });
  await okay(phone.call('DELETE', `/me/devices/${deviceId}`));
  await until('the end of its socket', () => isShut, PROMPTLY);

  expect(screen.frames.filter(({ type }) => type === 'signed-out')).toEqual([{ type: 'signed-out' }]);
  await until('the end of its tokens', async () => (await other.call('GET', '/me')).status === 401, PROMPTLY);
  expect((await phone.call('GET', '/me')).status).toBe(200);
});
