// What somebody does who tries whether the stage works for people: signs in, talks to themselves over two sockets, reads it again, and leaves.
import { MessagesPage, parse, Room, ServerFrame, Session } from '@parley/protocol';
import type { Ports } from './deps.ts';
import { ChatError } from './errors.ts';
import { ulid } from './ids.ts';
import type { Visitor, VisitorSocket, Visitors } from './ports.ts';

export type Visiting = Pick<Ports, 'meter' | 'clock' | 'pause'> & { readonly visitors: Visitors };

/** How long DynamoDB's indexes may take to show a new room, and a new connection, to whoever asks them; they promise nothing. */
const SETTLE_MS = 1_000;
/** Acknowledged events are usually in the history within 2 seconds; this is for a cold start on a bad day. */
const HISTORY_MS = 10_000;
const ASK_AGAIN_MS = 250;

const read = <S extends Parameters<typeof parse>[0]>(schema: S, answer: unknown) => {
  const parsed = parse(schema, answer);
  if (!parsed.ok) throw new Error(`The answer is not what the protocol says: ${parsed.path} ${parsed.reason}.`);
  return parsed.value;
};

/** Names what was tried, for the log. */
const tried = async <T>(what: string, attempt: Promise<T>): Promise<T> =>
  attempt.catch((cause: unknown) => {
    throw new ChatError('internal', `The canary could not ${what}.`, { cause });
  });

const connect = async (visitor: Visitor): Promise<VisitorSocket> => {
  const { websocketUrl, ticket } = read(Session, await visitor.call('POST', '/v1/session', {}));
  return visitor.connect(websocketUrl, ticket);
};

/** The seq of the message with this id, where the frame tells of it. */
const seqIn = (id: string, type: 'ack' | 'event') => (frame: unknown) => {
  const parsed = parse(ServerFrame, frame);
  if (!parsed.ok) return undefined;
  const { value } = parsed;
  return value.type === type && value.id === id ? value.seq : undefined;
};

const findInHistory = async ({ clock, pause }: Visiting, visitor: Visitor, roomId: string, id: string): Promise<void> => {
  const deadline = clock() + HISTORY_MS;
  for (;;) {
    const { items } = read(MessagesPage, await visitor.call('GET', `/v1/rooms/${roomId}/messages`));
    if (items.some((message) => message.id === id)) return;
    if (clock() > deadline) throw new Error(`It is not there after ${HISTORY_MS} ms.`);
    await pause(ASK_AGAIN_MS);
  }
};

const converse = async (deps: Visiting, visitor: Visitor, roomId: string, [speaker, listener]: readonly [VisitorSocket, VisitorSocket]) => {
  const sentAt = deps.clock();
  const id = ulid(sentAt);
  speaker.say({ action: 'send', id, roomId, text: 'Is anybody there?' });
  const heard = tried('hear on one socket what it said on another', listener.hear(seqIn(id, 'event')));
  const [seq, acknowledged] = await Promise.all([
    heard.then((heardSeq) => {
      deps.meter.time('CanaryTime', deps.clock() - sentAt);
      return heardSeq;
    }),
    tried('have acknowledged what it said', speaker.hear(seqIn(id, 'ack'))),
  ]);
  if (seq !== acknowledged) throw new ChatError('internal', 'The canary was told two places of one message.');
  await tried('find in the history what it said', findInHistory(deps, visitor, roomId, id));
};

const talk = async (deps: Visiting, visitor: Visitor): Promise<void> => {
  const { roomId } = await tried(
    'make a room',
    visitor.call('POST', '/v1/rooms', { kind: 'private', name: 'Canary' }).then((room) => read(Room, room)),
  );
  await deps.pause(SETTLE_MS);
  const sockets: VisitorSocket[] = [];
  try {
    const open = async (): Promise<VisitorSocket> => {
      const socket = await tried('open a socket', connect(visitor));
      sockets.push(socket);
      return socket;
    };
    const pair = [await open(), await open()] as const;
    await deps.pause(SETTLE_MS);
    await converse(deps, visitor, roomId, pair);
  } finally {
    for (const socket of sockets) socket.close();
  }
};

const visit = async (deps: Visiting): Promise<void> => {
  const visitor = await tried('sign in', deps.visitors.arrive('Canary'));
  const problems: unknown[] = [];
  const note = (problem: unknown) => problems.push(problem);
  await talk(deps, visitor).catch(note);
  // Whatever went wrong, nobody is left behind; what went wrong first is what is told.
  await tried('delete its account', visitor.call('DELETE', '/v1/me')).catch(note);
  if (problems.length > 0) throw problems[0];
};

/**
 * Visits the stage once, as a person who was never there before and is gone afterwards, with their room. Counts whether all of it went well, and
 * measures the way of a message. Throws `internal`, which names the step, for the first thing that did not.
 */
export const visitStage = async (deps: Visiting): Promise<void> => {
  try {
    await visit(deps);
    deps.meter.count('CanaryPassed', 1);
  } catch (problem) {
    deps.meter.count('CanaryPassed', 0);
    throw problem;
  }
};
