import { type InputEvent, type KeyboardEvent, type RefObject, useDeferredValue, useId, useRef, useState } from 'react';
import { useSession } from '../session/session-context.ts';
import { type Asked, askedAt, complete, namedAt, type RoomPick } from './completing.ts';
import { type Suggestion, useSuggestions } from './suggestions.ts';
import { write } from './text-box.ts';

export { composed } from './completing.ts';

export interface Completion {
  listId: string;
  suggestions: readonly Suggestion[];
  /** The one that Enter takes. */
  active: number;
  pick: (suggestion: Suggestion) => void;
  close: () => void;
  /** Whether the key was meant for the list. */
  onKeyDown: (event: KeyboardEvent) => boolean;
  /** For the text box: it keeps the focus, and tells what is suggested. */
  props: object;
  /** Rooms that were picked. */
  picks: readonly RoomPick[];
}

interface CompletionOptions {
  roomId: string;
  box: RefObject<HTMLTextAreaElement | null>;
}

/** Suggests people, rooms and emoji while one types their beginning. */
export const useCompletion = ({ roomId, box }: CompletionOptions): Completion => {
  const { chat } = useSession();
  const listId = useId();
  const [asked, setAsked] = useState<Asked>();
  const [active, setActive] = useState(0);
  const picks = useRef<RoomPick[]>([]);
  const suggestions = useSuggestions(roomId, useDeferredValue(asked));
  const open = asked !== undefined && suggestions.length > 0;
  const chosen = Math.min(active, suggestions.length - 1);

  const look = () => {
    const cursor = box.current?.selectionStart ?? 0;
    const next = askedAt(box.current?.value ?? '', cursor);
    if (next?.sign === asked?.sign && next?.term === asked?.term && next?.at === asked?.at) return;
    setAsked(next);
    setActive(0);
  };

  const close = () => setAsked(undefined);

  const pick = (suggestion: Suggestion) => {
    if (asked === undefined || box.current === null) return;
    if (suggestion.room !== undefined) picks.current = [...picks.current, suggestion.room];
    write(box.current, complete(box.current.value, asked, suggestion.insert));
    close();
  };

  /** A name becomes its emoji with its last colon; custom ones are written by name. */
  const onInput = async ({ currentTarget: element, nativeEvent }: InputEvent<HTMLTextAreaElement>) => {
    // The browser selects what is there again, and whoever writes on would write over it.
    if (nativeEvent.inputType === 'historyUndo') element.setSelectionRange(element.selectionEnd, element.selectionEnd);
    if (nativeEvent.data !== ':' || nativeEvent.isComposing) return;
    const named = namedAt(element.value, element.selectionStart);
    if (named === undefined || Object.hasOwn(chat.getState().emoji, named.name)) return;
    const { from, to, name } = named;
    const typed = element.value.slice(from, to);
    const known = await import('../emoji/emoji.ts').catch(() => undefined);
    const insert = known?.emojiCalled(name);
    // The first one may take a while: whoever has written on stays where they are.
    const cursor = element.selectionStart;
    if (insert === undefined || element !== document.activeElement || cursor < to || element.value.slice(from, to) !== typed) return;
    write(element, { from, to, insert, cursor: cursor + insert.length - typed.length });
  };

  const onKeyDown = (event: KeyboardEvent): boolean => {
    const suggestion = suggestions[chosen];
    if (!open || suggestion === undefined) return false;
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) setActive((chosen + step + suggestions.length) % suggestions.length);
    else if ((event.key === 'Enter' && !event.shiftKey) || event.key === 'Tab') pick(suggestion);
    else if (event.key === 'Escape') close();
    else return false;
    event.preventDefault();
    return true;
  };

  return {
    listId,
    suggestions: open ? suggestions : [],
    active: chosen,
    pick,
    close,
    onKeyDown,
    picks: picks.current,
    props: {
      onInput,
      onSelect: look,
      'aria-autocomplete': 'list',
      'aria-haspopup': 'listbox',
      ...(open && { 'aria-controls': listId, 'aria-activedescendant': `${listId}-${chosen}` }),
    },
  };
};
