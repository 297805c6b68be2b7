// Every key that does something anywhere in the app. The sheet that shows them is made of the same list.

/** `Mod` is Ctrl, and Command on Apple's machines. */
export const shortcuts = {
  switch: { keys: 'Mod+K', does: 'Go to a room or a person', group: 'Anywhere' },
  'show-shortcuts': { keys: 'Mod+/', does: 'Show these shortcuts', group: 'Anywhere' },
  'next-region': { keys: 'F6', does: 'Go to the next part of the page', group: 'Anywhere' },
  'previous-region': { keys: 'Shift+F6', does: 'Go to the part before', group: 'Anywhere' },
  'next-room': { keys: 'Alt+ArrowDown', does: 'Next room', group: 'Rooms' },
  'previous-room': { keys: 'Alt+ArrowUp', does: 'Previous room', group: 'Rooms' },
  'next-unread': { keys: 'Alt+Shift+ArrowDown', does: 'Next room with something new', group: 'Rooms' },
  'previous-unread': { keys: 'Alt+Shift+ArrowUp', does: 'Previous room with something new', group: 'Rooms' },
  'read-room': { keys: 'Escape', does: 'Mark the room as read and show the latest', group: 'Rooms' },
  'read-all': { keys: 'Shift+Escape', does: 'Mark everything as read', group: 'Rooms' },
} as const satisfies Record<string, { keys: string; does: string; group: string }>;

export type Shortcut = keyof typeof shortcuts;

/** Keys that work where they belong, as the browser or a component has them; shown with the others. */
export const localKeys = [
  { keys: 'Enter', does: 'Send', group: 'Writing' },
  { keys: 'Shift+Enter', does: 'New line', group: 'Writing' },
  { keys: 'ArrowUp', does: 'Edit your last message, in an empty box', group: 'Writing' },
  { keys: '@', does: 'Mention somebody', group: 'Writing' },
  { keys: '#', does: 'Name a room', group: 'Writing' },
  { keys: ':', does: 'Pick an emoji', group: 'Writing' },
  { keys: 'ArrowUp', does: 'Message before', group: 'Messages' },
  { keys: 'ArrowDown', does: 'Message after', group: 'Messages' },
  { keys: 'Tab', does: 'What can be done with the message', group: 'Messages' },
] as const;

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

const caps: Record<string, string> = { ArrowUp: '↑', ArrowDown: '↓', Escape: 'Esc' };
const appleCaps: Record<string, string> = { ...caps, Mod: '⌘', Alt: '⌥', Shift: '⇧' };

/** What stands on the keys: `['Ctrl', 'K']`, `['⌘', 'K']`. */
export const capsOf = (keys: string, apple: boolean): string[] => {
  const names = apple ? appleCaps : { ...caps, Mod: 'Ctrl' };
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
