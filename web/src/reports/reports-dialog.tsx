import type { Case } from '@parley/protocol';
import { useQueryClient } from '@tanstack/react-query';
import { Avatar } from '../design/avatar.tsx';
import { Button, IconButton } from '../design/button.tsx';
import { Dialog } from '../design/dialog.tsx';
import { Menu, type MenuChoice } from '../design/menu.tsx';
import { EmptyState, FormError } from '../design/notice.tsx';
import { SkeletonRows } from '../design/progress.tsx';
import { toast } from '../design/toast.tsx';
import { reasonOf, t } from '../languages/language.ts';
import { Heard } from '../people/unheard.tsx';
import { RichText } from '../room/rich-text-view.tsx';
import { clockTime, dayName } from '../room/times.ts';
import { rank } from '../rooms/roles.ts';
import { rightsIn } from '../rooms/room-name.ts';
import { navigate } from '../route.ts';
import { usePerson, useRoom, useSession } from '../session/session-context.ts';
import { casesOf, refreshReports, useReports } from './reports.ts';
import './reports.css';

const whenTold = (at: number): string => t.reports.when(dayName(at), clockTime(at));

/** Reports shown; the server keeps as many as stand for all. */
const MANY = 10;
/** What is offered, in minutes. */
const mutes = [
  ['hour', 60],
  ['day', 24 * 60],
] as const;

/** What members have reported in a room, and what can be done about it. */
const ReportsDialog = ({ roomId, onClose }: { roomId: string; onClose: () => void }) => {
  const found = useReports(roomId);
  const cases = casesOf(found.data);
  return (
    <Dialog title={t.reports.title} onClose={onClose}>
      <div className="dialog-body">
        <FormError>{found.error === null ? undefined : reasonOf(found.error)}</FormError>
        {found.isPending && <SkeletonRows count={3} label={t.reports.loading} />}
        {found.isSuccess && cases.length === 0 && !found.hasNextPage && (
          <EmptyState icon="flag" title={t.reports.none}>
            {t.reports.hint}
          </EmptyState>
        )}
        <ul className="cases" aria-label={t.reports.title}>
          {cases.map((each) => (
            <CaseCard key={each.seq ?? each.person.userId} roomId={roomId} reported={each} onClose={onClose} />
          ))}
        </ul>
        {found.hasNextPage && (
          <Button wide kind="quiet" isPending={found.isFetchingNextPage} onPress={() => found.fetchNextPage()}>
            {t.design.showMore}
          </Button>
        )}
      </div>
    </Dialog>
  );
};

const CaseCard = ({ roomId, reported, onClose }: { roomId: string; reported: Case; onClose: () => void }) => {
  const { api, chat } = useSession();
  const queries = useQueryClient();
  const room = useRoom(roomId);
  const { seq, person, role, wordings, message, reports, closed } = reported;
  const closer = usePerson(closed?.userId ?? '')?.name;
  const subject = seq === undefined ? { userId: person.userId } : { seq };

  const settle = async (deed: () => unknown, said: string) => {
    try {
      await deed();
      await api.closeReport(roomId, subject);
      toast.done(said);
    } catch (error) {
      toast.error(error);
    } finally {
      await refreshReports(queries, roomId);
    }
  };

  const rights = room && rightsIn(room);
  const above = room !== undefined && (role === undefined || rank[room.membership.role] > rank[role]);
  const deleted = message?.deletedAt !== undefined;
  const show = () => {
    onClose();
    navigate(seq === undefined ? { page: 'room', roomId } : { page: 'room', roomId, seq });
  };
  const choices: MenuChoice[] = [
    ...(seq === undefined || message === undefined ? [] : [{ label: t.reports.show, icon: 'message' as const, onAction: show }]),
    ...(rights?.mute && above && role !== undefined
      ? mutes.map(([time, minutes]) => ({
          label: t.reports.mute[time],
          icon: 'clock' as const,
          onAction: () => void settle(() => api.muteMember(roomId, person.userId, minutes), t.reports.muted(person.name)),
        }))
      : []),
    ...(rights?.ban && above
      ? [
          {
            label: t.reports.ban,
            icon: 'ban' as const,
            danger: true,
            onAction: () => void settle(() => api.banPerson(roomId, person.userId), t.reports.banned(person.name)),
          },
        ]
      : []),
  ];

  const many = reports.length >= MANY ? `${MANY}+` : String(reports.length);
  return (
    <li className="case">
      <header className="case-head">
        <Avatar id={person.userId} name={person.name} size="sm" />
        <p className="case-who">
          <span className="case-name" dir="auto">
            {person.name}
          </span>
          <span className="case-detail">
            {seq === undefined ? t.reports.person : message === undefined ? t.reports.message : whenTold(message.sentAt)}
          </span>
        </p>
        <span className="badge">
          {many}
          <span className="visually-hidden"> {t.reports.reports(reports.length)}</span>
        </span>
      </header>
      {wordings.map((words) => (
        <blockquote key={words} className="reported-words">
          <Heard userId={person.userId}>
            <div className="message-text" dir="auto">
              <RichText text={words} />
            </div>
          </Heard>
        </blockquote>
      ))}
      {deleted && <p className="case-note">{t.reports.deletedSince}</p>}
      {!deleted && message?.editedAt !== undefined && message.text !== wordings.at(-1) && (
        <p className="case-note">{t.reports.editedSince}</p>
      )}
      <ul className="case-reports" aria-label={t.reports.whoReported(person.name)}>
        {reports.map(({ userId, name, reason, note, at }) => (
          <li key={userId}>
            <p className="case-detail" dir="auto">
              <strong>{t.reports.reasons[reason]}</strong> · <bdi>{name === '' ? t.design.someone : name}</bdi> · {whenTold(at)}
            </p>
            {note !== undefined && <p dir="auto">{note}</p>}
          </li>
        ))}
      </ul>
      {closed !== undefined && (
        <p className="case-note">{t.reports.closedBefore(closer, t.reports.whenWithin(dayName(closed.at), clockTime(closed.at)))}</p>
      )}
      <div className="case-actions">
        <Button onPress={() => void settle(() => undefined, t.reports.closed)}>{deleted ? t.reports.done : t.reports.dismiss}</Button>
        {seq !== undefined && message !== undefined && !deleted && !room?.room.archived && (
          <Button icon="delete" onPress={() => void settle(() => chat.remove(roomId, seq), t.reports.deleted)}>
            {t.reports.delete}
          </Button>
        )}
        {choices.length > 0 && (
          <Menu label={t.reports.about(person.name)} choices={choices}>
            <IconButton icon="more" label={t.reports.more(person.name)} />
          </Menu>
        )}
      </div>
    </li>
  );
};

export default ReportsDialog;
