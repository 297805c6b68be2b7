import { Button } from 'react-aria-components';
import { Avatar } from '../design/avatar.tsx';
import { Menu } from '../design/menu.tsx';
import { t } from '../languages/language.ts';
import { StatusMark } from '../people/status-mark.tsx';
import { navigate } from '../route.ts';
import { useChat } from '../session/session-context.ts';
import { useDialogs } from './dialogs.tsx';

export const ProfileMenu = () => {
  const open = useDialogs();
  const me = useChat((state) => state.me);
  const presence = useChat((state) => (state.connection.status === 'online' ? state.people[state.me?.userId ?? '']?.presence : 'offline'));
  return (
    <div className="sidebar-footer">
      <Menu
        label={t.shell.account}
        placement="top start"
        choices={[
          { label: t.shell.accountMenu.status, icon: 'edit', onAction: () => open({ dialog: 'set-status' }) },
          { label: t.shell.accountMenu.emoji, icon: 'smile', onAction: () => open({ dialog: 'custom-emoji' }) },
          { label: t.shell.accountMenu.settings, icon: 'settings', onAction: () => navigate({ page: 'settings' }) },
          { label: t.shell.accountMenu.shortcuts, icon: 'keyboard', onAction: () => open({ dialog: 'shortcuts' }) },
          { label: t.shell.accountMenu.signOut, icon: 'leave', onAction: () => open({ dialog: 'sign-out' }) },
        ]}
      >
        <Button className="profile-button">
          <span className="visually-hidden">{t.shell.account}: </span>
          <Avatar id={me?.userId ?? ''} name={me?.name ?? '·'} presence={presence} />
          <span className="profile-button-text">
            <span className="profile-button-name" dir="auto">
              {me?.name}
              <StatusMark person={me} />
            </span>
            <span className="profile-button-handle">{me !== undefined && <bdi>@{me.handle}</bdi>}</span>
          </span>
        </Button>
      </Menu>
    </div>
  );
};
