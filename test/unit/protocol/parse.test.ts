import {
  CreateRoom,
  EventsQuery,
  LogCommand,
  limits,
  MessagesQuery,
  OpenDirect,
  Ping,
  parse,
  SignalCommand,
  statusOf,
  UpdateMe,
  UpdateRoom,
} from '@parley/protocol';
import * as fc from 'fast-check';

const ID = '01JBKXYZ0123456789ABCDEFGH';
const send = (changes: Record<string, unknown> = {}) => ({ action: 'send', id: ID, roomId: 'room_1', text: 'Hello.', ...changes });

const refusal = (schema: Parameters<typeof parse>[0], input: unknown) => {
  const result = parse(schema, input);
  return result.ok ? 'accepted' : result;
};

describe('[C1] send', () => {
  test('is taken as it is meant, its text trimmed', () => {
    expect(parse(LogCommand, send({ text: '  Hello.\n', replyTo: 3, mentions: ['ada'] }))).toEqual({
      ok: true,
      value: { action: 'send', id: ID, roomId: 'room_1', text: 'Hello.', replyTo: 3, mentions: ['ada'] },
    });
  });

  test.each<[string, Record<string, unknown>, string]>([
    ['empty text', { text: '' }, 'text'],
    ['nothing but space', { text: ' \n\t\u00a0' }, 'text'],
    ['a lone high surrogate', { text: 'a\ud83d' }, 'text'],
    ['a lone low surrogate', { text: '\ude00a' }, 'text'],
    ['text of another type', { text: 7 }, 'text'],
    ['no text', { text: undefined }, 'text'],
    ['a lower-case ULID', { id: ID.toLowerCase() }, 'id'],
    ['a ULID that overflows', { id: `8${ID.slice(1)}` }, 'id'],
    ['a ULID with letters it has not', { id: ID.replace('H', 'U') }, 'id'],
    ['no id', { id: undefined }, 'id'],
    ['a room id with a slash', { roomId: 'room/1' }, 'roomId'],
    ['a room id with a hash, as keys have', { roomId: 'room_1#member' }, 'roomId'],
    ['a long room id', { roomId: 'r'.repeat(65) }, 'roomId'],
    ['an answer to nothing', { replyTo: 0 }, 'replyTo'],
    ['an answer to 2^53', { replyTo: 2 ** 53 }, 'replyTo'],
    ['an answer to a fraction', { replyTo: 1.5 }, 'replyTo'],
    ['an answer to a text', { replyTo: '1' }, 'replyTo'],
    ['too many mentions', { mentions: Array(limits.mentions + 1).fill('ada') }, 'mentions'],
    ['a mention that is no id', { mentions: ['ada', 'b c'] }, 'mentions.1'],
    ['a sender of its own', { senderId: 'ben' }, 'senderId'],
    ['a time of its own', { sentAt: 1 }, 'sentAt'],
    ['a seq of its own', { seq: 1 }, 'seq'],
  ])('[R5] refuses %s, naming the field', (_, changes, path) => {
    expect(refusal(LogCommand, send(changes))).toMatchObject({ ok: false, path });
  });

  test('[R5] measures text in characters, not in UTF-16 units', () => {
    expect(refusal(LogCommand, send({ text: '😀'.repeat(limits.textChars) }))).toBe('accepted');
    expect(refusal(LogCommand, send({ text: '😀'.repeat(limits.textChars + 1) }))).toMatchObject({ path: 'text' });
    expect(refusal(LogCommand, send({ text: 'a'.repeat(limits.textChars + 1) }))).toMatchObject({
      path: 'text',
      reason: `must be at most ${limits.textChars} characters`,
    });
  });
});

describe('hostile objects', () => {
  test('[R5] __proto__ as JSON has it is a field like any other: refused, and pollutes nothing', () => {
    const frame: unknown = JSON.parse(`{"action":"send","id":"${ID}","roomId":"room_1","text":"x","__proto__":{"role":"owner"}}`);

    expect(refusal(LogCommand, frame)).not.toBe('accepted');
    expect({}).not.toHaveProperty('role');
  });

  test.each(['constructor', 'toString', 'hasOwnProperty'])('[R5] %s is no field', (name) => {
    expect(refusal(LogCommand, send({ [name]: 'x' }))).toMatchObject({ path: name });
  });

  test.each([null, undefined, 7, 'send', [], [send()], true, {}])('[R5] %j is no frame', (input) => {
    expect(refusal(LogCommand, input)).not.toBe('accepted');
  });

  test.each(['__proto__', 'toString', 'SEND', 'ping', '', null])('[R5] %j is no action of the log', (action) => {
    expect(refusal(LogCommand, send({ action }))).toMatchObject({ ok: false });
  });

  test('anything at all is accepted or refused with a path and a reason, and never throws', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.anything(),
          fc.record({ action: fc.constantFrom('send', 'edit', 'react', 'read'), id: fc.anything(), text: fc.anything() }),
        ),
        (input) => {
          for (const schema of [LogCommand, SignalCommand, Ping, CreateRoom, MessagesQuery]) {
            const result = parse(schema, input);
            if (!result.ok) expect([typeof result.path, result.reason.length > 0]).toEqual(['string', true]);
          }
        },
      ),
    );
  });

  test('what a refusal says of the reason never repeats what was sent', () => {
    const result = refusal(LogCommand, send({ action: 'sekret-action', text: 'sekret' }));

    expect(JSON.stringify(result)).not.toContain('sekret');
  });
});

