// Every key of the three tables, here and nowhere else. Ids never hold a `#`. The access patterns are listed in docs/data-model.md.
import type { PumpId, Subject } from '../../domain/ports.ts';

export interface DirectoryKey {
  pk: string;
  sk: string;
}
export interface MessagesKey {
  pk: string;
  seq: number;
}
export interface ConnectionsKey {
  connectionId: string;
  channel: string;
}

export const profileKey = (userId: string): DirectoryKey => ({ pk: `user#${userId}`, sk: 'profile' });
/** What the sort key of every sign-in of a user begins with. */
export const DEVICES = 'device#';
export const deviceKey = (userId: string, deviceId: string): DirectoryKey => ({ pk: `user#${userId}`, sk: `${DEVICES}${deviceId}` });
/** There while the user is a guest of the workspace. */
export const guestKey = (userId: string): DirectoryKey => ({ pk: `user#${userId}`, sk: 'guest' });
export const handleKey = (handle: string): DirectoryKey => ({ pk: `handle#${handle}`, sk: 'handle' });
export const roomKey = (roomId: string): DirectoryKey => ({ pk: `room#${roomId}`, sk: 'room' });

/** What the sort key of every member of a room begins with. */
export const MEMBERS = 'member#';
export const memberKey = (roomId: string, userId: string): DirectoryKey => ({ pk: `room#${roomId}`, sk: `${MEMBERS}${userId}` });

/** What the sort keys of a room's bans, of its invitations, and of who has just left it begin with. */
export const BANS = 'ban#';
export const INVITES = 'invite#';
export const banKey = (roomId: string, userId: string): DirectoryKey => ({ pk: `room#${roomId}`, sk: `${BANS}${userId}` });
/** Whom somebody has blocked. */
export const BLOCKS = 'block#';
export const blockKey = (userId: string, blockedId: string): DirectoryKey => ({ pk: `user#${userId}`, sk: `${BLOCKS}${blockedId}` });
/** What is reported in a room, of a message or of a person; and what somebody has reported themselves. */
export const caseKey = (subject: Subject): DirectoryKey => ({
  pk: `reports#${subject.roomId}`,
  sk: 'seq' in subject ? `message#${String(subject.seq).padStart(16, '0')}` : `person#${subject.userId}`,
});
export const REPORTS = 'report#';
export const ownReportKey = (userId: string, subject: Subject): DirectoryKey => ({
  pk: `user#${userId}`,
  sk: `${REPORTS}${subject.roomId}#${caseKey(subject).sk}`,
});
export const leaverKey = (roomId: string, userId: string): DirectoryKey => ({ pk: `room#${roomId}`, sk: `left#${userId}` });
export const inviteKey = (code: string): DirectoryKey => ({ pk: `invite#${code}`, sk: 'invite' });
/** The room's pointer to one of its invitations. */
export const inviteSignKey = (roomId: string, code: string): DirectoryKey => ({ pk: `room#${roomId}`, sk: `${INVITES}${code}` });

/** The index of a user's memberships, in the order of their last activity. */
export const BY_USER = 'byUser';
export const byUserKey = (userId: string, roomId: string, activeAt: number) => ({
  byUserPk: `user#${userId}`,
  byUserSk: `${String(activeAt).padStart(15, '0')}#${roomId}`,
});
/** The room that an entry of that index stands for. */
export const roomOfByUser = (byUserSk: string): string => byUserSk.slice(byUserSk.lastIndexOf('#') + 1);

/** What somebody keeps for themselves. */
export const DRAFTS = 'draft#';
export const draftKey = (userId: string, roomId: string): DirectoryKey => ({ pk: `user#${userId}`, sk: `${DRAFTS}${roomId}` });
export const SAVED = 'saved#';
export const savedKey = (userId: string, { roomId, seq }: { roomId: string; seq: number }): DirectoryKey => ({
  pk: `user#${userId}`,
  sk: `${SAVED}${roomId}#${seq}`,
});
export const SCHEDULED = 'scheduled#';
export const scheduledKey = (userId: string, id: string): DirectoryKey => ({ pk: `user#${userId}`, sk: `${SCHEDULED}${id}` });

/** [C21] Somebody's part in a thread; and the index of those by when they were last touched. */
export const followKey = ({ userId, roomId, root }: { userId: string; roomId: string; root: number }): DirectoryKey => ({
  pk: `user#${userId}`,
  sk: `thread#${roomId}#${root}`,
});
export const followedBy = (userId: string): string => `threads#${userId}`;
export const byTouchKey = ({ userId, roomId, root }: { userId: string; roomId: string; root: number }, at: number) => ({
  byUserPk: followedBy(userId),
  byUserSk: `${String(at).padStart(15, '0')}#${roomId}#${root}`,
});

