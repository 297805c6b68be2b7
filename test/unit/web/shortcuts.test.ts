import { ariaKeys, capsOf, isApple, localKeys, shortcutOf, shortcuts } from '../../../web/src/keyboard/shortcuts.ts';

const pressed = (key: string, ...modifiers: ('alt' | 'ctrl' | 'meta' | 'shift')[]) => ({
  key,
  altKey: modifiers.includes('alt'),
  ctrlKey: modifiers.includes('ctrl'),
  metaKey: modifiers.includes('meta'),
  shiftKey: modifiers.includes('shift'),
});

test.each([
  [pressed('k', 'ctrl'), 'switch'],
  [pressed('K', 'meta'), 'switch'],
  [pressed('/', 'ctrl'), 'show-shortcuts'],
  [pressed('/', 'ctrl', 'shift'), 'show-shortcuts'],
  [pressed('Escape'), 'read-room'],
  [pressed('Escape', 'shift'), 'read-all'],
  [pressed('ArrowDown', 'alt'), 'next-room'],
  [pressed('ArrowDown', 'alt', 'shift'), 'next-unread'],
  [pressed('F6'), 'next-region'],
  [pressed('k'), undefined],
  [pressed('k', 'ctrl', 'alt'), undefined],
  [pressed('K', 'ctrl', 'shift'), undefined],
  [pressed('ArrowDown'), undefined],
])('%j is %s', (keys, shortcut) => {
  expect(shortcutOf(keys)).toBe(shortcut);
});

test('no two shortcuts have the same keys, and none means two things', () => {
  const all = Object.values(shortcuts);

  expect(new Set(all.map(({ keys }) => keys)).size).toBe(all.length);
  expect(new Set([...all, ...localKeys].map(({ does }) => does)).size).toBe(all.length + localKeys.length);
});

test('keys are named as they are on the machine', () => {
  expect(capsOf('Mod+Shift+ArrowUp', false)).toEqual(['Ctrl', 'Shift', '↑']);
  expect(capsOf('Mod+Alt+K', true)).toEqual(['⌘', '⌥', 'K']);
  expect([ariaKeys('Mod+K', false), ariaKeys('Mod+K', true)]).toEqual(['Control+K', 'Meta+K']);
  expect(['MacIntel', 'iPhone', 'Linux x86_64', 'Win32'].map(isApple)).toEqual([true, true, false, false]);
});
