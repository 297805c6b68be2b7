import * as fc from 'fast-check';
import { ChatError } from '../../../lambdas/domain/errors.ts';
import { persistEntries } from '../../../lambdas/domain/persist.ts';
import type { LogEntry } from '../../../lambdas/domain/ports.ts';
import { AT, aMembership, aMessage } from '../../support/builders.ts';
import { memoryWorld, type World } from '../../support/memory/index.ts';
import { connect, introduce } from '../../support/memory/stage.ts';

const queue = (...entries: LogEntry[]) => entries.map((entry, index) => ({ itemId: `item-${index}`, entry }));

const base = (seq: number, senderId = 'ada') => ({ roomId: 'room_1', seq, id: `id-${seq}`, senderId, sentAt: AT + seq });

const history: LogEntry[] = [
  { ...aMessage({ seq: 1 }), id: 'first', sentAt: AT + 1 },
  { ...aMessage({ seq: 2, senderId: 'ben', text: 'Ho.' }), id: 'second', sentAt: AT + 2 },
  { kind: 'edit', ...base(3), target: 1, text: 'Hello?' },
  { kind: 'edit', ...base(4), target: 1, text: 'Hello!' },
  { kind: 'reaction', ...base(5, 'ben'), target: 1, emoji: '👍', on: true },
  { kind: 'reaction', ...base(6, 'ada'), target: 1, emoji: '👍', on: true },
  { kind: 'reaction', ...base(7, 'ben'), target: 1, emoji: '👍', on: false },
  { kind: 'void', roomId: 'room_1', seq: 8, sentAt: AT + 8 },
  { kind: 'delete', ...base(9, 'ben'), target: 2 },
  { kind: 'edit', ...base(10, 'ben'), target: 1, text: 'Stolen.' },
];

const read = async (world: World) => ({
  messages: await world.messages.before('room_1', 100, 100),
  log: await world.messages.after('room_1', 0, 100),
});

const persisted = async (batches: LogEntry[][]): Promise<World> => {
  const world = memoryWorld();
  let left = batches;
  // What fails comes again, as from the queue.
  for (let round = 0; left.length > 0 && round < 20; round += 1) {
    const again: LogEntry[][] = [];
    for (const batch of left) {
      const items = queue(...batch);
      const failed = new Set(await persistEntries(world, items));
      if (failed.size > 0) again.push(items.filter(({ itemId }) => failed.has(itemId)).map(({ entry }) => entry));
    }
    left = again;
  }
  return world;
};

