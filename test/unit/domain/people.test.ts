import { limits } from '@parley/protocol';
import { ensureProfile, getMe, getProfile, peopleById, presences, searchPeople, updateMe } from '../../../lambdas/domain/people.ts';
import { signal } from '../../../lambdas/domain/signals.ts';
import { memoryWorld, type World } from '../../support/memory/index.ts';
import { connect, freshId, introduce, stage } from '../../support/memory/stage.ts';

const framesOf = (world: World, connectionId: string) => world.gateway.framesTo(connectionId);

const account = (name: string, userId = 'user-1') => ({ userId, name, email: 'someone@example.com' });

describe('the profile of a new account', () => {
  test.each([
    ['Ada Lovelace', 'ada.lovelace'],
    ['Zoë Brontë-Smith', 'zoe.bronte-smith'],
    ['  Spaces  everywhere ', 'spaces.everywhere'],
    ['李小龍', 'member'],
    ['---', 'member'],
    ['Ｆｕｌｌ Ｗｉｄｔｈ', 'full.width'],
  ])('%p gets the handle %p', async (name, handle) => {
    await expect(ensureProfile(memoryWorld(), account(name))).resolves.toMatchObject({ handle, name: name.trim() });
  });

  test.each(['', '   ', 'evil\u202Etxt.exe', 'nul\u0000', '\u200B'])(
    'a name that the protocol refuses becomes Member: %j',
    async (name) => {
      await expect(ensureProfile(memoryWorld(), account(name))).resolves.toMatchObject({ name: 'Member', handle: 'member' });
    },
  );

  test('a long name is cut between characters, and its handle leaves room for a number', async () => {
    const me = await ensureProfile(memoryWorld(), account('ab😀'.repeat(100)));

    expect([...me.name]).toHaveLength(limits.displayNameChars);
    expect(me.name.isWellFormed()).toBe(true);
    expect(me.handle.length).toBeLessThan(limits.handleChars - 4);
  });

  test('twice is once, and two of one name get two handles', async () => {
    const world = memoryWorld();

    const first = await ensureProfile(world, account('Ada'));
    world.pass(1_000);

    await expect(ensureProfile(world, account('Other'))).resolves.toEqual(first);
    await expect(ensureProfile(world, account('Ada', 'user-2'))).resolves.toMatchObject({ handle: 'ada2' });
  });
});

describe('[H2] me', () => {
  test('changes what is given', async () => {
    const world = memoryWorld();
    await introduce(world, 'ada');

    await expect(updateMe(world, 'ada', { name: 'Ada L.' })).resolves.toMatchObject({ name: 'Ada L.', handle: 'ada' });
    await expect(updateMe(world, 'ada', {})).resolves.toMatchObject({ name: 'Ada L.' });
    await expect(getMe(world, 'ada')).resolves.toMatchObject({ email: 'ada@example.com' });
  });

  test('a handle that somebody has is a conflict, and nothing changes', async () => {
    const world = memoryWorld();
    await introduce(world, 'ada', 'ben');

    await expect(updateMe(world, 'ada', { name: 'New', handle: 'ben' })).rejects.toMatchObject({ code: 'conflict' });

    await expect(getMe(world, 'ada')).resolves.toMatchObject({ name: 'ada', handle: 'ada' });
  });
});

describe('[H2, S40, S41] a profile that changes', () => {
  test('keeps what it tells, and an empty text takes it away', async () => {
    const { world } = await stage('ada');
    await updateMe(world, 'ada', { bio: 'Sails.', pronouns: 'she/her', timeZone: 'Europe/Berlin' });

    const me = await updateMe(world, 'ada', { pronouns: '' });

    expect(me).toMatchObject({ bio: 'Sails.', timeZone: 'Europe/Berlin' });
    expect(me.pronouns).toBeUndefined();
    await expect(getProfile(world, 'ada', 'ada')).resolves.toMatchObject({ bio: 'Sails.', timeZone: 'Europe/Berlin', presence: 'online' });
  });

  test('a status stands for as long as was said, by the clock of the server', async () => {
    const { world } = await stage('ada');

    const me = await updateMe(world, 'ada', { status: { text: 'Lunch', emoji: '🍜', expiresIn: 60_000 } });

    expect(me.status).toEqual({ text: 'Lunch', emoji: '🍜', expiresAt: world.clock() + 60_000 });
    expect((await updateMe(world, 'ada', { status: null })).status).toBeUndefined();
  });

  test('is told to the own devices whole, and to those who share a room what they may see', async () => {
    const { world } = await stage('ada', 'ben');
    await introduce(world, 'cleo');
    const stranger = await connect(world, 'cleo');

    await updateMe(world, 'ada', { name: 'Countess', bio: 'Sails.' });

    expect(framesOf(world, 'ada-phone')).toMatchObject([{ type: 'me', me: { name: 'Countess', bio: 'Sails.', email: 'ada@example.com' } }]);
    expect(framesOf(world, 'ben-phone')).toEqual([{ type: 'person', person: { userId: 'ada', name: 'Countess', handle: 'ada' } }]);
    expect(framesOf(world, stranger)).toEqual([]);
  });

  test('is not told to others where they can see it on the card alone', async () => {
    const { world } = await stage('ada', 'ben');

    await updateMe(world, 'ada', { bio: 'Sails.' });

    expect(framesOf(world, 'ben-phone')).toEqual([]);
  });

  test('how one wants to be seen is nobody else’s to know', async () => {
    const { world } = await stage('ada', 'ben');

    await updateMe(world, 'ada', { availability: 'invisible' });

    const seen = [
      await getProfile(world, 'ada', 'ada'),
      (await searchPeople(world, 'ada', {})).items,
      [...(await peopleById(world, ['ada'])).values()],
    ];
    expect(JSON.stringify(seen)).not.toContain('invisible');
    expect(seen[0]).toMatchObject({ presence: 'offline' });
  });
});

