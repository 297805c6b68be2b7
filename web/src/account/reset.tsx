import type { Accounts } from '@parley/client';
import { useState } from 'react';
import { Button } from '../design/button.tsx';
import { Field } from '../design/field.tsx';
import { FormError } from '../design/notice.tsx';
import { useSubmission } from '../design/submission.ts';
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

const backToSignIn = <Link to={{ page: 'sign-in' }}>Back to sign-in</Link>;

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
    <AccountPage title="Reset your password" lead="We will send you a code with which to choose another one." footer={backToSignIn}>
      <form onSubmit={submit} noValidate>
        <FormError>{error}</FormError>
        <Field
          label="E-mail"
          name="email"
          type="email"
          autoComplete="username"
          value={email}
          onChange={(value) => setEmail(value.trim())}
          error={tried ? emailError(email) : undefined}
          autoFocus
        />
        <Button type="submit" kind="primary" wide isPending={pending}>
          Send the code
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
      title="Choose a new password"
      lead={
        <>
          If <strong>{email}</strong> has an account, a code is on its way there.
        </>
      }
      footer={
        <>
          <ResendCode onResend={() => accounts.forgotPassword(email)} />
          {backToSignIn}
        </>
      }
    >
      <form onSubmit={submit} noValidate>
        <FormError>{error}</FormError>
        <CodeField value={code} onChange={setCode} error={tried ? errors.code : undefined} />
        <NewPassword label="New password" value={password} onChange={setPassword} error={tried ? errors.password : undefined} />
        <Button type="submit" kind="primary" wide isPending={pending}>
          Set password and sign in
        </Button>
      </form>
    </AccountPage>
  );
};
