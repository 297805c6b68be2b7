import { unreadInThreads } from '@parley/client';
import { Icon } from '../design/icon.tsx';
import { t } from '../languages/language.ts';
import { Link } from '../link.tsx';
import { UnreadBadges } from '../rooms/unread-badges.tsx';
import { useRoute } from '../route.ts';
import { useChat } from '../session/session-context.ts';

/** Leads to the threads that I follow, and tells how much is unread there. */
export const ThreadsLink = () => {
  const here = useRoute().page === 'threads';
  const unread = useChat((state) => unreadInThreads(state).unread);
  const mentions = useChat((state) => unreadInThreads(state).mentions);
  return (
    <Link to={{ page: 'threads' }} className="room-link" aria-current={here ? 'page' : undefined} data-unread={unread > 0 ? '' : undefined}>
      <span className="room-symbol">
        <Icon name="thread" size={18} />
      </span>
      <span className="room-link-name">{t.threads.title}</span>
      <UnreadBadges unread={unread} mentions={mentions} />
    </Link>
  );
};
