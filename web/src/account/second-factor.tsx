import type { Accounts, CodeQuestion, Tokens } from '@parley/client';
import { useState } from 'react';
import { Button } from '../design/button.tsx';
import { FormError } from '../design/notice.tsx';
import { useSubmission } from '../design/submission.ts';
import { AccountPage } from './account-page.tsx';
import { CodeField } from './code-field.tsx';

interface SecondFactorProps {
  accounts: Accounts;
  question: CodeQuestion;
  onAnswered: (tokens: Tokens) => void;
  onBack: () => void;
}

/** The code of the authenticator app, after the password. */
export const SecondFactor = ({ accounts, question, onAnswered, onBack }: SecondFactorProps) => {
  const [code, setCode] = useState('');
  const [tried, setTried] = useState(false);
  const codeError = /^\d{6}$/.test(code) ? undefined : 'Enter the 6 digits that the app shows.';

  const { pending, error, submit } = useSubmission(async () => {
    setTried(true);
    if (codeError) return;
    onAnswered(await accounts.answerCode(question, code));
  });

  return (
    <AccountPage
      title="Enter the code"
      lead="Open your authenticator app and enter the code that it shows for Parley."
      footer={
        <Button kind="quiet" onPress={onBack}>
          Back to sign-in
        </Button>
      }
    >
      <form onSubmit={submit} noValidate>
        <FormError>{error}</FormError>
        <CodeField value={code} onChange={setCode} error={tried ? codeError : undefined} />
        <Button type="submit" kind="primary" wide isPending={pending}>
          Sign in
        </Button>
      </form>
    </AccountPage>
  );
};
