import { QueryClientProvider } from '@tanstack/react-query';
import type { Session } from '../session/session.ts';
import { SessionContext } from '../session/session-context.ts';
import { Shell } from './shell.tsx';

/** The app, for as long as somebody is signed in. */
const SignedIn = ({ session }: { session: Session }) => (
  <SessionContext value={session}>
    <QueryClientProvider client={session.queries}>
      <Shell />
    </QueryClientProvider>
  </SessionContext>
);

export default SignedIn;
