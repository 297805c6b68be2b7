// Everything at once: senders and their retries, batches of the queue and readers, in any interleaving of their calls, some killed on the way,
// their clocks a minute off, and minutes or hours between them. What any of them was told must stay true.
import type { AckFrame, LogCommand } from '@parley/protocol';
import * as fc from 'fast-check';
import { ChatError } from '../../../lambdas/domain/errors.ts';
import { workOff } from '../../../lambdas/domain/fanout.ts';
import { postCommand, readEvents, readMessages } from '../../../lambdas/domain/messages.ts';
import { persistEntries } from '../../../lambdas/domain/persist.ts';
import type { Claim, KeptEntry } from '../../../lambdas/domain/ports.ts';
import type { World } from '../../support/memory/index.ts';
import { divideInto } from '../../support/memory/large-room.ts';
import { oneOfMany } from '../../support/memory/observed.ts';
import { connect, freshId, stage } from '../../support/memory/stage.ts';
import { seenBy, settle } from '../../support/settled-log.ts';

const PEOPLE = ['ada', 'ben'];
const MINUTE = 60_000;
/** A room that its sender delivers to, one with bursts, one whose shards its sender rings, and one whose shards are rung in rounds. */
const ROOMS = [{ shards: 1 }, { shards: 1, bursts: true }, { shards: 4 }, { shards: 16 }];

/** An instance: where it dies, if it does, and by how much its clock is off. */
const instance = {
  lastStep: fc.option(fc.nat(24), { nil: undefined, freq: 1 }),
  skew: fc.integer({ min: -MINUTE, max: MINUTE }),
};
const command = fc.record({
  ...instance,
  who: fc.constantFrom(...PEOPLE),
  action: fc.constantFrom('send', 'send', 'edit', 'delete', 'react'),
  target: fc.nat(5),
});
const retry = fc.record({ ...instance, which: fc.nat() });
const delivery = fc.record({
  ...instance,
  picks: fc.array(fc.nat(), { minLength: 1, maxLength: 4 }),
  refuses: fc.boolean(),
  again: fc.boolean(),
});
const reader = fc.record(instance);
const round = fc.record({
  // The ages at which an entry's rights change: two clocks may see it on either side of each.
  pass: fc.constantFrom(0, 1_000, 5 * MINUTE, 10 * MINUTE, 15 * MINUTE),
  reconnects: fc.boolean(),
  commands: fc.array(command, { maxLength: 2 }),
  retries: fc.array(retry, { maxLength: 2 }),
  deliveries: fc.array(delivery, { maxLength: 2 }),
  workers: fc.array(reader, { maxLength: 2 }),
  readers: fc.array(reader, { maxLength: 1 }),
});
type Of<A> = A extends fc.Arbitrary<infer T> ? T : never;
type Instance = Of<typeof reader>;

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

  const through = (who: Instance) => oneOfMany(world, { turn, ...who });

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

  const post = async (deps: World | ReturnType<typeof through>, { who, frame, acks }: Said): Promise<void> => {
    acks.push(await postCommand(deps, `${who}-phone`, frame));
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
      await post(through(each), fresh);
    },
    retry: async ({ which, ...who }: Of<typeof retry>): Promise<void> => {
      const old = said[which % said.length];
      if (old !== undefined) await post(through(who), old);
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
        for (const { pass, reconnects, commands, retries, deliveries, workers, readers } of rounds) {
          world.pass(pass);
          if (reconnects) for (const who of PEOPLE) await connect(world, who);
          const actors = [
            ...commands.map(room.say),
            ...retries.map(room.retry),
            ...deliveries.map(room.deliver),
            ...workers.map(room.fanOut),
            ...readers.map(room.read),
          ];
          await scheduler.waitFor(Promise.allSettled(actors));
        }

        // Every client comes back once more, and the queue delivers what it has.
        for (const who of PEOPLE) await connect(world, who);
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
          for (const [seq, id] of seenBy(world, `${who}-phone`))
            expect(events.some((event) => event.seq === seq && event.id === id) || voids.includes(seq)).toBe(true);
      },
    ),
    { numRuns: 1_000, interruptAfterTimeLimit: 6_000 },
  );
});
