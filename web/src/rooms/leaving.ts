import type { Chat } from '@parley/client';
import { toast } from '../design/toast.tsx';
import { t } from '../languages/language.ts';
import { navigate } from '../route.ts';

/** Leaves the room at once, and offers to come back into one's old place. */
export const leaveWithUndo = async (chat: Chat, roomId: string, name: string): Promise<void> => {
  await chat.leaveRoom(roomId);
  navigate({ page: 'home' });
  const comeBack = async () => {
    try {
      await chat.returnToRoom(roomId);
      navigate({ page: 'room', roomId });
    } catch (error) {
      toast.error(error);
    }
  };
  toast.done(t.rooms.left(name), { label: t.rooms.undo, onPress: () => void comeBack() });
};
