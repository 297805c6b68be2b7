import type { Accounts } from '@parley/client';
import { lazy, Suspense, useSyncExternalStore } from 'react';
import { AccountScreens } from './account/account-screens.tsx';
import { Toasts } from './design/toast.tsx';
import { UpdateNotice } from './offline/update-notice.tsx';
import type { Sessions } from './session/sessions.ts';

const SignedIn = lazy(() => import('./shell/signed-in.tsx'));

export const App = ({ accounts, sessions }: { accounts: Accounts; sessions: Sessions }) => {
  const session = useSyncExternalStore(sessions.subscribe, sessions.current);
  return (
    <>
      <UpdateNotice />
      {session === undefined && <AccountScreens accounts={accounts} onSignedIn={sessions.begin} />}
      {session !== undefined && session !== 'opening' && (
        <Suspense>
          <SignedIn session={session} />
        </Suspense>
      )}
      <Toasts />
    </>
  );
};
