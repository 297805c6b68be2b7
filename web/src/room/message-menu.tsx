import { findMessage, type RoomState } from '@parley/client';
import { isInRoom } from '@parley/protocol';
import { useQueryClient } from '@tanstack/react-query';
import { Menu, MenuItem } from 'react-aria-components';
import { copyText } from '../design/copying.ts';
import { Floating } from '../design/floating.tsx';
import { Icon } from '../design/icon.tsx';
import type { MenuChoice } from '../design/menu.tsx';
import { toast } from '../design/toast.tsx';
import { t } from '../languages/language.ts';
import { refreshLater, useSaved } from '../later/lists.ts';
import { rightsIn } from '../rooms/room-name.ts';
import { permalinkOf, quotedAt } from '../route.ts';
import { useChat, useSession } from '../session/session-context.ts';
import { useDialogs } from '../shell/dialogs.tsx';
import { quoteOf } from './quotes.ts';

interface MessageMenuProps {
  room: RoomState;
  seq: number;
  /** The button that it belongs to. */
  anchor: HTMLElement;
  onQuote: (text: string) => void;
  onClose: () => void;
}

const MessageMenu = ({ room, seq, anchor, onQuote, onClose }: MessageMenuProps) => {
  const { api, chat } = useSession();
  const queries = useQueryClient();
  const open = useDialogs();
  const me = useChat((state) => state.me?.userId);
  const kept = useSaved().data?.items;
  const { roomId } = room.room;
  const message = findMessage(room, seq);
  if (message === undefined) return null;
  const address = permalinkOf(roomId, seq);

  const copyLink = () => void copyText(address, t.room.menu.linkCopied);
  const saved = kept?.find((item) => item.roomId === roomId && item.seq === seq);
  const keep = (call: Promise<unknown>, said: string) =>
    void call.then(() => toast.done(said), toast.error).finally(() => refreshLater(queries, 'saved'));
  const choices: MenuChoice[] = [
    ...(rightsIn(room).speak
      ? [
          {
            label: t.room.menu.quote,
            icon: 'quote' as const,
            onAction: () => onQuote(quoteOf(message.text, quotedAt(roomId, seq, message.senderId))),
          },
        ]
      : []),
    { label: t.room.menu.forward, icon: 'forward', onAction: () => open({ dialog: 'forward', roomId, seq }) },
    ...(saved === undefined
      ? [{ label: t.room.menu.save, icon: 'bookmark' as const, onAction: () => keep(api.putSaved(roomId, seq), t.room.menu.saved) }]
      : [
          { label: t.room.menu.unsave, icon: 'bookmark' as const, onAction: () => keep(api.removeSaved(roomId, seq), t.room.menu.unsaved) },
        ]),
    ...(isInRoom(message)
      ? [{ label: t.room.menu.markUnread, icon: 'unread' as const, onAction: () => void chat.markUnread(roomId, seq).catch(toast.error) }]
      : []),
    { label: t.room.menu.remind, icon: 'clock', onAction: () => open({ dialog: 'remind', roomId, seq }) },
    { label: t.room.menu.copyLink, icon: 'link', onAction: copyLink },
    ...(message.editedAt === undefined
      ? []
      : [{ label: t.room.menu.history, icon: 'history' as const, onAction: () => open({ dialog: 'edit-history', roomId, seq }) }]),
    ...(message.reactions === undefined
      ? []
      : [{ label: t.room.menu.reactions, icon: 'smile' as const, onAction: () => open({ dialog: 'reactions', roomId, seq }) }]),
    ...(rightsIn(room).report && message.senderId !== me
      ? [{ label: t.room.menu.report, icon: 'flag' as const, onAction: () => open({ dialog: 'report', roomId, subject: { seq } }) }]
      : []),
  ];

  return (
    <Floating
      triggerRef={{ current: anchor }}
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      onClose={onClose}
      placement="bottom end"
      offset={4}
    >
      <Menu className="menu" aria-label={t.room.menu.label} autoFocus="first" onClose={onClose}>
        {choices.map(({ label, icon, onAction }) => (
          <MenuItem key={label} id={label} textValue={label} onAction={onAction} className="menu-item">
            <Icon name={icon} size={18} />
            {label}
          </MenuItem>
        ))}
      </Menu>
    </Floating>
  );
};

export default MessageMenu;
