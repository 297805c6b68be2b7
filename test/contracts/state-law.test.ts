// The state law against the real store: what people do goes through the domain's own commands into memory or DynamoDB, and what a client has
// made of a session from any time, the frames that got through since and one catch-up, is what a client that begins now is told.
import { type EventKind, LogEvent, type Message, type MessageEvent, parse, type Send, Session, type UpdateRoom } from '@parley/protocol';
import * as fc from 'fast-check';
import { readEventsPage, readFrame } from '../../client/frames.ts';
import { type Action, reduce } from '../../client/reduce.ts';
import { type ChatState, initialState, type RoomState } from '../../client/state.ts';
import { arrangeRoom } from '../../lambdas/domain/arrangements.ts';
import { banPerson, liftBan } from '../../lambdas/domain/bans.ts';
import { ChatError } from '../../lambdas/domain/errors.ts';
import { muteMember, putMember, removeMember } from '../../lambdas/domain/members.ts';
import { postCommand, readEvents, readMessages } from '../../lambdas/domain/messages.ts';
import { previewLinks } from '../../lambdas/domain/previews.ts';
import { joinRoom, leaveRoom } from '../../lambdas/domain/rooms.ts';
import { startSession } from '../../lambdas/domain/session.ts';
import { archiveRoom, restoreRoom, updateRoom } from '../../lambdas/domain/settings.ts';
import { signal } from '../../lambdas/domain/signals.ts';
import { readThread } from '../../lambdas/domain/threads.ts';
import { memoryWorld, type World } from '../support/memory/index.ts';
import { divideInto } from '../support/memory/large-room.ts';
import { connect, fanOut, freshId, introduce, persistAll, roomOf } from '../support/memory/stage.ts';
import { stores } from '../support/stores.ts';

jest.setTimeout(120_000);

/** Ada owns the room; Ben and Cleo are in it. It is Cleo's phone that must come to the truth. */
const PEOPLE = ['ada', 'ben', 'cleo'] as const;
const ME = 'cleo';
const PHONE = `${ME}-phone`;
/** Whoever comes and goes. */
const STRANGER = 'eve';

