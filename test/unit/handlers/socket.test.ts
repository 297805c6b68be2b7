import { limits } from '@parley/protocol';
import { issueTicket } from '../../../lambdas/domain/connections.ts';
import { ChatError } from '../../../lambdas/domain/errors.ts';
import { connect as connectHandler } from '../../../lambdas/handlers/connect.ts';
import { unknown } from '../../../lambdas/handlers/default.ts';
import { disconnect } from '../../../lambdas/handlers/disconnect.ts';
import { send } from '../../../lambdas/handlers/send.ts';
import { signal } from '../../../lambdas/handlers/signal.ts';
import { connectionPipeline, socketPipeline } from '../../../lambdas/runtime/pipelines.ts';
import type { SocketEvent } from '../../../lambdas/runtime/requests.ts';
import { aClientId, aSend } from '../../support/builders.ts';
import { aContext, aFrame, aSocketEvent } from '../../support/events.ts';
import { captureLogs } from '../../support/logs.ts';
import { memoryWorld, type World } from '../../support/memory/index.ts';
import { freshId, introduce, stage } from '../../support/memory/stage.ts';

const logs = captureLogs();

type Invoke = (event: SocketEvent) => Promise<{ statusCode?: number | undefined; body?: string | undefined }>;
const invoking =
  (handler: ReturnType<typeof socketPipeline>): Invoke =>
  async (event) =>
    (await handler(event, aContext())) ?? {};
const frameIn = ({ body }: { body?: string | undefined }) => JSON.parse(body ?? 'null');

