// An instance may die at any moment. Whatever is asked for is asked for again, by a client's outbox or by the queue, and must then be there once.
import { type LogCommand, type LogEvent, limits } from '@parley/protocol';
import { banPerson } from '../../../lambdas/domain/bans.ts';
import type { Ports } from '../../../lambdas/domain/deps.ts';
import { listThreads } from '../../../lambdas/domain/follows.ts';
import { acceptInvite } from '../../../lambdas/domain/invites.ts';
import { putMember, removeMember } from '../../../lambdas/domain/members.ts';
import { postCommand, readEvents } from '../../../lambdas/domain/messages.ts';
import { persistEntries } from '../../../lambdas/domain/persist.ts';
import type { KeptEntry } from '../../../lambdas/domain/ports.ts';
import { joinRoom, leaveRoom } from '../../../lambdas/domain/rooms.ts';
import { archiveRoom, updateRoom } from '../../../lambdas/domain/settings.ts';
import { aSend } from '../../support/builders.ts';
import { killEverywhere } from '../../support/kill-matrix.ts';
import type { World } from '../../support/memory/index.ts';
import { divideInto } from '../../support/memory/large-room.ts';
import { connect, freshId, introduce, persistAll, say, stage } from '../../support/memory/stage.ts';
import { seenBy, settle } from '../../support/settled-log.ts';

const PEOPLE = ['ada', 'ben', 'cleo'];
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

interface Scene {
  world: World;
  roomId: string;
  /** The id of what Ada sends. */
  id: string;
  /** The seq of something that she said before. */
  target: number;
}

const open = async (): Promise<Scene> => {
  const { world, roomId } = await stage(...PEOPLE);
  await introduce(world, 'dan');
  await connect(world, 'dan');
  const { seq: target } = await say(world, 'ada-phone', roomId, 'First.');
  await persistAll(world);
  world.pass(MINUTE);
  world.gateway.clear();
  return { world, roomId, id: freshId(world), target };
};

type Aftermath = (scene: Scene) => Promise<void>;

const comeBack = async ({ world }: Scene, after: number): Promise<void> => {
  world.pass(after);
  for (const who of [...PEOPLE, 'dan']) await connect(world, who);
};

/** What happens between the death and the next try. */
const aftermaths: [string, Aftermath][] = [
  ['a second later, with nothing persisted', (scene) => comeBack(scene, 1_000)],
  [
    'a second later, with everything persisted',
    async (scene) => {
      await persistAll(scene.world);
      await comeBack(scene, 1_000);
    },
  ],
  ['when its claim is no longer trusted', (scene) => comeBack(scene, 11 * MINUTE)],
  ['after days', (scene) => comeBack(scene, 3 * DAY)],
  [
    'after days, and a reader has gone past it',
    async (scene) => {
      scene.world.pass(limits.voidAfterMs + 1);
      await readEvents(scene.world, 'ben', scene.roomId, { after: 0 });
      await comeBack(scene, 3 * DAY);
    },
  ],
];

const frames = {
  send: ({ id, roomId }: Scene) => aSend({ id, roomId, text: 'Once.' }),
  edit: ({ id, roomId, target }: Scene) => ({ action: 'edit', id, roomId, target, text: 'Better.' }) as const,
  delete: ({ id, roomId, target }: Scene) => ({ action: 'delete', id, roomId, target }) as const,
  react: ({ id, roomId, target }: Scene) => ({ action: 'react', id, roomId, target, emoji: '👍', on: true }) as const,
};

const openLarge = async (): Promise<Scene> => {
  const scene = await open();
  await divideInto(scene.world, scene.roomId, 4);
  return scene;
};

/** Many people, who say so much that each event is one of a burst. */
const openBurst = async (): Promise<Scene> => {
  const scene = await open();
  const { rooms } = scene.world;
  const { number } = rooms;
  rooms.number = async (...args) => ({ ...(await number(...args)), memberCount: 100, tenthAt: Number.MAX_SAFE_INTEGER });
  return scene;
};

/** The room, and what it takes to append to it and have it delivered. */
const rooms: [string, () => Promise<Scene>, string[]][] = [
  ['a room', open, ['rooms.number', 'messages.claim', 'persistQueue.keep', 'connections.roster', 'gateway.post']],
  ['a burst', openBurst, ['rooms.number', 'messages.claim', 'persistQueue.keep', 'messages.append', 'fanoutQueue.ring']],
  ['a large room', openLarge, ['rooms.number', 'messages.claim', 'persistQueue.keep', 'messages.append', 'fanoutQueue.ring']],
];
const commands = rooms.flatMap(([where, openRoom, expected]) =>
  Object.entries(frames).map(([name, frame]) => ({ deed: `${name} in ${where}`, openRoom, expected, frame })),
);

