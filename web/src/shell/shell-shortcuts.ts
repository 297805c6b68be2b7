import { sectionsOf } from '@parley/client';
import { useShortcut } from '../keyboard/keyboard.tsx';
import { walkRegions } from '../keyboard/regions.ts';
import { navigate } from '../route.ts';
import { useSession } from '../session/session-context.ts';
import { useDialogs } from './dialogs.tsx';

/** The keys that work on every page. */
export const useShellShortcuts = (openRoomId: string | undefined): void => {
  const { chat } = useSession();
  const open = useDialogs();

  /** To the next room in the order of the list, round its ends; with `unread`, to one that has something new. */
  const walk = (step: 1 | -1, { unread }: { unread: boolean }): boolean => {
    const rooms = sectionsOf(chat.getState()).flatMap((section) => section.rooms);
    const here = rooms.findIndex(({ room }) => room.roomId === openRoomId);
    const from = here === -1 && step === -1 ? 0 : here;
    const next = rooms
      .map((_, distance) => rooms.at((from + step * (distance + 1) + rooms.length * 2) % rooms.length))
      .find((room) => room !== undefined && (!unread || room.unread > 0));
    if (next === undefined) return false;
    navigate({ page: 'room', roomId: next.room.roomId });
    return true;
  };

  useShortcut('switch', () => open({ dialog: 'switcher' }));
  useShortcut('show-shortcuts', () => open({ dialog: 'shortcuts' }));
  useShortcut('next-region', () => walkRegions(1));
  useShortcut('previous-region', () => walkRegions(-1));
  useShortcut('next-room', () => walk(1, { unread: false }));
  useShortcut('previous-room', () => walk(-1, { unread: false }));
  useShortcut('next-unread', () => walk(1, { unread: true }));
  useShortcut('previous-unread', () => walk(-1, { unread: true }));
  useShortcut('read-all', () => {
    const isUnread = Object.values(chat.getState().rooms).some(({ unread }) => unread > 0);
    if (isUnread) open({ dialog: 'read-all' });
    return isUnread;
  });
};
