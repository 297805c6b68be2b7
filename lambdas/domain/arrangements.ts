import type { ArrangeRoom, Membership } from '@parley/protocol';
import { tellUser } from './delivery.ts';
import type { Delivery, Ports } from './deps.ts';
import { noSuchRoom, permitted } from './permissions.ts';

/** [H25, S10] Puts a room elsewhere in one's own list, and lets one's devices know. Idempotent. */
export const arrangeRoom = async (
  deps: Delivery & Pick<Ports, 'rooms' | 'memberships'>,
  userId: string,
  roomId: string,
  { favourite, section }: ArrangeRoom,
): Promise<Membership> => {
  const { membership } = await permitted(deps, userId, roomId, 'arrange');
  const place = { ...(favourite !== undefined && { favourite }), ...(section !== undefined && { section }) };
  const after = Object.keys(place).length === 0 ? membership : await deps.memberships.arrange(roomId, userId, place);
  if (after === undefined) throw noSuchRoom();
  await tellUser(deps, userId, { type: 'arranged', roomId, favourite: after.favourite ?? false, section: after.section ?? '' });
  return after;
};
