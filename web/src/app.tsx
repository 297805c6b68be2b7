import type { Accounts } from '@parley/client';
import { QueryClientProvider } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { AccountScreens } from './account/account-screens.tsx';
import { Toasts } from './design/toast.tsx';
import { UpdateNotice } from './offline/update-notice.tsx';
import type { Sessions } from './session/session.ts';
import { SessionContext } from './session/session-context.ts';
import { Shell } from './shell/shell.tsx';

export const App = ({ accounts, sessions }: { accounts: Accounts; sessions: Sessions }) => {
  const session = useSyncExternalStore(sessions.subscribe, sessions.current);
  return (
    <>
      <UpdateNotice />
      {session === undefined ? (
        <AccountScreens accounts={accounts} onSignedIn={sessions.begin} />
      ) : (
        <SessionContext value={session}>
          <QueryClientProvider client={session.queries}>
            <Shell />
          </QueryClientProvider>
        </SessionContext>
      )}
      <Toasts />
    </>
  );
};
