import type { Accounts } from '@parley/client';
import { limits } from '@parley/protocol';
import { useState } from 'react';
import { Button } from '../design/button.tsx';
import { Field } from '../design/field.tsx';
import { FormError } from '../design/notice.tsx';
import { useSubmission } from '../design/submission.ts';
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
  const errors = { name: required(name, 'your name'), email: emailError(email), password: newPasswordError(password) };

  const { pending, error, submit } = useSubmission(async () => {
    setTried(true);
    if (errors.name ?? errors.email ?? errors.password) return;
    await accounts.signUp({ name: name.trim(), email, password });
    onSignedUp({ email, password });
  });

  return (
    <AccountPage
      title="Create your account"
      lead="We will send a code to your address to make sure that it is yours."
      footer={
        <span>
          Have an account? <Link to={{ page: 'sign-in' }}>Sign in</Link>
        </span>
      }
    >
      <form onSubmit={submit} noValidate>
        <FormError>{error}</FormError>
        <Field
          label="Name"
          name="name"
          autoComplete="name"
          maxLength={limits.displayNameChars}
          value={name}
          onChange={setName}
          error={tried ? errors.name : undefined}
          hint="What others see beside your messages"
          autoFocus
        />
        <Field
          label="E-mail"
          name="email"
          type="email"
          autoComplete="username"
          value={email}
          onChange={(value) => setEmail(value.trim())}
          error={tried ? errors.email : undefined}
        />
        <NewPassword label="Password" value={password} onChange={setPassword} error={tried ? errors.password : undefined} />
        <Button type="submit" kind="primary" wide isPending={pending}>
          Create account
        </Button>
      </form>
    </AccountPage>
  );
};
