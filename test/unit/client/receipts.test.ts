import { limits, type Receipt, type Session } from '@parley/protocol';
import { type Action, reduce } from '../../../client/reduce.ts';
import { seenBy } from '../../../client/selectors.ts';
import { type ChatState, initialState } from '../../../client/state.ts';
import { aMe, aMembership, aRoom } from '../../support/builders.ts';
import { seededRandom } from '../../support/seeded-random.ts';

const roomId = 'room_1';
const me = aMe({ userId: 'me' });

const sessionOf = (memberCount: number): Session => {
  const room = aRoom({ roomId, memberCount, head: 9 });
  const membership = aMembership({ roomId, userId: 'me' });
  const counted = { unread: 0, unreadSeqs: [], mentionSeqs: [], unreadAt: 9 };
  return { ticket: 't', ticketExpiresAt: 1, websocketUrl: 'ws://x', me, serverTime: 1, rooms: [{ room, membership, head: 9, ...counted }] };
};

const known = (memberCount = 3): ChatState =>
  reduce(initialState(0), { type: 'session', session: sessionOf(memberCount), keep: new Set() });
const following = (state: ChatState, ...actions: Action[]): ChatState => actions.reduce(reduce, state);
const told = (receipt: Receipt): Action => ({ type: 'receipt', roomId, receipt });
const receiptsIn = (state: ChatState) => state.rooms[roomId]?.receipts;
const seers = (state: ChatState, seq: number) => {
  const room = state.rooms[roomId];
  return room === undefined ? [] : seenBy(room, seq).map(({ userId }) => userId);
};

describe('[S60] receipts', () => {
  test('tell who has read as far as a message, in the order in which they did', () => {
    const state = following(
      known(),
      told({ userId: 'ben', seq: 5, at: 20 }),
      told({ userId: 'cleo', seq: 7, at: 10 }),
      told({ userId: 'dan', seq: 4, at: 5 }),
    );

    expect([seers(state, 5), seers(state, 6), seers(state, 8)]).toEqual([['cleo', 'ben'], ['cleo'], []]);
  });

  test('of more people than can be named are not shown', () => {
    const receipt = told({ userId: 'ben', seq: 5, at: 20 });

    expect(seers(following(known(limits.receiptPeople), receipt), 5)).toEqual(['ben']);
    expect(seers(following(known(limits.receiptPeople + 1), receipt), 5)).toEqual([]);
  });

  test('in any order, with a page that was asked for in between, are those of a fresh page', () => {
    const random = seededRandom(60);
    for (let run = 0; run < 200; run += 1) {
      const frames = Array.from({ length: 6 }, (_, index) => ({
        userId: random() < 0.5 ? 'ben' : 'cleo',
        seq: 1 + Math.floor(random() * 9),
        at: index,
      }));
      const furthest = new Map<string, Receipt>();
      for (const frame of frames) if (frame.seq > (furthest.get(frame.userId)?.seq ?? 0)) furthest.set(frame.userId, frame);
      const page: Action = { type: 'receipts', roomId, receipts: [...furthest.values()] };
      const shuffled = frames.map((frame) => ({ frame, order: random() })).sort((a, b) => a.order - b.order);
      const actions = shuffled.map(({ frame }) => told(frame));

      const place = Math.floor(random() * (actions.length + 1));
      const state = following(known(), ...actions.slice(0, place), page, ...actions.slice(place));

      expect(Object.values(receiptsIn(state) ?? {}).map(({ userId, seq }) => [userId, seq])).toEqual(
        expect.arrayContaining([...furthest.values()].map(({ userId, seq }) => [userId, seq])),
      );
      expect(Object.keys(receiptsIn(state) ?? {})).toHaveLength(furthest.size);
    }
  });

  test('[S61] of who gives none any more are forgotten, and those of the others stay', () => {
    const state = following(known(), told({ userId: 'ben', seq: 5, at: 20 }), told({ userId: 'cleo', seq: 5, at: 21 }), {
      type: 'receipts-ended',
      userId: 'ben',
    });

    expect(seers(state, 5)).toEqual(['cleo']);
  });

  test('are all forgotten when I give none myself, and none comes in', () => {
    const ben = told({ userId: 'ben', seq: 5, at: 20 });
    const page: Action = { type: 'receipts', roomId, receipts: [{ userId: 'ben', seq: 5, at: 20 }] };

    const state = following(known(), ben, { type: 'me', me: { ...me, receipts: false } }, ben, page);

    expect(receiptsIn(state)).toEqual({});
    expect(seers(following(state, { type: 'me', me }, page), 5)).toEqual(['ben']);
  });

  test('of who leaves go with them, and what is read stays over a new session', () => {
    const state = following(known(), told({ userId: 'ben', seq: 5, at: 20 }), told({ userId: 'cleo', seq: 5, at: 21 }));
    const left = { roomId, seq: 10, id: 'x', senderId: 'ben', sentAt: 30, kind: 'member', userId: 'ben', change: 'left' } as const;

    expect(seers(following(state, { type: 'log', roomId, events: [left], voids: [] }), 5)).toEqual(['cleo']);
    expect(seers(following(state, { type: 'session', session: sessionOf(3), keep: new Set() }), 5)).toEqual(['ben', 'cleo']);
  });
});
