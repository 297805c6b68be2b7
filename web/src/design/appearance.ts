export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

export const contrasts = ['system', 'more'] as const;
export type Contrast = (typeof contrasts)[number];

/** `public/appearance.js` reads the same keys before the first paint, and follows the system where nothing is chosen. */
const KEYS = { theme: 'parley.theme', contrast: 'parley.contrast' } as const;

const chosen = <T extends string>(key: string, values: readonly T[], fallback: T): T => {
  const stored = localStorage.getItem(key);
  return values.find((value) => value === stored) ?? fallback;
};

const choose = (key: string, value: string): void => {
  if (value === 'system') localStorage.removeItem(key);
  else localStorage.setItem(key, value);
  // Heard by appearance.js, which alone changes the page.
  document.dispatchEvent(new Event('parley:appearance'));
};

export const chosenTheme = (): Theme => chosen(KEYS.theme, themes, 'system');
export const chooseTheme = (theme: Theme): void => choose(KEYS.theme, theme);

export const chosenContrast = (): Contrast => chosen(KEYS.contrast, contrasts, 'system');
export const chooseContrast = (contrast: Contrast): void => choose(KEYS.contrast, contrast);
