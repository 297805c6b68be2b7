import type { RoomState } from '@parley/client';
import type { Member, Role } from '@parley/protocol';
import { Button as AriaButton } from 'react-aria-components';
import { Button, IconButton } from '../design/button.tsx';
import { Icon } from '../design/icon.tsx';
import { Menu, type MenuChoice } from '../design/menu.tsx';
import { FormError } from '../design/notice.tsx';
import { SkeletonRows } from '../design/progress.tsx';
import { SearchField } from '../design/search-field.tsx';
import { toast } from '../design/toast.tsx';
import { reasonOf, t } from '../languages/language.ts';
import { AvatarButton } from '../people/avatar-button.tsx';
import { StatusMark } from '../people/status-mark.tsx';
import { useMembers } from '../rooms/members.ts';
import { rank } from '../rooms/roles.ts';
import { rightsIn } from '../rooms/room-name.ts';
import { useSearchTerm } from '../rooms/search-term.ts';
import { navigate } from '../route.ts';
import { useChat, usePerson, useSession } from '../session/session-context.ts';
import { useDialogs } from '../shell/dialogs.tsx';
import './members-panel.css';

/** What is written beside somebody; nothing beside a member. */
const roleName = (role: Role): string | undefined => (role === 'member' ? undefined : t.panels.members.roles[role]);

/** Members whom one sees at a glance. */
const SEARCHED_ABOVE = 5;
/** What is offered, in minutes. */
const mutes = [
  ['minutes', 10],
  ['hour', 60],
  ['day', 24 * 60],
] as const;

const MembersPanel = ({ room: state, onClose }: { room: RoomState; onClose: () => void }) => {
  const { roomId } = state.room;
  const open = useDialogs();
  const { typed, setTyped, term } = useSearchTerm();
  const { members, isPending, isSuccess, error, hasNextPage, fetchNextPage, refresh } = useMembers(roomId, term);
  const rights = rightsIn(state);
  const sorted = members.toSorted((a, b) => rank[b.role] - rank[a.role] || a.name.localeCompare(b.name));

  return (
    <aside data-region="panel" className="members-panel" aria-label={t.panels.members.title}>
      <header className="members-panel-header">
        <h2>{t.panels.members.title}</h2>
        <IconButton icon="close" label={t.panels.members.close} onPress={onClose} />
      </header>
      {rights.add && (
        <div className="members-panel-add">
          <Button icon="person-add" wide onPress={() => open({ dialog: 'add-people', roomId })}>
            {t.panels.members.add}
          </Button>
          <Button icon="link" wide onPress={() => open({ dialog: 'invite', roomId })}>
            {t.panels.members.invite}
          </Button>
        </div>
      )}
      {state.room.memberCount > SEARCHED_ABOVE && (
        <div className="members-panel-search">
          <SearchField label={t.panels.members.search} value={typed} onChange={setTyped} focused={false} />
        </div>
      )}
      <FormError>{error === null ? undefined : reasonOf(error)}</FormError>
      {isPending && <SkeletonRows count={4} label={t.panels.members.loading} />}
      {isSuccess && sorted.length === 0 && !hasNextPage && <p className="members-panel-none">{t.panels.members.none}</p>}
      <ul className="members-panel-list">
        {sorted.map((member) => (
          <MemberLine key={member.userId} member={member} room={state} onChanged={refresh} />
        ))}
      </ul>
      {hasNextPage && (
        <Button kind="quiet" wide onPress={() => fetchNextPage()}>
          {t.design.showMore}
        </Button>
      )}
    </aside>
  );
};

const MemberLine = ({ member, room, onChanged }: { member: Member; room: RoomState; onChanged: () => void }) => {
  const { api, chat } = useSession();
  const open = useDialogs();
  const me = useChat((state) => state.me?.userId);
  const known = usePerson(member.userId);
  const name = known?.name ?? member.name;
  const presence = known?.presence ?? member.presence;
  const myRank = rank[room.membership.role];
  const { roomId } = room.room;
  const myself = member.userId === me;
  const rights = rightsIn(room);

  const attempt = async (change: Promise<void>) => {
    try {
      await change;
      onChanged();
    } catch (error) {
      toast.error(error);
    }
  };

  /** Puts the member out at once, and offers to take them in again as what they were. */
  const putOut = async (change: () => Promise<void>, done: string, undo: () => Promise<void>) => {
    try {
      await change();
    } catch (error) {
      return toast.error(error);
    }
    onChanged();
    toast.done(done, rights.add ? { label: t.rooms.undo, onPress: () => void attempt(undo()) } : undefined);
  };
  const takeIn = () => chat.putMember(roomId, member.userId, member.role);
  const lift = () => api.liftBan(roomId, member.userId).then(takeIn);

  const message = async () => {
    try {
      const direct = await chat.openDirect([member.userId]);
      navigate({ page: 'room', roomId: direct.roomId });
    } catch (error) {
      toast.error(error);
    }
  };

  const role = (next: Role): MenuChoice[] =>
    room.membership.role === 'owner' && rights.add && member.role !== next
      ? [{ label: t.panels.members.make[next], icon: 'key', onAction: () => void attempt(chat.putMember(roomId, member.userId, next)) }]
      : [];
  const below = myRank > rank[member.role];
  const muted = (member.mutedUntil ?? 0) > Date.now();
  const mute = (minutes: number) => () => void attempt(api.muteMember(roomId, member.userId, minutes));
  const muting: MenuChoice[] = muted
    ? [{ label: t.panels.members.unmute, icon: 'message', onAction: mute(0) }]
    : mutes.map(([time, minutes]) => ({ label: t.panels.members.mute[time], icon: 'clock', onAction: mute(minutes) }));
  const choices: MenuChoice[] = myself
    ? []
    : [
        { label: t.panels.members.message, icon: 'message', onAction: () => void message() },
        ...role('owner'),
        ...role('moderator'),
        ...role('member'),
        ...role('guest'),
        ...(rights.report
          ? [
              {
                label: t.panels.members.report,
                icon: 'flag' as const,
                onAction: () => open({ dialog: 'report', roomId, subject: { userId: member.userId } }),
              },
            ]
          : []),
        ...(rights.mute && below ? muting : []),
        ...(rights.remove && below
          ? [
              {
                label: t.panels.members.remove,
                icon: 'delete' as const,
                danger: true,
                onAction: () => void putOut(() => chat.removeMember(roomId, member.userId), t.panels.members.removed(name), takeIn),
              },
              {
                label: t.panels.members.ban,
                icon: 'ban' as const,
                danger: true,
                onAction: () => void putOut(() => api.banPerson(roomId, member.userId), t.reports.banned(name), lift),
              },
            ]
          : []),
      ];

  return (
    <li className="member">
      <AvatarButton userId={member.userId} name={name} presence={presence} />
      <span className="member-text">
        <span className="member-name" dir="auto">
          {name}
          {myself && <span className="member-you"> {t.panels.members.you}</span>}
          <StatusMark person={known ?? member} />
        </span>
        <span className="member-detail">
          <bdi>@{member.handle}</bdi>
          <span className="visually-hidden">{t.panels.members.presence[presence]}</span>
        </span>
      </span>
      {muted && <span className="member-role member-muted">{t.panels.members.muted}</span>}
      {roleName(member.role) && <span className="member-role">{roleName(member.role)}</span>}
      {choices.length > 0 && (
        <Menu label={name} choices={choices}>
          <AriaButton className="icon-button icon-button-sm" aria-label={t.panels.members.actions(name)}>
            <Icon name="more" size={18} />
          </AriaButton>
        </Menu>
      )}
    </li>
  );
};

export default MembersPanel;
