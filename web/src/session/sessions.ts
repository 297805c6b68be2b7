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
  let account: string | undefined;
  let session: OpenSession | undefined;

  const change = (next: OpenSession | undefined) => {
    // Without a storage, nothing was kept.
    session?.forget().catch(() => undefined);
    session = next;
    for (const listener of listeners) listener();
  };

  const end = () => {
    account = undefined;
    change(undefined);
  };

  const open = (signIn: SignIn, { alone = false } = {}) => {
    account = signIn.account;
    change(undefined);
    load().then((openSession) => {
      // Signed out meanwhile, or in as somebody else.
      if (account !== signIn.account || session !== undefined) return;
      const opened = openSession(deployment, accounts, signIn, (fresh) => {
        if (session !== opened) return;
        storeSignIn(fresh && { account: signIn.account, tokens: fresh });
        if (fresh === undefined) end();
      });
      change(opened);
      if (alone) void opened.endOthers();
    }, failed);
  };

  const stored = storedSignIn();
  if (stored !== undefined) open(stored);

  watchSignIn(() => {
    const elsewhere = storedSignIn();
    if (elsewhere?.account === account) return;
    if (elsewhere === undefined) end();
    else open(elsewhere);
  });

  return {
    current: () => session ?? (account === undefined ? undefined : 'opening'),
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
