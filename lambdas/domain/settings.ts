// What a room is called, who sees it, how one speaks in it, and whether it is open at all.
import type { Room, UpdateRoom } from '@parley/protocol';
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

/** The room after a change. */
const changedRoom = async (deps: ChangingRooms, room: StoredRoom): Promise<StoredRoom> =>
  (await deps.rooms.get(room.roomId, { consistent: true })) ?? room;

const change = async (deps: ChangingRooms, room: StoredRoom, userId: string, request: UpdateRoom): Promise<StoredRoom> => {
  const { roomId } = room;
  let news = newsOf(room, request);
  if (Object.keys(news).length === 0) {
    if (!(await deps.rooms.isUnannounced(roomId))) return room;
    news = request;
  }
  const { visibility, ...labels } = news;
  const changes = { ...labels, ...(visibility !== undefined && { kind: visibility }) };
  await appendEvent(deps, { kind: 'room', roomId, id: ulid(deps.clock()), senderId: userId, ...news }, { changes });
  return changedRoom(deps, room);
};

/**
 * [H5] Changes the room's name, topic, avatar, rules of speaking or visibility; not a direct one's. What is the same already changes nothing. A
 * crash between the change and its event is mended by asking again.
 */
export const updateRoom = async (deps: ChangingRooms, userId: string, roomId: string, request: UpdateRoom): Promise<Room> => {
  const { room, membership } = await permitted(deps, userId, roomId, 'see');
  for (const deed of deedsOf(request)) permit(deed, room, membership);
  const after = await change(deps, room, userId, request);
  if (request.announcement !== undefined || request.slowModeSeconds !== undefined) await ruleSeats(deps, after);
  return after;
};

/** Closes the room's log. Each archiving is an event of its own, however often it is asked for. */
export const closeRoom = async (deps: ChangingRooms, userId: string, room: StoredRoom): Promise<void> => {
  const { roomId, restoredAt } = room;
  if (room.archived && !(await deps.rooms.isUnannounced(roomId))) return;
  const id = restoredAt === undefined ? 'archive' : `archive-${restoredAt}`;
  const claim = await deps.messages.claimed(roomId, roomId, id);
  const event = { kind: 'room', roomId, id, senderId: userId, archived: true } as const;
  await appendEvent(deps, event, { claimant: roomId, claim, acknowledged: true, changes: { archived: true } });
};

/** [H5] Closes the room's log until it is restored; owners. It stays readable. Idempotent. */
export const archiveRoom = async (deps: ChangingRooms, userId: string, roomId: string): Promise<void> => {
  const { room } = await permitted(deps, userId, roomId, 'archive');
  await closeRoom(deps, userId, room);
};

/** [H23] Opens an archived room again; owners. Idempotent: an open one stays as it is. */
export const restoreRoom = async (deps: ChangingRooms, userId: string, roomId: string): Promise<Room> => {
  const { room } = await permitted(deps, userId, roomId, 'restore');
  if (!room.archived && !(await deps.rooms.isUnannounced(roomId))) return room;
  const event = { kind: 'room', roomId, id: ulid(deps.clock()), senderId: userId, archived: false } as const;
  // The room takes nothing yet, but this.
  await appendEvent(deps, event, { acknowledged: true, changes: { archived: false, restoredAt: deps.clock() } });
  return changedRoom(deps, room);
};
