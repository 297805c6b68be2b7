import type { Room } from '@parley/protocol';
import { Button } from '../design/button.tsx';
import { Icon } from '../design/icon.tsx';
import { t } from '../languages/language.ts';
import { useDialogs } from '../shell/dialogs.tsx';

/** Stands above a room's first message. */
export const RoomStart = ({ room, name }: { room: Room; name: string }) => {
  const open = useDialogs();
  const direct = room.kind === 'direct';
  const alone = !direct && !room.archived && room.memberCount === 1;
  return (
    <div className="room-start">
      <span className="empty-state-icon">
        <Icon name={direct ? 'message' : room.kind === 'private' ? 'lock' : 'hash'} size={24} />
      </span>
      <p className="room-start-title" dir="auto">
        {name}
      </p>
      <p>{direct ? t.room.start.direct : t.room.start.room}</p>
      {alone && (
        <Button icon="person-add" onPress={() => open({ dialog: 'add-people', roomId: room.roomId })}>
          {t.room.addPeople}
        </Button>
      )}
    </div>
  );
};
