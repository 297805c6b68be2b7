// Links that let people into a room, made by whoever may add people to it.
import {
  type CreateInvite,
  type Invite,
  type InvitePreview,
  type Invites,
  type JoinedRoom,
  type ListQuery,
  limits,
  type Membership,
} from '@parley/protocol';
import type { Ports } from './deps.ts';
import { ChatError } from './errors.ts';
import { greet, promote } from './guests.ts';
import { newInviteCode } from './ids.ts';
import { pageOf, pageRequest } from './pages.ts';
import { permit, permitted, verdictOn } from './permissions.ts';
import type { StoredRoom } from './ports.ts';
import { type ChangingRooms, enterRoom } from './rooms.ts';

type ReadingInvites = Pick<Ports, 'rooms' | 'memberships' | 'people' | 'invites' | 'clock'>;
export type Inviting = ChangingRooms & ReadingInvites;

/** One answer for every link that leads nowhere: nobody learns what it once was. */
const noSuchInvite = () => new ChatError('not_found', 'This invitation is not valid any more.');

/** [H8] Makes a link into the room, good for a week unless told otherwise. */
export const createInvite = async (deps: Inviting, userId: string, roomId: string, request: CreateInvite): Promise<Invite> => {
  await permitted(deps, userId, roomId, 'invite');
  const now = deps.clock();
  const { expiresAt = now + limits.inviteMs, maxUses, role = 'member' } = request;
  if (expiresAt <= now) throw new ChatError('bad_request', 'expiresAt must lie in the future');
  const limit = maxUses === undefined ? {} : { maxUses };
  const invite: Invite = { code: newInviteCode(), roomId, role, createdBy: userId, createdAt: now, expiresAt, ...limit, uses: 0 };
  await deps.invites.create(invite);
  return invite;
};

/** [H8] The room's links that have time left: a moderator sees all of them, anybody else their own. */
export const listInvites = async (deps: ReadingInvites, userId: string, roomId: string, query: ListQuery): Promise<Invites> => {
  const { room, membership } = await permitted(deps, userId, roomId, 'invite');
  const page = await deps.invites.ofRoom(roomId, deps.clock(), pageRequest(query));
  const seesAll = verdictOn('ruleInvites', room, membership?.role ?? 'outsider') === 'allowed';
  return pageOf(
    page.items.filter(({ createdBy }) => seesAll || createdBy === userId),
    page,
  );
};

/** [H8] Ends a link; one's own, or as a moderator anybody's. Idempotent. */
export const revokeInvite = async (deps: ReadingInvites, userId: string, roomId: string, code: string): Promise<void> => {
  const { room, membership } = await permitted(deps, userId, roomId, 'invite');
  const invite = await deps.invites.get(code, deps.clock());
  if (invite?.roomId !== roomId) return;
  if (invite.createdBy !== userId) permit('ruleInvites', room, membership);
  await deps.invites.revoke(roomId, code);
};

/** A link that has time left, and the room it leads to. An invitation is worth what its maker's place in the room is worth now. */
const standing = async (
  deps: ReadingInvites,
  code: string,
): Promise<{ invite: Invite; room: StoredRoom; maker: Membership | undefined }> => {
  const invite = await deps.invites.get(code, deps.clock());
  if (invite === undefined) throw noSuchInvite();
  const [room, maker] = await Promise.all([
    deps.rooms.get(invite.roomId, { consistent: true }),
    deps.memberships.get(invite.roomId, invite.createdBy),
  ]);
  if (room === undefined) throw noSuchInvite();
  return { invite, room, maker };
};

const isWorthIt = (room: StoredRoom, maker: Membership | undefined): boolean =>
  maker !== undefined && verdictOn('invite', room, maker.role) === 'allowed';

/** [H8] Where a link leads, for anybody who has it, signed in or not. Tells no id, no topic and no member but whoever made it. */
export const previewInvite = async (deps: ReadingInvites, code: string): Promise<InvitePreview> => {
  const { invite, room, maker } = await standing(deps, code);
  const { kind, name, memberCount, avatar } = room;
  const { maxUses = Number.POSITIVE_INFINITY, uses, expiresAt } = invite;
  if (kind === 'direct' || !isWorthIt(room, maker) || uses >= maxUses) throw noSuchInvite();
  const inviter = await deps.people.get(invite.createdBy);
  const shown = { kind, name, memberCount, ...(avatar !== undefined && { avatar }) };
  return { room: shown, invitedBy: inviter?.name ?? 'Somebody', expiresAt };
};

/**
 * [H8] Enters the room that the link leads to. Idempotent: who is in the room already gets their place in it, and the link is not used. Throws
 * `not_found` for a link that is over, used up, revoked, or whose maker may invite no more; `forbidden` for who is banned.
 */
export const acceptInvite = async (deps: Inviting, userId: string, code: string): Promise<JoinedRoom> => {
  const { invite, room, maker } = await standing(deps, code);
  const membership = await deps.memberships.get(room.roomId, userId);
  // Whoever is in already may have been cut short on the way in.
  if (membership !== undefined) return room.archived ? { ...room, membership } : enterRoom(deps, room, membership);
  if (!isWorthIt(room, maker)) throw noSuchInvite();
  if ((await deps.bans.get(room.roomId, userId)) !== undefined) throw new ChatError('forbidden', 'You have been banned from this room.');
  if (!(await deps.invites.use(code, userId, deps.clock()))) throw noSuchInvite();
  const { role } = invite;
  await greet(deps, userId, role);
  await promote(deps, { userId, role });
  return enterRoom(deps, room, { userId, role, readSeq: room.head });
};
