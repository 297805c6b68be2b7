export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

/** `public/theme.js` reads the same key before the first paint. */
const KEY = 'parley.theme';

const isTheme = (value: unknown): value is Theme => themes.some((theme) => theme === value);

export const chosenTheme = (): Theme => {
  const stored = localStorage.getItem(KEY);
  return isTheme(stored) ? stored : 'system';
};

export const chooseTheme = (theme: Theme): void => {
  if (theme === 'system') {
    localStorage.removeItem(KEY);
    delete document.documentElement.dataset.theme;
    return;
  }
  localStorage.setItem(KEY, theme);
  document.documentElement.dataset.theme = theme;
};
