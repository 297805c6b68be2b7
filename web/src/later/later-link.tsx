import { Icon } from '../design/icon.tsx';
import { t } from '../languages/language.ts';
import { Link } from '../link.tsx';
import { useRoute } from '../route.ts';
import { useSaved, useScheduled } from './lists.ts';

/** Leads to what I have kept for later, and tells how many reminders have come. */
export const LaterLink = () => {
  const here = useRoute().page === 'later';
  const saved = useSaved().data?.items ?? [];
  const scheduled = useScheduled().data?.items ?? [];
  const due = saved.filter(({ remindedAt }) => remindedAt !== undefined).length + scheduled.filter(({ failure }) => failure).length;
  return (
    <Link to={{ page: 'later' }} className="room-link" aria-current={here ? 'page' : undefined} data-unread={due > 0 ? '' : undefined}>
      <span className="room-symbol">
        <Icon name="bookmark" size={18} />
      </span>
      <span className="room-link-name">{t.shell.pages.later}</span>
      {due > 0 && (
        <span className="badge">
          {due}
          <span className="visually-hidden">{t.later.due(due)}</span>
        </span>
      )}
    </Link>
  );
};
