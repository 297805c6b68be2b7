import type { SavedList, Scheduled } from '@parley/protocol';
import { useQueryClient } from '@tanstack/react-query';
import { Button } from '../design/button.tsx';
import { EmptyState, FormError } from '../design/notice.tsx';
import { SkeletonRows } from '../design/progress.tsx';
import { toast } from '../design/toast.tsx';
import { reasonOf, t } from '../languages/language.ts';
import { Heard } from '../people/unheard.tsx';
import { RichText } from '../room/rich-text-view.tsx';
import { fullTime } from '../room/times.ts';
import { roomName } from '../rooms/room-name.ts';
import { navigate } from '../route.ts';
import { useChat, usePerson, useSession } from '../session/session-context.ts';
import { useDialogs } from '../shell/dialogs.tsx';
import { PageHeader } from '../shell/page-header.tsx';
import { refreshLater, useSaved, useScheduled } from './lists.ts';
import './later.css';

type SavedItem = SavedList['items'][number];

/** What I have saved, and what is to be sent. */
const LaterPage = () => {
  const saved = useSaved();
  const scheduled = useScheduled();
  const failed = saved.error ?? scheduled.error;
  const toSend = scheduled.data?.items ?? [];

  return (
    <>
      <PageHeader title={t.shell.pages.later} />
      <div className="later">
        <FormError>{failed && reasonOf(failed)}</FormError>
        {toSend.length > 0 && (
          <section className="later-section">
            <h2>{t.later.toBeSent}</h2>
            <ul className="later-list" aria-label={t.later.toBeSent}>
              {toSend.map((item) => (
                <ScheduledLine key={item.id} item={item} />
              ))}
            </ul>
          </section>
        )}
        <section className="later-section">
          <h2>{t.later.saved}</h2>
          {saved.isPending && <SkeletonRows count={4} label={t.later.loading} />}
          {saved.data?.items.length === 0 && (
            <EmptyState icon="bookmark" title={t.later.empty.title}>
              {t.later.empty.text}
            </EmptyState>
          )}
          <ul className="later-list" aria-label={t.later.saved}>
            {saved.data?.items.map((item) => (
              <SavedLine key={`${item.roomId}/${item.seq}`} item={item} />
            ))}
          </ul>
        </section>
      </div>
    </>
  );
};

const useRoomName = (roomId: string): string =>
  useChat((state) => {
    const room = state.rooms[roomId]?.room;
    return room === undefined ? t.later.strangeRoom : roomName(room, state.me?.userId, state.people);
  });

/** Runs a call, and shows the lists as they are after it. */
const useAttempt = () => {
  const queries = useQueryClient();
  return (call: Promise<unknown>) => void call.catch(toast.error).finally(() => refreshLater(queries));
};

const SavedLine = ({ item }: { item: SavedItem }) => {
  const { api } = useSession();
  const open = useDialogs();
  const attempt = useAttempt();
  const { roomId, seq, message, remindAt, remindedAt } = item;
  const author = usePerson(message?.senderId ?? '')?.name ?? t.design.someone;
  const room = useRoomName(roomId);
  const deleted = message?.deletedAt !== undefined;
  return (
    <li className="later-item" data-due={remindedAt === undefined ? undefined : ''}>
      <p className="later-about">
        <span dir="auto">{message === undefined ? room : t.later.authorIn(author, room)}</span>
        {message && <time dateTime={new Date(message.sentAt).toISOString()}>{fullTime(message.sentAt)}</time>}
      </p>
      {message === undefined || deleted ? (
        <p className="message-tombstone">{deleted ? t.later.deleted : t.later.hidden}</p>
      ) : (
        <Heard userId={message.senderId}>
          <div className="later-text message-text" dir="auto">
            <RichText text={message.text} />
          </div>
        </Heard>
      )}
      {remindAt !== undefined && (
        <p className="later-time">{(remindedAt === undefined ? t.later.reminderOn : t.later.reminderOf)(fullTime(remindAt))}</p>
      )}
      <div className="later-actions">
        {message && <Button onPress={() => navigate({ page: 'room', roomId, seq })}>{t.later.show}</Button>}
        {remindedAt !== undefined && (
          <Button kind="quiet" onPress={() => attempt(api.putSaved(roomId, seq))}>
            {t.later.seen}
          </Button>
        )}
        <Button kind="quiet" onPress={() => open({ dialog: 'remind', roomId, seq })}>
          {t.later.remind.title}
        </Button>
        <Button kind="quiet" onPress={() => attempt(api.removeSaved(roomId, seq))}>
          {t.later.remove}
        </Button>
      </div>
    </li>
  );
};

/** Why something was not sent, as a sentence. */
const refusalOf = (failure: NonNullable<Scheduled['failure']>): string => {
  const known: Readonly<Partial<Record<string, string>>> = t.later.notSent;
  return known[failure] ?? t.later.notSent.other;
};

const ScheduledLine = ({ item }: { item: Scheduled }) => {
  const { api } = useSession();
  const open = useDialogs();
  const attempt = useAttempt();
  const { id, roomId, text, sendAt, failure } = item;
  const change = () => {
    const { failure: _, ...message } = item;
    open({ dialog: 'send-later', message });
  };
  return (
    <li className="later-item" data-due={failure === undefined ? undefined : ''}>
      <p className="later-about">
        <span dir="auto">{useRoomName(roomId)}</span>
      </p>
      <div className="later-text message-text" dir="auto">
        <RichText text={text} />
      </div>
      <p className="later-time">{failure === undefined ? fullTime(sendAt) : refusalOf(failure)}</p>
      <div className="later-actions">
        <Button onPress={change}>{t.later.change}</Button>
        <Button kind="quiet" onPress={() => attempt(api.cancelScheduled(id))}>
          {failure === undefined ? t.later.cancelSending : t.later.discard}
        </Button>
      </div>
    </li>
  );
};

export default LaterPage;
