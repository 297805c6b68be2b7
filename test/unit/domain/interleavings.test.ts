// Everything at once: senders and their retries, batches of the queue and readers, in any interleaving of their calls, some killed on the way,
// their clocks a minute off, and minutes or hours between them. What any of them was told must stay true.
import type { AckFrame, LogCommand } from '@parley/protocol';
import * as fc from 'fast-check';
import { ChatError } from '../../../lambdas/domain/errors.ts';
import { workOff } from '../../../lambdas/domain/fanout.ts';
import { postCommand, readEvents, readMessages } from '../../../lambdas/domain/messages.ts';
import { persistEntries } from '../../../lambdas/domain/persist.ts';
import type { Claim, KeptEntry, Seat } from '../../../lambdas/domain/ports.ts';
import { settleRoster } from '../../../lambdas/domain/rosters.ts';
import { archiveRoom, restoreRoom } from '../../../lambdas/domain/settings.ts';
import type { World } from '../../support/memory/index.ts';
import { divideInto } from '../../support/memory/large-room.ts';
import { oneOfMany } from '../../support/memory/observed.ts';
import { connect, freshId, stage } from '../../support/memory/stage.ts';
import { seenBy, settle } from '../../support/settled-log.ts';

const PEOPLE = ['ada', 'ben'];
const DEVICES = ['phone', 'laptop'];
const MINUTE = 60_000;
/** A room that its sender delivers to, one with bursts, one whose shards its sender rings, and one whose shards are rung in rounds. */
const ROOMS = [{ shards: 1 }, { shards: 1, bursts: true }, { shards: 4 }, { shards: 16 }];

/** An instance: where it dies, if it does, and by how much its clock is off. */
const instance = {
  lastStep: fc.option(fc.nat(24), { nil: undefined, freq: 1 }),
  skew: fc.integer({ min: -MINUTE, max: MINUTE }),
  /** Whether it has seen every connection pass the gate, and nothing else since. */
  trusts: fc.boolean(),
  /** What goes wrong with one call of it, on the way there, or back, or back so that it is repeated. */
  fault: fc.option(
    fc.record({
      call: fc.constantFrom('gate', 'number', 'claim', 'keep'),
      nth: fc.nat(1),
      how: fc.constantFrom('away', 'lost', 'repeated'),
    }),
    { nil: undefined, freq: 1 },
  ),
};
const command = fc.record({
  ...instance,
  who: fc.constantFrom(...PEOPLE),
  device: fc.constantFrom(...DEVICES),
  action: fc.constantFrom('send', 'send', 'edit', 'delete', 'react'),
  target: fc.nat(5),
});
const retry = fc.record({ ...instance, which: fc.nat(), device: fc.constantFrom(...DEVICES) });
const delivery = fc.record({
  ...instance,
  picks: fc.array(fc.nat(), { minLength: 1, maxLength: 4 }),
  refuses: fc.boolean(),
  again: fc.boolean(),
});
const reader = fc.record(instance);
/** What keeps ben, or anybody, from speaking, and lets them again. */
const moderation = fc.record({
  ...instance,
  what: fc.constantFrom('put out', 'let in', 'unseat', 'mute', 'unmute', 'archive', 'restore', 'block', 'unblock', 'exhaust'),
});
const round = fc.record({
  // The ages at which an entry's rights change: two clocks may see it on either side of each.
  pass: fc.constantFrom(0, 1_000, 5 * MINUTE, 10 * MINUTE, 15 * MINUTE),
  reconnects: fc.boolean(),
  commands: fc.array(command, { maxLength: 2 }),
  retries: fc.array(retry, { maxLength: 2 }),
  deliveries: fc.array(delivery, { maxLength: 2 }),
  workers: fc.array(reader, { maxLength: 2 }),
  readers: fc.array(reader, { maxLength: 1 }),
  moderations: fc.array(moderation, { maxLength: 2 }),
});
type Of<A> = A extends fc.Arbitrary<infer T> ? T : never;
type Instance = Of<typeof reader>;

/** A port with methods of its own, so that some can be replaced. */
const portOf = <P extends object>(port: P): P => {
  const methods = Reflect.ownKeys(port).map((name) => [name, Reflect.get(port, name)]);
  return Object.fromEntries(methods);
};

interface Said {
  who: string;
  frame: LogCommand;
  acks: AckFrame[];
}

