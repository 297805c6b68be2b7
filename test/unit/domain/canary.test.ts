import { visitStage } from '../../../lambdas/domain/canary.ts';
import type { Visitor, VisitorSocket } from '../../../lambdas/domain/ports.ts';
import { memoryMeter } from '../../support/memory/meter.ts';

/** What does not work; of the way of a message, whom it does not reach. */
interface Broken {
  signIn?: boolean;
  rooms?: boolean;
  sockets?: boolean;
  events?: boolean;
  acks?: boolean;
  seqs?: boolean;
  history?: boolean;
  leaving?: boolean;
}

const SENT_AT = 1_800_000_000_000;
const DELIVERY_MS = 40;

const refusal = (what: string) => Promise.reject(new Error(`${what} is broken`));

/** A stage of one person, who hears themselves. */
const aStage = (broken: Broken = {}) => {
  let now = SENT_AT;
  const calls: string[] = [];
  const open = new Set<VisitorSocket>();
  const heard = new Map<string, object>();
  let kept: object[] = [];

  const frameFor = (type: 'ack' | 'event'): object | undefined => heard.get(type);
  const socketOf = (): VisitorSocket => {
    const socket: VisitorSocket = {
      say: (frame) => {
        const { id, roomId, text } = frame as { id: string; roomId: string; text: string };
        const message = { kind: 'message', roomId, seq: 1, id, senderId: 'user_1', sentAt: SENT_AT, text };
        now += DELIVERY_MS;
        if (!broken.events) heard.set('event', { type: 'event', ...message });
        if (!broken.acks) heard.set('ack', { type: 'ack', id, roomId, seq: broken.seqs ? 2 : 1, sentAt: SENT_AT });
        if (!broken.history) kept = [message];
      },
      hear: async (pick) => {
        for (const type of ['ack', 'event'] as const) {
          const picked = pick(frameFor(type));
          if (picked !== undefined) return picked;
        }
        throw new Error('nothing was heard');
      },
      close: () => open.delete(socket),
    };
    open.add(socket);
    return socket;
  };

  const answers: Record<string, () => unknown> = {
    'POST /v1/rooms': () =>
      broken.rooms
        ? refusal('rooms')
        : {
            roomId: 'room_1',
            kind: 'private',
            name: 'Canary',
            topic: '',
            memberCount: 1,
            createdBy: 'user_1',
            createdAt: 1,
            head: 0,
            activeAt: 1,
            encrypted: false,
            archived: false,
          },
    'POST /v1/session': () => ({
      ...{ ticket: 'ticket', ticketExpiresAt: now, websocketUrl: 'wss://stage', rooms: [], serverTime: now },
      me: { userId: 'user_1', name: 'Canary', handle: 'canary', email: 'canary@parley.invalid', createdAt: SENT_AT },
    }),
    'GET /v1/rooms/room_1/messages': () => ({ items: kept, head: 1, voids: [], from: 1, to: 1 }),
    'DELETE /v1/me': () => (broken.leaving ? refusal('leaving') : undefined),
  };
  const visitor: Visitor = {
    call: async (method, path) => {
      calls.push(`${method} ${path}`);
      return answers[`${method} ${path}`]?.();
    },
    connect: async () => (broken.sockets ? refusal('sockets') : socketOf()),
  };
  const meter = memoryMeter(() => now);
  const deps = {
    ...{ meter, clock: () => now },
    pause: async (ms: number) => {
      now += ms;
    },
    visitors: { arrive: async () => (broken.signIn ? refusal('signIn') : visitor) },
  };
  return { deps, meter, calls, open };
};

test('somebody signs in, says a word on one socket, hears it on the other, finds it in the history, and leaves for good', async () => {
  const { deps, meter, calls, open } = aStage();

  await visitStage(deps);

  expect(calls).toEqual(['POST /v1/rooms', 'POST /v1/session', 'POST /v1/session', 'GET /v1/rooms/room_1/messages', 'DELETE /v1/me']);
  expect(meter.counted('CanaryPassed')).toBe(1);
  expect(meter.timed('CanaryTime')).toEqual([DELIVERY_MS]);
  expect(open.size).toBe(0);
});

test.each<[keyof Broken, string]>([
  ['signIn', 'The canary could not sign in.'],
  ['rooms', 'The canary could not make a room.'],
  ['sockets', 'The canary could not open a socket.'],
  ['events', 'The canary could not hear on one socket what it said on another.'],
  ['acks', 'The canary could not have acknowledged what it said.'],
  ['seqs', 'The canary was told two places of one message.'],
  ['history', 'The canary could not find in the history what it said.'],
  ['leaving', 'The canary could not delete its account.'],
])('with broken %s it fails by saying so, counts no visit, and leaves nobody behind', async (what, message) => {
  const { deps, meter, calls, open } = aStage({ [what]: true });

  await expect(visitStage(deps)).rejects.toThrow(message);

  expect(meter.counted('CanaryPassed')).toBe(0);
  expect(open.size).toBe(0);
  expect(calls.includes('DELETE /v1/me')).toBe(what !== 'signIn');
});

test('what went wrong first is told, though leaving goes wrong as well', async () => {
  const { deps } = aStage({ rooms: true, leaving: true });

  await expect(visitStage(deps)).rejects.toThrow('The canary could not make a room.');
});
