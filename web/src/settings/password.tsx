import { useState } from 'react';
import { NewPassword } from '../account/new-password.tsx';
import { newPasswordError, required } from '../account/validity.ts';
import { Button } from '../design/button.tsx';
import { Check } from '../design/check.tsx';
import { FormError } from '../design/notice.tsx';
import { PasswordField } from '../design/password-field.tsx';
import { useSubmission } from '../design/submission.ts';
import { toast } from '../design/toast.tsx';
import { t } from '../languages/language.ts';
import { useSession } from '../session/session-context.ts';

export const PasswordSection = () => {
  const { accounts, accessToken, api } = useSession();
  const [old, setOld] = useState('');
  const [next, setNext] = useState('');
  const [others, setOthers] = useState(true);
  const [tried, setTried] = useState(false);
  const errors = { old: required(old, t.account.invalid.noPresentPassword), next: newPasswordError(next) };

  const { pending, error, submit } = useSubmission(async () => {
    setTried(true);
    if (errors.old ?? errors.next) return;
    await accounts.changePassword(await accessToken(), old, next);
    if (others) await api.signOutOtherDevices();
    setOld('');
    setNext('');
    setTried(false);
    toast.done(others ? t.settings.password.changedOthers : t.settings.password.changed);
  });

  return (
    <section className="settings-section">
      <h2>{t.settings.password.title}</h2>
      <form className="settings-form" onSubmit={submit} noValidate>
        <FormError>{error}</FormError>
        <PasswordField
          label={t.settings.password.present}
          autoComplete="current-password"
          value={old}
          onChange={setOld}
          error={tried ? errors.old : undefined}
        />
        <NewPassword label={t.account.newPassword} value={next} onChange={setNext} error={tried ? errors.next : undefined} />
        <Check label={t.settings.password.others} value={others} onChange={setOthers} />
        <div>
          <Button type="submit" isPending={pending}>
            {t.settings.password.submit}
          </Button>
        </div>
      </form>
    </section>
  );
};
