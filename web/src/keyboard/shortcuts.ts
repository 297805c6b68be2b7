// Every key that does something anywhere in the app. The sheet that shows them is made of the same list.
import { type Catalogue, t } from '../languages/language.ts';

interface Key {
  /** `Mod` is Ctrl, and Command on Apple's machines. */
  keys: string;
  does: keyof Catalogue['keyboard']['does'];
  group: keyof Catalogue['keyboard']['groups'];
}

export const shortcuts = {
  switch: { keys: 'Mod+K', does: 'goTo', group: 'anywhere' },
  'show-shortcuts': { keys: 'Mod+/', does: 'showShortcuts', group: 'anywhere' },
  'next-region': { keys: 'F6', does: 'nextRegion', group: 'anywhere' },
  'previous-region': { keys: 'Shift+F6', does: 'previousRegion', group: 'anywhere' },
  'next-room': { keys: 'Alt+ArrowDown', does: 'nextRoom', group: 'rooms' },
  'previous-room': { keys: 'Alt+ArrowUp', does: 'previousRoom', group: 'rooms' },
  'next-unread': { keys: 'Alt+Shift+ArrowDown', does: 'nextUnread', group: 'rooms' },
  'previous-unread': { keys: 'Alt+Shift+ArrowUp', does: 'previousUnread', group: 'rooms' },
  'read-room': { keys: 'Escape', does: 'readRoom', group: 'rooms' },
  'read-all': { keys: 'Shift+Escape', does: 'readAll', group: 'rooms' },
} as const satisfies Record<string, Key>;

export type Shortcut = keyof typeof shortcuts;

/** Keys that work where they belong, as the browser or a component has them; shown with the others. */
export const localKeys: readonly Key[] = [
  { keys: 'Enter', does: 'send', group: 'writing' },
  { keys: 'Shift+Enter', does: 'newLine', group: 'writing' },
  { keys: 'ArrowUp', does: 'editLast', group: 'writing' },
  { keys: '@', does: 'mention', group: 'writing' },
  { keys: '#', does: 'nameRoom', group: 'writing' },
  { keys: ':', does: 'pickEmoji', group: 'writing' },
  { keys: 'ArrowUp', does: 'messageBefore', group: 'messages' },
  { keys: 'ArrowDown', does: 'messageAfter', group: 'messages' },
  { keys: 'Tab', does: 'messageActions', group: 'messages' },
];

/** What of a key event tells the keys. */
interface Pressed {
  key: string;
  altKey: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
  shiftKey: boolean;
}

/** Whether exactly these keys are pressed. Signs may need Shift on some keyboards, so that it does not count there. */
const matches = (keys: string, { key, altKey, ctrlKey, metaKey, shiftKey }: Pressed): boolean => {
  const parts = keys.split('+');
  const wanted = parts.at(-1) ?? '';
  const isSign = wanted.length === 1 && wanted.toLowerCase() === wanted.toUpperCase();
  return (
    key.toLowerCase() === wanted.toLowerCase() &&
    (ctrlKey || metaKey) === parts.includes('Mod') &&
    altKey === parts.includes('Alt') &&
    (isSign || shiftKey === parts.includes('Shift'))
  );
};

export const shortcutOf = (pressed: Pressed): Shortcut | undefined =>
  (Object.keys(shortcuts) as Shortcut[]).find((shortcut) => matches(shortcuts[shortcut].keys, pressed));

const arrows = { ArrowUp: '↑', ArrowDown: '↓' };
const appleCaps = { Mod: '⌘', Alt: '⌥', Shift: '⇧' };

/** What stands on the keys: `['Ctrl', 'K']`, `['⌘', 'K']`. */
export const capsOf = (keys: string, apple: boolean): string[] => {
  const names: Readonly<Record<string, string>> = { ...t.keyboard.caps, ...arrows, ...(apple ? appleCaps : {}) };
  return keys.split('+').map((part) => names[part] ?? part);
};

/** As `aria-keyshortcuts` wants it. */
export const ariaKeys = (keys: string, apple: boolean): string =>
  keys
    .split('+')
    .map((part) => (part === 'Mod' ? (apple ? 'Meta' : 'Control') : part))
    .join('+');

/** Whether the keys bear the names of Apple's. */
export const isApple = (platform: string): boolean => /mac|iphone|ipad/i.test(platform);
