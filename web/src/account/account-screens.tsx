import type { Accounts, CodeQuestion, Tokens } from '@parley/client';
import { lazy, Suspense, useState } from 'react';
import { keptInvite } from '../invite/pending-invite.ts';
import { navigate, useRoute } from '../route.ts';
import type { SignIn as SignedIn } from '../session/stored-sign-in.ts';
import { Confirm } from './confirm.tsx';
import { Reset } from './reset.tsx';
import { SecondFactor } from './second-factor.tsx';
import { SignIn } from './sign-in.tsx';
import { SignUp } from './sign-up.tsx';

export interface Credentials {
  email: string;
  password: string;
}

interface AccountScreensProps {
  accounts: Accounts;
  onSignedIn: (signIn: SignedIn, options: { alone: boolean }) => void;
}

const InviteWelcome = lazy(() => import('../invite/invite-welcome.tsx'));

const accountPages = new Set(['sign-in', 'sign-up', 'confirm', 'reset']);

/** Everything before the sign-in. Any other address shows the sign-in and stays, to be shown after it. */
export const AccountScreens = ({ accounts, onSignedIn }: AccountScreensProps) => {
  const route = useRoute();
  // Kept from sign-up to confirmation, in memory only, so that the password is asked for once.
  const [unconfirmed, setUnconfirmed] = useState<Credentials>();

  const [question, setQuestion] = useState<CodeQuestion>();

  const signIn = async ({ email, password }: Credentials) => {
    const outcome = await accounts.signIn(email, password);
    if ('session' in outcome) setQuestion(outcome);
    else enter(email, outcome);
  };

  const enter = (email: string, tokens: Tokens) => {
    const code = keptInvite();
    if (accountPages.has(route.page)) navigate(code === undefined ? { page: 'home' } : { page: 'invite', code }, { replace: true });
    // Whoever had to choose another password may not be the only one who knew the old one.
    onSignedIn({ account: email.toLowerCase(), tokens }, { alone: route.page === 'reset' });
  };

  const confirmFirst = (credentials: Credentials) => {
    setUnconfirmed(credentials);
    navigate({ page: 'confirm', email: credentials.email });
  };

  const afterConfirmation = async () => {
    if (unconfirmed !== undefined) await signIn(unconfirmed);
    else navigate({ page: 'sign-in' }, { replace: true });
  };

  if (question !== undefined) {
    const back = () => setQuestion(undefined);
    const answered = (tokens: Tokens) => enter(question.email, tokens);
    return <SecondFactor accounts={accounts} question={question} onAnswered={answered} onBack={back} />;
  }
  switch (route.page) {
    case 'sign-up':
      return <SignUp accounts={accounts} onSignedUp={confirmFirst} />;
    case 'confirm':
      return <Confirm accounts={accounts} email={route.email} onConfirmed={afterConfirmation} />;
    case 'reset':
      return <Reset accounts={accounts} signIn={signIn} />;
    case 'invite':
      return (
        <Suspense>
          <InviteWelcome code={route.code} />
        </Suspense>
      );
    default:
      return <SignIn accounts={accounts} signIn={signIn} onUnconfirmed={confirmFirst} />;
  }
};
