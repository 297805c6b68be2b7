// People, rooms and open connections on a world, brought about by the domain itself.
import type { CreateRoom, Send } from '@parley/protocol';
import { openConnection } from '../../../lambdas/domain/connections.ts';
import { workOff } from '../../../lambdas/domain/fanout.ts';
import { ulid } from '../../../lambdas/domain/ids.ts';
import { postCommand } from '../../../lambdas/domain/messages.ts';
import { persistEntries } from '../../../lambdas/domain/persist.ts';
import type { KeptEntry } from '../../../lambdas/domain/ports.ts';
import { createRoom, joinRoom } from '../../../lambdas/domain/rooms.ts';
import { aMe, aSend } from '../builders.ts';
import { memoryWorld, type World } from './index.ts';

/** Gives people of these ids profiles. */
export const introduce = async (world: World, ...userIds: string[]): Promise<void> => {
  for (const userId of userIds)
    await world.people.ensure(aMe({ userId, name: userId, handle: userId.toLowerCase(), email: `${userId}@example.com` }));
};

/** Opens a connection, `<user>-phone` for example, and lets the upgrade end. */
export const connect = async (world: World, userId: string, device = 'phone'): Promise<string> => {
  const connectionId = `${userId}-${device}`;
  await openConnection(world, { connectionId, userId });
  return connectionId;
};

/** Creates a room that belongs to the first person and that the others have joined; what happened up to here has been persisted. */
export const roomOf = async (world: World, userIds: readonly string[], changes: Partial<CreateRoom> = {}): Promise<string> => {
  const [ownerId = 'ada', ...others] = userIds;
  const { roomId } = await createRoom(world, ownerId, { kind: 'public', name: 'General', ...changes });
  for (const userId of others) {
    if (changes.kind === 'private') await world.memberships.add({ roomId, userId, role: 'member', joinedAt: world.clock(), readSeq: 0 });
    else await joinRoom(world, userId, roomId);
  }
  await persistAll(world);
  return roomId;
};

/** Persists a batch. Gives the ids of what failed, by place in the batch. */
export const persistEach = (world: World, entries: readonly KeptEntry[]): Promise<string[]> =>
  persistEntries(
    world,
    entries.map((entry, index) => ({ itemId: String(index), entry })),
  );

/** Persists everything that waits. Gives the ids of what failed, by place in the queue. */
export const persistAll = (world: World): Promise<string[]> => persistEach(world, world.persistQueue.take());

/** Has the fan-out do every job that is due, those that follow from them included. Gives how many there were. */
export const fanOut = async (world: World): Promise<number> => {
  const jobs = world.fanoutQueue.take();
  if (jobs.length === 0) return 0;
  await workOff(
    world,
    jobs.map((job, index) => ({ itemId: String(index), job })),
  );
  return jobs.length + (await fanOut(world));
};

/** A fresh id of a client whose clock agrees with ours. */
export const freshId = (world: World): string => ulid(world.clock());

export const say = async (world: World, connectionId: string, roomId: string, text = 'Hello.', changes: Partial<Send> = {}) =>
  postCommand(world, connectionId, aSend({ id: freshId(world), roomId, text, ...changes }));

/** A public room of these people, each connected by one phone, long enough ago for every upgrade to have ended and everybody to know. */
export const stage = async (...userIds: string[]): Promise<{ world: World; roomId: string }> => {
  const world = memoryWorld();
  await introduce(world, ...userIds);
  const roomId = await roomOf(world, userIds);
  for (const userId of userIds) await connect(world, userId);
  await fanOut(world);
  world.pass(60_000);
  world.gateway.clear();
  return { world, roomId };
};
