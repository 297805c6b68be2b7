import type { Accounts } from '@parley/client';
import { useState } from 'react';
import { Button } from '../design/button.tsx';
import { Field } from '../design/field.tsx';
import { FormError } from '../design/notice.tsx';
import { useSubmission } from '../design/submission.ts';
import { t } from '../languages/language.ts';
import { Link } from '../link.tsx';
import { AccountPage } from './account-page.tsx';
import type { Credentials } from './account-screens.tsx';
import { CodeField } from './code-field.tsx';
import { NewPassword } from './new-password.tsx';
import { ResendCode } from './resend-code.tsx';
import { codeError, emailError, newPasswordError } from './validity.ts';

interface ResetProps {
  accounts: Accounts;
  signIn: (credentials: Credentials) => Promise<void>;
}

const BackToSignIn = () => <Link to={{ page: 'sign-in' }}>{t.account.backToSignIn}</Link>;

/** Two steps: ask for a code, then choose a password with it. */
export const Reset = ({ accounts, signIn }: ResetProps) => {
  const [sentTo, setSentTo] = useState<string>();
  return sentTo === undefined ? (
    <AskForCode accounts={accounts} onSent={setSentTo} />
  ) : (
    <ChoosePassword accounts={accounts} email={sentTo} signIn={signIn} />
  );
};

const AskForCode = ({ accounts, onSent }: { accounts: Accounts; onSent: (email: string) => void }) => {
  const [email, setEmail] = useState('');
  const [tried, setTried] = useState(false);

  const { pending, error, submit } = useSubmission(async () => {
    setTried(true);
    if (emailError(email)) return;
    await accounts.forgotPassword(email);
    onSent(email);
  });

  return (
    <AccountPage title={t.account.reset.title} lead={t.account.reset.lead} footer={<BackToSignIn />}>
      <form onSubmit={submit} noValidate>
        <FormError>{error}</FormError>
        <Field
          label={t.account.email}
          name="email"
          type="email"
          autoComplete="username"
          value={email}
          onChange={(value) => setEmail(value.trim())}
          error={tried ? emailError(email) : undefined}
          autoFocus
        />
        <Button type="submit" kind="primary" wide isPending={pending}>
          {t.account.reset.submit}
        </Button>
      </form>
    </AccountPage>
  );
};

const ChoosePassword = ({ accounts, email, signIn }: ResetProps & { email: string }) => {
  const [code, setCode] = useState('');
  const [password, setPassword] = useState('');
  const [tried, setTried] = useState(false);
  const errors = { code: codeError(code), password: newPasswordError(password) };

  const { pending, error, submit } = useSubmission(async () => {
    setTried(true);
    if (errors.code ?? errors.password) return;
    await accounts.confirmForgotPassword(email, code, password);
    await signIn({ email, password });
  });

  return (
    <AccountPage
      title={t.account.choose.title}
      lead={t.account.choose.lead(
        <strong key="email" dir="auto">
          {email}
        </strong>,
      )}
      footer={
        <>
          <ResendCode onResend={() => accounts.forgotPassword(email)} />
          <BackToSignIn />
        </>
      }
    >
      <form onSubmit={submit} noValidate>
        <FormError>{error}</FormError>
        <CodeField value={code} onChange={setCode} error={tried ? errors.code : undefined} />
        <NewPassword label={t.account.newPassword} value={password} onChange={setPassword} error={tried ? errors.password : undefined} />
        <Button type="submit" kind="primary" wide isPending={pending}>
          {t.account.choose.submit}
        </Button>
      </form>
    </AccountPage>
  );
};
