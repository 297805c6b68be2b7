import { lazy, Suspense, useSyncExternalStore } from 'react';
import { KeyboardProvider } from '../keyboard/keyboard.tsx';
import { t } from '../languages/language.ts';
import { onDeviceChoice, showsHere } from '../notifications/device.ts';
import { ReportNotices } from '../reports/report-notices.tsx';
import { RoomPage } from '../room/room-page.tsx';
import { roomName } from '../rooms/room-name.ts';
import { type Route, useRoute } from '../route.ts';
import { useChat } from '../session/session-context.ts';
import { ConnectionBanner } from './connection-banner.tsx';
import { DialogsProvider } from './dialogs.tsx';
import { Home } from './home.tsx';
import { usePageBadge } from './page-badge.ts';
import { useShellShortcuts } from './shell-shortcuts.ts';
import { Sidebar } from './sidebar.tsx';
import './shell.css';

const LaterPage = lazy(() => import('../later/later-page.tsx'));
const ThreadsPage = lazy(() => import('../threads/threads-page.tsx'));
const SettingsPage = lazy(() => import('../settings/settings-page.tsx'));
// Only where somebody wants them.
const DesktopNotifications = lazy(() => import('../notifications/desktop-notifications.tsx'));
const InvitePage = lazy(() => import('../invite/invite-page.tsx'));

/** What a page that is no room is called. */
const titleOf = (route: Route): string | undefined => {
  if (route.page === 'settings' && route.section !== undefined) return t.settings.sections[route.section];
  const titles: Readonly<Partial<Record<string, string>>> = t.shell.pages;
  return titles[route.page];
};

const ShellShortcuts = ({ openRoomId }: { openRoomId: string | undefined }) => {
  useShellShortcuts(openRoomId);
  return null;
};

/** Everything after the sign-in: the rooms at the left, one of them or another page beside them. On a phone, one or the other. */
export const Shell = () => {
  const route = useRoute();
  const roomId = route.page === 'room' ? route.roomId : undefined;
  const title = useChat((state) => {
    const room = roomId === undefined ? undefined : state.rooms[roomId];
    if (room !== undefined) return roomName(room.room, state.me?.userId, state.people);
    return titleOf(route) ?? '';
  });
  usePageBadge(title);
  const notifies = useSyncExternalStore(onDeviceChoice, showsHere);

  const elsewhere = roomId === undefined && titleOf(route) === undefined;
  return (
    <KeyboardProvider>
      <DialogsProvider>
        <ShellShortcuts openRoomId={roomId} />
        <ReportNotices />
        {notifies && (
          <Suspense>
            <DesktopNotifications />
          </Suspense>
        )}
        <a className="skip-link" href="#main">
          {t.shell.skip}
        </a>
        <div className="shell" data-view={elsewhere ? 'list' : 'content'}>
          <Sidebar openRoomId={roomId} />
          <main className="shell-main" id="main" tabIndex={-1}>
            <ConnectionBanner />
            <Suspense>
              {route.page === 'room' && <RoomPage key={route.roomId} roomId={route.roomId} seq={route.seq} thread={route.thread} />}
              {route.page === 'settings' && <SettingsPage section={route.section} />}
              {route.page === 'later' && <LaterPage />}
              {route.page === 'threads' && <ThreadsPage />}
              {route.page === 'invite' && <InvitePage key={route.code} code={route.code} />}
              {elsewhere && <Home />}
            </Suspense>
          </main>
        </div>
      </DialogsProvider>
    </KeyboardProvider>
  );
};
