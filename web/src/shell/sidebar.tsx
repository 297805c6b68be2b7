import { hasBegun, isGuest, type RoomState, type Section, sectionsOf } from '@parley/client';
import { memo, type ReactNode, useMemo, useSyncExternalStore } from 'react';
import { Avatar } from '../design/avatar.tsx';
import { Button, IconButton } from '../design/button.tsx';
import { BrandMark, Icon } from '../design/icon.tsx';
import { SkeletonRows } from '../design/progress.tsx';
import { apple, Keys } from '../keyboard/keys.tsx';
import { ariaKeys, shortcuts } from '../keyboard/shortcuts.ts';
import { t } from '../languages/language.ts';
import { LaterLink } from '../later/later-link.tsx';
import { Link } from '../link.tsx';
import { personName } from '../people/person-name.ts';
import { StatusMark } from '../people/status-mark.tsx';
import { othersOf, roomName } from '../rooms/room-name.ts';
import { RoomSymbol } from '../rooms/room-symbol.tsx';
import { UnreadBadges } from '../rooms/unread-badges.tsx';
import { useChat, useSession } from '../session/session-context.ts';
import { ThreadsLink } from '../threads/threads-link.tsx';
import { useDialogs } from './dialogs.tsx';
import { ProfileMenu } from './profile-menu.tsx';
import './sidebar.css';

export const Sidebar = ({ openRoomId }: { openRoomId: string | undefined }) => {
  const { chat } = useSession();
  const rooms = useChat((state) => state.rooms);
  const ready = useChat(hasBegun);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the order changes with the rooms, which the selector takes from the state.
  const sections = useMemo(() => sectionsOf(chat.getState()), [rooms, chat]);

  return (
    <nav className="sidebar" aria-label={t.shell.sidebar.label} data-region="rooms">
      <SidebarHeader />
      <div className="sidebar-lists">
        {!ready && <SkeletonRows count={6} label={t.shell.sidebar.loading} />}
        {ready && (
          <>
            <Ways />
            {sections.map((section) => (
              <RoomSection key={`${section.kind} ${section.name}`} section={section} openRoomId={openRoomId} />
            ))}
          </>
        )}
      </div>
      <Profile />
    </nav>
  );
};

// The list is drawn anew with every message anywhere; what stands around it is not.
const Profile = memo(ProfileMenu);

const SidebarHeader = memo(() => {
  const open = useDialogs();
  const guest = useChat(isGuest);
  return (
    <header className="sidebar-header">
      <Link to={{ page: 'home' }} className="sidebar-brand">
        <BrandMark size={26} />
        Parley
      </Link>
      {!guest && <IconButton icon="compass" label={t.shell.browseRooms} onPress={() => open({ dialog: 'browse-rooms' })} />}
    </header>
  );
});

const Ways = memo(() => {
  const open = useDialogs();
  return (
    <>
      <button
        type="button"
        className="sidebar-find"
        aria-keyshortcuts={ariaKeys(shortcuts.switch.keys, apple)}
        onClick={() => open({ dialog: 'switcher' })}
      >
        <Icon name="search" size={18} />
        <span className="sidebar-find-label">{t.shell.sidebar.goTo}</span>
        <Keys keys={shortcuts.switch.keys} />
      </button>
      <ThreadsLink />
      <LaterLink />
    </>
  );
});

const Begin = memo(({ label, dialog }: { label: string; dialog: 'create-room' | 'new-direct' }) => {
  const open = useDialogs();
  return <IconButton icon="add" size="sm" label={label} onPress={() => open({ dialog })} />;
});

/** What is always there can be added to, and says how to begin while it is empty. */
const beginningOf = (kind: 'rooms' | 'direct') =>
  kind === 'rooms'
    ? ({
        title: t.shell.sidebar.rooms,
        add: t.shell.createRoom,
        adding: 'create-room',
        hint: t.shell.sidebar.noRooms,
        begin: t.shell.browseRooms,
        beginning: 'browse-rooms',
      } as const)
    : ({
        title: t.shell.sidebar.direct,
        add: t.shell.sidebar.newDirect,
        adding: 'new-direct',
        hint: t.shell.sidebar.noDirect,
        begin: t.shell.sidebar.startDirect,
        beginning: 'new-direct',
      } as const);

