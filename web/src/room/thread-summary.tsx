import type { Reply } from '@parley/protocol';
import { Avatar } from '../design/avatar.tsx';
import { Icon } from '../design/icon.tsx';
import { t } from '../languages/language.ts';
import { useChat, usePerson } from '../session/session-context.ts';
import { clockTime, dayInText } from './times.ts';
import './thread-summary.css';

/** Pictures shown, and replies from which on the number is a least. */
const FACES = 3;
const ENOUGH = 100;

/** How many replies there are to a message, and who gave the last ones, but who is blocked: opens the thread. */
export const ThreadSummary = ({ replies, onOpen }: { replies: readonly Reply[]; onOpen: () => void }) => {
  const blocked = useChat((state) => state.blocked);
  const last = [...new Set(replies.toReversed().map(({ userId }) => userId))].filter((userId) => !blocked.has(userId)).slice(0, FACES);
  const at = replies.at(-1)?.at ?? 0;
  const { thread } = t.room;
  return (
    <button type="button" className="thread-summary" onClick={onOpen}>
      {last.length > 0 && (
        <span className="thread-summary-faces" aria-hidden="true">
          {last.map((userId) => (
            <Face key={userId} userId={userId} />
          ))}
        </span>
      )}
      <span className="thread-summary-count">
        {replies.length >= ENOUGH ? thread.repliesOrMore(ENOUGH) : thread.replies(replies.length)}
      </span>
      <span className="thread-summary-last">{thread.last(dayInText(at), clockTime(at))}</span>
    </button>
  );
};

const Face = ({ userId }: { userId: string }) => <Avatar id={userId} name={usePerson(userId)?.name ?? ''} size="sm" />;

/** Above a reply that is shown in the room as well. */
export const FromThread = ({ onOpen }: { onOpen: () => void }) => (
  <button type="button" className="from-thread" onClick={onOpen}>
    <Icon name="thread" size={14} />
    {t.room.thread.from}
  </button>
);