describe('[C2] edit, delete and react', () => {
  const change = (fields: Record<string, unknown>) => ({ id: ID, roomId: 'room_1', target: 1, ...fields });

  test.each(['👍', '👍🏽', '👩‍👩‍👧‍👦', '🏴󠁧󠁢󠁳󠁣󠁴󠁿', '❤️', '🇨🇭', ':party_parrot:', ':x2:'])('%s is one emoji', (emoji) => {
    expect(refusal(LogCommand, change({ action: 'react', emoji, on: true }))).toBe('accepted');
  });

  test.each([':+1:', ':x:', '', 'a', '👍👍', '👍 ', ':Party:', '::', ':a b:', '1', '\ud83d', 're:👍', `:${'a'.repeat(33)}:`])(
    '[R5] %j is not',
    (emoji) => {
      expect(refusal(LogCommand, change({ action: 'react', emoji, on: true }))).toMatchObject({ path: 'emoji' });
    },
  );

  test.each([0, -1, 1.5, 2 ** 53, Number.NaN, Number.POSITIVE_INFINITY, '1', null])('[R5] %p is no target', (target) => {
    expect(refusal(LogCommand, change({ action: 'delete', target }))).toMatchObject({ path: 'target' });
  });

  test('2^53-1 is a target', () => {
    expect(refusal(LogCommand, change({ action: 'delete', target: 2 ** 53 - 1 }))).toBe('accepted');
  });
});

describe('[C3, C4] signals', () => {
  test.each([0, 1, 2 ** 53 - 1])('%p is a read mark', (seq) => {
    expect(refusal(SignalCommand, { action: 'read', id: ID, roomId: 'room_1', seq })).toBe('accepted');
  });

  test.each([-1, 2 ** 53, 2 ** 53 + 2, 0.5, '0'])('[R5] %p is not', (seq) => {
    expect(refusal(SignalCommand, { action: 'read', id: ID, roomId: 'room_1', seq })).toMatchObject({ path: 'seq' });
  });

  test('[R5] presence is online, away or offline', () => {
    expect(refusal(SignalCommand, { action: 'presence', id: ID, state: 'busy' })).toMatchObject({
      path: 'state',
      reason: 'must be online or away or offline',
    });
  });
});

describe('[C40] timings', () => {
  const timings = (tookMs: unknown) => refusal(SignalCommand, { action: 'timings', id: ID, roomId: 'room_1', tookMs });

  test.each([[[0]], [[60_000]], [Array.from({ length: 50 }, () => 12)]])('%j are told', (tookMs) => {
    expect(timings(tookMs)).toBe('accepted');
  });

  test.each([
    [[], 'tookMs'],
    [Array.from({ length: 51 }, () => 12), 'tookMs'],
    [[12, -1], 'tookMs.1'],
    [[60_001], 'tookMs.0'],
    [[1.5], 'tookMs.0'],
    [['12'], 'tookMs.0'],
    [undefined, 'tookMs'],
  ])('[R5] %j are not', (tookMs, path) => {
    expect(timings(tookMs)).toMatchObject({ path });
  });
});

describe('query strings', () => {
  test.each(['0', '1', '9007199254740991'])('%s is a place in the log', (after) => {
    expect(parse(EventsQuery, { after })).toEqual({ ok: true, value: { after: Number(after) } });
  });

  test.each(['', '-1', '+1', '1e3', '0x10', ' 1', '1.0', '9007199254740992', '9007199254740993', '99999999999999999', 'NaN', '１'])(
    '%j is not, and is not guessed at',
    (after) => {
      expect(refusal(EventsQuery, { after })).toMatchObject({ path: 'after' });
    },
  );

  test('a page is bounded', () => {
    expect(refusal(EventsQuery, { after: '0', limit: '200' })).toBe('accepted');
    expect(refusal(EventsQuery, { after: '0', limit: '201' })).toMatchObject({ path: 'limit' });
    expect(refusal(EventsQuery, { after: '0', limit: '0' })).toMatchObject({ path: 'limit' });
    expect(refusal(MessagesQuery, { limit: '101' })).toMatchObject({ path: 'limit' });
  });

  test('[H10] takes one edge', () => {
    expect(refusal(MessagesQuery, { before: '5', after: '1' })).toMatchObject({ ok: false });
    expect(parse(MessagesQuery, {})).toEqual({ ok: true, value: {} });
  });
});