const RoomSection = ({ section: { kind, name, rooms }, openRoomId }: { section: Section; openRoomId: string | undefined }) => {
  const open = useDialogs();
  const guest = useChat(isGuest);
  if (kind === 'favourites' || kind === 'own') {
    return (
      <SectionFrame title={kind === 'favourites' ? t.shell.sidebar.favourites : name} action={null}>
        <RoomLinks rooms={rooms} openRoomId={openRoomId} />
      </SectionFrame>
    );
  }
  const { title, add, adding, hint, begin, beginning } = beginningOf(kind);
  return (
    <SectionFrame title={title} action={!(guest && kind === 'rooms') && <Begin label={add} dialog={adding} />}>
      {rooms.length === 0 ? (
        <SectionHint text={hint} action={begin} onPress={() => open({ dialog: beginning })} />
      ) : (
        <RoomLinks rooms={rooms} openRoomId={openRoomId} />
      )}
    </SectionFrame>
  );
};

const SectionFrame = ({ title, action, children }: { title: string; action: ReactNode; children: ReactNode }) => (
  <section className="sidebar-section" aria-label={title}>
    <div className="sidebar-section-header">
      <h2 dir="auto">{title}</h2>
      {action}
    </div>
    {children}
  </section>
);

const SectionHint = ({ text, action, onPress }: { text: string; action: string; onPress: () => void }) => (
  <div className="sidebar-hint">
    <p>{text}</p>
    <Button onPress={onPress}>{action}</Button>
  </div>
);

const RoomLinks = ({ rooms, openRoomId }: { rooms: readonly RoomState[]; openRoomId: string | undefined }) => (
  <ul>
    {rooms.map((state) => (
      <RoomLink
        key={state.room.roomId}
        room={state.room}
        unread={state.unread}
        mentions={state.mentions}
        open={state.room.roomId === openRoomId}
      />
    ))}
  </ul>
);

interface RoomLinkProps {
  room: RoomState['room'];
  unread: number;
  mentions: number;
  open: boolean;
}

const RoomLink = memo(({ room, unread, mentions, open }: RoomLinkProps) => {
  const { drafts } = useSession();
  const me = useChat((state) => state.me?.userId);
  const others = room.kind === 'direct' ? othersOf(room, me) : [];
  const pairWith = others.length === 1 ? others[0]?.userId : undefined;
  const name = useChat((state) => roomName(room, state.me?.userId, state.people));
  const other = useChat((state) => (pairWith === undefined ? undefined : state.people[pairWith]));
  const written = useSyncExternalStore(drafts.subscribe, () => drafts.get(room.roomId) !== '');
  const drafted = !open && written;
  return (
    <li>
      <Link
        to={{ page: 'room', roomId: room.roomId }}
        className="room-link"
        aria-current={open ? 'page' : undefined}
        data-unread={unread > 0 ? '' : undefined}
        data-archived={room.archived ? '' : undefined}
      >
        <LinkSymbol room={room} me={me} />
        <span className="room-link-name" dir="auto">
          {name}
          {other !== undefined && <StatusMark person={other} />}
        </span>
        {drafted && (
          <span className="room-link-draft">
            <Icon name="edit" size={14} />
            <span className="visually-hidden">{t.shell.sidebar.draft}</span>
          </span>
        )}
        <UnreadBadges unread={unread} mentions={mentions} />
      </Link>
    </li>
  );
});

const LinkSymbol = ({ room, me }: { room: RoomState['room']; me: string | undefined }) => {
  const others = room.kind === 'direct' ? othersOf(room, me) : [];
  const other = others[0];
  const presence = useChat((state) => (other === undefined ? undefined : (state.people[other.userId]?.presence ?? 'offline')));
  if (other === undefined) {
    return (
      <span className="room-symbol">
        <RoomSymbol room={room} />
      </span>
    );
  }
  if (others.length > 1) return <span className="room-symbol room-symbol-count">{others.length}</span>;
  return (
    <>
      <Avatar id={other.userId} name={personName(other)} size="sm" presence={presence} />
      {presence !== undefined && presence !== 'offline' && <span className="visually-hidden">{t.people.beforeName[presence]}</span>}
    </>
  );
};
