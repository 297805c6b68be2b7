import { useEffect, useSyncExternalStore } from 'react';
import { useChat, useSession } from '../session/session-context.ts';
import './custom-emoji.css';

/** An emoji of this deployment's own, in a box of its size from the beginning; its `:name:` where there is none of that name. */
export const CustomEmoji = ({ name }: { name: string }) => {
  const { chat, emojiImages } = useSession();
  const emojiId = useChat((state) => state.emoji[name]?.emojiId);
  const source = useSyncExternalStore(emojiImages.subscribe, () => (emojiId === undefined ? undefined : emojiImages.get(emojiId)));

  useEffect(() => {
    if (emojiId === undefined) chat.missEmoji(name);
    else emojiImages.want(emojiId);
  }, [chat, emojiImages, name, emojiId]);

  const text = `:${name}:`;
  if (emojiId === undefined) return text;
  return (
    <span className="custom-emoji" title={text}>
      {source === undefined ? <span role="img" aria-label={text} /> : <img src={source} alt={text} draggable={false} />}
    </span>
  );
};

const CUSTOM = /^:([a-z0-9_]{2,32}):$/;

/** Any emoji: one of Unicode, or a custom one. */
export const EmojiMark = ({ emoji }: { emoji: string }) => {
  const [, name] = CUSTOM.exec(emoji) ?? [];
  return name === undefined ? emoji : <CustomEmoji name={name} />;
};
