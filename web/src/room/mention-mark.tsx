import type { Message } from '@parley/protocol';
import { createContext, use } from 'react';
import { useChat } from '../session/session-context.ts';

/** Whom the message around it calls for. */
export const Calls = createContext<Pick<Message, 'mentions' | 'audience'>>({});

/** Stands out if the message calls for who is named: anybody can write an `@`. */
export const MentionMark = ({ handle, text }: { handle: string; text: string }) => {
  const { mentions = [], audience } = use(Calls);
  const me = useChat((state) => state.me?.userId);
  const person = useChat((state) => mentions.map((userId) => state.people[userId]).find((known) => known?.handle === handle));
  const toAll = audience === handle;
  if (person === undefined && !toAll) return text;
  return (
    <span className="mention" data-me={toAll || person?.userId === me ? '' : undefined} title={person?.name}>
      {text}
    </span>
  );
};
