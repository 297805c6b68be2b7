// An invitation that waits for its reader to sign up or in: in this tab, so that it is not forgotten on the way.
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

/** The code that was kept, once. */
export const takeInvite = (): string | undefined =>
  attempt(() => {
    const code = sessionStorage.getItem(KEY) ?? undefined;
    sessionStorage.removeItem(KEY);
    return code;
  });
