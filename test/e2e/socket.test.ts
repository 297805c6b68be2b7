import { setTimeout as delay } from 'node:timers/promises';
import { type Actor, newActor, newRoom, openSocket, Refused, readOutputs, type Socket, ulid, wholeLog } from '../support/black-box.ts';
import { testWith } from '../support/targets.ts';

const outputs = readOutputs();
let ada: Actor;

beforeAll(async () => {
  ada = await newActor(outputs, 'Ada');
});

const refusalOf = async (url: string, headers: Record<string, string> = {}): Promise<number> => {
  try {
    await (await openSocket(url, headers)).close();
    return 101;
  } catch (error) {
    if (error instanceof Refused) return error.status;
    throw error;
  }
};

describe('opening a socket', () => {
  testWith('refusal-status', '[H1] a ticket opens one socket, once', async () => {
    const { ticket, websocketUrl } = await ada.session();
    const url = `${websocketUrl}?ticket=${ticket}`;

    const statuses = [await refusalOf(url), await refusalOf(url)];

    expect(statuses).toEqual([101, 401]);
  });

  testWith('refusal-status', 'a ticket used twice at the same time opens one socket', async () => {
    const { ticket, websocketUrl } = await ada.session();
    const url = `${websocketUrl}?ticket=${ticket}`;

    const statuses = await Promise.all([refusalOf(url), refusalOf(url), refusalOf(url)]);

    expect(statuses.sort()).toEqual([101, 401, 401]);
  });

  testWith('refusal-status', 'no ticket, a made-up one and a very long one are refused', async () => {
    const { websocketUrl } = await ada.session();

    const statuses = await Promise.all(
      [websocketUrl, `${websocketUrl}?ticket=`, `${websocketUrl}?ticket=made-up`, `${websocketUrl}?ticket=${'x'.repeat(3_000)}`].map(
        (url) => refusalOf(url),
      ),
    );

    expect(statuses).toEqual([401, 401, 401, 401]);
  });

  testWith('refusal-status', 'a client that can set headers uses its access token; a forged one is refused', async () => {
    const { websocketUrl } = await ada.session();

    const good = await refusalOf(websocketUrl, { Authorization: `Bearer ${ada.tokens.accessToken}` });
    const forged = await refusalOf(websocketUrl, { Authorization: `Bearer ${ada.tokens.accessToken.slice(0, -8)}AAAAAAAA` });
    const identity = await refusalOf(websocketUrl, { Authorization: `Bearer ${ada.tokens.idToken}` });

    expect([good, forged, identity]).toEqual([101, 401, 401]);
  });

  test('a foreign Origin is refused and the ticket is not spent on it', async () => {
    const { ticket, websocketUrl } = await ada.session();
    const url = `${websocketUrl}?ticket=${ticket}`;

    const foreign = await refusalOf(url, { Origin: 'https://evil.example' });
    const own = await refusalOf(url, { Origin: new URL(outputs.siteUrl).origin });

    expect([foreign, own]).toEqual([403, 101]);
  });
});

