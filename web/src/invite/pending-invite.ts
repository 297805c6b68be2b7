// An invitation that its reader has accepted by signing up or in for it: kept in this tab on the way.
const KEY = 'parley.invite';

const attempt = <T>(action: () => T): T | undefined => {
  try {
    return action();
  } catch {
    // A browser that stores nothing: the link can be opened again.
    return undefined;
  }
};

export const keepInvite = (code: string): void => attempt(() => sessionStorage.setItem(KEY, code));

/** The code that was kept. */
export const keptInvite = (): string | undefined => attempt(() => sessionStorage.getItem(KEY) ?? undefined);

/** Whether this code was kept; it is forgotten, so that it is accepted once. */
export const takeInvite = (code: string): boolean => {
  if (keptInvite() !== code) return false;
  attempt(() => sessionStorage.removeItem(KEY));
  return true;
};
