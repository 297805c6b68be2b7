// [H60, S60, S61] How far others have read, where all of them can be named, and for who lets others know the same of them.
import { limits, type Receipt, type Receipts } from '@parley/protocol';
import { withoutBlocked } from './acquaintances.ts';
import { deliver, isShed, smallAudience } from './delivery.ts';
import type { Announcing, Ports } from './deps.ts';
import { storedPeopleById } from './people.ts';
import { permitted } from './permissions.ts';
import type { StoredPerson, StoredRoom } from './ports.ts';

/** Whether it is a room in which one sees how far others have read. */
const isNamed = ({ memberCount }: Pick<StoredRoom, 'memberCount'>): boolean => memberCount <= limits.receiptPeople;

/** Whether they let others see how far they have read, and so see it of others. */
const shows = (person: Pick<StoredPerson, 'receipts'> | undefined): boolean => person !== undefined && person.receipts !== false;

/** Of these people, those who give and take receipts. Strongly consistent: who has switched them off is told of to nobody from then on. */
const showing = async (deps: Pick<Ports, 'people'>, userIds: readonly string[]): Promise<Set<string>> => {
  const people = await storedPeopleById(deps, userIds, { consistent: true });
  return new Set([...people].filter(([, person]) => shows(person)).map(([userId]) => userId));
};

/** Whether others in the room are to learn how far this person has read. No call at all in a room that is too large. */
export const isShown = async (deps: Pick<Ports, 'people'>, room: StoredRoom, userId: string): Promise<boolean> =>
  isNamed(room) && (await showing(deps, [userId])).has(userId);

/** [S60] Tells those who are there and take receipts. Not tried again: whoever opens the room asks (H60). */
export const tellReceipt = async (
  deps: Announcing & Pick<Ports, 'people' | 'blocks'>,
  { roomId, ...receipt }: Receipt & { roomId: string },
): Promise<void> => {
  if (isShed(deps, 'typing')) return;
  const audience = (await smallAudience(deps, roomId)).filter(({ userId }) => userId !== receipt.userId);
  const others = await withoutBlocked(deps, receipt.userId, audience);
  if (others.length === 0) return;
  const taking = await showing(
    deps,
    others.map(({ userId }) => userId),
  );
  await deliver(
    deps,
    others.filter(({ userId }) => taking.has(userId)),
    { type: 'receipt', roomId, ...receipt },
  );
};

/** [H60] Throws `not_found` and `forbidden` as the read mark would. Empty in a room of too many people, and for who gives no receipts; without those of who has blocked the caller. */
export const listReceipts = async (
  deps: Pick<Ports, 'rooms' | 'memberships' | 'people' | 'blocks'>,
  callerId: string,
  roomId: string,
): Promise<Receipts> => {
  const { room } = await permitted(deps, callerId, roomId, 'attend');
  if (!isNamed(room)) return { items: [] };
  const receipts = await deps.memberships.receipts(roomId, limits.receiptPeople);
  const userIds = receipts.map(({ userId }) => userId);
  const [given, against] = await Promise.all([showing(deps, [callerId, ...userIds]), deps.blocks.against(callerId, userIds)]);
  if (!given.has(callerId)) return { items: [] };
  return { items: receipts.filter(({ userId }) => userId !== callerId && given.has(userId) && !against.has(userId)) };
};
