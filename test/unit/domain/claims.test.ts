import { persistEntries } from '../../../lambdas/domain/persist.ts';
import type { KeptEntry } from '../../../lambdas/domain/ports.ts';
import { AT, aClaim, aMessage } from '../../support/builders.ts';
import { memoryWorld, type World } from '../../support/memory/index.ts';

const MINUTE = 60_000;
const roomId = 'room_1';
const id = '01JBKQ00000000000000000001';

/** What a sender has kept while it was claiming the seq. */
const kept = (seq: number, text = 'Hello.'): KeptEntry => ({ ...aMessage({ seq, text }), roomId, id, sentAt: AT, print: text });
const claimFor = (seq: number, print = 'Hello.') => aClaim({ roomId, senderId: 'ada', clientId: id, seq, sentAt: AT, print });

const persist = (world: World, ...entries: KeptEntry[]) =>
  persistEntries(
    world,
    entries.map((entry, index) => ({ itemId: String(index), entry })),
  );

const logOf = async (world: World) => {
  const { items, voids } = await world.messages.after(roomId, 0, 10);
  return { said: items.map((event) => ({ seq: event.seq, text: event.kind === 'message' && event.text })), voids };
};

describe('an entry that was kept while its seq was being claimed', () => {
  test('is written once its claim stands, and says nothing of how it came', async () => {
    const world = memoryWorld();
    await world.messages.claim(claimFor(4));

    await persist(world, kept(4));

    expect(await logOf(world)).toEqual({ said: [{ seq: 4, text: 'Hello.' }], voids: [] });
    expect((await world.messages.after(roomId, 0, 10)).items[0]).not.toHaveProperty('print');
  });

  test('has its seq claimed if its sender died before', async () => {
    const world = memoryWorld();

    await persist(world, kept(4));

    expect(await logOf(world)).toMatchObject({ said: [{ seq: 4 }] });
    expect(await world.messages.claimed(roomId, 'ada', id)).toEqual(claimFor(4));
  });

  test.each([
    ['has another seq', claimFor(3)],
    ['gave this one up', { ...claimFor(4, ''), void: true }],
  ])('is void where its command %s, in whichever order they come, and stays so', async (_why, claim) => {
    const world = memoryWorld();
    await world.messages.claim(claim);

    await persist(world, kept(4), { kind: 'void', roomId, seq: 4, sentAt: AT });
    await persist(world, kept(4));

    expect(await logOf(world)).toEqual({ said: [], voids: [4] });
  });

  test.each([true, false])('is nothing where another try has the seq and said something else: in one batch %s', async (isOneBatch) => {
    const world = memoryWorld();
    await world.messages.claim(claimFor(4, 'First.'));
    const entries = [kept(4, 'First.'), kept(4, 'Second.')];

    const again = isOneBatch ? await persist(world, ...entries) : (await Promise.all(entries.map((entry) => persist(world, entry)))).flat();

    expect(again).toEqual([]);
    expect(await logOf(world)).toEqual({ said: [{ seq: 4, text: 'First.' }], voids: [] });
  });

  test.each([0, 6, 16])('that comes %i minutes late and lost its seq leaves what its command has', async (minutes) => {
    const world = memoryWorld();
    await world.rooms.create({ roomId, kind: 'private', name: 'Lobby', head: 4, memberCount: 1 } as never);
    await world.messages.claim(claimFor(3));
    await persist(world, kept(3));
    world.pass(minutes * MINUTE);

    await persist(world, kept(4));

    expect(await logOf(world)).toEqual({ said: [{ seq: 3, text: 'Hello.' }], voids: [4] });
  });

  test('comes again if its claim cannot be read', async () => {
    const world = memoryWorld();
    jest.spyOn(world.messages, 'claims').mockRejectedValueOnce(new Error('the table is away'));

    await expect(persist(world, kept(4))).rejects.toThrow('the table is away');
    await persist(world, kept(4));

    expect(await logOf(world)).toMatchObject({ said: [{ seq: 4 }] });
  });
});