describe('names', () => {
  test.each([
    ['a right-to-left override', 'invoice\u202Efdp.exe'],
    ['a right-to-left mark', 'Ada\u200F'.concat('x')],
    ['an isolate', 'a\u2066b'],
    ['a zero-width space', 'Ad\u200Ba'],
    ['a byte-order mark inside', 'Ad\uFEFFa'],
    ['a line break', 'Ada\nLovelace'],
    ['a null', 'Ada\u0000x'],
    ['a line separator', 'a\u2028b'],
    ['a C1 control', 'a\u0085b'],
    ['a lone surrogate', 'a\udc00b'],
    ['a soft hyphen', 'A\u00adda'],
    ['an Arabic letter mark', 'Ada\u061cx'],
    ['a filler', 'Ada\u3164x'],
    ['nothing but joiners', '\u200d\u200c'],
    ['nothing but an empty pattern of Braille', '\u2800'],
  ])('[R5] refuse %s', (_, name) => {
    expect(refusal(UpdateMe, { name })).toMatchObject({ path: 'name' });
    expect(refusal(CreateRoom, { kind: 'public', name })).toMatchObject({ path: 'name' });
  });

  test('take every script, and emoji that are joined', () => {
    for (const name of [
      '李小龍',
      'عمر',
      'Zoë',
      '👩‍💻 devs',
      'Ωmega',
      '❤️',
      '🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}',
      'می\u200cخواهم',
      '한글',
    ])
      expect(refusal(CreateRoom, { kind: 'public', name })).toBe('accepted');
  });

  test('a topic may be empty, a name may not', () => {
    expect(refusal(UpdateRoom, { topic: '' })).toBe('accepted');
    expect(refusal(UpdateRoom, { name: '' })).toMatchObject({ path: 'name' });
  });

  test('a handle is folded to lower case, and plain', () => {
    expect(parse(UpdateMe, { handle: ' Ada.L ' })).toEqual({ ok: true, value: { handle: 'ada.l' } });
    for (const handle of ['-ada', '.ada', 'ada lovelace', 'adä', '', 'a'.repeat(33), 'ada#1'])
      expect(refusal(UpdateMe, { handle })).toMatchObject({ path: 'handle' });
  });

  test('[H9] people are named by id, 1 to 9 of them', () => {
    expect(refusal(OpenDirect, { userIds: [] })).toMatchObject({ path: 'userIds' });
    expect(refusal(OpenDirect, { userIds: Array(10).fill('ada') })).toMatchObject({ path: 'userIds' });
  });
});

test('every code has a status of its own kind', () => {
  for (const status of Object.values(statusOf)) expect(status >= 400 && status < 600).toBe(true);
});

describe('[H2] a profile', () => {
  test.each<[string, Record<string, unknown>]>([
    ['everything', { bio: 'Two\nlines.', pronouns: 'she/her', timeZone: 'Europe/Berlin', availability: 'invisible' }],
    ['a status for an hour', { status: { text: 'Lunch', emoji: '🍜', expiresIn: 3_600_000 } }],
    ['what to be told of', { notifications: { about: 'calls', words: false } }],
    ['nothing any more', { bio: '', pronouns: '', timeZone: '', status: null }],
  ])('takes %s', (_, changes) => {
    expect(refusal(UpdateMe, changes)).toBe('accepted');
  });

  test.each<[string, Record<string, unknown>, string]>([
    ['pronouns that turn the line around', { pronouns: 'a\u202eb' }, 'pronouns'],
    ['a status with an invisible character', { status: { text: 'a\u200bb' } }, 'status.text'],
    ['a status of its own time', { status: { text: 'a', expiresAt: 1 } }, 'status.expiresAt'],
    ['an empty status', { status: { text: '' } }, 'status.text'],
    ['a word for an emoji', { status: { text: 'a', emoji: 'palm' } }, 'status.emoji'],
    ['a status for ever and a day', { status: { text: 'a', expiresIn: limits.statusMs + 1 } }, 'status.expiresIn'],
    ['a place that does not exist', { timeZone: 'Mars/Olympus' }, 'timeZone'],
    ['a long bio', { bio: 'a'.repeat(limits.bioChars + 1) }, 'bio'],
    ['to be told of half', { notifications: { about: 'some', words: true } }, 'notifications.about'],
    ['notifications by halves', { notifications: { about: 'nothing' } }, 'notifications.words'],
    ['to be deleted', { deleted: true }, 'deleted'],
  ])('[R5] refuses %s', (_, changes, path) => {
    expect(refusal(UpdateMe, changes)).toMatchObject({ ok: false, path });
  });
});
