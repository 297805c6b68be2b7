import type { Block } from '@parley/protocol';
import { useQuery } from '@tanstack/react-query';
import { Avatar } from '../design/avatar.tsx';
import { Button } from '../design/button.tsx';
import { FormError } from '../design/notice.tsx';
import { reasonOf, t } from '../languages/language.ts';
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
    <section className="settings-section blocked-people">
      <h2>{t.settings.blocked.title}</h2>
      <p className="field-hint">{blocked.size === 0 ? t.settings.blocked.nobody : t.settings.blocked.note}</p>
      <FormError>{found.error && reasonOf(found.error)}</FormError>
      <ul aria-label={t.settings.blocked.title}>
        {blocks.map((block) => (
          <Blocked key={block.userId} block={block} onLift={() => void setBlocked(block, false)} />
        ))}
      </ul>
    </section>
  );
};

const Blocked = ({ block: { userId, name, handle }, onLift }: { block: Block; onLift: () => void }) => (
  <li className="listed">
    <Avatar id={userId} name={name} />
    <span className="listed-text">
      <span className="listed-title" dir="auto">
        {name}
      </span>
      <span className="listed-detail">{handle !== '' && <bdi>@{handle}</bdi>}</span>
    </span>
    <Button onPress={onLift} aria-label={t.settings.blocked.unblockOne(name)}>
      {t.settings.blocked.unblock}
    </Button>
  </li>
);