describe('send', () => {
  let world: World;
  let roomId: string;
  let invoke: Invoke;

  beforeEach(async () => {
    ({ world, roomId } = await stage('ada', 'ben'));
    invoke = invoking(socketPipeline('send', () => send(world)));
  });

  test('[S1] answers with the ack, and the others get the event', async () => {
    const frame = aSend({ id: freshId(world), roomId, text: ' Hello. ' });

    const reply = await invoke(aFrame(frame, 'ada-phone'));

    expect(reply.statusCode).toBe(200);
    expect(frameIn(reply)).toEqual({ type: 'ack', id: frame.id, roomId, seq: 2, sentAt: world.clock() });
    expect(world.gateway.framesTo('ben-phone')).toMatchObject([{ type: 'event', kind: 'message', text: 'Hello.' }]);
  });

  test.each([
    ['no JSON', 'Hello.', '(root)'],
    ['nothing', '', '(root)'],
    ['null', null, '(root)'],
    ['a list', [], '(root)'],
    ['no text', { text: undefined }, 'text'],
    ['empty text', { text: ' \n ' }, 'text'],
    ['too long a text', { text: 'x'.repeat(limits.textChars + 1) }, 'text'],
    ['a lone surrogate', { text: '\ud800' }, 'text'],
    ['a number for text', { text: 1 }, 'text'],
    ['a field that does not exist', { senderId: 'ben' }, 'senderId'],
    ['a reply to 2^53', { replyTo: 2 ** 53 }, 'replyTo'],
    ['a reply to -1', { replyTo: -1 }, 'replyTo'],
    ['a mention that is no id', { mentions: ['ben', 'a b'] }, 'mentions.1'],
    ['an id that is no ULID', { id: 'abc' }, 'id'],
    ['a room that is a list', { roomId: ['a'] }, 'roomId'],
    ['another action', { action: 'typing' }, 'action'],
  ])('[R5] %s gets bad_request with the path, and changes nothing', async (_what, frame, path) => {
    const whole = typeof frame === 'object' && frame !== null && !Array.isArray(frame) ? { ...aSend({ roomId }), ...frame } : frame;

    const error = frameIn(await invoke(aFrame(whole, 'ada-phone')));

    expect(error).toMatchObject({ type: 'error', code: 'bad_request' });
    expect(error.message).toContain(path);
    expect(world.persistQueue.waiting).toEqual([]);
    expect(world.gateway.posts).toEqual([]);
  });

  test('[R5] a prototype is a field that does not exist', async () => {
    const frame = `{"__proto__":{"polluted":true},${JSON.stringify(aSend({ roomId })).slice(1)}`;

    const error = frameIn(await invoke(aFrame(frame, 'ada-phone')));

    expect(error).toMatchObject({ code: 'bad_request', message: expect.stringContaining('__proto__') });
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });

  test('[S5] an error carries the id of its frame, where the frame had one', async () => {
    const id = aClientId();

    const errors = [{ ...aSend({ id }), text: 5 }, { ...aSend(), id: { a: 1 } }, '[]'].map(async (frame) =>
      frameIn(await invoke(aFrame(frame))),
    );

    expect((await Promise.all(errors)).map((error) => error.id)).toEqual([id, undefined, undefined]);
  });

  test('a frame above 30 KB is too_large, whatever its characters', async () => {
    const frame = aSend({ roomId, text: 'é'.repeat(16_000) });

    expect(frameIn(await invoke(aFrame(frame, 'ada-phone')))).toMatchObject({ code: 'too_large', id: frame.id });
  });

  test('a binary frame is refused', async () => {
    const event = { ...aFrame(aSend({ roomId }), 'ada-phone'), isBase64Encoded: true };

    expect(frameIn(await invoke(event))).toMatchObject({ code: 'bad_request' });
  });

  test('[R6] a refusal by the rate says when to come again', async () => {
    const frames = Array.from({ length: 21 }, () => aFrame(aSend({ id: freshId(world), roomId }), 'ada-phone'));

    const replies = [];
    for (const frame of frames) replies.push(frameIn(await invoke(frame)));

    expect(replies.slice(0, 20).every(({ type }) => type === 'ack')).toBe(true);
    expect(replies.at(-1)).toMatchObject({ type: 'error', code: 'rate_limited', retryAfterMs: 100 });
  });

  test('a service in trouble is unavailable; the log has the reason, the client has not', async () => {
    const cause = new Error('ProvisionedThroughputExceededException: arn:aws:dynamodb:…:table/Directory');
    world.rooms.number = () => Promise.reject(new ChatError('unavailable', 'Try again.', { cause }));

    const reply = await invoke(aFrame(aSend({ id: freshId(world), roomId }), 'ada-phone'));

    expect(frameIn(reply)).toMatchObject({ code: 'unavailable', message: 'Try again.' });
    expect(reply.body).not.toContain('arn');
    expect(logs.text()).toContain('table/Directory');
  });

  test('a defect is internal: logged with what is needed to find it, and never with what people wrote', async () => {
    world.rooms.number = () => Promise.reject(new TypeError('x is not a function'));

    const reply = await invoke(aFrame(aSend({ id: freshId(world), roomId, text: 'my secret' }), 'ada-phone'));

    expect(frameIn(reply)).toMatchObject({ code: 'internal', message: 'Something went wrong on our side.' });
    expect(reply.body).not.toContain('not a function');
    expect(logs.entries().filter(({ level }) => level !== undefined)).toMatchObject([
      {
        level: 'ERROR',
        connectionId: 'ada-phone',
        roomId,
        route: 'send',
        requestId: 'request-of-lambda',
        error: { message: 'x is not a function' },
      },
    ]);
    expect(logs.text()).not.toContain('my secret');
  });

  test('JSON that cannot be read is not quoted in the log', async () => {
    await invoke(aFrame('{"text":"my secret', 'ada-phone'));

    expect(logs.text()).toContain('bad_request');
    expect(logs.text()).not.toContain('secret');
  });
});

describe('signal', () => {
  test('[C3, C4] is answered by nothing when all is well', async () => {
    const { world, roomId } = await stage('ada', 'ben');
    const invoke = invoking(socketPipeline('signal', () => signal(world)));
    const frames = [
      { action: 'read', id: aClientId(), roomId, seq: 1 },
      { action: 'typing', id: aClientId(), roomId, on: true },
      { action: 'presence', id: aClientId(), state: 'online' },
    ];

    const replies = [];
    for (const frame of frames) replies.push(await invoke(aFrame(frame, 'ada-phone')));

    expect(replies).toEqual([{ statusCode: 200 }, { statusCode: 200 }, { statusCode: 200 }]);
    expect(world.gateway.framesTo('ben-phone').map(({ type }) => type)).toContain('typing');
  });

  test.each([-1, 0.5, 2 ** 53, '1'])('[R5] a read mark of %j is refused', async (seq) => {
    const { world, roomId } = await stage('ada');
    const invoke = invoking(socketPipeline('signal', () => signal(world)));

    const error = frameIn(await invoke(aFrame({ action: 'read', id: aClientId(), roomId, seq }, 'ada-phone')));

    expect(error).toMatchObject({ code: 'bad_request', message: expect.stringContaining('seq') });
  });
});

