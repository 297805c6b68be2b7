import { useLayoutEffect, useRef } from 'react';
import type { Change } from './completing.ts';

/** Writes as if it were typed: only so does the browser know how to undo it. */
export const write = (box: HTMLTextAreaElement, { from, to, insert, cursor }: Change): void => {
  box.focus();
  box.setSelectionRange(from, to);
  document.execCommand('insertText', false, insert);
  box.setSelectionRange(cursor, cursor);
};

/** A textarea as high as its text; style sheets limit it. The cursor stands behind the text at first; with `focused` it takes the focus. */
export const useTextBox = (text: string, { focused = false } = {}) => {
  const box = useRef<HTMLTextAreaElement>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the height depends on the text, which the element holds.
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    element.style.height = 'auto';
    element.style.height = `${element.scrollHeight}px`;
  }, [text]);

  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    const toEnd = () => {
      // Whoever selects something first means that.
      if (element.selectionEnd === 0) element.setSelectionRange(element.value.length, element.value.length);
    };
    element.addEventListener('focus', toEnd, { once: true });
    if (focused) element.focus({ preventScroll: true });
  }, [focused]);

  return box;
};