const person = fc.constantFrom(...PEOPLE);
const emoji = fc.constantFrom('👍', '🎉');
const about = { by: person, target: fc.nat() };
const step = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      does: fc.constant('send' as const),
      by: person,
      target: fc.nat(),
      how: fc.constantFrom<Partial<Send>>(
        {},
        {},
        { mentions: [ME] },
        { mentions: ['ben'] },
        { audience: 'here' },
        { audience: 'room' },
        { poll: { options: ['Tea', 'Coffee'], multiple: true } },
        { poll: { options: ['Tea', 'Coffee'], multiple: false, anonymous: true } },
        { text: 'See https://harbour.example/tides' },
      ),
      thread: fc.constantFrom('no' as const, 'no' as const, 'in it' as const, 'in both' as const),
    }),
  },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('edit' as const), ...about, link: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('delete' as const), ...about }) },
  { weight: 3, arbitrary: fc.record({ does: fc.constant('react' as const), ...about, emoji, on: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('pin' as const), ...about, on: fc.boolean() }) },
  { weight: 3, arbitrary: fc.record({ does: fc.constant('vote' as const), ...about, choices: fc.subarray([0, 1]) }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('close' as const), ...about }) },
  {
    weight: 2,
    arbitrary: fc.record({
      does: fc.constant('change the room' as const),
      to: fc.constantFrom<UpdateRoom>(
        { name: 'Harbour' },
        { topic: 'Tides' },
        { name: 'Lighthouse', topic: 'Tides' },
        { topic: '' },
        { avatar: { emoji: '⚓', hue: 3 } },
        { announcement: true },
        { announcement: false },
        { slowModeSeconds: 1 },
        { slowModeSeconds: 0 },
        { visibility: 'private' },
        { visibility: 'public' },
      ),
    }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('archive, or restore' as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      does: fc.constant('change who is there' as const),
      how: fc.constantFrom('join', 'leave', 'add', 'remove', 'ban', 'lift', 'mute', 'unmute', 'role'),
      who: fc.constantFrom('ben', ME),
      role: fc.constantFrom('moderator' as const, 'member' as const, 'guest' as const),
    }),
  },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('read' as const), target: fc.nat() }) },
  {
    weight: 1,
    arbitrary: fc.record({ does: fc.constant('arrange' as const), favourite: fc.boolean(), section: fc.constantFrom('', 'Work') }),
  },
  { weight: 4, arbitrary: fc.record({ does: fc.constant('persist' as const) }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** What becomes of a frame on its way to the phone; and whether the phone fetches something after it. */
const fate = fc.record({
  arrives: fc.constantFrom('once', 'once', 'twice', 'late', 'never'),
  fetches: fc.constantFrom('nothing', 'nothing', 'nothing', 'history', 'log'),
});
type Fate = typeof fate extends fc.Arbitrary<infer T> ? T : never;

/** Where the phone has been until it hears of something: before which step it began, and whether it read the history then. */
const stale = fc.record({ at: fc.nat(), reads: fc.boolean(), thread: fc.boolean() });

/** Every kind that the log knows. One that is missing here does not compile. */
const KINDS = Object.keys({
  message: true,
  edit: true,
  delete: true,
  reaction: true,
  pin: true,
  vote: true,
  tally: true,
  close: true,
  preview: true,
  member: true,
  room: true,
} satisfies Record<EventKind, true>);

/** All kinds in one go, so that none is left to luck. */
const EVERYTHING: Step[] = [
  { does: 'send', by: 'ada', target: 0, how: { poll: { options: ['Tea', 'Coffee'], multiple: true } }, thread: 'no' },
  { does: 'send', by: 'ben', target: 0, how: { text: 'See https://harbour.example/tides' }, thread: 'in it' },
  { does: 'vote', by: 'ben', target: 0, choices: [0, 1] },
  { does: 'send', by: 'ada', target: 0, how: { poll: { options: ['Tea', 'Coffee'], multiple: true, anonymous: true } }, thread: 'no' },
  { does: 'vote', by: 'ben', target: 2, choices: [0] },
  { does: 'vote', by: ME, target: 2, choices: [1] },
  { does: 'vote', by: 'ben', target: 2, choices: [0, 1] },
  { does: 'persist' },
  { does: 'react', by: 'ada', target: 1, emoji: '🎉', on: true },
  { does: 'edit', by: 'ben', target: 1, link: true },
  { does: 'pin', by: 'ada', target: 1, on: true },
  { does: 'close', by: 'ada', target: 0 },
  { does: 'read', target: 2 },
  { does: 'change the room', to: { topic: 'Tides' } },
  { does: 'change who is there', how: 'join', who: ME, role: 'member' },
  { does: 'change who is there', how: 'role', who: ME, role: 'moderator' },
  { does: 'send', by: 'ben', target: 0, how: { audience: 'room' }, thread: 'in both' },
  { does: 'persist' },
  { does: 'delete', by: 'ben', target: 1 },
];

/** The values as they go over the wire. */
const wire = <T>(value: T): T => JSON.parse(JSON.stringify(value));

const refused = (error: unknown): undefined => {
  if (error instanceof ChatError && error.code !== 'unavailable' && error.code !== 'internal') return undefined;
  throw error;
};

/** From one deed to the next, milliseconds, and how long what is said may wait in the queue. */
const STEP_MS = 500;
const QUEUE_MS = 8_000;

const openRoom = async (world: World, shards: number) => {
  await introduce(world, ...PEOPLE, STRANGER);
  const roomId = await roomOf(world, PEOPLE);
  if (shards > 1) await divideInto(world, roomId, shards);
  for (const userId of PEOPLE) for (const device of ['phone', 'laptop']) await connect(world, userId, device);
  await fanOut(world);
  world.pages = { read: async () => ({ title: `Tides at ${world.clock()}` }) };
  world.pass(60_000);
  world.gateway.clear();
  const said: number[] = [];
  let since = 0;

  const persist = async (): Promise<void> => {
    await persistAll(world);
    for (const job of world.previewQueue.take()) await previewLinks(world, job);
  };
  const post = async (by: string, command: object) => {
    const frame = { id: freshId(world), roomId, ...command } as Parameters<typeof postCommand>[2];
    const { seq } = await postCommand(world, `${by}-laptop`, frame);
    if (frame.action === 'send') said.push(seq);
  };
  const aim = (target: number): number => said[target % Math.max(1, said.length)] ?? 1;

  const people = async ({ how, who, role }: Extract<Step, { does: 'change who is there' }>): Promise<unknown> => {
    switch (how) {
      case 'join':
        return joinRoom(world, STRANGER, roomId);
      case 'leave':
        return leaveRoom(world, STRANGER, roomId);
      case 'add':
        return putMember(world, 'ada', roomId, STRANGER, 'member');
      case 'remove':
        return removeMember(world, 'ada', roomId, STRANGER);
      case 'ban':
        return banPerson(world, 'ada', roomId, STRANGER);
      case 'lift':
        return liftBan(world, 'ada', roomId, STRANGER);
      case 'role':
        return putMember(world, 'ada', roomId, who, role);
      default:
        return muteMember(world, 'ada', roomId, who, how === 'mute' ? 1 : 0);
    }
  };

  const perform = async (act: Step): Promise<unknown> => {
    switch (act.does) {
      case 'send': {
        const replyTo = act.thread === 'no' || said.length === 0 ? {} : { replyTo: aim(act.target) };
        const alsoToRoom = act.thread === 'in both' && 'replyTo' in replyTo ? { alsoToRoom: true } : {};
        return post(act.by, { action: 'send', text: `Said ${said.length}.`, ...replyTo, ...alsoToRoom, ...act.how });
      }
      case 'edit':
        return post(act.by, {
          action: 'edit',
          target: aim(act.target),
          text: act.link ? 'https://harbour.example/ebb' : `Put so at ${world.clock()}.`,
        });
      case 'delete':
      case 'close':
        return post(act.by, { action: act.does, target: aim(act.target) });
      case 'react':
        return post(act.by, { action: 'react', target: aim(act.target), emoji: act.emoji, on: act.on });
      case 'pin':
        return post(act.by, { action: 'pin', target: aim(act.target), on: act.on });
      case 'vote':
        return post(act.by, { action: 'vote', target: aim(act.target), choices: act.choices });
      case 'change the room':
        return updateRoom(world, 'ada', roomId, act.to);
      case 'archive, or restore':
        return (await world.rooms.get(roomId, { consistent: true }))?.archived
          ? restoreRoom(world, 'ada', roomId)
          : archiveRoom(world, 'ada', roomId);
      case 'change who is there':
        return people(act);
      case 'read':
        return signal(world, `${ME}-laptop`, { action: 'read', id: freshId(world), roomId, seq: aim(act.target) });
      case 'arrange':
        return arrangeRoom(world, ME, roomId, { favourite: act.favourite, section: act.section });
      case 'persist':
        return persist();
    }
  };

  return {
    roomId,
    said,
    act: async (each: Step): Promise<void> => {
      world.pass(STEP_MS);
      await perform(each).catch(refused);
      // What was said takes effect within seconds: the queue does not wait for luck.
      since += STEP_MS;
      if (each.does === 'persist') since = 0;
      else if (since >= QUEUE_MS) await persist();
      since %= QUEUE_MS;
      await fanOut(world);
    },
    /** Until nothing waits, and everything has long taken effect. */
    settle: async (): Promise<void> => {
      for (let round = 0; round < 5; round += 1) {
        await persist();
        await fanOut(world);
      }
      world.pass(60_000);
    },
  };
};

/** A client that has heard nothing but H1 so far. */
const begin = async (world: World): Promise<ChatState> => {
  const session = parse(Session, wire(await startSession(world, { userId: ME, deviceId: undefined })));
  if (!session.ok) throw new Error(`${session.path} ${session.reason}`);
  return reduce(initialState(0), { type: 'session', session: session.value, keep: new Set() });
};

const withHistory = async (world: World, state: ChatState, roomId: string): Promise<ChatState> =>
  reduce(state, { type: 'page', roomId, page: wire(await readMessages(world, ME, roomId, { limit: 100 })) });

const withThread = async (world: World, state: ChatState, roomId: string, root: number | undefined): Promise<ChatState> => {
  if (root === undefined) return state;
  const opened = state.rooms[roomId]?.thread === undefined ? reduce(state, { type: 'thread', roomId, root }) : state;
  const page = await readThread(world, ME, roomId, root, { limit: 100 }).catch(refused);
  return page === undefined ? opened : reduce(opened, { type: 'thread-page', roomId, page: wire(page) });
};

/** One page of H11, which the phone takes as it does in `chat.ts`. */
const withLog = async (world: World, state: ChatState, roomId: string, limit: number): Promise<ChatState> => {
  const cursor = state.rooms[roomId]?.cursor ?? 0;
  const page = readEventsPage(roomId, wire(await readEvents(world, ME, roomId, { after: cursor, limit })));
  if (page === undefined) throw new Error('H11 gave no page');
  const actions: Action[] = [{ type: 'log', roomId, events: page.events, voids: page.voids, head: page.head }];
  if (page.readSeq !== undefined) actions.push({ type: 'read', roomId, seq: page.readSeq });
  if (page.place !== undefined) actions.push({ type: 'arranged', roomId, place: page.place });
  return actions.reduce(reduce, state);
};

/** What a frame is to the client's state. */
const actionsOf = (text: string): Action[] => {
  const frame = readFrame(text);
  switch (frame?.type) {
    case 'log':
      return frame.parts.map(({ roomId, events, skipped }) => ({ type: 'log', roomId, events, voids: skipped }));
    case 'void':
      return [{ type: 'log', roomId: frame.roomId, events: [], voids: frame.seqs }];
    case 'read':
      return [{ type: 'read', roomId: frame.roomId, seq: frame.seq }];
    case 'arranged':
      return [{ type: 'arranged', roomId: frame.roomId, place: { favourite: frame.favourite, section: frame.section } }];
    default:
      return [];
  }
};

/** Frames as they arrive: some not at all, some twice, some after all others. */
const underway = (frames: readonly string[], fates: readonly Fate[]): { text: string; fetches: Fate['fetches'] }[] => {
  const withFates = frames.map((text, index) => ({
    text,
    ...(fates[index % fates.length] ?? { arrives: 'once', fetches: 'nothing' as const }),
  }));
  const arriving = withFates.flatMap((frame) => (frame.arrives === 'twice' ? [frame, frame] : frame.arrives === 'never' ? [] : [frame]));
  return [...arriving.filter(({ arrives }) => arrives !== 'late'), ...arriving.filter(({ arrives }) => arrives === 'late').toReversed()];
};

/** The order of emoji among each other is not part of the contract. */
const normal = (items: readonly Message[] = []) =>
  items.map(({ reactions, ...item }) => ({
    ...item,
    ...(reactions && { reactions: reactions.toSorted((a, b) => a.emoji.localeCompare(b.emoji)) }),
  }));

/** My place in the room; what is missing is the same as what it stands for. */
const placeIn = (room: RoomState | undefined) => ({ favourite: false, section: '', ...room?.membership });

const kindsIn = (frames: readonly string[]): EventKind[] =>
  frames.flatMap((text) => {
    const frame = readFrame(text);
    return frame?.type === 'log' ? frame.parts.flatMap(({ events }) => events.map(({ kind }) => kind)) : [];
  });

const RUNS = { 'in memory': 1_000, 'on DynamoDB': 12 } as Record<string, number>;

describe.each(stores)('the state law %s', (name, open) => {
  test('[R3] [H1] [H10] [H11] [H30] stale state plus events is what a fresh fetch tells, for every kind of event', async () => {
    const kinds = new Set<EventKind>();
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 1, maxLength: 30 }),
        stale,
        fc.array(fate, { minLength: 1, maxLength: 20 }),
        fc.constantFrom(1, 1, 4),
        async (steps, from, fates, shards) => {
          const store = await open();
          const memory = memoryWorld();
          const pass = (milliseconds: number) => {
            memory.pass(milliseconds);
            store.pass(milliseconds);
          };
          const world: World = { ...memory, ...store, clock: memory.clock, pass, pause: async (milliseconds) => pass(milliseconds) };
          try {
            const room = await openRoom(world, shards);
            const { roomId, said } = room;
            const beginsAt = from.at % (steps.length + 1);
            for (const each of steps.slice(0, beginsAt)) await room.act(each);
            world.gateway.clear();
            let state = await begin(world);
            const root = from.thread ? said[from.at % Math.max(1, said.length)] : undefined;
            if (from.reads) state = await withHistory(world, state, roomId);
            state = await withThread(world, state, roomId, root);

            for (const each of steps.slice(beginsAt)) await room.act(each);
            const frames = world.gateway.framesTo(PHONE).map((frame) => JSON.stringify(frame));
            for (const kind of kindsIn(frames)) kinds.add(kind);
            for (const { text, fetches } of underway(frames, fates)) {
              state = actionsOf(text).reduce(reduce, state);
              if (fetches === 'history') state = await withHistory(world, state, roomId);
              if (fetches === 'log') state = await withLog(world, state, roomId, 3);
            }
            await room.settle();
            let before = -1;
            for (let cursor = 0; cursor !== before; cursor = state.rooms[roomId]?.cursor ?? 0) {
              before = state.rooms[roomId]?.cursor ?? 0;
              state = await withLog(world, state, roomId, 200);
            }

            // A thread whose root was not in the log yet is asked for again.
            if (state.rooms[roomId]?.thread?.loading) state = await withThread(world, state, roomId, root);

            const fresh = await withThread(
              world,
              await withHistory(world, await begin(world), roomId),
              roomId,
              state.rooms[roomId]?.thread?.root,
            );
            const [grown, told] = [state.rooms[roomId], fresh.rooms[roomId]];
            // Of a void nobody is told more than that it is one.
            expect(grown?.room).toEqual({ ...told?.room, head: grown?.room.head, activeAt: grown?.room.activeAt });
            expect(placeIn(grown)).toEqual(placeIn(told));
            expect({ cursor: grown?.cursor, head: grown?.head, waiting: grown?.waiting.size }).toEqual({
              cursor: told?.room.head,
              head: told?.room.head,
              waiting: 0,
            });
            expect([grown?.unread, grown?.mentions, grown?.tally.seqs, grown?.tally.mentions]).toEqual([
              told?.unread,
              told?.mentions,
              told?.tally.seqs,
              told?.tally.mentions,
            ]);
            const { from: first = 1, items = [] } = grown?.window ?? {};
            const inReach = (message: MessageEvent) => grown !== undefined && grown.window.to > 0 && message.seq >= first;
            expect(normal(items)).toEqual(normal(told?.window.items.filter(inReach)));
            expect(normal(grown?.thread?.items)).toEqual(normal(told?.thread?.items));
          } finally {
            await store.close();
          }
        },
      ),
      {
        numRuns: RUNS[name] ?? 25,
        examples: [
          [EVERYTHING, { at: 0, reads: true, thread: false }, [{ arrives: 'once', fetches: 'nothing' }], 1],
          [
            EVERYTHING,
            { at: 2, reads: true, thread: true },
            [
              { arrives: 'once', fetches: 'nothing' },
              { arrives: 'never', fetches: 'nothing' },
            ],
            4,
          ],
        ],
      },
    );

    expect([...kinds].sort()).toEqual(KINDS.toSorted());
    expect(LogEvent.def.options).toHaveLength(KINDS.length);
  });
});
