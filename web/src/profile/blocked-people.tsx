import type { Block } from '@parley/protocol';
import { useQuery } from '@tanstack/react-query';
import { Avatar } from '../design/avatar.tsx';
import { Button } from '../design/button.tsx';
import { FormError } from '../design/notice.tsx';
import { useBlocking } from '../people/blocking.ts';
import { useChat, useSession } from '../session/session-context.ts';
import '../rooms/rooms.css';

/** Whom I have blocked, and the way back. */
export const BlockedPeople = () => {
  const { api } = useSession();
  const blocked = useChat((state) => state.blocked);
  const setBlocked = useBlocking();
  const found = useQuery({ queryKey: ['blocks', [...blocked].sort()], queryFn: () => api.blocks(), enabled: blocked.size > 0 });
  const blocks = found.data?.items.filter(({ userId }) => blocked.has(userId)) ?? [];

  return (
    <div className="blocked-people">
      <h3>Blocked people</h3>
      <p className="field-hint">
        {blocked.size === 0
          ? 'Nobody. You can block somebody from their card, which their picture opens.'
          : 'What they say is folded away and never unread. They see neither your presence nor your receipts, and cannot write to you directly.'}
      </p>
      <FormError>{found.error?.message}</FormError>
      <ul aria-label="Blocked people">
        {blocks.map((block) => (
          <Blocked key={block.userId} block={block} onLift={() => void setBlocked(block, false)} />
        ))}
      </ul>
    </div>
  );
};

const Blocked = ({ block: { userId, name, handle }, onLift }: { block: Block; onLift: () => void }) => (
  <li className="listed">
    <Avatar id={userId} name={name} />
    <span className="listed-text">
      <span className="listed-title" dir="auto">
        {name}
      </span>
      <span className="listed-detail">{handle === '' ? '' : `@${handle}`}</span>
    </span>
    <Button onPress={onLift} aria-label={`Unblock ${name}`}>
      Unblock
    </Button>
  </li>
);