describe.each(commands)('$deed, killed at every step', ({ openRoom, expected, frame }) => {
  const post = (deps: Ports, scene: Scene) => postCommand(deps, 'ada-phone', frame(scene));

  test.each(aftermaths)('[I1, I2, I4, S1] and tried again %s', async (_when, aftermath) => {
    const { deaths, calls } = await killEverywhere({
      open: openRoom,
      act: post,
      judge: async (scene) => {
        await aftermath(scene);
        const { world, roomId, id } = scene;

        const ack = await post(world, scene);
        const again = await post(world, scene);

        expect(again).toEqual(ack);
        const { events } = await settle(world, 'ben', roomId);
        expect(events.filter((event) => event.id === id)).toMatchObject([{ seq: ack.seq, sentAt: ack.sentAt }]);
        for (const who of ['ben', 'cleo']) expect(seenBy(world, `${who}-phone`).get(ack.seq)).toBe(id);
      },
    });

    expect(calls).toEqual(expect.arrayContaining(expected));
    expect(deaths).toHaveLength(2 * calls.length);
  });
});

const secretPoll = { options: ['Tea', 'Coffee'], multiple: false, anonymous: true };

/** Somebody else has voted already, so that a count that is not exact shows. */
const withPoll = async (openRoom: () => Promise<Scene>): Promise<Scene> => {
  const scene = await openRoom();
  const { world, roomId } = scene;
  const { seq: target } = await say(world, 'ben-phone', roomId, 'Tea or coffee?', { poll: secretPoll });
  await postCommand(world, 'cleo-phone', { action: 'vote', id: freshId(world), roomId, target, choices: [0] });
  await persistAll(world);
  world.pass(MINUTE);
  return { ...scene, target, id: freshId(world) };
};

describe.each(rooms)('an anonymous vote in %s, killed at every step', (_, openRoom, expected) => {
  const post = (deps: Ports, { id, roomId, target }: Scene) =>
    postCommand(deps, 'ada-phone', { action: 'vote', id, roomId, target, choices: [1] });

  test.each(aftermaths)('[I1, I2, I4, C31] and tried again %s', async (_when, aftermath) => {
    const { calls } = await killEverywhere({
      open: () => withPoll(openRoom),
      act: post,
      judge: async (scene) => {
        await aftermath(scene);
        const { world, roomId, target } = scene;

        const ack = await post(world, scene);
        const again = await post(world, scene);

        expect(again).toEqual(ack);
        const { events } = await settle(world, 'cleo', roomId);
        expect(events.filter(({ seq }) => seq === ack.seq)).toMatchObject([{ kind: 'tally', senderId: 'ben' }]);
        expect(events.filter(({ kind }) => kind === 'vote')).toEqual([]);
        expect(await world.messages.get(roomId, target)).toMatchObject({ tally: { counts: [1, 1], voters: 2 } });
        for (const who of ['ben', 'cleo']) expect(JSON.stringify(world.gateway.framesTo(`${who}-phone`))).not.toContain(scene.id);
      },
    });

    expect(calls).toEqual(expect.arrayContaining([...expected, 'ballots.cast']));
  });
});

describe.each(rooms)('an anonymous poll in %s, killed at every step', (_, openRoom, expected) => {
  const post = (deps: Ports, { id, roomId }: Scene) =>
    postCommand(deps, 'ada-phone', aSend({ id, roomId, text: 'Which?', poll: secretPoll }));

  test('[I4, C31] and asked again, takes votes that name nobody', async () => {
    const { calls } = await killEverywhere({
      open: openRoom,
      act: post,
      judge: async (scene) => {
        const { world, roomId } = scene;
        await comeBack(scene, 1_000);

        const { seq: target } = await post(world, scene);
        const ack = await postCommand(world, 'ben-phone', { action: 'vote', id: freshId(world), roomId, target, choices: [1] });

        expect(ack.tally).toEqual({ counts: [0, 1], voters: 1, cast: 1 });
        expect((await settle(world, 'cleo', roomId)).events.filter(({ kind }) => kind === 'vote')).toEqual([]);
      },
    });

    expect(calls).toEqual(expect.arrayContaining([...expected, 'ballots.open']));
  });
});