describe('default', () => {
  const invoke = invoking(socketPipeline('default', unknown));

  test.each([
    ['an unknown action', '{"action":"fly","id":"01JBKQ0000000000000000000Z"}', 'bad_request', 'action'],
    ['no JSON', 'nonsense', 'bad_request', 'JSON'],
    ['an empty frame', '', 'bad_request', 'JSON'],
    ['a huge frame', `"${'x'.repeat(31 * 1024)}"`, 'too_large', '30 KB'],
  ])('says what is wrong with %s', async (_what, frame, code, hint) => {
    const error = frameIn(await invoke(aFrame(frame)));

    expect(error).toMatchObject({ type: 'error', code, message: expect.stringContaining(hint) });
  });

  test('names the frame that it refuses', async () => {
    expect(frameIn(await invoke(aFrame({ action: 'fly', id: 'abc' })))).toMatchObject({ id: 'abc' });
  });
});

describe('connect', () => {
  const origin = 'https://chat.example';
  let world: World;
  let invoke: Invoke;

  beforeEach(async () => {
    world = memoryWorld();
    await introduce(world, 'ada');
    const tokens = {
      callerOf: async (token: string) => {
        if (token !== 'good') throw new ChatError('unauthorized', 'The token is not valid.');
        return { userId: 'ada' };
      },
    };
    invoke = invoking(connectionPipeline('connect', () => connectHandler({ ...world, tokens, allowedOrigins: [origin] })));
  });

  const attempt = (changes: Partial<SocketEvent>) => invoke(aSocketEvent({ routeKey: '$connect', ...changes }));

  test('[H1] a ticket opens a socket, once', async () => {
    const { ticket } = await issueTicket(world, { userId: 'ada' });

    const replies = [await attempt({ queryStringParameters: { ticket } }), await attempt({ queryStringParameters: { ticket } })];

    expect(replies.map(({ statusCode }) => statusCode)).toEqual([200, 401]);
    expect(await world.connections.find('connection-1')).toMatchObject({ userId: 'ada' });
  });

  test('a client that can set headers uses its access token', async () => {
    expect(await attempt({ headers: { Authorization: 'Bearer good' } })).toEqual({ statusCode: 200 });
    expect(await attempt({ headers: { authorization: 'bearer good' } })).toEqual({ statusCode: 200 });
  });

  test.each([
    ['nothing', {}],
    ['an empty ticket', { queryStringParameters: { ticket: '' } }],
    ['a made-up ticket', { queryStringParameters: { ticket: 'made-up' } }],
    ['a very long ticket', { queryStringParameters: { ticket: 'x'.repeat(4_000) } }],
    ['a ticket that looks like a key', { queryStringParameters: { ticket: 'a#b' } }],
    ['a forged token', { headers: { authorization: 'Bearer forged' } }],
    ['no token', { headers: { authorization: 'Bearer ' } }],
    ['another scheme', { headers: { authorization: 'Basic good' } }],
  ])('%s opens nothing, and the answer does not say why', async (_what, changes) => {
    expect(await attempt(changes)).toEqual({ statusCode: 401, body: 'The connection was refused.' });
    expect(await world.connections.find('connection-1')).toBeUndefined();
  });

  test('a foreign Origin is refused, and the ticket is not spent on it', async () => {
    const { ticket } = await issueTicket(world, { userId: 'ada' });
    const from = (name: string, value: string) => attempt({ headers: { [name]: value }, queryStringParameters: { ticket } });

    const replies = [
      await from('Origin', 'https://evil.example'),
      await from('origin', `${origin}.evil.example`),
      await from('Origin', origin),
    ];

    expect(replies.map(({ statusCode }) => statusCode)).toEqual([403, 403, 200]);
  });

  test('neither tickets nor tokens reach the log', async () => {
    await attempt({ queryStringParameters: { ticket: 'ticket-to-nowhere' }, headers: { authorization: 'Bearer forged' } });

    expect(logs.text()).toContain('unauthorized');
    expect(logs.text()).not.toMatch(/ticket-to-nowhere|forged/);
  });
});

describe('disconnect', () => {
  test('forgets the connection, and is content with one that is forgotten', async () => {
    const { world } = await stage('ada');
    const invoke = invoking(connectionPipeline('disconnect', () => disconnect(world)));
    const event = aSocketEvent({ connectionId: 'ada-phone', routeKey: '$disconnect' });

    const replies = [await invoke(event), await invoke(event)];

    expect(replies).toEqual([{ statusCode: 200 }, { statusCode: 200 }]);
    expect(await world.connections.find('ada-phone')).toBeUndefined();
  });
});
