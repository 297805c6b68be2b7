import { AccountError, type Accounts } from '@parley/client';
import { useState } from 'react';
import { Button } from '../design/button.tsx';
import { Field } from '../design/field.tsx';
import { FormError } from '../design/notice.tsx';
import { PasswordField } from '../design/password-field.tsx';
import { useSubmission } from '../design/submission.ts';
import { t } from '../languages/language.ts';
import { Link } from '../link.tsx';
import { AccountPage } from './account-page.tsx';
import type { Credentials } from './account-screens.tsx';
import { emailError, required } from './validity.ts';

interface SignInProps {
  accounts: Accounts;
  signIn: (credentials: Credentials) => Promise<void>;
  /** The address is right but has never been confirmed. */
  onUnconfirmed: (credentials: Credentials) => void;
}

export const SignIn = ({ accounts, signIn, onUnconfirmed }: SignInProps) => {
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [tried, setTried] = useState(false);
  const errors = { email: emailError(email), password: required(password, t.account.invalid.noPassword) };

  const { pending, error, submit } = useSubmission(async () => {
    setTried(true);
    if (errors.email ?? errors.password) return;
    try {
      await signIn({ email, password });
    } catch (failure) {
      if (!(failure instanceof AccountError && failure.code === 'UserNotConfirmedException')) throw failure;
      await accounts.resendCode(email);
      onUnconfirmed({ email, password });
    }
  });

  return (
    <AccountPage
      title={t.account.signIn}
      lead={t.account.welcomeBack}
      footer={
        <span>
          {t.account.newHere} <Link to={{ page: 'sign-up' }}>{t.account.createOne}</Link>
        </span>
      }
      languages
    >
      <form onSubmit={submit} noValidate>
        <FormError>{error}</FormError>
        <Field
          label={t.account.email}
          name="email"
          type="email"
          autoComplete="username"
          value={email}
          onChange={(value) => setEmail(value.trim())}
          error={tried ? errors.email : undefined}
          autoFocus
        />
        <PasswordField
          label={t.account.password}
          name="password"
          autoComplete="current-password"
          value={password}
          onChange={setPassword}
          error={tried ? errors.password : undefined}
        />
        <Link className="account-aside-link" to={{ page: 'reset' }}>
          {t.account.forgot}
        </Link>
        <Button type="submit" kind="primary" wide isPending={pending}>
          {t.account.signIn}
        </Button>
      </form>
    </AccountPage>
  );
};