describe('on a socket', () => {
  let socket: Socket;
  let roomId: string;

  beforeEach(async () => {
    roomId = await newRoom(ada);
    socket = await ada.connect();
  });

  afterEach(async () => {
    await socket.close();
  });

  const stillAlive = async () => expect(await socket.ask({ action: 'send', roomId, text: 'still here' })).toMatchObject({ type: 'ack' });

  test('[C6] ping is answered by pong', async () => {
    socket.send({ action: 'ping' });

    expect(await socket.waitFor('the pong', (frame) => frame.type === 'pong')).toEqual({ type: 'pong' });
  });

  test('[C40] timings are taken without a word, and refused beyond their bounds', async () => {
    const id = ulid();
    socket.send({ action: 'timings', id: ulid(), roomId, tookMs: [12, 60_000] });
    socket.send({ action: 'timings', id, roomId, tookMs: [60_001] });

    const error = await socket.waitFor('the error', (frame) => frame.type === 'error');
    await stillAlive();

    expect(error).toMatchObject({ id, code: 'bad_request', message: expect.stringContaining('tookMs.0') });
    expect(socket.frames.filter(({ type }) => type === 'error')).toHaveLength(1);
  });

  test.each([
    ['text that is empty', { text: '' }, 'text'],
    ['text of blanks', { text: ' \n\t ' }, 'text'],
    ['text of 10,001 characters', { text: 'x'.repeat(10_001) }, 'text'],
    ['text that is a number', { text: 5 }, 'text'],
    ['a lone surrogate', { text: 'a\ud800b' }, 'text'],
    ['no text', {}, 'text'],
    ['a field that does not exist', { text: 'x', senderId: 'usr_somebody' }, 'senderId'],
    ['an id that is no ULID', { text: 'x', id: 'abc' }, 'id'],
    ['a reply to 2^53 + 1', { text: 'x', replyTo: 2 ** 53 + 1 }, 'replyTo'],
    ['a reply to -1', { text: 'x', replyTo: -1 }, 'replyTo'],
    ['a room that is a list', { text: 'x', roomId: ['a'] }, 'roomId'],
  ])('[R5] %s gets bad_request with the path, and changes nothing', async (_what, fields, path) => {
    const error = await (async () => {
      socket.raw(JSON.stringify({ action: 'send', id: ulid(), roomId, ...fields }));
      return socket.waitFor('the error', (frame) => frame.type === 'error');
    })();

    expect(error).toMatchObject({ code: 'bad_request' });
    expect(error.message).toContain(path);
    expect(await wholeLog(ada, roomId)).toEqual([]);
    await stillAlive();
  });

  test('[R5] 10,000 characters are accepted', async () => {
    expect(await socket.ask({ action: 'send', roomId, text: 'x'.repeat(10_000) })).toMatchObject({ type: 'ack' });
  });

  test.each([
    ['nonsense', 'nonsense'],
    ['nothing', '""'],
    ['null', 'null'],
    ['a list', '[]'],
    ['no action', '{}'],
    ['an unknown action', '{"action":"fly"}'],
    ['an action that is an object', '{"action":{"a":1}}'],
    ['a prototype', '{"action":"send","__proto__":{"roomId":"x"}}'],
  ])('a frame of %s gets a clear error', async (_what, data) => {
    socket.raw(data);

    const error = await socket.waitFor('the error', (frame) => frame.type === 'error');
    expect(error.code).toBe('bad_request');
    expect(JSON.stringify(error)).not.toMatch(/arn:|\bat .*\.m?[jt]s|Table/);
    await stillAlive();
  });

  test('a frame above 30 KB gets too_large', async () => {
    socket.raw(JSON.stringify({ action: 'send', id: ulid(), roomId, text: 'x', padding: 'y'.repeat(30.5 * 1024) }));

    expect(await socket.waitFor('the error', (frame) => frame.type === 'error')).toMatchObject({ code: 'too_large' });
    await stillAlive();
  });

  testWith('frame-limit', 'a frame above 32 KB closes the socket with 1009', async () => {
    socket.raw(`{"action":"send","text":"${'x'.repeat(33 * 1024)}"}`);

    expect((await socket.closed).code).toBe(1009);
  });

  testWith('text-only', 'a binary frame closes the socket with 1003', async () => {
    socket.raw(Buffer.from([1, 2, 3]));

    expect((await socket.closed).code).toBe(1003);
  });

  testWith('frames-at-once', '[R6] a flood gets rate_limited with a time to wait, and nothing of it is kept', async () => {
    const flood = () => Promise.all(Array.from({ length: 60 }, (_, n) => socket.ask({ action: 'send', roomId, text: `${n}` })));
    const answers = await flood();
    // A busy machine may take as long for 60 frames as the rate allows for them.
    for (let more = 0; more < 4 && !answers.some(({ code }) => code === 'rate_limited'); more += 1) answers.push(...(await flood()));
    const acked = answers.filter((answer) => answer.type === 'ack');
    const limited = answers.filter((answer) => answer.code === 'rate_limited');

    expect(acked.length + limited.length).toBe(answers.length);
    expect(acked.length).toBeGreaterThanOrEqual(20);
    expect(limited.length).toBeGreaterThan(0);
    for (const answer of limited) expect(answer.retryAfterMs).toBeGreaterThan(0);
    const log = await wholeLog(ada, roomId);
    expect(log.map((event) => event.id).sort()).toEqual(acked.map((ack) => ack.id).sort());
    await delay(Math.max(...limited.map((answer) => answer.retryAfterMs)));
    await stillAlive();
  });
});

describe('over HTTP', () => {
  test('a foreign origin gets no CORS grant; the site does', async () => {
    const preflight = (origin: string) =>
      fetch(`${outputs.httpUrl}/v1/session`, {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization' },
      });

    const own = await preflight(new URL(outputs.siteUrl).origin);
    const foreign = await preflight('https://evil.example');

    expect(own.headers.get('access-control-allow-origin')).toBe(new URL(outputs.siteUrl).origin);
    expect(foreign.headers.get('access-control-allow-origin')).toBeNull();
  });

  test('an unknown path is not found, and a huge body is refused', async () => {
    expect((await ada.call('GET', '/nowhere')).status).toBe(404);
    expect((await ada.call('POST', '/rooms', JSON.stringify({ kind: 'public', name: 'x'.repeat(200_000) }))).status).toBe(413);
  });
});
