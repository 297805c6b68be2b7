// [H33] The threads that I follow, the last active first.
import { ApiError, followedThreads, hasBegun, threadNow } from '@parley/client';
import type { FollowedThread, Message } from '@parley/protocol';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { Avatar } from '../design/avatar.tsx';
import { Button } from '../design/button.tsx';
import { EmptyState, FormError } from '../design/notice.tsx';
import { SkeletonRows } from '../design/progress.tsx';
import { toast } from '../design/toast.tsx';
import { reasonOf, t } from '../languages/language.ts';
import { Heard } from '../people/unheard.tsx';
import { Calls } from '../room/mention-mark.tsx';
import { RichText } from '../room/rich-text-view.tsx';
import { fullTime } from '../room/times.ts';
import { roomName } from '../rooms/room-name.ts';
import { UnreadBadges } from '../rooms/unread-badges.tsx';
import { navigate } from '../route.ts';
import { useChat, usePerson, useRoom, useSession } from '../session/session-context.ts';
import { PageHeader } from '../shell/page-header.tsx';
import './threads.css';

/** Threads shown at first, and how many more each time. */
const AT_ONCE = 20;
/** Replies shown of each. */
const REPLIES = 2;
/** How long a thread may be told of before it is in the store, asked for again meanwhile, milliseconds. */
const LOOK_AGAIN_MS = 1_000;
const LOOKS = 5;

const ThreadsPage = () => {
  const { chat } = useSession();
  const rooms = useChat((state) => state.rooms);
  const ready = useChat(hasBegun);
  const [shown, setShown] = useState(AT_ONCE);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the threads change with the rooms, which the selector takes from the state.
  const threads = useMemo(() => followedThreads(chat.getState()), [rooms, chat]);
  const unread = threads.some(({ unreadSeqs }) => unreadSeqs.length > 0);

  return (
    <>
      <PageHeader title={t.threads.title}>
        {unread && <Button onPress={() => chat.readAllThreads()}>{t.threads.readAll}</Button>}
      </PageHeader>
      <div className="threads">
        {!ready && <SkeletonRows count={6} label={t.threads.loading} />}
        {ready && threads.length === 0 && (
          <EmptyState icon="thread" title={t.threads.none}>
            {t.threads.hint}
          </EmptyState>
        )}
        <ul className="threads-list" aria-label={t.threads.title}>
          {threads.slice(0, shown).map((thread) => (
            <ThreadCard key={`${thread.roomId}/${thread.root}`} thread={thread} />
          ))}
        </ul>
        {threads.length > shown && (
          <Button kind="quiet" onPress={() => setShown(shown + AT_ONCE)}>
            {t.threads.more}
          </Button>
        )}
      </div>
    </>
  );
};

const ThreadCard = ({ thread }: { thread: FollowedThread }) => {
  const { api, chat } = useSession();
  const { roomId, root, following, unreadSeqs, mentionSeqs, activeAt } = thread;
  const room = useRoom(roomId);
  const name = useChat(({ me, people }) => (room === undefined ? '' : roomName(room.room, me?.userId, people)));
  const found = useQuery({
    queryKey: ['thread', roomId, root, activeAt, unreadSeqs.at(-1)],
    queryFn: async () => {
      const page = await api.thread(roomId, root, { limit: REPLIES });
      chat.see([page.root, ...page.items].map(({ senderId }) => senderId));
      return page;
    },
    placeholderData: (before) => before,
    retry: (failures, error) => failures < LOOKS && error instanceof ApiError && error.code === 'not_found',
    retryDelay: LOOK_AGAIN_MS,
  });
  // A reply is told before it is in the store.
  const [said, ...replies] = found.data === undefined || room === undefined ? [] : threadNow(found.data, room);
  const follow = () => void chat.followThread(roomId, root, !following).catch(toast.error);

  return (
    <li className="thread-card" data-unread={unreadSeqs.length > 0 ? '' : undefined}>
      <p className="thread-card-about">
        <span dir="auto">{name}</span>
        <UnreadBadges unread={unreadSeqs.length} mentions={mentionSeqs.length} />
        <time dateTime={new Date(activeAt).toISOString()}>{fullTime(activeAt)}</time>
      </p>
      {found.isPending && <SkeletonRows count={2} label={t.threads.loadingOne} />}
      <FormError>{found.error === null ? undefined : reasonOf(found.error)}</FormError>
      {said && (
        <>
          <Said message={said} />
          <div className="thread-card-replies">
            {replies.slice(-REPLIES).map((message) => (
              <Said key={message.seq} message={message} />
            ))}
          </div>
        </>
      )}
      <div className="thread-card-actions">
        <Button onPress={() => navigate({ page: 'room', roomId, thread: root })}>{t.threads.open}</Button>
        <Button kind="quiet" onPress={follow}>
          {following ? t.threads.unfollow : t.threads.follow}
        </Button>
      </div>
    </li>
  );
};

const Said = ({ message }: { message: Message }) => {
  const name = usePerson(message.senderId)?.name ?? t.design.someone;
  return (
    <div className="thread-said">
      <Avatar id={message.senderId} name={name} size="sm" />
      <div className="thread-said-main">
        <p className="thread-said-name" dir="auto">
          {name}
        </p>
        {message.deletedAt === undefined ? (
          <Heard userId={message.senderId}>
            <div className="thread-said-text message-text" dir="auto">
              <Calls value={message}>
                <RichText text={message.text} />
              </Calls>
            </div>
          </Heard>
        ) : (
          <p className="message-tombstone">{t.threads.deleted}</p>
        )}
      </div>
    </div>
  );
};

export default ThreadsPage;