/** A room, what was asked of it, and what was answered. */
const openRoom = async (turn: (call: string) => Promise<unknown>, { shards, bursts = false }: (typeof ROOMS)[number]) => {
  const { world, roomId } = await stage(...PEOPLE);
  const { number } = world.rooms;
  // Two of three events are of a burst, whatever the clocks say: the others are delivered by their senders, in between.
  if (bursts)
    world.rooms.number = async (id, at, taking) => {
      const numbered = await number(id, at, taking);
      return { ...numbered, memberCount: 100, tenthAt: numbered.seq % 3 === 0 ? 0 : Number.MAX_SAFE_INTEGER };
    };
  if (shards > 1) await divideInto(world, roomId, shards);
  // Every other look at the claims is as late as can be: it finds each as it was first, or none.
  const { claim, claims } = world.messages;
  const first = new Map<string, Claim>();
  let looks = 0;
  world.messages.claim = async (...args) => {
    const standing = await claim(...args);
    if (!first.has(standing.clientId)) first.set(standing.clientId, standing);
    return standing;
  };
  world.messages.claims = async (names) => {
    looks += 1;
    return looks % 2 === 0 ? claims(names) : names.flatMap(({ clientId }) => (looks % 3 === 0 ? [] : (first.get(clientId) ?? [])));
  };
  const said: Said[] = [];
  const answers = { voids: new Set<number>(), events: new Map<number, string>() };
  let queue: KeptEntry[] = [];

  const seats = new Map<string, Seat>();
  const enter = async (who: string): Promise<void> => {
    for (const device of DEVICES) {
      const connectionId = await connect(world, who, device);
      seats.set(connectionId, { connectionId, userId: who, role: 'member', connectedAt: world.clock() });
    }
  };
  for (const who of PEOPLE) await enter(who);

  const through = ({ trusts, fault, ...who }: Instance): ReturnType<typeof oneOfMany> => {
    const deps = oneOfMany(world, { turn, ...who });
    let calls = 0;
    const faulty =
      <A extends unknown[], R>(name: string, call: (...args: A) => Promise<R>) =>
      async (...args: A): Promise<R> => {
        if (fault?.call !== name || calls++ !== fault.nth) return call(...args);
        const fail = () => new ChatError('unavailable', 'Away.');
        if (fault.how === 'away') throw fail();
        const answer = await call(...args);
        if (fault.how === 'lost') throw fail();
        return name === 'gate' ? answer : call(...args);
      };
    return {
      ...deps,
      connections: {
        ...portOf(deps.connections),
        gate: faulty('gate', deps.connections.gate),
        passedLately: (id, room, at) => (trusts ? seats.get(id) : deps.connections.passedLately(id, room, at)),
      },
      rooms: { ...portOf(deps.rooms), number: faulty('number', deps.rooms.number) },
      messages: { ...portOf(deps.messages), claim: faulty('claim', deps.messages.claim) },
      persistQueue: { ...portOf(deps.persistQueue), keep: faulty('keep', deps.persistQueue.keep) },
    };
  };

  const frameOf = ({ action, target }: Of<typeof command>): LogCommand => {
    const about = { id: freshId(world), roomId };
    switch (action) {
      case 'edit':
        return { action, ...about, target: target + 1, text: `Edited ${said.length}.` };
      case 'react':
        return { action, ...about, target: target + 1, emoji: '👍', on: said.length % 2 === 0 };
      case 'delete':
        return { action, ...about, target: target + 1 };
      default:
        return { action: 'send', ...about, text: `Said ${said.length}.` };
    }
  };

  const post = async (deps: World | ReturnType<typeof through>, { who, frame, acks }: Said, device = 'phone'): Promise<void> => {
    acks.push(await postCommand(deps, `${who}-${device}`, frame));
  };
  const unseat = async () => {
    for (const device of DEVICES) await world.connections.unseat(`ben-${device}`, roomId);
  };
  const letIn = async () => {
    await world.memberships.add({ roomId, userId: 'ben', role: 'member', joinedAt: world.clock(), readSeq: 0 });
    await settleRoster(world, roomId, 'ben');
  };

  return {
    world,
    roomId,
    said,
    answers,
    post,
    say: async (each: Of<typeof command>): Promise<void> => {
      const fresh: Said = { who: each.who, frame: frameOf(each), acks: [] };
      said.push(fresh);
      await post(through(each), fresh, each.device);
    },
    enter,
    moderate: async ({ what, ...who }: Of<typeof moderation>): Promise<void> => {
      await turn(what);
      switch (what) {
        case 'put out':
          await unseat();
          await world.memberships.remove(roomId, 'ben');
          return;
        case 'unseat':
          return unseat();
        case 'let in':
          return letIn();
        case 'mute':
        case 'unmute':
          await world.memberships.mute(roomId, 'ben', what === 'mute' ? Number.MAX_SAFE_INTEGER : 0);
          return settleRoster(world, roomId, 'ben');
        case 'archive':
          return archiveRoom(through(who), 'ada', roomId);
        case 'restore':
          await restoreRoom(through(who), 'ada', roomId);
          return;
        case 'block':
        case 'unblock':
          await world.rooms.setBlocked(roomId, what === 'block');
          return;
        default:
          for (let frame = 0; frame < 20; frame += 1)
            for (const device of DEVICES) await world.connections.gate(`ben-${device}`, roomId, world.clock(), world.rate);
      }
    },
    pacify: async () => {
      await letIn();
      await world.memberships.mute(roomId, 'ben', 0);
      await settleRoster(world, roomId, 'ben');
      await world.rooms.setBlocked(roomId, false);
      world.pass(1);
      await restoreRoom(world, 'ada', roomId);
    },
    retry: async ({ which, device, ...who }: Of<typeof retry>): Promise<void> => {
      const old = said[which % said.length];
      if (old !== undefined) await post(through(who), old, device);
    },
    /** Entries stay in the queue until they are done, and sometimes longer. */
    deliver: async ({ picks, refuses, again, ...who }: Of<typeof delivery>): Promise<void> => {
      queue.push(...world.persistQueue.take());
      const batch = [...new Set(picks.flatMap((pick) => queue[pick % queue.length] ?? []))];
      const deps = through(who);
      const append: World['messages']['append'] = async ([first, ...rest]) => [
        ...(first ? [first] : []),
        ...(await deps.messages.append(rest)),
      ];
      const failed = await persistEntries(
        refuses ? { ...deps, messages: { ...deps.messages, append } } : deps,
        batch.map((entry, index) => ({ itemId: String(index), entry })),
      );
      const done = new Set(batch.filter((_, index) => !again && !failed.includes(String(index))));
      queue = queue.filter((entry) => !done.has(entry));
    },
    /** Bells come back as the queue would bring them, if their worker dies. */
    fanOut: async (who: Instance): Promise<void> => {
      const jobs = world.fanoutQueue.take();
      const queued = jobs.map((job, index) => ({ itemId: String(index), job }));
      const failed = await workOff(through(who), queued).catch(() => queued.map(({ itemId }) => itemId));
      const bells = jobs.filter((job, index) => 'seq' in job && failed.includes(String(index)));
      if (bells.length > 0) await world.fanoutQueue.ring(bells);
    },
    read: async (who: Instance): Promise<void> => {
      const deps = through(who);
      const page = await readEvents(deps, 'ben', roomId, { after: 0 });
      const { voids } = await readMessages(deps, 'ben', roomId, {});
      for (const seq of [...page.voids, ...voids]) answers.voids.add(seq);
      for (const { seq, id } of page.items) answers.events.set(seq, id);
    },
    /** Puts back what deliveries have left. */
    returnQueue: async (): Promise<void> => {
      for (const entry of queue.splice(0)) await world.persistQueue.keep(entry);
    },
  };
};

