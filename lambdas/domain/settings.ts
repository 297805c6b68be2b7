// What a room is called, who sees it, how one speaks in it, and whether it is open at all.
import type { LogEvent, Room, UpdateRoom } from '@parley/protocol';
import { ulid } from './ids.ts';
import { appendEvent } from './log.ts';
import { type Deed, permit, permitted } from './permissions.ts';
import { inPool } from './pool.ts';
import type { StoredRoom } from './ports.ts';
import type { ChangingRooms } from './rooms.ts';
import { seatsOf } from './rosters.ts';

const AT_A_TIME = 20;

/** What it takes to ask for this. */
const deedsOf = ({ announcement, slowModeSeconds, visibility, ...labels }: UpdateRoom): Deed[] => {
  const deeds: Deed[] = [];
  if (announcement !== undefined || slowModeSeconds !== undefined) deeds.push('configure');
  if (visibility !== undefined) deeds.push('publish');
  return deeds.length === 0 || Object.keys(labels).length > 0 ? [...deeds, 'rename'] : deeds;
};

/** What of it is not so already. */
const newsOf = (room: StoredRoom, request: UpdateRoom): UpdateRoom => {
  const { name, topic, kind, avatar = { emoji: '', hue: 0 }, announcement = false, slowModeSeconds = 0 } = room;
  const standing: Record<string, unknown> = { name, topic, avatar, announcement, slowModeSeconds, visibility: kind };
  const isNews = ([field, value]: [string, unknown]) => JSON.stringify(value) !== JSON.stringify(standing[field]);
  return Object.fromEntries(Object.entries(request).filter(isNews));
};

/** Has every seat know whether the room has rules of its own. */
const ruleSeats = async (deps: ChangingRooms, { roomId, announcement = false, slowModeSeconds = 0 }: StoredRoom): Promise<void> => {
  const ruled = announcement || slowModeSeconds > 0;
  for await (const seats of seatsOf(deps, roomId))
    await inPool(seats, AT_A_TIME, ({ connectionId }) => deps.connections.rule(connectionId, roomId, ruled));
};

const change = async (deps: ChangingRooms, room: StoredRoom, userId: string, news: UpdateRoom): Promise<StoredRoom> => {
  if (Object.keys(news).length === 0) return room;
  const { roomId } = room;
  const { visibility, ...changes } = news;
  let after = room;
  const apply = async () => {
    after = await deps.rooms.update(roomId, { ...changes, ...(visibility !== undefined && { kind: visibility }) });
  };
  await appendEvent(deps, { kind: 'room', roomId, id: ulid(deps.clock()), senderId: userId, ...news }, { apply });
  return after;
};

/**
 * [H5] Changes the room's name, topic, avatar, rules of speaking or visibility; not a direct one's. What is the same already changes nothing. The
 * event goes first: a crash behind it is mended by asking again.
 */
export const updateRoom = async (deps: ChangingRooms, userId: string, roomId: string, request: UpdateRoom): Promise<Room> => {
  const { room, membership } = await permitted(deps, userId, roomId, 'see');
  for (const deed of deedsOf(request)) permit(deed, room, membership);
  const after = await change(deps, room, userId, newsOf(room, request));
  if (request.announcement !== undefined || request.slowModeSeconds !== undefined) await ruleSeats(deps, after);
  return after;
};

/** Closes the room's log. Each archiving is an event of its own, however often it is asked for. */
export const closeRoom = async (deps: ChangingRooms, userId: string, room: StoredRoom): Promise<void> => {
  const { roomId, restoredAt } = room;
  if (room.archived) return;
  const id = restoredAt === undefined ? 'archive' : `archive-${restoredAt}`;
  const claim = await deps.messages.claimed(roomId, roomId, id);
  const apply = () => deps.rooms.update(roomId, { archived: true });
  await appendEvent(deps, { kind: 'room', roomId, id, senderId: userId, archived: true }, { claimant: roomId, claim, apply });
};

/** [H5] Closes the room's log until it is restored; owners. It stays readable. Idempotent. */
export const archiveRoom = async (deps: ChangingRooms, userId: string, roomId: string): Promise<void> => {
  const { room } = await permitted(deps, userId, roomId, 'archive');
  await closeRoom(deps, userId, room);
};

/** [H23] Opens an archived room again; owners. Idempotent: an open one stays as it is. */
export const restoreRoom = async (deps: ChangingRooms, userId: string, roomId: string): Promise<Room> => {
  const { room } = await permitted(deps, userId, roomId, 'restore');
  if (!room.archived) return room;
  const event = { kind: 'room', roomId, id: ulid(deps.clock()), senderId: userId, archived: false } as const;
  // The room takes nothing yet, but this.
  let restored = room;
  const apply = async ({ sentAt: restoredAt }: LogEvent) => {
    restored = await deps.rooms.update(roomId, { archived: false, restoredAt });
  };
  await appendEvent(deps, event, { acknowledged: true, apply });
  return restored;
};