/** The same index holds what waits for its time, of everybody: a few partitions a kind, for what many want at nine o'clock. */
export type DueKind = 'saved' | 'scheduled' | 'farewell';
export const DUE_SHARDS = 4;
export const duePartition = (kind: DueKind, shard: number): string => `due#${kind}#${shard}`;
export const dueKey = (kind: DueKind, userId: string, at: number) => ({
  byUserPk: duePartition(kind, [...userId].reduce((sum, character) => sum + (character.codePointAt(0) ?? 0), 0) % DUE_SHARDS),
  byUserSk: String(at).padStart(15, '0'),
});

/** Custom emoji by name; and the picture of one. */
export const emojiKey = (name: string): DirectoryKey => ({ pk: 'emoji', sk: name });
export const emojiImageKey = (emojiId: string): DirectoryKey => ({ pk: `emoji#${emojiId}`, sk: 'image' });

/** The two lists that people browse by name. */
export type Listing = 'public' | 'people';
// A sort key holds 1,024 bytes. Folding can make a name many times longer, so only its beginning orders the list.
const LISTED_CHARS = 200;
export const listingKey = (listing: Listing, folded: string, id: string): DirectoryKey => ({
  pk: listing,
  sk: `${folded.slice(0, LISTED_CHARS)}#${id}`,
});

/** Seqs in one partition of a room's log: any page is at most two queries, and no partition grows without end. */
export const BUCKET = 10_000;
export const bucketOf = (seq: number): number => Math.floor(seq / BUCKET);
export const logPartition = (roomId: string, bucket: number): string => `room#${roomId}#${bucket}`;
export const entryKey = (roomId: string, seq: number): MessagesKey => ({ pk: logPartition(roomId, bucketOf(seq)), seq });
/** What later entries did to the message at `seq`: kept right behind it, so that a page of the log brings it along. */
export const revisionKey = (roomId: string, seq: number): MessagesKey => ({ pk: logPartition(roomId, bucketOf(seq)), seq: seq + 0.5 });
/** That the message at `seq` was pinned, and whether it still is. */
export const pinsPartition = (roomId: string): string => `pins#${roomId}`;
export const pinKey = (roomId: string, seq: number): MessagesKey => ({ pk: pinsPartition(roomId), seq });
/** [C31] The votes of the anonymous poll at `seq`. */
export const ballotsKey = (roomId: string, seq: number): MessagesKey => ({ pk: `ballots#${roomId}`, seq });
/** [C21] The replies to the message at `root`, each by its own seq. */
export const threadPartition = (roomId: string, root: number): string => `thread#${roomId}#${root}`;
export const replyKey = (roomId: string, root: number, seq: number): MessagesKey => ({ pk: threadPartition(roomId, root), seq });
export const claimKey = (roomId: string, senderId: string, clientId: string): MessagesKey => ({
  pk: `claim#${roomId}#${senderId}#${clientId}`,
  seq: 0,
});

/** What the channel of a connection's own row begins with. */
export const USERS = 'user#';
const ROOMS = 'room#';
export const userChannel = (userId: string): string => `${USERS}${userId}`;
export const roomChannel = (roomId: string): string => `${ROOMS}${roomId}`;
/** The room of a channel, or undefined if it is not a room's. */
export const roomOfChannel = (channel: string): string | undefined => (channel.startsWith(ROOMS) ? channel.slice(ROOMS.length) : undefined);
export const ticketKey = (ticket: string): ConnectionsKey => ({ connectionId: `ticket#${ticket}`, channel: 'ticket' });

/** Who is here, and what others know of it. */
export const PRESENCE = 'presence';
export const presenceKey = (userId: string): ConnectionsKey => ({ connectionId: `${PRESENCE}#${userId}`, channel: PRESENCE });
export const userOfPresence = ({ connectionId }: ConnectionsKey): string => connectionId.slice(PRESENCE.length + 1);

/** The index of a channel's connections, divided into shards. */
export const BY_CHANNEL = 'byChannel';
export const channelShard = (channel: string, shard: number): string => `${channel}#${shard}`;

/** Who delivers to a shard of a large room, and how far it has come; or who rings its shards. */
export const pumpKey = ({ roomId, shard }: PumpId): ConnectionsKey => ({ connectionId: `pump#${roomId}#${shard}`, channel: 'pump' });
/** How many connections of the sample are open. */
export const SAMPLE_KEY: ConnectionsKey = { connectionId: 'sample#', channel: 'sample' };
/** Whether a row is a connection's, or a ticket's, a pump's or a presence, whose keys hold a `#`. */
export const isConnection = ({ connectionId }: ConnectionsKey): boolean => !connectionId.includes('#');
