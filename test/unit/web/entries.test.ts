import type { PendingMessage } from '@parley/client';
import type { Message } from '@parley/protocol';
import { type Entry, entriesOf, lastToEdit } from '../../../web/src/room/entries.ts';

const noon = new Date(2026, 10, 20, 12).getTime();
const MINUTE = 60_000;

const message = (seq: number, over: Partial<Message> = {}): Message => ({
  roomId: 'room_1',
  seq,
  id: `id${seq}`,
  senderId: 'ada',
  sentAt: noon + seq * MINUTE,
  kind: 'message',
  text: `text ${seq}`,
  ...over,
});

const pendingMessage = (over: Partial<PendingMessage> = {}): PendingMessage => ({
  id: 'id9',
  roomId: 'room_1',
  text: 'on its way',
  createdAt: noon + 9 * MINUTE,
  status: 'waiting',
  ...over,
});

const list = (over: Partial<Parameters<typeof entriesOf>[0]>) =>
  entriesOf({ messages: [], pending: [], me: 'me', fromStart: true, ...over });

const outline = (entries: readonly Entry[]) =>
  entries.map((entry) => (entry.kind === 'message' ? `${entry.grouped ? '+' : ''}${entry.seq ?? entry.pending?.id}` : entry.kind));

describe('entriesOf', () => {
  test('messages of one person within five minutes stand together', () => {
    const messages = [message(1), message(2), message(3, { senderId: 'ben' }), message(9, { senderId: 'ben' })];

    expect(outline(list({ messages }))).toEqual(['start', 'day', '1', '+2', '3', '9']);
  });

  test('each day has its line', () => {
    const messages = [message(1), message(2, { sentAt: noon + 24 * 60 * MINUTE })];

    expect(outline(list({ messages }))).toEqual(['start', 'day', '1', 'day', '2']);
  });

  test('the divider stands above the first message of somebody else that is new', () => {
    const messages = [message(1), message(2, { senderId: 'me' }), message(3), message(4)];

    expect(outline(list({ messages, dividerSeq: 1 }))).toEqual(['start', 'day', '1', '2', 'unread', '3', '+4']);
  });

  test('what I have not sent yet stands at the end, and keeps its key when it has arrived', () => {
    const before = list({ messages: [message(1)], pending: [pendingMessage()] });
    const after = list({ messages: [message(1), message(9, { id: 'id9', senderId: 'me' })] });

    expect(outline(before)).toEqual(['start', 'day', '1', 'id9']);
    expect(before.at(-1)?.key).toBe(after.at(-1)?.key);
  });

  test('[H60] who has seen my last message has a line right below it, from the beginning, and none when it was deleted', () => {
    const messages = [message(1, { senderId: 'me' }), message(2, { senderId: 'me' }), message(3)];
    const deleted = [message(1, { senderId: 'me' }), message(2, { senderId: 'me', text: '', deletedAt: noon })];

    expect(outline(list({ messages, receipts: true }))).toEqual(['start', 'day', '1', '+2', 'seen', '3']);
    expect(outline(list({ messages, pending: [pendingMessage()], receipts: true }))).toEqual([
      'start',
      'day',
      '1',
      '+2',
      '3',
      'id9',
      'seen',
    ]);
    expect(outline(list({ messages: deleted, receipts: true }))).not.toContain('seen');
    expect(outline(list({ messages }))).not.toContain('seen');
  });

  test('[H60] what I say joins at the end of the list, whether or not it is told who has seen what', () => {
    const messages = [message(1, { senderId: 'me' })];
    const before = list({ messages, receipts: true });
    const after = list({ messages, pending: [pendingMessage()], receipts: true });

    expect(before.map(({ key }) => key)).not.toContain(after.at(-1)?.key);
  });

  test('no line changes when older messages come', () => {
    const all = Array.from({ length: 12 }, (_, index) => message(index + 1, { sentAt: noon + index * 3 * MINUTE }));

    const half = list({ messages: all.slice(6), fromStart: false });
    const whole = list({ messages: all });

    expect(whole.slice(-half.length)).toEqual(half);
  });
});

describe('lastToEdit', () => {
  const last = (over: Partial<Parameters<typeof lastToEdit>[0]>) => lastToEdit({ messages: [], pending: [], me: 'me', ...over });
  const mine = [message(1, { senderId: 'me' }), message(2, { senderId: 'me' }), message(3)];

  test('is my newest message, under the key that its line has', () => {
    expect(last({ messages: mine })).toBe('me/id2');
    expect(entriesOf({ messages: mine, pending: [], me: 'me', fromStart: true }).map(({ key }) => key)).toContain('me/id2');
  });

  test('is one that is on its way, but for one that was refused', () => {
    expect(last({ messages: mine, pending: [pendingMessage(), pendingMessage({ id: 'id10', status: 'failed' })] })).toBe('me/id9');
  });

  test('is none that was deleted', () => {
    expect(last({ messages: [message(1, { senderId: 'me', deletedAt: noon })] })).toBeUndefined();
  });
});
