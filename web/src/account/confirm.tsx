import type { Accounts } from '@parley/client';
import { useState } from 'react';
import { Button } from '../design/button.tsx';
import { FormError } from '../design/notice.tsx';
import { useSubmission } from '../design/submission.ts';
import { t } from '../languages/language.ts';
import { Link } from '../link.tsx';
import { AccountPage } from './account-page.tsx';
import { CodeField } from './code-field.tsx';
import { ResendCode } from './resend-code.tsx';
import { codeError } from './validity.ts';

interface ConfirmProps {
  accounts: Accounts;
  email: string;
  onConfirmed: () => Promise<void>;
}

export const Confirm = ({ accounts, email, onConfirmed }: ConfirmProps) => {
  const [code, setCode] = useState('');
  const [tried, setTried] = useState(false);

  const { pending, error, submit } = useSubmission(async () => {
    setTried(true);
    if (codeError(code)) return;
    await accounts.confirmSignUp(email, code);
    await onConfirmed();
  });

  return (
    <AccountPage
      title={t.account.confirm.title}
      lead={t.account.confirm.lead(
        <strong key="email" dir="auto">
          {email}
        </strong>,
      )}
      footer={
        <>
          <ResendCode onResend={() => accounts.resendCode(email)} />
          <Link to={{ page: 'sign-up' }}>{t.account.confirm.other}</Link>
        </>
      }
    >
      <form onSubmit={submit} noValidate>
        <FormError>{error}</FormError>
        <CodeField value={code} onChange={setCode} error={tried ? codeError(code) : undefined} />
        <Button type="submit" kind="primary" wide isPending={pending}>
          {t.account.confirm.submit}
        </Button>
      </form>
    </AccountPage>
  );
};
