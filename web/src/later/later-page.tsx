import type { SavedList, Scheduled } from '@parley/protocol';
import { useQueryClient } from '@tanstack/react-query';
import { Button } from '../design/button.tsx';
import { EmptyState, FormError } from '../design/notice.tsx';
import { SkeletonRows } from '../design/progress.tsx';
import { toast } from '../design/toast.tsx';
import { Heard } from '../people/unheard.tsx';
import { RichText } from '../room/rich-text-view.tsx';
import { fullTime } from '../room/times.ts';
import { roomName } from '../rooms/room-name.ts';
import { navigate } from '../route.ts';
import { useChat, usePerson, useSession } from '../session/session-context.ts';
import { useDialogs } from '../shell/dialogs.tsx';
import { PageHeader } from '../shell/page-header.tsx';
import { refreshLater, useSaved, useScheduled } from './lists.ts';
import { momentName } from './moments.ts';
import './later.css';

type SavedItem = SavedList['items'][number];

/** What I have saved, and what is to be sent. */
const LaterPage = () => {
  const saved = useSaved();
  const scheduled = useScheduled();
  const toSend = scheduled.data?.items ?? [];

  return (
    <>
      <PageHeader title="Later" />
      <div className="later">
        <FormError>{(saved.error ?? scheduled.error)?.message}</FormError>
        {toSend.length > 0 && (
          <section className="later-section">
            <h2>To be sent</h2>
            <ul className="later-list" aria-label="To be sent">
              {toSend.map((item) => (
                <ScheduledLine key={item.id} item={item} />
              ))}
            </ul>
          </section>
        )}
        <section className="later-section">
          <h2>Saved</h2>
          {saved.isPending && <SkeletonRows count={4} label="Loading what you saved" />}
          {saved.data?.items.length === 0 && (
            <EmptyState icon="bookmark" title="Nothing is saved">
              Save a message from its menu to find it here again, with a reminder if you like.
            </EmptyState>
          )}
          <ul className="later-list" aria-label="Saved">
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
    return room === undefined ? 'A room you are not in' : roomName(room, state.me?.userId, state.people);
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
  const author = usePerson(message?.senderId ?? '')?.name ?? 'Someone';
  const room = useRoomName(roomId);
  const deleted = message?.deletedAt !== undefined;
  return (
    <li className="later-item" data-due={remindedAt === undefined ? undefined : ''}>
      <p className="later-about">
        <span dir="auto">
          {message === undefined ? '' : `${author} in `}
          {room}
        </span>
        {message && <time dateTime={new Date(message.sentAt).toISOString()}>{fullTime(message.sentAt)}</time>}
      </p>
      {message === undefined || deleted ? (
        <p className="message-tombstone">{deleted ? 'This message was deleted.' : 'You cannot see this message any more.'}</p>
      ) : (
        <Heard userId={message.senderId}>
          <div className="later-text message-text" dir="auto">
            <RichText text={message.text} />
          </div>
        </Heard>
      )}
      {remindAt !== undefined && (
        <p className="later-time">
          {remindedAt === undefined ? `Reminder on ${momentName(remindAt)}` : `Reminder of ${momentName(remindAt)}`}
        </p>
      )}
      <div className="later-actions">
        {message && <Button onPress={() => navigate({ page: 'room', roomId, seq })}>Show in room</Button>}
        {remindedAt !== undefined && (
          <Button kind="quiet" onPress={() => attempt(api.putSaved(roomId, seq))}>
            Seen
          </Button>
        )}
        <Button kind="quiet" onPress={() => open({ dialog: 'remind', roomId, seq })}>
          Remind me
        </Button>
        <Button kind="quiet" onPress={() => attempt(api.removeSaved(roomId, seq))}>
          Remove
        </Button>
      </div>
    </li>
  );
};

const failures: Partial<Record<NonNullable<Scheduled['failure']>, string>> = {
  forbidden: 'you may not speak there any more',
  not_found: 'you cannot see the room any more',
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
      <p className="later-time">
        {failure === undefined ? momentName(sendAt) : `Not sent: ${failures[failure] ?? 'the room refused it'}.`}
      </p>
      <div className="later-actions">
        <Button onPress={change}>Change</Button>
        <Button kind="quiet" onPress={() => attempt(api.cancelScheduled(id))}>
          {failure === undefined ? 'Cancel sending' : 'Discard'}
        </Button>
      </div>
    </li>
  );
};

export default LaterPage;
