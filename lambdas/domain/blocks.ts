// [H61] Whom one does not want to hear. What they say in rooms that both are in reaches everyone, and is folded away by the client; what is done
// here is what a client cannot do: they learn nothing of one's presence and reading, and cannot write where only the two are.
import { type Blocks, limits } from '@parley/protocol';
import { tellUser } from './delivery.ts';
import type { Announcing, Ports } from './deps.ts';
import { ChatError } from './errors.ts';
import { refuseStrangers } from './guests.ts';
import { directRoomId } from './ids.ts';
import { peopleById } from './people.ts';
import { inPool } from './pool.ts';
import { presenceOf } from './presence.ts';
import { seatsOf } from './rosters.ts';

type Conversing = Pick<Ports, 'rooms' | 'connections' | 'blocks' | 'clock'>;
export type Blocking = Announcing & Pick<Ports, 'memberships' | 'people' | 'blocks'>;

const AT_A_TIME = 10;
/** Rooms in which it is looked whether two people meet. */
const ROOMS = 100;
/** Changes of two people's blocks that may follow each other so fast that a look misses the last. */
const LOOKS = 5;

/** Whether one of the two has blocked the other. */
export const isBetween = async ({ blocks }: Pick<Ports, 'blocks'>, one: string, other: string): Promise<boolean> => {
  const [against, back] = await Promise.all([blocks.against(one, [other]), blocks.against(other, [one])]);
  return against.size + back.size > 0;
};

/** Throws `forbidden` where one of them has blocked the other, the same to both. */
export const refuseBlocked = async (deps: Pick<Ports, 'blocks'>, userId: string, others: readonly string[]): Promise<void> => {
  const between = await inPool(others, AT_A_TIME, (other) => isBetween(deps, userId, other));
  if (between.includes(true)) throw new ChatError('forbidden', 'You cannot write to this person.');
};

/**
 * Makes the room of two people take what they say, or take nothing, as their blocks have it: the room itself decides as it numbers an event, and
 * the seats know to ask before. The blocks are looked at again behind the write, so that of two changes at once the last is seen by somebody.
 */
export const settleConversation = async (deps: Conversing, one: string, other: string): Promise<void> => {
  const roomId = await directRoomId([one, other]);
  let blocked = await isBetween(deps, one, other);
  for (let look = 0; look < LOOKS; look += 1) {
    if (!(await deps.rooms.setBlocked(roomId, blocked))) return;
    for await (const seats of seatsOf(deps, roomId))
      await inPool(seats, AT_A_TIME, ({ connectionId }) => deps.connections.rule(connectionId, roomId, blocked));
    const before = blocked;
    blocked = await isBetween(deps, one, other);
    if (blocked === before) return;
  }
};

const meet = async (deps: Pick<Ports, 'memberships'>, userId: string, other: string): Promise<boolean> => {
  const { items } = await deps.memberships.ofUser(userId, { limit: ROOMS });
  const shared = await deps.memberships.getMany(
    other,
    items.map(({ roomId }) => roomId),
  );
  return shared.length > 0;
};

// As if the user had gone, and switched their receipts off; or were back. Whoever shares no room with them has heard of neither.
const show = async (deps: Blocking, userId: string, other: string, shown: boolean): Promise<void> => {
  if (!(await meet(deps, userId, other))) return;
  const [me, { here }] = await Promise.all([deps.people.get(userId), deps.connections.presence(userId)]);
  await tellUser(deps, other, { type: 'presence', userId, state: shown && me !== undefined ? presenceOf(me, here) : 'offline' });
  await tellUser(deps, other, { type: 'receipts', userId, shown: shown && me?.receipts !== false });
};

/** [H61] Whom the user has blocked, the newest first. */
export const listBlocks = async (deps: Pick<Ports, 'blocks' | 'people'>, userId: string): Promise<Blocks> => {
  const blocks = await deps.blocks.ofUser(userId);
  const people = await peopleById(
    deps,
    blocks.map((block) => block.userId),
  );
  const items = blocks.flatMap(({ blockedAt, ...block }) => {
    const person = people.get(block.userId);
    return person === undefined ? [] : [{ ...person, blockedAt }];
  });
  return { items: items.sort((a, b) => b.blockedAt - a.blockedAt) };
};

/**
 * [H61, S62] Blocks a person. Idempotent, and completes what a failure cut short. Throws `bad_request` for oneself, `not_found` for nobody, and
 * `conflict` above `limits.blocks`.
 */
export const blockPerson = async (deps: Blocking, userId: string, other: string): Promise<void> => {
  if (other === userId) throw new ChatError('bad_request', 'userId must name somebody else');
  await refuseStrangers(deps, userId, [other]);
  if ((await deps.people.get(other)) === undefined) throw new ChatError('not_found', 'There is no such person.');
  const blocks = await deps.blocks.ofUser(userId);
  if (blocks.length >= limits.blocks && !blocks.some((block) => block.userId === other))
    throw new ChatError('conflict', `At most ${limits.blocks} people can be blocked.`);
  await deps.blocks.put(userId, { userId: other, blockedAt: deps.clock() });
  await settleConversation(deps, userId, other);
  await tellUser(deps, userId, { type: 'block', userId: other, on: true });
  await show(deps, userId, other, false);
};

/** [H61, S62] Idempotent, and completes what a failure cut short. */
export const unblockPerson = async (deps: Blocking, userId: string, other: string): Promise<void> => {
  await deps.blocks.lift(userId, other);
  await settleConversation(deps, userId, other);
  await tellUser(deps, userId, { type: 'block', userId: other, on: false });
  await show(deps, userId, other, true);
};
