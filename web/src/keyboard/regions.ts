// The parts of the page that F6 walks, in the order of the page: whatever carries `data-region`.

/** Where one is in it, else where it begins. */
const focusIn = (region: HTMLElement): HTMLElement | null =>
  region.tabIndex >= 0
    ? region
    : (region.querySelector<HTMLElement>('[aria-current="page"]') ??
      region.querySelector<HTMLElement>('textarea, input, select, a[href], button:not([disabled])'));

/** Moves the focus to the next part of the page, or the one before, and round. Gives false if there is nowhere to go. */
export const walkRegions = (step: 1 | -1): boolean => {
  // What is not shown, as one half of the page on a phone, cannot be gone to.
  const regions = [...document.querySelectorAll<HTMLElement>('[data-region]')].filter((region) => region.checkVisibility());
  const here = regions.findLastIndex((region) => region.contains(document.activeElement));
  const from = here === -1 && step === -1 ? 0 : here;
  const next = regions.at((from + step + regions.length) % Math.max(1, regions.length));
  const target = next && focusIn(next);
  target?.focus();
  return target !== null && target !== undefined;
};
