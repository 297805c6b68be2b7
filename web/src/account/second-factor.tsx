import type { Accounts, CodeQuestion, Tokens } from '@parley/client';
import { useState } from 'react';
import { Button } from '../design/button.tsx';
import { FormError } from '../design/notice.tsx';
import { useSubmission } from '../design/submission.ts';
import { t } from '../languages/language.ts';
import { AccountPage } from './account-page.tsx';
import { CodeField } from './code-field.tsx';
import { appCodeError } from './validity.ts';

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

  const { pending, error, submit } = useSubmission(async () => {
    setTried(true);
    if (appCodeError(code)) return;
    onAnswered(await accounts.answerCode(question, code));
  });

  return (
    <AccountPage
      title={t.account.secondFactor.title}
      lead={t.account.secondFactor.lead}
      footer={
        <button type="button" onClick={onBack}>
          {t.account.backToSignIn}
        </button>
      }
    >
      <form onSubmit={submit} noValidate>
        <FormError>{error}</FormError>
        <CodeField value={code} onChange={setCode} error={tried ? appCodeError(code) : undefined} />
        <Button type="submit" kind="primary" wide isPending={pending}>
          {t.account.signIn}
        </Button>
      </form>
    </AccountPage>
  );
};