/** Refused for cause, for good. Whoever is killed, or told to come again, does. */
const isRefusal = (error: unknown): boolean => error instanceof ChatError && ['forbidden', 'not_found'].includes(error.code);

test('[I1, I2, I4] whatever happens at once, acknowledged events are in the log once and voids stay void', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.constantFrom(...ROOMS),
      fc.array(round, { minLength: 1, maxLength: 5, size: 'max' }),
      async (scheduler, kind, rounds) => {
        const room = await openRoom((call) => scheduler.schedule(Promise.resolve(), call), kind);
        const { world, roomId } = room;
        for (const { pass, reconnects, commands, retries, deliveries, workers, readers, moderations } of rounds) {
          world.pass(pass);
          if (reconnects) for (const who of PEOPLE) await room.enter(who);
          const actors = [
            ...commands.map(room.say),
            ...retries.map(room.retry),
            ...deliveries.map(room.deliver),
            ...workers.map(room.fanOut),
            ...readers.map(room.read),
            ...moderations.map(room.moderate),
          ];
          await scheduler.waitFor(Promise.allSettled(actors));
        }

        // Every client comes back once more, and the queue delivers what it has.
        await room.pacify();
        for (const who of PEOPLE) await room.enter(who);
        world.pass(MINUTE);
        const refused = new Set<Said>();
        for (const each of room.said)
          await room.post(world, each).catch((error) => {
            if (!isRefusal(error)) throw error;
            refused.add(each);
          });
        await room.returnQueue();
        const { events, voids } = await settle(world, 'ben', roomId);

        for (const each of room.said) {
          const logged = events.filter(({ id }) => id === each.frame.id).map(({ seq }) => seq);
          expect(logged).toEqual(refused.has(each) ? [] : [each.acks.at(-1)?.seq]);
          for (const { seq } of each.acks) expect(logged.includes(seq) || voids.includes(seq)).toBe(true);
        }
        for (const seq of room.answers.voids) expect(voids).toContain(seq);
        for (const [seq, id] of room.answers.events) expect(events).toContainEqual(expect.objectContaining({ seq, id }));
        for (const who of PEOPLE)
          for (const device of DEVICES)
            for (const [seq, id] of seenBy(world, `${who}-${device}`))
              expect(events.some((event) => event.seq === seq && event.id === id) || voids.includes(seq)).toBe(true);
      },
    ),
    { numRuns: 750, interruptAfterTimeLimit: 6_000 },
  );
});
