import type { Accounts } from '@parley/client';
import { limits } from '@parley/protocol';
import { useState } from 'react';
import { Button } from '../design/button.tsx';
import { Field } from '../design/field.tsx';
import { FormError } from '../design/notice.tsx';
import { useSubmission } from '../design/submission.ts';
import { t } from '../languages/language.ts';
import { Link } from '../link.tsx';
import { AccountPage } from './account-page.tsx';
import type { Credentials } from './account-screens.tsx';
import { NewPassword } from './new-password.tsx';
import { emailError, newPasswordError, required } from './validity.ts';

interface SignUpProps {
  accounts: Accounts;
  /** The account is there; the code is on its way. */
  onSignedUp: (credentials: Credentials) => void;
}

export const SignUp = ({ accounts, onSignedUp }: SignUpProps) => {
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [tried, setTried] = useState(false);
  const errors = { name: required(name, t.account.invalid.noName), email: emailError(email), password: newPasswordError(password) };

  const { pending, error, submit } = useSubmission(async () => {
    setTried(true);
    if (errors.name ?? errors.email ?? errors.password) return;
    await accounts.signUp({ name: name.trim(), email, password });
    onSignedUp({ email, password });
  });

  return (
    <AccountPage
      title={t.account.signUp.title}
      lead={t.account.signUp.lead}
      footer={
        <span>
          {t.account.signUp.have} <Link to={{ page: 'sign-in' }}>{t.account.signIn}</Link>
        </span>
      }
      languages
    >
      <form onSubmit={submit} noValidate>
        <FormError>{error}</FormError>
        <Field
          label={t.account.name}
          name="name"
          autoComplete="name"
          maxLength={limits.displayNameChars}
          value={name}
          onChange={setName}
          error={tried ? errors.name : undefined}
          hint={t.account.signUp.nameHint}
          autoFocus
        />
        <Field
          label={t.account.email}
          name="email"
          type="email"
          autoComplete="username"
          value={email}
          onChange={(value) => setEmail(value.trim())}
          error={tried ? errors.email : undefined}
        />
        <NewPassword label={t.account.password} value={password} onChange={setPassword} error={tried ? errors.password : undefined} />
        <Button type="submit" kind="primary" wide isPending={pending}>
          {t.account.signUp.submit}
        </Button>
      </form>
    </AccountPage>
  );
};
