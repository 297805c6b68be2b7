import { useState } from 'react';
import { NewPassword } from '../account/new-password.tsx';
import { newPasswordError, required } from '../account/validity.ts';
import { Button } from '../design/button.tsx';
import { Check } from '../design/check.tsx';
import { Field } from '../design/field.tsx';
import { FormError } from '../design/notice.tsx';
import { useSubmission } from '../design/submission.ts';
import { toast } from '../design/toast.tsx';
import { useSession } from '../session/session-context.ts';

export const PasswordSection = () => {
  const { accounts, accessToken, api } = useSession();
  const [old, setOld] = useState('');
  const [next, setNext] = useState('');
  const [others, setOthers] = useState(true);
  const [tried, setTried] = useState(false);
  const errors = { old: required(old, 'your present password'), next: newPasswordError(next) };

  const { pending, error, submit } = useSubmission(async () => {
    setTried(true);
    if (errors.old ?? errors.next) return;
    await accounts.changePassword(await accessToken(), old, next);
    if (others) await api.signOutOtherDevices();
    setOld('');
    setNext('');
    setTried(false);
    toast.done(others ? 'Your password has been changed, and your other devices are signed out.' : 'Your password has been changed.');
  });

  return (
    <section className="profile-section">
      <h2>Password</h2>
      <form className="profile-form" onSubmit={submit} noValidate>
        <FormError>{error}</FormError>
        <Field
          label="Present password"
          type="password"
          autoComplete="current-password"
          value={old}
          onChange={setOld}
          error={tried ? errors.old : undefined}
        />
        <NewPassword label="New password" value={next} onChange={setNext} error={tried ? errors.next : undefined} />
        <Check label="Sign out my other devices" value={others} onChange={setOthers} />
        <div>
          <Button type="submit" isPending={pending}>
            Change password
          </Button>
        </div>
      </form>
    </section>
  );
};
