import { useLayoutEffect, useRef } from 'react';

/** A textarea as high as its text; style sheets limit it. With `focused` it takes the focus, the cursor behind the text. */
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
    if (!focused || element === null) return;
    element.focus({ preventScroll: true });
    element.setSelectionRange(element.value.length, element.value.length);
  }, [focused]);

  return box;
};
