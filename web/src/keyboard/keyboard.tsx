// One listener for the whole app; whoever can do something says so while they are on screen.
import { createContext, type ReactNode, use, useEffect, useMemo, useRef } from 'react';
import { type Shortcut, shortcutOf } from './shortcuts.ts';

/** Does it. Gives false where it has nothing to do, and leaves the key to the browser. */
type Handler = () => unknown;
type Handlers = Map<Shortcut, Handler[]>;

const Keyboard = createContext<Handlers>(new Map());

/** Takes the shortcut while the component is there. Of several the one that came last has it. */
export const useShortcut = (shortcut: Shortcut, handler: Handler): void => {
  const handlers = use(Keyboard);
  const latest = useRef(handler);
  useEffect(() => {
    latest.current = handler;
  });
  useEffect(() => {
    const mine: Handler = () => latest.current();
    handlers.set(shortcut, [...(handlers.get(shortcut) ?? []), mine]);
    return () => {
      handlers.set(
        shortcut,
        (handlers.get(shortcut) ?? []).filter((each) => each !== mine),
      );
    };
  }, [handlers, shortcut]);
};

// A dialog or a menu has the keys to itself, Escape above all.
const isCovered = () => document.querySelector('[role="dialog"], [role="alertdialog"], [role="menu"]') !== null;

export const KeyboardProvider = ({ children }: { children: ReactNode }) => {
  const handlers = useMemo<Handlers>(() => new Map(), []);

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      // Enter or Escape may end a composed character.
      if (event.defaultPrevented || event.isComposing) return;
      const shortcut = shortcutOf(event);
      if (shortcut === undefined || isCovered()) return;
      const handler = handlers.get(shortcut)?.at(-1);
      if (handler !== undefined && handler() !== false) event.preventDefault();
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, [handlers]);

  return <Keyboard value={handlers}>{children}</Keyboard>;
};
