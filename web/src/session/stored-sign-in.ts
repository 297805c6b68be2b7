import type { Tokens } from '@parley/client';

/** Who is signed in here. */
export interface SignIn {
  /** The e-mail address, lower case. */
  account: string;
  tokens: Tokens;
}

// In localStorage, so that a reload or another tab finds it. Only a script of this site could read it, and the content security policy
// runs none but the site's own files; a cookie would need a server of ours between the browser and Cognito. The access token lives an hour,
// and signing out revokes the refresh token.
const KEY = 'parley.sign-in';

const isSignIn = (value: unknown): value is SignIn => {
  if (typeof value !== 'object' || value === null || !('account' in value) || !('tokens' in value)) return false;
  const { account, tokens } = value;
  if (typeof account !== 'string' || typeof tokens !== 'object' || tokens === null) return false;
  const fields = { accessToken: '', refreshToken: '', expiresAt: 0, ...tokens };
  return typeof fields.accessToken === 'string' && typeof fields.refreshToken === 'string' && typeof fields.expiresAt === 'number';
};

export const storedSignIn = (): SignIn | undefined => {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(KEY) ?? 'null');
    return isSignIn(value) ? value : undefined;
  } catch {
    return undefined;
  }
};

export const storeSignIn = (signIn: SignIn | undefined): void => {
  if (signIn === undefined) localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, JSON.stringify(signIn));
};

/** Calls back when another tab has signed out or in, and when it may have: nobody tells a page that is put aside. */
export const watchSignIn = (listener: () => void): void => {
  addEventListener('storage', ({ key }) => {
    if (key === KEY || key === null) listener();
  });
  addEventListener('pageshow', listener);
};
