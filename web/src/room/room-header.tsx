import type { RoomState } from '@parley/client';
import type { Ref } from 'react';
import { ToggleButton } from 'react-aria-components';
import { IconButton } from '../design/button.tsx';
import { Icon } from '../design/icon.tsx';
import { Menu, type MenuChoice } from '../design/menu.tsx';
import { t } from '../languages/language.ts';
import { AvatarButton } from '../people/avatar-button.tsx';
import { statusText, useStatus } from '../people/status.ts';
import { ReportsButton } from '../reports/reports-button.tsx';
import { useArrangement } from '../rooms/arrangement.ts';
import { othersOf, rightsIn } from '../rooms/room-name.ts';
import { RoomSymbol } from '../rooms/room-symbol.tsx';
import { navigate } from '../route.ts';
import { useChat } from '../session/session-context.ts';
import { useDialogs } from '../shell/dialogs.tsx';
import './room-header.css';

export type RoomPanel = 'members' | 'pins';

interface RoomHeaderProps {
  ref: Ref<HTMLHeadingElement>;
  room: RoomState;
  name: string;
  /** Which panel stands beside the conversation. */
  panel: RoomPanel | undefined;
  onShowPanel: (panel: RoomPanel | undefined) => void;
}

export const RoomHeader = ({ ref, room: state, name, panel, onShowPanel }: RoomHeaderProps) => {
  const { room } = state;
  const open = useDialogs();
  const me = useChat((chat) => chat.me?.userId);
  const other = room.kind === 'direct' ? othersOf(room, me)[0] : undefined;
  const presence = useChat((chat) => (other === undefined ? undefined : (chat.people[other.userId]?.presence ?? 'offline')));
  const status = useStatus(useChat((chat) => (other === undefined ? undefined : chat.people[other.userId])));
  const rights = rightsIn(state);
  const { roomId } = room;
  const arrangement = useArrangement(state);

  const choices: MenuChoice[] = [
    { label: t.room.header.jumpToDate, icon: 'calendar', onAction: () => open({ dialog: 'jump-to-date', roomId }) },
    ...(rights.add
      ? [{ label: t.room.addPeople, icon: 'person-add' as const, onAction: () => open({ dialog: 'add-people', roomId }) }]
      : []),
    ...(rights.add
      ? [{ label: t.room.header.inviteByLink, icon: 'link' as const, onAction: () => open({ dialog: 'invite', roomId }) }]
      : []),
    arrangement.favourite,
    { label: t.room.header.moveToSection, icon: 'section', onAction: () => open({ dialog: 'section', roomId }) },
    ...(rights.leave
      ? [{ label: t.room.header.settings, icon: 'settings' as const, onAction: () => open({ dialog: 'room-settings', roomId }) }]
      : []),
  ];

  const pair = other !== undefined && room.memberCount <= 2;
  return (
    <header className="room-header">
      <span className="only-phone">
        <IconButton icon="back" label={t.room.backToRooms} onPress={() => navigate({ page: 'home' })} />
      </span>
      {pair ? (
        <AvatarButton userId={other.userId} name={name} size="sm" presence={presence} />
      ) : (
        <span className="room-header-symbol">
          <RoomSymbol room={room} size="md" />
        </span>
      )}
      <div className="room-header-text">
        <h1 ref={ref} tabIndex={-1} className="room-header-name" dir="auto">
          {name}
        </h1>
        {(room.topic !== '' || pair) && (
          <p className="room-header-topic" dir="auto" title={room.topic}>
            {pair
              ? [t.people.presence[presence ?? 'offline'], ...(status === undefined ? [] : [statusText(status)])].join(' · ')
              : room.topic}
          </p>
        )}
      </div>
      <div className="room-header-actions">
        <ReportsButton roomId={roomId} />
        <ToggleButton
          className="room-header-toggle"
          isSelected={panel === 'pins'}
          onChange={(shown) => onShowPanel(shown ? 'pins' : undefined)}
          aria-label={t.room.header.pins}
        >
          <Icon name="pin" size={18} />
        </ToggleButton>
        <ToggleButton
          className="room-header-toggle"
          isSelected={panel === 'members'}
          onChange={(shown) => onShowPanel(shown ? 'members' : undefined)}
          aria-label={t.room.header.members(room.memberCount)}
        >
          <Icon name="people" size={18} />
          {room.memberCount}
        </ToggleButton>
        <Menu label={t.room.header.label} choices={choices}>
          <IconButton icon="more" label={t.room.header.menu} />
        </Menu>
      </div>
    </header>
  );
};
