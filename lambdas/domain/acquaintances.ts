// Who is told of somebody's comings, goings and changes: those who share a room with them.
import { inlineAudience } from './delivery.ts';
import type { Announcing, Ports } from './deps.ts';
import { inPool } from './pool.ts';
import type { Subscriber } from './ports.ts';

/** A person's rooms that are told. */
const ROOMS = 100;

const AT_A_TIME = 10;

/** The connections of others in the first 100 of these rooms, large ones left out; each once. */
export const acquaintances = async (deps: Announcing, userId: string, roomIds: readonly string[]): Promise<Subscriber[]> => {
  const others = new Map<string, Subscriber>();
  const told = roomIds.slice(0, ROOMS);
  const sharding = await deps.rooms.shardsOf(told);
  await inPool(told, AT_A_TIME, async (roomId) => {
    const subscribers = (await inlineAudience(deps, roomId, sharding.get(roomId)?.shards ?? 1)) ?? [];
    for (const subscriber of subscribers) if (subscriber.userId !== userId) others.set(subscriber.connectionId, subscriber);
  });
  return [...others.values()];
};

/** These connections without those of people whom the user has blocked. One query, if there are any. */
export const withoutBlocked = async <S extends Pick<Subscriber, 'userId'>>(
  deps: Pick<Ports, 'blocks'>,
  userId: string,
  subscribers: readonly S[],
): Promise<S[]> => {
  if (subscribers.length === 0) return [];
  const blocked = new Set((await deps.blocks.ofUser(userId)).map((block) => block.userId));
  return subscribers.filter((subscriber) => !blocked.has(subscriber.userId));
};
