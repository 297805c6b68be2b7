import { isMentioned, type LogEvent, type Session } from '@parley/protocol';
import { type Action, reduce } from '../../../client/reduce.ts';
import { type ChatState, initialState } from '../../../client/state.ts';
import { aMe, aMembership, aMessage, aRoom } from '../../support/builders.ts';
import { seededRandom } from '../../support/seeded-random.ts';

const roomId = 'room_1';
const me = aMe({ userId: 'me' });
type Message = Extract<LogEvent, { kind: 'message' }>;

const isMessage = (event: LogEvent): event is Message => event.kind === 'message';

/** What the server counts of a log up to `unreadAt`, `readSeq` read. */
const sessionOf = (log: readonly LogEvent[], blocked: readonly string[], unreadAt = log.length, readSeq = 0): Session => {
  const seen = log.slice(0, unreadAt);
  const gone = new Set(seen.flatMap((event) => (event.kind === 'delete' ? [event.target] : [])));
  const unread = seen.filter(isMessage).filter(({ seq, senderId }) => seq > readSeq && !gone.has(seq) && !blocked.includes(senderId));
  return {
    ticket: 't',
    ticketExpiresAt: 1,
    websocketUrl: 'ws://x',
    me,
    serverTime: 1,
    blocked: [...blocked],
    rooms: [
      {
        room: aRoom({ roomId, head: log.length }),
        membership: aMembership({ roomId, userId: 'me', readSeq }),
        head: log.length,
        unread: unread.length,
        unreadSeqs: unread.map(({ seq }) => seq),
        mentionSeqs: unread.filter((message) => isMentioned(message, 'me')).map(({ seq }) => seq),
        unreadAt,
      },
    ],
  };
};

const following = (state: ChatState, ...actions: Action[]): ChatState => actions.reduce(reduce, state);
const begun = (session: Session): ChatState => following(initialState(0), { type: 'session', session, keep: new Set() });
const heard = (events: readonly LogEvent[]): Action => ({ type: 'log', roomId, events, voids: [] });
const tallyIn = (state: ChatState) => {
  const { tally, unread, mentions } = state.rooms[roomId] ?? {};
  return { seqs: tally?.seqs, mentionSeqs: tally?.mentions, unread, mentions };
};

describe('[H61] what blocked people say', () => {
  test('is not unread, nor a mention, whether it comes before the block or after it', () => {
    const log = [aMessage({ seq: 1, senderId: 'ben', mentions: ['me'] }), aMessage({ seq: 2, senderId: 'cleo' })];

    const before = following(begun(sessionOf([], [])), heard(log));
    const blocking = following(before, { type: 'blocked', userId: 'ben', on: true });
    const recounted = following(blocking, { type: 'session', session: sessionOf(log, ['ben']), keep: new Set(), recount: true });
    const more = following(recounted, heard([aMessage({ seq: 3, senderId: 'ben', mentions: ['me'] })]));

    expect([before, recounted, more].map(tallyIn)).toMatchObject([
      { unread: 2, mentions: 1 },
      { unread: 1, mentions: 0 },
      { unread: 1, mentions: 0 },
    ]);
  });

  test('is counted as a fresh session would, for any log and any moment of blocking and lifting', () => {
    const random = seededRandom(61);
    const below = (most: number) => Math.floor(random() * most);
    for (let run = 0; run < 1_000; run += 1) {
      const log: LogEvent[] = Array.from({ length: 1 + below(12) }, (_, index) => {
        const seq = index + 1;
        const senderId = random() < 0.5 ? 'ben' : 'cleo';
        return aMessage({ seq, senderId, ...(random() < 0.5 && { mentions: ['me'] }) });
      });
      for (let index = 1; index < log.length; index += 1) {
        const target = log[below(index)];
        if (random() < 0.3 && target?.kind === 'message' && !log.some((event) => event.kind === 'delete' && event.target === target.seq))
          log[index] = {
            kind: 'delete',
            roomId,
            seq: index + 1,
            id: `d${index}`,
            senderId: target.senderId,
            sentAt: 1,
            target: target.seq,
          };
      }
      const [had, has] = random() < 0.5 ? [[], ['ben']] : [['ben'], []];
      const start = below(log.length + 1);
      const readSeq = below(log.length + 1);
      const state = following(
        begun(sessionOf(log.slice(0, start), had)),
        heard(log.slice(start)),
        { type: 'read', roomId, seq: readSeq },
        { type: 'blocked', userId: 'ben', on: has.length > 0 },
        // The server may not have all of it yet, and knows an older mark.
        {
          type: 'session',
          session: sessionOf(log, has, start + below(log.length - start + 1), below(readSeq + 1)),
          keep: new Set(),
          recount: true,
        },
      );

      expect(tallyIn(state)).toEqual(tallyIn(begun(sessionOf(log, has, log.length, readSeq))));
    }
  });

  test('[C4] typing of theirs is over at once, and none comes in', () => {
    const typing: Action = { type: 'typing', roomId, userId: 'ben', on: true, at: 1 };
    const state = following(begun(sessionOf([], [])), typing, { type: 'blocked', userId: 'ben', on: true }, typing);

    expect(state.rooms[roomId]?.typing).toEqual({});
    expect(Object.keys(following(state, { type: 'blocked', userId: 'ben', on: false }, typing).rooms[roomId]?.typing ?? {})).toEqual([
      'ben',
    ]);
  });
});
