// Runs before the first paint, so that what was chosen never flashes. `src/design/appearance.ts` writes the keys.
(() => {
  const wanted = matchMedia('(prefers-contrast: more)');
  const { dataset } = document.documentElement;

  const stored = (key) => {
    try {
      return localStorage.getItem(key);
    } catch {
      // No storage: the system's appearance it is.
      return null;
    }
  };

  const set = (name, value) => {
    if (value === undefined) delete dataset[name];
    else dataset[name] = value;
  };

  const show = () => {
    const theme = stored('parley.theme');
    set('theme', theme === 'light' || theme === 'dark' ? theme : undefined);
    set('contrast', stored('parley.contrast') === 'more' || wanted.matches ? 'more' : undefined);
  };

  show();
  wanted.addEventListener('change', show);
  document.addEventListener('parley:appearance', show);
})();
