// Whether somebody is signed in. Small, because the sign-in needs it; what a sign-in opens comes when there is one.
import type { Accounts, Deployment } from '@parley/client';
import type { OpenSession, openSession, Session } from './session.ts';
import { type SignIn, storedSignIn, storeSignIn, watchSignIn } from './stored-sign-in.ts';

/** `opening`: somebody is signed in, and their session is on its way. */
export interface Sessions {
  current(): Session | 'opening' | undefined;
  subscribe(listener: () => void): () => void;
  /** `alone`: every other sign-in of the account is to end. */
  begin(signIn: SignIn, options?: { alone?: boolean }): void;
}

interface SessionsOptions {
  deployment: Deployment;
  accounts: Accounts;
  /** Fetches what opens a session. */
  load(): Promise<typeof openSession>;
  /** Is told if that does not come. */
  failed(error: unknown): void;
}

export const createSessions = ({ deployment, accounts, load, failed }: SessionsOptions): Sessions => {
  const listeners = new Set<() => void>();
  /** Who is signed in, as far as this page knows. */
  let present: SignIn | undefined;
  let session: OpenSession | undefined;

  const change = (next: OpenSession | undefined) => {
    // Without a storage, nothing was kept.
    session?.forget().catch(() => undefined);
    session = next;
    for (const listener of listeners) listener();
  };

  const end = () => {
    present = undefined;
    change(undefined);
  };

  const open = (signIn: SignIn, { alone = false } = {}) => {
    present = signIn;
    change(undefined);
    load().then((openSession) => {
      // Signed out meanwhile, or in as somebody else.
      if (present !== signIn || session !== undefined) return;
      const opened = openSession(deployment, accounts, signIn, (fresh) => {
        if (session !== opened || follow()) return;
        present = fresh && { account: signIn.account, tokens: fresh };
        storeSignIn(present);
        if (fresh === undefined) end();
      });
      change(opened);
      if (alone) void opened.endOthers();
    }, failed);
  };

  /** Gives whether another tab has signed out or in, which a page that was put aside may not have heard: then that holds here too. */
  const follow = (): boolean => {
    const stored = storedSignIn();
    if (stored?.account === present?.account && stored?.tokens.refreshToken === present?.tokens.refreshToken) return false;
    if (stored === undefined) end();
    else open(stored);
    return true;
  };

  const stored = storedSignIn();
  if (stored !== undefined) open(stored);

  watchSignIn(follow);

  return {
    current: () => session ?? (present === undefined ? undefined : 'opening'),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    begin(signIn, options) {
      storeSignIn(signIn);
      open(signIn, options);
    },
  };
};
