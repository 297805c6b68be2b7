import { chosenBy, pollCounts, pollVoters } from '@parley/client';
import type { Message, Poll as PollBody } from '@parley/protocol';
import { Icon } from '../design/icon.tsx';
import { t } from '../languages/language.ts';
import { useChat, useSession } from '../session/session-context.ts';
import './poll.css';

interface PollProps {
  message: Message & { poll: PollBody };
  /** Whether the room takes votes. */
  mutable: boolean;
}

/** A poll's answers with what they have got. Pressing one chooses it, pressing it again takes that back. */
export const Poll = ({ message, mutable }: PollProps) => {
  const { chat } = useSession();
  const me = useChat((state) => state.me?.userId);
  const { roomId, seq, poll, closedAt, senderId } = message;
  const mine = chosenBy(message, me);
  const counts = pollCounts(message);
  const voters = pollVoters(message);
  const open = mutable && closedAt === undefined;

  const choose = (choice: number) => {
    const others = poll.multiple ? mine.filter((each) => each !== choice) : [];
    chat.vote(roomId, seq, mine.includes(choice) ? others : [...others, choice]);
  };

  return (
    <div className="poll">
      <ul className="poll-options">
        {poll.options.map((option, place) => (
          <li key={option}>
            <Answer
              option={option}
              count={counts[place] ?? 0}
              share={voters === 0 ? 0 : (counts[place] ?? 0) / voters}
              chosen={mine.includes(place)}
              onChoose={open ? () => choose(place) : undefined}
            />
          </li>
        ))}
      </ul>
      <p className="poll-foot">
        {t.panels.poll.voted(voters)}
        {poll.anonymous && ` · ${t.panels.poll.anonymous}`}
        {poll.multiple && ` · ${t.panels.poll.several}`}
        {closedAt !== undefined && ` · ${t.panels.poll.closed}`}
        {open && senderId === me && (
          <button type="button" className="poll-close" onClick={() => chat.closePoll(roomId, seq)}>
            {t.panels.poll.close}
          </button>
        )}
      </p>
    </div>
  );
};

interface AnswerProps {
  option: string;
  count: number;
  /** Of the voters, 0 to 1. */
  share: number;
  chosen: boolean;
  onChoose: (() => void) | undefined;
}

const Answer = ({ option, count, share, chosen, onChoose }: AnswerProps) => (
  <button type="button" className="poll-option" aria-pressed={chosen} disabled={onChoose === undefined} onClick={onChoose}>
    <span className="poll-bar" style={{ width: `${Math.round(share * 100)}%` }} />
    <span className="poll-check">{chosen && <Icon name="check" size={14} />}</span>
    <span className="poll-answer" dir="auto">
      {option}
    </span>
    <span className="poll-count">
      {count}
      <span className="visually-hidden"> {t.panels.poll.votes(count)}</span>
    </span>
  </button>
);
