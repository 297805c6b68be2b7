import type { ChatState } from '@parley/client';
import type { Reaction } from '@parley/protocol';
import { EmojiMark } from '../emoji/custom-emoji.tsx';
import { t } from '../languages/language.ts';
import { useChat } from '../session/session-context.ts';
import './reactions.css';

/** Names told before the rest is a number. */
const NAMED = 8;

interface ReactionsProps {
  reactions: readonly Reaction[];
  /** Undefined where one may not react. */
  onReact: ((emoji: string, on: boolean) => void) | undefined;
}

/** What a chip calls somebody; who is blocked has no name before one asks for it where all of them are listed. */
const nameIn = ({ me, people, blocked }: ChatState, userId: string): string => {
  if (userId === me?.userId) return t.panels.reactions.listed.you;
  return blocked.has(userId) ? t.panels.reactions.listed.blocked : (people[userId]?.name ?? t.panels.reactions.listed.someone);
};

/** What people put on a message, and how many of them. Pressing one joins them, or takes one's own away. */
export const Reactions = ({ reactions, onReact }: ReactionsProps) => (
  <ul className="reactions" aria-label={t.panels.reactions.title}>
    {reactions.map((reaction) => (
      <li key={reaction.emoji}>
        <ReactionChip reaction={reaction} onReact={onReact} />
      </li>
    ))}
  </ul>
);

const ReactionChip = ({ reaction: { emoji, userIds }, onReact }: { reaction: Reaction } & Pick<ReactionsProps, 'onReact'>) => {
  const me = useChat((state) => state.me?.userId);
  const names = useChat((state) =>
    userIds
      .slice(0, NAMED)
      .map((userId) => t.panels.reactions.name(nameIn(state, userId)))
      .join(t.panels.reactions.separator),
  );
  const mine = me !== undefined && userIds.includes(me);
  const who = userIds.length > NAMED ? t.panels.reactions.andOthers(names, userIds.length - NAMED) : names;
  return (
    <button
      type="button"
      className="reaction"
      aria-pressed={mine}
      aria-label={t.panels.reactions.chip(emoji, userIds.length, who)}
      title={who}
      disabled={onReact === undefined}
      onClick={() => onReact?.(emoji, !mine)}
    >
      <span className="reaction-emoji">
        <EmojiMark emoji={emoji} />
      </span>
      {userIds.length}
    </button>
  );
};
