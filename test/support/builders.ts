// Data for tests: whole and valid by itself, with only what the test is about spelt out.
import type { LogEvent, Me, Membership, Send } from '@parley/protocol';
import { ulid } from '../../lambdas/domain/ids.ts';
import type { Claim, Seat, StoredRoom } from '../../lambdas/domain/ports.ts';

type MessageEvent = Extract<LogEvent, { kind: 'message' }>;

/** 2026-11-01T00:00:00Z. */
export const AT = Date.UTC(2026, 10, 1);

/** A client's id for a frame made at that time. */
export const aClientId = (at = AT): string => ulid(at);

export const aRoomId = (): string => `room_${ulid(AT)}`;

export const aMe = (changes: Partial<Me> = {}): Me => {
  const userId = changes.userId ?? `user-${ulid(AT)}`;
  return {
    userId,
    name: 'Ada Lovelace',
    handle: `h${userId.slice(-20).toLowerCase()}`,
    email: 'ada@example.com',
    createdAt: AT,
    ...changes,
  };
};

export const aRoom = (changes: Partial<StoredRoom> = {}): StoredRoom => ({
  roomId: aRoomId(),
  kind: 'public',
  name: 'General',
  topic: '',
  encrypted: false,
  archived: false,
  createdBy: 'ada',
  createdAt: AT,
  memberCount: 1,
  head: 0,
  activeAt: AT,
  ...changes,
});

export const aMembership = (changes: Partial<Membership> = {}): Membership => ({
  roomId: 'room_1',
  userId: 'ada',
  role: 'member',
  joinedAt: AT,
  readSeq: 0,
  ...changes,
});

export const aClaim = (changes: Partial<Claim> = {}): Claim => ({
  roomId: 'room_1',
  senderId: 'ada',
  clientId: aClientId(),
  seq: 1,
  sentAt: AT,
  print: 'hello',
  ...changes,
});

export const aSeat = (changes: Partial<Seat> = {}): Seat => ({
  connectionId: 'connection-1',
  userId: 'ada',
  role: 'member',
  connectedAt: AT,
  ...changes,
});

export const aMessage = (changes: Partial<MessageEvent> = {}): MessageEvent => ({
  kind: 'message',
  roomId: 'room_1',
  seq: 1,
  id: aClientId(),
  senderId: 'ada',
  sentAt: AT,
  text: 'Hello.',
  ...changes,
});

export const aSend = (changes: Partial<Send> = {}): Send => ({
  action: 'send',
  id: aClientId(),
  roomId: 'room_1',
  text: 'Hello.',
  ...changes,
});
