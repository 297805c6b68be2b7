import { lazy, type RefObject, Suspense, useState } from 'react';
import { flushSync } from 'react-dom';
import { IconButton } from '../design/button.tsx';
import { t } from '../languages/language.ts';
import { insertEmoji } from './completing.ts';
import { write } from './text-box.ts';

const EmojiPicker = lazy(() => import('../emoji/emoji-picker.tsx'));

/** Puts an emoji where the cursor stands in the box. */
export const ComposerEmoji = ({ box }: { box: RefObject<HTMLTextAreaElement | null> }) => {
  const [anchor, setAnchor] = useState<Element>();

  const close = () => {
    // At once: while the picker is there, it keeps the focus.
    flushSync(() => setAnchor(undefined));
    box.current?.focus();
  };

  const pick = (emoji: string) => {
    close();
    const { current } = box;
    if (current !== null) write(current, insertEmoji(current.value, current.selectionStart, current.selectionEnd, emoji));
  };

  return (
    <>
      <IconButton
        icon="smile"
        label={t.room.composer.emoji}
        aria-haspopup="dialog"
        aria-expanded={anchor !== undefined}
        onPress={({ target }) => setAnchor(target)}
      />
      <Suspense>
        {anchor !== undefined && <EmojiPicker anchor={anchor} label={t.room.composer.emoji} custom onPick={pick} onClose={close} />}
      </Suspense>
    </>
  );
};
