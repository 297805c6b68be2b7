import { ApiError, createApi } from '../../../client/api.ts';
import { createManualTime } from '../../support/manual-time.ts';

type Answer = { status?: number; body?: unknown; text?: string } | 'no answer';

const PROBLEM = { type: 'about:blank', title: 'No', status: 404, detail: 'There is no such room.', code: 'not_found', requestId: 'r1' };

const setUp = (...answers: Answer[]) => {
  const time = createManualTime();
  const calls: { method: string; url: string; token: string | null; body: unknown }[] = [];
  const rejected: string[] = [];
  const fetch = async (url: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const body: unknown = init?.body === undefined ? undefined : JSON.parse(String(init.body));
    calls.push({ method: init?.method ?? '', url: String(url), token: new Headers(init?.headers).get('authorization'), body });
    const answer = answers.shift() ?? 'no answer';
    if (answer === 'no answer') {
      return new Promise((_, reject) => init?.signal?.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError'))));
    }
    const { status = 200 } = answer;
    const text = answer.text ?? JSON.stringify(answer.body);
    return new Response(status === 204 ? null : text, { status });
  };
  const api = createApi({
    httpUrl: 'https://api.test/',
    tokens: { accessToken: async () => `token-${rejected.length}`, reject: (token) => rejected.push(token) },
    fetch,
    timers: time.timers,
    random: () => 0.5,
  });
  return { ...time, api, calls, rejected };
};

const person = { userId: 'ann', name: 'Ann', handle: 'ann' };

describe('the HTTP API', () => {
  test('[H3] calls with the access token and gives what the schema knows', async () => {
    const { api, calls } = setUp({ body: { ...person, extra: 'ignored' } });

    expect(await api.person('ann')).toEqual(person);
    expect(calls).toEqual([{ method: 'GET', url: 'https://api.test/v1/users/ann', token: 'Bearer token-0', body: undefined }]);
  });

  test('[H10] names the edge and the size of the page', async () => {
    const page = { items: [], head: 0, voids: [], from: 1, to: 0 };
    const { api, calls } = setUp({ body: page }, { body: page });
    await api.messages('room_1', { before: 7 }, 20);
    await api.messages('room_1', {});

    expect(calls.map((call) => call.url)).toEqual([
      'https://api.test/v1/rooms/room_1/messages?before=7&limit=20',
      'https://api.test/v1/rooms/room_1/messages',
    ]);
  });

  test('[H11] a call that is called off ends at once and is not made again', async () => {
    const { api, calls, pass } = setUp('no answer');
    const abort = new AbortController();
    const asked = api.events('room_1', 0, 200, abort.signal);
    await pass(0);
    abort.abort();

    await expect(asked).rejects.toMatchObject({ code: 'unavailable' });
    await pass(60_000);
    expect(calls).toHaveLength(1);
  });

  test('[H11] sets entries of an unknown kind aside', async () => {
    const entry = { roomId: 'room_1', id: 'x', senderId: 'ann', sentAt: 1 };
    const items = [{ ...entry, seq: 1, kind: 'message', text: 'hi' }, { ...entry, seq: 2, kind: 'hologram' }, 'rubbish'];
    const { api } = setUp({ body: { items, head: 3, voids: [3] } });

    expect(await api.events('room_1', 0, 200)).toEqual({
      roomId: 'room_1',
      events: [items[0]],
      skipped: [2],
      head: 3,
      voids: [3],
      size: 3,
    });
  });

  test('[H16] a refusal becomes an ApiError with the code, the sentence and the request', async () => {
    const { api } = setUp({ status: 404, body: PROBLEM });
    const error = await api.joinRoom('room_1').catch((caught: unknown) => caught);

    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ code: 'not_found', status: 404, message: 'There is no such room.', requestId: 'r1' });
  });

  test('a refusal by something else than the server has the code of its status', async () => {
    const { api } = setUp({ status: 429, text: '{"message":"Too Many Requests"}' }, { status: 413, text: '<html>' });

    await expect(api.leaveRoom('room_1')).rejects.toMatchObject({ code: 'rate_limited', status: 429 });
    await expect(api.leaveRoom('room_1')).rejects.toMatchObject({ code: 'bad_request', status: 413 });
  });

  test('a refused token is replaced, once', async () => {
    const { api, calls, rejected } = setUp(
      { status: 401, body: {} },
      { body: person },
      { status: 401, body: {} },
      { status: 401, body: {} },
    );

    expect(await api.person('ann')).toEqual(person);
    expect(calls.map((call) => call.token)).toEqual(['Bearer token-0', 'Bearer token-1']);
    await expect(api.person('ann')).rejects.toMatchObject({ code: 'unauthorized' });
    expect(rejected).toEqual(['token-0', 'token-1']);
  });

  test('reading is tried three times, changing once', async () => {
    const { api, calls, pass } = setUp({ status: 503, body: {} }, { status: 500, body: {} }, { body: person }, { status: 503, body: {} });
    const reading = api.person('ann');
    await pass(10_000);

    expect(await reading).toEqual(person);
    await expect(api.updateMe({ name: 'Ann' })).rejects.toMatchObject({ code: 'unavailable', status: 503 });
    expect(calls.map((call) => call.method)).toEqual(['GET', 'GET', 'GET', 'PATCH']);
  });

  test('[H62] a report is made again while the message is not persisted yet, and under the address of what it is about', async () => {
    const waiting = { ...PROBLEM, status: 503, code: 'unavailable', retryAfterMs: 1_000 };
    const { api, calls, pass } = setUp({ status: 503, body: waiting }, { status: 204 }, { status: 204 }, { status: 503, body: waiting });
    const reporting = api.report('room_1', { seq: 7 }, { reason: 'spam', note: 'Again.' });
    await pass(999);
    const before = calls.length;
    await pass(1);
    await reporting;
    await api.report('room_1', { userId: 'ann' }, { reason: 'other' });

    expect(before).toBe(1);
    expect(calls.map(({ method, url, body }) => ({ method, path: new URL(url).pathname, body }))).toEqual([
      ...[1, 2].map(() => ({ method: 'PUT', path: '/v1/rooms/room_1/reports/messages/7', body: { reason: 'spam', note: 'Again.' } })),
      { method: 'PUT', path: '/v1/rooms/room_1/reports/people/ann', body: { reason: 'other' } },
    ]);
    await expect(api.closeReport('room_1', { seq: 7 })).rejects.toMatchObject({ code: 'unavailable' });
    expect(calls).toHaveLength(4);
  });

  test('no answer in 15 s is the same as none', async () => {
    const { api, pass } = setUp('no answer');
    const failing = expect(api.session()).rejects.toMatchObject({ code: 'unavailable', status: 0 });
    await pass(15_000);

    await failing;
  });

  test('an answer that breaks the schema is refused', async () => {
    const { api } = setUp({ body: { userId: 7 } });

    await expect(api.person('ann')).rejects.toMatchObject({ code: 'internal' });
  });
});
