import { t } from '../languages/language.ts';
import { unreadLabel } from './room-name.ts';

/** What is new in a room or in threads, at the end of its line in the list. */
export const UnreadBadges = ({ unread, mentions }: { unread: number; mentions: number }) => (
  <>
    {mentions > 0 && (
      <span className="badge" data-mentions="">
        <bdi>@{unreadLabel(mentions)}</bdi>
        <span className="visually-hidden">{t.rooms.mentions(mentions)}</span>
      </span>
    )}
    {unread > 0 && (
      <span className="badge">
        {unreadLabel(unread)}
        <span className="visually-hidden">{t.rooms.unread(unread)}</span>
      </span>
    )}
  </>
);
