import type { ChatState, RoomState } from '@parley/client';
import { useChat } from '../session/session-context.ts';
import './typing-line.css';

const sentence = (names: readonly string[]): string => {
  const [first, second] = names;
  if (names.length === 1) return `${first} is typing…`;
  if (names.length === 2) return `${first} and ${second} are typing…`;
  return names.length === 0 ? '' : 'Several people are typing…';
};

const typingNames = (state: ChatState, room: RoomState): string =>
  sentence(
    Object.keys(room.typing)
      .filter((userId) => userId !== state.me?.userId)
      .map((userId) => state.people[userId]?.name ?? 'Someone'),
  );

/** Has its height whether or not anybody types. */
export const TypingLine = ({ room }: { room: RoomState }) => {
  const text = useChat((state) => typingNames(state, room));
  return (
    <p className="typing-line" aria-live="polite">
      {text !== '' && <span className="typing-dots" aria-hidden="true" />}
      {text}
    </p>
  );
};
