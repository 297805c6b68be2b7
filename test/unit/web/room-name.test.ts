import type { Room } from '@parley/protocol';
import { roomName, unreadLabel } from '../../../web/src/rooms/room-name.ts';

const person = (userId: string, name = userId) => ({ userId, name, handle: userId });

const directRoom = (...people: string[]): Room => ({
  roomId: 'room_1',
  kind: 'direct',
  name: '',
  topic: '',
  encrypted: false,
  archived: false,
  createdBy: 'ada',
  createdAt: 0,
  memberCount: people.length,
  head: 0,
  activeAt: 0,
  people: people.map((userId) => person(userId)),
});

describe('roomName', () => {
  test('a direct room is named after the others', () => {
    expect(roomName(directRoom('ada', 'ben', 'cleo'), 'ada', {})).toBe('ben, cleo');
  });

  test('under the names they have now', () => {
    expect(roomName(directRoom('ada', 'ben'), 'ada', { ben: { ...person('ben', 'Benjamin'), presence: 'online' } })).toBe('Benjamin');
  });

  test('a room with oneself is named after oneself', () => {
    expect(roomName(directRoom('ada'), 'ada', {})).toBe('ada');
  });
});

test.each([
  [1, '1'],
  [99, '99'],
  [100, '99+'],
])('%i unread are shown as %s', (unread, label) => {
  expect(unreadLabel(unread)).toBe(label);
});