describe('persistEntries', () => {
  test('any order, duplication and batching of the same entries gives the same history', async () => {
    const expected = await read(await persisted([history]));
    const shuffled = fc
      .tuple(
        fc.shuffledSubarray(history, { minLength: history.length }),
        fc.array(fc.constantFrom(...history), { maxLength: 6 }),
        fc.integer({ min: 1, max: 5 }),
      )
      .map(([order, extra, size]) => {
        const entries = [...order, ...extra];
        return Array.from({ length: Math.ceil(entries.length / size) }, (_, index) => entries.slice(index * size, (index + 1) * size));
      });

    await fc.assert(
      fc.asyncProperty(shuffled, async (batches) => {
        expect(await read(await persisted(batches))).toEqual(expected);
      }),
      { numRuns: 150 },
    );
  });

  test('what the history says in the end: edits by their authors, reactions that stand, tombstones and voids', async () => {
    const { messages, log } = await read(await persisted([history]));

    expect(messages.items).toMatchObject([
      { seq: 1, text: 'Hello!', editedSeq: 4, reactions: [{ emoji: '👍', userIds: ['ada'] }] },
      { seq: 2, text: '', deletedAt: AT + 9 },
    ]);
    expect(log.voids).toEqual([8]);
    expect(log.items).toHaveLength(9);
  });

  test('a change whose message does not come is reported after two seconds, and its entry is in the log', async () => {
    const world = memoryWorld();
    const edit: LogEntry = { kind: 'edit', ...base(2), target: 1, text: 'Early.' };
    const before = world.clock();

    const failed = await persistEntries(world, queue(edit, { ...aMessage({ seq: 3 }) }));

    expect(failed).toEqual(['item-0']);
    expect(world.clock() - before).toBe(2_000);
    expect((await world.messages.after('room_1', 0, 10)).items.map(({ seq }) => seq)).toEqual([2, 3]);
  });

  test('a change of something that is no message is done with at once', async () => {
    const world = memoryWorld();
    const joined: LogEntry = { kind: 'member', ...base(1), userId: 'ada', change: 'joined' };

    const failed = await persistEntries(world, queue(joined, { kind: 'delete', ...base(2), target: 1 }));

    expect(failed).toEqual([]);
  });

  test('what the store does not take is reported, and everything else is done', async () => {
    const world = memoryWorld();
    const full: World = { ...world, messages: { ...world.messages, append: async (entries) => entries.filter(({ seq }) => seq === 2) } };

    const failed = await persistEntries(full, queue(aMessage({ seq: 1 }), aMessage({ seq: 2 }), aMessage({ seq: 3 })));

    expect(failed).toEqual(['item-1']);
    expect(world.meter.counted('Persisted')).toBe(2);
  });

  test('an entry that is there twice in a batch is written once, and both items are done or neither', async () => {
    const world = memoryWorld();
    const written: number[] = [];
    const watching: World = {
      ...world,
      messages: {
        ...world.messages,
        append: async (entries) => {
          written.push(...entries.map(({ seq }) => seq));
          return [...entries];
        },
      },
    };

    const failed = await persistEntries(watching, queue(aMessage(), aMessage()));

    expect(written).toEqual([1]);
    expect(failed).toEqual(['item-0', 'item-1']);
  });

  test('a service that is away for one entry does not fail the others; nor does a defect, which is reported', async () => {
    const world = memoryWorld();
    const failing = (error: Error): World => ({ ...world, messages: { ...world.messages, revise: () => Promise.reject(error) } });
    const entries = queue(aMessage({ seq: 1 }), { kind: 'edit', ...base(2), target: 1, text: 'x' });

    await expect(persistEntries(failing(new ChatError('unavailable', 'away')), entries)).resolves.toEqual(['item-1']);
    expect(world.defects).toEqual([]);
    await expect(persistEntries(failing(new TypeError('a defect')), entries)).resolves.toEqual(['item-1']);
    expect(world.defects).toEqual([new TypeError('a defect')]);
  });

  test('a member event seats who is a member by then and unseats who is not', async () => {
    const world = memoryWorld();
    await introduce(world, 'ada', 'ben');
    await connect(world, 'ada');
    await connect(world, 'ben');
    await world.memberships.add(aMembership({ userId: 'ada' }));
    await world.connections.seat({ connectionId: 'ben-phone', userId: 'ben', connectedAt: AT, expiresAt: AT + 1e9 }, [
      { roomId: 'room_1', role: 'member', shards: 1 },
    ]);

    await persistEntries(
      world,
      queue(
        { kind: 'member', ...base(1), userId: 'ada', change: 'joined' },
        { kind: 'member', ...base(2), userId: 'ben', change: 'removed' },
      ),
    );

    expect((await world.connections.roster('room_1', 1, 10)).items.map(({ userId }) => userId)).toEqual(['ada']);
  });

  test('[R8] whoever is put out while their arrival is persisted keeps no seat', async () => {
    const world = memoryWorld();
    await introduce(world, 'ada');
    const phone = await connect(world, 'ada');
    await world.memberships.add(aMembership({ userId: 'ada' }));
    const { reseat } = world.connections;
    world.connections.reseat = async (...seating) => {
      await world.memberships.remove('room_1', 'ada');
      return reseat(...seating);
    };

    await persistEntries(world, queue({ kind: 'member', ...base(1), userId: 'ada', change: 'joined' }));

    expect(await world.connections.seated(phone, 'room_1')).toBeUndefined();
  });

  test('the age of the oldest entry is measured', async () => {
    const world = memoryWorld();
    world.pass(700);

    await persistEntries(world, queue(aMessage({ sentAt: AT + 100 }), aMessage({ seq: 2, sentAt: AT + 600 })));

    expect(world.meter.timed('PersistLag')).toEqual([600]);
  });
});