const isChange = (userId: string, change: string) => (event: LogEvent) =>
  event.kind === 'member' && event.userId === userId && event.change === change;

interface Deed {
  act(deps: Ports, scene: Scene): Promise<unknown>;
  /** Whether this is the event that says so. */
  isIt(event: LogEvent): boolean;
  members: string[];
  /** Who must hear of it, whatever happens: whom others did it to. */
  told?: { who: string; change: 'added' | 'removed' };
}

/** What is done over HTTP. */
const deeds: Record<string, Deed> = {
  join: {
    act: (deps, { roomId }) => joinRoom(deps, 'dan', roomId),
    isIt: isChange('dan', 'joined'),
    members: ['ada', 'ben', 'cleo', 'dan'],
    told: { who: 'dan', change: 'added' },
  },
  add: {
    act: (deps, { roomId }) => putMember(deps, 'ada', roomId, 'dan', 'member'),
    isIt: isChange('dan', 'added'),
    members: ['ada', 'ben', 'cleo', 'dan'],
    told: { who: 'dan', change: 'added' },
  },
  leave: {
    act: (deps, { roomId }) => leaveRoom(deps, 'ben', roomId),
    isIt: isChange('ben', 'left'),
    members: ['ada', 'cleo'],
  },
  remove: {
    act: (deps, { roomId }) => removeMember(deps, 'ada', roomId, 'ben'),
    isIt: isChange('ben', 'removed'),
    members: ['ada', 'cleo'],
    told: { who: 'ben', change: 'removed' },
  },
  ban: {
    act: (deps, { roomId }) => banPerson(deps, 'ada', roomId, 'ben'),
    isIt: isChange('ben', 'removed'),
    members: ['ada', 'cleo'],
    told: { who: 'ben', change: 'removed' },
  },
  'accept an invitation for one': {
    act: async (deps, { world, roomId }) => {
      const invite = { code: 'ONE', roomId, role: 'member', createdBy: 'ada', createdAt: 0, maxUses: 1, uses: 0 } as const;
      if ((await world.invites.get('ONE', 0)) === undefined) await world.invites.create({ ...invite, expiresAt: Number.MAX_SAFE_INTEGER });
      return acceptInvite(deps, 'dan', 'ONE');
    },
    isIt: isChange('dan', 'joined'),
    members: ['ada', 'ben', 'cleo', 'dan'],
    told: { who: 'dan', change: 'added' },
  },
  archive: {
    act: (deps, { roomId }) => archiveRoom(deps, 'ada', roomId),
    isIt: (event) => event.kind === 'room' && event.archived === true,
    members: PEOPLE,
  },
};

const membersOf = async (world: World, roomId: string): Promise<string[]> =>
  (await world.memberships.ofRoom(roomId, { limit: 100 })).items.map(({ userId }) => userId).sort();

const seatedIn = async (world: World, roomId: string): Promise<string[]> =>
  (await world.connections.roster(roomId, 1, 100)).items.map(({ userId }) => userId).sort();

describe.each(Object.entries(deeds))('%s, killed at every step', (_name, { act, isIt, members, told }) => {
  test.each(aftermaths)('[I1, I4, R8] and done again %s', async (_when, aftermath) => {
    const { deaths, calls } = await killEverywhere({
      open,
      act,
      judge: async (scene) => {
        await aftermath(scene);
        const { world, roomId } = scene;

        await act(world, scene);
        await act(world, scene);

        const { events } = await settle(world, 'ada', roomId);
        expect(events.filter(isIt)).toHaveLength(1);
        expect([await membersOf(world, roomId), await seatedIn(world, roomId)]).toEqual([members, members]);
        if (told !== undefined)
          expect(world.gateway.framesTo(`${told.who}-phone`)).toContainEqual(
            expect.objectContaining({ type: 'room', roomId, change: told.change }),
          );
      },
    });

    expect(calls).toEqual(expect.arrayContaining(['rooms.number', 'messages.claim', 'persistQueue.keep']));
    expect(deaths).toHaveLength(2 * calls.length);
  });
});

