import type { ChatState, PendingMessage, RoomState } from '@parley/client';
import { whenSent } from '../../../web/src/room/when-sent.ts';

const waiting: PendingMessage = { id: 'id9', roomId: 'room_1', text: 'on its way', createdAt: 0, status: 'waiting' };

/** A chat of one room, of which only what is asked for is there. */
const chatWith = (pending: PendingMessage[]) => {
  const room = (over: object) =>
    ({
      membership: { userId: 'me' },
      pending: [],
      recent: { after: 0, events: [] },
      window: { items: [] },
      ...over,
    }) as unknown as RoomState;
  let state = { rooms: { room_1: room({ pending }) } } as unknown as ChatState;
  const listeners = new Set<() => void>();
  return {
    listeners,
    getState: () => state,
    subscribe: (listener: () => void) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    become(over: object) {
      state = { rooms: { room_1: room(over) } } as unknown as ChatState;
      for (const listener of [...listeners]) listener();
    },
  };
};

const start = (pending: PendingMessage[] = [waiting]) => {
  const chat = chatWith(pending);
  const seqs: number[] = [];
  return { chat, seqs, end: whenSent(chat, 'room_1', 'id9', (seq) => seqs.push(seq)) };
};

test('what has been sent is told at once, also before its turn in the log', () => {
  const { chat, seqs } = start([{ ...waiting, status: 'sent', seq: 7 }]);

  expect(seqs).toEqual([7]);
  expect(chat.listeners.size).toBe(0);
});

test.each([
  ['stands in the log', { recent: { after: 0, events: [{ id: 'id9', senderId: 'me', seq: 7 }] } }],
  ['was fetched with the history', { window: { items: [{ id: 'id9', senderId: 'me', seq: 7 }] } }],
])('what is on its way is told once, when it %s', (_, over) => {
  const { chat, seqs } = start();

  chat.become({ pending: [{ ...waiting, status: 'failed' }] });
  chat.become({ pending: [waiting], recent: { after: 0, events: [{ id: 'id9', senderId: 'ben', seq: 6 }] } });
  expect(seqs).toEqual([]);
  chat.become(over);
  chat.become(over);

  expect(seqs).toEqual([7]);
  expect(chat.listeners.size).toBe(0);
});

test('what is discarded is never told, nor what is waited for no more', () => {
  const discarded = start();
  const ended = start();

  discarded.chat.become({});
  ended.end();
  ended.chat.become({ recent: { after: 0, events: [{ id: 'id9', senderId: 'me', seq: 7 }] } });

  expect([...discarded.seqs, ...ended.seqs]).toEqual([]);
  expect(discarded.chat.listeners.size + ended.chat.listeners.size).toBe(0);
});
