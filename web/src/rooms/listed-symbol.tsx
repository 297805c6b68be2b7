import type { Room } from '@parley/protocol';
import { Avatar } from '../design/avatar.tsx';
import { othersOf } from './room-name.ts';
import { RoomSymbol } from './room-symbol.tsx';
import './rooms.css';

/** Before a room in a list to choose from: the face of the one whom it is with, or the room's own sign. */
export const ListedSymbol = ({ room, me }: { room: Room; me: string | undefined }) => {
  const [other, ...more] = room.kind === 'direct' ? othersOf(room, me) : [];
  if (other !== undefined && more.length === 0) return <Avatar id={other.userId} name={other.name} />;
  return (
    <span className="listed-symbol">
      <RoomSymbol room={room} size="md" />
    </span>
  );
};
