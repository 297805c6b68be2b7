import type { Room } from '@parley/protocol';
import { Icon } from '../design/icon.tsx';
import '../design/avatar.css';

interface RoomSymbolProps {
  room: Pick<Room, 'kind' | 'avatar'> & Partial<Pick<Room, 'archived' | 'announcement'>>;
  size?: 'sm' | 'md' | 'lg';
}

/** The room's emoji, or the sign of its kind. Decoration beside its name. */
export const RoomSymbol = ({ room, size = 'sm' }: RoomSymbolProps) => {
  const { kind, avatar, archived = false, announcement = false } = room;
  if (avatar !== undefined && avatar.emoji !== '' && !archived)
    return (
      <span className={`avatar avatar-${size} avatar-hue-${avatar.hue} room-emoji`} aria-hidden="true">
        {avatar.emoji}
      </span>
    );
  const plain = announcement ? 'megaphone' : kind === 'public' ? 'hash' : kind === 'private' ? 'lock' : 'people';
  return <Icon name={archived ? 'archive' : plain} size={size === 'sm' ? 18 : 20} />;
};
