// Who may do what in a room: one table, from which docs/permissions.md is made, and the two ways of refusing (R7, H16).
import type { Membership, Role, RoomKind } from '@parley/protocol';
import type { Ports } from './deps.ts';
import { ChatError } from './errors.ts';
import type { StoredRoom } from './ports.ts';

/**
 * What somebody is to a room, highest first. An outsider is anyone of the workspace who is not in it, a visitor one who is but a guest of the
 * workspace (H20).
 */
export const standings = ['owner', 'moderator', 'member', 'guest', 'outsider', 'visitor'] as const;
export type Standing = (typeof standings)[number];

/** The least that one must be. */
type Least = Standing | 'nobody';

interface Permission {
  /** What it allows, and by which rules of the protocol. */
  means: string;
  /** By kind of room. */
  least: Readonly<Record<RoomKind, Least>>;
  /** The least in an announcement room, where it is more. */
  announcement?: Least;
  /** The least in a room that has been archived: `as before`, or more. Nobody unless told. */
  archived?: 'as before' | Least;
}

const everywhere = (least: Least): Permission['least'] => ({ public: least, private: least, direct: least });
/** In rooms that people make, and not in direct ones. */
const inRooms = (least: Least): Permission['least'] => ({ ...everywhere(least), direct: 'nobody' });

/** Every call and frame that names a room needs one of these. */
export const permissions = {
  see: {
    means: 'see the room, its members and its history (H5, H7, H10, H11)',
    least: { ...everywhere('guest'), public: 'outsider' },
    archived: 'as before',
  },
  attend: {
    means: 'mark read or unread, show that one is typing, tell timings, see who has read (C3, C4, C40, H36, H60)',
    least: everywhere('guest'),
    archived: 'as before',
  },
  speak: { means: 'send a message (C1)', least: everywhere('guest'), announcement: 'moderator' },
  mentionAll: { means: 'mention everyone in the room (C20)', least: everywhere('member'), announcement: 'moderator' },
  revise: { means: 'edit or delete a message of one’s own (C2)', least: everywhere('guest') },
  moderate: { means: 'delete a message of somebody else (C2)', least: inRooms('moderator') },
  react: { means: 'react to a message (C2)', least: everywhere('guest') },
  pin: { means: 'pin a message (C30)', least: everywhere('member') },
  vote: { means: 'vote in a poll, close one’s own (C31)', least: everywhere('guest') },
  join: { means: 'join, or be in already (H6)', least: { ...everywhere('guest'), public: 'outsider' }, archived: 'guest' },
  leave: { means: 'leave, or be out already (H6, H7)', least: { ...inRooms('guest'), public: 'outsider' }, archived: 'as before' },
  add: { means: 'add a member or guest (H7)', least: inRooms('member') },
  invite: { means: 'invite by link, list and revoke one’s own links (H8)', least: inRooms('member') },
  ruleInvites: { means: 'list and revoke the links of others (H8)', least: inRooms('moderator') },
  rename: { means: 'change name, topic or avatar (H5)', least: inRooms('moderator') },
  configure: { means: 'make it an announcement room, set slow mode (H5)', least: inRooms('moderator') },
  remove: { means: 'remove somebody of a lower role (H7)', least: inRooms('moderator'), archived: 'as before' },
  mute: { means: 'mute somebody of a lower role (H22)', least: inRooms('moderator') },
  ban: { means: 'list bans, ban somebody of a lower role, lift a ban (H21)', least: inRooms('moderator'), archived: 'as before' },
  report: { means: 'report a message or a member to the moderators (H62)', least: inRooms('guest'), archived: 'as before' },
  ruleReports: { means: 'see what is reported, close a case (H62)', least: inRooms('moderator'), archived: 'as before' },
  publish: { means: 'make it public or private (H5)', least: inRooms('owner') },
  setRole: { means: 'give a role, or add with a higher one than member (H7)', least: inRooms('owner') },
  archive: { means: 'archive (H5)', least: inRooms('owner'), archived: 'as before' },
  restore: { means: 'bring back from the archive (H23)', least: inRooms('owner'), archived: 'as before' },
  follow: { means: 'follow a thread, or not (H34)', least: everywhere('guest'), archived: 'as before' },
  arrange: { means: 'choose where it stands in one’s own list (H25)', least: everywhere('guest'), archived: 'as before' },
} as const satisfies Record<string, Permission>;

export type Deed = keyof typeof permissions;

const rank = (least: Least): number => (least === 'nobody' ? Number.POSITIVE_INFINITY : standings.length - standings.indexOf(least));

export const outranks = (one: Role, other: Role): boolean => rank(one) > rank(other);

/** What of a room decides. */
export type Ruled = Pick<StoredRoom, 'kind' | 'archived' | 'announcement'>;

export type Verdict = 'allowed' | 'forbidden' | 'not_found';

/** `not_found` if the room must not be seen (H16), `forbidden` if it may be seen but not this. */
export const verdictOn = (deed: Deed, room: Ruled, standing: Standing): Verdict => {
  const reaches = (least: Least) => rank(standing) >= rank(least);
  if (!reaches(permissions.see.least[room.kind])) return 'not_found';
  const { least, announcement = least[room.kind], archived = 'nobody' }: Permission = permissions[deed];
  const leasts = [
    least[room.kind],
    ...(room.announcement ? [announcement] : []),
    ...(room.archived && archived !== 'as before' ? [archived] : []),
  ];
  return leasts.every(reaches) ? 'allowed' : 'forbidden';
};

export const noSuchRoom = (): ChatError => new ChatError('not_found', 'There is no such room.');

/** Throws `forbidden` for a room that has been archived: its log is closed. */
export const refuseArchived = (room: { archived: boolean }): void => {
  if (room.archived) throw new ChatError('forbidden', 'This room has been archived.');
};

/** Throws `not_found` or `forbidden`, as the table has it. */
export const permit = (deed: Deed, room: Ruled, membership: Pick<Membership, 'role'> | undefined): void => {
  const verdict = verdictOn(deed, room, membership?.role ?? 'outsider');
  if (verdict === 'allowed') return;
  if (verdict === 'not_found') throw noSuchRoom();
  refuseArchived(room);
  throw new ChatError('forbidden', 'You may not do this in this room.');
};

/** As `permit`, by the seat alone, since the hot path reads no room: for what is the same in every kind of room that is open. */
export const permitAnywhere = (deed: 'mentionAll' | 'pin' | 'moderate', seat: Pick<Membership, 'role'>): void =>
  permit(deed, { kind: 'private', archived: false }, seat);

/** The room and the caller's place in it, if they may do this there; throws as `permit` does. Strongly consistent. */
export const permitted = async (
  deps: Pick<Ports, 'rooms' | 'memberships'>,
  userId: string,
  roomId: string,
  deed: Deed,
): Promise<{ room: StoredRoom; membership: Membership | undefined }> => {
  const [room, membership] = await Promise.all([deps.rooms.get(roomId, { consistent: true }), deps.memberships.get(roomId, userId)]);
  if (room === undefined) throw noSuchRoom();
  // Rooms that are not public hide from every outsider.
  const visits = membership === undefined && room.kind === 'public' && (await deps.memberships.isGuest(userId));
  if (visits && verdictOn(deed, room, 'visitor') !== 'allowed') throw noSuchRoom();
  permit(deed, room, membership);
  return { room, membership };
};