describe('[H3] people', () => {
  test('show no address to others', async () => {
    const world = memoryWorld();
    await introduce(world, 'ada');

    await expect(getProfile(world, 'ada', 'ada')).resolves.toEqual({ userId: 'ada', name: 'ada', handle: 'ada', presence: 'offline' });
    expect((await searchPeople(world, 'ada', {})).items).toEqual([{ userId: 'ada', name: 'ada', handle: 'ada' }]);
  });

  test('who do not exist are not_found', async () => {
    await expect(getProfile(memoryWorld(), 'ada', 'nobody')).rejects.toMatchObject({ code: 'not_found' });
  });

  test('are found by name or handle, whatever the case and accents', async () => {
    const world = memoryWorld();
    await ensureProfile(world, account('Zoë', 'user-1'));
    await ensureProfile(world, account('Ben', 'user-2'));

    expect((await searchPeople(world, 'ada', { query: 'ZOE' })).items).toMatchObject([{ userId: 'user-1' }]);
  });

  test('are fetched a hundred at a time', async () => {
    const world = memoryWorld();
    const userIds = Array.from({ length: 250 }, (_, index) => `u${index}`);
    await introduce(world, ...userIds);
    const sizes: number[] = [];
    const counting: typeof world = {
      ...world,
      people: {
        ...world.people,
        getMany: async (ids) => {
          sizes.push(ids.length);
          return world.people.getMany(ids);
        },
      },
    };

    await expect(peopleById(counting, [...userIds, 'u1', 'nobody'])).resolves.toHaveProperty('size', 250);

    expect(sizes).toEqual([100, 100, 51]);
  });
});

describe('[C4, H51] how people are seen', () => {
  const say = (world: World, connectionId: string, state: 'online' | 'away' | 'offline') =>
    signal(world, connectionId, { action: 'presence', id: freshId(world), state });
  const seen = async (world: World) => (await presences(world, 'ben', { userIds: ['ada', 'ben', 'nobody'] })).items;

  test('who leaves a device alone is away for all, the own devices included, until one is used', async () => {
    const { world } = await stage('ada', 'ben');
    await connect(world, 'ada', 'laptop');

    await say(world, 'ada-phone', 'away');
    const away = await seen(world);
    await say(world, 'ada-laptop', 'online');

    expect(away).toEqual([
      { userId: 'ada', presence: 'away' },
      { userId: 'ben', presence: 'online' },
    ]);
    expect(await seen(world)).toContainEqual({ userId: 'ada', presence: 'online' });
    expect(framesOf(world, 'ben-phone')).toEqual([
      { type: 'presence', userId: 'ada', state: 'away' },
      { type: 'presence', userId: 'ada', state: 'online' },
    ]);
    expect(framesOf(world, 'ada-laptop')).toMatchObject([{ type: 'me', me: { away: true } }]);
  });

  test('whoever is invisible is told of to nobody, whatever their devices say', async () => {
    const { world } = await stage('ada', 'ben');
    await updateMe(world, 'ada', { availability: 'invisible' });
    world.gateway.clear();

    for (const state of ['online', 'away', 'offline'] as const) await say(world, 'ada-phone', state);

    expect(world.gateway.framesTo('ben-phone')).toEqual([]);
    expect(await seen(world)).toEqual([{ userId: 'ben', presence: 'online' }]);
  });

  test('another choice is told at once', async () => {
    const { world } = await stage('ada', 'ben');

    for (const availability of ['away', 'invisible', 'auto'] as const) await updateMe(world, 'ada', { availability });

    expect(framesOf(world, 'ben-phone').map((frame) => 'state' in frame && frame.state)).toEqual(['away', 'offline', 'online']);
  });
});
