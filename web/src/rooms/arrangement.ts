import type { RoomState } from '@parley/client';
import type { ArrangeRoom } from '@parley/protocol';
import type { MenuChoice } from '../design/menu.tsx';
import { toast } from '../design/toast.tsx';
import { t } from '../languages/language.ts';
import { useSession } from '../session/session-context.ts';

/** Ways to keep a room elsewhere in one's list. */
export const useArrangement = ({ room, membership }: RoomState) => {
  const { chat } = useSession();
  const arrange = (place: ArrangeRoom) => chat.arrangeRoom(room.roomId, place).catch(toast.error);
  const { favourite = false } = membership;
  const choice: MenuChoice = {
    label: favourite ? t.rooms.favourite.remove : t.rooms.favourite.add,
    icon: 'star',
    onAction: () => void arrange({ favourite: !favourite }),
  };
  return { arrange, favourite: choice };
};
