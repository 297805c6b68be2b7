import type { ChatState, RoomState } from '@parley/client';
import { t } from '../languages/language.ts';
import { useChat } from '../session/session-context.ts';
import './typing-line.css';

const sentence = ([first, second, ...others]: readonly string[]): string => {
  if (first === undefined) return '';
  if (second === undefined) return t.room.typing.one(first);
  return others.length === 0 ? t.room.typing.two(first, second) : t.room.typing.several;
};

const typingNames = (state: ChatState, room: RoomState): string =>
  sentence(
    Object.keys(room.typing)
      .filter((userId) => userId !== state.me?.userId)
      .map((userId) => state.people[userId]?.name ?? t.design.someone),
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