describe('a change of the room, killed at every step', () => {
  test.each(aftermaths)('[I4] and asked for again %s: its record and its log say the same', async (_when, aftermath) => {
    const { deaths, calls } = await killEverywhere({
      open,
      act: (deps, { roomId }) => updateRoom(deps, 'ada', roomId, { name: 'Lobby', topic: 'Tea' }),
      judge: async (scene) => {
        await aftermath(scene);
        const { world, roomId } = scene;

        const room = await updateRoom(world, 'ada', roomId, { name: 'Lobby', topic: 'Tea' });

        const { events } = await settle(world, 'ada', roomId);
        const [last] = events.filter(({ kind }) => kind === 'room').slice(-1);
        expect(room).toMatchObject({ name: 'Lobby', topic: 'Tea' });
        expect(last).toMatchObject({ name: 'Lobby', topic: 'Tea' });
        expect(await world.rooms.isUnannounced(roomId)).toBe(false);
      },
    });

    expect(calls).toEqual(expect.arrayContaining(['rooms.number', 'messages.claim', 'persistQueue.keep', 'rooms.announced']));
    expect(deaths).toHaveLength(2 * calls.length);
  });
});

describe('persist, killed at every step', () => {
  interface Batch extends Scene {
    batch: KeptEntry[];
  }

  /** One of each kind, about each other, still in the queue. */
  const openBatch = async (): Promise<Batch> => {
    const scene = await open();
    const { world, roomId, target } = scene;
    const id = () => freshId(world);
    const post = (command: LogCommand) => postCommand(world, 'ada-phone', command);
    const { seq } = await say(world, 'ada-phone', roomId, 'Draft.');
    await post({ action: 'edit', id: id(), roomId, target: seq, text: 'Fair copy.' });
    await post({ action: 'react', id: id(), roomId, target, emoji: '👍', on: true });
    await post({ action: 'react', id: id(), roomId, target, emoji: '👍', on: false });
    const { seq: gone } = await say(world, 'ada-phone', roomId, 'Never mind.');
    await post({ action: 'delete', id: id(), roomId, target: gone });
    await say(world, 'ben-phone', roomId, '@cleo, see?', { replyTo: target, mentions: ['cleo'] });
    await say(world, 'ben-phone', roomId, 'Twice.', { id: scene.id });
    await say(world, 'ben-phone', roomId, 'Twice.', { id: scene.id });
    await putMember(world, 'ada', roomId, 'dan', 'member');
    await removeMember(world, 'ada', roomId, 'cleo');
    return { ...scene, batch: world.persistQueue.take() };
  };

  const openLate = async (): Promise<Batch> => {
    const scene = await openBatch();
    scene.world.pass(60 * MINUTE);
    return scene;
  };

  const openVoid = async (): Promise<Batch> => {
    const scene = await openLate();
    await readEvents(scene.world, 'ben', scene.roomId, { after: 0 });
    return scene;
  };

  const persist = (deps: Ports, { batch }: Batch) =>
    persistEntries(
      deps,
      batch.map((entry, index) => ({ itemId: String(index), entry })),
    );

  const scenes: [string, () => Promise<Batch>, string[]][] = [
    ['in time', openBatch, ['messages.append', 'messages.revise']],
    ['late', openLate, ['messages.append', 'messages.settle', 'messages.revise']],
    [
      'after its seqs were declared void',
      openVoid,
      ['messages.settle', 'messages.claimed', 'rooms.number', 'messages.claim', 'persistQueue.keep'],
    ],
  ];

  test.each(scenes)('[I1, I4] %s, and delivered again', async (_when, openScene, expected) => {
    const { deaths, calls } = await killEverywhere({
      open: openScene,
      act: persist,
      judge: async (scene) => {
        const { world, roomId, batch } = scene;
        for (const entry of batch) await world.persistQueue.keep(entry);

        const { events } = await settle(world, 'ada', roomId);

        const acknowledged = batch.flatMap((entry) => (entry.kind === 'void' ? [] : [`${entry.senderId} ${entry.id}`]));
        const logged = events.map(({ senderId, id }) => `${senderId} ${id}`);
        for (const event of new Set(acknowledged)) expect(logged).toContain(event);
        expect(await seatedIn(world, roomId)).toEqual(['ada', 'ben', 'dan']);
        const reply = events.findLast((event) => event.kind === 'message' && event.replyTo === scene.target)?.seq;
        expect((await listThreads(world, 'ada')).items).toMatchObject([{ root: scene.target, following: true, unreadSeqs: [reply] }]);
      },
    });

    expect(calls).toEqual(expect.arrayContaining(expected));
    expect(deaths).toHaveLength(2 * calls.length);
  });
});
